"""Names of platforms as they are looked for in texts: full names, brands, addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from registry.ids import fold
from registry.matching.facts import PlatformFacts
from registry.matching.index import PhraseIndex
from registry.matching.lexicon import Lexicon
from registry.matching.spelling import letters
from registry.matching.text import syllables
from registry.matching.vocabulary import single_terms

SYLLABLES, LETTERS, HOST = 4, 4, 5
"""Least syllables of a name, letters of a name in one word ("eTax") and of the first part of an address."""
BINDING = frozenset(("cua", "ve"))
"""Folded words that only bind the parts of a name."""
COMMON = 3
"""In how many capabilities and platforms the first part of an address may stand and still be a name."""


class Names:
    """The names of each platform, in the order of the platforms.

    Short forms with one meaning are opened and words that only bind are left out: "CSDL đất đai của Bộ" and
    "cơ sở dữ liệu đất đai Bộ" are one name.
    """

    def __init__(self, index: PhraseIndex, platforms: Mapping[str, PlatformFacts], lexicon: Lexicon) -> None:
        self._index = index
        self._full = {
            short: [letters(word) for word in meant[0]]
            for short, meant in lexicon.expansions.items()
            if len(meant) == 1
        }
        found: dict[str, set[str]] = {key: set() for key in platforms}
        for phrase in index.phrases:
            if phrase.kind in ("name", "alias"):
                found[phrase.target.partition("/")[2]] |= self._telling(phrase.text)
        for key, facts in platforms.items():
            found[key].update(*map(self._telling, facts.addresses))
        # A name of two platforms tells nothing.
        often = Counter(name for names in found.values() for name in names)
        self.names = [[name for name in sorted(names) if often[name] == 1] for names in found.values()]

    def named(self, text: str, words: Sequence[str], numbers: Sequence[int]) -> list[bool]:
        """Return whether a text holds a name of each of the platforms (by number), as written or as meant.

        ``words`` are the marked words that it most likely means.
        """
        written = [syllables(fold(text)), [letters(word) for word in words]]
        asked = "".join(f" {' '.join(self._opened(item))} " for item in written)
        return [any(f" {name} " in asked for name in self.names[number]) for number in numbers]

    def _opened(self, words: Sequence[str]) -> list[str]:
        """Return folded words with short forms opened, without those that only bind."""
        opened = (full for word in words for full in self._full.get(word, [word]))
        return [word for word in opened if word not in BINDING]

    def _telling(self, text: str) -> set[str]:
        """Return a name or an address as it is looked for; nothing when its words are too common."""
        words = syllables(fold(text).removeprefix("https").removeprefix("http"))
        words = words[1:] if words[:1] == ["www"] else words
        if "." in text and " " not in text.strip():
            host = words[: words.index("vn") + 1] if "vn" in words else words
            brand = len(host[0]) >= HOST and not self._common(host[0]) if host else False
            return ({host[0]} if brand else set()) | ({" ".join(host)} if len(host) > 1 else set())
        if len(words) >= SYLLABLES or (len(words) == 1 and len(words[0]) >= LETTERS):
            return {" ".join(self._opened(words))}
        return set()

    def _common(self, word: str) -> bool:
        """Return whether a word stands in the ways to say several capabilities ("online")."""
        numbers = (self._index.vocabulary.number.get(f":{term}") for term in {word, *single_terms([word])})
        return any(number is not None and len(self._index.holders(number)) > COMMON for number in numbers)
