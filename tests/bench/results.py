"""Everything that is measured of one set: figures, groups, confusion, reliability and failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench import measures, reliability
from tests.bench.answers import FLAGS, FOUND, Answer
from tests.bench.measures import Figures
from tests.bench.sets import Item, LabelledSet


@dataclass(frozen=True)
class Counted:
    """What is counted of one set without asking for each item's label: figures by name, and what is wrong, told

    in words.
    """

    name: str
    figures: Figures
    wrong: tuple[str, ...]

    def text(self, quiet: bool) -> str:
        """Return the figures, and unless ``quiet`` all that is wrong."""
        rows = [f"\n{self.name}", *(f"  {name}: {value:.3f}" for name, value in self.figures.items())]
        return "\n".join(rows if quiet else [*rows, *(f"    {text}" for text in self.wrong)])


@dataclass(frozen=True)
class Failure:
    """An item that was not answered as labelled.

    ``kind``: missed (none named where there is one), false alarm (one named where there is none), not first
    (a search's first result is not primary; a line's first three hold no accepted platform), or
    wrong verdict A -> B.
    """

    kind: str
    item: Item
    answer: Answer

    def to_json(self) -> dict[str, Any]:
        """Return what was asked, wanted and got."""
        return {
            "kind": self.kind,
            "id": self.item.id,
            "text": self.item.text,
            "wanted": {"verdict": self.item.verdict, "primary": self.item.primary, "also": self.item.also},
            "got": {
                "verdict": self.answer.verdict,
                "first": [asdict(shown) for shown in (self.answer.shown or self.answer.near)[:2]],
            },
        }


@dataclass(frozen=True)
class Result:
    """What was measured of one set.

    ``groups`` is group ("style" or "kind", "sector") → its value → figures.
    """

    name: str
    title: str
    fitted: bool
    figures: Figures
    groups: dict[str, dict[str, Figures]]
    confusion: dict[str, dict[str, int]]
    reliability: list[reliability.Bin]
    failures: list[Failure]

    def to_json(self) -> dict[str, Any]:
        """Return all fields as JSON takes them."""
        return {
            **vars(self),
            "reliability": [asdict(part) for part in self.reliability],
            "failures": [failure.to_json() for failure in self.failures],
        }


def measure(labelled: LabelledSet, answers: Sequence[Answer]) -> Result:
    """Return all that is measured of the answers to the items of a set, given in the same order."""
    pairs = list(zip(labelled.items, answers, strict=True))
    searched = labelled.of == "searches"
    figures = measures.search_figures if searched else measures.line_figures
    bins = reliability.search_bins(pairs) if searched else reliability.line_bins(pairs)
    kind_of = _search_failure if searched else _line_failure
    return Result(
        name=labelled.name,
        title=labelled.title,
        fitted=labelled.fitted,
        figures={
            **figures(pairs),
            **({} if searched else measures.average_precisions(pairs)),
            **reliability.calibration_errors(bins),
        },
        groups={
            "style" if searched else "kind": measures.by_group(pairs, lambda item: item.kind, figures),
            "sector": measures.by_group(pairs, lambda item: item.sector, figures),
        },
        confusion=measures.confusion(pairs),
        reliability=bins,
        failures=[Failure(kind, *pair) for pair in pairs if (kind := kind_of(*pair))],
    )


def _search_failure(item: Item, answer: Answer) -> str:
    if item.verdict in FOUND and answer.verdict in FOUND and measures.rank(item, answer) != 1:
        return "not first"
    return _wrong_verdict(item, answer, FOUND)


def _line_failure(item: Item, answer: Answer) -> str:
    if answer.verdict in FLAGS and measures.wants_flag(item) and not measures.flag_right(item, answer):
        return "not first"
    return _wrong_verdict(item, answer, FLAGS)


def _wrong_verdict(item: Item, answer: Answer, named: Sequence[str]) -> str:
    """Return how the verdict is wrong, empty when it is right."""
    if item.verdict in named and answer.verdict not in named:
        return "missed"
    if item.verdict not in named and answer.verdict in named:
        return "false alarm"
    return "" if item.verdict == answer.verdict else f"wrong verdict {item.verdict} -> {answer.verdict}"
