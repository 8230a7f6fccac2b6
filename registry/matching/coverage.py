"""Whether platforms that answer a line do all of it, and what they leave open.

A logistic regression on how well each clause is met; the weights are in ``weights.json``.
"""

from __future__ import annotations

import math

import numpy as np

from registry.ids import fold
from registry.matching.nature import patterns
from registry.matching.ranking import Met
from registry.matching.vocabulary import Floats

TELLING = 0.02
"""Least share of what the text says for a clause to be judged."""


def vector(title: str, whole: str, met: Met, chance: float) -> Floats:
    """Return the features in the order of `features.COVERAGE`."""
    judged = met.share > TELLING
    if not judged.any():
        judged[:] = True
    found = patterns()
    return np.array(
        [
            met.meaning[judged].min(),
            met.meaning @ met.share,
            met.both[judged].min(),
            met.both @ met.share,
            met.work[judged].max(),
            met.nobody[judged].max(),
            math.log1p(len(met.share)),
            found["link"].search(fold(title)) is not None,
            found["more"].search(fold(title)) is not None,
            found["hardware"].search(fold(whole)) is not None,
            chance,
            1.0,
        ],
        dtype=np.float32,
    )


def left_open(met: Met, least: float) -> list[int]:
    """Return the numbers of the clauses that are met less than ``least``, or of the one that is met worst.

    The first clause is what the line asks for as a whole; it counts only where there is no other.
    """
    judged = [number for number in range(len(met.share)) if met.share[number] > TELLING]
    details = [number for number in judged if number] or judged or [0]
    worst = [number for number in details if met.both[number] < least]
    return worst or [min(details, key=lambda number: float(met.both[number]))]
