"""Gathering what speaks for and against capabilities and platforms as answers to a text.

A few capabilities and platforms are chosen by a quick look over all; those are looked at closely.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from registry.ids import fold
from registry.matching.encoder import Encoder
from registry.matching.features import PLATFORM, floored, length
from registry.matching.functions import Functions
from registry.matching.index import PhraseIndex, Spread
from registry.matching.names import Names
from registry.matching.nature import speaks_of_linking, speaks_of_the_centre
from registry.matching.offers import Offers
from registry.matching.ranking import Clauses, Evidence
from registry.matching.reading import REMEMBERED, Part, Reader
from registry.matching.score import Weights
from registry.matching.text import is_foreign, marked, syllables
from registry.matching.vocabulary import Floats, Ints, single_terms, terms

CAPABILITIES, PLATFORMS = 20, 20
"""How many capabilities and platforms are looked at closely."""
QUICK_TRAINED = 0.05
"""What the trained reading counts beside the middle of the phrases when these are chosen."""
CONTEXT = 1.0
"""What the whole text counts in the reading of one of its clauses."""
BY_LOOK = 3
"""How many of the weights of a clause are of what a first look gives (`features.PART`)."""
_MOST = [PLATFORM.index(name) for name in ("own_cover", "own_meaning", "first_part", "excluded")]


@dataclass(frozen=True)
class Known:
    """All that matching knows; ``places`` tell where the index's terms stand in the encoder."""

    index: PhraseIndex
    encoder: Encoder
    places: Ints
    offers: Offers
    functions: Functions
    names: Names


class Look(NamedTuple):
    """A first look at a text or a clause: arrays over all targets of the index or all capabilities.

    ``spread``: where its terms stand in the index; ``middle``, ``cover``: by target (`PhraseIndex.middles`);
    ``trained``: logarithm of the chance of each capability; ``weight``: how much its words say; ``work``: how
    likely it speaks of goods or work, not of software.
    """

    spread: Spread
    meaning: Floats
    middle: Floats
    cover: Floats
    trained: Floats
    weight: float
    work: float


class Heard(NamedTuple):
    """What is remembered of a clause: `said` is what speaks for each capability, the others as in `Look`."""

    said: Floats
    meaning: Floats
    cover: Floats
    weight: float
    work: float


