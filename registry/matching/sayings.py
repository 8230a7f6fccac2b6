"""Words by which things are known, found in a text: whole words, in one piece or in parts that all occur."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from registry.ids import fold
from registry.matching.reading import REMEMBERED, Reader

GAP = "…"
"""Stands between the parts of a saying; they may occur in any order, with anything between."""
Words = tuple[str, ...]
END = "."
"""Stands between the sentences of a text, so that no saying reaches across."""
_END = re.compile(r"[;!?()\n\r•]|[.:](?!\d)")


class Sayings:
    """An index of sayings by the things that they stand for.

    A text with diacritics is compared with diacritics, so that "chăm sóc" is not "SOC"; one without any is
    compared without.
    """

    def __init__(self, reader: Reader, sayings: Iterable[tuple[str, str]]) -> None:
        """``sayings``: pairs of a thing's key and one saying of it."""
        self._reader = reader
        self._sentence = lru_cache(REMEMBERED)(self._words)
        self._marked, self._plain = _Index(), _Index()
        for key, saying in sayings:
            parts = [part.strip() for part in saying.split(GAP)]
            self._marked.add(key, [self._words(part) for part in parts])
            self._plain.add(key, [self._words(fold(part)) for part in parts])

    def _words(self, text: str) -> Words:
        return tuple(self._reader.written(text))

    def found(self, text: str) -> frozenset[str]:
        """Return the keys of the things that a text names."""
        words = tuple(word for part in _END.split(text) for word in (*self._sentence(part), END))
        return (self._plain if text.isascii() else self._marked).found(words)


class _Index:
    """Sayings by the words that their parts begin with."""

    def __init__(self) -> None:
        self._parts: dict[str, set[Words]] = defaultdict(set)
        self._sayings: dict[Words, list[tuple[str, tuple[Words, ...]]]] = defaultdict(list)

    def add(self, key: str, parts: Sequence[Words]) -> None:
        for part in parts:
            self._parts[part[0]].add(part)
        self._sayings[parts[0]].append((key, tuple(parts)))

    def found(self, words: Words) -> frozenset[str]:
        """Return the keys of the sayings all of whose parts occur, each as whole words in its order."""
        present = {
            part
            for place, word in enumerate(words)
            for part in self._parts.get(word, ())
            if words[place : place + len(part)] == part
        }
        return frozenset(
            key
            for first in present
            for key, parts in self._sayings.get(first, ())
            if present.issuperset(parts)
        )
