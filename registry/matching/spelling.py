"""Repair of typing errors: what a mistyped syllable most likely was, judged by its neighbours.

A syllable is repaired when nobody wrote it, or when nobody wrote it beside its neighbours while a syllable
one edit away was often written there ("côgn vụ" → "công vụ", "hộ ngèo" → "hộ nghèo"). Wrong diacritics
("dử liệu") are repaired from the way the pair of syllables is usually written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from registry.ids import fold

RARE = 2
"""A syllable written at most so often may be a typing error; a common one is left as it is."""

Repair = tuple[str, ...]


class Speller:
    """Knows the syllables and the pairs of syllables of the indexed phrases."""

    def __init__(self, runs: Iterable[list[str]]) -> None:
        singles: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        written: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        for run in runs:
            plain = [fold(word) for word in run]
            singles.update(plain)
            for left, right in zip(range(len(run)), range(1, len(run)), strict=False):
                pair = (plain[left], plain[right])
                pairs[pair] += 1
                written[pair][run[left], run[right]] += 1
        self.singles = dict(singles)
        self.pairs = dict(pairs)
        self.written = {pair: forms.most_common(1)[0][0] for pair, forms in written.items()}
        self._known = sorted(word for word in singles if len(word) > 1)
        self.near = lru_cache(maxsize=4096)(self._near)

    def repair(self, run: list[str]) -> list[str] | None:
        """Return the run with its likely errors repaired, or None when there is nothing to repair."""
        words = list(run)
        plain = [fold(word) for word in run]
        for position, word in enumerate(plain):
            before = plain[position - 1] if position else None
            after = plain[position + 1] if position + 1 < len(plain) else None
            if word.isdigit() or self.singles.get(word, 0) > RARE or self._support(word, before, after):
                continue
            best = max(
                self.near(word),
                key=lambda other: (self._support(other, before, after), self.singles[other], other),
                default=None,
            )
            if best and (self._support(best, before, after) or word not in self.singles):
                words[position] = plain[position] = best
        for position in range(len(words) - 1):
            pair = (plain[position], plain[position + 1])
            if pair in self.written and (words[position], words[position + 1]) != self.written[pair]:
                if any(fold(word) != word for word in run):
                    words[position], words[position + 1] = self.written[pair]
        return words if words != run else None

    def _support(self, word: str, before: str | None, after: str | None) -> int:
        """Return how often the word was written beside its neighbours."""
        left = self.pairs.get((before, word), 0) if before else 0
        right = self.pairs.get((word, after), 0) if after else 0
        return left + right

    def _near(self, word: str) -> Repair:
        if len(word) < 2:
            return ()
        found = process.extract(word, self._known, scorer=OSA.distance, score_cutoff=1, limit=None)
        return tuple(str(match[0]) for match in found if match[0] != word)
