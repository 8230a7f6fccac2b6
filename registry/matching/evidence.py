"""Gathering what speaks for and against capabilities and platforms as answers to a text.

A few capabilities and platforms are chosen by a quick look over all; those are looked at closely.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from registry.ids import fold
from registry.matching.encoder import Encoder
from registry.matching.features import floored, length
from registry.matching.functions import Functions
from registry.matching.index import PhraseIndex
from registry.matching.names import Names
from registry.matching.nature import speaks_of_linking
from registry.matching.offers import Offers
from registry.matching.ranking import Clauses, Evidence
from registry.matching.reading import Part, Reader
from registry.matching.score import Weights
from registry.matching.text import is_foreign, marked, syllables
from registry.matching.vocabulary import Floats, Ints, terms

CAPABILITIES, PLATFORMS = 20, 20
"""How many capabilities and platforms are looked at closely."""
QUICK_TRAINED = 0.05
"""What the trained reading counts beside the middle of the phrases when these are chosen."""
CONTEXT = 1.0
"""What the whole text counts in the reading of one of its clauses."""


@dataclass(frozen=True)
class Known:
    """All that matching knows; ``places`` tell where the index's terms stand in the encoder."""

    index: PhraseIndex
    encoder: Encoder
    places: Ints
    offers: Offers
    functions: Functions
    names: Names


class Gatherer:
    """Looks at texts with all that matching knows."""

    def __init__(self, reader: Reader, known: Known) -> None:
        self.reader = reader
        self.known = known
        self.index, self.encoder, self.offers = known.index, known.encoder, known.offers
        self._trained_capabilities = _places(known.offers.capabilities, known.encoder.capabilities.ids)
        self._trained_platforms = _places(known.offers.platforms, known.encoder.platforms.ids)

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
        # The whole text first, then its clauses; a text of one clause is read once.
        texts = [words, *(part.words for part in (parts if len(parts) > 1 else ()))]
        said = [self.index.vocabulary.counted(terms(item)) for item in texts]
        vectors = [self.index.vocabulary.vector(item) for item in said]
        meanings = np.array([self.encoder.meaning(item, self.known.places) for item in said])
        middles, covers = self.index.middles(vectors)
        log_chances = self.encoder.capabilities.log_chances(meanings)
        all_trained = floored(_taken(log_chances, self._trained_capabilities))
        meaning, middle, cover, trained = meanings[0], middles[0], covers[0], all_trained[0]
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
        closest = self.index.closest(targets, vectors[0])
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
        clauses = self._clauses(parts, weights, (all_trained, middles, covers), meanings)
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
        weight = self.weight(words)
        duty = chances[offers.duty[columns]].sum()
        silence = (
            chances[offers.nobody[columns]].sum(),
            clauses.chances[0, offers.nobody].sum(),
            duty,
            duty * speaks_of_linking(text),
            chances.max(),
            length(weight),
            is_foreign(fold(text)),
            asker is not None,
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
            weight=weight,
            clauses=clauses,
        )

    def weight(self, words: Sequence[str]) -> float:
        """Return how much marked words say: the weight of those that are not generic."""
        vocabulary = self.index.vocabulary
        numbers = [vocabulary.number.get(word) for word in self.reader.lexicon.specific(words)]
        return sum(
            vocabulary.rarest if number is None else float(vocabulary.idf[number]) - 1 for number in numbers
        )

    def _clauses(
        self,
        parts: Sequence[Part],
        weights: Weights,
        tables: tuple[Floats, Floats, Floats],
        meanings: Floats,
    ) -> Clauses:
        """Return how likely each clause asks for each capability, and each clause's share of what is said.

        The tables (trained, middles, covers) begin with the whole text: the context of its clauses.
        """
        trained, middles, covers = tables
        columns = (trained, middles[:, self.offers.rows], covers[:, self.offers.rows])
        evidence = np.sum(
            [weight * column for weight, column in zip(weights.part, columns, strict=False)], axis=0
        )
        evidence[:, self.offers.supporting] -= 9.0
        if len(parts) > 1:
            evidence, meanings = evidence[1:] + CONTEXT * evidence[0], meanings[1:]
        against = np.array([self.offers.against_work(part.text) for part in parts])
        evidence += np.tensordot(against, weights.part[len(columns) :], axes=(1, 0))
        share = np.array([self.weight(part.words) + 0.1 for part in parts], dtype=np.float32)
        return Clauses(tuple(parts), softmax(evidence), share / share.sum(), meanings)

    def _by_part(self, clauses: Clauses, numbers: Ints) -> Floats:
        """Return how likely each clause asks for what each platform offers (platforms by clauses)."""
        offered = self.offers.offers[numbers][:, np.newaxis, :]
        return np.asarray(np.where(offered, clauses.chances, np.float32(0)).max(axis=2))

    def _fixed(self, numbers: Ints, words: Sequence[str], asker: str | None) -> Floats:
        """Return what is known of the platforms; one of the Party is foreign unless the Party is meant."""
        fixed = self.offers.fixed[numbers]
        if self.reader.lexicon.speaks_of_party([*words, *map(marked, syllables(asker or ""))]):
            fixed[:, -1] = 0.0
        return fixed


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
