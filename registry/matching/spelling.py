"""Words as they were most likely meant: diacritics, typing errors, telex leftovers, abbreviations.

A noisy-channel decoder (Kernighan, Church and Gale 1990): every word has choices, each with the cost of
that error, and the cheapest way through all words is taken, where a word is cheaper the more often the
registry's phrases have it beside its neighbour. A word that is known beside its neighbours is left alone.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from registry.ids import fold
from registry.matching.text import is_syllable, marked

NO_MARKS, ONE_UNMARKED, WRONG_MARKS, TELEX, JOINED, MISTYPED, UNKNOWN = 0.4, 2.5, 3.0, 1.5, 2.0, 4.5, 8.0
"""Costs of errors in natural logarithms: the higher, the rarer the error."""
OPENED, KEPT_SHORT = 0.5, 3.0
"""Cost of opening an abbreviation that may stand for several things, and of leaving it as it is."""
CARE = 3.0
"""What an error costs more in a word that is known as it was typed."""
CHOICES = 8
"""How many words of the same letters are tried."""
PAIR_SHARE = 0.8
"""Share of the neighbour in how likely a word is; the rest is how common the word is by itself."""

_TELEX_LETTERS = {
    "dd": "đ", "aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "w": "ư"
}  # fmt: skip
_TELEX_TONES = {"f": "2", "s": "1", "r": "3", "x": "4", "j": "5"}

Abbreviations = Mapping[str, tuple[tuple[str, ...], ...]]
"""Folded short form → what it may stand for, each in marked words."""


class Choice(NamedTuple):
    """One way to read a typed word: as these marked words, at this cost.

    term: they are a fixed term, so that how often they stand together says nothing.
    """

    words: tuple[str, ...]
    cost: float
    term: bool = False


class Decoder:
    """Knows how often words and pairs of words (marked form) stand in the registry's phrases."""

    def __init__(
        self, words: Mapping[str, int], pairs: Mapping[str, int], abbreviations: Abbreviations
    ) -> None:
        self.words = words
        self.pairs = pairs
        self.abbreviations = abbreviations
        self._whole = sum(words.values()) or 1
        self._by_letters: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words, key=lambda word: (-words[word], word)):
            self._by_letters[letters(word)].append(word)
        self._known_letters = sorted(word for word in self._by_letters if len(word) > 1)
        self._near = lru_cache(maxsize=8192)(self._one_edit_away)
        self._opened = lru_cache(maxsize=65536)(self._open)

    @classmethod
    def learn(cls, texts: Iterable[Sequence[str]], abbreviations: Abbreviations) -> Self:
        """Return a decoder that knows the words of ``texts`` (as typed, correctly)."""
        words: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        opener = cls({}, {}, abbreviations)
        for text in texts:
            opened = opener.opened(text)
            words.update(opened)
            pairs.update(f"{a} {b}" for a, b in pairwise(opened))
        return cls(dict(words), dict(pairs), abbreviations)

    def opened(self, typed: Sequence[str]) -> list[str]:
        """Return the marked words with only the abbreviations opened that stand for one thing."""
        return [meant for word in typed for meant in self._opened(word)]

    def _open(self, word: str) -> tuple[str, ...]:
        full = self.abbreviations.get(fold(word), ())
        return full[0] if len(full) == 1 else (marked(word),)

    def decode(self, typed: Sequence[str]) -> list[str]:
        """Return the marked words that ``typed`` (words in lower case) most likely means."""
        words = self.opened(typed)
        bare = all(word == letters(word) for word in words)
        options = [self._choices(words, position, bare) for position in range(len(words))]
        if all(len(item) == 1 and len(item[0].words) == 1 for item in options):
            return words
        return self._cheapest(options)

    def _choices(self, words: Sequence[str], position: int, bare: bool) -> list[Choice]:
        word = words[position]
        known = word in self.words
        if word.isdigit():
            return [Choice((word,), 0.0)]
        short = self.abbreviations.get(letters(word), ())
        if len(short) > 1:
            kept = Choice((word,), KEPT_SHORT if known else UNKNOWN)
            return [*(Choice(full, OPENED, True) for full in short), kept]
        if known and not bare and self._supported(words, position):
            return [Choice((word,), 0.0)]
        plain = letters(word)
        # A word that is known with the marks it bears was typed with care: its letters are right. So are
        # those of a known word that is no syllable, as a brand.
        careful = known and (word != plain or not is_syllable(plain))
        same = [item for item in self._by_letters.get(plain, ())[:CHOICES] if item != word]
        unmarked = NO_MARKS if bare else ONE_UNMARKED if plain == word else WRONG_MARKS + careful * CARE
        found = {word: 0.0 if known else UNKNOWN} | dict.fromkeys(same, unmarked)
        choices = [Choice((item,), cost) for item, cost in found.items()]
        if careful or (known and bare):
            return choices
        meant = telex(word)
        if meant != word and meant in self.words:
            choices.append(Choice((meant,), TELEX))
        if plain not in self._by_letters or not bare:
            near = self._fitting(words, position, [item for item in self._near(plain) if item not in found])
            choices += [Choice((item,), MISTYPED) for item in near]
        if not known and not same:
            choices += self._halves(plain)
        return choices

    def _supported(self, words: Sequence[str], position: int) -> bool:
        """Whether the word is known beside one of its neighbours, or has none."""
        before = f"{words[position - 1]} {words[position]}" if position else ""
        after = f"{words[position]} {words[position + 1]}" if position + 1 < len(words) else ""
        return before in self.pairs or after in self.pairs or not (before or after)

    def _fitting(self, words: Sequence[str], position: int, others: Sequence[str]) -> Sequence[str]:
        """Return the words that are known beside a neighbour; where there are none, the most common ones."""
        before = f"{words[position - 1]} " if position else ""
        after = f" {words[position + 1]}" if position + 1 < len(words) else ""
        fit = [
            item
            for item in others
            if (before and before + item in self.pairs) or (after and item + after in self.pairs)
        ]
        if fit or words[position] in self.words:
            return fit
        return sorted(others, key=lambda item: (-self.words[item], item))[:CHOICES]

    def _halves(self, plain: str) -> list[Choice]:
        """Return readings of a word as two that were typed without the space between."""
        cuts = ((plain[:cut], plain[cut:]) for cut in range(2, len(plain) - 1))
        return [
            Choice((left, right), JOINED)
            for first, second in cuts
            for left in self._by_letters.get(first, ())[:3]
            for right in self._by_letters.get(second, ())[:3]
            if f"{left} {right}" in self.pairs
        ]

    def _one_edit_away(self, plain: str) -> tuple[str, ...]:
        if len(plain) < 3:
            return ()
        found = process.extract(plain, self._known_letters, scorer=OSA.distance, score_cutoff=1, limit=None)
        return tuple(word for match in found for word in self._by_letters[str(match[0])][:4])

    def _cheapest(self, options: Sequence[Sequence[Choice]]) -> list[str]:
        """Return the cheapest way through the choices (Viterbi)."""
        ways: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
        for choices in options:
            reached: dict[str, tuple[float, list[str]]] = {}
            for words, cost, term in choices:
                inner = 0.0 if term else sum(self._cost(a, b) for a, b in pairwise(words))
                total, path = min(
                    ((spent + self._cost(last, words[0]), way) for last, (spent, way) in ways.items()),
                    key=lambda item: item[0],
                )
                total += cost + inner
                if words[-1] not in reached or total < reached[words[-1]][0]:
                    reached[words[-1]] = (total, [*path, *words])
            ways = reached
        return min(ways.values(), key=lambda item: item[0])[1]

    def _cost(self, before: str, word: str) -> float:
        """Return how unlikely a word is after another (negative logarithm of the chance)."""
        often = self.words.get(before, 0)
        beside = self.pairs.get(f"{before} {word}", 0) / often if often else 0.0
        alone = (self.words.get(word, 0) + 0.05) / self._whole
        return -math.log(PAIR_SHARE * beside + (1 - PAIR_SHARE) * alone)


@lru_cache(maxsize=65536)
def letters(word: str) -> str:
    """Return a marked word without its marks (``hoa2`` → ``hoa``)."""
    bare = word[:-1] if len(word) > 1 and word[-1] in "12345" and word[-2].isalpha() else word
    return fold(bare)


@lru_cache(maxsize=8192)
def telex(word: str) -> str:
    """Return a word typed in Telex with the input method off (``quanr`` → ``quan3``), in marked form."""
    tone = ""
    if len(word) > 2 and word[-1] in _TELEX_TONES:
        tone, word = _TELEX_TONES[word[-1]], word[:-1]
    for typed, meant in _TELEX_LETTERS.items():
        word = word.replace(typed, meant)
    return word + tone
