"""From features to a chance: of answers shown with 0.9, about nine in ten are right.

The weights are fitted by ``make train`` on labelled searches and lines that are in no index and on none of
the development or validation sets; ``weights.json`` says on how many.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np

from registry.matching.features import ASKED, CAPABILITY, CLAUSE, COVERAGE, LINE, PART, PLATFORM, SILENCE
from registry.matching.vocabulary import Floats

CONFIDENT = 0.4
"""Least chance that any central platform answers, for a search to name it or a line to be flagged."""
DIGITS = 6
"""Digits of a chance that is told; with fewer, those of what is hardly an answer would look the same."""
COMPLETE = 0.78
"""Least chance that platforms answer a line, and all of it is done, for it to be called covered.

Below it, partly. Of the training lines left out of the fit, 96 in 100 that reach it are labelled covered.
"""


def complete(full: Floats | float, answered: Floats | float, best: Floats | float) -> Any:
    """Return whether lines are covered.

    full: the chance that all of it is done; answered: that it asks for software and anybody answers; best:
    that the best platform does. It must rather be an answer than not: small chances added name nobody.
    """
    return (np.multiply(full, answered) >= COMPLETE) & (np.asarray(best) >= 0.5)


@dataclass(frozen=True, eq=False)
class Weights:
    """Fitted weights in the order of the names in `features`, and how evidence becomes a chance.

    Two are the same only if they are one object, so that what they say of a clause can be remembered.
    """

    capability: Floats
    part: Floats
    platform: Floats
    silence: Floats
    asked: Floats
    """Shape (features of a line and of its title's meaning, what it may ask for)."""
    clause: Floats
    """For the features of a clause and its meaning."""
    full: Floats
    answered: tuple[float, float]
    """Slope and offset of the chance that any central platform answers."""
    slope: float
    against: float
    offset: float

    @classmethod
    @cache
    def shipped(cls) -> Weights:
        """Return the weights of the package."""
        folder = files(__package__)
        body = json.loads(folder.joinpath("weights.json").read_text(encoding="utf-8"))
        with as_file(folder.joinpath("asked.npz")) as path, np.load(path) as saved:
            return cls.of(body, saved["meaning"].astype(np.float32), saved["clause"].astype(np.float32))

    @classmethod
    def of(cls, body: dict[str, Any], meaning: Floats, clause: Floats) -> Weights:
        """Return the weights of the parsed files.

        ``meaning``, ``clause``: weights of the meaning of a title and of a clause.
        """

        def table(key: str, names: Sequence[str]) -> Floats:
            return np.array([body[key][name] for name in names], dtype=np.float32)

        asked = np.array([[body["asked"][what][name] for what in ASKED] for name in LINE], np.float32)
        chance, answered = body["chance"], body["answered"]
        return cls(
            capability=table("capability", CAPABILITY),
            part=table("part", PART),
            platform=table("platform", PLATFORM),
            silence=table("silence", SILENCE),
            asked=np.concatenate((asked, meaning)),
            clause=np.concatenate((table("clause", CLAUSE), clause)),
            full=table("full", COVERAGE),
            answered=(float(answered["slope"]), float(answered["offset"])),
            slope=float(chance["slope"]),
            against=float(chance["against"]),
            offset=float(chance["offset"]),
        )

    def any_answers(self, evidence: Floats, silence: float) -> float:
        """Return the chance that any of some platforms answers a text, given what speaks for silence."""
        slope, offset = self.answered
        return logistic(slope * (together(evidence) - silence) + offset)

    def chances(self, evidence: Floats, answered: float) -> Floats:
        """Return the chance of each platform, given what speaks for the others and that any answers at all.

        It is the chance that any does times the chance that this one is then right: no platform is likelier
        than that there is an answer.
        """
        log_odds = self.slope * evidence - self.against * of_others(evidence) + self.offset
        return np.asarray(answered / (1 + np.exp(-np.clip(log_odds, -30, 30))), dtype=np.float32)


def of_others(evidence: Floats) -> Floats:
    """Return for each platform what speaks for any of the others; far less than all where there are none."""
    top = float(evidence.max(initial=-30.0))
    scaled = np.exp(evidence - top)
    return np.asarray(top + np.log(np.maximum(scaled.sum() - scaled, 1e-9)))


def together(evidence: Floats) -> float:
    """Return what speaks for any of some platforms: that of each added up as chances are."""
    top = float(evidence.max(initial=-30.0))
    return top + math.log(float(np.exp(evidence - top).sum()) or 1.0)


def logistic(value: float) -> float:
    """Return the chance for log odds, without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))
