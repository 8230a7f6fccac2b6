"""Any server that speaks the SPARQL 1.1 Protocol, through SPARQLWrapper."""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from http.client import HTTPException
from itertools import chain
from typing import Any
from urllib.error import HTTPError, URLError
from uuid import uuid4

import pyoxigraph as ox
from SPARQLWrapper import ASK, CONSTRUCT, INSERT, POST, POSTDIRECTLY, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from ontology import namespaces as ns
from registry.errors import Place, QueryError, StoreError
from registry.store.base import Answer, Term, Triples, insert_updates, node, replace_updates
from registry.store.syntax import require

TIMEOUT_SECONDS = 60
UPDATE_TIMEOUT_SECONDS = 600
REQUEST_BYTES = 8_000_000
"""Most bytes in one update request: Virtuoso refuses more than 10 million."""


class RemoteStore:
    """A `Store` at ``endpoint``; writes go to ``update_endpoint``.

    The server must treat the union of its named graphs as the default graph (Virtuoso does;
    Oxigraph's server with ``--union-default-graph``).
    """

    def __init__(
        self,
        endpoint: str,
        update_endpoint: str | None = None,
        *,
        seconds: int = TIMEOUT_SECONDS,
        most_bytes: int | None = None,
    ) -> None:
        """``seconds``: longest silence of a query; ``most_bytes``: a longer answer is a `StoreError`."""
        self._endpoint = endpoint
        self._update_endpoint = update_endpoint or endpoint
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._closed = False

    def select(self, query: str) -> Answer:
        """Run a SELECT query."""
        require(query, "SELECT")
        result = self._json(query, SELECT)
        columns = tuple(result["head"].get("vars", ()))
        rows = [
            {name: _term(value) for name, value in binding.items()}
            for binding in result["results"]["bindings"]
        ]
        return Answer(columns, rows)

    def ask(self, query: str) -> bool:
        """Run an ASK query."""
        require(query, "ASK")
        result = self._json(query, ASK)
        if "boolean" in result:
            return bool(result["boolean"])
        # Virtuoso 7.2.5 (Debian 12) answers ASK as a SELECT of one row whose only cell is 0 or 1.
        return any(cell["value"] == "1" for row in result["results"]["bindings"] for cell in row.values())

    def construct(self, query: str) -> list[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE query."""
        require(query, "CONSTRUCT", "DESCRIBE")
        # N-Triples rather than Turtle: nothing to abbreviate, so nothing that servers get wrong.
        body = self._send(self._client(query, CONSTRUCT, "application/n-triples"))
        try:
            return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
        except SyntaxError as error:
            raise self._no_answer(error) from error

    def replace(self, graphs: Mapping[str, Triples]) -> None:
        """Put new content in the named graphs.

        Up to `REQUEST_BYTES` everything is one update request. More is first sent in several requests to
        graphs of its own, which one last request moves into place; until then readers see the new content
        beside the old. A failure before the last request leaves the content as it was. One request is one
        transaction in most servers (Oxigraph, GraphDB, Stardog, Fuseki), so that it does everything or
        nothing. Virtuoso is not among them: it refuses a faulty request as a whole, but one that breaks
        off while it runs leaves the graphs partly replaced. Run it again then; the result is the same.
        """
        contents = {name: list(triples) for name, triples in graphs.items()}
        updates = replace_updates(contents)
        requests = list(_requests(updates))
        if len(requests) > 1:
            self._replace_in_steps(contents)
        elif requests:
            self._update(requests[0])

    def count(self, graph: str | None = None) -> int:
        """Return the number of triples, in one named graph or in all."""
        where = f"GRAPH {node(graph)} {{ ?s ?p ?o }}" if graph else "GRAPH ?g { ?s ?p ?o }"
        rows = self.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}").rows
        return int(rows[0]["n"].value)

    @property
    def mark(self) -> None:
        """Not known: others may write to the server at any time."""

    def dump(self) -> bytes:
        """Return the content of all named graphs as N-Quads."""
        quads = []
        graphs = self.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").rows
        for row in graphs:
            graph = node(row["g"].value)
            triples = self.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
            if len(triples) < self.count(graph.value):
                # Virtuoso cuts long constructions too (ResultSetMaxRows), and does not tell.
                raise self._cut(len(triples))
            quads += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
        return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""

    def close(self) -> None:
        """Refuse further calls; there is nothing to release, each call is one request."""
        self._closed = True

    def _replace_in_steps(self, contents: Mapping[str, list[ox.Triple]]) -> None:
        stages = {name: node(f"urn:uuid:{uuid4()}") for name, triples in contents.items() if triples}
        inserts = (insert_updates(stage, contents[name]) for name, stage in stages.items())
        try:
            for request in _requests(chain.from_iterable(inserts)):
                self._update(request)
            self._update(
                " ;\n".join(
                    f"MOVE GRAPH {stages[name]} TO GRAPH {node(name)}"
                    if name in stages
                    else f"CLEAR SILENT GRAPH {node(name)}"
                    for name in contents
                )
            )
        except BaseException:
            # A server that is gone cannot be cleaned up; the first error is the one to tell.
            with contextlib.suppress(StoreError):
                self._update(" ;\n".join(f"CLEAR SILENT GRAPH {stage}" for stage in stages.values()))
            raise

    def _update(self, request: str) -> None:
        client = self._client(request, INSERT, "*/*")
        client.setRequestMethod(POSTDIRECTLY)
        client.setTimeout(UPDATE_TIMEOUT_SECONDS)
        try:
            self._send(client)
        except QueryError as error:
            # The registry wrote the request itself, so the server and not a user is at odds with it.
            raise StoreError(
                "Máy chủ SPARQL từ chối ghi; kho giữ nguyên như trước",
                f"The SPARQL server refused to write and is unchanged: {error.en}",
                Place(file=self._update_endpoint),
            ) from error

    def _client(self, text: str, form: str, accept: str) -> SPARQLWrapper:
        if self._closed:
            raise StoreError("Kho dữ liệu đã đóng", "The store is closed", Place(file=self._endpoint))
        client = SPARQLWrapper(self._endpoint, self._update_endpoint)
        client.setMethod(POST)
        client.setTimeout(self._seconds)
        client.setOnlyConneg(True)
        client.addCustomHttpHeader("Accept", accept)
        # setQuery would guess the form from the first word that looks like one, comments included, and so
        # send a query whose header says "addresses" to the update address as an ADD.
        client.queryString, client.queryType = text, form
        return client

    def _json(self, query: str, form: str) -> dict[str, Any]:
        client = self._client(query, form, "application/sparql-results+json")
        body = self._send(client)
        try:
            result = json.loads(body)
        except ValueError as error:
            raise self._no_answer(error) from error
        if not isinstance(result, dict) or not {"results", "boolean"} & set(result):
            raise self._no_answer(ValueError("no SPARQL results"))
        return result

    def _send(self, client: SPARQLWrapper) -> bytes:
        address = client.updateEndpoint if client.isSparqlUpdateRequest() else client.endpoint
        place = Place(file=address)
        try:
            with contextlib.closing(client.query().response) as response:
                body: bytes = response.read(None if self._most_bytes is None else self._most_bytes + 1)
        except QueryBadFormed as error:
            vi, en = "Máy chủ từ chối câu truy vấn", f"The server refused the query: {_reason(error)}"
            raise QueryError(vi, en, place) from error
        except (HTTPError, SPARQLWrapperException) as error:
            if isinstance(error, HTTPError):
                error.close()
            vi, en = "Máy chủ SPARQL báo lỗi", f"The SPARQL server failed: {_reason(error)}"
            raise StoreError(vi, en, place) from error
        except (URLError, OSError, HTTPException) as error:
            vi = "Không liên lạc được với máy chủ SPARQL"
            raise StoreError(vi, f"The SPARQL server cannot be reached: {error}", place) from error
        if self._most_bytes is not None and len(body) > self._most_bytes:
            vi, en = "Câu trả lời quá dài", f"The answer is longer than {self._most_bytes} bytes"
            raise StoreError(vi, en, place)
        # Virtuoso cuts long answers (ResultSetMaxRows) and tells only in this header.
        if limit := response.headers.get("X-SPARQL-MaxRows"):
            raise self._cut(limit)
        return body

    def _cut(self, limit: object) -> StoreError:
        return StoreError(
            f"Máy chủ chỉ trả về {limit} dòng; hãy nâng ResultSetMaxRows trong virtuoso.ini",
            f"The server cut the answer at {limit} rows; raise ResultSetMaxRows in virtuoso.ini",
            Place(file=self._endpoint),
        )

    def _no_answer(self, error: Exception) -> StoreError:
        return StoreError(
            "Máy chủ không trả lời theo SPARQL 1.1; hãy kiểm tra địa chỉ",
            f"The server gave no SPARQL 1.1 answer; check the address: {error}",
            Place(file=self._endpoint),
        )


def _reason(error: Exception) -> str:
    """Return what the server said, without the words that SPARQLWrapper puts around its bytes."""
    said = str(error).rpartition("Response:\n")[2].strip()
    with contextlib.suppress(ValueError, SyntaxError):
        said = ast.literal_eval(said).decode(errors="replace")
    return said[:300]


def _requests(updates: Iterable[str]) -> Iterator[str]:
    """Join operations to requests of at most `REQUEST_BYTES`."""
    parts: list[str] = []
    size = 0
    for update in updates:
        length = len(update.encode()) + 3
        if parts and size + length > REQUEST_BYTES:
            yield " ;\n".join(parts)
            parts, size = [], 0
        parts.append(update)
        size += length
    if parts:
        yield " ;\n".join(parts)


def _term(value: dict[str, str]) -> Term:
    kind = {"uri": "iri", "bnode": "blank"}.get(value["type"], "literal")
    text, datatype = value["value"], value.get("datatype")
    if kind == "literal" and datatype is None:
        datatype = ns.RDF + "langString" if "xml:lang" in value else ns.XSD + "string"
    if datatype == ns.XSD + "boolean":
        # Virtuoso keeps booleans as 1 and 0.
        text = {"1": "true", "0": "false"}.get(text, text)
    return Term(kind, text, datatype, value.get("xml:lang"))
