"""Fit the weights of `registry.matching.score` on phrases held out of the index.

In each of five folds a fifth of the phrases that people use for capabilities is left out of the index and
asked instead; a platform is a right answer when it offers the phrase's capability or a broader one. Phrases
of capabilities that nobody offers are the questions without an answer. Deterministic; about two minutes.
Run: ``python -m tests.bench.train``
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

import registry.matching as matching
from registry import curated
from registry.ids import fold
from registry.matching import facts
from registry.matching.features import NAMES, vector
from registry.matching.index import Phrase, TextIndex
from registry.matching.lexicon import Lexicon
from registry.matching.matcher import Matcher

FOLDS = 5
KEPT = 12  # candidates of each question that are learned from
RIDGE = 1e-6


def fold_of(text: str) -> int:
    """Return the fold of a phrase, the same in every run."""
    return zlib.crc32(text.encode()) % FOLDS


def examples() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return feature vectors and labels of all candidates of all held-out phrases."""
    content = curated.read(curated.shipped_path())
    phrases = list(facts.phrases(content.platforms, content.capabilities))
    parents = {item.id: item.broader for item in content.capabilities}
    platforms, capabilities = facts.platform_facts(content.platforms), facts.capability_facts(content.capabilities)
    offers = {key: {capability for _, capability in item.functions} for key, item in platforms.items()}
    rows: list[list[float]] = []
    labels: list[float] = []
    for number in range(FOLDS):
        held = [item for item in phrases if item.kind == "said" and fold_of(item.text) == number]
        out = {(item.target, item.text) for item in held}
        rest = [item for item in phrases if (item.target, item.text) not in out]
        matcher = Matcher(TextIndex.build(rest, Lexicon.shipped()), platforms, capabilities)
        for item in held:
            asked = item.target.removeprefix("capability/")
            wanted = {asked, parents.get(asked)}
            for match in matcher.rank((_as_typed(item), 1.0)).platforms[:KEPT]:
                rows.append(vector(match.features))
                labels.append(float(bool(offers[match.id] & wanted)))
    return np.array(rows), np.array(labels)


def _as_typed(phrase: Phrase) -> str:
    """Return the phrase as someone may type it: every fourth one without diacritics."""
    return fold(phrase.text) if zlib.crc32(phrase.text.encode()) // FOLDS % 4 == 0 else phrase.text


def fit(rows: npt.NDArray[np.float64], labels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the weights of a ridge logistic regression, by Newton's method."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (labels - chance) / len(labels) - RIDGE * weights
        curve = (rows.T * (chance * (1 - chance))) @ rows / len(labels) + RIDGE * np.eye(rows.shape[1])
        step = np.linalg.solve(curve, gradient)
        weights += step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def main() -> None:
    """Fit, write ``weights.json`` and print how well the chances are calibrated."""
    rows, labels = examples()
    weights = fit(rows, labels)
    chance = 1 / (1 + np.exp(-rows @ weights))
    body = {
        "fitted_on": f"{len(labels)} candidates of held-out phrases, {labels.mean():.3f} right",
        "weights": {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True)},
    }
    path = Path(matching.__file__).with_name("weights.json")
    path.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(body, indent=2))
    for low in np.arange(0, 1, 0.1):
        part = (chance >= low) & (chance < low + 0.1)
        if part.any():
            print(f"{low:.1f}-{low + 0.1:.1f}: {part.sum():6d} shown, {labels[part].mean():.2f} right")


if __name__ == "__main__":
    main()
