"""The official report, reopened: the layout of Decree 30/2020/NĐ-CP, its wording, and safe text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from registry.answers import Screening
from registry.reports.docx import write_docx
from registry.reports.model import Report


@pytest.fixture(scope="module")
def file(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docx") / "báo cáo.docx"
    write_docx(report, path)
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    return path


@pytest.fixture(scope="module")
def document(file: Path) -> Document:
    return docx.Document(str(file))


def everything(document: Document) -> Iterator[Paragraph]:
    """Yield all paragraphs, also of tables, in no particular order."""
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def text(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in everything(document))


def find(document: Document, start: str) -> Paragraph:
    return next(item for item in everything(document) if item.text.startswith(start))


def form(paragraph: Paragraph) -> tuple[float, bool, bool]:
    """Return size in points, bold, italic of the first run."""
    font = paragraph.runs[0].font
    assert font.size is not None
    return font.size.pt, bool(font.bold), bool(font.italic)


def test_page_margins_and_font_are_those_of_the_decree(document: Document) -> None:
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert 20 <= round(page.top_margin.mm) <= 25
    assert 20 <= round(page.bottom_margin.mm) <= 25
    assert 30 <= round(page.left_margin.mm) <= 35
    assert 15 <= round(page.right_margin.mm) <= 20
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }
    for style in ("Heading 1", "Heading 2", "Heading 3"):
        assert document.styles[style].font.name == "Times New Roman"
        assert str(document.styles[style].font.color.rgb) == "000000"


def test_pages_are_numbered_above_in_the_middle_but_not_the_first(document: Document) -> None:
    page = document.sections[0]
    assert page.different_first_page_header_footer
    header = page.header.paragraphs[0]
    assert header.alignment == ALIGN.CENTER
    assert "PAGE" in "".join(node.text or "" for node in header._p.iter(qn("w:instrText")))
    assert "".join(paragraph.text for paragraph in page.first_page_header.paragraphs) == ""


def test_head_has_bodies_left_and_motto_right(document: Document) -> None:
    left, right = document.tables[0].rows[0].cells
    assert [item.text for item in left.paragraphs if item.text] == [
        "UBND TỈNH THỬ",
        "SỞ THỬ NGHIỆM",
        "Số: …/BC-STN",
    ]
    assert [item.text for item in right.paragraphs if item.text] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Thử, ngày … tháng 02 năm 2023",
    ]
    assert all(item.alignment == ALIGN.CENTER for item in (*left.paragraphs, *right.paragraphs) if item.text)
    assert form(left.paragraphs[0]) == (12, False, False)
    assert form(left.paragraphs[1]) == (12, True, False)
    assert form(right.paragraphs[0]) == (12, True, False)
    assert form(right.paragraphs[1]) == (13, True, False)
    assert form(find(document, "Số: …")) == (13, False, False)
    assert form(find(document, "Thử, ngày")) == (13, False, True)
    rules = [
        item for cell in (left, right) for item in cell.paragraphs if item._p.findall(f".//{qn('w:pBdr')}")
    ]
    assert len(rules) == 2, "a drawn line under the agency and under the motto"


def test_title_grounds_recipients_and_signature(document: Document) -> None:
    assert form(find(document, "BÁO CÁO")) == (14, True, False)
    assert form(find(document, "Kết quả rà soát đợt thử")) == (14, True, False)
    assert find(document, "Kính gửi: Ủy ban nhân dân tỉnh")
    assert find(document, "Căn cứ Nghị định").text.endswith("73/2019/NĐ-CP;")
    assert find(document, "Căn cứ Công văn").text.endswith("1/UBND.")
    assert form(find(document, "Căn cứ Công văn")) == (14, False, True)
    assert form(find(document, "Nơi nhận:")) == (12, True, True)
    assert form(find(document, "- Như trên;")) == (11, False, False)
    assert find(document, "- Lưu: VT, KT.")
    foot = next(table for table in document.tables if table.cell(0, 0).text.startswith("Nơi nhận:"))
    signed = [item.text for item in foot.cell(0, 1).paragraphs if item.text]
    assert signed == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "…"]


def test_body_text_is_justified_and_indented(document: Document) -> None:
    paragraph = find(document, "Thực hiện Công văn số 1/UBND ngày 01/02/2023")
    assert form(paragraph) == (14, False, False)
    assert paragraph.alignment == ALIGN.JUSTIFY
    assert round(paragraph.paragraph_format.first_line_indent.mm, 1) == 12.7
    assert paragraph.paragraph_format.space_after.pt >= 6


def test_answers_the_three_points_and_tells_every_kind_of_finding(document: Document) -> None:
    whole = text(document)
    headings = [item.text for item in document.paragraphs if item.style.name.startswith("Heading")]
    for part in (
        "I. CĂN CỨ",
        "II. KẾT QUẢ",
        "III. TRẢ LỜI",
        "IV. CÁC KIỂM TRA",
        "V. KHÓ KHĂN",
        "VI. ĐỀ XUẤT",
    ):
        assert any(heading.startswith(part) for heading in headings), part
    assert "Đăng ký hộ tịch: 2 dòng của 2 đơn vị, cộng 2.480.000.000 đồng (dòng 1, 2) [1.1]." in whole
    assert "Chưa nêu số cuộc họp." in whole
    assert "a) 1 nhiệm vụ đã có nền tảng dùng chung của Trung ương" in whole
    assert "findings/brand-new" in whole, "a rule that the text does not know is told under its id"
    assert "Một phát hiện | chưa ai biết *đậm*." in whole
    assert "Gồm những chức năng nào?" in whole
    assert "87/2020/NĐ-CP ngày 28/07/2020 của Chính phủ" in whole


def test_every_sentence_with_money_cites_lines(document: Document) -> None:
    body = [item.text for item in document.paragraphs if re.search(r"\d đồng", item.text)]
    assert len(body) > 8
    uncited = [one for one in body if not re.search(r"dòng \d|\d dòng", one)]
    assert uncited == []


def test_cited_numbers_exist(document: Document, report: Report) -> None:
    known = {item.finding.number for item in report.findings}
    cited = set(re.findall(r"\[(\d+\.\d+)\]", text(document)))
    assert cited
    assert cited <= known


def test_decisions_are_told_and_sums_after_review_only_where_decided(document: Document) -> None:
    whole = text(document)
    assert "đã quyết định 2 dòng (dòng 2, 6)" in whole
    assert "cộng 120.000.000 đồng (dòng 2). Còn 4 dòng chưa quyết định (dòng 1, 3–5)" in whole
    assert "Kinh phí đề nghị không chi: 1.980.000.000 đồng (dòng 1)" in whole
    assert "không phải số đã tiết kiệm" in whole
    totals = next(table for table in document.tables if table.cell(0, 0).text == "Kết luận")
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in totals.rows}
    assert rows["Đã có nền tảng dùng chung"] == ["1", "1.980.000.000", "71,1%", "0", "…"]
    assert rows["Có một phần"][3:] == ["1", "120.000.000"]
    assert rows["Cộng"] == ["6", "2.786.000.000", "", "2", "120.000.000"]
    annex = next(table for table in document.tables if table.cell(0, 1).text == "Tên nhiệm vụ")
    assert "QD-2023-00002" in annex.rows[2].cells[7].text
    assert annex.rows[2].cells[8].text == "120.000.000"
    assert "PR-2023-00004" in annex.rows[4].cells[7].text
    assert "QD-2023-00001" not in whole
    assert "Trả lại, yêu cầu làm rõ: 1 dòng, kinh phí đề nghị 0 đồng (dòng 6)." in whole


def test_what_must_be_clarified_stands_with_the_line(document: Document) -> None:
    annex = next(table for table in document.tables if table.cell(0, 1).text == "Tên nhiệm vụ")
    assert annex.rows[2].cells[5].text.endswith(". Phần cần làm rõ: Theo dõi rác thải")
    assert sum("Phần cần làm rõ" in row.cells[5].text for row in annex.rows) == 1
    tables = [table for table in document.tables if len(table.columns) == 5]
    told = [row.cells[3].text for table in tables for row in table.rows]
    assert sum("Phần cần làm rõ: Theo dõi rác thải" in text for text in told) == 1


def test_what_is_decided_is_no_longer_proposed(document: Document) -> None:
    proposals = [item.text for item in document.paragraphs]
    proposals = proposals[proposals.index("VI. ĐỀ XUẤT, KIẾN NGHỊ") :]
    assert any(one.startswith("- Chấp thuận kết quả thẩm tra đối với 1 dòng") for one in proposals)
    assert not any("đã có một phần" in one or "chưa đủ rõ" in one for one in proposals)
    assert any("1 nhiệm vụ đã có nền tảng dùng chung, 1.980.000.000 đồng" in one for one in proposals)


def test_annexes_are_across_the_page_with_numbers_of_their_own(document: Document) -> None:
    assert len(document.sections) == 3
    for section in document.sections[1:]:
        assert section.page_width > section.page_height
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert (
        text(document).count("(Kèm theo Báo cáo số …/BC-STN ngày … tháng 02 năm 2023 của Sở Thử nghiệm)") == 2
    )


def test_charts_are_pictures_with_a_text(document: Document, file: Path) -> None:
    pictures = document.inline_shapes
    assert len(pictures) == 4
    for picture in pictures:
        assert "số liệu" in picture._inline.docPr.get("descr")
    with ZipFile(file) as package:
        assert sum(name.endswith(".png") for name in package.namelist()) == 4


def test_text_from_outside_is_text(document: Document) -> None:
    whole = text(document)
    assert unicodedata.is_normalized("NFC", whole)
    assert '<script>alert("x")</script> & một cửa' in whole
    assert '=HYPERLINK("http://x")' in whole
    assert "Quản lý nghĩa trang nhân dân" in whole
    assert "\\" not in whole, "no escape of the templates is left"


def test_a_report_without_profile_has_blanks(screening: Screening, tmp_path: Path) -> None:
    write_docx(Report(screening), tmp_path / "a.docx")
    left, right = docx.Document(str(tmp_path / "a.docx")).tables[0].rows[0].cells
    assert [item.text for item in left.paragraphs if item.text] == ["…", "…", "Số: …/…"]
    assert right.paragraphs[-1].text == "…, ngày … tháng … năm …"


def test_an_empty_batch_is_still_a_report(report: Report, tmp_path: Path) -> None:
    empty = replace(report.screening, lines=(), totals=(), same_needs=(), skipped=(), remarks=())
    write_docx(Report(empty), tmp_path / "a.docx")
    assert "Không có phát hiện nào khác." in text(docx.Document(str(tmp_path / "a.docx")))
