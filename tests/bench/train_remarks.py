"""Fit what tells remarks from clauses that ask for something (``registry/matching/remarks.npz``).

Remarks are the clauses of ``tests/data/hands/remarks-*.jsonl`` but those of the kind "asked"; what asks for something
are those, the clauses of labelled lines, and the ways to say functions. Deterministic; under a minute. Run by
``make train``, before everything that reads clauses.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

import registry.matching as matching
from registry import curated
from registry.matching import facts
from registry.matching.lexicon import Lexicon
from registry.matching.packing import pack_lines
from registry.matching.reading import Reader, joined
from registry.matching.remarks import SURE, signs
from registry.matching.text import clauses
from registry.matching.vocabulary import Floats

HANDS = Path(__file__).parents[1] / "data" / "hands"
LEAST = 2
"""A sign is kept when it stands in so many clauses."""
SOFTNESS = 3.0
"""Inverse penalty."""
PHRASES = 7
"""Every so many-th way to say a function is taken: they are many, and alike."""


def rows(file: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file."""
    yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def read(reader: Reader, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the marked words of the clauses of texts."""
    found = (tuple(reader.meant(clause)) for text in texts for clause in joined(clauses(text)))
    return [words for words in found if words]


def remarks(reader: Reader, files: Sequence[Path]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return the clauses that are remarks, and those that only look like some."""
    found = [row for file in files for row in rows(file)]
    told = read(reader, [row["text"] for row in found if row["kind"] != "asked"])
    return told, read(reader, [row["text"] for row in found if row["kind"] == "asked"])


def asking(reader: Reader, phrases: Sequence[str]) -> list[tuple[str, ...]]:
    """Return clauses of labelled lines that are no remark by its beginning, and ways to say functions."""
    texts = [*phrases[::PHRASES]]
    for pattern in ("train-lines-*.jsonl", "train-titles-*.jsonl", "train-searches-*.jsonl"):
        for file in sorted(HANDS.glob(pattern)):
            texts += [row.get("query") or f"{row['title']}. {row['description']}" for row in rows(file)]
    kept = [
        clause for text in texts for clause in joined(clauses(text)) if not reader.lexicon.is_remark(clause)
    ]
    return read(reader, kept)


def fit(told: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]) -> tuple[list[str], Floats, float]:
    """Return signs, their weights, and the offset."""
    texts = [*told, *asked]
    often = Counter(sign for words in texts for sign in set(signs(words)))
    known = sorted(sign for sign, count in often.items() if count >= LEAST)
    model = LogisticRegression(
        C=SOFTNESS, class_weight="balanced", max_iter=2000, solver="liblinear", random_state=0
    )
    model.fit(table(known, texts), [True] * len(told) + [False] * len(asked))
    return known, model.coef_[0].astype(np.float32), float(model.intercept_[0])


def table(known: Sequence[str], texts: Sequence[Sequence[str]]) -> csr_matrix:
    """Return which texts have which signs."""
    number = {sign: place for place, sign in enumerate(known)}
    cells = [[number[sign] for sign in set(signs(words)) if sign in number] for words in texts]
    ends = np.cumsum([0, *map(len, cells)])
    columns = np.array([place for row in cells for place in row], dtype=np.int32)
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), len(known)))


def chances(fitted: tuple[list[str], Floats, float], texts: Sequence[Sequence[str]]) -> Floats:
    """Return how likely each clause is a remark."""
    known, weights, offset = fitted
    return np.asarray(1 / (1 + np.exp(-(table(known, texts) @ weights + offset))), dtype=np.float32)


def left_out(reader: Reader, files: Sequence[Path], asked: list[tuple[str, ...]]) -> str:
    """Return how many remarks of each hand are told by a fit on the others, and what is wrongly taken for one."""
    told = []
    for file in files:
        others = remarks(reader, [other for other in files if other != file])
        own = remarks(reader, [file])
        fitted = fit(others[0], [*asked, *others[1]])
        told += [
            f"{file.stem}: {(chances(fitted, part) > SURE).mean():.3f} of {len(part)} {name}"
            for part, name in zip(own, ("remarks", "asked"), strict=True)
            if part
        ]
    every, false = remarks(reader, files), 0
    for fold in range(5):
        kept = [words for place, words in enumerate(asked) if place % 5 != fold]
        fitted = fit(every[0], [*kept, *every[1]])
        false += int((chances(fitted, asked[fold::5]) > SURE).sum())
    return "\n".join([*told, f"clauses of lines and phrases: {false / len(asked):.4f} of {len(asked)}"])


def main() -> None:
    """Fit on all and write ``remarks.npz``; with ``--left-out`` only tell how well those left out are told."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--left-out", action="store_true", help="print figures, write nothing")
    options = parser.parse_args()
    content = curated.read(curated.shipped_path())
    phrases = [phrase.text for phrase in facts.phrases(content.platforms, content.capabilities)]
    reader = Reader.learn(phrases, Lexicon.shipped())
    files = sorted(HANDS.glob("remarks-*.jsonl"))
    asked = asking(reader, phrases)
    if options.left_out:
        print(left_out(reader, files, asked))
        return
    told, alike = remarks(reader, files)
    known, weights, offset = fit(told, [*asked, *alike])
    kept = np.abs(weights) > 0.01
    np.savez_compressed(
        Path(matching.__file__).with_name("remarks.npz"),
        signs=pack_lines(sign for sign, keep in zip(known, kept, strict=True) if keep),
        weights=weights[kept].astype(np.float16),
        offset=offset,
    )
    print(f"{len(told)} remarks, {len(asked) + len(alike)} clauses that ask; {int(kept.sum())} signs")


if __name__ == "__main__":
    main()
