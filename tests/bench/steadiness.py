"""How steady the answers are: words that say nothing of what is asked must not change them.

Every line of a set is screened again with words of where, for whom and when added to its title, or with words
that only say that something is wanted put before it. A figure is the share of the lines whose verdict and first
platform stay as they are; labels are not needed for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from registry.answers import LineAnswer
from registry.intake.batch import Intake
from registry.opened import Registry
from registry.usecases.screen import screen
from tests.bench.results import Counted
from tests.bench.sets import LabelledSet

AFTER = (
    "trên địa bàn tỉnh",
    "tại các xã, phường, thị trấn",
    "cho các phòng, ban",
    "của các sở, ban, ngành",
    "trên địa bàn các huyện, thị xã, thành phố",
    "giai đoạn 2023 - 2025",
    "phục vụ công tác quản lý, điều hành của ngành",
)
BEFORE = ("Xây dựng, triển khai", "Tiếp tục duy trì")


def measured(registry: Registry, sets: Iterable[LabelledSet]) -> list[Counted]:
    """Return how steady the answers to the lines of each set are, for each of the added words."""
    return [_measure(registry, part) for part in sets if part.of == "lines"]


def _measure(registry: Registry, labelled: LabelledSet) -> Counted:
    figures: dict[str, float] = {}
    wrong: list[str] = []
    for as_of, intake in labelled.intakes.items():
        plain = screen(registry, intake, as_of).lines
        for words, changed in _variants(intake):
            other = screen(registry, changed, as_of).lines
            pairs = [(one, two) for one, two in zip(plain, other, strict=True) if _said(one) != _said(two)]
            figures[words] = figures.get(words, 0.0) + len(plain) - len(pairs)
            wrong += [f"{words}: {one.title} ({_told(one)} -> {_told(two)})" for one, two in pairs]
    shares = {words: steady / len(labelled.items) for words, steady in figures.items()}
    mean = sum(shares.values()) / len(shares)
    return Counted(f"steadiness, {labelled.name}", {"all": mean} | shares, tuple(wrong))


def _variants(intake: Intake) -> Iterator[tuple[str, Intake]]:
    lines = intake.batch.lines
    for words in (*AFTER, *BEFORE):
        after = words in AFTER
        titles = [f"{line.title} {words}" if after else f"{words} {_inside(line.title)}" for line in lines]
        changed = tuple(
            line.model_copy(update={"title": title}) for line, title in zip(lines, titles, strict=True)
        )
        batch = intake.batch.model_copy(update={"lines": changed})
        yield f"… {words}" if after else f"{words} …", replace(intake, batch=batch)


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence; a short form keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _said(line: LineAnswer) -> tuple[str, str]:
    return line.verdict, line.platforms[0].id if line.platforms else ""


def _told(line: LineAnswer) -> str:
    return " ".join(part for part in _said(line) if part)
