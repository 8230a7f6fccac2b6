"""From raw match scores to a calibrated share: of answers shown with 0.9, about nine in ten are right."""

from __future__ import annotations

import math

from registry.matching.matcher import Ranking

# Logistic curve over the raw score, fitted by `make calibrate` on phrases held out of the index
# (tests/bench/calibrate.py), not on the labelled sets.
SLOPE, MIDDLE = 9.0, 0.52
CONFIDENT = 0.5
"""Least share for an answer to count; below it the search says that nothing was found."""
LEAST_WEIGHT = 6.0
"""Least weight of a text that says what it asks for; below it the answer is `unclear`."""


def share(raw: float) -> float:
    """Return the calibrated share for a raw score, strictly between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-SLOPE * (raw - MIDDLE)))


def says_enough(ranking: Ranking) -> bool:
    """Whether the text holds enough content to be matched at all."""
    return ranking.weight >= LEAST_WEIGHT
