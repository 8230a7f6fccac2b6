"""Which phrases say something like a text, in arrays.

A *phrase* is one way to say a *target* (a capability, a platform, or what a platform does not do). For a text
the index gives, for every target, how close the middle of its phrases is and how much of the text its words
cover; and, for chosen targets, the one phrase that is closest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from registry.ids import fold
from registry.matching.packing import pack_lines, unpack_lines
from registry.matching.text import is_foreign
from registry.matching.vocabulary import Floats, Ints, Vector, Vocabulary

PhraseKind = Literal["label", "said", "name", "alias", "function", "excluded"]


class Phrase(NamedTuple):
    """One way to say a target: ``capability/<id>``, ``platform/<id>`` or ``not/<platform id>``."""

    target: str
    kind: PhraseKind
    text: str


@dataclass(frozen=True)
class Closest:
    """For each of some targets: the cosine of its closest phrase (0 to 1) and the number of that phrase."""

    cosine: Floats
    phrase: Ints


class Spread(NamedTuple):
    """Where the terms of a text stand: the places in the table of terms and targets, their targets, and the

    weight of the term in the text.
    """

    places: Ints
    holders: Ints
    weights: Floats


class PhraseIndex:
    """Phrases in the order of their targets, with their vectors, and the targets' words.

    ``starts``: the first phrase of each target, and the number of phrases at the end.
    """

    def __init__(self, phrases: Sequence[Phrase], vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> None:
        self.phrases = phrases
        self.vocabulary = vocabulary
        self.starts: Ints = arrays["starts"]
        self.targets = [phrases[number].target for number in self.starts[:-1]]
        self.number_of = {target: number for number, target in enumerate(self.targets)}
        # Which targets a term stands in, and its weight in the middle of each one's phrases.
        self._term_starts: Ints = arrays["term_starts"]
        self._holders: Ints = arrays["holders"]
        self._middles: Floats = arrays["middles"]
        # For each of those, the target's phrases that have the term, and its weight in their vectors.
        self._holder_starts: Ints = arrays["holder_starts"]
        self._phrases: Ints = arrays["phrases"]
        self._weights: Floats = arrays["weights"]

    @classmethod
    def build(cls, phrases: Iterable[Phrase], read: Any) -> Self:
        """Index the phrases; ``read`` turns a text into its terms."""
        ordered = sorted({phrase._replace(text=" ".join(phrase.text.split())) for phrase in phrases})
        read_phrases = ((phrase, read(phrase.text)) for phrase in ordered)
        # A phrase without a word (only figures) says nothing.
        kept = [(phrase, text) for phrase, text in read_phrases if text]
        ordered, texts = [phrase for phrase, _ in kept], [text for _, text in kept]
        vocabulary = Vocabulary.learn(texts)
        terms, numbers, weights = vocabulary.vectors(texts)
        names = [phrase.target for phrase in ordered]
        starts = [number for number, name in enumerate(names) if not number or name != names[number - 1]]
        counts = np.diff([*starts, len(ordered)])
        by_term = _by_term(
            terms,
            numbers,
            weights,
            np.repeat(np.arange(len(counts)), counts),
            np.array([is_foreign(fold(phrase.text)) for phrase in ordered]),
            len(vocabulary.known),
        )
        arrays = {"starts": np.array([*starts, len(ordered)], dtype=np.int32), **by_term}
        return cls(ordered, vocabulary, arrays)

    def of(self, target: str) -> Sequence[Phrase]:
        """Return the phrases of a target."""
        number = self.number_of[target]
        return self.phrases[self.starts[number] : self.starts[number + 1]]

    def holders(self, term: int) -> Ints:
        """Return the targets (by number) that a term stands in."""
        return self._holders[self._term_starts[term] : self._term_starts[term + 1]]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the index as arrays, for ``numpy.savez``."""
        return {
            "starts": self.starts,
            "term_starts": self._term_starts,
            "holders": self._holders,
            "middles": self._middles,
            "holder_starts": self._holder_starts,
            "phrases": self._phrases,
            "weights": self._weights,
            "terms": pack_lines(self.vocabulary.known),
            "idf": self.vocabulary.idf,
            "phrase_kinds": pack_lines(phrase.kind for phrase in self.phrases),
            "phrase_texts": pack_lines(phrase.text for phrase in self.phrases),
            "targets": pack_lines(self.targets),
        }

    @classmethod
    def restore(cls, saved: Mapping[str, npt.NDArray[Any]]) -> Self:
        """Return the index from saved arrays."""
        often = np.diff(saved["starts"]).tolist()
        targets = [
            name
            for name, count in zip(unpack_lines(saved["targets"]), often, strict=True)
            for _ in range(count)
        ]
        columns = (targets, unpack_lines(saved["phrase_kinds"]), unpack_lines(saved["phrase_texts"]))
        phrases = list(map(Phrase._make, zip(*columns, strict=True)))
        return cls(phrases, Vocabulary(unpack_lines(saved["terms"]), saved["idf"]), saved)

    def spread(self, text: Vector) -> Spread:
        """Return where the terms of a text stand."""
        first, last = self._term_starts[text.ids], self._term_starts[text.ids + 1]
        places = ranges(first, last)
        return Spread(places, self._holders[places], np.repeat(text.weights, last - first))

    def middles(self, text: Spread) -> tuple[Floats, Floats]:
        """Return each target's cosine with its middle, and the share of the text that its words cover."""
        near = np.bincount(text.holders, text.weights * self._middles[text.places], len(self.targets))
        cover = np.bincount(text.holders, text.weights * text.weights, len(self.targets))
        return near.astype(np.float32), cover.astype(np.float32)

    def closest(self, targets: Ints, text: Spread) -> Closest:
        """Return the closest phrase of each of the targets (by number; at least one)."""
        # Where the sums over each of the targets' phrases stand, one target after the other.
        first, last = self.starts[targets], self.starts[targets + 1]
        counts = last - first
        begins = np.cumsum(counts) - counts
        place = np.zeros(len(self.targets), dtype=np.int64)
        place[targets] = begins - first
        # The terms of the text in those targets, and then the phrases that have them.
        wanted = np.zeros(len(self.targets), dtype=bool)
        wanted[targets] = True
        here = np.flatnonzero(wanted[text.holders])
        places, holders, weights = text.places[here], text.holders[here], text.weights[here]
        own = self._holder_starts[places], self._holder_starts[places + 1]
        entries, often = ranges(*own), own[1] - own[0]
        cells = self._phrases[entries] + np.repeat(place[holders], often)
        sums = np.bincount(cells, np.repeat(weights, often) * self._weights[entries], counts.sum())
        best = np.maximum.reduceat(sums, begins)
        largest = np.flatnonzero(sums == np.repeat(best, counts))
        found = largest[np.searchsorted(largest, begins)]
        return Closest(best.astype(np.float32), (found - begins + first).astype(np.int32))


