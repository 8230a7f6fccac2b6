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

from registry.matching.packing import pack_lines, unpack_lines
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
        # Vectors of the phrases, one after the other; `rows` tells where each begins.
        self._rows: Ints = arrays["rows"]
        self._ids: Ints = arrays["ids"]
        self._weights: Floats = arrays["weights"]
        # Which targets a term stands in, and its weight in the middle of each one's phrases.
        self._term_starts: Ints = arrays["term_starts"]
        self._holders: Ints = arrays["holders"]
        self._middles: Floats = arrays["middles"]
        self._scratch = np.zeros(len(vocabulary.known), dtype=np.float32)

    @classmethod
    def build(cls, phrases: Iterable[Phrase], read: Any) -> Self:
        """Index the phrases; ``read`` turns a text into its terms."""
        ordered = sorted({phrase._replace(text=" ".join(phrase.text.split())) for phrase in phrases})
        read_phrases = ((phrase, read(phrase.text)) for phrase in ordered)
        # A phrase without a word (only figures) says nothing.
        kept = [(phrase, text) for phrase, text in read_phrases if text]
        ordered, texts = [phrase for phrase, _ in kept], [text for _, text in kept]
        vocabulary = Vocabulary.learn(texts)
        vectors = [vocabulary.vector(vocabulary.counted(text)) for text in texts]
        names = [phrase.target for phrase in ordered]
        starts = [number for number, name in enumerate(names) if not number or name != names[number - 1]]
        arrays: dict[str, Any] = {
            "starts": np.array([*starts, len(ordered)], dtype=np.int32),
            "rows": np.cumsum([0, *(len(vector.ids) for vector in vectors)], dtype=np.int32),
            "ids": np.concatenate([vector.ids for vector in vectors]),
            "weights": np.concatenate([vector.weights for vector in vectors]),
        }
        arrays |= _middles(arrays, len(vocabulary.known))
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
            "rows": self._rows,
            "ids": self._ids,
            "weights": self._weights,
            "term_starts": self._term_starts,
            "holders": self._holders,
            "middles": self._middles,
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

    def middles(self, texts: Sequence[Vector]) -> tuple[Floats, Floats]:
        """Return the cosine of each target's middle, and the share of each text that a target's words cover.

        Both have the shape (texts, targets).
        """
        size = len(self.targets)
        row = np.repeat(np.arange(len(texts)) * size, [len(text.ids) for text in texts])
        ids = np.concatenate([text.ids for text in texts])
        weights = np.concatenate([text.weights for text in texts])
        first, last = self._term_starts[ids], self._term_starts[ids + 1]
        places, often = ranges(first, last), last - first
        cells = np.repeat(row, often) + self._holders[places]
        weights = np.repeat(weights, often)
        near = np.bincount(cells, weights * self._middles[places], len(texts) * size)
        cover = np.bincount(cells, weights * weights, len(texts) * size)
        shape = (len(texts), size)
        return near.astype(np.float32).reshape(shape), cover.astype(np.float32).reshape(shape)

    def closest(self, targets: Ints, text: Vector) -> Closest:
        """Return the closest phrase of each of the targets (by number; at least one)."""
        dense = self._scratch
        dense[text.ids] = text.weights
        first, last = self.starts[targets], self.starts[targets + 1]
        entries = ranges(self._rows[first], self._rows[last])
        products = dense[self._ids[entries]] * self._weights[entries]
        dense[text.ids] = 0.0
        phrases = ranges(first, last)
        lengths = self._rows[phrases + 1] - self._rows[phrases]
        sums = np.add.reduceat(products, np.cumsum(lengths) - lengths)
        counts = last - first
        begins = np.cumsum(counts) - counts
        best = np.maximum.reduceat(sums, begins)
        places = np.flatnonzero(sums == np.repeat(best, counts))
        return Closest(best.astype(np.float32), phrases[places[np.searchsorted(places, begins)]])


def ranges(first: Ints, last: Ints) -> Ints:
    """Return the numbers of the ranges ``first`` to ``last`` (not included), one range after the other."""
    counts = last - first
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int32) + np.repeat(last - ends, counts).astype(
        np.int32
    )


def _middles(arrays: Mapping[str, Any], terms: int) -> dict[str, Any]:
    """Return the middle (sum of the phrase vectors, scaled to length one) of every target, by term."""
    counts = np.diff(arrays["starts"])
    phrase_target = np.repeat(np.arange(len(counts)), counts)
    target = np.repeat(phrase_target, np.diff(arrays["rows"])).astype(np.int64)
    keys, place = np.unique(arrays["ids"].astype(np.int64) * len(counts) + target, return_inverse=True)
    sums = np.bincount(place, arrays["weights"])
    holders, term = keys % len(counts), keys // len(counts)
    length = np.sqrt(np.bincount(holders, sums * sums, len(counts)))
    return {
        "term_starts": np.searchsorted(term, np.arange(terms + 1)).astype(np.int32),
        "holders": holders.astype(np.int32),
        "middles": (sums / length[holders]).astype(np.float32),
    }
