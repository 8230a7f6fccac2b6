"""What is published: the queries by hand on two engines, what stays unpublished, and the files of a dump."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from typer.testing import CliRunner

from ontology import namespaces as ns
from registry import catalogue, json_ld
from registry.cli import app
from registry.config import Public, Settings
from registry.errors import InputError, NotFoundError
from registry.opened import Registry
from registry.store.oxigraph import OxigraphStore
from registry.usecases import linked
from registry.usecases.publish import DUMPS, Publication, dump

FIXTURE = Path(__file__).parent / "golden" / "published.trig"
DAY = "2023-04-07"
SERVICES = "http://purl.org/vocab/cpsv#"
HO_TICH, BTP = ns.PLATFORM + "ho-tich", ns.ORGANISATION + "btp"

Triple = tuple[str, str, str]
Made = Callable[..., set[Triple]]
Asked = Callable[..., list[tuple[str, ...]]]


def fixture() -> OxigraphStore:
    store = ox.Store()
    store.load(path=str(FIXTURE))
    return OxigraphStore(store)


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def engine(request: pytest.FixtureRequest) -> OxigraphStore | rdflib.Dataset:
    if request.param == "oxigraph":
        return fixture()
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=FIXTURE.read_text(encoding="utf-8"), format="trig")
    return dataset


@pytest.fixture(scope="module")
def made(engine: OxigraphStore | rdflib.Dataset) -> Made:
    """Return what a CONSTRUCT query makes, as texts."""

    def run(query_id: str, **parameters: Any) -> set[Triple]:
        text = catalogue.load(query_id).filled(parameters)
        if isinstance(engine, OxigraphStore):
            return {
                tuple(str(getattr(term, "value", term)) for term in triple)
                for triple in engine.construct(text)
            }
        return {tuple(str(term) for term in triple) for triple in engine.query(text).graph or ()}

    return run


@pytest.fixture(scope="module")
def asked(engine: OxigraphStore | rdflib.Dataset) -> Asked:
    """Return the rows of a SELECT query, as texts."""

    def run(query_id: str, **parameters: Any) -> list[tuple[str, ...]]:
        query = catalogue.load(query_id)
        if isinstance(engine, OxigraphStore):
            answer = query.run(engine, parameters)
            return [tuple(row[c].value if c in row else "" for c in answer.columns) for row in answer.rows]
        rows = engine.query(query.filled(parameters))
        return [tuple("" if cell is None else str(cell) for cell in row) for row in rows]

    return run


def test_a_function_is_a_public_service_of_the_owner_unless_that_is_an_enterprise(made: Made) -> None:
    services = made("export/services")
    offering = HO_TICH + "/function/a"
    assert {s for s, p, o in services if o == SERVICES + "PublicService"} == {offering}
    assert (offering, ns.M8G + "hasCompetentAuthority", BTP) in services
    assert (offering, ns.M8G + "hasLegalResource", ns.BASE + "legal/87") in services
    assert (offering, ns.DCT + "description", "đăng ký khai sinh (Hộ tịch điện tử)") in services


def test_bodies_work_in_their_province_or_in_the_country(made: Made) -> None:
    found = made("export/organisations")
    public = {s for s, p, o in found if o == ns.M8G + "PublicOrganisation"}
    assert public == {ns.ORGANISATION + name for name in ("btp", "so", "qng")}
    assert {(s, o) for s, p, o in found if p == ns.DCT + "spatial" and "cong-ty" not in s} == {
        (BTP, "http://publications.europa.eu/resource/authority/country/VNM"),
        (ns.ORGANISATION + "so", ns.ORGANISATION + "qng/territory"),
        (ns.ORGANISATION + "qng", ns.ORGANISATION + "qng/territory"),
    }
    assert (ns.ORGANISATION + "qng/territory", ns.RDFS + "label", "Quảng Ngãi") in found


def test_the_catalogue_lists_sets_of_data_and_platforms_with_real_addresses(made: Made) -> None:
    found = made("export/catalogue")
    assert {s for s, p, o in found if o == ns.DCAT + "Dataset"} == {
        ns.BASE + "dataset/registry",
        ns.BASE + "dataset/ontology",
        ns.BATCH + "dot",
    }
    assert {(s, o) for s, p, o in found if p == ns.DCAT + "landingPage"} == {
        (HO_TICH, "https://hotich.moj.gov.vn")
    }
    assert (ns.BATCH + "dot", ns.DCT + "description", "Danh sách nhiệm vụ: Đợt một") in found


def test_schemes_have_titles_and_the_dataset_is_counted(made: Made) -> None:
    assert made("export/lists") == {(ns.BASE + "code/status", ns.DCT + "title", "Tình trạng")}
    found = made("export/statistics")
    part = {o: s for s, p, o in found if p == ns.VOID + "class"}
    assert (part[ns.RS + "Platform"], ns.VOID + "entities", "2") in found
    triples = sum(1 for _ in ox.parse(path=str(FIXTURE)))
    assert (ns.BASE + "dataset/registry", ns.VOID + "triples", str(triples)) in found
    assert (ns.BASE + "dataset/registry", ns.VOID + "exampleResource", HO_TICH) in found


def test_a_thing_is_told_with_its_parts_and_the_names_around_it(made: Made) -> None:
    found = made("linked/resource", resource=HO_TICH)
    assert (HO_TICH + "/law/1", ns.RS + "document", ns.BASE + "legal/87") in found
    assert (HO_TICH + "/function/a", ns.RS + "functionText", "đăng ký khai sinh") in found
    assert (BTP, ns.SKOS + "prefLabel", "Bộ Tư pháp") in found
    assert not any(s == BTP and p == ns.ORG + "classification" for s, p, o in found)
    body = made("linked/resource", resource=BTP)
    assert {(HO_TICH, ns.RS + "owner", BTP), (HO_TICH, ns.DCT + "title", "Hộ tịch điện tử")} <= body
    assert made("linked/resource", resource=ns.PLATFORM + "khong-co") == set()


def test_the_service_names_its_graphs(made: Made) -> None:
    found = made("linked/service", endpoint="https://e.test/sparql")
    assert {o for s, p, o in found if p == ns.SD + "name"} == {
        ns.GRAPH_REGISTRY,
        ns.GRAPH_ONTOLOGY,
        ns.GRAPH_BATCH + "dot",
    }
    assert ("https://e.test/sparql#service", ns.SD + "endpoint", "https://e.test/sparql") in found


def test_names_with_the_one_to_show_first(asked: Asked) -> None:
    rows = asked("lookup/labels")
    assert [row[1:3] for row in rows if row[0] == HO_TICH] == [
        ("platform", "Hộ tịch điện tử"),
        ("platform", "CSDL hộ tịch"),
    ]
    assert {row[2] for row in rows if row[0] == BTP} == {"Bộ Tư pháp", "Ministry of Justice", "Bộ TP"}
    # The many ways to say a capability are for matching, no names of it.
    assert {row[2] for row in rows if row[1] == "capability"} == {"Đăng ký hộ tịch", "Civil registration"}


@pytest.mark.parametrize(("day", "status"), [(DAY, "operational"), ("2015-06-01", "absent")])
def test_values_pass_over_steps_in_between_and_keep_to_the_date(asked: Asked, day: str, status: str) -> None:
    wanted = [[ns.RS + name] for name in ("ownerNow", "status", "legalBasis", "capability")]
    rows = asked("lookup/property-values", entities=[[HO_TICH], [BTP]], properties=wanted, asOf=day)
    found = {row[1].removeprefix(ns.RS): (row[2], row[4]) for row in rows}
    assert {row[0] for row in rows} == {HO_TICH}
    assert len(rows) == len(found) == 4
    assert found["ownerNow"] == (BTP, "Bộ Tư pháp")
    assert found["legalBasis"] == (ns.BASE + "legal/87", "87/2020/NĐ-CP")
    assert found["capability"] == (ns.CAPABILITY + "dang-ky", "Đăng ký hộ tịch")
    assert found["status"][0] == ns.code("status", status)


def test_the_journal_is_not_in_the_copy() -> None:
    source = fixture()
    secret = ox.Triple(
        ox.NamedNode(ns.ENTRY + "QD-1"), ox.NamedNode(ns.RS + "proposal"), ox.NamedNode(HO_TICH)
    )
    source.replace({ns.GRAPH_JOURNAL + "QD-1": [secret], "https://e.test/other": [secret]})
    publication = Publication(source, Public())
    try:
        assert publication.store.count(ns.GRAPH_REGISTRY) == source.count(ns.GRAPH_REGISTRY)
        assert b"QD-1" not in publication.store.dump()
        assert not any("QD-1" in str(t) for t in linked.resource(publication.store, HO_TICH))
        with pytest.raises(NotFoundError):
            linked.resource(publication.store, ns.ENTRY + "QD-1")
    finally:
        publication.close()
    assert not publication._folder
    opened = Publication(source, Public(graphs=(ns.GRAPH_REGISTRY, ns.GRAPH_JOURNAL)))
    assert b"QD-1" in opened.store.dump()
    opened.close()


def test_a_copy_that_was_closed_is_made_anew_from_what_the_source_then_holds() -> None:
    source = fixture()
    publication = Publication(source, Public())
    before = publication.store.count(ns.GRAPH_BATCH + "dot")
    source.replace({ns.GRAPH_BATCH + "dot": []})
    assert publication.store.count(ns.GRAPH_BATCH + "dot") == before
    publication.close()
    assert publication.store.count(ns.GRAPH_BATCH + "dot") == 0
    publication.close()


def test_the_settings_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASOAT_PUBLIC_GRAPHS", f"{ns.GRAPH_REGISTRY} {ns.GRAPH_BATCH}")
    monkeypatch.setenv("RASOAT_SPARQL_SECONDS", "2.5")
    public = Public.from_env()
    assert public.publishes(ns.GRAPH_BATCH + "dot")
    assert not public.publishes(ns.GRAPH_ONTOLOGY)
    assert not public.publishes(ns.GRAPH_REGISTRY + "-2")
    assert public.seconds == 2.5
    for wrong in ("nhanh", "0", "-1", "nan", "inf"):
        monkeypatch.setenv("RASOAT_SPARQL_SECONDS", wrong)
        with pytest.raises(InputError, match="RASOAT_SPARQL_SECONDS"):
            Public.from_env()


def test_the_three_files_of_a_dump_say_the_same(tmp_path: Path) -> None:
    source = fixture()
    triples = [
        quad.triple
        for quad in ox.parse(
            input="_:x <https://e.test/p> _:y, 'a'@vi, 2, '1'^^<https://e.test/t> .",
            format=ox.RdfFormat.TURTLE,
        )
    ]
    source.replace({ns.GRAPH_BATCH + "blank": triples})
    files = dump(source, tmp_path / "new" / "folder")
    assert [file.name for file in files] == list(DUMPS)
    contents = []
    for file in files:
        content = ox.Dataset(ox.parse(path=str(file)))
        content.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        contents.append(content)
    assert contents[0] == contents[1] == contents[2]
    assert len(contents[0]) == source.count()


def test_json_ld_uses_the_words_of_the_context() -> None:
    body = json.loads(json_ld.document(linked.resource(fixture(), HO_TICH)))
    (node,) = (node for node in body["@graph"] if node["id"] == HO_TICH)
    assert node["type"] == ["Platform"]
    assert node["owner"] == [BTP]
    assert node["title"] == [{"@value": "Hộ tịch điện tử", "@language": "vi"}]
    assert body["@context"]["owner"] == {"@id": "rs:owner", "@type": "@id"}


def test_export_on_the_command_line(
    registry: Registry, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASOAT_HOME", str(settings.home))
    result = CliRunner().invoke(app, ["export", "--dump", str(tmp_path / "out"), "--json"])
    assert result.exit_code == 0
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [
        str(tmp_path / "out" / name) for name in DUMPS
    ]
    store = ox.Store()
    store.bulk_load(path=str(tmp_path / "out" / "rasoat.nq"))
    graphs = {graph.value for graph in store.named_graphs()}
    assert {ns.GRAPH_REGISTRY, ns.GRAPH_ONTOLOGY, ns.GRAPH_CATALOGUE} <= graphs
    assert OxigraphStore(store).count(ns.GRAPH_REGISTRY) == registry.store.count(ns.GRAPH_REGISTRY)


def test_export_needs_to_be_told_what(
    registry: Registry, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASOAT_HOME", str(settings.home))
    with pytest.raises(InputError, match="--dump, --tables or --sssom"):
        CliRunner().invoke(app, ["export"], catch_exceptions=False, standalone_mode=False)
