"""Findings: every query whose header says what its rows mean (`catalogue.FindingText`) is a rule.

A rule takes the tables that its parameters name and gives rows with a column ``line``; a new rule is a new
`.rq` file. Nothing is decided here: rows become words, numbers become evidence that can be followed.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from string import Formatter
from typing import Any, Literal

from ontology import namespaces as ns
from registry import catalogue
from registry.answers import Evidence, FindingSeen
from registry.catalogue import Query, Table, Value
from registry.opened import Registry
from registry.usecases.asking import Rows, ask
from registry.wording import date_vi, money_en, money_vi

Tables = Mapping[str, Value | Table]
Found = dict[str, list["Row"]]
Scope = Literal["line", "batch"]


class Row:
    """A row of a rule: the rule, and its cells as text (unbound cells empty)."""

    def __init__(self, rule: Query, cells: Mapping[str, str]) -> None:
        self.rule = rule
        self.cells = cells

    def cited(self) -> list[str]:
        """Return the IRIs that the row rests on, in their order."""
        finding = _meaning(self.rule)
        return [iri for column in finding.evidence for iri in self.cells[column].split()]

    def finding(self, citations: Citations) -> FindingSeen:
        """Return the row in words, with what it rests on."""
        meaning = _meaning(self.rule)
        vi, en = _Words(money_vi, "chưa rõ", ","), _Words(money_en, "unknown", ".")
        return FindingSeen(
            rule=self.rule.id,
            level=meaning.level,
            message=vi.format(meaning.vi, **self.cells),
            message_en=en.format(meaning.en, **self.cells),
            evidence=tuple(citations.cite(iri) for iri in self.cited()),
            reversal=vi.format(meaning.reversal_vi, **self.cells),
            reversal_en=en.format(meaning.reversal_en, **self.cells),
        )


class _Words(Formatter):
    """Fills ``{column}``; an unbound cell is said to be unknown."""

    def __init__(self, money: Any, unknown: str, decimal: str) -> None:
        self._money = money
        self._decimal = decimal
        self._unknown = unknown

    def format_field(self, value: Any, format_spec: str) -> str:
        if not value:
            return self._unknown
        if format_spec == "number":
            return str(value).replace(".", self._decimal)
        if format_spec == "money":
            return str(self._money(round(float(value))))
        return date_vi(str(value)) if format_spec == "date" else str(value)


def rules(scope: Scope) -> list[Query]:
    """Return the rules that see one line at a time, or all lines together, in the order of their ids."""
    return [query for query in catalogue.everything() if _scope(query) == scope]


def run(registry: Registry, scope: Scope, tables: Tables) -> Found:
    """Return the rows of all rules of a scope by line; each rule gets the tables that its parameters name.

    A parameter that is no table of lines, for example a number of months, keeps its default.
    """

    def answer(rule: Query) -> Rows:
        return ask(
            registry, rule.id, {name: tables[name] for name in rule.header.parameters if name in tables}
        )

    found: Found = defaultdict(list)
    asked = rules(scope)
    # The store answers several at once, each on a core of its own.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for rule, rows in zip(asked, pool.map(answer, asked), strict=True):
            for cells in rows:
                found[cells["line"]].append(Row(rule, cells))
    return found


def _scope(query: Query) -> Scope | None:
    return query.header.finding.scope if query.header.finding else None


def _meaning(rule: Query) -> catalogue.FindingText:
    if rule.header.finding is None:
        raise TypeError(rule.id)
    return rule.header.finding


class Citations:
    """How the things that findings rest on are cited: platforms, legal documents, lines of past batches."""

    def __init__(self, registry: Registry, names: Mapping[str, str]) -> None:
        """``names``: what is known already by IRI, for example the lines of this batch."""
        self._registry = registry
        self._known = dict(names)
        self._cited: dict[str, Evidence] = {}

    def know(self, names: Mapping[str, str]) -> None:
        """Take how things are cited that the store does not hold, for example lines of this batch."""
        self._known.update(names)
        self._cited.clear()

    def learn(self, iris: Iterable[str]) -> None:
        """Ask the store how things are cited that are not known yet."""
        new = sorted({iri for iri in iris if iri not in self._known})
        if not new:
            return
        for row in ask(self._registry, "lookup/citations", {"things": [[iri] for iri in new]}):
            text = row["text"]
            if row["date"]:
                text += f" ngày {date_vi(row['date'])}" if len(row["date"]) == 10 else f" ({row['date']})"
            self._known[row["thing"]] = text + (f" của {row['issuer']}" if row["issuer"] else "")

    def cite(self, iri: str) -> Evidence:
        """Return one thing as evidence; what the store does not know is cited by its id."""
        if iri not in self._known:
            return self._evidence(iri)
        # Many lines rest on the same things.
        if iri not in self._cited:
            self._cited[iri] = self._evidence(iri)
        return self._cited[iri]

    def _evidence(self, iri: str) -> Evidence:
        kind, key = next(
            ((name, iri.removeprefix(prefix)) for name, prefix in KINDS.items() if iri.startswith(prefix)),
            ("other", iri),
        )
        return Evidence(kind, key, self._known.get(iri, key))


KINDS = {
    "platform": ns.PLATFORM,
    "law": ns.LEGAL,
    "line": ns.PROPOSAL,
    "duty": ns.LOCAL_DUTY,
    "capability": ns.CAPABILITY,
    "entry": ns.ENTRY,
    "group": ns.DEMAND_GROUP,
}
"""Kinds of evidence by the prefix of their IRIs."""
