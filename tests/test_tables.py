"""The lists as CSV, described by CSVW, and as one workbook: valid for an outside reader, and all the same rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from csvw import CSVW
from openpyxl import load_workbook

from registry.opened import Registry
from registry.usecases.tables import FILES, LISTS, write

DAY = "2023-04-07"


@pytest.fixture(scope="module")
def folder(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    assert {file.name for file in write(registry.store, folder, DAY)} == set(FILES)
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_outside_reader_finds_every_table_as_it_is_described(folder: Path) -> None:
    group = CSVW(str(folder / "csv-metadata.json"), validate=True)
    assert group.is_valid, [str(item.message) for item in group.warnings]
    assert {str(table.url) for table in group.tables} == {f"{name}.csv" for name in LISTS}


def test_the_lists_hold_what_the_registry_holds(folder: Path) -> None:
    platforms = {row["id"]: row for row in rows(folder, "platforms")}
    assert len(platforms) == 444 + 18
    assert platforms["btp-ho-tich-dien-tu"]["status"].endswith("/operational")
    assert len(rows(folder, "functions")) == 2849
    lines = rows(folder, "lines")
    assert sum(row["batch"] == "ra-soat-quang-ngai-2023" for row in lines) == 120
    asked = {row["id"]: int(row["cost"]) for row in rows(folder, "batches")}
    of_batch = [row["cost"] for row in lines if row["batch"] == "ra-soat-quang-ngai-2023"]
    assert asked["ra-soat-quang-ngai-2023"] == sum(int(cost or 0) for cost in of_batch)


def test_the_workbook_says_the_same(folder: Path) -> None:
    book = load_workbook(folder / "rasoat.xlsx")
    assert book.sheetnames == list(LISTS)
    for name in LISTS:
        head, *body = book[name].iter_rows(values_only=True)
        table = rows(folder, name)
        assert list(head) == list(table[0])
        assert [["" if cell is None else str(cell) for cell in row] for row in body] == [
            list(row.values()) for row in table
        ]
