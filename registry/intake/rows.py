"""From the rows under a header to lines: sections, subtotals, wrapped text, amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from registry.ids import fold
from registry.intake.amount import stated_unit, vnd
from registry.intake.header import Header
from registry.intake.sheet import Row, Sheet

_TOTAL = re.compile(r"^(tong( so| cong| kinh phi| du toan)?|cong( don)?|tong hop kinh phi|luy ke)\b[\s:.]*")
_AGENCY = re.compile(
    r"^(so|ban|chi cuc|cuc|van phong|vp|ubnd|uy ban|huyen|thanh pho|tp|thi xa|xa|phuong|dac khu|truong|"
    r"benh vien|trung tam|cong an|hoi|lien doan|lien minh|tinh uy|tinh doan|mat tran|thanh tra|toa an|"
    r"vien kiem sat|dai|bao|bo chi huy|hdnd|doan dbqh|quy|cong ty|phong|cac co quan|cac so|cac huyen|khoi)\b"
)
_NUMBERING = re.compile(r"^[\s(]*(\d{1,2}|[a-z]|stt|[\d=+\-*/().\s]+)[\s)]*$")
_ORDINAL = re.compile(r"^\s*([ivxlc]+|[a-z]|\d+(?:\.\d+)*)\s*[.)\-:/]?\s+", re.IGNORECASE)
_OUTLINE = re.compile(r"^([IVXLC]+|[A-Z])\.?\)?$")


@dataclass(frozen=True)
class Skipped:
    """A row that is no line, and why (Vietnamese and English)."""

    sheet: str
    row: int
    text: str
    vi: str
    en: str


@dataclass(frozen=True)
class Draft:
    """A line as read from a sheet; amounts in whole VND."""

    row: int
    title: str
    description: str = ""
    proposer: str = ""
    section: str = ""
    cost_vnd: int | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class SheetLines:
    """What one sheet gave."""

    lines: list[Draft]
    skipped: list[Skipped]
    unit: int
    unit_assumed: bool


def extract(sheet: Sheet, header: Header) -> SheetLines:
    """Return the lines of ``sheet`` below ``header``."""
    unit, assumed = _unit(sheet, header)
    result = SheetLines([], [], unit, assumed)
    proposer, section = "", ""
    for row in sheet.rows:
        if row.number <= header.last_row:
            continue
        title = row.text(header.columns["title"]) or _spanning_text(row, sheet)
        reason = _skip_reason(row, header, title)
        if reason:
            if reason[0]:
                result.skipped.append(Skipped(sheet.name, row.number, title or _first_text(row), *reason))
            continue
        heading = _section(row, header, sheet, title)
        if heading is not None:
            section = heading
            if _AGENCY.match(fold(heading)):
                proposer = heading
            elif _outline_level(row, header) == "letter":
                proposer = ""
            result.skipped.append(
                Skipped(sheet.name, row.number, title, "dòng tiêu đề nhóm hoặc đơn vị", "section row")
            )
            continue
        if _continuation(row, header, title) and result.lines:
            last = result.lines[-1]
            result.lines[-1] = replace(last, description=_join(last.description, title))
            result.skipped.append(
                Skipped(sheet.name, row.number, title, "nối vào dòng trên", "joined to the line above")
            )
            continue
        result.lines.append(_draft(row, header, title, proposer, section, unit))
    return result


def _unit(sheet: Sheet, header: Header) -> tuple[int, bool]:
    """Return VND per unit: from the cost header, the rows above the table, or the size of the amounts."""
    if "cost" not in header.columns:
        return 1, False
    above = [row.text(c) for row in sheet.rows if row.number <= header.last_row for c in range(len(row.cells))]
    for text in (f"kinh phi {header.labels['cost']}", *above, sheet.heading):
        unit = stated_unit(text)
        if unit:
            return unit, False
    column = header.columns["cost"]
    amounts = [
        vnd(row.cells[column], 1) or 0
        for row in sheet.rows
        if row.number > header.last_row and column < len(row.cells)
    ]
    # No software costs under 100,000 VND: without a stated unit such amounts are millions.
    return (10**6, True) if amounts and 0 < max(amounts) < 10**6 else (1, False)


def _skip_reason(row: Row, header: Header, title: str) -> tuple[str, str] | None:
    if row.blank:
        return "", ""
    texts = [row.text(column) for column in range(len(row.cells)) if row.text(column)]
    if len(texts) > 1 and all(_NUMBERING.match(fold(text)) for text in texts) and not _has_words(title):
        return "dòng đánh số cột", "column numbering"
    if all(header.labels.get(name, "") == row.text(column) for name, column in header.columns.items()):
        return "tiêu đề bảng lặp lại", "repeated header"
    label = title or _first_text(row)
    if _TOTAL.match(fold(label)) and len(label.split()) <= 8:
        return "dòng tổng cộng", "total row"
    if not title:
        return "không có tên nhiệm vụ", "no title"
    return None


def _has_words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", text))


def _spanning_text(row: Row, sheet: Sheet) -> str:
    return _first_text(row) if row.number in sheet.spans else ""


def _first_text(row: Row) -> str:
    return next((row.text(column) for column in range(len(row.cells)) if row.text(column)), "")


def _section(row: Row, header: Header, sheet: Sheet, title: str) -> str | None:
    """Return the section's name if the row opens a section: a group of tasks or a proposing body."""
    bare = _ORDINAL.sub("", title).strip(" :.-")
    others = {
        row.text(column)
        for name, column in header.columns.items()
        if name not in ("number", "title", "cost") and row.text(column)
    } - {title}
    if row.number in sheet.spans:
        return bare
    if others:
        return None
    if _AGENCY.match(fold(bare)) and len(bare.split()) <= 14 and not _asks_something(bare):
        return bare
    number = row.text(header.columns["number"]) if "number" in header.columns else ""
    if _OUTLINE.match(number) and not _asks_something(bare):
        return bare
    if _OUTLINE.match(number) and "cost" in header.columns and not row.text(header.columns["cost"]):
        return bare
    return None


