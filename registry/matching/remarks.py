"""Clauses that say nothing of what is asked: the present state, purposes, legal bases, money, dates, users.

Proposals are full of them, in endless words. A logistic regression on words, pairs of words and how a clause
begins tells them from clauses that ask for something (``remarks.npz``, fitted by ``make train`` on
``tests/data/hands/remarks-*.jsonl`` and on the clauses of labelled lines).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import Self

import numpy as np

from registry.matching.packing import unpack_lines
from registry.matching.vocabulary import Floats

SURE = 0.9
"""Least chance for a clause to be set aside: one that asks for something must not be lost."""


class Remarks:
    """Tells remarks by the weights of their signs."""

    def __init__(self, known: Sequence[str], weights: Floats, offset: float) -> None:
        self._weight: dict[str, float] = dict(zip(known, weights.tolist(), strict=True))
        self._offset = offset

    @classmethod
    @cache
    def shipped(cls) -> Self:
        """Return the weights of the package."""
        with as_file(files(__package__).joinpath("remarks.npz")) as path, np.load(path) as saved:
            return cls(unpack_lines(saved["signs"]), saved["weights"], float(saved["offset"]))

    def holds(self, words: Sequence[str]) -> bool:
        """Return whether marked words are a remark."""
        found = sum(self._weight.get(sign, 0.0) for sign in set(signs(words)))
        return found + self._offset > _LOG_ODDS


_LOG_ODDS = math.log(SURE / (1 - SURE))


def signs(words: Sequence[str]) -> Iterator[str]:
    """Yield the signs of a clause: its words (every number is one), its pairs, and its first word or two."""
    plain = ["#" if word[0].isdigit() else word for word in words]
    yield from plain
    yield from (f"{a} {b}" for a, b in pairwise(plain))
    yield from (f"^{' '.join(plain[:count])}" for count in (1, 2) if len(plain) >= count)
