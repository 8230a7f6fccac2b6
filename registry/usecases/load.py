"""Loading the curated source into a store, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

import ontology
from ontology import namespaces as ns
from registry import catalogue, curated, rdf
from registry.matching import facts
from registry.matching.index import PhraseIndex
from registry.matching.lexicon import Lexicon
from registry.matching.matcher import Matcher
from registry.matching.reading import Reader
from registry.matching.vocabulary import terms
from registry.store.base import Store
from registry.store.oxigraph import OxigraphStore

Progress = Callable[[str], None]


PREPARED = ("prepare/covers", "prepare/serves")
"""Queries whose results are stored with the registry, so that the other questions need no path."""


def content_hash(root: Path) -> str:
    """Return 16 hexadecimal digits that identify the curated source and the code that reads it."""
    digest = hashlib.sha256()
    package = Path(rdf.__file__).parent
    code = [package / name for name in ("rdf.py", "triples.py", "curated.py", "model.py")]
    for file in sorted(root.rglob("*.yaml")) + code + sorted((package / "matching").iterdir()):
        # Weights are read when the registry is opened; nothing that is built depends on them.
        if file.is_file() and file.name not in ("weights.json", "asked.npz"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for name in ("core.ttl", "codes.ttl", "alignments.ttl"):
        digest.update(ontology.text(name).encode())
    return digest.hexdigest()[:16]


def ontology_triples() -> Iterable[ox.Triple]:
    """Return the triples of the ontology, its code lists and alignments."""
    return [
        quad.triple
        for name in ("core.ttl", "codes.ttl", "alignments.ttl")
        for quad in ox.parse(ontology.text(name).encode(), format=ox.RdfFormat.TURTLE)
    ]


def graphs(content: curated.Curated) -> dict[str, list[ox.Triple]]:
    """Return the named graphs of the whole registry, the closure of offered capabilities included."""
    registry = list(dict.fromkeys(rdf.registry_triples(content)))
    facts_only = OxigraphStore.of(registry)
    closure = [triple for name in PREPARED for triple in facts_only.construct(catalogue.load(name).text)]
    result = {ns.GRAPH_ONTOLOGY: list(ontology_triples()), ns.GRAPH_REGISTRY: registry + closure}
    for batch in content.batches:
        result[ns.GRAPH_BATCH + batch.id] = list(dict.fromkeys(rdf.batch_triples(batch)))
    return result


def build_matcher(content: curated.Curated) -> Matcher:
    """Return the matcher for the content."""
    phrases = list(facts.phrases(content.platforms, content.capabilities))
    reader = Reader.learn((phrase.text for phrase in phrases), Lexicon.shipped())
    return Matcher(
        reader,
        PhraseIndex.build(phrases, lambda text: terms(reader.written(text))),
        facts.platform_facts(content.platforms),
        facts.capability_facts(content.capabilities, content.local_duties),
    )


def load(store: Store, root: Path, index_path: Path, progress: Progress = lambda _: None) -> str:
    """Load the curated source at ``root`` into ``store`` and write the text index; return the snapshot.

    Raises `RecordError` for a bad record before anything is written.
    """
    progress("Đọc sổ đăng ký")
    content = curated.read(root)
    progress("Ghi kho dữ liệu")
    store.replace(graphs(content))
    progress("Lập chỉ mục tìm kiếm")
    snapshot = content_hash(root)
    build_matcher(content).save(index_path, snapshot)
    return snapshot
