"""The tasks that provinces paid for before, read as lines are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.matching.bulk import read_lines
from registry.matching.needs import Line
from registry.matching.places import places
from registry.opened import Registry
from registry.usecases.asking import Rows, Table, ask
from registry.usecases.demands import Demand, Demands


@dataclass(frozen=True)
class PastTask:
    """A stored task that was approved, funded or done: its demands, and the places that it names.

    The title alone is read: descriptions of stored tasks hold remarks of the steward.
    """

    iri: str
    id: str
    demands: tuple[Demand, ...]
    places: frozenset[str]


def past_tasks(registry: Registry, demands: Demands, provinces: Iterable[str]) -> list[PastTask]:
    """Return the tasks of some provinces; those of a province are read once for an open registry."""
    wanted = sorted({province for province in provinces if province})
    new: Table = [[province] for province in wanted if province not in registry.past]
    if new:
        registry.past.update({str(province): [] for (province,) in new})
        rows = ask(registry, "lookup/past-tasks", {"provinces": new})
        for row, task in zip(rows, _read(registry, demands, rows), strict=True):
            registry.past[row["province"]].append(task)
    return [task for province in wanted for task in registry.past[province]]


def _read(registry: Registry, demands: Demands, rows: Rows) -> list[PastTask]:
    lines = [Line(row["title"], "", row["kind"], row["body"]) for row in rows]
    readings = list(read_lines(registry.matcher, lines, ()))
    found = demands.of([(line.title, "", reading) for line, reading in zip(lines, readings, strict=True)])
    return [
        PastTask(row["task"], row["id"], demand, places(f"{row['title']}; {row['body']}", row["province"]))
        for row, demand in zip(rows, found, strict=True)
    ]
