"""Which of many phrases a text says, by whole words and without case; ``#`` in a phrase is any number.

A text written without diacritics is compared without them; otherwise they count (*ký số* is not *ký sổ*),
wherever the tone is placed (*hoà*, *hòa*). A text is read once whatever the number of phrases.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from registry.ids import fold
from registry.matching.text import marked

NUMBER = "#"
COMPOUNDS = frozenset({("đăng", "ký"), ("dang", "ky")})
"""Words that belong together: a phrase does not begin with the second (*đăng ký số nhà* says no *ký số*)."""
_WORD = re.compile(r"\d[\d.,/]*|[^\W\d]+")
_Known = dict[str, list[tuple[list[str], str, str]]]


class Phrases:
    """Phrases by what they speak of."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """``phrases``: (thing, phrase) pairs; a thing may have many phrases."""
        self._marked: _Known = defaultdict(list)
        self._folded: _Known = defaultdict(list)
        for thing, phrase in phrases:
            words = _words(phrase.replace(NUMBER, "0"))
            for known, read in ((self._marked, marked), (self._folded, fold)):
                form = [read(word) for word in words]
                known[form[0]].append((form, thing, phrase))

    def said(self, text: str) -> dict[str, str]:
        """Return the things that a text speaks of, each with the first phrase that says so."""
        plain = fold(text) == text.casefold()
        known, read = (self._folded, fold) if plain else (self._marked, marked)
        written = _words(text)
        words = [read(word) for word in written]
        found: dict[str, str] = {}
        for place, word in enumerate(words):
            if place and (written[place - 1], written[place]) in COMPOUNDS:
                continue
            for form, thing, phrase in known.get(word, ()):
                if thing not in found and words[place : place + len(form)] == form:
                    found[thing] = phrase
        return found


def _words(text: str) -> list[str]:
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [NUMBER if word[0].isdigit() else word for word in words]
