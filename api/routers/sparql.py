"""The SPARQL 1.1 Protocol, for queries only, over what is published (W3C Recommendation, 2013-03-21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api import uploads, wire
from api.errors import RefusedError
from api.negotiation import GRAPHS, choose, choose_table, with_charset
from api.tools import PublicationDep, QueryPoolDep
from registry.errors import InputError, QueryError
from registry.store.syntax import require
from registry.usecases import linked
from registry.usecases.public_query import FORMS, QueryPool, Question
from registry.usecases.publish import Publication

router = APIRouter(prefix="/sparql", tags=["sparql"])

FORM, DIRECT, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
MOST_BYTES = 1_000_000
_TEXT = {"type": "string"}
_GRAPHS = {"type": "array", "items": {"type": "string", "format": "uri"}}
_FIELDS = {"query": _TEXT, "default-graph-uri": _GRAPHS, "named-graph-uri": _GRAPHS}
_PARAMETERS = [
    {"name": name, "in": "query", "required": False, "schema": schema} for name, schema in _FIELDS.items()
]
_ANSWERS: wire.Responses = {
    200: {
        "description": "SELECT, ASK: JSON, XML, CSV, TSV; CONSTRUCT, DESCRIBE: Turtle, JSON-LD, N-Triples",
        "content": {
            name: {}
            for name in (
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
                *GRAPHS,
            )
        },
    },
    400: wire.problem_response("Câu truy vấn sai, hoặc quá nhiều dòng (A bad query, or too many rows)"),
    403: wire.problem_response("Chỉ đọc (Read only)"),
    406: wire.problem_response("Không có dạng được yêu cầu (Not a form on offer)"),
    503: wire.problem_response("Quá lâu, quá lớn hoặc quá đông (Too slow, too large, too many)"),
}


@router.get(
    "",
    summary="Truy vấn SPARQL, hoặc mô tả dịch vụ (SPARQL query, or the service description)",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={"parameters": _PARAMETERS},
)
async def get(request: Request, publication: PublicationDep, pool: QueryPoolDep) -> Response:
    """Answer `query`; without it, describe the service (SPARQL 1.1 Service Description)."""
    fields = _pairs(request.url.query)
    if any(name in ("query", "update") for name, _ in fields):
        return await _answer(request, publication, pool, fields)
    media_type = choose(request, GRAPHS)
    described = await run_in_threadpool(lambda: linked.service(publication.store, _address(request)))
    return Response(
        linked.serialise(described, media_type),
        media_type=with_charset(media_type),
        headers={"Vary": "Accept"},
    )


@router.post(
    "",
    summary="Truy vấn SPARQL (SPARQL query)",
    response_class=Response,
    responses={**_ANSWERS, 415: wire.problem_response("Không phải truy vấn (Not a query)")},
    openapi_extra={
        "parameters": _PARAMETERS[1:],
        "requestBody": {
            "required": True,
            "content": {
                FORM: {"schema": {"type": "object", "required": ["query"], "properties": _FIELDS}},
                DIRECT: {"schema": _TEXT, "example": "SELECT * { ?s ?p ?o } LIMIT 10"},
            },
        },
    },
)
async def post(request: Request, publication: PublicationDep, pool: QueryPoolDep) -> Response:
    """Answer a query that is sent as a form or directly, in UTF-8."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == UPDATE:
        raise _read_only()
    if kind not in (FORM, DIRECT):
        raise RefusedError(
            f"Gửi câu truy vấn bằng {FORM} hoặc {DIRECT}",
            f"Send the query as {FORM} or {DIRECT}",
            code="unsupported-media-type",
            status=415,
        )
    charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(' "')
    body = await uploads.bounded(request, MOST_BYTES).body()
    text = _decoded(body, charset)
    fields = _pairs(request.url.query)
    fields += [("query", text)] if kind == DIRECT else _pairs(text)
    return await _answer(request, publication, pool, fields)


async def _answer(
    request: Request, publication: Publication, pool: QueryPool, fields: Sequence[tuple[str, str]]
) -> Response:
    if any(name == "update" for name, _ in fields):
        raise _read_only()
    texts = [value for name, value in fields if name == "query"]
    if len(texts) != 1:
        raise RefusedError("Cần đúng một “query”", "Exactly one “query” is needed", code="malformed-query")
    graphs: Mapping[str, tuple[str, ...]] = {
        key: tuple(value for name, value in fields if name == key)
        for key in ("default-graph-uri", "named-graph-uri")
    }
    question = Question(texts[0], _address(request), *graphs.values())
    try:
        form = require(question.text, *FORMS, services=request.app.state.public.services)
        media_type = choose_table(request) if form in ("SELECT", "ASK") else choose(request, GRAPHS)
        path = await run_in_threadpool(lambda: publication.path)
        body = await pool.answer(path, question, media_type)
    except QueryError as error:
        raise RefusedError(error.vi, error.en, code="malformed-query") from error
    except RefusedError:
        raise
    except InputError as error:
        raise RefusedError(error.vi, error.en, code=error.code) from error
    return Response(body, media_type=with_charset(media_type), headers={"Vary": "Accept"})


def _address(request: Request) -> str:
    """Return the address of the endpoint as the caller sees it."""
    return str(request.url.replace(query="", fragment=""))


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise RefusedError("Tham số không đọc được", "The parameters cannot be read") from error


def _decoded(body: bytes, charset: str) -> str:
    try:
        if charset not in ("", "utf-8", "utf8"):
            raise UnicodeError(charset)
        return body.decode()
    except UnicodeError as error:
        raise RefusedError("Câu truy vấn phải viết bằng UTF-8", "The query must be in UTF-8") from error


def _read_only() -> RefusedError:
    return RefusedError("Kho này chỉ để đọc", "This store is for reading only", code="read-only", status=403)
