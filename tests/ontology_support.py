"""What the tests of ontology, shapes, reasoning and checks share: the registry, loaded and reasoned once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import curated, reasoning
from registry.store.oxigraph import OxigraphStore
from registry.usecases import load

SHAPES = Path(__file__).parent / "shapes"


@dataclass(frozen=True)
class Shipped:
    """The shipped registry, as triples and in a store."""

    ontology: list[ox.Triple]
    facts: list[ox.Triple]
    store: OxigraphStore

    @property
    def triples(self) -> list[ox.Triple]:
        return self.ontology + self.facts


@cache
def shipped() -> Shipped:
    graphs = load.graphs(curated.read(curated.shipped_path()))
    store = OxigraphStore.memory()
    store.replace(graphs)
    facts = [triple for name, triples in graphs.items() if name != ns.GRAPH_ONTOLOGY for triple in triples]
    return Shipped(graphs[ns.GRAPH_ONTOLOGY], facts, store)


@cache
def classified() -> reasoning.Reasoning:
    """Return the reasoning over the whole registry: the slowest step of these tests, done once."""
    return reasoning.reason(shipped().triples)


def turtle(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)]


def short(iri: str) -> str:
    """Return the IRI as ``prefix:name``; a resource of the registry as the part after the base."""
    if iri.startswith("^"):
        return "^" + short(iri[1:])
    for prefix, start in ns.PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri.removeprefix(ns.BASE)
