"""Everything about one platform, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence

from ontology import namespaces as ns
from registry import catalogue
from registry.answers import PlatformCard
from registry.errors import NotFoundError
from registry.opened import Registry
from registry.store.base import Answer
from registry.usecases.cards import platform_cards


def describe(registry: Registry, platform_id: str, as_of: str) -> PlatformCard:
    """Return the card of a platform as of a date; raises `NotFoundError` for an unknown id."""
    if platform_id not in registry.matcher.platforms:
        raise NotFoundError(f"Không có nền tảng {platform_id}", f"There is no platform {platform_id}")
    return registry.remember(("card", platform_id, as_of), lambda: _card(registry, platform_id, as_of))


def _card(registry: Registry, platform_id: str, as_of: str) -> PlatformCard:
    iri = ns.PLATFORM + platform_id
    card = platform_cards(registry, [platform_id], as_of)[platform_id]
    lists: dict[str, list[str]] = {}
    for row in _rows(registry, "lookup/details", {"platform": iri}):
        lists.setdefault(row["property"], []).append(row["value"])
    functions = _rows(registry, "lookup/functions", {"platforms": [[iri]]})
    return PlatformCard(
        id=platform_id,
        name=card["name"],
        name_en=card.get("nameEn", ""),
        alt_names=_texts(lists, ns.DCT + "alternative"),
        owner=card["owner"],
        owner_now=card["ownerNow"],
        level=card["level"],
        sector=card["sector"],
        kind=card["kind"],
        status=card["status"],
        since=card.get("since", ""),
        mandate=card["mandate"],
        province_use=card["provinceUse"],
        province_use_basis=" ".join(_texts(lists, ns.RS + "provinceUseBasis")),
        territory=" ".join(_texts(lists, ns.RS + "territory")),
        users=_texts(lists, ns.RS + "userText"),
        functions=tuple(
            {
                "text": row["functionText"],
                "capability": ns.local_id(row["capability"], ns.CAPABILITY),
                "label": row["label"],
            }
            for row in functions
        ),
        excludes=_texts(lists, ns.RS + "excludes"),
        lifecycle=tuple(
            {
                "status": row["status"].rsplit("/", 1)[-1],
                "since": row["since"],
                "date_kind": row["dateKind"].rsplit("/", 1)[-1],
                "basis": row["basis"],
                "from": row["from"][:10],
                "until": row["until"][:10],
            }
            for row in _rows(registry, "lookup/lifecycle", {"platform": iri})
        ),
        legal_basis=tuple(
            {key: row[key] for key in ("number", "date", "issuer", "what")}
            | {"document": ns.local_id(row["document"], ns.LEGAL)}
            for row in _rows(registry, "lookup/legal-basis", {"platforms": [[iri]]})
        ),
        sources=tuple(
            {"url": row["address"], "title": row["title"]}
            for row in _rows(registry, "lookup/sources", {"resource": iri})
        ),
        urls=_texts(lists, ns.RS + "webAddress"),
        evidence=card["evidence"],
        note=" ".join(_texts(lists, ns.SKOS + "editorialNote")),
    )


def _texts(lists: dict[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(lists.get(name, ()))


def _rows(
    registry: Registry, query_id: str, parameters: dict[str, str | Sequence[Sequence[str]]]
) -> list[dict[str, str]]:
    """Return rows of plain text, unbound columns empty."""
    answer: Answer = catalogue.load(query_id).run(registry.store, parameters)
    return [
        {column: row[column].value if column in row else "" for column in answer.columns}
        for row in answer.rows
    ]
