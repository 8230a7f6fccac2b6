"""When a record last changed: only what is said of it anew gets a new moment."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pyoxigraph as ox

from ontology import namespaces as ns
from registry.store.oxigraph import OxigraphStore
from registry.usecases import modified
from registry.usecases.asking import rows

FIRST = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=7)))
LATER = FIRST + timedelta(days=30)
CIVIL, TAX = ns.PLATFORM + "ho-tich", ns.PLATFORM + "thue"
OLD, NEW, OTHER = (ns.ORGANISATION + name for name in ("btttt", "bkhcn", "btp"))
MERGER = ns.CHANGE_EVENT + "sap-nhap"
DECREE = ns.LEGAL + "87-2020-nd-cp/2020-07-28/chinh-phu"
REGISTRY = f"""
<{CIVIL}> <{ns.DCT}title> "Hộ tịch"@vi .
<{CIVIL}/period/1> <{ns.RS}basis> "Nghị định" .
<{TAX}> <{ns.DCT}title> "Thuế"@vi .
<{OTHER}> <{ns.SKOS}prefLabel> "Bộ Tư pháp"@vi .
<{OLD}> <{ns.SKOS}prefLabel> "Bộ Thông tin và Truyền thông"@vi .
<{NEW}> <{ns.SKOS}prefLabel> "Bộ Khoa học và Công nghệ"@vi .
<{MERGER}> <{ns.ORG}originalOrganization> <{OLD}> .
<{MERGER}> <{ns.ORG}resultingOrganization> <{NEW}> .
<{MERGER}/law/1> <{ns.RS}document> <{DECREE}> .
<{DECREE}> <{ns.ELI}id_local> "87/2020/NĐ-CP" .
<{ns.SECTOR}tu-phap> <{ns.SKOS}prefLabel> "Tư pháp"@vi .
"""


def after(changed: str) -> dict[str, str]:
    """When each record changed, by the registry above at first and ``changed`` thirty days later."""
    store = OxigraphStore.memory()
    for moment, text in ((FIRST, REGISTRY), (LATER, changed)):
        triples = [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)]
        store.replace({ns.GRAPH_CHANGES: modified.noted(store, triples, moment)})
    return {row["record"]: row["time"][:10] for row in rows(store, "lookup/modified", {})}


def new(times: dict[str, str]) -> set[str]:
    return {record for record, day in times.items() if day == "2026-01-31"}


def test_the_same_content_in_another_order_is_no_change() -> None:
    times = after("\n".join(reversed(REGISTRY.strip().splitlines())))
    assert set(times) == {CIVIL, TAX, OLD, NEW, OTHER, DECREE}
    assert set(times.values()) == {"2026-01-01"}


def test_a_part_of_a_record_is_the_record() -> None:
    assert new(after(REGISTRY.replace('"Nghị định"', '"Luật"'))) == {CIVIL}


def test_a_reorganisation_changes_the_bodies_that_it_names() -> None:
    assert new(after(REGISTRY.replace(f"<{ns.RS}document>", f"<{ns.RS}cites>"))) == {OLD, NEW}


def test_a_new_record_is_new_and_one_that_is_gone_is_gone() -> None:
    times = after(REGISTRY.replace(TAX, ns.PLATFORM + "hai-quan"))
    assert new(times) == {ns.PLATFORM + "hai-quan"}
    assert TAX not in times


def test_what_is_gone_is_told_with_its_moment_until_it_is_back() -> None:
    store = OxigraphStore.memory()
    without = REGISTRY.replace(TAX, ns.PLATFORM + "hai-quan")
    moments = [FIRST, LATER, LATER + timedelta(days=1), LATER + timedelta(days=2)]
    seen = []
    for moment, text in zip(moments, (REGISTRY, without, without, REGISTRY), strict=True):
        triples = [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)]
        store.replace({ns.GRAPH_CHANGES: modified.noted(store, triples, moment)})
        seen.append({row["record"]: row["time"][:10] for row in rows(store, "lookup/gone", {})})
    assert seen == [
        {},
        {TAX: "2026-01-31"},
        {TAX: "2026-01-31"},
        {ns.PLATFORM + "hai-quan": "2026-02-02"},
    ]
