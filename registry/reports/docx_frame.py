"""Head, foot and page number of an official document in .docx (Decree 30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from registry.reports.frame import MOTTO, Frame

LEFT, RIGHT = 75.0, 90.0
"""Widths of the two columns of the head, millimetres; together the width of the text."""
_MOTTO_LENGTH = 56.0
"""Length of the second line of the motto in bold 13 pt, millimetres: its rule is as long (II.1.b)."""
_CAPITAL, _SMALL = 2.6, 2.2
"""Mean width of a bold letter (12 pt capitals, 14 pt text), millimetres: a rule is a third to a half of its
line (II.2, II.5)."""


def write(paragraph: Any, text: str, size: float, bold: bool = False, italic: bool = False) -> None:
    """Add a run of text in black Times New Roman."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if bold:
        run.font.bold = True
    if italic:
        run.font.italic = True


def head(document: Any, frame: Frame) -> None:
    """Add all that stands above the text: bodies, motto, number, place and date, type, subject, grounds."""
    table = _columns(document, (LEFT, RIGHT))
    left, right = table.rows[0].cells
    _centred(left, frame.superior, 12)
    _centred(left, frame.agency, 12, bold=True)
    _rule(left, LEFT, 0.42 * _length(frame.agency))
    _centred(left, frame.number, 13)
    _centred(right, MOTTO[0], 12, bold=True)
    _centred(right, MOTTO[1], 13, bold=True)
    _rule(right, RIGHT, _MOTTO_LENGTH)
    _centred(right, frame.place_date, 13, italic=True)
    _centred(document, "BÁO CÁO", 14, bold=True, before=12)
    _centred(document, frame.subject, 14, bold=True)
    subject = document.paragraphs[-1].paragraph_format
    subject.left_indent = subject.right_indent = Mm(12)
    _rule(document, LEFT + RIGHT, 0.42 * min(_length(frame.subject), LEFT + RIGHT - 24))
    _centred(document, frame.addressee, 14, before=6)
    for ground in frame.grounds:
        paragraph = document.add_paragraph()
        paragraph.alignment = ALIGN.JUSTIFY
        form = paragraph.paragraph_format
        form.first_line_indent, form.space_before = Mm(12.7), Pt(6)
        write(paragraph, ground, 14, italic=True)
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def foot(document: Any, frame: Frame) -> None:
    """Add recipients on the left and the signature block on the right (II.7, II.9)."""
    gap = document.add_paragraph().paragraph_format
    gap.line_spacing, gap.keep_with_next = Pt(10), True
    table = _columns(document, (LEFT + 10, RIGHT - 10))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    left, right = table.rows[0].cells
    write(left.paragraphs[0], "Nơi nhận:", 12, bold=True, italic=True)
    for recipient in frame.recipients:
        write(left.add_paragraph(), recipient, 11)
    for capacity in frame.capacity:
        _centred(right, capacity, 14, bold=True)
    for _ in range(4):  # room for signature and stamp
        _centred(right, "", 14)
    _centred(right, frame.signer, 14, bold=True)


def attachment(document: Any, frame: Frame) -> None:
    """Add the line of an annex that names the document it belongs to (III.1)."""
    _centred(document, frame.attached, 13, italic=True)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def page_number(section: Any) -> None:
    """Number the pages in the middle of the upper margin, not on the first one (I.7)."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        item = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            item.set(qn("w:fldCharType"), kind)
        else:
            item.text = text
        run._r.append(item)


def _columns(document: Any, widths: tuple[float, float]) -> Any:
    """Add a row of two cells without lines."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    cell_margins(table, 0, 0)
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    return table


def cell_margins(table: Any, vertical: int, horizontal: int) -> None:
    """Set the inner margins of all cells, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in zip(("top", "left", "bottom", "right"), (vertical, horizontal) * 2, strict=True):
        item = OxmlElement(f"w:{side}")
        item.set(qn("w:w"), str(twips))
        item.set(qn("w:type"), "dxa")
        margins.append(item)
    # The schema fixes the order of these elements, and Word minds.
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _centred(
    place: Any, text: str, size: float, bold: bool = False, italic: bool = False, before: float = 0
) -> None:
    """Add a centred paragraph to a document or a cell; the empty first one of a cell is used up."""
    first = place.paragraphs[0] if hasattr(place, "_tc") and not _used(place) else None
    paragraph = first or place.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    write(paragraph, text, size, bold, italic)


def _used(cell: Any) -> bool:
    return len(cell.paragraphs) > 1 or bool(cell.paragraphs[0].runs)


def _rule(place: Any, room: float, length: float) -> None:
    """Add a drawn line, as long as said, in the middle of ``room`` (millimetres): no underlining (II.1)."""
    paragraph = place.add_paragraph()
    side = Mm(max(room - length, 0) / 2)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = side
    form.space_after, form.line_spacing = Pt(4), Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _length(text: str) -> float:
    """Return about how long a line of bold text is, millimetres."""
    return len(text) * (_CAPITAL if text.isupper() else _SMALL)
