"""Printing what was measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tests.bench.answers import Answer
from tests.bench.measures import Figures
from tests.bench.reliability import Bin
from tests.bench.results import Failure, Result

WHY = 100
"""How many characters of a reason are printed."""
COMPARED = (
    "hit@1",
    "recall@5",
    "MRR",
    "missed",
    "false alarms",
    "flag precision",
    "flag recall",
    "flag F1",
    "covered precision",
    "covered recall",
    "verdict accuracy",
)


def text(result: Result, quiet: bool) -> str:
    """Return all figures of a set as text, with the failures unless ``quiet``."""
    parts = [
        f"\n## {result.title}\n",
        *(f"  {name:<34} {result.figures[name]:.3f}" for name in result.figures),
    ]
    for name, groups in result.groups.items():
        parts += ["", *_groups(name, groups, list(result.figures))]
    parts += ["", *_confusion(result.confusion), "", *_reliability(result.reliability)]
    return "\n".join([*parts, *([] if quiet else _failures(result.failures))])


def comparison(ours: Sequence[Result], rivals: Mapping[str, Sequence[Result]]) -> str:
    """Return one Markdown table: a row for each set and figure, a column for each method."""
    rows = [["Set", "Figure", "Rà soát", *rivals], ["---"] * (3 + len(rivals))]
    for results in zip(ours, *rivals.values(), strict=True):
        first = results[0]
        name = f"{first.name} (fitted on these: optimistic)" if first.fitted else first.name
        rows += [
            [name, figure, *(_number(result.figures.get(figure)) for result in results)]
            for figure in COMPARED
            if figure in first.figures
        ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _groups(title: str, groups: Mapping[str, Figures], order: Sequence[str]) -> Iterator[str]:
    known = {name for figures in groups.values() for name in figures}
    names = [name for name in ("items", *order) if name in known]
    yield f"  {f'by {title}':<20}" + "".join(f"{name:>18}" for name in names)
    for group, figures in groups.items():
        cells = (str(figures[name]) if name == "items" else _number(figures.get(name)) for name in names)
        yield f"  {group:<20}" + "".join(f"{cell:>18}" for cell in cells)


def _confusion(table: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    names = sorted({*table, *(given for row in table.values() for given in row)})
    yield f"  {'labelled / given':<20}" + "".join(f"{name:>16}" for name in names)
    for labelled, row in table.items():
        yield f"  {labelled:<20}" + "".join(f"{row.get(name, 0):>16}" for name in names)


def _reliability(bins: Sequence[Bin]) -> Iterator[str]:
    yield f"  {'first score':<20}" + "".join(
        f"{name:>16}" for name in ("items", "mean score", "right", "also")
    )
    for part in bins:
        cells = (str(part.count), *(f"{value:.3f}" for value in (part.score, part.right, part.also)))
        yield f"  {f'{part.low:.1f}-{part.low + 0.1:.1f}':<20}" + "".join(f"{cell:>16}" for cell in cells)


def _failures(failures: Sequence[Failure]) -> Iterator[str]:
    kinds: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        kinds[failure.kind].append(failure)
    for kind, group in sorted(kinds.items()):
        yield f"\n  {kind} ({len(group)})"
        for failure in group:
            item, answer = failure.item, failure.answer
            wanted = ", ".join(item.primary) or "no platform"
            yield f"    {item.text} [{item.kind}, {item.sector}]"
            yield f"      wanted {item.verdict}: {wanted}; got {answer.verdict}"
            yield from _first_two(answer)


def _first_two(answer: Answer) -> Iterator[str]:
    for shown in (answer.shown or answer.near)[:2]:
        why = shown.why if len(shown.why) <= WHY else shown.why[: WHY - 1] + "…"
        yield f"      {shown.score:.4f} {shown.id}: {why}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
