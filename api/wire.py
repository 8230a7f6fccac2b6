"""The shapes of answers and requests, for OpenAPI and for callers' own types.

Answers are written from the use cases' `to_json`, not through these models, so that no field is ever
dropped in silence; a test compares the two.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from registry.answers import FindVerdict
from registry.model import MOST_VND, Evidence, Level, Mandate, ProvinceUse, Status, Verdict

Date = Annotated[
    str, Field(description="ISO 8601, độ chính xác của nguồn; rỗng nếu không biết", examples=["2016-05-31"])
]
Share = Annotated[float, Field(ge=0, le=1, examples=[0.9931])]
Responses = dict[int | str, dict[str, Any]]
"""What OpenAPI says of the answers of an endpoint, by status."""
PlatformId = Annotated[str, Field(examples=["btp-ho-tich-dien-tu"])]


class Wire(BaseModel):
    """Base of all shapes."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Hit(Wire):
    """Một nền tảng trong kết quả tìm (One platform as an answer to a search)."""

    id: PlatformId
    name: Annotated[str, Field(examples=["Hệ thống thông tin đăng ký và quản lý hộ tịch điện tử dùng chung"])]
    owner: Annotated[str, Field(examples=["Bộ Tư pháp"])]
    level: Level
    status: Status
    """Tình trạng tại ngày `as_of` (Status at the as-of date)."""
    score: Share
    why: Annotated[str, Field(examples=['còn gọi là "CSDL hộ tịch"; cấp quốc gia, đang vận hành (từ 2016)'])]
    since: Date
    mandate: Mandate
    evidence: Evidence | Literal[""]
    words: Annotated[list[str], Field(examples=[["hộ", "tịch"]])]
    """Chữ trong câu hỏi khớp với nền tảng (The words of the text that speak for it)."""
    function: Annotated[str, Field(examples=["đăng ký khai sinh, kết hôn, khai tử"])]
    """Chức năng của nền tảng ứng với các chữ ấy (What of the platform they meet)."""
    users: Annotated[list[str], Field(examples=[["cấp tỉnh", "cấp xã"]])]
    law: Annotated[list[str], Field(examples=[["87/2020/NĐ-CP ngày 28/07/2020 của Chính phủ"]])]
    against: Annotated[list[str], Field(examples=[["chưa vận hành"]])]
    """Điều nói ngược lại, mạnh nhất trước (What speaks against it, the strongest first)."""


class FindAnswer(Wire):
    """Câu trả lời cho một lần tìm (The answer to a search)."""

    id: str
    query: Annotated[str, Field(examples=["quản lý hộ tịch"])]
    verdict: FindVerdict
    """`none`: kết quả chỉ là gần giống, không phải câu trả lời (results are near misses, not answers)."""
    as_of: Date
    message: Annotated[
        str, Field(examples=["Đã có: Hệ thống hộ tịch điện tử dùng chung (tính đến 07/04/2023)."])
    ]
    results: list[Hit]


Moment = Annotated[
    str,
    Field(
        description="ISO 8601 kèm múi giờ; rỗng nếu không biết (with a time zone; empty if not known)",
        examples=["2026-11-30T08:00:00+07:00"],
    ),
]


class Gone(Wire):
    """Một mục không còn (Something that is no more)."""

    id: str
    deleted: Moment


class PlatformItem(Wire):
    """Một nền tảng trong danh sách (One platform in a list)."""

    id: PlatformId
    name: str
    name_en: str
    owner: str
    level: Level
    sector: Annotated[str, Field(examples=["tư pháp"])]
    kind: Annotated[str, Field(examples=["information-system"])]
    status: Status
    since: Date
    mandate: Mandate
    evidence: Evidence
    modified: Annotated[str, Field(examples=["2026-11-30T08:00:00+07:00"])]
    """Lúc bản ghi đổi lần cuối ở sổ này (When the record last changed in this registry)."""


class PlatformPage(Wire):
    """Một trang danh sách nền tảng, xếp theo tên (A page of the list of platforms, by name)."""

    as_of: Date
    snapshot: Annotated[str, Field(examples=["6844261deb7b23fe"])]
    total: int
    limit: int
    offset: int
    next: str | None
    """`cursor` của trang sau; null ở trang cuối (The cursor of the next page; null on the last)."""
    items: list[PlatformItem]
    deleted: list[Gone] | None = None
    """Với `changed_since`, ở trang đầu: những mục không còn (What is no more; on the first page).

    Nền tảng đã đóng hoặc gộp vẫn còn, tình trạng `retired` (One that is closed or merged stays, retired).
    """
    until: Moment | None = None
    """Với `changed_since`: lúc để hỏi lần sau; lùi vài phút để không sót (The time to ask from next)."""


