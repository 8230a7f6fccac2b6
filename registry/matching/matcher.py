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

from registry.matching.facts import CapabilityFacts, PlatformFacts
from registry.matching.index import Floats, Hits, Phrase, TextIndex
from registry.matching.lexicon import Lexicon

COSINE_SHARE = 0.6
"""Share of the closest phrase in a target's score; the rest is how much of the query it covers."""
AGREEMENT = 0.3
"""What the weaker of the two readings adds."""
LOCAL_TRUST = 0.85
"""What a province's own system counts: the question is what national, Party and ministry platforms do."""


@dataclass(frozen=True)
class CapabilityMatch:
    """A capability for a text: raw score, and the phrase that is closest."""

    id: str
    score: float
    phrase: Phrase
    coverage: float


@dataclass(frozen=True)
class PlatformMatch:
    """A platform for a text: raw score, its own reading, and the capability that speaks for it."""

    id: str
    score: float
    own: float
    capability: str | None
    capability_score: float
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
            sorted({column[key] for _, key in facts.functions if key in column and not capabilities[key].supporting})
            or [len(self._capability_ids)]
            for facts in platforms.values()
        ]
        self._offered = np.array([number for run in runs for number in run], dtype=np.int64)
        self._run_starts = np.cumsum([0, *(len(run) for run in runs[:-1])], dtype=np.int64)
        self._runs = runs
        self._trust = np.array(
            [LOCAL_TRUST if facts.level == "provincial" else 1.0 for facts in platforms.values()], dtype=np.float32
        )

    def rank(self, *parts: tuple[str, float], limit: int = 20) -> Ranking:
        """Return the best platforms and capabilities for texts, each with its weight (1 is whole)."""
        hits = self.index.search(*parts)
        score = COSINE_SHARE * hits.best + (1 - COSINE_SHARE) * hits.coverage
        capability = np.append(score[self._capability_rows], np.float32(0))
        own = score[self._platform_rows]
        said = np.maximum.reduceat(capability[self._offered], self._run_starts)
        total = (np.maximum(own, said) + AGREEMENT * np.minimum(own, said)) * self._trust
        best = np.argsort(-total, kind="stable")[:limit]
        business = np.where(self._supporting, np.float32(0), capability[:-1])
        order = np.argsort(-business, kind="stable")[:limit]
        return Ranking(
            tuple(self._platform(int(number), total, own, capability, hits) for number in best if total[number] > 0),
            tuple(self._capability(int(number), capability, hits) for number in order if capability[number] > 0),
            hits.weight,
        )

    def _capability(self, number: int, scores: Floats, hits: Hits) -> CapabilityMatch:
        row = int(self._capability_rows[number])
        return CapabilityMatch(
            self._capability_ids[number],
            float(scores[number]),
            self.index.best_phrase(row, hits),
            float(hits.coverage[row]),
        )

    def _platform(self, number: int, total: Floats, own: Floats, capability: Floats, hits: Hits) -> PlatformMatch:
        top = max(self._runs[number], key=lambda column: capability[column])
        key = self._capability_ids[top] if top < len(self._capability_ids) and capability[top] > 0 else None
        by_capability = key is not None and capability[top] > own[number]
        row = int(self._capability_rows[top]) if by_capability else int(self._platform_rows[number])
        return PlatformMatch(
            self._platform_ids[number],
            float(total[number]),
            float(own[number]),
            key,
            float(capability[top]),
            self.index.best_phrase(row, hits),
        )

    def save(self, path: Path, snapshot: str) -> None:
        """Write the matcher to one file, atomically; ``snapshot`` names the registry content."""
        meta = {
            "snapshot": snapshot,
            "platforms": [asdict(facts) for facts in self.platforms.values()],
            "capabilities": [asdict(facts) for facts in self.capabilities.values()],
        }
        draft = path.with_suffix(".draft.npz")
        np.savez(draft, meta=np.array(json.dumps(meta, ensure_ascii=False)), **self.index.arrays())
        draft.replace(path)

    @classmethod
    def restore(cls, path: Path, lexicon: Lexicon) -> tuple[Self, str]:
        """Return the matcher saved at ``path`` and the snapshot it was made of."""
        with np.load(path) as saved:
            meta = json.loads(str(saved["meta"]))
            index = TextIndex.restore(saved, lexicon)
        platforms = (PlatformFacts(**_tuples(item)) for item in meta["platforms"])
        capabilities = (CapabilityFacts(**_tuples(item)) for item in meta["capabilities"])
        matcher = cls(index, _by_id(platforms), _by_id(capabilities))
        return matcher, str(meta["snapshot"])


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item for item in items}


def _tuples(item: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(tuple(part) if isinstance(part, list) else part for part in value)
        if isinstance(value, list)
        else value
        for key, value in item.items()
    }
