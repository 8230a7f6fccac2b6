"""Whether a score of 0.8 is right eight times in ten: bins of the first score, and the calibration error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.answers import FLAGS, Answer
from tests.bench.measures import Pair, flag_right, wants_flag
from tests.bench.sets import Item

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Answers whose first score is from ``low`` to ``low`` + 0.1: number, mean score, shares right.

    ``right`` counts primary platforms, ``also`` all accepted ones.
    """

    low: float
    count: int
    score: float
    right: float
    also: float


Scored = tuple[float, bool, bool]
"""A first score, whether it is right, and whether it is when all accepted platforms count."""


def search_bins(pairs: Iterable[Pair]) -> list[Bin]:
    """Return the bins of searches: the first platform that is not a province's own is primary (accepted).

    The first platform of an unanswerable search is never primary, so it counts as wrong.
    """
    return _bins(_searched(pairs))


def line_bins(pairs: Iterable[Pair]) -> list[Bin]:
    """Return the bins of flagged lines: should be flagged and the first platform is primary (`flag_right`)."""
    return _bins(
        (answer.confidence, _first_is_primary(item, answer), flag_right(item, answer))
        for item, answer in pairs
        if answer.verdict in FLAGS
    )


def calibration_errors(bins: Sequence[Bin]) -> dict[str, float]:
    """Return the expected calibration errors: mean distance of score and share right, weighted by count."""
    total = sum(part.count for part in bins)
    if not total:
        return {}
    return {
        "calibration error": sum(part.count * abs(part.score - part.right) for part in bins) / total,
        "calibration error, also": sum(part.count * abs(part.score - part.also) for part in bins) / total,
    }


def _searched(pairs: Iterable[Pair]) -> Iterator[Scored]:
    for item, answer in pairs:
        if answer.central:
            key = answer.central.id
            yield answer.central.score, key in item.primary, key in item.accepted


def _first_is_primary(item: Item, answer: Answer) -> bool:
    return wants_flag(item) and any(shown.id in item.primary for shown in answer.shown[:1])


def _bins(scored: Iterable[Scored]) -> list[Bin]:
    parts: dict[int, list[Scored]] = defaultdict(list)
    for entry in scored:
        parts[min(int(entry[0] * BINS), BINS - 1)].append(entry)
    return [_bin(number / BINS, part) for number, part in sorted(parts.items())]


def _bin(low: float, part: Sequence[Scored]) -> Bin:
    scores, right, also = zip(*part, strict=True)
    count = len(part)
    return Bin(low, count, sum(scores) / count, sum(right) / count, sum(also) / count)
