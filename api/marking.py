"""Marking in a text the words that speak for what was found."""

from __future__ import annotations

import re
from collections.abc import Collection

from registry.ids import fold
from registry.matching.text import as_written

_WORD = re.compile(r"\w+")


def marked(text: str, words: Collection[str]) -> list[tuple[str, bool]]:
    """Return ``text`` in pieces, each with whether it is to be marked.

    Words with diacritics compare with them, those without compare without.

    A word of Vietnamese mostly has two syllables or more, so that one syllable alone is marked only where
    nothing longer is.
    """
    syllables = {syllable for word in words for syllable in _WORD.findall(word)}
    wanted = {*map(as_written, syllables), *map(fold, syllables)}
    runs: list[tuple[int, int, int]] = []
    previous_end, was_wanted = 0, False
    for found in _WORD.finditer(text):
        hit = as_written(found[0]) in wanted
        if hit and was_wanted and text[previous_end : found.start()].isspace():
            start, _, length = runs.pop()
            runs.append((start, found.end(), length + 1))
        elif hit:
            runs.append((found.start(), found.end(), 1))
        previous_end, was_wanted = found.end(), hit
    longest = max((length for _, _, length in runs), default=0)
    pieces: list[tuple[str, bool]] = []
    position = 0
    for start, end, length in runs:
        if length >= min(2, longest):
            pieces += [(text[position:start], False), (text[start:end], True)]
            position = end
    return [piece for piece in [*pieces, (text[position:], False)] if piece[0]]
