"""Vietnamese text as comparable words.

A word has two forms: *folded* (no diacritics, ``hoa``) and *marked* (vowel quality kept, the tone as a
digit at the end, ``hoa2``). Writing the tone at the end makes old and new tone placement (``hoà``,
``hòa``) one form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from registry.ids import fold

_TONES = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}
_WORD = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"(?:[;!?\n\r•●▪+()\[\]]|[.:](?!\d))+|\s[-–—]\s|,(?=\s)|\s(?:và|and)\s", re.IGNORECASE)
_ONE_THING = re.compile(
    r"\bgiữa\s[^;.,:()\n]{1,60}?(?=\svà\s)"
    r"|\bgiáo dục(?=\svà\sđào tạo\b)|\bkhoa học(?=\svà\scông nghệ\b)|\bkế hoạch(?=\svà\sđầu tư\b)"
    r"|\b(?:tài nguyên|nông nghiệp)(?=\svà\smôi trường\b)|\bnông nghiệp(?=\svà\sphát triển nông thôn\b)"
    r"|\b(?:thông tin|báo chí)(?=\svà\struyền thông\b)|\bthể thao(?=\svà\sdu lịch\b)"
    r"|\bvăn hóa(?=,\sthể thao\b)|\blao động(?=,\sthương binh\b)|\bthương binh(?=\svà\sxã hội\b)",
    re.IGNORECASE,
)
"""Before a comma or an *and* that divides nothing: two ends ("giữa sở và các xã"), names of bodies."""
_CAPITAL = r"[A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]"
_PLACE = re.compile(
    r"\b((?:[Tt]ỉnh|[Tt]hành phố|TP\.?|[Hh]uyện|[Tt]hị xã|[Tt]hị trấn|[Xx]ã|[Pp]hường|[Đđ]ặc khu|[Qq]uận))"
    rf"(?:\s+{_CAPITAL}(?!\w*{_CAPITAL})[^\W\d_]+){{1,4}}"
)

_SYLLABLE = re.compile(r"(ngh?|gh|gi|kh|[cnpt]h|tr|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(ng|nh|ch|[cmnpt])?")
_LETTERS = re.compile(r"[a-z]*[aeiouy][a-z]*")


@lru_cache(maxsize=65536)
def marked(word: str) -> str:
    """Return ``word`` with its tone written as a digit at the end (``hòa`` → ``hoa2``)."""
    tone = ""
    letters = []
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


def is_marked(word: str) -> bool:
    """Return whether a word has a diacritic of Vietnamese."""
    return fold(word) != word.casefold()


def as_written(word: str) -> str:
    """Return a word as it compares: with its tone at the end, or without diacritics if it has none."""
    return f"{marked(word)}." if is_marked(word) else fold(word)


def syllables(text: str) -> list[str]:
    """Return the words of ``text`` in NFC and lower case, punctuation dropped."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


@lru_cache(maxsize=16384)
def without_places(text: str) -> str:
    """Return ``text`` without the names of places ("huyện Sơn Tịnh" → "huyện"): they are context."""
    return _PLACE.sub(_kind_of_place, unicodedata.normalize("NFC", text))


def _kind_of_place(place: re.Match[str]) -> str:
    # The short form alone would be read as something else.
    return "thành phố" if place[1].startswith("TP") else place[1]


def clauses(text: str) -> list[str]:
    """Return the clauses of a task description, in order, without empty ones."""
    text = unicodedata.normalize("NFC", text)
    kept = {match.end() for match in _ONE_THING.finditer(text)}
    found, start = [], 0
    for cut in _CLAUSE.finditer(text):
        if cut.start() not in kept:
            found.append(text[start : cut.start()])
            start = cut.end()
    return [part for item in (*found, text[start:]) if (part := item.strip(" -–—,"))]


def is_foreign(folded: str) -> bool:
    """Return whether most words of a text cannot be Vietnamese; those without a vowel do not count."""
    return are_foreign(_WORD.findall(folded))


def are_foreign(folded: Iterable[str]) -> bool:
    """Return whether most of some words cannot be Vietnamese; those without a vowel do not count."""
    return sum(map(_foreignness, folded)) > 0


@lru_cache(maxsize=65536)
def _foreignness(folded: str) -> int:
    """Return 1 for a word that cannot be Vietnamese, -1 for one that could be, 0 for one without a vowel."""
    if not _LETTERS.fullmatch(folded):
        return 0
    return -1 if is_syllable(folded) else 1


@lru_cache(maxsize=65536)
def is_syllable(folded: str) -> bool:
    """Return whether a word could be a Vietnamese one."""
    return _SYLLABLE.fullmatch(folded) is not None
