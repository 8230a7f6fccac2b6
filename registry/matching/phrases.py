"""Which of many phrases a text says, compared by whole words without diacritics and without case.

In a phrase ``#`` stands for any number. A text is read once whatever the number of phrases.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from registry.ids import fold

_WORD = re.compile(r"\d[\d.,/]*|[^\W\d]+")
NUMBER = "#"


def words(text: str) -> list[str]:
    """Return the folded words of a text, ``#`` for each number (``35 máy`` → ``# may``)."""
    return [NUMBER if word[0].isdigit() else word for word in _WORD.findall(fold(text))]


class Phrases:
    """Phrases by what they speak of."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """``phrases``: (thing, phrase) pairs; a thing may have many phrases."""
        self._by_first: dict[str, list[tuple[list[str], str, str]]] = defaultdict(list)
        for thing, phrase in phrases:
            read = words(phrase.replace(NUMBER, "0"))
            self._by_first[read[0]].append((read, thing, phrase))

    def said(self, text: str) -> dict[str, str]:
        """Return the things that a text speaks of, each with the first phrase that says so."""
        read = words(text)
        found: dict[str, str] = {}
        for place, word in enumerate(read):
            for phrase, thing, written in self._by_first.get(word, ()):
                if thing not in found and read[place : place + len(phrase)] == phrase:
                    found[thing] = written
        return found
