"""Ranking of capabilities and platforms for a text.

First how likely each capability is what the text asks for, then how likely each platform is the answer: by
the capabilities that it offers, by what it says of itself, and by what speaks against it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np

from registry.matching.encoder import Encoder
from registry.matching.evidence import Gatherer, Known
from registry.matching.facts import CapabilityFacts, PlatformFacts
from registry.matching.features import PLATFORM
from registry.matching.functions import Functions, unit
from registry.matching.index import PhraseIndex
from registry.matching.lexicon import Lexicon
from registry.matching.names import Names
from registry.matching.nature import led, seldom_done
from registry.matching.offers import Offers
from registry.matching.packing import pack_lines, unpack_lines
from registry.matching.ranking import CapabilityMatch, Clauses, Evidence, Met, PlatformMatch, Ranking
from registry.matching.reading import Part, Reader
from registry.matching.score import Weights
from registry.matching.spelling import Decoder
from registry.matching.usage import speaks_of_use
from registry.matching.vocabulary import Floats, terms


class Matcher:
    """Ranks platforms and capabilities for Vietnamese or English text."""

    def __init__(
        self,
        reader: Reader,
        index: PhraseIndex,
        platforms: dict[str, PlatformFacts],
        capabilities: dict[str, CapabilityFacts],
        learned: Mapping[str, Any] | None = None,
    ) -> None:
        """``learned``: where the encoder's terms stand and the vectors of functions, where they are known."""
        self.reader = reader
        self.index = index
        self.platforms = platforms
        self.capabilities = capabilities
        self.encoder = Encoder.shipped()
        self.weights = Weights.shipped()
        self.offers = Offers(index, platforms, capabilities)
        self._places = self.encoder.places(index.vocabulary) if learned is None else learned["places"]
        self._functions = (
            Functions.read(index, self.offers, self.meaning, reader)
            if learned is None
            else Functions(index, self.offers, learned["functions"].astype(np.float32))
        )
        names = Names(index, platforms, reader.lexicon)
        known = Known(index, self.encoder, self._places, self.offers, self._functions, names)
        self._gatherer = Gatherer(reader, known)
        self._excluded = cache(self._words_of_exclusions)

    def rank(
        self, text: str, absent: Collection[str] = (), asker: str | None = None, limit: int = 24
    ) -> Ranking:
        """Return the likeliest platforms and capabilities for a text.

        ``absent`` are platforms that did not exist at the date asked for; they take no part. ``asker`` is the
        body that proposes a line of a budget (it may be empty), None for a search.
        """
        found = self.evidence(text, absent, asker)
        if found is None:
            return Ranking(None, (), (), 0.0, self.meaning(()), 0.0)
        evidence = found.platform @ self.weights.platform
        silence = float(found.silence @ self.weights.silence)
        central = found.platform[:, PLATFORM.index("provincial")] == 0
        answered = self.weights.any_answers(evidence[central], silence)
        chances = self.weights.chances(evidence, answered)
        order = np.argsort(-chances, kind="stable")[:limit]
        asked = np.argsort(-found.chances, kind="stable")[:limit]
        said = self.reader.lexicon.specific([word for part in found.clauses.parts for word in part.words])
        return Ranking(
            found.clauses,
            tuple(self._platform(found, int(place), chances, said) for place in order),
            tuple(
                CapabilityMatch(
                    self.offers.capabilities[found.capability_columns[place]],
                    float(found.chances[place]),
                    self.index.phrases[found.closest_said[place]],
                )
                for place in asked
            ),
            found.weight,
            found.meaning,
            answered,
        )

    def evidence(self, text: str, absent: Collection[str], asker: str | None) -> Evidence | None:
        """Return the features behind a ranking; None for a text without words."""
        parts = self.parts(text)
        return self._gatherer.gather(text, parts, self.weights, absent, asker) if parts else None

    def parts(self, text: str) -> list[Part]:
        """Return the clauses of a text that say what is asked, first the one that says it as a whole."""
        return led(self.reader.parts(text))

    def _platform(self, found: Evidence, place: int, chances: Floats, said: set[str]) -> PlatformMatch:
        """Return the platform of a row of the evidence; ``said``: the telling words of the text."""
        number, best = int(found.platform_numbers[place]), int(found.offered[place])
        offers = self.offers
        named, excluded, foreign = (
            bool(found.platform[place, PLATFORM.index(name)] > 0) for name in ("named", "excluded", "party")
        )
        not_for = self._functions.excluded(found.meaning, number) if excluded else None
        refusal = self._refusal(said, offers.platforms[number], not_for)
        return PlatformMatch(
            offers.platforms[number],
            float(chances[place]),
            named,
            foreign,
            offers.capabilities[found.capability_columns[best]] if best >= 0 else None,
            None if found.by_itself[place] else self.index.phrases[found.closest_said[best]],
            self.index.phrases[found.own[place]],
            refusal or not_for,
            refusal is not None,
        )

    def _refusal(self, said: set[str], platform: str, not_for: str | None) -> str | None:
        """Return what a platform is known not to do if that is all that a text says.

        ``not_for`` is the closest in meaning, where the text is closer to it than to what the platform does.
        Its own name adds nothing: time-sheets "of officials" are time-sheets to the database of officials.
        """
        if not_for is not None and said <= set(self.reader.written(not_for)):
            return not_for
        for phrase, core, words in self._excluded(platform):
            if core and core <= said <= words:
                return phrase
        return None

    def _of_an_exclusion(self, clause: Part, platform: str) -> float:
        """Return how much a clause has of the telling words (two or more) of what a platform does not do."""
        cores = (core for _, core, _ in self._excluded(platform) if len(core) > 1)
        return max((len(core.intersection(clause.words)) / len(core) for core in cores), default=0.0)

    def _words_of_exclusions(self, platform: str) -> list[tuple[str, set[str], set[str]]]:
        """Return what a platform is known not to do, its telling words, and all its words with the name's."""
        if f"not/{platform}" not in self.index.number_of:
            return []
        own = self.index.of(f"platform/{platform}")
        name = {word for item in own if item.kind == "name" for word in self.reader.written(item.text)}
        found = []
        for item in self.index.of(f"not/{platform}"):
            words = self.reader.written(item.text)
            found.append((item.text, self.reader.lexicon.specific(words) - name, {*words, *name}))
        return found

    def met(self, clauses: Clauses, platforms: Sequence[str]) -> Met:
        """Return how well each clause of a text is met by what some platforms do, the best of them first."""
        numbers = [self.offers.number[key] for key in platforms]
        offered = self.offers.offers[numbers].any(axis=0)
        return Met(
            clauses.chances[:, offered].sum(axis=1),
            self._functions.closest(clauses.meanings, numbers),
            clauses.chances[:, self.offers.nobody].sum(axis=1),
            clauses.work,
            self._functions.closest_excluded(clauses.meanings, numbers[0]),
            np.array([self._of_an_exclusion(part, platforms[0]) for part in clauses.parts], dtype=np.float32),
            clauses.covers[:, self.offers.platform_rows[numbers]].max(axis=1),
            clauses.covers[:, self.offers.rows[offered]].max(axis=1, initial=0.0),
            clauses.shares * [not speaks_of_use(part.text) for part in clauses.parts],
            np.array([len(part.words) for part in clauses.parts], dtype=np.int32),
            np.array([seldom_done(part.text) for part in clauses.parts], dtype=np.float32),
            unit(clauses.meanings),
        )

    def meaning(self, words: Sequence[str]) -> Floats:
        """Return the vector of meaning of marked words."""
        return self.encoder.meaning(self.index.vocabulary.counted(terms(words)), self._places)

    def weight(self, words: Sequence[str]) -> float:
        """Return how much marked words say."""
        return self._gatherer.weight(words)

    def is_work(self, capability: str) -> bool:
        """Return whether a capability is work or goods, not software."""
        return self.capabilities[capability].nature != "software"

    def save(self, path: Path, snapshot: str) -> None:
        """Write the matcher to one file, atomically; ``snapshot`` names the registry content."""
        meta = {
            "snapshot": snapshot,
            "platforms": [asdict(facts) for facts in self.platforms.values()],
            "capabilities": [asdict(facts) for facts in self.capabilities.values()],
        }
        draft = path.with_suffix(".draft.npz")
        arrays: dict[str, Any] = {
            "meta": pack_lines([json.dumps(meta)]),
            **_packed("decoder", self.reader.decoder),
            **_packed("foreign", self.reader.foreign),
            "functions": self._functions.vectors.astype(np.float16),
            "places": self._places,
            **self.index.arrays(),
        }
        np.savez(draft, **arrays)
        draft.replace(path)

    @classmethod
    def restore(cls, path: Path, lexicon: Lexicon) -> tuple[Self, str]:
        """Return the matcher saved at ``path`` and the snapshot it was made of."""
        with np.load(path) as saved:
            arrays = dict(saved)
        meta = json.loads(unpack_lines(arrays["meta"])[0])
        matcher = cls(
            Reader(lexicon, *(_unpacked(name, arrays, lexicon) for name in ("decoder", "foreign"))),
            PhraseIndex.restore(arrays),
            _by_id(PlatformFacts(**_tuples(item)) for item in meta["platforms"]),
            _by_id(CapabilityFacts(**_tuples(item)) for item in meta["capabilities"]),
            arrays,
        )
        return matcher, str(meta["snapshot"])


def _packed(name: str, decoder: Decoder) -> dict[str, Any]:
    """Return what a decoder knows as arrays, for `_unpacked`."""
    arrays: dict[str, Any] = {}
    for what, counts in (("words", decoder.words), ("pairs", decoder.pairs)):
        arrays[f"{name}.{what}"] = pack_lines(counts)
        arrays[f"{name}.{what}.often"] = np.array(list(counts.values()), dtype=np.int32)
    return arrays


def _unpacked(name: str, arrays: Mapping[str, Any], lexicon: Lexicon) -> Decoder:
    words, pairs = (
        dict(
            zip(unpack_lines(arrays[f"{name}.{what}"]), arrays[f"{name}.{what}.often"].tolist(), strict=True)
        )
        for what in ("words", "pairs")
    )
    return Decoder(words, pairs, lexicon.expansions)


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item for item in items}


def _tuples(item: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(tuple(part) if isinstance(part, list) else part for part in value)
        if isinstance(value, list)
        else value
        for key, value in item.items()
    }
