"""The catalogue of queries: reads headers, fills parameters, runs, checks columns.

A parameter is a slot that also runs unfilled in any SPARQL editor: ``VALUES ?asOf { UNDEF }``, or for
a table ``VALUES (?line ?capability) { (UNDEF UNDEF) }``. Values are serialised as RDF terms, so text
from outside never becomes query syntax.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Annotated, Literal

import pyoxigraph as ox
import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

import queries
from ontology import namespaces as ns
from registry.errors import NotFoundError, Place, QueryError
from registry.store.base import Answer, Store

ColumnType = Literal["iri", "text", "integer", "decimal", "boolean", "date"]
Value = str | int | float | bool | None
Table = Sequence[Sequence[Value]]

_SLOT = r"VALUES\s+\?{name}\s*\{{\s*UNDEF\s*\}}"
MANY = 100
"""From how many rows on a table is filled in as a question of its own (`_table`)."""
_TABLE_SLOT = r"VALUES\s+\(\s*{names}\s*\)\s*\{{\s*\((?:\s*UNDEF\s*)+\)\s*\}}"


class Parameter(BaseModel):
    """A slot of a query; ``table`` parameters name their columns and their types."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    type: ColumnType | Literal["table"]
    required: bool = False
    columns: dict[str, ColumnType] = {}
    example: str = ""


class FindingText(BaseModel):
    """What a row of a finding rule means, in words with ``{column}``, ``{column:money}``, ``{column:date}``,

    ``{column:number}``.

    ``scope``: ``line`` rules see one line at a time, ``batch`` rules all lines together. ``evidence`` names
    the columns that hold IRIs, several in a cell parted by spaces.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    scope: Literal["line", "batch"]
    level: Literal["violation", "warning", "info"]
    vi: str
    en: str
    reversal_vi: str
    reversal_en: str
    evidence: tuple[str, ...] = ()


class Header(BaseModel):
    """The checked ``#+`` header of a query file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    title_vi: str
    question: Annotated[str, StringConstraints(pattern=r"\?$")]
    parameters: dict[str, Parameter] = {}
    columns: dict[str, ColumnType]
    tags: list[str]
    level: Literal["violation", "warning", "info"] | None = None
    policy: str | None = None
    finding: FindingText | None = None


class Query(BaseModel):
    """One question: its id (``folder/name``), header and SPARQL text."""

    model_config = ConfigDict(frozen=True)
    id: str
    header: Header
    text: str

    def filled(self, parameters: Mapping[str, Value | Table] | None = None) -> str:
        """Return the SPARQL text with ``parameters`` in their slots.

        Raises `QueryError` for an unknown parameter or a missing required one.
        """
        given = dict(parameters or {})
        slots: dict[str, tuple[str, str]] = {}
        for name, parameter in self.header.parameters.items():
            value = given.pop(name, None)
            if value is None:
                if parameter.required:
                    raise QueryError(
                        f"Thiếu tham số {name}", f"Parameter {name} is missing", Place(file=self.id)
                    )
                continue
            slots[name] = self._slot(name, parameter, value)
            if not re.search(slots[name][0], self.text):
                raise QueryError(
                    f"Không thấy chỗ đặt tham số {name}", f"No slot for parameter {name}", Place(file=self.id)
                )
        if given:
            unknown = ", ".join(sorted(given))
            raise QueryError(
                f"Không có tham số {unknown}", f"No such parameter: {unknown}", Place(file=self.id)
            )
        if not slots:
            return self.text
        # All in one pass: a text that is filled in may itself look like the slot of the next parameter.
        pattern = "|".join(f"(?P<{name}>{slot})" for name, (slot, _) in slots.items())
        return re.sub(pattern, lambda match: slots[str(match.lastgroup)][1], self.text)

    def _slot(self, name: str, parameter: Parameter, value: Value | Table) -> tuple[str, str]:
        """Return the pattern of a slot and what goes there."""
        if parameter.type != "table":
            filled = f"VALUES ?{name} {{ {_term(_scalar(value), parameter.type)} }}"
            return _SLOT.format(name=name), filled
        columns, types = list(parameter.columns), list(parameter.columns.values())
        rows = _rows(value)
        if any(isinstance(row, str) or len(row) != len(types) for row in rows):
            raise QueryError(
                f"Mỗi dòng của bảng {name} phải có {len(types)} ô",
                f"Each row of the table {name} must have {len(types)} cells",
                Place(file=self.id),
            )
        # A table is a set of rows.
        cells = ["(" + " ".join(map(_term, row, types)) + ")" for row in dict.fromkeys(map(tuple, rows))]
        filled = _table(columns, cells) if cells else _nothing(columns)
        return _TABLE_SLOT.format(names=r"\s+".join(rf"\?{column}" for column in columns)), filled

    def parse(self, assignment: str) -> tuple[str, Value | Table]:
        """Return name and value of ``name=value`` from a command line; a table is a JSON list of rows."""
        name, _, value = assignment.partition("=")
        parameter = self.header.parameters.get(name)
        if parameter is None or parameter.type != "table":
            return name, value
        try:
            rows: Table = json.loads(value)
        except json.JSONDecodeError as error:
            raise QueryError(
                f"{name} phải là JSON", f"{name} must be JSON: {error}", Place(file=self.id)
            ) from error
        return name, rows

    def run(self, store: Store, parameters: Mapping[str, Value | Table] | None = None) -> Answer:
        """Run on ``store`` and check that the columns are those of the header."""
        answer = store.select(self.filled(parameters))
        if answer.columns != tuple(self.header.columns):
            raise QueryError(
                "Cột kết quả không khớp phần khai báo",
                "The columns do not match the header",
                Place(file=self.id),
            )
        return answer


