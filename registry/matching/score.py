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

CONFIDENT = 0.5
"""Least chance for an answer to count; below it the search says that nothing was found."""
LEAST_WEIGHT = 6.0
"""Least weight of a text that says what it asks for, unless it names a platform."""


@cache
def weights() -> tuple[float, ...]:
    """Return the fitted weights in the order of `NAMES`."""
    body = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return tuple(float(body["weights"][name]) for name in NAMES)


def chance(features: Features) -> float:
    """Return the chance that a platform with these features answers the text, strictly between 0 and 1."""
    total = sum(weight * value for weight, value in zip(weights(), vector(features), strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
