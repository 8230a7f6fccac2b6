"""Any server that speaks the SPARQL 1.1 Protocol, through SPARQLWrapper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.error import URLError

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from ontology import namespaces as ns
from registry.errors import Place, QueryError, StoreError
from registry.store.base import Answer, Term, Triples, replace_update

TIMEOUT_SECONDS = 60


class RemoteStore:
    """A `Store` at ``endpoint``; writes go to ``update_endpoint``.

    The server must treat the union of its named graphs as the default graph (Virtuoso does;
    Oxigraph's server with ``--union-default-graph``).
    """

    def __init__(self, endpoint: str, update_endpoint: str | None = None) -> None:
        self._endpoint = endpoint
        self._update_endpoint = update_endpoint or endpoint

    def select(self, query: str) -> Answer:
        """Run a SELECT query."""
        result = self._json(query)
        columns = tuple(result["head"].get("vars", ()))
        rows = [
            {name: _term(value) for name, value in binding.items()}
            for binding in result["results"]["bindings"]
        ]
        return Answer(columns, rows)

    def ask(self, query: str) -> bool:
        """Run an ASK query."""
        return bool(self._json(query)["boolean"])

    def construct(self, query: str) -> list[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE query."""
        client = self._client(self._endpoint, query)
        client.setReturnFormat(TURTLE)
        body = self._send(client).response.read()
        return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)]

    def replace(self, graphs: Mapping[str, Triples]) -> None:
        """Put new content in the named graphs by one update request."""
        client = self._client(self._update_endpoint, replace_update(graphs))
        client.setRequestMethod(POSTDIRECTLY)
        self._send(client)

    def count(self, graph: str | None = None) -> int:
        """Return the number of triples, in one named graph or in all."""
        where = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "GRAPH ?g { ?s ?p ?o }"
        rows = self.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}").rows
        return int(rows[0]["n"].value)

    def dump(self) -> bytes:
        """Return the whole content as N-Quads."""
        quads = []
        graphs = self.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").rows
        for row in graphs:
            graph = row["g"].value
            triples = self.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
            node = ox.NamedNode(graph)
            quads += [ox.Quad(t.subject, t.predicate, t.object, node) for t in triples]
        return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""

    def close(self) -> None:
        """Nothing to release: each call is one request."""

    def _client(self, endpoint: str, query: str) -> SPARQLWrapper:
        client = SPARQLWrapper(endpoint)
        client.setMethod(POST)
        client.setTimeout(TIMEOUT_SECONDS)
        client.setQuery(query)
        return client

    def _json(self, query: str) -> Any:
        client = self._client(self._endpoint, query)
        client.setReturnFormat(JSON)
        return self._send(client).convert()

    def _send(self, client: SPARQLWrapper) -> Any:
        try:
            return client.query()
        except QueryBadFormed as error:
            raise QueryError("Máy chủ từ chối câu truy vấn", f"The server refused the query: {error}") from error
        except (URLError, OSError, SPARQLWrapperException) as error:
            raise StoreError(
                "Không liên lạc được với máy chủ SPARQL",
                f"The SPARQL server cannot be reached: {error}",
                Place(file=client.endpoint),
            ) from error


def _term(value: dict[str, str]) -> Term:
    kind = {"uri": "iri", "bnode": "blank"}.get(value["type"], "literal")
    datatype = value.get("datatype")
    if kind == "literal" and datatype is None:
        datatype = ns.RDF + "langString" if "xml:lang" in value else ns.XSD + "string"
    return Term(kind, value["value"], datatype, value.get("xml:lang"))