def ranges(first: Ints, last: Ints) -> Ints:
    """Return the numbers of the ranges ``first`` to ``last`` (not included), one range after the other."""
    counts = last - first
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int32) + np.repeat(last - ends, counts).astype(
        np.int32
    )


def _by_term(
    terms: Ints, phrases: Ints, weights: Floats, target_of: Ints, foreign: npt.NDArray[np.bool_], known: int
) -> dict[str, Any]:
    """Return the table of (term, phrase, weight) by term and target.

    ``middles`` are weights in the sum of a target's phrase vectors, those of each language scaled to length
    one: a text is in one language, and ways to say it in the other do not put it farther away. ``target_of``,
    ``foreign``: of each phrase.
    """
    targets = int(target_of[-1]) + 1
    keys, place = np.unique(terms.astype(np.int64) * targets + target_of[phrases], return_inverse=True)
    holders, term = keys % targets, keys // targets
    middles = np.zeros(len(keys))
    for language in (False, True):
        sums = np.bincount(place, weights * (foreign[phrases] == language), len(keys))
        length = np.sqrt(np.bincount(holders, sums * sums, targets))
        middles += sums / np.maximum(length, 1e-12)[holders]
    order = np.lexsort((phrases, terms))
    return {
        "term_starts": np.searchsorted(term, np.arange(known + 1)).astype(np.int32),
        "holders": holders.astype(np.int32),
        "middles": middles.astype(np.float32),
        "holder_starts": np.cumsum([0, *np.bincount(place)], dtype=np.int32),
        "phrases": phrases[order],
        "weights": weights[order],
    }
