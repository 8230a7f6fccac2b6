"""Names of places and sites in a text: what tells one district's task from another's."""

from __future__ import annotations

import re
import unicodedata

from registry.ids import fold

_WORD = r"[^\W\d_](?:[^\W\d_]|['’])*"
_NAME = re.compile(rf"(?:(?<=\s)|^){_WORD}(?:[ ]{_WORD})*")
_KINDS = ("tinh", "thanh pho", "tp", "thi xa", "thi tran", "huyen", "xa", "phuong", "quan", "dac khu")
_CITY = ("thanh pho", "tp")
_HEADS = frozenset(
    ["ban", "bo", "chi", "cuc", "hoi", "khu", "phong", "so", "trung", "truong", "uy", "van", "vien"]
)
"""First words of bodies: their names are not places ("Sở Tài nguyên", "Ban Quản lý")."""


def places(text: str, province: str) -> frozenset[str]:
    """Return the proper names of two or more words in a text, folded, without that of the province.

    A city that is named like its province keeps its kind ("thanh pho kon tum"), which tells them apart.
    """
    own = _bare(fold(province))
    found: set[str] = set()
    for run in _runs(unicodedata.normalize("NFC", text)):
        before, name = run
        folded = fold(name)
        if folded != own:
            found.add(folded)
        elif fold(before).endswith(_CITY):
            found.add(f"{_CITY[0]} {folded}")
    return frozenset(found)


def _runs(text: str) -> list[tuple[str, str]]:
    """Return each run of two or more capitalised words with the words before it."""
    found = []
    for match in _NAME.finditer(text):
        words = match[0].split(" ")
        start = 0
        while start < len(words):
            end = start
            while end < len(words) and _capital(words[end]):
                end += 1
            first = start + (fold(words[start]) in _HEADS)
            if end - first > 1:
                found.append((" ".join(words[:first]), " ".join(words[first:end])))
            start = max(end, start + 1)
    return found


def _capital(word: str) -> bool:
    """Return whether a word is written like part of a name: ``Sơn``, not ``UBND`` and not ``sơn``."""
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def _bare(folded: str) -> str:
    for kind in sorted(_KINDS, key=len, reverse=True):
        if folded.startswith(f"{kind} "):
            return folded.removeprefix(f"{kind} ")
    return folded
