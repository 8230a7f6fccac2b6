"""Repair of typing errors: what a mistyped syllable most likely was, judged by its neighbours.

A syllable is repaired when nobody wrote it, or when nobody wrote it beside its neighbours while a syllable
one edit away was often written there ("côgn vụ" → "công vụ", "hộ ngèo" → "hộ nghèo"). Wrong diacritics
("dử liệu") are repaired from the way the pair of syllables is usually written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from registry.ids import fold

RARE = 2
"""A syllable written at most so often may be a typing error in any place."""
USUAL = 8
"""How often another one must be written in the place of a common syllable for that to be an error."""

Repair = tuple[str, ...]


class Speller:
    """Knows the syllables and the pairs of syllables of the indexed phrases."""

    def __init__(self, singles: dict[str, int], written: dict[str, str], pairs: dict[str, int]) -> None:
        self.singles = singles
        self.pairs = pairs
        self.written = written
        self._known = sorted(word for word in singles if len(word) > 1)
        self.near = lru_cache(maxsize=4096)(self._near)

    @classmethod
    def learn(cls, runs: Iterable[list[str]]) -> Self:
        """Return a speller that knows the syllables of ``runs``."""
        singles: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        written: dict[str, Counter[str]] = defaultdict(Counter)
        for run in runs:
            plain = [fold(word) for word in run]
            singles.update(plain)
            for (left, right), (first, second) in zip(pairwise(plain), pairwise(run), strict=True):
                pairs[f"{left} {right}"] += 1
                written[f"{left} {right}"][f"{first} {second}"] += 1
        usual = {pair: forms.most_common(1)[0][0] for pair, forms in written.items()}
        return cls(dict(singles), usual, dict(pairs))

    def repair(self, run: list[str]) -> list[str] | None:
        """Return the run with its likely errors repaired, or None when there is nothing to repair."""
        words = list(run)
        plain = [fold(word) for word in run]
        for position, word in enumerate(plain):
            before = plain[position - 1] if position else None
            after = plain[position + 1] if position + 1 < len(plain) else None
            if word.isdigit() or self._support(word, before, after):
                continue
            least = USUAL if self.singles.get(word, 0) > RARE else 1
            best = max(
                self.near(word),
                key=lambda other: (self._support(other, before, after), self.singles[other], other),
                default=None,
            )
            if best and (self._support(best, before, after) >= least or word not in self.singles):
                words[position] = plain[position] = best
        for position in range(len(words) - 1):
            usual = self.written.get(f"{plain[position]} {plain[position + 1]}")
            if usual and any(fold(word) != word for word in run):
                words[position], words[position + 1] = usual.split(" ")
        return words if words != run else None

    def _support(self, word: str, before: str | None, after: str | None) -> int:
        """Return how often the word was written beside its neighbours."""
        left = self.pairs.get(f"{before} {word}", 0) if before else 0
        right = self.pairs.get(f"{word} {after}", 0) if after else 0
        return left + right

    def _near(self, word: str) -> Repair:
        if len(word) < 2:
            return ()
        found = process.extract(word, self._known, scorer=OSA.distance, score_cutoff=1, limit=None)
        return tuple(str(match[0]) for match in found if match[0] != word)
