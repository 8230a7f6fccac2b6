"""Precedents: alike lines that stand decided, and a warning when like cases were decided differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from ontology import namespaces as ns
from registry.entries import DecisionSeen, Precedent, Precedents
from registry.ids import fold
from registry.matching.bulk import read_lines
from registry.matching.matcher import Matcher
from registry.matching.needs import Line
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.asking import Table, rows
from registry.usecases.batches import read_batch
from registry.usecases.cards import absent
from registry.usecases.decisions.history import decisions_of
from registry.usecases.decisions.saying import find_line
from registry.usecases.decisions.statements import Pair, latest, line_key, statements

ROUGHLY = 70
"""Titles less alike than this (0 to 100) are not handed to the rule, which wants more."""


def precedents(registry: Registry, batch_id: str, line: str | None = None) -> dict[str, Precedents]:
    """Return the precedents of one line (its id or number) or of all lines of a stored batch, by line id.

    Raises `NotFoundError` for an unknown batch or line.
    """
    batch = read_batch(registry, batch_id)
    lines = batch.lines if line is None else (find_line(registry, batch_id, line).line,)
    decided = _Decided(registry)
    keys = {line_key(batch_id, item.id): item.id for item in lines}
    asked = _asked(registry, batch, lines)
    found: dict[str, list[Precedent]] = defaultdict(list)
    cases: Table = []
    given = {"asked": asked, "alike": decided.alike(batch_id, lines), "judged": decided.judged(list(keys))}
    for row in rows(registry.store, "decisions/precedents", given):
        decision, title = decided.by_number[row["number"]]
        found[row["line"]].append(
            Precedent(
                decision,
                title,
                int(row["likeness"]),
                row["sameCapability"] == "1",
                row["confirmed"] == "1",
            )
        )
        cases.append([row["line"], row["number"]])
    for own, _ in decided.by_number.values():
        key = line_key(own.batch_id, own.line_id)
        if key in found:
            cases.append([key, own.number])
    contradicted = {row["line"] for row in rows(registry.store, "decisions/contradictions", {"cases": cases})}
    return {
        line_id: Precedents(line_id, tuple(found[key]), key in contradicted) for key, line_id in keys.items()
    }


def _asked(registry: Registry, batch: Batch, lines: Sequence[BatchLine]) -> Table:
    """Return which capability each line asks for as a whole."""
    texts = [Line(item.title, item.description, item.kind, item.proposer) for item in lines]
    gone = absent(registry, batch.as_of) if batch.as_of else frozenset()
    return [
        [line_key(batch.id, line.id), ns.CAPABILITY + need.capability]
        for line, reading in zip(lines, read_lines(registry.matcher, texts, gone), strict=True)
        for need in reading.needs
        if need.main and need.capability
    ]


class _Decided:
    """The decisions that stand, of all batches, with the titles of their lines."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.by_number: dict[str, tuple[DecisionSeen, str]] = {}
        titles: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows(registry.store, "decisions/decided", {}):
            titles[row["batchId"]][row["number"]] = row["title"]
        for batch_id, of_batch in titles.items():
            for decisions in decisions_of(registry.store, batch_id).values():
                for item in decisions:
                    if item.current:
                        self.by_number[item.number] = (item, of_batch[item.number])

    def alike(self, batch_id: str, lines: Sequence[BatchLine]) -> Table:
        """Return (line, decision, likeness 0 to 100) of titles that are roughly alike."""
        if not self.by_number:
            return []
        matcher = self._registry.matcher
        numbers = list(self.by_number)
        asked = [_title(matcher, line.title) for line in lines]
        known = [_title(matcher, title) for _, title in self.by_number.values()]
        likeness = process.cdist(
            asked, known, scorer=fuzz.token_sort_ratio, score_cutoff=ROUGHLY, dtype=np.uint8
        )
        return [
            [line_key(batch_id, lines[row].id), numbers[column], int(likeness[row, column])]
            for row, column in np.argwhere(likeness)
        ]

    def judged(self, keys: Sequence[str]) -> Table:
        """Return (line, decision, judgement) of what people last said of these lines and decided ones."""
        pairs = []
        for item in statements(self._registry.store):
            if item.other_line_id:
                first = line_key(item.batch_id, item.line_id)
                second = line_key(item.other_batch_id, item.other_line_id)
                pair: Pair = (first, second) if first < second else (second, first)
                pairs.append((pair, item))
        number_of = {
            line_key(item.batch_id, item.line_id): item.number for item, _ in self.by_number.values()
        }
        wanted = set(keys)
        return [
            [one, number_of[other], item.judgement]
            for (first, second), item in latest(self._registry.store, pairs).items()
            for one, other in ((first, second), (second, first))
            if one in wanted and other in number_of
        ]


def _title(matcher: Matcher, title: str) -> str:
    """Return a title for comparison: without quantities, names of places and diacritics."""
    return fold(matcher.reader.canonical(title))
