"""How steady the answers are: words that say nothing of what is asked must not change them.

Every line of a validation set is screened again with words of where, for whom and when added to its title, with
words that only say that something is wanted put before it, or with a remark added to its description, as proposals
have them. A figure is the share of the lines whose verdict and first platform stay as they are; labels are not
needed for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from registry.answers import LineAnswer
from registry.intake.batch import Intake
from registry.model import BatchLine
from registry.opened import Registry
from registry.usecases.screen import screen
from tests.bench.results import Counted
from tests.bench.sets import DATA, LabelledSet

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
REMARKS = DATA / "hands" / "validation-remarks.jsonl"
"""Sentences on the present state, purposes, bases, money and users, by a hand of whom nothing is fitted."""
ROUNDS = (0, 33, 66)
"""Each line gets so many of them in turn, counted from these."""


def measured(registry: Registry, sets: Iterable[LabelledSet]) -> list[Counted]:
    """Return how steady the answers to the lines of the validation sets are, for each of the added words."""
    return [
        _measure(registry, part) for part in sets if part.of == "lines" and part.name.startswith("validation")
    ]


def _measure(registry: Registry, labelled: LabelledSet) -> Counted:
    figures: dict[str, float] = {}
    asked: dict[str, int] = {}
    wrong: list[str] = []
    for as_of, intake in labelled.intakes.items():
        plain = screen(registry, intake, as_of).lines
        for words, changed in _variants(intake):
            other = screen(registry, changed, as_of).lines
            pairs = [(one, two) for one, two in zip(plain, other, strict=True) if _said(one) != _said(two)]
            figures[words] = figures.get(words, 0.0) + len(plain) - len(pairs)
            asked[words] = asked.get(words, 0) + len(plain)
            wrong += [f"{words}: {one.title} ({_told(one)} -> {_told(two)})" for one, two in pairs]
    shares = {words: steady / asked[words] for words, steady in figures.items()}
    mean = sum(shares.values()) / len(shares)
    return Counted(f"steadiness, {labelled.name}", {"all": mean} | shares, tuple(wrong))


def _variants(intake: Intake) -> Iterator[tuple[str, Intake]]:
    """Yield the words that are added, as they are told, and the lines with them."""
    for words in AFTER:
        yield f"… {words}", _changed(intake, lambda line, words=words: {"title": f"{line.title} {words}"})
    for words in BEFORE:
        yield (
            f"{words} …",
            _changed(intake, lambda line, words=words: {"title": f"{words} {_inside(line.title)}"}),
        )
    remarks = [json.loads(row)["text"] for row in REMARKS.read_text(encoding="utf-8").splitlines()]
    places = {line.id: place for place, line in enumerate(intake.batch.lines)}
    for first in ROUNDS:
        yield (
            "a remark after the description",
            _changed(
                intake,
                lambda line, first=first: {
                    "description": _after(line.description, remarks[(first + places[line.id]) % len(remarks)])
                },
            ),
        )


def _changed(intake: Intake, change: Callable[[BatchLine], dict[str, str]]) -> Intake:
    lines = tuple(line.model_copy(update=change(line)) for line in intake.batch.lines)
    return replace(intake, batch=intake.batch.model_copy(update={"lines": lines}))


def _after(description: str, words: str) -> str:
    """Return a description with a sentence after it."""
    return f"{description.rstrip('. ')}. {words}" if description else words


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence; a short form keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _said(line: LineAnswer) -> tuple[str, str]:
    return line.verdict, line.platforms[0].id if line.platforms else ""


def _told(line: LineAnswer) -> str:
    return " ".join(part for part in _said(line) if part)
