"""The official report as PDF, read back: same words as the .docx, right pages, same bytes for the same report."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest

from registry.answers import Screening
from registry.reports.charts import charts
from registry.reports.model import Report
from registry.reports.official import Text, blocks
from registry.reports.pdf import pdf


@pytest.fixture(scope="module")
def file(report: Report) -> bytes:
    return pdf(report)


@pytest.fixture(scope="module")
def reader(file: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(file))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_pages_are_a4_and_annexes_lie_across(reader: pypdf.PdfReader) -> None:
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages]
    assert sizes[0] == (595, 842)
    assert sizes[-1] == (842, 595)
    assert set(sizes) == {(595, 842), (842, 595)}


def test_says_the_same_as_the_blocks(reader: pypdf.PdfReader, report: Report) -> None:
    whole = squeezed("".join(page.extract_text() for page in reader.pages))
    for word in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ THỬ NGHIỆM", "Nơi nhận:", "PHÓ GIÁM ĐỐC"):
        assert squeezed(word) in whole
    # The page number stands between the halves of a paragraph that goes on over the page.
    whole = re.sub(r"\d", "", whole)
    for block in blocks(report):
        if isinstance(block, Text):
            assert re.sub(r"\d", "", squeezed("".join(span.text for span in block.spans))) in whole


def test_first_pages_have_no_number_and_annexes_count_anew(reader: pypdf.PdfReader) -> None:
    heads = [page.extract_text().split("\n")[0].strip() for page in reader.pages]
    assert heads[0] != "1"
    assert heads[1] == "2"
    assert any(head == "Phụ lục I" for head in heads)


def test_letters_are_set_in_one_font_that_looks_like_times(reader: pypdf.PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(font.startswith("Tinos") for font in fonts), fonts


def test_the_same_report_gives_the_same_bytes(file: bytes, report: Report) -> None:
    assert pdf(report) == file


def test_a_report_without_profile_and_lines_has_blanks(screening: Screening) -> None:
    text = pypdf.PdfReader(io.BytesIO(pdf(Report(screening)))).pages[0].extract_text()
    assert "Số: …/…" in text


def test_text_from_outside_is_no_code_and_no_control_character(report: Report) -> None:
    hostile = '#panic("x") $y$ *đậm* \\ " \x0b\x1b<b>'
    lines = tuple(replace(line, proposer=hostile, title=hostile) for line in report.screening.lines)
    changed = Report(replace(report.screening, lines=lines), report.profile)
    whole = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf(changed))).pages)
    assert squeezed('#panic("x") $y$ *đậm* \\ " <b>') in squeezed(whole)
    assert all(chart.png() and chart.svg() for chart in charts(changed).values())


def test_charts_are_the_same_each_time_and_sum_up(report: Report) -> None:
    found = charts(report)
    assert list(found) == ["verdicts", "agencies", "owners", "sectors"]
    for chart in found.values():
        assert chart.png() == chart.png()
        assert chart.png().startswith(b"\x89PNG")
        assert chart.svg() == chart.svg()
        assert "<text" not in chart.svg(), "letters are outlines: no font is needed"
    assert sum(mark.value for mark in found["verdicts"].rows) == report.cost_vnd
    cells = [cell.value for row in found["sectors"].rows for cell in row.cells]
    assert sum(cells) == report.cost_vnd
