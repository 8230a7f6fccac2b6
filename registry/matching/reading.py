"""From a text as it was typed to its terms: the one way in which phrases and questions are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from registry.ids import fold
from registry.matching.lexicon import Lexicon
from registry.matching.spelling import Decoder
from registry.matching.text import clauses, is_foreign, syllables, without_places

REMEMBERED = 8192
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
        return self.decoder.opened(syllables(without_places(phrase)))

    def meant(self, text: str) -> list[str]:
        """Return the marked words that a typed text most likely means."""
        words = syllables(without_places(text))
        # Letters that no Vietnamese word has may also be Telex, or words typed together.
        known = sum(word in self.foreign.words for word in words)
        foreign = is_foreign(fold(text)) and known * 2 >= len(words)
        return (self.foreign if foreign else self.decoder).decode(words)

    def canonical(self, text: str) -> str:
        """Return a text without names of places and with every number that names nothing written as 0."""
        return _NUMBER.sub(
            lambda found: found[0] if len(found[0]) > 2 and found[0] in self.decoder.words else "0",
            without_places(text),
        )

    def parts(self, text: str) -> list[Part]:
        """Return the clauses of a text that say what is asked, those without words left out.

        Remarks on money, documents and sources are context, unless the text is nothing else.
        """
        found = [self._part(clause) for clause in joined(clauses(text))]
        content = [part for part, remark in found if not remark] or [part for part, _ in found]
        return [part for part in content if part.words]

    @cached_property
    def _part(self) -> Callable[[str], tuple[Part, bool]]:
        """Read one clause, and tell whether it is a remark."""
        return lru_cache(REMEMBERED)(
            lambda clause: (Part(clause, tuple(self.meant(clause))), self.lexicon.is_remark(clause))
        )


def joined(clauses: Iterable[str]) -> list[str]:
    """Return clauses, those of one word joined to the clause before: "nhập tăng, giảm" is one thing."""
    found: list[str] = []
    for clause in clauses:
        if found and len(syllables(without_places(clause))) < 2:
            found[-1] += f", {clause}"
        else:
            found.append(clause)
    return found
