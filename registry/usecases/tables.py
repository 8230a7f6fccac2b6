"""The lists of the registry as tables for other programs: CSV with its description (CSVW), and one workbook.

A list is what a query of the catalogue answers when nothing narrows it; the types of its header are those of
the description (https://www.w3.org/TR/tabular-metadata/).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from ontology import namespaces as ns
from registry import catalogue
from registry.reports.atomic import replacing
from registry.reports.xlsx_sheet import table, widths
from registry.store.base import Store, Term

LISTS = {
    "platforms": "lookup/platforms",
    "functions": "lookup/functions",
    "capabilities": "lookup/capability-tree",
    "organisations": "lookup/organisations",
    "reorganisations": "lookup/reorganisations",
    "legal-basis": "lookup/legal-basis",
    "batches": "lookup/batches",
    "lines": "lookup/batch-lines",
}
DESCRIPTION, WORKBOOK = "csv-metadata.json", "rasoat.xlsx"
FILES = {
    **{f"{name}.csv": "text/csv" for name in LISTS},
    DESCRIPTION: "application/csvm+json",
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The files and their media types."""
_DATATYPES = {
    "iri": "anyURI",
    "text": "string",
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
    "date": "date",
}
Cell = str | int | float | None


@dataclass(frozen=True)
class _List:
    name: str
    header: catalogue.Header
    rows: list[list[Cell]]

    @property
    def columns(self) -> dict[str, str]:
        """Columns and their types; a line of a batch needs its batch."""
        own: dict[str, str] = dict(self.header.columns)
        return {"batch": "text", **own} if self.name == "lines" else own


def write(store: Store, folder: Path, as_of: str) -> list[Path]:
    """Write every list as of an ISO date into ``folder``; return the files. All are there, or none is new."""
    folder.mkdir(parents=True, exist_ok=True)
    lists = [
        _List(name, catalogue.load(query).header, list(_rows(store, name, as_of)))
        for name, query in LISTS.items()
    ]
    for item in lists:
        # With a mark of its encoding: Excel takes a file without one for another encoding.
        with (
            replacing(folder / f"{item.name}.csv") as draft,
            draft.open("w", encoding="utf-8-sig", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(item.columns)
            writer.writerows(item.rows)
    with replacing(folder / DESCRIPTION) as draft:
        text = json.dumps(_description(lists, as_of), ensure_ascii=False, indent=2)
        draft.write_text(text + "\n", encoding="utf-8")
    with replacing(folder / WORKBOOK) as draft:
        _workbook(lists).save(draft)
    return [folder / name for name in FILES]


def _rows(store: Store, name: str, as_of: str) -> Iterator[list[Cell]]:
    query = catalogue.load(LISTS[name])
    if name == "lines":
        for batch in catalogue.load(LISTS["batches"]).run(store).values():
            answer = query.run(store, {"batch": ns.BATCH + str(batch["id"])})
            for row in answer.rows:
                yield [str(batch["id"]), *_cells(row, query.header.columns)]
        return
    given = {"asOf": as_of} if "asOf" in query.header.parameters else {}
    for row in query.run(store, given).rows:
        yield _cells(row, query.header.columns)


def _cells(row: dict[str, Term], columns: Any) -> list[Cell]:
    return [_cell(row[name], kind) if name in row else None for name, kind in columns.items()]


def _cell(term: Term, kind: str) -> Cell:
    if kind == "date":
        return term.value[:10]
    value = term.python()
    return str(value).lower() if isinstance(value, bool) else value


def _description(lists: Sequence[_List], as_of: str) -> dict[str, Any]:
    """Return the metadata of the group of tables."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "dc:date": {"@value": as_of, "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8"},
        "tables": [
            {
                "url": f"{item.name}.csv",
                "dc:title": [
                    {"@value": item.header.title_vi, "@language": "vi"},
                    {"@value": item.header.title, "@language": "en"},
                ],
                "tableSchema": {
                    "columns": [
                        {"name": name, "titles": name, "datatype": _DATATYPES[kind]}
                        for name, kind in item.columns.items()
                    ]
                },
            }
            for item in lists
        ],
    }


def _workbook(lists: Sequence[_List]) -> Workbook:
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for item in lists:
        sheet = book.create_sheet(item.name)
        formats = ["#,##0" if kind == "integer" else "General" for kind in item.columns.values()]
        below = table(sheet, 1, list(item.columns), item.rows, formats)
        widths(sheet, [28.0] * len(item.columns))
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{sheet.cell(below - 1, len(item.columns)).coordinate}"
    return book
