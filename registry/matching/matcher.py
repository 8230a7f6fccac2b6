"""Ranking of platforms and capabilities for a text.

A platform is as good an answer as the better of two readings: what it says of itself (names, functions)
and what people call the capabilities that it offers; agreement of both counts a little more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from registry.ids import fold
from registry.matching.facts import CapabilityFacts, PlatformFacts
from registry.matching.features import Features, length
from registry.matching.index import Floats, Hits, Phrase, TextIndex, pack, unpack
from registry.matching.lexicon import Lexicon
from registry.matching.score import chance
from registry.matching.text import syllables

COSINE_SHARE = 0.6
"""Share of the closest phrase in a target's score; the rest is how much of the query it covers."""
AGREEMENT = 0.3
"""What the weaker of the two readings adds when candidates are chosen."""
CANDIDATES = 32
"""How many platforms are scored in full."""
NAMED_SYLLABLES, NAMED_LETTERS = 4, 4
"""Least syllables of a name, or letters of a name in one word ("eTax"), for it to be looked for in texts."""
LOCAL_TRUST = 0.9
"""What a province's own system counts: the question is what national, Party and ministry platforms do."""


@dataclass(frozen=True)
class CapabilityMatch:
    """A capability for a text: raw score, calibrated chance, and the phrase that is closest."""

    id: str
    score: float
    chance: float
    phrase: Phrase


@dataclass(frozen=True)
class PlatformMatch:
    """A platform for a text: calibrated chance, what speaks for it, and the closest phrase.

    ``capability`` is the one that it offers and that fits the text best.
    """

    id: str
    score: float
    features: Features
    capability: str | None
    phrase: Phrase


@dataclass(frozen=True)
class Ranking:
    """Platforms and capabilities for a text, best first; ``weight`` tells how much the text says."""

    platforms: tuple[PlatformMatch, ...]
    capabilities: tuple[CapabilityMatch, ...]
    weight: float


