"""The official report as .docx, laid out by Appendix I of Decree 30/2020/NĐ-CP on clerical work."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from registry.reports.atomic import replacing
from registry.reports.charts import charts
from registry.reports.docx_frame import attachment, cell_margins, foot, head, page_number, write
from registry.reports.frame import Frame
from registry.reports.model import Report
from registry.reports.official import Block, Picture, Table, Text, blocks

MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
"""Millimetres; the decree (I.3) allows 20–25 above and below, 30–35 left, 15–20 right."""
BODY = 14
"""Points; the decree (II.6) allows 13 and 14."""
TABLE, ANNEX = 11.5, 10.5
"""Points in tables of the text and of the annexes; the decree leaves tables open."""
_ALIGN = {"left": ALIGN.LEFT, "right": ALIGN.RIGHT, "center": ALIGN.CENTER}


def write_docx(report: Report, path: Path) -> None:
    """Write the official report to ``path``, whole or not at all; raises `OSError`."""
    document = docx.Document()
    _set_up(document, report)
    frame = Frame.of(report.profile)
    head(document, frame)
    pictures = {name: chart.png() for name, chart in charts(report).items()}
    annex = False
    for block in blocks(report):
        level = block.level if isinstance(block, Text) else 0
        if level == 1:
            if not annex:
                document.paragraphs[-1].paragraph_format.keep_with_next = True
                foot(document, frame)
            _annex(document)
            annex = True
        _block(document, block, pictures, annex)
        if annex and level == 2:
            attachment(document, frame)
    with replacing(path) as draft:
        document.save(str(draft))


def _set_up(document: Any, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, millimetres in MARGINS.items():
        setattr(section, name, Mm(millimetres))
    section.header_distance = Mm(10)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(BODY)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), "Times New Roman")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    for level in range(1, 5):
        heading = document.styles[f"Heading {level}"]
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.font.italic = False
        heading.element.get_or_add_rPr().get_or_add_rFonts().attrib.clear()  # those of Normal
        heading.font.name = "Times New Roman"
    page_number(section)
    about = document.core_properties
    about.title, about.author, about.comments = report.profile.subject, report.profile.agency_in_text, ""
    about.last_modified_by = ""
    about.created = about.modified = datetime.fromisoformat(report.screening.as_of)


def _annex(document: Any) -> None:
    """Begin an annex: across the page, with page numbers of its own (III.1)."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbers, "w:cols", "w:titlePg", "w:docGrid")


def _block(document: Any, block: Block, pictures: dict[str, bytes], annex: bool) -> None:
    if isinstance(block, Table):
        _table(document, block, ANNEX if annex else TABLE)
    elif isinstance(block, Picture):
        if block.name in pictures:
            _picture(document, block, pictures[block.name])
    else:
        _text(document, block, annex)


def _text(document: Any, block: Text, annex: bool) -> None:
    """Add a paragraph; the decree: 6 pt between paragraphs, first line in by 1 or 1.27 cm, single to 1.5."""
    paragraph = document.add_paragraph(style=f"Heading {block.level}" if block.level else None)
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(6 if block.level else 0), Pt(6)
    form.line_spacing = 1.1
    centred = annex and block.level in (1, 2)
    form.alignment = ALIGN.CENTER if centred else ALIGN.JUSTIFY
    if not centred:
        form.first_line_indent = Mm(12.7)
    if block.dash:
        write(paragraph, "- ", BODY)
    for span in block.spans:
        write(paragraph, span.text, BODY, bold=span.bold or block.level > 0, italic=span.italic)


def _picture(document: Any, block: Picture, png: bytes) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    shape = paragraph.add_run().add_picture(BytesIO(png), width=Mm(160))
    shape._inline.docPr.set("descr", block.text)


def _table(document: Any, block: Table, size: float) -> None:
    section = document.sections[-1]
    whole = section.page_width - section.left_margin - section.right_margin
    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    cell_margins(table, 30, 70)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = int(whole * share)
    top = table.add_row()
    for cell, text in zip(top.cells, block.head, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN.CENTER
        write(paragraph, text, size, bold=True)
    _mark(top, "w:cantSplit")
    _mark(top, "w:tblHeader")
    for row in block.rows:
        line = table.add_row()
        _mark(line, "w:cantSplit")
        for cell, spans, align in zip(line.cells, row, block.align, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _ALIGN[align]
            for span in spans:
                write(paragraph, span.text, size, bold=span.bold, italic=span.italic)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
