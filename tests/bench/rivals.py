"""Off-the-shelf methods on the same items: one document per platform, one score per question.

Their documents and questions are all in lower case without diacritics. The thresholds that tell an answer from
none are chosen on the training sets only, one for searches and one for lines, which are longer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import bm25s
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

from registry import catalogue
from registry.curated import Curated
from registry.ids import fold
from registry.model import Platform
from registry.opened import Registry
from tests.bench.answers import FLAGS, FOUND, LIMIT, Answer, Shown
from tests.bench.sets import Item, LabelledSet

Scores = npt.NDArray[np.float64]
"""One row per question, one column per document."""
Method = Callable[[Sequence[str], Sequence[str]], Scores]
"""Returns the scores of (documents, questions)."""

COMING = ("researching", "planned", "developing")
GONE = ("absent", "retired")
NOT_SOFTWARE = ("digitisation", "hardware", "training", "service")


def token_set_ratio(documents: Sequence[str], questions: Sequence[str]) -> Scores:
    """Score by rapidfuzz's token_set_ratio, 0 to 1."""
    return process.cdist(questions, documents, scorer=fuzz.token_set_ratio, dtype=np.float64) / 100


def bm25(documents: Sequence[str], questions: Sequence[str]) -> Scores:
    """Score by BM25 over syllables and pairs of syllables."""
    index = bm25s.BM25()
    index.index([_grams(text) for text in documents], show_progress=False)
    return np.array([index.get_scores(_grams(text)) for text in questions], dtype=np.float64)


def character_tf_idf(documents: Sequence[str], questions: Sequence[str]) -> Scores:
    """Score by the cosine of TF-IDF vectors of 2 to 4 characters inside words, 0 to 1."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
    known = vectorizer.fit_transform(documents)
    return np.asarray((vectorizer.transform(questions) @ known.T).todense())


METHODS: dict[str, Method] = {
    "token_set_ratio": token_set_ratio,
    "BM25": bm25,
    "character TF-IDF": character_tf_idf,
}


class Rivals:
    """The methods with their documents and thresholds, answering labelled items."""

    def __init__(self, registry: Registry, content: Curated, training: Sequence[LabelledSet]) -> None:
        self._registry = registry
        self._platforms = content.platforms
        self._central = np.array([platform.level != "provincial" for platform in content.platforms])
        self._documents = [document(platform) for platform in content.platforms]
        self._statuses: dict[str, list[str]] = {}
        self.thresholds = {
            f"{name}, {of}": self._threshold(method, items)
            for of in dict.fromkeys(labelled.of for labelled in training)
            for items in [[item for labelled in training if labelled.of == of for item in labelled.items]]
            for name, method in METHODS.items()
        }

    def answers(self, name: str, labelled: LabelledSet) -> list[Answer]:
        """Return the answer of one method to each item, in the order of the items."""
        scores = METHODS[name](self._documents, [_question(item) for item in labelled.items])
        answer = self._found if labelled.of == "searches" else self._screened
        threshold = self.thresholds[f"{name}, {labelled.of}"]
        return [answer(item, row, threshold) for item, row in zip(labelled.items, scores, strict=True)]

    def _found(self, item: Item, scores: Scores, threshold: float) -> Answer:
        """Return the verdict of the first central platform and all platforms that are there at the date."""
        shown = self._ranked(item, scores)
        best = next(place for place in shown if self._central[place])
        verdict = self._verdict(item, best) if scores[best] >= threshold else "none"
        return Answer(verdict, self._shown(shown[:LIMIT], scores))

    def _screened(self, item: Item, scores: Scores, threshold: float) -> Answer:
        """Return the verdict by the kind of the line, else of the first central platform."""
        central = [place for place in self._ranked(item, scores) if self._central[place]]
        if item.kind in NOT_SOFTWARE:
            return Answer("not_software", ())
        if scores[central[0]] < threshold:
            return Answer("none", ())
        return Answer(self._verdict(item, central[0]), self._shown(central[:LIMIT], scores))

    def _ranked(self, item: Item, scores: Scores) -> list[int]:
        statuses = self._statuses_at(item.as_of)
        return [int(place) for place in np.argsort(-scores, kind="stable") if statuses[place] not in GONE]

    def _verdict(self, item: Item, place: int) -> str:
        return "in_development" if self._statuses_at(item.as_of)[place] in COMING else "covered"

    def _shown(self, places: Sequence[int], scores: Scores) -> tuple[Shown, ...]:
        return tuple(
            Shown(self._platforms[place].id, float(scores[place]), bool(self._central[place]))
            for place in places
        )

    def _statuses_at(self, as_of: str) -> list[str]:
        if as_of not in self._statuses:
            rows = catalogue.load("lookup/platforms").run(self._registry.store, {"asOf": as_of}).rows
            status = {row["id"].value: row["status"].value.rsplit("/", 1)[-1] for row in rows}
            self._statuses[as_of] = [status[platform.id] for platform in self._platforms]
        return self._statuses[as_of]

    def _threshold(self, method: Method, items: Sequence[Item]) -> float:
        scores = method(self._documents, [_question(item) for item in items])
        top = [
            next(row[place] for place in self._ranked(item, row) if self._central[place])
            for item, row in zip(items, scores, strict=True)
        ]
        return best_threshold(np.array(top), np.array([item.verdict in (*FOUND, *FLAGS) for item in items]))


def best_threshold(scores: Scores, answerable: npt.NDArray[np.bool_]) -> float:
    """Return the score from which on calling an item answerable gives the best balanced accuracy.

    Balanced accuracy is the mean of the shares right of the answerable and of the unanswerable ones.
    """
    candidates = np.unique(scores)
    accuracy = [
        (scores[answerable] >= candidate).mean() + (scores[~answerable] < candidate).mean()
        for candidate in candidates
    ]
    return float(candidates[int(np.argmax(accuracy))])


def document(platform: Platform) -> str:
    """Return what is known of a platform as one text: its names and its functions."""
    functions = (function.text for function in platform.functions)
    return fold(" ; ".join((platform.name_vi, platform.name_en, *platform.alt_names, *functions)))


def _question(item: Item) -> str:
    return fold(f"{item.text} {item.description}".strip())


def _grams(text: str) -> list[str]:
    syllables = "".join(char if char.isalnum() else " " for char in text).split()
    return [*syllables, *(f"{first} {second}" for first, second in pairwise(syllables))]
