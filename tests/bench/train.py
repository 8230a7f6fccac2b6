"""Fit the weights of `registry.matching.score` on phrases held out of the index.

In each of five folds a fifth of all phrases (ways to say a capability, labels, functions, aliases) is left
out of the index and asked instead. A platform is a right answer when it offers the phrase's capability or a
broader one, or when the phrase is its own. Phrases of capabilities that nobody offers are the questions without an
answer. Deterministic; about four minutes.
Run: ``python -m tests.bench.train``
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
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


@dataclass
class Examples:
    """Feature vectors and labels of all candidates of all held-out phrases.

    ``groups`` holds the row numbers of each question's national, Party and ministry candidates.
    """

    rows: list[list[float]] = field(default_factory=list)
    labels: list[float] = field(default_factory=list)
    groups: list[list[int]] = field(default_factory=list)


def examples() -> Examples:
    """Ask every phrase of an index that does not hold it."""
    content = curated.read(curated.shipped_path())
    phrases = list(facts.phrases(content.platforms, content.capabilities))
    parents = {item.id: item.broader for item in content.capabilities}
    platforms, capabilities = (
        facts.platform_facts(content.platforms),
        facts.capability_facts(content.capabilities),
    )
    offers = {key: {capability for _, capability in item.functions} for key, item in platforms.items()}
    mapped = {
        Phrase(f"platform/{key}", "function", text): {capability}
        for key, item in platforms.items()
        for text, capability in item.functions
    }
    found = Examples()
    for number in range(FOLDS):
        held = [item for item in phrases if item.kind != "name" and fold_of(item.text) == number]
        out = {(item.target, item.text) for item in held}
        rest = [item for item in phrases if (item.target, item.text) not in out]
        matcher = Matcher(TextIndex.build(rest, Lexicon.shipped()), platforms, capabilities)
        for item in held:
            kind, _, asked = item.target.partition("/")
            wanted = {asked, parents.get(asked)} if kind == "capability" else mapped.get(item, set())
            group = []
            for match in matcher.rank((_as_typed(item), 1.0)).platforms[:KEPT]:
                if platforms[match.id].level != "provincial":
                    group.append(len(found.rows))
                found.rows.append(vector(match.features))
                found.labels.append(float(match.id == asked or bool(offers[match.id] & wanted)))
            if group:
                found.groups.append(group)
    return found


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
    found = examples()
    rows, labels = np.array(found.rows), np.array(found.labels)
    weights = fit(rows, labels)
    evidence = rows @ weights
    # The chance is that of the answer shown first: what a reader sees as "the" answer.
    first = np.array([max(group, key=lambda row: evidence[row]) for group in found.groups])
    slope, offset = fit(np.column_stack([evidence[first], np.ones(len(first))]), labels[first])
    chance = 1 / (1 + np.exp(-(slope * evidence[first] + offset)))
    right = labels[first]
    body = {
        "fitted_on": f"{len(labels)} candidates of {len(first)} held-out phrases",
        "right_first": round(float(right.mean()), 3),
        "weights": {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True)},
        "first": {"slope": round(float(slope), 4), "offset": round(float(offset), 4)},
    }
    path = Path(matching.__file__).with_name("weights.json")
    path.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(body, indent=2))
    for low in np.arange(0, 1, 0.1):
        part = (chance >= low) & (chance < low + 0.1)
        if part.any():
            print(f"{low:.1f}-{low + 0.1:.1f}: {part.sum():6d} shown first, {right[part].mean():.2f} right")


if __name__ == "__main__":
    main()
