"""From features to a calibrated chance: of answers shown with 0.9, about nine in ten are right.

The weights are fitted by ``python -m tests.bench.train`` on phrases held out of the index, never on the
labelled development sets; the file keeps how many phrases it saw.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files

from registry.matching.features import NAMES, Features, vector

CONFIDENT = 0.35
"""Least chance for a search to name an answer; below it the search says that nothing was found.

Under one half on purpose: a reader sees and drops a wrong answer, but never sees an overlooked one.
"""
CERTAIN = 0.46
"""Least chance for a line of a batch to be flagged: a wrong flag may kill a needed project."""
LEAST_WEIGHT = 1.5
"""Least weight of a text that says what it asks for."""


def says_enough(weight: float) -> bool:
    """Return whether a text of this weight says what it asks for."""
    return weight >= LEAST_WEIGHT


@cache
def _fitted() -> tuple[tuple[float, ...], float, float]:
    body = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    named = tuple(float(body["weights"][name]) for name in NAMES)
    return named, float(body["first"]["slope"]), float(body["first"]["offset"])


def evidence(features: Features) -> float:
    """Return the weighed evidence (log odds) that a platform with these features answers the text."""
    return sum(weight * value for weight, value in zip(_fitted()[0], vector(features), strict=True))


def chance(features: Features) -> float:
    """Return the chance, strictly between 0 and 1, that a platform answers the text if it is shown first."""
    _, slope, offset = _fitted()
    return logistic(slope * evidence(features) + offset)


def logistic(value: float) -> float:
    """Return the chance for log odds, without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))
