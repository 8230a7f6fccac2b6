"""The text index: which phrases say something like a query, in arrays.

A *phrase* is one way to say a *target* (a capability or a platform); a target's *document* is all its
phrases together. For a query the index gives, for every phrase, the cosine of weighted terms, and for
every document, the share of the query's weight that its words cover. Weights are inverse document
frequencies over documents. The index is saved as one file and loads in milliseconds.
"""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

from registry.matching.lexicon import Lexicon
from registry.matching.text import Terms, has_marks, terms

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
PhraseKind = Literal["label", "said", "name", "alias", "function"]

MARKED_SHARE = 0.6
"""Weight of the form with diacritics where the query has any; the folded form has the rest."""


@dataclass(frozen=True)
class Phrase:
    """One way to say a target. ``target`` is ``capability/<id>`` or ``platform/<id>``."""

    target: str
    kind: PhraseKind
    text: str


@dataclass(frozen=True)
class _Postings:
    """A sparse matrix by term: for each term the rows that have it, and their weights."""

    vocabulary: dict[str, int]
    starts: Ints
    rows: Ints
    weights: Floats
    idf: Floats
    size: int

    @classmethod
    def build(cls, documents: Sequence[Counter[str]], idf: dict[str, float], normalise: bool) -> Self:
        by_term: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, counts in enumerate(documents):
            weights = {term: idf[term] for term in counts}
            norm = sum(weight * weight for weight in weights.values()) ** 0.5 if normalise else 1.0
            for term, weight in weights.items():
                by_term[term].append((row, weight / norm if normalise else weight))
        vocabulary = {term: number for number, term in enumerate(sorted(by_term))}
        lists = [by_term[term] for term in vocabulary]
        return cls(
            vocabulary,
            np.cumsum([0, *(len(item) for item in lists)], dtype=np.int32),
            np.array([row for item in lists for row, _ in item], dtype=np.int32),
            np.array([weight for item in lists for _, weight in item], dtype=np.float32),
            np.array([idf[term] for term in vocabulary], dtype=np.float32),
            len(documents),
        )

    def scores(self, query: dict[str, float]) -> Floats:
        """Return the sum over the query's terms of its weight times the row's weight."""
        total = np.zeros(self.size, dtype=np.float32)
        for term, weight in query.items():
            number = self.vocabulary.get(term)
            if number is not None:
                part = slice(self.starts[number], self.starts[number + 1])
                total[self.rows[part]] += self.weights[part] * np.float32(weight)
        return total


@dataclass(frozen=True)
class Hits:
    """What the index says of a query. Arrays run over phrases or over targets."""

    phrase: Floats
    """Cosine of each phrase with the query, 0 to 1."""
    coverage: Floats
    """Share of the query's weight that each target's words cover, 0 to 1."""
    best: Floats
    """The highest phrase cosine of each target."""
    best_phrase: Ints
    """The phrase that gave it."""
    weight: float
    """The query's whole weight: how much it says (0 when nothing is known)."""


class TextIndex:
    """Phrases, documents and their weighted terms."""

    def __init__(self, phrases: Sequence[Phrase], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.phrases = sorted(phrases, key=lambda item: item.target)
        self.targets = sorted({phrase.target for phrase in self.phrases})
        self._target_of = {target: number for number, target in enumerate(self.targets)}
        first: dict[str, int] = {}
        for number, phrase in enumerate(self.phrases):
            first.setdefault(phrase.target, number)
        self._first = np.array([first[target] for target in self.targets], dtype=np.int64)
        split = [terms(phrase.text, lexicon) for phrase in self.phrases]
        self._folded = self._matrices([Counter(item.folded) for item in split])
        self._marked = self._matrices([Counter(item.marked) for item in split])

    def _matrices(self, counts: list[Counter[str]]) -> tuple[_Postings, _Postings]:
        documents: list[Counter[str]] = [Counter() for _ in self.targets]
        for phrase, count in zip(self.phrases, counts, strict=True):
            documents[self._target_of[phrase.target]].update(count)
        frequency = Counter(term for document in documents for term in document)
        total = len(documents)
        idf = {term: float(np.log((total + 1) / (df + 0.5))) for term, df in frequency.items()}
        return _Postings.build(counts, idf, normalise=True), _Postings.build(documents, idf, normalise=False)

    def search(self, query: str) -> Hits:
        """Return how every phrase and target matches ``query``."""
        found = terms(query, self.lexicon)
        share = MARKED_SHARE if has_marks(query) else 0.0
        phrase, coverage, weight = self._one(self._folded, found.folded, 1 - share)
        if share:
            more, cover, extra = self._one(self._marked, found.marked, share)
            phrase, coverage, weight = phrase + more, coverage + cover, weight + extra
        best = np.maximum.reduceat(phrase, self._first) if len(self.phrases) else phrase
        return Hits(phrase, coverage, best, self._best_phrases(phrase), weight)

    def _one(
        self, matrices: tuple[_Postings, _Postings], query: tuple[str, ...], share: float
    ) -> tuple[Floats, Floats, float]:
        phrases, documents = matrices
        unknown = float(np.log((len(self.targets) + 1) / 0.5))
        weights: dict[str, float] = {}
        for term in query:
            number = documents.vocabulary.get(term)
            # A pair of syllables that nobody wrote says less than a word that nobody wrote.
            rare = unknown * (0.3 if "_" in term else 1.0)
            weights[term] = float(documents.idf[number]) if number is not None else rare
        norm = sum(weight * weight for weight in weights.values()) ** 0.5 or 1.0
        mass = sum(weights.values()) or 1.0
        cosine = phrases.scores({term: share * weight / norm for term, weight in weights.items()})
        cover = documents.scores({term: share / mass for term in weights})
        return cosine, cover, share * mass

    def _best_phrases(self, scores: Floats) -> Ints:
        ends = np.append(self._first[1:], len(self.phrases))
        return np.array(
            [start + int(np.argmax(scores[start:end])) for start, end in zip(self._first, ends, strict=True)],
            dtype=np.int32,
        )
