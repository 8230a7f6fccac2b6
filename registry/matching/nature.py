"""What a line asks for: software, other work or goods, or nothing that can be told.

A multinomial logistic regression on a few features of the line (weights in ``weights.json``) and on the
meaning of its title (weights in ``asked.npz``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import yaml

from registry.ids import fold
from registry.matching.features import KINDS, PATTERNS, SAID, WORK, WORK_WORDS
from registry.matching.reading import REMEMBERED, Part
from registry.matching.vocabulary import Floats
from registry.model import Nature

OPENING = 24
"""How many letters from the start still open a title: what stands there is what is bought or done."""


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the compiled patterns by name."""
    body = yaml.safe_load(files(__package__).joinpath("natures.yaml").read_text(encoding="utf-8"))
    return {name: re.compile(re.sub(r"\s*\n\s*|(?<=\|) ", "", body[name])) for name in body}


@lru_cache(REMEMBERED)
def work_words(text: str) -> tuple[dict[Nature, bool], bool]:
    """Return for each kind of work or goods whether a text has words of it, and whether it opens with any."""
    plain = fold(text)
    found = {name: patterns()[name].search(plain) for name in WORK}
    opens = any(match is not None and match.start() < OPENING for match in found.values())
    return {name: match is not None for name, match in found.items()}, opens


def led(parts: Sequence[Part]) -> list[Part]:
    """Return clauses with the one first that says what is asked for as a whole.

    That is the first, unless it is of work or goods and software is bought or built beside it: "scan the old
    files, and software that ...".
    """
    first = next(iter(parts), None)
    if first is None or not any(work_words(first.text)[0].values()) or software_words(first.text).builds:
        return list(parts)
    said = ((part, software_words(part.text)) for part in parts)
    built = next((part for part, words in said if words.builds and not words.there), first)
    return [built, *(part for part in parts if part is not built)]


@lru_cache(REMEMBERED)
def seldom_done(text: str) -> tuple[bool, ...]:
    """Return whether a clause speaks of each of `features.SAID`."""
    plain = fold(text)
    return tuple(patterns()[name].search(plain) is not None for name in SAID)


class SoftwareWords(NamedTuple):
    """Whether a clause begins with software bought or built, speaks of using some, and of what is there."""

    builds: bool
    uses: bool
    there: bool


@lru_cache(REMEMBERED)
def software_words(clause: str) -> SoftwareWords:
    """Return how a clause speaks of software."""
    plain = fold(clause)
    return SoftwareWords._make(patterns()[name].search(plain) is not None for name in SoftwareWords._fields)


def speaks_of_linking(text: str) -> bool:
    """Return whether a text speaks of connecting systems or sharing data between them."""
    return patterns()["link"].search(fold(text)) is not None


def speaks_of_the_centre(text: str) -> bool:
    """Return whether a text speaks of the state as a whole, of its ministries or of the country."""
    return patterns()["central"].search(fold(text)) is not None


@dataclass(frozen=True)
class Signs:
    """What is known of a line before its nature is decided; see `features.LINE`."""

    title: str
    kind: str
    title_work: float
    whole_work: float
    asked_work: float
    title_length: float
    whole_length: float
    described: bool
    largest: float
    answer: float
    meaning: Floats
    """The title's vector of meaning, of length one."""
    titles: tuple[str, ...]
    """The clauses of the title."""
    clauses: tuple[str, ...]
    """The clauses of the whole line."""
    softness: Floats
    """How likely each of these asks for software, by its meaning."""

    def vector(self) -> Floats:
        """Return the features in the order of `features.LINE`, and the title's meaning after them."""
        text = fold(self.title)
        found = [patterns()[name].search(text) for name in PATTERNS]
        work = [match for name, match in zip(PATTERNS, found, strict=True) if match and name in WORK_WORDS]
        said = [software_words(clause) for clause in self.clauses]
        new = any(clause.builds and not clause.there for clause in said)
        used = any(clause.uses for clause in said)
        later = self.softness[1:] if len(self.softness) > 1 else self.softness
        table = np.array(
            [
                *(match is not None for match in found),
                *(match is not None and match.start() < OPENING for match in found),
                *(self.kind == name for name in KINDS),
                self.kind not in KINDS,
                self.title_work,
                self.whole_work,
                self.asked_work,
                self.title_length,
                self.whole_length,
                self.described,
                self.largest,
                self.answer,
                any(match.start() == 0 for match in work),
                found[0] is not None and found[0].start() == 0,
                any(software_words(clause).builds for clause in self.titles),
                new and self.kind in WORK,
                new and bool(work),
                new and any(match.start() < OPENING for match in work),
                not new and bool(work),
                not new and used,
                self.softness.max(initial=0.0),
                later.max(initial=0.0),
                1.0,
            ],
            dtype=np.float32,
        )
        return np.concatenate((table, self.meaning))


def kind_of_work(title: str, kind: str, chances: dict[str, float]) -> Nature:
    """Return which work or goods a line asks for: as stated, else as its words say, else the likeliest."""
    stated = next((name for name in WORK if name == kind), None)
    if stated:
        return stated
    text = fold(title)
    first = {name: match.start() for name in WORK if (match := patterns()[name].search(text))}
    if first:
        return min(first, key=lambda name: first[name])
    return max(WORK, key=lambda name: chances.get(name, 0.0))
