"""One SPARQL query from outside, answered in a process of its own that can be stopped.

Oxigraph cannot be told to give up, and while it works Python threads of the same process wait. So a pool
of processes answers; one that takes too long or too much memory is ended and replaced.
"""

from __future__ import annotations

import json
import resource
from asyncio import wrap_future
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pebble import ProcessExpired, ProcessPool

from ontology import namespaces as ns
from registry.config import Public
from registry.errors import InputError, QueryError, StoreError
from registry.store.syntax import names_graphs, require

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
WAITING_PER_WORKER = 8
"""Requests that may wait for each worker; more are told to come back."""


@dataclass(frozen=True)
class Question:
    """A query with the base of its relative IRIs and the graphs that the request names for it, if any."""

    text: str
    base: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class QueryPool:
    """Answers questions over a published store, a few at once, each within the bounds of the settings."""

    def __init__(self, public: Public) -> None:
        self._public = public
        self._waiting = 0
        # Not fork: the server has threads, and a copy of one that holds a lock never lets go.
        self._pool = ProcessPool(
            max_workers=public.workers,
            context=get_context("spawn"),
            initializer=_bound_memory,
            initargs=(public.memory_mib,),
        )

    async def answer(self, store: Path, question: Question, media_type: str) -> bytes:
        """Return the answer in ``media_type``; raises `InputError` for a bad query or too many rows.

        Raises `StoreError` where the query takes too long or too much memory, or too many others wait.
        """
        if self._waiting >= self._public.workers * WAITING_PER_WORKER:
            raise StoreError(
                "Đang có quá nhiều câu truy vấn; hãy thử lại sau", "Too many queries; try again later"
            )
        self._waiting += 1
        try:
            future = self._pool.schedule(
                evaluate,
                args=(str(store), question, media_type, self._public.rows, self._public.services),
                timeout=self._public.seconds,
            )
            answer: bytes = await wrap_future(future)
            return answer
        except TimeoutError as error:
            seconds = f"{self._public.seconds:g}"
            raise StoreError(
                f"Câu truy vấn chạy quá {seconds} giây nên đã dừng; hãy thu hẹp nó",
                f"The query was stopped after {seconds} seconds; make it narrower",
                code="query-too-slow",
            ) from error
        except (ProcessExpired, MemoryError) as error:
            raise StoreError(
                "Câu truy vấn cần quá nhiều bộ nhớ nên đã dừng; hãy thu hẹp nó",
                "The query was stopped because it needs too much memory; make it narrower",
                code="query-too-large",
            ) from error
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the processes, also those at work."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _bound_memory(mebibytes: int) -> None:
    limit = mebibytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # An allocation that fails aborts the process; its picture of memory helps nobody.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@lru_cache(maxsize=1)
def _opened(path: str) -> ox.Store:
    return ox.Store.read_only(path)


def evaluate(
    path: str, question: Question, media_type: str, most: int, services: tuple[str, ...] = ()
) -> bytes:
    """Return the serialised answer of ``question`` over the store at ``path``, of at most ``most`` rows.

    Without graphs named in the query or beside it, the default graph is the union of all but imported ones.
    ``services``: the addresses that it may call; the engine follows no redirection from there. The bounds of
    the process hold for what they answer, too.
    """
    try:
        require(question.text, *FORMS, services=services)
        store = _opened(path)
        result = store.query(question.text, base_iri=question.base, **_dataset(question, store))
        return _serialised(result, media_type, most)
    except (SyntaxError, ValueError) as error:
        raise InputError(
            "Câu truy vấn SPARQL sai cú pháp", f"SPARQL syntax error: {error}", code="malformed-query"
        ) from error
    except QueryError as error:
        raise InputError(error.vi, error.en, code="malformed-query") from error
    except OSError as error:
        raise StoreError(
            "Máy chủ mà câu truy vấn gọi (SERVICE) không trả lời được",
            f"The server that the query calls (SERVICE) gives no answer: {str(error)[:300]}",
            code="service-failed",
        ) from error
    except RuntimeError as error:
        raise InputError(
            "Không tính được câu truy vấn", f"The query cannot be evaluated: {error}", code="malformed-query"
        ) from error


def _dataset(question: Question, store: ox.Store) -> dict[str, Any]:
    if question.default_graphs or question.named_graphs:
        return {
            "default_graph": [ox.NamedNode(iri) for iri in question.default_graphs],
            "named_graphs": [ox.NamedNode(iri) for iri in question.named_graphs],
        }
    if names_graphs(question.text):
        return {}
    own = [graph for graph in store.named_graphs() if not _is_imported(graph)]
    if len(own) < len(list(store.named_graphs())):
        return {"default_graph": own, "named_graphs": list(store.named_graphs())}
    return {"use_default_graph_as_union": True}


def _is_imported(graph: ox.NamedNode | ox.BlankNode) -> bool:
    return isinstance(graph, ox.NamedNode) and graph.value.startswith(ns.GRAPH_IMPORTED)


def _serialised(
    result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, media_type: str, most: int
) -> bytes:
    if isinstance(result, ox.QueryTriples):
        triples = dict.fromkeys(_at_most(result, most))
        form = ox.RdfFormat.from_media_type(media_type)
        readable = form in (ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD)
        return ox.serialize(triples, format=form, prefixes=ns.PREFIXES if readable else None) or b""
    table = ox.QueryResultsFormat.from_media_type(media_type)
    if isinstance(result, ox.QueryBoolean):
        return result.serialize(format=table) or b""
    # The engine writes all rows or none, so they are counted here, written as JSON, and from there by it.
    names = [variable.value for variable in result.variables]
    rows = [
        {name: _json(value) for name in names if (value := row[name]) is not None}
        for row in _at_most(result, most)
    ]
    body = json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}, ensure_ascii=False).encode()
    if table == ox.QueryResultsFormat.JSON:
        return body
    parsed = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    return parsed.serialize(format=table) or b""


def _at_most(result: ox.QuerySolutions | ox.QueryTriples, most: int) -> Iterator[Any]:
    yield from islice(result, most)
    if next(result, None) is not None:
        raise InputError(
            f"Kết quả có hơn {most} dòng; hãy thêm LIMIT và OFFSET, hoặc tải cả bộ dữ liệu",
            f"The answer has more than {most} rows; add LIMIT and OFFSET, or take the dump",
            code="too-many-rows",
        )


def _json(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, Any]:
    """Return a term as the SPARQL 1.1 Query Results JSON Format writes it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == ns.XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
