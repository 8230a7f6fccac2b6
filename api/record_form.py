"""The form of a platform's record: its fields as text, and back to the record that the model accepts.

Lists of texts are boxes with one entry a line. Functions, periods, documents and sources are rows of fields
named ``functions.0.text``; a row whose fields are all empty is no row. What is wrong is told by these names.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pydantic import ValidationError

from api.typed import Typed, entries, iso_date
from ontology import namespaces as ns
from registry.model import Citation, LifecycleEvent, OfferedFunction, Platform, Record, Source
from registry.validation import CheckFinding
from registry.wording import date_vi

ROWS: dict[str, type[Record]] = {
    "functions": OfferedFunction,
    "lifecycle": LifecycleEvent,
    "legal_basis": Citation,
    "sources": Source,
}
LISTS = ("alt_names", "excludes", "users", "urls", "owner_ids", "owner_now_ids", "replaces")
DATES = ("status_since", "since", "observed", "date")
PLAIN = tuple(name for name in Platform.model_fields if name not in (*ROWS, *LISTS))
BLANK_ROWS = 2
"""Empty rows after those of a record, so that one can be added without script."""
FIELD_OF = {
    # Which field the shapes speak of, by the property of the graph.
    ns.DCT + "title": "name_vi",
    ns.DCT + "identifier": "id",
    ns.RS + "level": "level",
    ns.RS + "owner": "owner_ids",
    ns.RS + "ownerNow": "owner_now_ids",
    ns.RS + "sector": "sector",
    ns.RS + "lifecycle": "lifecycle",
    ns.RS + "recordedStatus": "status",
    ns.RS + "mandate": "mandate",
    ns.RS + "evidence": "evidence",
    f"^{ns.RS}offeredBy": "functions",
    ns.DCT + "source": "sources",
    ns.RS + "userGroup": "users",
    ns.RS + "platformKind": "kind",
    ns.RS + "provinceUse": "province_use",
    ns.RS + "province": "territory",
    ns.DCT + "replaces": "replaces",
    ns.DCT + "isPartOf": "part_of",
    ns.RS + "legalBasis": "legal_basis",
    ns.RS + "webAddress": "urls",
}
PART_OF = {
    # Which part of the form a shape is about that is not the platform's own.
    "lifecycle-event.ttl": "lifecycle",
    "offering.ttl": "functions",
    "citation.ttl": "legal_basis",
    "legal-document.ttl": "legal_basis",
    "source.ttl": "sources",
}


def typed_of(item: Platform) -> Typed:
    """Return a record as the fields of the form."""
    body = item.model_dump(mode="json")
    typed = {name: _shown(name, body[name]) for name in PLAIN}
    typed |= {name: "\n".join(body[name]) for name in LISTS}
    for name in ROWS:
        for index, row in enumerate(body[name]):
            typed |= {f"{name}.{index}.{part}": _shown(part, value) for part, value in row.items()}
    return typed


def body_of(typed: Typed) -> dict[str, Any]:
    """Return the content of a record as the form holds it, without what is empty; not validated yet."""
    body: dict[str, Any] = {name: _value(name, typed.get(name, "")) for name in PLAIN}
    body |= {name: entries(typed.get(name, "")) for name in LISTS}
    body |= {name: [row for _, row in rows(typed, name)] for name in ROWS}
    return {name: value for name, value in body.items() if value not in (None, "", [])}


def rows(typed: Typed, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the filled rows of a part of the form with their numbers there."""
    found = []
    for index in range(shown_rows(typed, name)):
        parts = {
            part: _value(part, typed.get(f"{name}.{index}.{part}", "")) for part in ROWS[name].model_fields
        }
        row = {part: value for part, value in parts.items() if value}
        if row:
            found.append((index, row))
    return found


def shown_rows(typed: Typed, name: str) -> int:
    """Return how many rows of a part were filled, those between them included."""
    filled = [key.split(".")[1] for key, text in typed.items() if key.startswith(f"{name}.") and text]
    return max((int(index) + 1 for index in filled if index.isdecimal() and int(index) < 1000), default=0)


def mistakes_of(error: ValidationError, typed: Typed) -> dict[str, list[dict[str, Any]]]:
    """Return what the model refuses, by the field of the form that it is about."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in error.errors():
        first, *rest = item["loc"]
        name = str(first)
        if name in ROWS and rest and isinstance(rest[0], int):
            index, row = rows(typed, name)[rest[0]]
            # A rule over the whole row is told at its first field.
            name = f"{name}.{index}.{rest[1] if len(rest) > 1 else next(iter(row))}"
        found[name].append(dict(item))
    return found


def field_of(finding: CheckFinding, typed: Typed) -> str:
    """Return the field that a finding of the shapes is about, empty for the record as a whole."""
    name = PART_OF.get(finding.source.rsplit("/", 1)[-1], "") or FIELD_OF.get(finding.property, "")
    for index, row in rows(typed, name) if name in ROWS else ():
        for part, value in row.items():
            if finding.value and finding.value in (value, ns.CAPABILITY + value):
                return f"{name}.{index}.{part}"
    return name


def differences(former: Platform, latter: Platform) -> list[tuple[str, str, str]]:
    """Return the fields in which two records differ, each with both contents as text."""
    return [
        (name, _text(getattr(former, name)), _text(getattr(latter, name)))
        for name in Platform.model_fields
        if getattr(former, name) != getattr(latter, name)
    ]


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, Record):
        return "; ".join(str(part) for part in value.model_dump().values() if part)
    return str(value or "")


def _shown(name: str, value: str | None) -> str:
    return date_vi(value) if value and name in DATES else value or ""


def _value(name: str, text: str) -> str | None:
    return iso_date(text) if name in DATES else text
