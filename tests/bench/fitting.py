"""Fitting of weights with signs that make sense; deterministic. Shared by the parts of ``make train``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize

from registry.matching.features import SPEAKS_AGAINST, SPEAKS_FOR
from registry.matching.vocabulary import Floats

PENALTY = 0.001
"""Penalty of the squared weights of standardised features."""

Loss = Callable[[Floats], tuple[float, Floats]]


def fit(loss: Loss, names: Sequence[str]) -> Floats:
    """Return the weights with the least loss; ``loss`` gives its value and gradient.

    A weight keeps the sign that its feature's meaning gives it, so that every explanation makes sense.
    """
    bounds = [
        (0.0 if name in SPEAKS_FOR else None, 0.0 if name in SPEAKS_AGAINST else None) for name in names
    ]
    start = np.zeros(len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return np.asarray(found.x)


def logistic_loss(table: Floats, right: np.ndarray[Any, Any], often: Floats, penalty: float) -> Loss:
    """Return the loss of a logistic regression; examples count as often as ``often`` says."""
    often = often / often.mean()

    def loss(weights: Floats) -> tuple[float, Floats]:
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        value = -np.mean(often * np.where(right, np.log(chance + 1e-12), np.log(1 - chance + 1e-12)))
        slope = table.T @ (often * (chance - right)) / len(right)
        return float(value) + penalty * float(weights @ weights), slope + 2 * penalty * weights

    return loss


def named(names: Sequence[str], values: Floats) -> dict[str, float]:
    """Return weights by name, as they are written."""
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}
