"""From the rows under a header to lines: sections, subtotals, wrapped text, amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from registry.errors import InputError
from registry.intake import outline
from registry.intake.amount import stated_unit
from registry.intake.header import Header
from registry.intake.sheet import Row, Sheet
from registry.intake.table import Table
from registry.model import MOST_VND

_DITTO = re.compile(r'[\s\-–"]*(?:nt|như trên|["”″〃])[\s\-–".]*', re.IGNORECASE)
_BULLET = "-–+•*·○▪"
_LABELLED_BODY = re.compile(
    r"(?:tên )?(?:đơn vị|cơ quan)(?: đề xuất| đề nghị| báo cáo| lập)?\s*:\s*(.+)", re.IGNORECASE
)


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
    """A line as read from a sheet; amounts in whole VND. ``section`` is the heading that it stands under."""

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

    lines: list[Draft] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    proposer: str = ""
    """The body of the section that is open at the end, for a table that goes on in the next one."""


def extract(sheet: Sheet, header: Header, proposer: str = "") -> SheetLines:
    """Return the lines of ``sheet`` below ``header``; raises `InputError` at a cell that is wrong.

    ``proposer`` is the body whose section is open where the table begins.
    """
    return _Reading(Table(sheet, header), proposer).lines()


class _Reading:
    """One pass from top to bottom, with what the rows above have set."""

    def __init__(self, table: Table, proposer: str) -> None:
        self.table = table
        self.result = SheetLines()
        self.proposer = _proposer_above(table.sheet) or proposer
        self.section = ""
        self.previous: dict[str, str] = {}
        self.merged_cost: list[int] = []
        self.opened = False
        """Whether the row above opened a section."""
        self.bulleted = False
        """Whether the last line was a bullet."""

    def lines(self) -> SheetLines:
        table = self.table
        last = max((row.number for row in table.rows if self._is_data(row)), default=10**9)
        ended = False
        before = table.header.last_row
        for index, row in enumerate(table.rows):
            # Behind the last numbered or priced row, a gap or a total ends the table.
            gap = row.number > before + 1
            ended = ended or (row.number > last and (gap or outline.is_total(_label(row))))
            self._row(row, table.rows[index + 1 :], ended)
            before = row.number
        self._remark_on_units()
        self.result.proposer = self.proposer
        return self.result

    def _is_data(self, row: Row) -> bool:
        table = self.table
        if "number" not in table.header.columns and "cost" not in table.header.columns:
            return True
        return bool(table.number(row)) or (table.cost(row) is not None and bool(table.title(row)))

    def _row(self, row: Row, below: list[Row], ended: bool) -> None:
        table = self.table
        title = table.title(row)
        if reason := self._no_line(row, title, ended):
            self._skip(row, *reason)
        elif not title or self._is_component(row) or self._is_wrapped(row, title, below):
            self._join(row, title)
            self._skip(row, "nối vào dòng trên", "joined to the line above")
        elif (heading := self._heading(row, title, below)) is not None:
            self._open(row, heading)
            self.opened = True
            self._skip(row, "dòng tiêu đề nhóm hoặc đơn vị", "section row")
        else:
            self.result.lines.append(self._draft(row, title))
            self.opened, self.bulleted = False, self._is_bullet(row, title)

    def _is_bullet(self, row: Row, title: str) -> bool:
        return title[:1] in tuple(_BULLET) or self.table.get(row, "number") in tuple(_BULLET)

    def _skip(self, row: Row, vi: str, en: str) -> None:
        text = self.table.title(row) or row.first_text
        self.result.skipped.append(Skipped(self.table.sheet.name, row.number, text, vi, en))

    def _no_line(self, row: Row, title: str, ended: bool) -> tuple[str, str] | None:
        table = self.table
        if outline.is_numbering(row.texts):
            return "dòng đánh số cột", "column numbering"
        if row.texts in table.header.rows:
            return "tiêu đề bảng lặp lại", "repeated header"
        label = title or row.first_text
        if outline.is_total(label) and not table.beside(row):
            return "dòng tổng cộng", "total row"
        priced = table.cost_text(row)
        if ended or (outline.is_note(label) and not priced and not table.number(row)):
            return "ghi chú hoặc phần ký dưới bảng", "note or signature below the table"
        if title:
            return None
        named = table.get(row, "number") or table.get(row, "id")
        if named and (priced or table.beside(row)):
            raise InputError("Thiếu tên nhiệm vụ", "The title is missing", table.place(row, "title"))
        if self.result.lines and table.beside(row) and not priced:
            return None
        return "không có tên nhiệm vụ", "no title"

    def _heading(self, row: Row, title: str, below: list[Row]) -> str | None:
        """Return the section's name if the row opens a section: a group of tasks or a proposing body."""
        table = self.table
        if table.beside(row):
            return None
        body = outline.body(title)
        if body is not None:
            return body
        name = outline.bare(title) or title
        depth, cost = outline.level(table.number(row)), table.cost(row)
        if row.number in table.sheet.spans:
            return name
        if depth is not None:
            deeper = self._rows_under(depth, below)
            group = depth == 0 and not outline.names_task(title)
            if deeper and (cost is None or group or self._is_sum(cost, depth, deeper)):
                return name
            unpriced = "cost" in table.header.columns and not table.cost_text(row)
            return name if depth == 0 and unpriced and not outline.names_task(title) else None
        # "HẠ TẦNG SỐ" above numbered rows.
        following = next((table.number(other) for other in below), "")
        loud = title.isupper() or outline.level(following) is not None
        return name if cost is None and loud and "number" in table.header.columns else None

    def _rows_under(self, depth: int, below: list[Row]) -> list[Row]:
        """Return the rows that a row of outline level ``depth`` opens."""
        rows: list[Row] = []
        for row in below:
            level = outline.level(self.table.number(row))
            # "HẠ TẦNG DÙNG CHUNG" without a number or an amount opens a group of its own.
            shout = level is None and not self.table.cost_text(row) and self.table.title(row).isupper()
            if shout or outline.is_total(_label(row)) or (level is not None and level <= depth):
                break
            rows.append(row)
        deep = any(outline.level(self.table.number(row)) is not None for row in rows)
        return rows if deep else []

    def _is_sum(self, cost: int, depth: int, rows: list[Row]) -> bool:
        """Whether ``cost`` is the sum of the rows of the first level below ``depth`` that has amounts."""
        levels: dict[int, int] = {}
        for row in rows:
            level, amount = outline.level(self.table.number(row)), self.table.cost(row)
            if level is not None and level > depth and amount is not None:
                levels[level] = levels.get(level, 0) + amount
        return any(abs(total - cost) <= max(cost * 0.005, 1) for total in levels.values())

    def _open(self, row: Row, heading: str) -> None:
        self.section = heading
        if outline.is_body(heading):
            self.proposer = heading
        elif outline.level(self.table.number(row)) in (0, None) and not outline.names_task(heading):
            # "II. KHỐI HUYỆN": what stood above does not ask for what comes below.
            self.proposer = ""
        self.previous.pop("proposer", None)

    def _is_component(self, row: Row) -> bool:
        """Whether the row only goes into the task above, whose title is merged over both."""
        table = self.table
        if table.header.columns["title"] not in row.hanging or not self.result.lines:
            return False
        other = table.get(row, "proposer")
        new_number = table.header.columns.get("number") not in row.hanging and table.number(row)
        return not new_number and other in ("", self.result.lines[-1].proposer)

    def _is_wrapped(self, row: Row, title: str, below: list[Row]) -> bool:
        """Whether the row only continues the text above: nothing but text that starts in mid-sentence."""
        table = self.table
        if not self.result.lines or row.number in table.sheet.spans or table.cost_text(row):
            return False
        number = table.get(row, "number")
        if outline.level(number) is not None or table.get(row, "proposer") or table.get(row, "id"):
            return False
        if self._is_bullet(row, title) and (self.opened or self.bulleted):
            # Tasks of a body as bullets, without amounts of their own.
            return False
        unnumbered = outline.level(table.number(row)) is None
        if title[0] in _BULLET or (title[0].islower() and unnumbered):
            return bool("number" in table.header.columns or "cost" in table.header.columns)
        if self.opened:
            return False
        if "number" not in table.header.columns or table.beside(row) or title.isupper():
            return False
        following = next((table.number(other) for other in below), "")
        opens = outline.level(following) in (0, 1) and following.strip(" .)") in ("1", "A", "I", "01")
        return not opens and outline.body(title) is None

    def _join(self, row: Row, title: str) -> None:
        """Add a row's texts, and its amount if it has one of its own, to the line above."""
        last = self.result.lines[-1]
        table, column = self.table, self.table.header.columns["title"]
        own_title = title if column not in row.hanging else ""
        described = table.header.columns.get("description")
        own_description = "" if described in row.hanging else table.get(row, "description")
        unfinished = last.title[-1] not in ".;:" and (described is not None or not last.description)
        if own_title[:1].islower() and unfinished:
            last = replace(last, title=f"{last.title} {own_title}")
        elif own_title:
            last = replace(last, description=_joined(last.description, own_title))
        if own_description:
            last = replace(last, description=_joined(last.description, own_description))
        cost = table.cost(row)
        if cost is not None:
            self._check_cost(row, cost)
            last = replace(last, cost_vnd=(last.cost_vnd or 0) + cost)
        self.result.lines[-1] = last

    def _draft(self, row: Row, title: str) -> Draft:
        table = self.table
        values = {
            name: table.get(row, name)
            for name in table.header.columns
            if name not in ("title", "description", "cost") and table.get(row, name)
        }
        for name in ("proposer", "funding_source", "year"):
            if name in values and _DITTO.fullmatch(values[name]):
                values[name] = self.previous.get(name, "")
        if "proposer" in table.header.columns and not values.get("proposer") and not self.proposer:
            # A cell merged over several rows stands only in the first of them when the file was exported.
            values["proposer"] = self.previous.get("proposer", "")
        self.previous.update({name: text for name, text in values.items() if text})
        cost = table.cost(row)
        if cost is not None:
            self._check_cost(row, cost)
        elif table.cost_text(row).strip(" -–—.0"):
            self._remark_on_cost(row)
        if table.header.columns.get("cost") in row.hanging and not table.header.parts:
            self.merged_cost.append(row.number)
        text, bullets = _split(row.lines(table.header.columns["title"]) or [title])
        description = table.get(row, "description")
        if outline.names_task(self.section) and not outline.is_body(self.section):
            # A component ("Phần cứng") is understood only with the task that it belongs to.
            bullets = _joined(bullets, f"Thuộc: {self.section}")
        if outline.level(values.get("number", "")) is None:
            text = outline.bare(text) or text
        return Draft(
            row=row.number,
            title=text.lstrip(f" {_BULLET}"),
            description=_joined("" if description == title else description, bullets),
            proposer=values.get("proposer") or self.proposer,
            section=self.section,
            cost_vnd=cost,
            values=values,
        )

    def _check_cost(self, row: Row, cost: int) -> None:
        if cost < 0:
            written = self.table.cost_text(row) or str(cost)
            raise InputError(
                f"Kinh phí âm: {written}", f"The cost is negative: {written}", self.table.place(row, "cost")
            )
        if cost > MOST_VND:
            raise InputError(
                f"Kinh phí lớn quá mức: {cost}",
                f"The cost is too large: {cost}",
                self.table.place(row, "cost"),
            )

    def _remark_on_cost(self, row: Row) -> None:
        written = self.table.cost_text(row)
        name, number = self.table.sheet.name, row.number
        self.result.remarks.append(
            (
                f'Trang "{name}", dòng {number}: không hiểu số tiền "{written}", để trống',
                f'Sheet "{name}", row {number}: the amount "{written}" is not understood and left out',
            )
        )

    def _remark_on_units(self) -> None:
        name = self.table.sheet.name
        if self.table.assumed:
            vi, en = ("nghìn đồng", "thousand") if self.table.unit == 10**3 else ("triệu đồng", "million")
            self.result.remarks.append(
                (
                    f'Trang "{name}" không ghi đơn vị tính; tạm hiểu là {vi}',
                    f'Sheet "{name}" states no unit; taken as {en} VND',
                )
            )
        if self.merged_cost:
            rows = ", ".join(map(str, self.merged_cost))
            self.result.remarks.append(
                (
                    f'Trang "{name}": dòng {rows} chung ô kinh phí với dòng trên; số tiền chỉ tính một lần',
                    f'Sheet "{name}": rows {rows} share their amount with the row above; it is counted once',
                )
            )