def _asks_something(text: str) -> bool:
    """Whether the text names a task, so that "Trung tâm điều hành thông minh: xây dựng" is no section."""
    return bool(
        re.search(
            r"\b(xay dung|nang cap|phan mem|he thong|mua|thue|dau tu|trien khai|so hoa|co so du lieu|csdl|"
            r"trang bi|lap dat|tap huan|bao tri|ung dung|nen tang|duy tri|van hanh|cai dat)\b",
            fold(text),
        )
    )


def _outline_level(row: Row, header: Header) -> str:
    number = row.text(header.columns["number"]) if "number" in header.columns else ""
    return "letter" if re.fullmatch(r"[A-Z]\.?|[IVXLC]+\.?", number) else "other"


def _continuation(row: Row, header: Header, title: str) -> bool:
    """Whether the row only continues the text above: nothing but text that starts in mid-sentence."""
    filled = [name for name, column in header.columns.items() if row.text(column) and name != "title"]
    return not filled and ("number" in header.columns or "cost" in header.columns) and (
        title[:1].islower() or title[:1] in "-–+•*(" or "number" in header.columns
    )


def _draft(row: Row, header: Header, title: str, proposer: str, section: str, unit: int) -> Draft:
    values = {
        name: row.text(column)
        for name, column in header.columns.items()
        if name not in ("title", "description", "cost") and row.text(column)
    }
    cost_column = header.columns.get("cost")
    cell = row.cells[cost_column] if cost_column is not None and cost_column < len(row.cells) else None
    description = row.text(header.columns["description"]) if "description" in header.columns else ""
    return Draft(
        row=row.number,
        title=title if "number" in header.columns else _ORDINAL.sub("", title),
        description="" if description == title else description,
        proposer=values.get("proposer", proposer),
        section=section,
        cost_vnd=vnd(cell, unit),
        values=values,
    )


def _join(first: str, second: str) -> str:
    return f"{first}; {second.strip(' -–+•*')}" if first else second.strip(" -–+•*")
