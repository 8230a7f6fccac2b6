"""Figures of labelled items and the answers to them.

All are shares from 0 to 1. A figure that nothing can be said of (no item to count) is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import get_args

from registry.model import Verdict
from tests.bench.answers import FLAGS, FOUND, Answer
from tests.bench.sets import Item

Pair = tuple[Item, Answer]
Figures = dict[str, float]

LOWER_IS_BETTER = frozenset(
    {"missed", "false alarms", "ties", "calibration error", "calibration error, also"}
)
FIRST = 3
"""How many platforms of a line count for its flag."""


def search_figures(pairs: Sequence[Pair]) -> Figures:
    """Return the figures of searches.

    hit@1             the first result is a primary platform, of the answerable searches
    recall@5          one of the first five is
    MRR               mean of 1 / rank of the first primary platform, 0 where none is shown
    missed            verdict none or unclear, of the answerable ones
    false alarms      verdict covered or in_development, of the unanswerable ones (labelled none or unclear)
    verdict accuracy  the verdict is the labelled one, of all
    ties              the first two results have the same score, of all
    """
    answerable = [pair for pair in pairs if pair[0].verdict in FOUND]
    ranks = [rank(*pair) for pair in answerable]
    return _known(
        {
            "hit@1": _share(place == 1 for place in ranks),
            "recall@5": _share(0 < place <= 5 for place in ranks),
            "MRR": _share(1 / place if place else 0.0 for place in ranks),
            "missed": _share(answer.verdict not in FOUND for _, answer in answerable),
            "false alarms": _share(
                answer.verdict in FOUND for item, answer in pairs if item.verdict not in FOUND
            ),
            "verdict accuracy": _share(item.verdict == answer.verdict for item, answer in pairs),
            "ties": _share(_tied(answer) for _, answer in pairs),
        }
    )


def line_figures(pairs: Sequence[Pair]) -> Figures:
    """Return the figures of screened lines. A flag is a verdict covered, partly or in_development.

    flag precision     flags that are right (`flag_right`), of all flags given
    flag recall        the same, of the lines labelled with a flag and a platform
    flag F1            harmonic mean of both
    covered precision  labelled covered, of the lines called covered
    covered recall     called covered, of the lines labelled so
    verdict accuracy   the verdict is the labelled one, of all
    """
    right = sum(flag_right(*pair) for pair in pairs)
    given = sum(answer.verdict in FLAGS for _, answer in pairs)
    wanted = sum(wants_flag(item) for item, _ in pairs)
    return _known(
        {
            "flag precision": right / given if given else None,
            "flag recall": right / wanted if wanted else None,
            "flag F1": 2 * right / (given + wanted) if given + wanted else None,
            "covered precision": _share(
                item.verdict == "covered" for item, answer in pairs if answer.verdict == "covered"
            ),
            "covered recall": _share(
                answer.verdict == "covered" for item, answer in pairs if item.verdict == "covered"
            ),
            "verdict accuracy": _share(item.verdict == answer.verdict for item, answer in pairs),
        }
    )


def average_precisions(pairs: Sequence[Pair]) -> Figures:
    """Return the average precision of each verdict that is labelled, and the mean of them.

    The lines are ordered by how sure the answer is of this verdict (`Answer.confidence`; those with another
    verdict come last, all equal); it is the sum over the order of precision times the step in recall.
    """
    labelled = {item.verdict for item, _ in pairs}
    found = {
        f"average precision, {verdict}": _average_precision(pairs, verdict)
        for verdict in get_args(Verdict)
        if verdict in labelled
    }
    return {**found, "average precision, mean": sum(found.values()) / len(found)}


def _average_precision(pairs: Sequence[Pair], verdict: str) -> float:
    order = sorted(
        (
            (answer.confidence if answer.verdict == verdict else -1.0, item.verdict == verdict)
            for item, answer in pairs
        ),
        reverse=True,
    )
    total = sum(right for _, right in order)
    seen = found = 0
    area = 0.0
    for _, equal in groupby(order, key=lambda entry: entry[0]):
        step = [right for _, right in equal]
        seen += len(step)
        found += sum(step)
        area += sum(step) / total * found / seen
    return area


def by_group(
    pairs: Iterable[Pair], key: Callable[[Item], str], figures: Callable[[Sequence[Pair]], Figures]
) -> dict[str, Figures]:
    """Return ``figures`` of the items of each group, with their number as ``items``; large groups first."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[key(pair[0])].append(pair)
    order = sorted(groups.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return {name: {"items": len(group), **figures(group)} for name, group in order}


def confusion(pairs: Iterable[Pair]) -> dict[str, dict[str, int]]:
    """Return labelled verdict → given verdict → number of items."""
    counts = Counter((item.verdict, answer.verdict) for item, answer in pairs)
    table: dict[str, dict[str, int]] = {}
    for (labelled, given), number in sorted(counts.items()):
        table.setdefault(labelled, {})[given] = number
    return table


def rank(item: Item, answer: Answer) -> int:
    """Return the place of the first primary platform, from 1; 0 where none is shown."""
    return next((place for place, shown in enumerate(answer.shown, start=1) if shown.id in item.primary), 0)


def wants_flag(item: Item) -> bool:
    """Return whether a line is labelled with a flag and a platform."""
    return item.verdict in FLAGS and bool(item.primary)


def flag_right(item: Item, answer: Answer) -> bool:
    """Return whether a line is flagged, should be, and shows an accepted platform among the first three."""
    shows = any(shown.id in item.accepted for shown in answer.shown[:FIRST])
    return answer.verdict in FLAGS and wants_flag(item) and shows


def _tied(answer: Answer) -> bool:
    return len(answer.shown) > 1 and answer.shown[0].score == answer.shown[1].score


def _share(values: Iterable[float]) -> float | None:
    """Return the mean, None of nothing."""
    counted = list(values)
    return sum(counted) / len(counted) if counted else None


def _known(figures: Mapping[str, float | None]) -> Figures:
    return {name: value for name, value in figures.items() if value is not None}
