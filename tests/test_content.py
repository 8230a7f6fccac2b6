"""The curated source holds everything that its sources hold, and the store everything of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ontology import namespaces as ns
from registry import catalogue, curated
from registry.curated import Curated, Loader
from registry.opened import Registry
from registry.usecases.describe import describe

SAME = (
    "name_vi",
    "name_en",
    "level",
    "owner",
    "owner_now",
    "sector",
    "kind",
    "territory",
    "status",
    "mandate",
    "evidence",
)


@pytest.fixture(scope="session")
def source(data: Path) -> list[dict[str, Any]]:
    text = (data / "source" / "platforms.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_no_field_of_the_444_platforms_is_lost(source: list[dict[str, Any]], content: Curated) -> None:
    kept = {platform.id: platform for platform in content.platforms}
    assert len(source) == 444
    for record in source:
        platform = kept[record["id"]]
        for field in SAME:
            assert getattr(platform, field) == record[field], (record["id"], field)
        # What was found since stands after what the source has.
        functions, sources = len(record["functions"]), len(record["sources"])
        assert [function.text for function in platform.functions[:functions]] == record["functions"]
        assert list(platform.users) == record["users"]
        assert list(platform.alt_names) == record["alt_names"]
        assert list(platform.urls) == record["urls"]
        assert platform.status_since == record["status_since"]
        assert platform.note == record["note"]
        assert [item.model_dump() for item in platform.sources[:sources]] == record["sources"]
        assert len(platform.functions) - functions <= len(platform.sources) - sources
        cited = [(law.number, law.date, law.issuer, law.what) for law in platform.legal_basis]
        assert cited == [
            (law["number"], law["date"], law["issuer"], law["what"]) for law in record["legal_basis"]
        ]


def test_what_was_added_since_has_pages_that_were_seen(
    source: list[dict[str, Any]], content: Curated
) -> None:
    known = {record["id"] for record in source}
    added = [platform for platform in content.platforms if platform.id not in known]
    assert len(added) == 18
    for platform in added:
        assert platform.evidence in ("document", "press"), platform.id
        assert platform.sources, platform.id
        assert all(item.url.startswith("http") and item.title for item in platform.sources), platform.id
        assert all(state.basis for state in platform.lifecycle), platform.id


def test_every_function_is_in_the_store_with_a_capability(
    registry: Registry, source: list[dict[str, Any]], content: Curated
) -> None:
    rows = catalogue.load("lookup/functions").run(registry.store, {}).values()
    assert sum(len(record["functions"]) for record in source) == 2774
    assert len(rows) == sum(len(platform.functions) for platform in content.platforms) >= 2774


def test_the_store_counts_what_source_and_additions_count(
    registry: Registry, source: list[dict[str, Any]]
) -> None:
    counts = {
        row["class"]: row["count"] for row in catalogue.load("lookup/statistics").run(registry.store).values()
    }
    assert counts[ns.RS + "Platform"] == 444 + 18
    assert counts[ns.RS + "Proposal"] == 120 + 103
    keys = {(law["number"], law["date"], law["issuer"]) for record in source for law in record["legal_basis"]}
    assert counts[ns.RS + "LegalDocument"] >= len(keys) == 317


def test_two_documents_of_one_number_stay_two(registry: Registry) -> None:
    query = f"""SELECT DISTINCT ?d WHERE {{ ?d a <{ns.RS}LegalDocument> ; <{ns.ELI}id_local> "06/QĐ-TTg" }}"""
    found = {row["d"].value for row in registry.store.select(query).rows}
    assert {iri for iri in found if "2022-01-06" in iri}
    assert len(found) >= 2


def test_a_card_shows_the_words_of_the_source(registry: Registry, source: list[dict[str, Any]]) -> None:
    record = next(item for item in source if item["id"] == "btp-ho-tich-dien-tu")
    card = describe(registry, "btp-ho-tich-dien-tu", "2023-04-07")
    assert sorted(function["text"] for function in card.functions) == sorted(record["functions"])
    assert card.note == record["note"]
    assert card.evidence == record["evidence"]
    assert {item["url"] for item in card.sources} == {item["url"] for item in record["sources"]}
    assert card.status == "operational"


def test_several_hundred_capabilities_form_a_tree_with_labels_and_phrases(content: Curated) -> None:
    known = {capability.id: capability for capability in content.capabilities}
    used = {function.capability for platform in content.platforms for function in platform.functions}
    assert used <= set(known)
    assert len(known) > 500
    for capability in content.capabilities:
        assert capability.vi
        assert capability.en
        assert capability.scope
        assert capability.broader is None or capability.broader in known
        if capability.broader:
            assert len(capability.said_as) >= 8, capability.id


def test_the_old_ministry_leads_to_its_successors(registry: Registry) -> None:
    query = catalogue.load("lookup/successors")
    rows = query.run(registry.store, {"name": "Bộ Thông tin và Truyền thông"}).values()
    assert {row["successorName"] for row in rows} == {
        "Bộ Khoa học và Công nghệ",
        "Bộ Công an",
        "Bộ Văn hóa, Thể thao và Du lịch",
    }


def test_an_old_department_leads_to_the_one_that_took_over(registry: Registry) -> None:
    query = catalogue.load("lookup/department-successors")
    rows = query.run(registry.store, {"name": "Sở Thông tin và Truyền thông"}).values()
    assert "Sở Khoa học và Công nghệ" in {row["successorName"] for row in rows}


def test_every_merger_of_the_source_is_a_change_event(data: Path, content: Curated) -> None:
    body = json.loads((data / "source" / "organisations.json").read_text(encoding="utf-8"))
    events = {
        (old, new) for event in content.change_events for old in event.original for new in event.resulting
    }
    for organisation in body["organisations"]:
        for successor in organisation["successors"]:
            assert (organisation["id"], successor["to"]) in events
    for province in body["provinces_before_2025"]:
        if province["successor_id"]:
            assert (province["id"], province["successor_id"]) in events


def test_the_source_files_are_sorted_blocks_and_normal_text() -> None:
    for file in curated.shipped_path().rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        keys = list(yaml.load(text, Loader))
        assert keys == sorted(keys), file.name
        blocks = [block for block in re.split(r"\n(?=[a-z0-9-]+:)", text) if block.strip()]
        assert len(blocks) == len(keys), f"{file.name}: one record, one block"
