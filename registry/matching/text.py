"""Vietnamese text as comparable terms.

A syllable has two forms: *folded* (no diacritics, ``hoa``) and *marked* (vowel quality kept, the tone as a
digit at the end, ``hoa2``). Writing the tone at the end makes old and new tone placement (``hoà``,
``hòa``) one form.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from registry.ids import fold

_TONES = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}
_WORD = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"[.;:!?\n\r•●▪+()\[\]]+|\s[-–—]\s|,(?=\s)|\s(?:và|and)\s", re.IGNORECASE)


@lru_cache(maxsize=65536)
def marked(syllable: str) -> str:
    """Return ``syllable`` with its tone written as a digit at the end (``hòa`` → ``hoa2``)."""
    tone = ""
    letters = []
    for char in unicodedata.normalize("NFD", syllable.casefold()):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


def syllables(text: str) -> list[str]:
    """Return the words of ``text`` in NFC and lower case, punctuation dropped."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def has_marks(text: str) -> bool:
    """Return whether ``text`` carries any Vietnamese diacritic."""
    return fold(text) != unicodedata.normalize("NFC", text).casefold()


@dataclass(frozen=True)
class Terms:
    """The comparable terms of a text: single syllables and pairs, folded and marked."""

    folded: tuple[str, ...]
    marked: tuple[str, ...]


def terms(runs: list[list[str]]) -> Terms:
    """Return the terms of runs of content words (`Lexicon.content_runs`); no pair spans two runs."""
    folded: list[str] = []
    marks: list[str] = []
    for run in runs:
        plain = [fold(word) for word in run]
        toned = [marked(word) for word in run]
        folded += plain + [f"{a}_{b}" for a, b in pairwise(plain)]
        marks += toned + [f"{a}_{b}" for a, b in pairwise(toned)]
    return Terms(tuple(folded), tuple(marks))


def clauses(text: str) -> list[str]:
    """Return the clauses of a task description, in order, without empty ones."""
    return [part.strip(" -–—,") for part in _CLAUSE.split(text) if part and part.strip(" -–—,")]
