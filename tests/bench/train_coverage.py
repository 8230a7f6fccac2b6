"""Fit whether platforms do all of a line (`registry.matching.coverage`); a part of ``make train``.

1. Clauses: of a line labelled covered none is left open; of one labelled partly those are that the label
names. A logistic regression on their evidence and meaning. 2. Lines: a logistic regression on what step 1
says of their clauses when it was fitted without the platform in question, as it will be on new lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from registry.ids import fold
from registry.matching import coverage
from registry.matching.features import CLAUSE, COVERAGE
from registry.matching.needs import Line
from registry.matching.ranking import Met, PlatformMatch
from registry.matching.score import complete
from registry.matching.vocabulary import Floats
from tests.bench.fitting import PENALTY, fit, logistic_loss, named

FOLDS = 5
SOFTNESS = 1.0
"""Inverse penalty of the regression on clauses."""
SAID = 0.45
"""Least share of common words for a clause to be the one that a label names."""


@dataclass(frozen=True)
class Judged:
    """A labelled line whose best platform runs: its clauses, how they are met, what is labelled as left open.

    ``answered``: the chance that any platform answers it; ``often``: how many times it counts.
    """

    line: Line
    verdict: str
    uncovered: Sequence[str]
    clauses: Sequence[str]
    met: Met
    best: PlatformMatch
    answered: float
    often: float


def left_open(item: Judged) -> list[bool] | None:
    """Return for each clause whether it is left open; None where the label does not tell."""
    if item.verdict == "covered":
        return [False] * len(item.clauses)
    words = [set(fold(clause).split()) for clause in item.clauses]
    found = [False] * len(words)
    for text in item.uncovered:
        wanted = set(fold(text).split())
        common = [
            len(wanted & said) / min(len(wanted), len(said)) * min(1.0, len(wanted & said) / 2)
            for said in words
        ]
        best = int(np.argmax(common))
        found[best] |= common[best] >= SAID
    return found if item.verdict == "partly" and any(found) else None


def clause_weights(items: Sequence[Judged]) -> Floats:
    """Return the weights of the features of a clause and of its meaning."""
    labelled = [(item, told) for item in items if (told := left_open(item)) is not None]
    table = np.concatenate([coverage.clauses(item.met) for item, _ in labelled])
    often = np.repeat([item.often for item, _ in labelled], [len(told) for _, told in labelled])
    told = np.concatenate([told for _, told in labelled])
    bias = CLAUSE.index("bias")
    spread = np.ones(table.shape[1])
    spread[: len(CLAUSE)] = table[:, : len(CLAUSE)].std(axis=0) + 1e-6
    scaled = table / spread
    scaled[:, bias] = 0.0
    fitted = LogisticRegression(C=SOFTNESS, max_iter=3000).fit(scaled, told, sample_weight=often)
    weights = fitted.coef_[0] / spread
    weights[bias] = fitted.intercept_[0]
    return np.asarray(weights, dtype=np.float32)


def coverage_weights(items: Sequence[Judged]) -> tuple[Floats, dict[str, float], str]:
    """Return the weights of clauses, those of lines by name, and how right they are on platforms left out.

    The last in words: of all lines, and of those that would be called covered.
    """
    place = {key: number for number, key in enumerate(sorted({item.best.id for item in items}))}
    fold_of = np.array([place[item.best.id] % FOLDS for item in items])
    table = np.zeros((len(items), len(COVERAGE)))
    for number in range(FOLDS):
        others = clause_weights([item for item, part in zip(items, fold_of, strict=True) if part != number])
        for row in np.flatnonzero(fold_of == number):
            item = items[row]
            odds = coverage.open_odds(item.met, others)
            table[row] = coverage.vector(item.line.title, item.met, odds, item.best)
    spread = table.std(axis=0) + 1e-6
    spread[COVERAGE.index("bias")] = 1.0
    full = np.array([item.verdict == "covered" for item in items])
    often = np.array([item.often for item in items])

    def fitted(kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
        loss = logistic_loss(table[kept] / spread, full[kept], often[kept], PENALTY)
        return fit(loss, COVERAGE) / spread

    odds_of = np.zeros(len(items))
    for number in range(FOLDS):
        kept = fold_of != number
        odds_of[~kept] = table[~kept] @ fitted(kept)
    answered, best = np.array([(item.answered, item.best.chance) for item in items]).T
    called = complete(1 / (1 + np.exp(-odds_of)), answered, best)
    right = float(np.average((odds_of > 0) == full, weights=often))
    rightly = float(np.average(full[called], weights=often[called]))
    return (
        clause_weights(items),
        named(COVERAGE, fitted(np.full(len(items), True))),
        f"all of it done or not {right:.3f}, "
        f"called covered rightly {rightly:.3f} ({full[called].sum()} of {full.sum()})",
    )
