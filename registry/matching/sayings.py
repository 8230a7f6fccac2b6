"""Words by which things are known, found in a text: whole words, in one piece or in parts that all occur."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from registry.ids import fold
from registry.matching.reading import Reader

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
        self._marked: dict[str, list[Words]] = defaultdict(list)
        self._plain: dict[str, list[Words]] = defaultdict(list)
        self._sayings: list[tuple[str, tuple[Words, ...], tuple[Words, ...]]] = []
        for key, saying in sayings:
            parts = [part.strip() for part in saying.split(GAP)]
            marked = tuple(self._words(part) for part in parts)
            plain = tuple(self._words(fold(part)) for part in parts)
            self._sayings.append((key, marked, plain))
            for index, found in ((self._marked, marked), (self._plain, plain)):
                for words in found:
                    if words and words not in index[words[0]]:
                        index[words[0]].append(words)

    def _words(self, text: str) -> Words:
        return tuple(self._reader.written(text))

    def found(self, text: str) -> frozenset[str]:
        """Return the keys of the things that a text names."""
        words = tuple(word for part in _END.split(text) for word in (*self._words(part), END))
        bare = text.isascii()
        present = _occurring(self._plain if bare else self._marked, words)
        if not present:
            return frozenset()
        return frozenset(
            key
            for key, marked, plain in self._sayings
            if all(part in present for part in (plain if bare else marked))
        )


def _occurring(index: dict[str, list[Words]], words: Sequence[str]) -> set[Words]:
    """Return the parts of sayings that occur in a text, each as whole words in its order."""
    return {
        part
        for place, word in enumerate(words)
        for part in index.get(word, ())
        if tuple(words[place : place + len(part)]) == part
    }