class Matcher:
    """Ranks platforms and capabilities for Vietnamese or English text."""

    def __init__(
        self, index: TextIndex, platforms: dict[str, PlatformFacts], capabilities: dict[str, CapabilityFacts]
    ) -> None:
        self.index = index
        self.platforms = platforms
        self.capabilities = capabilities
        known = index.number_of
        self._capability_ids = [key for key in capabilities if f"capability/{key}" in known]
        self._capability_rows = np.array(
            [known[f"capability/{key}"] for key in self._capability_ids], dtype=np.int64
        )
        self._platform_ids = list(platforms)
        self._platform_rows = np.array([known[f"platform/{key}"] for key in platforms], dtype=np.int64)
        column = {key: number for number, key in enumerate(self._capability_ids)}
        self._supporting = np.array([capabilities[key].supporting for key in self._capability_ids])
        # Offered capabilities of each platform, one run after another; the last column means "none".
        runs = [
            sorted(
                {
                    column[key]
                    for _, key in facts.functions
                    if key in column and not capabilities[key].supporting
                }
            )
            or [len(self._capability_ids)]
            for facts in platforms.values()
        ]
        self._offered = np.array([number for run in runs for number in run], dtype=np.int64)
        self._run_starts = np.cumsum([0, *(len(run) for run in runs[:-1])], dtype=np.int64)
        self._runs = runs
        names: dict[str, list[str]] = {f"platform/{key}": [] for key in platforms}
        for phrase in index.phrases:
            if phrase.kind in ("name", "alias") and (name := _telling(phrase.text)):
                names[phrase.target].append(name)
        self._names = list(names.values())

    def rank(self, *parts: tuple[str, float], limit: int = 24) -> Ranking:
        """Return the best platforms and capabilities for texts, each with its weight (1 is whole)."""
        hits = self.index.search(*parts)
        reading = COSINE_SHARE * hits.best + (1 - COSINE_SHARE) * hits.coverage
        capability = np.append(reading[self._capability_rows], np.float32(0))
        own = reading[self._platform_rows]
        said = np.maximum.reduceat(capability[self._offered], self._run_starts)
        total = np.maximum(own, said) + AGREEMENT * np.minimum(own, said)
        chosen = [
            int(number) for number in np.argsort(-total, kind="stable")[:CANDIDATES] if total[number] > 0
        ]
        business = np.where(self._supporting, np.float32(0), capability[:-1])
        order = [
            int(number) for number in np.argsort(-business, kind="stable")[:limit] if business[number] > 0
        ]
        top = float(business.max(initial=0.0))
        said_text = f" {' | '.join(' '.join(syllables(fold(text))) for text, _ in parts)} "
        matches = [self._platform(number, capability, order, hits, said_text) for number in chosen]
        matches.sort(key=lambda match: -match.score)
        return Ranking(
            tuple(matches[:limit]),
            tuple(self._capability(number, capability, top, hits) for number in order[:limit]),
            hits.weight,
        )

    def _capability(self, number: int, scores: Floats, best: float, hits: Hits) -> CapabilityMatch:
        """Return a capability read as if a platform offered just it and said nothing of its own."""
        row = int(self._capability_rows[number])
        cosine, coverage = float(hits.best[row]), float(hits.coverage[row])
        rival = max(0.0, best - float(scores[number]))
        features = Features(cosine, coverage, 0.6 * cosine, 0.6 * coverage, rival, 0.0, length(hits.weight))
        return CapabilityMatch(
            self._capability_ids[number],
            float(scores[number]),
            chance(features),
            self.index.best_phrase(row, hits),
        )

    def _platform(
        self, number: int, scores: Floats, order: list[int], hits: Hits, said_text: str
    ) -> PlatformMatch:
        run = self._runs[number]
        top = max(run, key=lambda column: scores[column])
        offered = top < len(self._capability_ids) and scores[top] > 0
        said_row = int(self._capability_rows[top]) if offered else -1
        own_row = int(self._platform_rows[number])
        own_phrase = self.index.best_phrase(own_row, hits)
        own_cosine, own_coverage = float(hits.best[own_row]), float(hits.coverage[own_row])
        own = COSINE_SHARE * own_cosine + (1 - COSINE_SHARE) * own_coverage
        said = float(scores[top]) if offered else 0.0
        foreign = next((float(scores[column]) for column in order if column not in run), 0.0)
        features = Features(
            said_cosine=float(hits.best[said_row]) if offered else 0.0,
            said_coverage=float(hits.coverage[said_row]) if offered else 0.0,
            own_cosine=own_cosine,
            own_coverage=own_coverage,
            rival=max(0.0, foreign - max(own, said)),
            named=float(any(f" {name} " in said_text for name in self._names[number])),
            length=length(hits.weight),
        )
        trust = LOCAL_TRUST if self.platforms[self._platform_ids[number]].level == "provincial" else 1.0
        return PlatformMatch(
            self._platform_ids[number],
            chance(features) * trust,
            features,
            self._capability_ids[top] if offered else None,
            self.index.best_phrase(said_row, hits) if said > own else own_phrase,
        )

    def save(self, path: Path, snapshot: str) -> None:
        """Write the matcher to one file, atomically; ``snapshot`` names the registry content."""
        meta = {
            "snapshot": snapshot,
            "platforms": [asdict(facts) for facts in self.platforms.values()],
            "capabilities": [asdict(facts) for facts in self.capabilities.values()],
        }
        draft = path.with_suffix(".draft.npz")
        arrays: dict[str, Any] = {
            "meta": pack(json.dumps(meta)),
            **self.index.arrays(),
        }
        np.savez(draft, **arrays)
        draft.replace(path)

    @classmethod
    def restore(cls, path: Path, lexicon: Lexicon) -> tuple[Self, str]:
        """Return the matcher saved at ``path`` and the snapshot it was made of."""
        with np.load(path) as saved:
            meta = json.loads(unpack(saved["meta"]))
            index = TextIndex.restore(saved, lexicon)
        platforms = (PlatformFacts(**_tuples(item)) for item in meta["platforms"])
        capabilities = (CapabilityFacts(**_tuples(item)) for item in meta["capabilities"])
        matcher = cls(index, _by_id(platforms), _by_id(capabilities))
        return matcher, str(meta["snapshot"])


def _telling(name: str) -> str:
    """Return a name as it is looked for in texts, or nothing when it is made of too common words."""
    words = syllables(fold(name))
    if len(words) >= NAMED_SYLLABLES or (len(words) == 1 and len(words[0]) >= NAMED_LETTERS):
        return " ".join(words)
    return ""


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item for item in items}


def _tuples(item: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(tuple(part) if isinstance(part, list) else part for part in value)
        if isinstance(value, list)
        else value
        for key, value in item.items()
    }
