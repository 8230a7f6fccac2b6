"""Answers in one shape, whoever gives them, and those of the registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.answers import LinePlatform, PlatformHit
from registry.opened import Registry
from registry.usecases.find import find
from registry.usecases.screen import screen
from tests.bench.sets import LabelledSet

FOUND = ("covered", "in_development")
"""The verdicts of a search that name an answer."""
FLAGS = ("covered", "partly", "in_development")
"""The verdicts of a line that name an answer."""
LIMIT = 10


@dataclass(frozen=True)
class Shown:
    """One platform of an answer. ``central``: of the state, the Party or a ministry, not of a province."""

    id: str
    score: float
    central: bool
    why: str = ""


@dataclass(frozen=True)
class Answer:
    """A verdict with its platforms, best first, and the near misses that are named beside them."""

    verdict: str
    shown: tuple[Shown, ...]
    near: tuple[Shown, ...] = ()

    @property
    def central(self) -> Shown | None:
        """The first platform that is not a province's own."""
        return next((item for item in self.shown if item.central), None)

    @property
    def confidence(self) -> float:
        """How sure a line's verdict is: the first platform's score, else 1 less that of the nearest miss."""
        if self.verdict in FLAGS:
            return self.shown[0].score if self.shown else 0.0
        return 1 - self.near[0].score if self.near else 1.0


def answers(registry: Registry, labelled: LabelledSet) -> list[Answer]:
    """Return the registry's answer to each item, in the order of the items."""
    if labelled.of == "searches":
        found = (find(registry, item.text, item.as_of, LIMIT) for item in labelled.items)
        return [Answer(answer.verdict, _shown(answer.results)) for answer in found]
    lines = {
        line.id: Answer(line.verdict, _shown(line.platforms), _shown(line.near_misses))
        for as_of, intake in labelled.intakes.items()
        for line in screen(registry, intake, as_of).lines
    }
    return [lines[item.id] for item in labelled.items]


def _shown(items: Iterable[PlatformHit | LinePlatform]) -> tuple[Shown, ...]:
    return tuple(Shown(item.id, item.score, item.level != "provincial", item.why) for item in items)
