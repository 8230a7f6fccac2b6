"""From a text as it was typed to its terms: the one way in which phrases and questions are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from registry.ids import fold
from registry.matching.lexicon import Lexicon
from registry.matching.remarks import Remarks
from registry.matching.spelling import Decoder
from registry.matching.text import clauses, is_foreign, syllables, without_places

REMEMBERED = 16384
"""How many clauses are remembered: the lines of a budget say many of them again."""
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)")


class Part(NamedTuple):
    """A clause of a text as it was typed, and its marked words as they were most likely meant."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Reads texts with the lexicon's abbreviations and the words that the registry's phrases use.

    ``foreign`` knows those of the phrases that are not Vietnamese: a typing error in one language is often a
    word of the other.
    """

    lexicon: Lexicon
    decoder: Decoder
    foreign: Decoder

    @classmethod
    def learn(cls, phrases: Iterable[str], lexicon: Lexicon) -> Reader:
        """Return a reader that knows the words of the phrases."""
        texts: tuple[list[list[str]], list[list[str]]] = ([], [])
        for phrase in phrases:
            texts[is_foreign(fold(phrase))].append(syllables(without_places(phrase)))
        return cls(lexicon, *(Decoder.learn(part, lexicon.expansions) for part in texts))

    def written(self, phrase: str) -> list[str]:
        """Return the marked words of a phrase that is known to be written correctly."""
        words = self.decoder.opened(syllables(without_places(phrase)))
        return self.lexicon.without_context(words) or words

    def meant(self, text: str) -> list[str]:
        """Return the marked words that a typed text most likely means."""
        words = syllables(without_places(text))
        # Letters that no Vietnamese word has may also be Telex, or words typed together.
        known = sum(word in self.foreign.words for word in words)
        foreign = is_foreign(fold(text)) and known * 2 >= len(words)
        meant = (self.foreign if foreign else self.decoder).decode(words)
        return self.lexicon.without_context(meant) or meant

    def canonical(self, text: str) -> str:
        """Return a text without names of places and with every number that names nothing written as 0."""
        return _NUMBER.sub(
            lambda found: found[0] if len(found[0]) > 2 and found[0] in self.decoder.words else "0",
            without_places(text),
        )

    def parts(self, text: str) -> list[Part]:
        """Return the clauses of a text that say what is asked, those without words left out.

        Remarks, and clauses of words that never say what ("xây dựng", "thị trấn"), are context, unless the
        text is nothing else. A text begins with what is asked: its first clause is no remark by its words.
        """
        found = [self._clause(clause) for clause in joined(clauses(text))]
        content = [
            item.part for number, item in enumerate(found) if not (item.empty or (number and item.remark))
        ]
        return [part for part in content or (item.part for item in found) if part.words]

    @cached_property
    def _clause(self) -> Callable[[str], _Clause]:
        """Read one clause."""

        def read(clause: str) -> _Clause:
            words = tuple(self.meant(clause))
            says = self.lexicon.specific(self.lexicon.without_context(words))
            empty = not says or self.lexicon.is_remark(clause)
            return _Clause(Part(clause, words), empty, Remarks.shipped().holds(words))

        return lru_cache(REMEMBERED)(read)


class _Clause(NamedTuple):
    """A clause as it was read. empty: it never says what is asked; remark: it rather tells something else."""

    part: Part
    empty: bool
    remark: bool


def joined(clauses: Iterable[str]) -> list[str]:
    """Return clauses, those of one word joined to the clause before: "nhập tăng, giảm" is one thing."""
    found: list[str] = []
    for clause in clauses:
        if found and len(syllables(without_places(clause))) < 2:
            found[-1] += f", {clause}"
        else:
            found.append(clause)
    return found
