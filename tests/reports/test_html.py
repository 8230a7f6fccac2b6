"""The HTML report: complete, escaped, self-contained, readable without colour."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from registry.reports import html as form
from registry.reports.model import Report
from registry.wording import VERDICTS


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return form.html(report)


@pytest.fixture(scope="module")
def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def article(tree: lxml_html.HtmlElement, position: int) -> str:
    return words(tree.get_element_by_id(f"dong-{position}"))


def test_states_title_date_snapshot_and_sums(tree: lxml_html.HtmlElement) -> None:
    top = words(tree.find_class("top")[0])
    assert "Đợt thử năm 2023" in top
    assert "07/04/2023" in top
    assert "abc123" in top
    assert "2.786.000.000 đồng" in top
    summary = words(tree.find_class("summary")[0])
    assert "Đã có nền tảng dùng chung 1 1.980.000.000 71,1%" in summary
    assert "Có 1 dòng không ghi kinh phí" in words(tree)


def test_each_line_shows_its_verdict_in_words_and_its_evidence(tree: lxml_html.HtmlElement) -> None:
    for position, verdict in enumerate(VERDICTS, start=1):
        assert VERDICTS[verdict] in article(tree, position)
    covered = article(tree, 1)
    assert "Bộ Tư pháp" in covered
    assert "đang vận hành (từ 01/01/2016)" in covered
    assert "Căn cứ: 87/2020/NĐ-CP ngày 28/07/2020 của Chính phủ" in covered
    assert "Đăng ký hộ tịch: đã có" in covered
    assert "Vì sao nền tảng đã có chưa đáp ứng?" in covered
    partly = article(tree, 2)
    assert "(nay: Sở Khoa học và Công nghệ)" in partly
    assert "Phần cần làm rõ Theo dõi rác thải" in partly
    assert "Hệ thống của tỉnh đã làm việc này Hệ thống một cửa điện tử tỉnh" in partly
    assert "Gần nhất, nhưng không phải cùng một việc Cổng thông tin liệt sĩ" in article(tree, 4)
    assert "Kinh phí không ghi" in article(tree, 3)


def test_escapes_what_comes_from_outside(page: str, tree: lxml_html.HtmlElement) -> None:
    assert "<script>alert" not in page
    assert '<script>alert("x")</script> & một cửa' in article(tree, 2)
    assert len(tree.findall(".//script")) == 1


def test_text_is_nfc(page: str) -> None:
    assert unicodedata.is_normalized("NFC", page)
    assert "Phần mềm hộ tịch" in page


def test_loads_nothing_from_outside(page: str, tree: lxml_html.HtmlElement) -> None:
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert not re.search(
        r"url\(|@import|//[a-z]+\.[a-z]", re.sub(r"http://www\.w3\.org/\S+|http://x", "", page)
    )
    assert not tree.findall(".//link")


def test_links_lead_to_lines_and_the_filter_knows_every_verdict(tree: lxml_html.HtmlElement) -> None:
    anchors = {element.get("id") for element in tree.iter() if element.get("id")}
    links = [link.get("href")[1:] for link in tree.iter("a")]
    assert links
    assert set(links) <= anchors
    assert [button.get("value") for button in tree.get_element_by_id("loc").iter("button")] == ["", *VERDICTS]
    assert tree.get_element_by_id("loc").get("hidden") is not None, "without script no dead buttons"


def test_lists_groups_of_same_need_and_skipped_rows(tree: lxml_html.HtmlElement) -> None:
    text = words(tree)
    assert "Đăng ký hộ tịch 1 , 2 2 2.480.000.000" in text
    assert "T1 9 Tổng cộng dòng tổng cộng" in text


def test_shows_findings_with_number_evidence_and_reversal(tree: lxml_html.HtmlElement) -> None:
    assert words(tree.get_element_by_id("ph-3.1")) == (
        "3.1 Vi phạm: Một phát hiện | chưa ai biết *đậm*. Chứng cứ: 87/2020/NĐ-CP ngày 28/07/2020 "
        "Rút lại khi: khi văn bản hết hiệu lực"
    )


def test_shows_decisions_in_force_and_receipts(tree: lxml_html.HtmlElement) -> None:
    decided = article(tree, 2)
    assert "QD-2023-00002: Chỉ làm phần còn thiếu" in decided
    assert "kinh phí sau thẩm tra 120.000.000 đồng" in decided
    assert "QD-2023-00001" not in decided
    assert "PR-2023-00004" in article(tree, 4)
    assert "Đã quyết định 2 dòng, kinh phí sau thẩm tra 120.000.000 đồng; còn 4 dòng" in words(tree)


def test_each_chart_has_its_figures_as_a_table(tree: lxml_html.HtmlElement) -> None:
    figures = tree.find_class("chart")
    assert len(figures) == 4
    for figure in figures:
        assert figure.find_class("picture")[0].get("role") == "img"
        assert figure.find_class("picture")[0].get("aria-label")
        assert figure.findall(".//svg")
        assert figure.findall(".//tbody/tr")
    assert "Bộ Tư pháp 2.480.000.000" in words(figures[2])


def test_ids_are_unique(tree: lxml_html.HtmlElement) -> None:
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(use.get("xlink:href", "#")[1:] in ids for use in tree.iter("use") if use.get("xlink:href"))


def test_an_empty_screening_is_still_a_report(report: Report) -> None:
    empty = replace(report.screening, lines=(), totals=(), same_needs=(), skipped=(), remarks=())
    assert "Tổng hợp" in form.html(Report(empty))


def test_writes_whole_files_or_none(report: Report, tmp_path: Path) -> None:
    target = tmp_path / "báo cáo.html"
    form.write_html(report, target)
    assert target.read_text(encoding="utf-8") == form.html(report)
    broken = replace(report.screening, as_of=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        form.write_html(Report(broken), target)
    assert target.read_text(encoding="utf-8") == form.html(report)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    with pytest.raises(OSError, match="không có"):
        form.write_html(report, tmp_path / "không có" / "báo cáo.html")


def _luminance(colour: str) -> float:
    channels = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_badges_have_enough_contrast(page: str) -> None:
    for verdict in VERDICTS:
        rule = re.search(rf"\.{verdict} {{ color: (#\w{{6}}); background: (#\w{{6}})", page)
        assert rule, verdict
        dark, light = _luminance(rule[1]), _luminance(rule[2])
        assert (light + 0.05) / (dark + 0.05) >= 4.5, verdict
