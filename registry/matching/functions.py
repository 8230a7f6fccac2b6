"""What platforms do and are known not to do, as vectors of meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np

from registry.matching.index import PhraseIndex, ranges
from registry.matching.offers import Offers
from registry.matching.reading import Reader
from registry.matching.vocabulary import Floats, Ints


class Functions:
    """Vectors (length one) of the names and functions of every platform, then of what platforms do not do."""

    def __init__(self, index: PhraseIndex, offers: Offers, vectors: Floats) -> None:
        self._index = index
        self._offers = offers
        self.vectors = vectors
        with_not = np.flatnonzero(offers.not_rows >= 0)
        rows = np.concatenate((offers.platform_rows, offers.not_rows[with_not]))
        sizes = index.starts[rows + 1] - index.starts[rows]
        self._ends = np.cumsum(sizes)
        self._starts = self._ends - sizes
        # Where what a platform does not do stands among them; -1 where nothing is known.
        self._not_place = np.full(len(offers.platforms), -1, dtype=np.int64)
        self._not_place[with_not] = len(offers.platforms) + np.arange(len(with_not))

    @classmethod
    def read(
        cls, index: PhraseIndex, offers: Offers, meaning: Callable[[Sequence[str]], Floats], reader: Reader
    ) -> Self:
        """Read everything; ``meaning`` gives the vector of marked words."""
        own = [f"platform/{key}" for key in offers.platforms]
        excluded = [f"not/{key}" for key in offers.platforms if f"not/{key}" in index.number_of]
        phrases = (phrase for target in (*own, *excluded) for phrase in index.of(target))
        table = np.array([meaning(reader.written(phrase.text)) for phrase in phrases])
        return cls(index, offers, unit(table))

    def closeness(self, meaning: Floats, numbers: Ints) -> tuple[Floats, Floats]:
        """Return how close in meaning platforms' functions are, and what they do not do (-1: unknown)."""
        excluded = self._not_place[numbers]
        places = np.concatenate((numbers, excluded[excluded >= 0]))
        first, last = self._starts[places], self._ends[places]
        counts = last - first
        cosines = self.vectors[ranges(first, last)] @ unit(meaning)
        largest = np.maximum.reduceat(cosines, np.cumsum(counts) - counts)
        not_meaning = np.full(len(numbers), -1.0, dtype=np.float32)
        not_meaning[excluded >= 0] = largest[len(numbers) :]
        return largest[: len(numbers)], not_meaning

    def closest(self, meanings: Floats, numbers: Sequence[int]) -> Floats:
        """Return for each of several vectors how close the closest function of any of the platforms is."""
        own = np.concatenate([self.vectors[self._starts[number] : self._ends[number]] for number in numbers])
        return np.asarray((unit(meanings) @ own.T).max(axis=1))

    def closest_excluded(self, meanings: Floats, number: int) -> Floats:
        """Return for each of several vectors how close is the closest of what a platform does not do.

        All are 0 where nothing is known that it does not do.
        """
        place = self._not_place[number]
        if place < 0:
            return np.zeros(len(meanings), dtype=np.float32)
        excluded = self.vectors[self._starts[place] : self._ends[place]]
        return np.asarray((unit(meanings) @ excluded.T).max(axis=1))

    def excluded(self, meaning: Floats, number: int) -> str:
        """Return the text of what a platform is known not to do that is closest in meaning."""
        phrases = self._index.of(f"not/{self._offers.platforms[number]}")
        start = self._starts[self._not_place[number]]
        return phrases[int(np.argmax(self.vectors[start : start + len(phrases)] @ meaning))].text


def unit(vectors: Floats) -> Floats:
    """Return vectors scaled to length one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6))
