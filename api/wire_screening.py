"""Shapes of lines that are asked about and of what is said of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from api.wire import Date, PlatformId, Share, Wire
from api.wire_platforms import Hit
from registry.model import MOST_VND, Level, Status, Verdict


class LinePlatform(Wire):
    """Một nền tảng đáp ứng một dòng (A platform that answers a line)."""

    id: PlatformId
    name: str
    owner: str
    level: Level
    status: Status
    since: Date
    score: Share
    met: Annotated[list[str], Field(examples=[["Đăng ký hộ tịch"]])]
    why: str
    words: Annotated[list[str], Field(examples=[["hộ", "tịch"]])]
    """Chữ trong đề nghị khớp với nền tảng (The words of the line that speak for it)."""
    function: Annotated[str, Field(examples=["đăng ký khai sinh, kết hôn, khai tử"])]
    """Chức năng của nền tảng ứng với các chữ ấy (What of the platform they meet)."""
    users: Annotated[list[str], Field(examples=[["cấp tỉnh", "cấp xã"]])]
    against: Annotated[list[str], Field(examples=[["chưa rõ tỉnh được dùng thế nào"]])]
    """Điều nói ngược lại, mạnh nhất trước (What speaks against it, the strongest first)."""
    law: Annotated[list[str], Field(examples=[["87/2020/NĐ-CP ngày 28/07/2020 của Chính phủ"]])]


class Need(Wire):
    """Một việc mà dòng đề nghị (A need that a line states)."""

    capability: str
    label: str
    words: str
    """Chữ trong đề nghị cho thấy nhu cầu (The words that show it)."""
    confidence: Share
    state: Literal["met", "in_development", "open"]


class Proof(Wire):
    """Một điều mà phát hiện dựa vào (One thing that a finding rests on)."""

    kind: Annotated[str, Field(examples=["platform", "law", "line"])]
    id: str
    text: str


class Finding(Wire):
    """Điều một quy tắc nói về dòng (What a rule says of a line)."""

    rule: Annotated[str, Field(examples=["coverage/local-duty"])]
    level: Literal["violation", "warning", "info"]
    message: str
    message_en: str
    evidence: list[Proof]
    reversal: str
    """Điều gì khác đi thì phát hiện không còn (What would take it back)."""
    reversal_en: str
    number: str


class Line(Wire):
    """Câu trả lời cho một dòng (The answer to a line)."""

    id: str
    line_no: int | None
    title: Annotated[str, Field(examples=["Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã"])]
    proposer: Annotated[str, Field(examples=["Sở Tư pháp tỉnh Quảng Ngãi"])]
    proposer_now: str
    cost_vnd: Annotated[int | None, Field(examples=[1_980_000_000])]
    verdict: Verdict
    message: str
    platforms: list[LinePlatform]
    provincial: list[LinePlatform]
    """Hệ thống của chính tỉnh đã làm việc này (The province's own systems that do it)."""
    needs: list[Need]
    remainder: list[str]
    """Phần chưa nền tảng nào làm, khi `partly` (What no platform does)."""
    findings: list[Finding]
    questions: list[str]
    near_misses: list[Hit]
    description: str
    sector: Annotated[str, Field(examples=["tu-phap"])]
    """Lĩnh vực của việc chính (Sector of what is mainly asked for)."""


class Total(Wire):
    """Số dòng và kinh phí của một kết luận (Lines and VND of a verdict)."""

    verdict: Verdict
    lines: int
    cost_vnd: int


class SameNeed(Wire):
    """Các dòng của nhiều đơn vị cùng một việc (Lines of several bodies with one need)."""

    capability: str
    label: str
    line_ids: list[str]
    bodies: int
    cost_vnd: int
    lead: str = ""
    lead_en: str = ""


class Skipped(Wire):
    """Một hàng của tệp không phải nhiệm vụ (A row of the file that is no line)."""

    sheet: str
    row: int
    text: str
    vi: str
    en: str


class ScreeningAnswer(Wire):
    """Câu trả lời cho cả đợt (The answer to a batch)."""

    as_of: Date
    snapshot: str
    totals: list[Total]
    lines: list[Line]
    same_needs: list[SameNeed]
    skipped: list[Skipped]
    remarks: list[str]


class LineIn(Wire):
    """Một dòng gửi để rà soát; trường lạ bị bỏ qua và được báo lại (A line to be screened)."""

    title: Annotated[str, Field(examples=["Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã"])]
    id: str | None = None
    line_no: int | None = None
    description: str = ""
    proposer: Annotated[str, Field(examples=["Sở Tư pháp tỉnh Quảng Ngãi"])] = ""
    province: Annotated[str, Field(examples=["tỉnh Quảng Ngãi"])] = ""
    year: int | None = None
    cost_vnd: Annotated[int | None, Field(ge=0, le=MOST_VND, examples=[1_980_000_000])] = None
    funding_source: str = ""
    kind: Annotated[str, Field(examples=["software"])] = ""


class ScreenRequest(Wire):
    """Một đợt gửi bằng JSON (A batch sent as JSON)."""

    lines: list[Annotated[dict[str, Any], WithJsonSchema(LineIn.model_json_schema())]]
    as_of: Annotated[str | None, Field(examples=["2023-04-07"])] = None
    title: str = "Yêu cầu qua API"


FILE = {"type": "string", "format": "binary", "description": ".xlsx, .docx, .csv, .json, .jsonl"}
"""A list of lines, as OpenAPI describes the part of a form."""


SCREEN_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": FILE,
                    "as_of": {"type": "string", "format": "date"},
                },
            }
        },
        "application/json": {
            "schema": ScreenRequest.model_json_schema(),
            "example": {
                "as_of": "2023-04-07",
                "lines": [
                    {
                        "title": "Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã, phường, thị trấn",
                        "proposer": "Sở Tư pháp tỉnh Quảng Ngãi",
                        "cost_vnd": 1_980_000_000,
                    }
                ],
            },
        },
    },
}
