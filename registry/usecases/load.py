"""Loading the curated source into a store, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

import ontology
import queries
from ontology import namespaces as ns
from registry import catalogue, curated, rdf, rdf_rules
from registry.garbage import uncollected
from registry.matching import facts
from registry.matching.index import PhraseIndex
from registry.matching.lexicon import Lexicon
from registry.matching.matcher import Matcher
from registry.matching.reading import Reader
from registry.matching.vocabulary import terms
from registry.store.base import Store
from registry.store.oxigraph import OxigraphStore
from registry.usecases import modified
from registry.usecases.overlay import Overlay

Progress = Callable[[str], None]


def content_hash(root: Path, overlay: Path | None = None) -> str:
    """Return 16 hexadecimal digits that identify the curated source, what is laid over it and the code."""
    digest = hashlib.sha256()
    package = Path(rdf.__file__).parent
    code = [
        package / name
        for name in (
            "rdf.py",
            "rdf_rules.py",
            "resource.py",
            "curated.py",
            "model.py",
            "rule_records.py",
            "usecases/modified.py",
        )
    ]
    laid_over = sorted(overlay.rglob("*.yaml")) if overlay else []
    for file in sorted(root.rglob("*.yaml")) + laid_over + code + sorted((package / "matching").iterdir()):
        # Weights are read when the registry is opened; nothing that is built depends on them.
        if file.is_file() and file.name not in ("weights.json", "asked.npz", "remarks.npz"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for name in ("core.ttl", "codes.ttl", "alignments.ttl"):
        digest.update(ontology.text(name).encode())
    for query in _preparing():
        digest.update(query.text.encode())
    return digest.hexdigest()[:16]


def ontology_triples() -> Iterable[ox.Triple]:
    """Return the triples of the ontology, its code lists and alignments."""
    return [
        quad.triple
        for name in ("core.ttl", "codes.ttl", "alignments.ttl")
        for quad in ox.parse(ontology.text(name).encode(), format=ox.RdfFormat.TURTLE)
    ]


def graphs(content: curated.Curated) -> dict[str, list[ox.Triple]]:
    """Return the named graphs of the whole registry, what the queries of ``prepare/`` derive included."""
    records = chain(rdf.registry_triples(content), rdf_rules.rule_triples(content))
    registry = list(dict.fromkeys(records))
    result = {
        ns.GRAPH_ONTOLOGY: list(ontology_triples()),
        ns.GRAPH_REGISTRY: registry + _prepared(registry),
    }
    for batch in content.batches:
        result[ns.GRAPH_BATCH + batch.id] = list(dict.fromkeys(rdf.batch_triples(batch)))
    return result


def _prepared(registry: list[ox.Triple]) -> list[ox.Triple]:
    """Return what the queries of ``prepare/`` add to the registry."""
    store = OxigraphStore.of(registry)
    return [triple for query in _preparing() for triple in store.construct(query.text)]


def _preparing() -> list[catalogue.Query]:
    return [catalogue.load(name) for name in queries.names() if name.startswith("prepare/")]


def _party_only(registry: Iterable[ox.Triple]) -> set[str]:
    """Return the ids of the platforms that `prepare/party-only` found."""
    predicate = ox.NamedNode(ns.RS + "partyOnly")
    return {
        ns.local_id(str(triple.subject.value), ns.PLATFORM)
        for triple in registry
        if triple.predicate == predicate and isinstance(triple.subject, ox.NamedNode)
    }


def build_matcher(content: curated.Curated, registry: Iterable[ox.Triple]) -> Matcher:
    """Return the matcher for the content, of which ``registry`` is the graph."""
    phrases = list(facts.phrases(content.platforms, content.capabilities))
    reader = Reader.learn((phrase.text for phrase in phrases), Lexicon.shipped())
    return Matcher(
        reader,
        PhraseIndex.build(phrases, lambda text: terms(reader.written(text))),
        facts.platform_facts(content.platforms, _party_only(registry)),
        facts.capability_facts(content.capabilities, content.local_duties),
    )


@dataclass(frozen=True)
class Made:
    """What a store is loaded with: its named graphs, the matcher, and the name of the content."""

    graphs: dict[str, list[ox.Triple]]
    matcher: Matcher
    snapshot: str


def make(root: Path, progress: Progress = lambda _: None, overlay: Overlay | None = None) -> Made:
    """Read the curated source at ``root``, with the records of ``overlay`` over it; nothing is written.

    Raises `RecordError` for a bad record.
    """
    # Named before it is read: what is registered meanwhile makes the next use build it again.
    snapshot = content_hash(root, overlay.root if overlay else None)
    with uncollected():
        progress("Đọc sổ đăng ký")
        content = curated.read(root, overlay.platforms if overlay else None)
        made = {**graphs(content), ns.GRAPH_REGISTRATIONS: overlay.triples() if overlay else []}
        progress("Lập chỉ mục tìm kiếm")
        return Made(made, build_matcher(content, made[ns.GRAPH_REGISTRY]), snapshot)


def put(store: Store, made: Made, index_path: Path, progress: Progress = lambda _: None) -> None:
    """Write what was made into ``store`` and the text index; ``store`` must be the only writer."""
    progress("Ghi kho dữ liệu")
    content = dict(made.graphs)
    for row in catalogue.load("lookup/imported-batches").run(store).rows:
        # Somebody imported this batch: it stays, also where a shipped one has its id.
        content.pop(ns.GRAPH_BATCH + row["id"].value, None)
    now = datetime.now().astimezone()
    shipped = chain.from_iterable(
        triples for name, triples in content.items() if name.startswith(ns.GRAPH_BATCH)
    )
    content[ns.GRAPH_CHANGES] = modified.noted(store, made.graphs[ns.GRAPH_REGISTRY], now, shipped)
    store.replace(content)
    made.matcher.save(index_path, made.snapshot)


def load(
    store: Store,
    root: Path,
    index_path: Path,
    progress: Progress = lambda _: None,
    overlay: Overlay | None = None,
) -> str:
    """Load the curated source at ``root`` into ``store`` and write the text index; return the snapshot.

    ``overlay``: the records to lay over it. Raises `RecordError` for a bad record before anything is written.
    """
    made = make(root, progress, overlay)
    put(store, made, index_path, progress)
    return made.snapshot
