"""Usage figures of systems: from a file into the journal, each tied to a platform or to what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import pyoxigraph as ox

from ontology import namespaces as ns
from registry.catalogue import date_time
from registry.errors import InputError, Place
from registry.ids import fold
from registry.intake.usage import Usage
from registry.opened import Registry
from registry.resource import DESCRIPTION, TITLE, Resource, rs, typed
from registry.store.base import Store
from registry.usecases import journal
from registry.usecases.asking import ask
from registry.usecases.tasks import LIKELY

Resolved = tuple[Usage, str]
"""Figures, and the IRI of the platform or capability that they are about."""


def resolve(registry: Registry, found: Sequence[tuple[Usage, Place]]) -> list[Resolved]:
    """Return each record with its platform (by id, name or other name), else with what its system does.

    Raises `InputError` with the row for a system that is neither.
    """
    names = {fold(row["name"]): row["platform"] for row in ask(registry, "lookup/platform-names", {})}
    return [(usage, _about(registry, names, usage, place)) for usage, place in found]


def _about(registry: Registry, names: dict[str, str], usage: Usage, place: Place) -> str:
    known = names.get(fold(usage.system))
    if known:
        return known
    best = next(iter(registry.matcher.rank(usage.system).capabilities), None)
    if best is None or best.chance < LIKELY:
        where = Place(place.file, place.sheet, place.row, "system")
        vi = f"Không rõ là hệ thống nào: {usage.system}; ghi mã nền tảng hoặc tên nêu rõ việc nó làm"
        raise InputError(vi, f"No such system: {usage.system}; give a platform id or say what it does", where)
    return ns.CAPABILITY + best.id


def record(store: Store, resolved: Sequence[Resolved], author: str, moment: datetime) -> list[str]:
    """Append the figures to the journal, all or none; return their numbers."""
    bodies = [lambda iri, item=item: _body(iri, *item) for item in resolved]
    return journal.append(store, "UsageRecord", author, moment, bodies)


def _body(iri: str, usage: Usage, about: str) -> Iterator[ox.Triple]:
    item = Resource(iri)
    item.text(TITLE, f"Số liệu sử dụng {usage.system}, kỳ {usage.period}")
    item.text(rs("systemText"), usage.system)
    item.text(rs("statedDate"), usage.period, lang=None)
    item.literal(rs("until"), typed(date_time(usage.ended), "dateTime"))
    item.link(rs("usageOf") if about.startswith(ns.PLATFORM) else rs("capability"), about)
    item.text(rs("basis"), usage.source)
    item.text(DESCRIPTION, f"Báo cáo: {usage.reported_by}" if usage.reported_by else "")
    numbers = {
        "registeredUsers": usage.registered,
        "activeUsers": usage.active,
        "transactions": usage.transactions,
        "unitsUsing": usage.units_using,
        "unitsTotal": usage.units_total,
    }
    for name, number in numbers.items():
        if number is not None:
            item.literal(rs(name), ox.Literal(number))
    yield from item.triples
