"""The text index: which phrases say something like a query, in arrays.

A *phrase* is one way to say a *target* (a capability or a platform); a target's *document* is all its
phrases together. For a query the index gives, for every phrase, the cosine of weighted terms, and for
every document, the share of the query's weight that its words cover. Weights are inverse document
frequencies over documents. The index is saved as one file and loads in milliseconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from registry.matching.lexicon import Lexicon
from registry.matching.spelling import Speller
from registry.matching.text import has_marks, syllables, terms

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
PhraseKind = Literal["label", "said", "name", "alias", "function"]

MARKED_SHARE = 0.6
"""Weight of the form with diacritics where the query has any; the folded form has the rest."""

REPAIRED_TRUST, SYNONYM_TRUST = 0.95, 0.97
"""What a match counts when a word was repaired or replaced by a synonym."""

WeightedRuns = tuple[list[list[str]], float]


class Phrase(NamedTuple):
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

    def arrays(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """Return what `restore` needs, under keys that start with ``name``."""
        return {
            f"{name}.vocabulary": pack("\n".join(self.vocabulary)),
            f"{name}.starts": self.starts,
            f"{name}.rows": self.rows,
            f"{name}.weights": self.weights,
            f"{name}.idf": self.idf,
            f"{name}.size": np.array(self.size),
        }

    @classmethod
    def restore(cls, name: str, saved: Mapping[str, npt.NDArray[Any]]) -> Self:
        """Return the postings saved under ``name``."""
        words = unpack(saved[f"{name}.vocabulary"]).split("\n")
        return cls(
            {word: number for number, word in enumerate(words)},
            saved[f"{name}.starts"],
            saved[f"{name}.rows"],
            saved[f"{name}.weights"],
            saved[f"{name}.idf"],
            int(saved[f"{name}.size"]),
        )

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
    weight: float
    """How much the query says: the weight of its words that are not generic (0 when there are none)."""


class TextIndex:
    """Phrases, documents and their weighted terms."""

    def __init__(
        self, phrases: Sequence[Phrase], lexicon: Lexicon, speller: Speller, postings: Mapping[str, _Postings]
    ) -> None:
        self.lexicon = lexicon
        self.speller = speller
        self.phrases = phrases
        first: dict[str, int] = {}
        for number, phrase in enumerate(phrases):
            first.setdefault(phrase.target, number)
        self.targets = list(first)
        self.number_of = {target: number for number, target in enumerate(self.targets)}
        self._first = np.array(list(first.values()), dtype=np.int64)
        self._postings = postings

    @classmethod
    def build(cls, phrases: Iterable[Phrase], lexicon: Lexicon) -> Self:
        """Index the phrases; at least one is needed."""
        one_line = (phrase._replace(text=" ".join(phrase.text.split())) for phrase in phrases)
        ordered = sorted(set(one_line))
        runs = [lexicon.content_runs(syllables(phrase.text)) for phrase in ordered]
        split = [terms(part) for part in runs]
        postings: dict[str, _Postings] = {}
        for form in ("folded", "marked"):
            counts = [Counter(getattr(item, form)) for item in split]
            documents: dict[str, Counter[str]] = {}
            for phrase, count in zip(ordered, counts, strict=True):
                documents.setdefault(phrase.target, Counter()).update(count)
            frequency = Counter(term for document in documents.values() for term in document)
            idf = {term: float(np.log((len(documents) + 1) / (df + 0.5))) for term, df in frequency.items()}
            postings[f"{form}.phrases"] = _Postings.build(counts, idf, normalise=True)
            postings[f"{form}.documents"] = _Postings.build(list(documents.values()), idf, normalise=False)
        speller = Speller.learn(run for part in runs for run in part)
        return cls(ordered, lexicon, speller, postings)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the index as arrays, for ``numpy.savez``."""
        saved: dict[str, npt.NDArray[Any]] = {
            "phrases.target": pack("\n".join(item.target for item in self.phrases)),
            "phrases.kind": pack("\n".join(item.kind for item in self.phrases)),
            "phrases.text": pack("\n".join(item.text for item in self.phrases)),
            "speller.singles": pack("\n".join(self.speller.singles)),
            "speller.single_counts": np.array(list(self.speller.singles.values()), dtype=np.int32),
            "speller.pairs": pack("\n".join(self.speller.pairs)),
            "speller.pair_counts": np.array(list(self.speller.pairs.values()), dtype=np.int32),
            "speller.written": pack("\n".join(self.speller.written[pair] for pair in self.speller.pairs)),
        }
        for name, postings in self._postings.items():
            saved.update(postings.arrays(name))
        return saved

    @classmethod
    def restore(cls, saved: Mapping[str, npt.NDArray[Any]], lexicon: Lexicon) -> Self:
        """Return the index from saved arrays."""
        # Lines of text, not JSON: thirty thousand phrases are back in a few hundredths of a second.
        columns = (unpack(saved[f"phrases.{name}"]).split("\n") for name in ("target", "kind", "text"))
        phrases = list(map(Phrase._make, zip(*columns, strict=True)))
        names = [f"{form}.{part}" for form in ("folded", "marked") for part in ("phrases", "documents")]
        singles, pairs, written = (
            unpack(saved[f"speller.{name}"]).split("\n") for name in ("singles", "pairs", "written")
        )
        speller = Speller(
            dict(zip(singles, saved["speller.single_counts"].tolist(), strict=True)),
            dict(zip(pairs, written, strict=True)),
            dict(zip(pairs, saved["speller.pair_counts"].tolist(), strict=True)),
        )
        return cls(phrases, lexicon, speller, {name: _Postings.restore(name, saved) for name in names})

    def search(self, *parts: tuple[str, float]) -> Hits:
        """Return how every phrase and target matches the texts, each with its weight (1 is whole)."""
        runs = [(self.lexicon.content_runs(syllables(text)), weight) for text, weight in parts]
        share = MARKED_SHARE if any(has_marks(text) for text, _ in parts) else 0.0
        phrase, coverage = self._reading(runs, share)
        weight = self._weight(runs)
        for other, trust in self._other_readings(runs):
            weight = min(weight, self._weight(other))
            more, cover = self._reading(other, share)
            phrase = np.maximum(phrase, more * np.float32(trust))
            coverage = np.maximum(coverage, cover * np.float32(trust))
        return Hits(phrase, coverage, np.maximum.reduceat(phrase, self._first), weight)

    def _other_readings(self, runs: list[WeightedRuns]) -> Iterable[tuple[list[WeightedRuns], float]]:
        """Yield the texts with typing errors repaired, and with synonyms, each with the trust it gets."""
        repaired = [([self.speller.repair(run) or run for run in part], weight) for part, weight in runs]
        if repaired != runs:
            yield repaired, REPAIRED_TRUST
        synonyms = [(self.lexicon.synonym_runs(part) or part, weight) for part, weight in repaired]
        if synonyms != repaired:
            yield synonyms, SYNONYM_TRUST

    def _weight(self, runs: list[WeightedRuns]) -> float:
        """Return how much the texts say: the weight of their words that are not generic."""
        words = set().union(*(self.lexicon.specific(part) for part, _ in runs))
        documents = self._postings["folded.documents"]
        unknown = float(np.log((len(self.targets) + 1) / 0.5))
        numbers = [documents.vocabulary.get(word) for word in words if not word.isdigit()]
        return sum(unknown if number is None else float(documents.idf[number]) for number in numbers)

    def _reading(self, runs: list[WeightedRuns], share: float) -> tuple[Floats, Floats]:
        split = [(terms(part), weight) for part, weight in runs]
        phrase, coverage = self._one("folded", [(item.folded, w) for item, w in split], 1 - share)
        if share:
            more, cover = self._one("marked", [(item.marked, w) for item, w in split], share)
            return phrase + more, coverage + cover
        return phrase, coverage

    def _one(
        self, form: str, parts: list[tuple[tuple[str, ...], float]], share: float
    ) -> tuple[Floats, Floats]:
        phrases, documents = self._postings[f"{form}.phrases"], self._postings[f"{form}.documents"]
        unknown = float(np.log((len(self.targets) + 1) / 0.5))
        weights: dict[str, float] = {}
        importance: dict[str, float] = {}
        for words, part_weight in parts:
            for term in words:
                number = documents.vocabulary.get(term)
                if number is None and any(part[0].isdigit() for part in term.split("_")):
                    continue  # quantities ("173 xã") say nothing of the need
                # A pair of syllables that nobody wrote says less than a word that nobody wrote.
                rare = unknown * (0.3 if "_" in term else 1.0)
                idf = float(documents.idf[number]) if number is not None else rare
                weights[term] = max(weights.get(term, 0.0), part_weight * idf)
                importance[term] = max(importance.get(term, 0.0), part_weight)
        norm = sum(weight * weight for weight in weights.values()) ** 0.5 or 1.0
        mass = sum(weights.values()) or 1.0
        cosine = phrases.scores({term: share * weight / norm for term, weight in weights.items()})
        cover = documents.scores({term: share * weight / mass for term, weight in importance.items()})
        return cosine, cover

    def best_phrase(self, target: int, hits: Hits) -> Phrase:
        """Return the phrase of a target (by number) that is closest to the query."""
        start = int(self._first[target])
        end = int(self._first[target + 1]) if target + 1 < len(self.targets) else len(self.phrases)
        return self.phrases[start + int(np.argmax(hits.phrase[start:end]))]


def pack(text: str) -> npt.NDArray[Any]:
    """Return ``text`` as an array of UTF-8 bytes, a quarter of the size of numpy's own text."""
    return np.frombuffer(text.encode(), dtype=np.uint8)


def unpack(saved: npt.NDArray[Any]) -> str:
    """Return the text of a packed array."""
    return saved.tobytes().decode()
