"""Whether platforms that answer a line do all of it, and what they leave open.

First how likely each clause asks for something that they leave open, by its evidence and by its meaning: a
report, a list or a reminder comes with any software, a camera or a payment seldom does. Then, from its
clauses, whether all of the line is done. Both are logistic regressions (``weights.json``, ``asked.npz``).
"""

from __future__ import annotations

import math

import numpy as np

from registry.ids import fold
from registry.matching.nature import patterns
from registry.matching.ranking import Met, PlatformMatch
from registry.matching.vocabulary import Floats

TELLING = 0.02
"""Least share of what the text says for a clause to be judged."""
LEFT_OPEN = -2.0
"""Least log odds for a clause to be named as left open, where not all of a line is done.

One of the clauses is open then, which each by itself rarely is: of what training lines leave open 85 in 100
are named so, and 51 from even odds on, as many of them rightly.
"""
LIMIT = 8.0
"""Log odds further than this from even are not told apart."""


def clauses(met: Met) -> Floats:
    """Return the features of each clause in the order of `features.CLAUSE`, and its meaning after them."""
    first = np.zeros(len(met.share), dtype=np.float32)
    first[0] = 1.0
    table = np.column_stack(
        (
            met.meaning,
            met.likely,
            met.nobody,
            met.work,
            np.maximum(met.excluded, 0.0),
            met.excluded_words,
            met.own_words,
            met.offered_words,
            np.log(met.share + TELLING),
            first,
            np.log(met.words),
            met.seldom,
            np.ones(len(met.share)),
        )
    )
    return np.hstack((table, met.vectors)).astype(np.float32)


def open_odds(met: Met, weights: Floats) -> Floats:
    """Return the log odds that each clause asks for something that is left open."""
    return np.asarray(np.clip(clauses(met) @ weights, -LIMIT, LIMIT))


def vector(title: str, met: Met, odds: Floats, best: PlatformMatch) -> Floats:
    """Return the features in the order of `features.COVERAGE`; ``odds`` are those of `open_odds`."""
    telling = judged(met)
    worst = np.sort(odds[telling])[-2:]
    found = patterns()
    text = fold(title)
    return np.array(
        [
            -worst[-1],
            -worst.mean(),
            -np.log1p(np.exp(odds[telling])).sum(),
            met.nobody[telling].max(),
            math.log1p(len(met.share)),
            found["link"].search(text) is not None,
            found["more"].search(text) is not None,
            best.chance,
            best.named,
            1.0,
        ],
        dtype=np.float32,
    )


def judged(met: Met) -> list[int]:
    """Return the numbers of the clauses that say enough to be judged; all where none does."""
    telling = [number for number in range(len(met.share)) if met.share[number] > TELLING]
    return telling or list(range(len(met.share)))


def left_open(met: Met, odds: Floats) -> list[int]:
    """Return the numbers of the clauses that may be left open where something is, the likeliest at least.

    The first clause is what the line asks for as a whole; it counts only where there is no other.
    """
    telling = judged(met)
    details = [number for number in telling if number] or telling
    found = [number for number in details if odds[number] > LEFT_OPEN]
    return found or [max(details, key=lambda number: float(odds[number]))]
