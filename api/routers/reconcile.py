"""The Reconciliation Service API 0.2: OpenRefine and others find our things by name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api import reconciling, uploads, wire
from api.deps import AsOf, RegistryDep
from api.errors import RefusedError
from api.tools import NamesDep
from api.views import environment
from registry.errors import NotFoundError
from registry.opened import Registry
from registry.usecases.names import KINDS, Named, Names
from registry.usecases.properties import PROPERTIES, values
from registry.usecases.reconcile import reconcile

router = APIRouter(prefix="/reconcile", tags=["reconciliation"], responses=wire.WRONG_PARAMETER)

MOST_BYTES = 5_000_000
SUGGESTED = 20
FORM = "application/x-www-form-urlencoded"
SHOWN = ("ownerNow", "level", "status", "sector", "classification", "scopeNote")
"""Properties that a preview shows."""
_BAD: wire.Responses = {400: wire.problem_response("Truy vấn sai (A bad query)")}
Callback = Annotated[
    str, Query(max_length=100, description="JSONP, cho trang của nơi khác (for older clients)")
]
Prefix = Annotated[str, Query(max_length=500)]
Cursor = Annotated[int, Query(ge=0, le=10_000)]
Id = Annotated[str, Query(alias="id", max_length=500)]


@dataclass(frozen=True)
class Asked:
    """A batch of queries or a request for values, as JSON."""

    queries: str | None = None
    extend: str | None = None
    callback: Callback = ""


@router.get(
    "",
    response_class=JSONResponse,
    responses=_BAD,
    summary="Mô tả dịch vụ đối chiếu, hoặc đối chiếu (Manifest, or reconciliation)",
)
async def get(
    request: Request, registry: RegistryDep, names: NamesDep, as_of: AsOf, asked: Annotated[Asked, Depends()]
) -> Response:
    """Describe the service; with `queries` or `extend`, answer them as POST does."""
    if asked.queries is None and asked.extend is None:
        root = str(request.base_url).rstrip("/")
        day = as_of if "as_of" in request.query_params else None
        return _answer(reconciling.manifest(root, day), asked.callback)
    return await _reply(registry, names, as_of, asked)


@router.post(
    "",
    response_class=JSONResponse,
    responses={**_BAD, 413: wire.problem_response("Quá lớn (Too large)")},
    summary="Đối chiếu một loạt tên (Reconcile a batch of names)",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {"queries": {"type": "string"}, "extend": {"type": "string"}},
                    },
                    "example": {"queries": '{"q0": {"query": "quản lý hộ tịch", "type": "platform"}}'},
                }
            },
        }
    },
)
async def post(request: Request, registry: RegistryDep, names: NamesDep, as_of: AsOf) -> Response:
    """Answer `queries`, or `extend` things by values of their properties."""
    bounded = uploads.bounded(request, MOST_BYTES)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with bounded.form(max_files=0, max_fields=10) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
    else:
        try:
            parsed = parse_qs((await bounded.body()).decode(), errors="strict", max_num_fields=10)
        except ValueError as error:
            raise RefusedError("Nội dung không đọc được", "The body cannot be read") from error
        fields = {name: found[0] for name, found in parsed.items()}
    asked = Asked(fields.get("queries"), fields.get("extend"), fields.get("callback", ""))
    return await _reply(registry, names, as_of, asked)


@router.get("/suggest/entity", response_class=JSONResponse, summary="Gợi ý tài nguyên (Suggest entities)")
async def suggest_entity(
    names: NamesDep, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = ""
) -> Response:
    """Return things with a name that begins with `prefix`, or one of its words."""
    found = names.beginning(prefix, KINDS, cursor + SUGGESTED)[cursor:]
    return _answer({"result": [reconciling.entity_entry(thing) for thing in found]}, callback)


@router.get("/suggest/property", response_class=JSONResponse, summary="Gợi ý thuộc tính (Suggest properties)")
async def suggest_property(prefix: Prefix = "", callback: Callback = "") -> Response:
    """Return the properties whose id or label holds `prefix`."""
    found = [item for item in PROPERTIES.values() if _holds(prefix, item.id, item.vi, item.en)]
    return _answer({"result": [reconciling.property_entry(item) for item in found]}, callback)


@router.get("/suggest/type", response_class=JSONResponse, summary="Gợi ý loại (Suggest types)")
async def suggest_type(prefix: Prefix = "", callback: Callback = "") -> Response:
    """Return the types whose id or label holds `prefix`."""
    found = [kind for kind in KINDS if _holds(prefix, kind, *reconciling.TYPES[kind])]
    return _answer({"result": [reconciling.type_entry(kind) for kind in found]}, callback)


@router.get(
    "/flyout/{kind}",
    response_class=JSONResponse,
    responses={404: wire.problem_response("Không có (No such thing)")},
    summary="Nội dung nổi khi rê chuột (Flyout)",
)
async def flyout(
    registry: RegistryDep,
    names: NamesDep,
    as_of: AsOf,
    kind: str,
    key: Id = "",
    callback: Callback = "",
) -> Response:
    """Return a piece of HTML about an entity, a property or a type."""
    if kind == "property" and key in PROPERTIES:
        item = PROPERTIES[key]
        return _answer({"id": key, "html": _html(item.name, [], item.iri)}, callback)
    if kind == "type" and key in reconciling.TYPES:
        name, meaning = reconciling.TYPES[key]
        return _answer({"id": key, "html": _html(name, [], meaning)}, callback)
    if kind != "entity":
        raise _unknown(key)
    return _answer({"id": key, "html": await _preview(registry, _thing(names, key), as_of)}, callback)


@router.get(
    "/preview",
    response_class=HTMLResponse,
    responses={404: wire.problem_response("Không có (No such thing)")},
    summary="Xem trước một tài nguyên (Preview)",
)
async def preview(registry: RegistryDep, names: NamesDep, as_of: AsOf, key: Id = "") -> HTMLResponse:
    """Return a small page about a thing, to be shown in a frame of another site."""
    body = await _preview(registry, _thing(names, key), as_of)
    page = f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Rà soát</title>{body}</html>'
    # The only page of ours that others may frame; it has no script, no form and no style.
    return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'none'; frame-ancestors *"})


@router.get("/properties", response_class=JSONResponse, summary="Thuộc tính lấy được (Properties to fetch)")
async def properties(
    kind: Annotated[str, Query(alias="type", max_length=100)] = "",
    limit: Annotated[int | None, Query(ge=1)] = None,
    callback: Callback = "",
) -> Response:
    """Return the properties that things of a type have."""
    found = [item for item in PROPERTIES.values() if not kind or kind in item.of][:limit]
    entries = [{"id": item.id, "name": item.name} for item in found]
    body: dict[str, Any] = {
        "properties": entries,
        **({"type": kind} if kind else {}),
        **({"limit": limit} if limit else {}),
    }
    return _answer(body, callback)


async def _reply(registry: Registry, names: Names, as_of: str, asked: Asked) -> Response:
    """Answer what is asked; a batch takes a while, so other requests do not wait for it."""
    if asked.queries is not None:
        wanted = reconciling.read_queries(asked.queries)
        body = await run_in_threadpool(
            lambda: {
                key: reconciling.results(reconcile(registry, names, one, as_of))
                for key, one in wanted.items()
            }
        )
        return _answer(body, asked.callback)
    if asked.extend is not None:
        request = reconciling.read_extension(asked.extend)
        known = [key for key in request.ids if key in names.things]
        properties = [item.id for item in request.properties]
        found = await run_in_threadpool(values, registry, known, properties, as_of)
        all_ids = {key: found.get(key, {}) for key in request.ids}
        return _answer(reconciling.extension(request, all_ids), asked.callback)
    raise RefusedError("Thiếu “queries” hoặc “extend”", "“queries” or “extend” is missing")


def _answer(body: dict[str, Any], callback: str = "") -> Response:
    if not callback:
        return JSONResponse(body)
    if not re.fullmatch(r"[\w$]+(\.[\w$]+)*", callback, re.ASCII):
        raise RefusedError("Tên hàm callback không hợp lệ", "The callback is not the name of a function")
    # The comment keeps the body from being read as anything but a script.
    return Response(f"/**/{callback}({json.dumps(body)});", media_type="text/javascript")


async def _preview(registry: Registry, thing: Named, as_of: str) -> str:
    found = await run_in_threadpool(values, registry, [thing.id], SHOWN, as_of)
    rows = [
        (PROPERTIES[key].vi, "; ".join(value.text for value in found[thing.id][key]))
        for key in SHOWN
        if found[thing.id].get(key)
    ]
    return _html(thing.name, rows, reconciling.TYPES[thing.kind][0])


def _html(name: str, rows: list[tuple[str, str]], note: str) -> str:
    return environment().get_template("flyout.html").render(name=name, rows=rows, note=note)


def _thing(names: Names, key: str) -> Named:
    if key not in names.things:
        raise _unknown(key)
    return names.things[key]


def _unknown(key: str) -> NotFoundError:
    return NotFoundError(f"Không có “{key[:100]}”", f"There is no “{key[:100]}”")


def _holds(prefix: str, *texts: str) -> bool:
    return any(prefix.casefold().strip() in text.casefold() for text in texts)
