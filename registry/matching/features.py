"""What speaks for and against a platform as the answer to a text; each a small number with a plain meaning.

The docstring of a feature is its public explanation. `vector` gives them in the order of `NAMES`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Features:
    """The evidence for one platform.

    said_cosine: closeness of the closest way to say a capability that it offers (0 to 1).
    said_coverage: share of the text's weight that the ways to say this capability cover (0 to 1).
    own_cosine: closeness of its closest name or function (0 to 1).
    own_coverage: share of the text's weight that its names and functions cover (0 to 1).
    rival: how much better a capability that it does not offer fits the text (0 or more).
    named: 1 when the text holds one of its names.
    length: logarithm of how much the text says.
    """

    said_cosine: float
    said_coverage: float
    own_cosine: float
    own_coverage: float
    rival: float
    named: float
    length: float


NAMES = (
    *(item.name for item in fields(Features)),
    "said_both",
    "own_both",
    "said_own",
    "said_cosine_length",
    "bias",
)


def vector(features: Features) -> list[float]:
    """Return the features and their products, in the order of `NAMES`."""
    item = features
    return [
        item.said_cosine,
        item.said_coverage,
        item.own_cosine,
        item.own_coverage,
        item.rival,
        item.named,
        item.length,
        item.said_cosine * item.said_coverage,
        item.own_cosine * item.own_coverage,
        max(item.said_cosine, item.own_cosine),
        item.said_cosine * item.length,
        1.0,
    ]


def length(weight: float) -> float:
    """Return the length feature for a text of this whole weight."""
    return math.log1p(weight) / 5.0
