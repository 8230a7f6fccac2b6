"""The shapes of batches, their lines, and what the journal holds of them; what callers send to be written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from api.wire import Date, Moment, PlatformId, Wire
from api.wire_screening import FILE, SCREEN_BODY, Finding, Line, LineIn, Skipped
from registry.entries import Outcome
from registry.model import MOST_VND, Verdict

BatchId = Annotated[str, Field(examples=["ra-soat-quang-ngai-2023"])]
LineId = Annotated[str, Field(examples=["qni-b23-009"])]
Vnd = Annotated[int | None, Field(ge=0, examples=[900_000_000])]
DecisionNumber = Annotated[str, Field(examples=["QD-2026-00001"])]
ReceiptNumber = Annotated[str, Field(examples=["PR-2026-00001"])]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class BatchItem(Wire):
    """Một đợt rà soát (A batch)."""

    id: BatchId
    title: str
    as_of: Date
    lines: int
    cost_vnd: int
    """Tổng kinh phí đề nghị, đồng (The whole amount asked, VND)."""
    modified: Moment
    """Lúc lưu; rỗng với đợt có sẵn (When it was stored; empty for one that came with the registry)."""


class LineItem(Wire):
    """Một dòng của đợt: đề nghị gì, kết luận, đã quyết định gì (A line: asked, found, decided)."""

    id: LineId
    line_no: int | None
    title: Annotated[str, Field(examples=["Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã"])]
    proposer: str
    province: str
    year: int | None
    cost_vnd: Vnd
    funding_source: str
    kind: str
    verdict: Verdict
    findings: int
    decision: Annotated[str, Field(examples=["QD-2026-00001", ""])]
    """Quyết định hiện hành; rỗng nếu chưa có (The decision that stands; empty for none)."""
    outcome: Outcome | Literal[""]
    open_again: bool
    """Đã được mở lại sau quyết định (Open again since it was decided)."""
    modified: Moment
    """Lúc nội dung của dòng, hay điều đã ghi về nó (phiếu, quyết định, trao đổi), đổi lần cuối.

    Kết luận tính lại theo sổ đăng ký, không tính vào đây: xem `snapshot` (When what it says, or what is on
    record of it, last changed; the verdict follows the registry, see `snapshot`).
    """


class LineCard(Line):
    """Câu trả lời cho một dòng và mọi điều người ta ghi về nó (The answer, and what people said of it)."""

    batch_id: BatchId
    as_of: Date
    decisions: list[DecisionItem]
    notes: list[NoteItem]
    receipts: list[ReceiptItem]


class FindingItem(Finding):
    """Một phát hiện và dòng của nó (A finding and its line)."""

    batch_id: BatchId
    line_id: LineId
    line_no: int | None


class DecisionItem(Wire):
    """Điều một người đã quyết định về một dòng (What a named person decided of a line)."""

    number: DecisionNumber
    batch_id: BatchId
    line_id: LineId
    outcome: Outcome
    reason: str
    amount_vnd: Vnd
    reviewer: Annotated[str, Field(examples=["Nguyễn Văn An"])]
    time: Moment
    receipt: str
    findings: list[str]
    second_opinion: str
    """Quyết định của người khác cùng ý (The decision of another person that agrees)."""
    needs_second_opinion: bool
    current: bool
    """Không: đã có quyết định sau (False: decided again later)."""
    verdict: str
    """Máy kết luận gì khi đó (What the machine said then)."""
    amount_reason: str
    platforms: list[PlatformId]
    rejected: list[str]
    mandatory: list[PlatformId]
    """Nền tảng bắt buộc dùng mà quyết định đi ngược (Those of mandatory use that it goes against)."""
    seconds: str
    revises: str


class NoteItem(Wire):
    """Ghi chú, câu hỏi hay trả lời (A note, a question or an answer)."""

    number: Annotated[str, Field(examples=["TD-2026-00001"])]
    batch_id: BatchId
    line_id: LineId
    kind: Literal["note", "question", "answer"]
    text: str
    author: str
    time: Moment
    in_reply_to: str


class ReceiptItem(Wire):
    """Một kết luận đã lập phiếu (A verdict on record)."""

    number: ReceiptNumber
    batch_id: BatchId
    line_id: LineId
    verdict: Verdict
    as_of: Date
    snapshot: str
    time: Moment
    platforms: list[PlatformId]
    watched: bool
    """Dòng sẽ mở lại nếu kết luận đổi (The line opens again when the verdict changes)."""
    supersedes: str
    by: str


class ReceiptCard(ReceiptItem):
    """Phiếu với mọi điều nó dựa vào (A receipt with all that it rests on)."""

    rules: dict[str, str]
    """Câu hỏi SPARQL và dấu nội dung (The queries with the hash of each one's text)."""
    facts: dict[str, Any]


class ReportItem(Wire):
    """Một báo cáo định kỳ đã phát hành (A periodic report that was issued)."""

    number: Annotated[str, Field(examples=["BC-2026-00001"])]
    period: Annotated[str, Field(examples=["2026-Q3", "2026", "2026-07"])]
    title: str
    digest: str
    time: Moment
    summary: str


class ReportCard(ReportItem):
    """Một báo cáo với mọi số liệu, tính lại (A report with all its figures, computed again)."""

    same: bool
    """Số liệu còn như ngày phát hành (The figures are those of the day of issue)."""
    figures: dict[str, Any]


class Sent(Wire):
    """Base of what callers send: a name that is not known is refused, so that no slip is lost in silence."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class NewDecisionIn(Sent):
    """Một quyết định để ghi; người ghi là chủ mã truy cập (A decision; by the person of the token)."""

    outcome: Annotated[Outcome, Field(examples=["build"])]
    reason: Annotated[Text, Field(examples=["Xã cần bản riêng"])]
    amount_vnd: Annotated[int | None, Field(ge=0, le=MOST_VND, examples=[900_000_000])] = None
    """Kinh phí sau thẩm tra, đồng (The amount after review, VND)."""
    amount_reason: str = ""
    """Cần khi kinh phí cao hơn đề nghị (Needed when it is above the amount asked)."""
    platforms: tuple[PlatformId, ...] = ()
    findings: Annotated[tuple[str, ...], Field(examples=[["9.1"]])] = ()
    """Số của phát hiện mà quyết định dựa vào (Numbers of findings that it rests on)."""
    rejected: tuple[str, ...] = ()
    """Số của phát hiện không chấp nhận (Numbers of findings that the reviewer does not share)."""
    receipt: str = ""
    seconds: str = ""
    """Đồng ý với quyết định của người khác (Agrees with this decision of another person)."""
    after: Annotated[str | None, Field(examples=[""])] = None
    """Quyết định mà người ghi thấy là hiện hành, rỗng: chưa có; đã khác đi thì trả 409.

    (The decision that was seen as current, empty for none; answered with 409 when that has changed.)
    """


class NewNote(Sent):
    """Ghi chú, câu hỏi gửi đơn vị, hoặc trả lời (A note, a question, or an answer to a question)."""

    kind: Literal["note", "question", "answer"] = "note"
    text: Annotated[Text, Field(examples=["Bao nhiêu người dùng?"])]
    in_reply_to: str = ""
    """Với trả lời: số của câu hỏi (For an answer: the number of the question)."""


class BatchSent(Sent):
    """Nội dung của một đợt (The content of a batch)."""

    as_of: Annotated[str | None, Field(examples=["2026-04-07"])] = None
    """Ngày xét; mặc định hôm nay, hoặc ngày của đợt bị thay (Today, or that of the one replaced)."""
    lines: Annotated[
        list[Annotated[dict[str, Any], WithJsonSchema(LineIn.model_json_schema())]], Field(min_length=1)
    ]


class NewBatch(BatchSent):
    """Một đợt để lưu (A batch to be stored)."""

    id: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Mã của đợt, ví dụ danh-muc-2026 (The id of the batch)."""
    title: Annotated[str, Field(min_length=1, max_length=300)]


class CorrectedBatch(BatchSent):
    """Bản sửa của một đợt (A correction of a batch)."""

    title: Annotated[str, Field(max_length=300)] = ""
    """Mặc định tên của đợt bị thay (By default that of the one replaced)."""


class StoredBatch(BatchItem):
    """Đợt vừa lưu, và điều cần biết về cách đọc nó (A batch just stored, and how it was read)."""

    columns: dict[str, dict[str, str]]
    """Cột nhận ra ở mỗi trang (The columns found in each sheet)."""
    skipped: list[Skipped]
    remarks: list[str]


class WithdrawnLine(Wire):
    """Một dòng đã rút khỏi đợt; điều đã ghi về nó vẫn còn (A line that its batch no longer has)."""

    id: LineId
    line_no: int | None
    title: str
    proposer: str
    cost_vnd: Vnd
    deleted: Moment
    decisions: list[DecisionNumber]
    notes: int
    """Số trao đổi (How many notes)."""


class ReplacedBatch(StoredBatch):
    """Đợt vừa thay, và các dòng ra sao (A batch just replaced, and what became of its lines)."""

    added: list[LineId]
    changed: list[LineId]
    unchanged: int
    """Số dòng giữ nguyên (How many lines are as they were)."""
    withdrawn: list[WithdrawnLine]
    """Dòng không còn trong danh mục mới (Lines that the new list has not)."""
    returned: list[LineId]
    """Dòng từng rút, nay có lại (Lines that had been withdrawn and are back)."""
    renamed: dict[str, LineId]
    """Theo mã trong danh mục gửi lên: mã của dòng đã có (By the id that was sent: that of the line)."""


class IssuedReceipt(Wire):
    """Phiếu của một dòng (The receipt of a line)."""

    line_id: LineId
    number: ReceiptNumber
    new: bool
    """Không: đã có phiếu nói đúng như vậy (False: it was on record already)."""


class IssuedReceipts(Wire):
    """Các phiếu của một đợt (The receipts of a batch)."""

    batch_id: BatchId
    as_of: Date
    new: int
    receipts: list[IssuedReceipt]


def _body(shape: type[BatchSent], named: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """Return what OpenAPI says of a batch that is sent as JSON, or as a file with fields beside it."""
    lines = SCREEN_BODY["content"]["application/json"]["example"]["lines"]
    fields = {
        "file": FILE,
        **form,
        "title": {"type": "string"},
        "as_of": {"type": "string", "format": "date"},
    }
    return {
        "required": True,
        "content": {
            "application/json": {
                "schema": shape.model_json_schema(),
                "example": {**named, "as_of": "2026-04-07", "lines": lines},
            },
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": fields}},
        },
    }


ID_OF_FORM = {"type": "string", "description": "Mặc định theo tên tệp (By default from the name of the file)"}
NAMED = {"id": "danh-muc-2026", "title": "Danh mục nhiệm vụ năm 2026"}
BATCH_BODY = _body(NewBatch, NAMED, {"id": ID_OF_FORM})
CORRECTED_BODY = _body(CorrectedBatch, {}, {})

LineCard.model_rebuild()
