"""The trained reading of a text: a vector of meaning, and how likely each capability, platform and nature is.

The vector is the weighted sum of vectors of the text's terms. They were fitted (``make train``) so that the
sum comes close to what a multilingual sentence model says of the same text (distillation: the large model is
needed for training only). The heads are multinomial logistic regressions on it. Everything is one file,
``model.npz``, read without any network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from registry.matching.packing import pack_lines, unpack_lines
from registry.matching.vocabulary import Counted, Floats, Ints, Vocabulary

Bytes = npt.NDArray[np.int8]


class Head:
    """A trained choice among ids: logarithm of the chance of each, from a vector of meaning."""

    def __init__(self, ids: Sequence[str], weights: Floats, bias: Floats) -> None:
        self.ids = ids
        self.weights = weights
        self.bias = bias

    def log_chances(self, meaning: Floats) -> Floats:
        """Return the natural logarithm of the chance of each id."""
        logits = meaning @ self.weights + self.bias
        top = logits.max(axis=-1, keepdims=True)
        return np.asarray(logits - top - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True)))


class Encoder:
    """Turns the counted terms of a text into a vector of meaning (float32)."""

    def __init__(
        self, known: Bytes, idf: Floats, vectors: Bytes, scale: Floats, heads: Mapping[str, Head]
    ) -> None:
        self._known = known
        self._idf = idf
        self._vectors = vectors
        self._scale = scale
        self.size = vectors.shape[1]
        self.capabilities = heads["capabilities"]
        self.platforms = heads["platforms"]
        self.natures = heads["natures"]

    @classmethod
    @cache
    def shipped(cls) -> Self:
        """Return the encoder of the package."""
        with as_file(files(__package__).joinpath("model.npz")) as path, np.load(path) as saved:
            heads = {
                name: Head(
                    unpack_lines(saved[f"{name}.ids"]),
                    saved[f"{name}.weights"].astype(np.float32),
                    saved[f"{name}.bias"].astype(np.float32),
                )
                for name in ("capabilities", "platforms", "natures")
            }
            idf = saved["idf"].astype(np.float32)
            return cls(saved["terms"], idf, saved["vectors"], saved["scale"], heads)

    def places(self, vocabulary: Vocabulary) -> Ints:
        """Return where each term of a vocabulary stands in the encoder, -1 for terms that were not fitted."""
        number = {term: place for place, term in enumerate(unpack_lines(self._known))}
        return np.array([number.get(term, -1) for term in vocabulary.known], dtype=np.int32)

    def meaning(self, text: Counted, places: Ints) -> Floats:
        """Return the vector of meaning of a text, counted with the vocabulary that the places are of."""
        ids = places[text.ids]
        fitted = ids >= 0
        ids = ids[fitted]
        weights = self._idf[ids] * text.often[fitted]
        length = float(weights @ weights) ** 0.5 or 1.0
        vectors = self._vectors[ids].astype(np.float32)
        return np.asarray(weights @ vectors * (self._scale / np.float32(length)))

    def nature_chances(self, meaning: Floats) -> dict[str, float]:
        """Return how likely a text with this vector of meaning speaks of software, hardware and so on."""
        return dict(zip(self.natures.ids, np.exp(self.natures.log_chances(meaning)).tolist(), strict=True))

    def work(self, meaning: Floats) -> float:
        """Return how likely a text with this vector of meaning speaks of goods or work, not of software."""
        return 1.0 - self.nature_chances(meaning)["software"]

    @staticmethod
    def packed(
        vocabulary: Vocabulary, vectors: Floats, heads: dict[str, Head]
    ) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays of ``model.npz``: term vectors as bytes, heads in half precision."""
        scale = np.abs(vectors).max(axis=0) / 127
        arrays: dict[str, npt.NDArray[Any]] = {
            "terms": pack_lines(vocabulary.known),
            "idf": vocabulary.idf.astype(np.float16),
            "vectors": np.round(vectors / scale).astype(np.int8),
            "scale": scale.astype(np.float32),
        }
        for name, head in heads.items():
            arrays[f"{name}.ids"] = pack_lines(head.ids)
            arrays[f"{name}.weights"] = head.weights.astype(np.float16)
            arrays[f"{name}.bias"] = head.bias.astype(np.float16)
        return arrays
