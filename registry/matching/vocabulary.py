"""A text as a weighted list of terms: single words and pairs of words with their marks, and bare letters.

English words stand without their endings (Snowball stemmer, Porter 2001): one thing has many forms in it.

Weights are term counts (logarithmic) times inverse document frequency over the registry's phrases, scaled
to length one (Salton and Buckley 1988). A word without its letters known weighs as the rarest word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Self

import numpy as np
import numpy.typing as npt
import snowballstemmer

from registry.matching.spelling import letters
from registry.matching.text import are_foreign, is_syllable

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Vector:
    """Numbers of the known terms of a text, their weights, and the share of the weight that is known.

    The squares of the weights and of the unknown terms' weights add up to one.
    """

    ids: Ints
    weights: Floats


@dataclass(frozen=True)
class Counted:
    """The known terms of a text, by number.

    ``often``: one plus the logarithm of how often each stands there; ``unknown``: how many words are unknown.
    """

    ids: Ints
    often: Floats
    unknown: int


FOREIGN = "~"
"""Ends a word of a text that is not in Vietnamese where it could be a Vietnamese one ("in", "can", "the")."""


def terms(words: Sequence[str]) -> list[str]:
    """Return the terms of marked words: words, pairs (``a_b``), and folded words (``:a``).

    Numbers of one or two digits are quantities and say nothing of the need.
    """
    content = [word for word in words if not (word.isdigit() and len(word) < 3)]
    single = single_terms(content)
    folded = single if single != content else [letters(word) for word in content]
    return [*single, *(f"{a}_{b}" for a, b in pairwise(single)), *(":" + word for word in folded)]


def single_terms(words: Sequence[str]) -> list[str]:
    """Return the term of each marked word: the word itself, or what is left of it without English endings.

    English is what is not Vietnamese; a word of it that could be Vietnamese ends with `FOREIGN`.
    """
    folded = [letters(word) for word in words]
    return [_stem(word) for word in folded] if are_foreign(folded) else list(words)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    # A stemmer of its own: it is not safe for threads.
    return word + FOREIGN if is_syllable(word) else str(snowballstemmer.stemmer("english").stemWord(word))


class Vocabulary:
    """The terms that are known, each with its number and its weight."""

    def __init__(self, known: Sequence[str], idf: Floats) -> None:
        self.known = known
        self.number = {term: number for number, term in enumerate(known)}
        self.idf = idf
        self.rarest = float(idf.max(initial=1.0))

    @classmethod
    def learn(cls, texts: Iterable[Sequence[str]], least: int = 1) -> Self:
        """Return the terms that stand in at least ``least`` of the texts (each a list of terms)."""
        count = 0
        frequency: Counter[str] = Counter()
        for text in texts:
            count += 1
            frequency.update(set(text))
        known = sorted(term for term, often in frequency.items() if often >= least)
        often = np.array([frequency[term] for term in known], dtype=np.float32)
        return cls(known, (np.log((1 + count) / (1 + often)) + 1).astype(np.float32))

    def counted(self, text: Sequence[str]) -> Counted:
        """Return the known terms of a text (a list of terms) and how many of its words are unknown.

        A pair of words that nobody wrote says nothing; a word that nobody wrote does.
        """
        ids: list[int] = []
        often: list[int] = []
        unknown = 0
        for term, count in Counter(text).items():
            number = self.number.get(term)
            if number is not None:
                ids.append(number)
                often.append(count)
            elif "_" not in term and term[0] != ":":
                unknown += 1
        times = np.array(often, dtype=np.float32)
        return Counted(np.array(ids, dtype=np.int32), np.log(times) + np.float32(1), unknown)

    def vector(self, text: Counted) -> Vector:
        """Return the vector of a text."""
        weights = self.idf[text.ids] * text.often
        length = float(weights @ weights) + text.unknown * self.rarest**2
        return Vector(text.ids, weights * np.float32(length**-0.5 if length else 0.0))

    def vectors(self, texts: Sequence[Sequence[str]]) -> tuple[Ints, Ints, Floats]:
        """Return the vectors of many texts of known terms: number of the term, number of the text, weight."""
        flat = np.fromiter(map(self.number.__getitem__, chain.from_iterable(texts)), np.int64)
        of_text = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        cells, times = np.unique(of_text * len(self.known) + flat, return_counts=True)
        numbers, ids = np.divmod(cells, len(self.known))
        weights = self.idf[ids] * (np.log(times.astype(np.float32)) + np.float32(1))
        lengths = np.sqrt(np.bincount(numbers, weights * weights))
        scaled = (weights / lengths[numbers]).astype(np.float32)
        return ids.astype(np.int32), numbers.astype(np.int32), scaled
