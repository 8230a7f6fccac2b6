"""Messages of the Reconciliation API 0.2 (W3C Community Group Final Report, 2023-04-10): in, checked; out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from api.errors import RefusedError, from_validation
from ontology import namespaces as ns
from registry.config import version
from registry.usecases.names import KINDS, Named
from registry.usecases.properties import PROPERTIES, Property, Value, Values
from registry.usecases.reconcile import Candidate, Wanted

MOST_QUERIES, MOST_RESULTS, FEW = 1_000, 50, 5
TYPES = {
    "platform": ("Nền tảng (Platform)", "Hệ thống, nền tảng, cơ sở dữ liệu số công"),
    "capability": ("Chức năng nghiệp vụ (Capability)", "Một việc nghiệp vụ, không gắn với phần mềm nào"),
    "organisation": ("Cơ quan (Organisation)", "Cơ quan, đơn vị, doanh nghiệp"),
}
Text = Annotated[str, Field(max_length=4_000)]


class Message(BaseModel):
    """Base of what is sent: a misspelt field is an error, as in the schemas of the specification."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Reference(Message):
    """A value that was reconciled itself."""

    id: Text
    name: Text = ""


Given = Text | bool | float | Reference


class PropertyQuery(Message):
    """A property with the values that the thing should have."""

    pid: Text
    v: Given | Annotated[list[Given], Field(max_length=100)]


class Query(Message):
    """One query; it has a text or properties."""

    query: Text = ""
    type: Text | list[Text] | None = None
    limit: float | None = None
    properties: Annotated[list[PropertyQuery], Field(max_length=50)] = []
    type_strict: Literal["any", "should", "all"] = "any"

    def wanted(self) -> Wanted:
        """Return the query in our terms; unknown types match nothing, unless they only *should*."""
        asked = [self.type] if isinstance(self.type, str) else self.type
        kinds = KINDS if not asked else tuple(kind for kind in KINDS if kind in asked)
        if self.type_strict == "should" and not kinds:
            kinds = KINDS
        if self.type_strict == "all" and asked and len(set(asked)) > 1:
            kinds = ()  # nothing is of two types
        limit = FEW if self.limit is None else int(min(max(self.limit, 1), MOST_RESULTS))
        properties = tuple((item.pid, _given(item.v)) for item in self.properties)
        return Wanted(self.query, kinds, properties, limit)


class Queries(RootModel[Annotated[dict[str, Query], Field(max_length=MOST_QUERIES)]]):
    """A batch of queries by key."""


class ExtensionProperty(BaseModel):
    """A property to fetch; this service has no settings."""

    id: Text


class Extension(BaseModel):
    """Properties to fetch for some things."""

    ids: Annotated[list[Text], Field(max_length=MOST_QUERIES)]
    properties: Annotated[list[ExtensionProperty], Field(max_length=50)]


def read_queries(text: str) -> dict[str, Wanted]:
    """Return the queries in a message; raises `RefusedError` 400 naming what is wrong."""
    try:
        queries = Queries.model_validate_json(text).root
    except ValidationError as error:
        raise _refused(error) from error
    for key, query in queries.items():
        if not query.properties and "query" not in query.model_fields_set:
            raise RefusedError(
                f"Truy vấn “{key[:40]}” cần có query hoặc properties",
                f"The query “{key[:40]}” needs query or properties",
            )
    return {key: query.wanted() for key, query in queries.items()}


def read_extension(text: str) -> Extension:
    """Return the request for values in a message; raises `RefusedError` 400 naming what is wrong."""
    try:
        return Extension.model_validate_json(text)
    except ValidationError as error:
        raise _refused(error) from error


def manifest(root: str, as_of: str | None) -> dict[str, Any]:
    """Return what this service at the address ``root`` offers; ``as_of`` stays in the addresses it names."""
    suffix = f"as_of={as_of}" if as_of else ""
    return {
        "versions": ["0.2"],
        "name": "Rà soát: nền tảng số công (public digital platforms)",
        "identifierSpace": ns.BASE,
        "schemaSpace": ns.RS,
        "documentation": f"{root}/ontology",
        "serviceVersion": version(),
        "logo": f"{root}/static/icon.svg",
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "defaultTypes": [type_entry(kind) for kind in KINDS],
        "suggest": {
            kind: {
                "service_url": root,
                "service_path": f"/reconcile/suggest/{kind}",
                "flyout_service_url": root,
                "flyout_service_path": f"/reconcile/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "property", "type")
        },
        "preview": {
            "url": f"{root}/reconcile/preview?id={{{{id}}}}" + (f"&{suffix}" if suffix else ""),
            "width": 430,
            "height": 180,
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
    }


def type_entry(kind: str) -> dict[str, str]:
    """Return a type as the manifest and the suggestions name it."""
    return {"id": kind, "name": TYPES[kind][0]}


def property_entry(item: Property) -> dict[str, str]:
    """Return a property as the suggestions name it."""
    return {"id": item.id, "name": item.name, "description": item.iri}


def entity_entry(thing: Named) -> dict[str, Any]:
    """Return a thing as the suggestions name it."""
    other = ", ".join(thing.names[1:4])
    return {"id": thing.id, "name": thing.name, "description": other, "notable": [type_entry(thing.kind)]}


def results(candidates: Sequence[Candidate]) -> dict[str, Any]:
    """Return the answer to one query."""
    return {
        "result": [
            {
                "id": candidate.thing.id,
                "name": candidate.thing.name,
                "description": candidate.description,
                "type": [type_entry(candidate.thing.kind)],
                "score": candidate.score,
                "features": [{"id": key, "value": value} for key, value in candidate.features.items()],
                "match": candidate.sure,
            }
            for candidate in candidates
        ]
    }


def extension(request: Extension, found: Values) -> dict[str, Any]:
    """Return the values asked for; a thing that is not known has none."""
    asked = [item.id for item in request.properties]
    return {
        "meta": [_meta(key) for key in asked],
        "rows": {
            thing: {key: [_cell(value, key) for value in properties.get(key, ())] for key in asked}
            for thing, properties in found.items()
        },
    }


def _meta(key: str) -> dict[str, Any]:
    item = PROPERTIES.get(key)
    if item is None:
        return {"id": key, "name": key}
    return {"id": key, "name": item.name, **({"type": type_entry(item.values)} if item.values else {})}


def _cell(value: Value, key: str) -> Mapping[str, str]:
    if value.id and PROPERTIES[key].values:
        return {"id": value.id, "name": value.text}
    return {"str": value.text}


def _given(value: Given | list[Given]) -> tuple[Value, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(
        Value(item.name, item.id) if isinstance(item, Reference) else Value(str(item)) for item in items
    )


def _refused(error: ValidationError) -> RefusedError:
    told = from_validation(error.errors())
    return RefusedError(told.vi, told.en, told.place, code="bad-request")