def _proposer_above(sheet: Sheet) -> str:
    """Return the body that a table is of: named above it, or by the sheet's own name."""
    above = [*sheet.heading, *(row.first_text for row in sheet.rows[:10])]
    for text in above:
        match = _LABELLED_BODY.fullmatch(text)
        if match and outline.is_body(match[1].strip(" .")):
            return match[1].strip(" .")
    # The line right above the table; a body further up is the letterhead, that is the sender.
    nearest = next((text for text in reversed(sheet.heading) if stated_unit(text) is None), "")
    return outline.body(nearest) or (sheet.name if outline.is_body(sheet.name) else "")


def _label(row: Row) -> str:
    """Return the text that says what a row is: its first that is no number."""
    return next((text for text in row.texts if re.search(r"[^\W\d_]{2}", text)), "")


def _split(lines: list[str]) -> tuple[str, str]:
    """Split a title cell: its first sentence, and the bullets that follow it."""
    for index, line in enumerate(lines[1:], start=1):
        if line[0] in _BULLET:
            bullets = [text.strip(f" {_BULLET};") for text in lines[index:]]
            return " ".join(lines[:index]).rstrip(" :"), "; ".join(bullets)
    return " ".join(lines), ""


def _joined(first: str, second: str) -> str:
    second = second.strip(f" {_BULLET}")
    return f"{first.rstrip(' ;')}; {second}" if first and second else first or second