@cache
def load(query_id: str) -> Query:
    """Return the query ``folder/name``; raises `NotFoundError` or, for a bad header, `QueryError`."""
    try:
        text = queries.text(query_id)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"Không có câu hỏi {query_id}", f"No such query: {query_id}") from error
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = Header.model_validate(yaml.load("\n".join(lines), yaml.CSafeLoader))
    except (yaml.YAMLError, ValidationError) as error:
        raise QueryError(
            "Phần khai báo đầu tệp sai", f"The header is wrong: {error}", Place(file=f"{query_id}.rq")
        ) from error
    return Query(id=query_id, header=header, text=text)


def everything() -> list[Query]:
    """Return all queries of the catalogue, in the order of their ids."""
    return [load(query_id) for query_id in queries.names()]


def _rows(value: Value | Table) -> Iterable[Sequence[Value]]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise QueryError("Tham số phải là bảng", "The parameter must be a table")
    return value


def _table(columns: list[str], cells: Sequence[str]) -> str:
    """Return a pattern that binds the columns to each of the rows.

    Oxigraph joins two VALUES tables by comparing every row of one with every row of the other; tables that
    it asks for by themselves it joins by their values. Small ones stay plain: they lead it to its indexes.
    """
    head = " ".join(f"?{column}" for column in columns)
    values = f"VALUES ({head}) {{ {' '.join(cells)} }}"
    return values if len(cells) < MANY else f"{{ SELECT DISTINCT {head} WHERE {{ {values} }} }}"


def _nothing(columns: list[str]) -> str:
    """Return a pattern that binds the columns and has no solution.

    Not an empty VALUES table, which rdflib refuses: two tables that contradict each other.
    """
    head = " ".join(f"?{column}" for column in columns)
    undefined = " ".join("UNDEF" for _ in columns)
    first = columns[0]
    return f'VALUES ({head}) {{ ({undefined}) }} VALUES ?{first} {{ "a" }} VALUES ?{first} {{ "b" }}'


def _scalar(value: Value | Table) -> Value:
    if isinstance(value, Sequence) and not isinstance(value, str):
        raise QueryError("Tham số phải là một giá trị", "The parameter must be one value")
    return value


def _term(value: Value, kind: str) -> str:
    if value is None:
        return "UNDEF"
    try:
        if kind == "iri":
            return str(ox.NamedNode(str(value)))
        if kind == "date":
            return str(ox.Literal(date_time(str(value)), datatype=ox.NamedNode(ns.XSD + "dateTime")))
        if kind == "integer":
            return str(ox.Literal(int(value)))
        if kind == "decimal":
            return str(ox.Literal(str(float(value)), datatype=ox.NamedNode(ns.XSD + "decimal")))
        if kind == "boolean":
            return str(ox.Literal(bool(value)))
    except ValueError as error:
        raise QueryError(f"Giá trị sai: {value}", f"Not a valid {kind}: {value}") from error
    return str(ox.Literal(str(value)))


def date_time(date: str) -> str:
    """Return the xsd:dateTime text of the first instant of an ISO date, month or year.

    Time points in the graph are xsd:dateTime because OWL 2 DL and PROV-O know no xsd:date.
    """
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date):
        raise ValueError(date)
    year, month, day = (*date.split("-"), "01", "01")[:3]
    return f"{datetime.date(int(year), int(month), int(day)).isoformat()}T00:00:00Z"
