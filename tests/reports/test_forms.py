"""All forms of one report carry the same finding numbers, entry numbers and sums."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from lxml import html as lxml_html

from registry.errors import InputError, StoreError
from registry.reports.files import FORMS, forms, write_all
from registry.reports.model import Report


def _docx(path: Path) -> str:
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _xlsx(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def _html(path: Path) -> str:
    return str(lxml_html.document_fromstring(path.read_text(encoding="utf-8")).text_content())


READERS = {"docx": _docx, "pdf": _pdf, "xlsx": _xlsx, "html": _html}


@pytest.fixture(scope="module")
def texts(report: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    files = write_all(report, tmp_path_factory.mktemp("all"))
    assert [file.suffix[1:] for file in files] == list(FORMS)
    assert {file.stem for file in files} == {"thu-2023-04-07"}
    return {
        file.suffix[1:]: READERS.get(file.suffix[1:], lambda one: one.read_text(encoding="utf-8"))(file)
        for file in files
    }


def test_finding_numbers_are_in_all_forms(texts: dict[str, str], report: Report) -> None:
    for form, text in texts.items():
        missing = [item.finding.number for item in report.findings if item.finding.number not in text]
        assert missing == [], form


def test_sums_are_the_same_in_all_forms(texts: dict[str, str], report: Report) -> None:
    for amount in (report.cost_vnd, report.kept_vnd, *(total.cost_vnd for total in report.totals)):
        dotted = f"{amount:,}".replace(",", ".")
        for form in ("docx", "pdf", "html"):
            assert dotted in texts[form], (form, dotted)
        for form in ("xlsx", "jsonld"):
            assert str(amount) in texts[form], (form, amount)


def test_entry_numbers_are_in_all_official_forms(texts: dict[str, str]) -> None:
    for form in ("docx", "pdf", "html", "xlsx", "jsonld"):
        for number in ("QD-2023-00002", "QD-2023-00003", "PR-2023-00004"):
            # A narrow column breaks a number at its hyphens.
            assert number in texts[form].replace("-\n", "-"), (form, number)


def test_machine_forms_are_valid_json(texts: dict[str, str]) -> None:
    assert "@graph" in json.loads(texts["jsonld"])
    assert len([json.loads(row) for row in texts["jsonl"].splitlines()]) == 6


def test_forms_are_chosen_by_name() -> None:
    assert forms("all") == tuple(FORMS)
    assert forms("pdf, DOCX,pdf") == ("pdf", "docx")
    with pytest.raises(InputError, match="odt"):
        forms("pdf,odt")


def test_a_folder_that_cannot_be_made_is_told(report: Report, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="x"):
        write_all(report, tmp_path / "x", ("jsonl",))
