"""What tasks are and cost, so that alike ones can be compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from registry import ids
from registry.matching.bulk import read_lines
from registry.matching.needs import Line, Reading
from registry.matching.quantity import UNIT_EN, UNIT_VI, quantities, years
from registry.matching.usage import stated
from registry.model import BatchLine
from registry.opened import Registry
from registry.usecases.asking import Table, ask
from registry.usecases.cards import absent
from registry.usecases.facts import Asked

LIKELY = 0.3
"""Least chance of a capability for a line to count as asking for it."""
_PROVINCE = re.compile(r"\b(so|ban|van phong|chi cuc|thanh tra|trung tam|benh vien) .*\btinh\b")
_COMMUNE = re.compile(r"\b(?:ubnd|uy ban nhan dan) (xa|phuong|thi tran)\b|^(xa|phuong|thi tran)\b")
_DISTRICT = re.compile(r"\b(huyen|thi xa|thanh pho|quan)\b")


def main_capability(reading: Reading) -> str | None:
    """Return what a line asks for as a whole, or for work and devices the likeliest capability."""
    if reading.needs:
        return next((need.capability for need in reading.needs if need.main), None)
    best = next(iter(reading.ranking.capabilities), None)
    return best.id if best and best.chance >= LIKELY else None


def level(proposer: str) -> str:
    """Return the level of the body that asks: ``province``, ``district`` or ``commune``.

    A department of the province keeps its level where its name holds a place ("Sở ... tỉnh Quảng Ngãi").
    """
    plain = ids.fold(proposer)
    if _PROVINCE.search(plain):
        return "province"
    if _COMMUNE.search(plain):
        return "commune"
    return "district" if _DISTRICT.search(plain) else "province"


def cost_tables(
    batch: Mapping[str, BatchLine],
    asked: Sequence[Asked],
    past: Iterable[tuple[str, BatchLine, Reading]] = (),
) -> dict[str, Table]:
    """Return the tables ``costs`` and ``judged`` of the rule on amounts (VND by unit and year).

    ``batch``: lines by their IRIs; ``past``: tasks of earlier batches, compared with, not judged.
    """
    groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
    judged: Table = []
    for (place, line), item in zip(batch.items(), asked, strict=True):
        priced = _priced(line, item.reading)
        for alike, cost, unit, unit_en in priced:
            groups[alike].append((cost, place))
            if len(priced) == 1:
                judged.append([line.id, alike, cost, unit, unit_en])
    for place, line, reading in past:
        for alike, cost, _, _ in _priced(line, reading):
            groups[alike].append((cost, place))
    costs: Table = [
        [place, alike, cost, rank, len(members)]
        for alike, members in groups.items()
        for rank, (cost, place) in enumerate(sorted(members), start=1)
    ]
    return {"costs": costs, "judged": judged}


def priced_tasks(registry: Registry, own: Container[str], as_of: str) -> list[tuple[str, BatchLine, Reading]]:
    """Return stored tasks with an amount, up to the year of the date, read as lines are; not ``own``."""
    stored = registry.keep(("priced", as_of), lambda: _read_priced(registry, as_of))
    return [task for task in stored if task[0] not in own]


def _read_priced(registry: Registry, as_of: str) -> list[tuple[str, BatchLine, Reading]]:
    rows = ask(registry, "lookup/priced-lines", {"asOf": as_of})
    lines = [
        BatchLine(
            id=row["line"],
            title=row["title"],
            description=row["description"],
            proposer=row["proposer"],
            kind=row["kind"],
            cost_vnd=int(row["cost"]),
        )
        for row in rows
    ]
    texts = [Line(line.title, line.description, line.kind, line.proposer) for line in lines]
    readings = read_lines(registry.matcher, texts, absent(registry, as_of)) if texts else []
    return [(line.id, line, reading) for line, reading in zip(lines, readings, strict=True)]


def _priced(line: BatchLine, reading: Reading) -> list[tuple[str, float, str, str]]:
    """Return (key of alike tasks, VND, unit, unit in English) for each unit that the line states.

    Digitisation is paid by the page or metre whatever the papers are about; anything else is alike only where
    the same is bought. Without a quantity, whole amounts of bodies of one level are compared.
    """
    work = "digitisation" if reading.nature == "digitisation" else main_capability(reading)
    if not line.cost_vnd or work is None:
        return []
    text = f"{line.title}. {line.description}"
    for use in stated(text):
        text = text.replace(use.words, "")
    amount = line.cost_vnd / years(text)
    found = quantities(text)
    if found:
        return [
            (f"{work}/{item.unit}", round(amount / item.amount, 2), UNIT_VI[item.unit], UNIT_EN[item.unit])
            for item in found
        ]
    if work == "digitisation":
        return []
    return [(f"{work}//{level(line.proposer)}", amount, "nhiệm vụ", "task")]