class Gatherer:
    """Looks at texts with all that matching knows."""

    def __init__(self, reader: Reader, known: Known) -> None:
        self.reader = reader
        self.known = known
        self.index, self.encoder, self.offers = known.index, known.encoder, known.offers
        self._trained_capabilities = _places(known.offers.capabilities, known.encoder.capabilities.ids)
        self._trained_platforms = _places(known.offers.platforms, known.encoder.platforms.ids)
        self._remembered = lru_cache(REMEMBERED)(self._heard_alone)

    def gather(
        self,
        text: str,
        parts: Sequence[Part],
        weights: Weights,
        absent: Collection[str],
        asker: str | None,
    ) -> Evidence:
        """Return the features of the likeliest capabilities and platforms for a text and its clauses."""
        offers = self.offers
        words = [word for part in parts for word in part.words]
        whole = self._look(words)
        meaning, middle, cover, trained = whole.meaning, whole.middle, whole.cover, whole.trained
        quick = middle[offers.rows] + QUICK_TRAINED * trained
        quick[offers.supporting] -= 1.0
        columns = _largest(quick, CAPABILITIES)
        trained_platforms = floored(
            _taken(self.encoder.platforms.log_chances(meaning), self._trained_platforms)
        )
        promise = np.maximum(np.where(offers.offers[:, columns], quick[columns], 0.0).max(axis=1), 0.0)
        promise += middle[offers.platform_rows] + QUICK_TRAINED * trained_platforms
        promise[[offers.number[key] for key in absent]] = -99.0
        numbers = _largest(promise, PLATFORMS)
        targets = np.concatenate((offers.rows[columns], offers.platform_rows[numbers]))
        closest = self.index.closest(targets, whole.spread)
        said_closest, own_closest = np.split(closest.cosine, [len(columns)])
        unsaid, despite = offers.against_work(text)
        capability = np.column_stack(
            (
                trained[columns],
                middle[offers.rows[columns]],
                said_closest,
                cover[offers.rows[columns]],
                unsaid[columns],
                despite[columns],
            )
        )
        chances = softmax(capability @ weights.capability)
        clauses = self._clauses(parts, weights, whole)
        own_meaning, not_meaning = self.known.functions.closeness(meaning, numbers)
        offered = offers.offers[np.ix_(numbers, columns)]
        likely = np.where(offered, chances, 0.0)
        best, largest = likely.argmax(axis=1), likely.max(axis=1)
        any_likely = largest > 0
        by_part = self._by_part(clauses, numbers)
        platform = np.column_stack(
            (
                np.log(largest + 1e-3),
                middle[offers.platform_rows[numbers]],
                cover[offers.platform_rows[numbers]],
                own_meaning,
                trained_platforms[numbers],
                self.known.names.named(text, words, numbers.tolist()),
                np.maximum(0.0, not_meaning - own_meaning),
                offers.share[numbers, columns[best]] * any_likely,
                np.log1p(offers.central[columns[best]]) * any_likely,
                by_part[:, 0],
                by_part.max(axis=1),
                self._fixed(numbers, words, asker),
                np.ones(len(numbers)),
            )
        ).astype(np.float32)
        duty = chances[offers.duty[columns]].sum()
        nobody = chances[offers.nobody[columns]].sum(), clauses.chances[0, offers.nobody].sum()
        told = (chances.max(), length(whole.weight))
        budget = float(asker is not None)
        silence = (
            *nobody,
            duty,
            duty * speaks_of_linking(text),
            duty * speaks_of_the_centre(text),
            *told,
            is_foreign(fold(text)),
            budget,
            *_most(platform),
            *(budget * value for value in (*nobody, *told)),
            1.0,
        )
        return Evidence(
            capability_columns=columns,
            capability=capability,
            closest_said=closest.phrase[: len(columns)],
            platform_numbers=numbers,
            platform=platform,
            offered=np.where(any_likely, best, -1).astype(np.int32),
            own=closest.phrase[len(columns) :],
            by_itself=(own_closest >= said_closest[best]) | ~any_likely,
            silence=np.array(silence, dtype=np.float32),
            chances=chances,
            meaning=meaning,
            weight=whole.weight,
            clauses=clauses,
        )

    def weight(self, words: Sequence[str]) -> float:
        """Return how much marked words say: the weight of those that are not generic."""
        vocabulary = self.index.vocabulary
        term_of = dict(zip(words, single_terms(words), strict=True))
        specific = self.reader.lexicon.specific(words)
        numbers = [vocabulary.number.get(term_of[word]) for word in specific]
        return sum(
            vocabulary.rarest if number is None else float(vocabulary.idf[number]) - 1 for number in numbers
        )

    def _look(self, words: Sequence[str]) -> Look:
        said = self.index.vocabulary.counted(terms(words))
        vector = self.index.vocabulary.vector(said)
        meaning = self.encoder.meaning(said, self.known.places)
        log_chances = self.encoder.capabilities.log_chances(meaning)
        trained = floored(_taken(log_chances, self._trained_capabilities))
        spread = self.index.spread(vector)
        middle, cover = self.index.middles(spread)
        return Look(spread, meaning, middle, cover, trained, self.weight(words), self.encoder.work(meaning))

    def _clauses(self, parts: Sequence[Part], weights: Weights, whole: Look) -> Clauses:
        """Return how likely each clause asks for each capability, and each clause's share of what is said.

        The whole text is the context of its clauses.
        """
        if len(parts) > 1:
            heard = [self._remembered(part, weights) for part in parts]
        else:
            heard = [self._heard(parts[0], weights, whole)]
        said = np.array([item.said for item in heard])
        if len(parts) > 1:
            said += CONTEXT * self._for_clause(whole, weights.part)
        share = np.array([item.weight + 0.1 for item in heard], dtype=np.float32)
        return Clauses(
            tuple(parts),
            softmax(said),
            share / share.sum(),
            np.array([item.meaning for item in heard]),
            np.array([item.work for item in heard], dtype=np.float32),
            np.array([item.cover for item in heard]),
        )

    def _heard_alone(self, part: Part, weights: Weights) -> Heard:
        """Return what a clause says."""
        return self._heard(part, weights, self._look(part.words))

    def _heard(self, part: Part, weights: Weights, look: Look) -> Heard:
        """Return what a clause says by a first look at it."""
        said = self._for_clause(look, weights.part)
        said += np.tensordot(weights.part[BY_LOOK:], self.offers.against_work(part.text), axes=(0, 0))
        return Heard(said, look.meaning, look.cover, look.weight, look.work)

    def _for_clause(self, look: Look, weights: Floats) -> Floats:
        """Return what a look says for each capability."""
        rows = self.offers.rows
        columns = (look.trained, look.middle[rows], look.cover[rows])
        evidence = np.sum([weight * column for weight, column in zip(weights, columns, strict=False)], axis=0)
        evidence[self.offers.supporting] -= 9.0
        return np.asarray(evidence)

    def _by_part(self, clauses: Clauses, numbers: Ints) -> Floats:
        """Return how likely each clause asks for what each platform offers (platforms by clauses)."""
        offers = self.offers.offers[numbers]
        any_offers = offers.any(axis=0)
        offered = offers[:, np.newaxis, any_offers]
        return np.asarray(np.where(offered, clauses.chances[:, any_offers], np.float32(0)).max(axis=2))

    def _fixed(self, numbers: Ints, words: Sequence[str], asker: str | None) -> Floats:
        """Return what is known of the platforms; one of the Party is foreign unless the Party is meant."""
        fixed = self.offers.fixed[numbers]
        if self.reader.lexicon.speaks_of_party([*words, *map(marked, syllables(asker or ""))]):
            fixed[:, -1] = 0.0
        return fixed


def _most(platform: Floats) -> Floats:
    """Return the largest of some features of the central platforms, in the order of `features.SILENCE`."""
    central = platform[platform[:, PLATFORM.index("provincial")] == 0]
    return np.asarray(central[:, _MOST].max(axis=0, initial=0.0))


def _places(wanted: Sequence[str], ids: Sequence[str]) -> Ints:
    """Return where each wanted id stands among ``ids``, -1 for what the training did not know."""
    place = {key: number for number, key in enumerate(ids)}
    return np.array([place.get(key, -1) for key in wanted], dtype=np.int32)


def _taken(values: Floats, places: Ints) -> Floats:
    return np.where(places >= 0, values[..., places], np.float32(-99)).astype(np.float32)


def _largest(values: Floats, count: int) -> Ints:
    """Return the places of the largest values, in their order."""
    count = min(count, len(values))
    return np.sort(np.argpartition(-values, count - 1)[:count]).astype(np.int32)


def softmax(values: Floats) -> Floats:
    """Return chances that add up to one along the last axis."""
    scaled = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(scaled / scaled.sum(axis=-1, keepdims=True), dtype=np.float32)