class Function(Wire):
    """Một chức năng: lời của nguồn và khái niệm tương ứng (A function, as said and as a capability)."""

    text: Annotated[str, Field(examples=["đăng ký khai sinh"])]
    capability: Annotated[str, Field(examples=["dang-ky-ho-tich"])]
    label: Annotated[str, Field(examples=["Đăng ký hộ tịch"])]


class Period(Wire):
    """Một giai đoạn trong vòng đời (A period of the lifecycle)."""

    status: Status
    since: Date
    date_kind: Annotated[str, Field(examples=["since", "observed", "before"])]
    basis: str
    from_: Annotated[Date, Field(alias="from")]
    until: Date


class LegalBasis(Wire):
    """Một văn bản; số có thể trùng, nên kèm ngày và nơi ban hành (A legal document)."""

    number: Annotated[str, Field(examples=["87/2020/NĐ-CP"])]
    date: Date
    issuer: Annotated[str, Field(examples=["Chính phủ"])]
    what: str
    document: Annotated[str, Field(examples=["87-2020-nd-cp/2020-07-28/chinh-phu"])]
    """Mã, theo sau /legal/ (The id, after /legal/)."""


class SourceLink(Wire):
    """Nơi thấy thông tin (Where a fact was seen)."""

    url: str
    title: str


class PlatformCard(Wire):
    """Mọi điều biết về một nền tảng (All that is known of one platform)."""

    id: PlatformId
    name: str
    name_en: str
    alt_names: list[str]
    owner: str
    owner_now: str
    """Cơ quan chủ quản sau sắp xếp năm 2025 (The owner after the reorganisation of 2025)."""
    level: Level
    sector: str
    kind: str
    status: Status
    since: Date
    mandate: Mandate
    province_use: ProvinceUse
    province_use_basis: str
    territory: str
    users: list[str]
    functions: list[Function]
    excludes: list[str]
    """Những việc nền tảng KHÔNG làm (What it does not do)."""
    lifecycle: list[Period]
    legal_basis: list[LegalBasis]
    sources: list[SourceLink]
    urls: list[str]
    evidence: Evidence
    note: str


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


class Place(Wire):
    """Vị trí lỗi trong tệp hay yêu cầu (Where in the input)."""

    file: str | None
    sheet: str | None
    row: int | None
    column: str | None


class NeighbourHit(Wire):
    """Một thứ mà sổ đăng ký khác có (Something that another registry lists)."""

    iri: str
    name: str
    page: str
    """Trang cho người đọc, nếu biết (A page for people, where known)."""
    status: str


class NeighbourAnswer(Wire):
    """Câu trả lời của một sổ đăng ký khác (What another registry said)."""

    origin: Annotated[str, Field(examples=["hue"])]
    kind: Literal["rasoat", "sparql", "import"]
    address: str
    hits: list[NeighbourHit]
    verdict: str
    """Kết luận của nơi đó, nếu có (Its own verdict, where it gives one)."""
    failure: str
    """Vì sao không hỏi được; rỗng nếu hỏi được (Why it said nothing)."""
    failure_en: str


class NeighbourAnswers(Wire):
    """Câu trả lời của mọi sổ đăng ký khác (What all other registries said)."""

    query: str
    as_of: Date
    answers: list[NeighbourAnswer]


class Problem(Wire):
    """Lỗi theo RFC 9457 (A problem)."""

    type: Annotated[str, Field(examples=["https://w3id.org/rasoat/problem/bad-input"])]
    title: Annotated[str, Field(examples=["Dữ liệu chưa hợp lệ"])]
    status: Annotated[int, Field(examples=[422])]
    detail: Annotated[str, Field(examples=["Thiếu tên nhiệm vụ"])]
    """Theo `Accept-Language`, mặc định tiếng Việt (In the language asked for, Vietnamese by default)."""
    detail_vi: Annotated[str, Field(examples=["Thiếu tên nhiệm vụ"])]
    detail_en: Annotated[str, Field(examples=["The title is missing"])]
    code: Annotated[str, Field(examples=["bad-input"])]
    request_id: Annotated[str | None, Field(description="Cũng trong nhật ký (also in the log)")] = None
    place: Place | None = None


class Health(Wire):
    """Tiến trình còn chạy (The process lives)."""

    status: Literal["ok"]


class Ready(Health):
    """Sổ đăng ký trả lời được (The registry answers)."""

    snapshot: str


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


def problem_response(description: str) -> dict[str, Any]:
    """Return what OpenAPI says of an error answer."""
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


WRONG_PARAMETER: Responses = {422: problem_response("Tham số sai (A parameter is wrong)")}
