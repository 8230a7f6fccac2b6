"""Every query file keeps the rules of queries/README.md, and no value becomes query syntax."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

import queries
from registry import catalogue
from registry.catalogue import Query
from registry.errors import NotFoundError, QueryError
from registry.store.oxigraph import OxigraphStore

ALL = queries.names()
CONSTRUCTS = [name for name in ALL if name.startswith(("prepare/", "export/", "linked/"))]
SELECTS = [name for name in ALL if name not in CONSTRUCTS]


def test_the_folders_of_the_readme_are_the_folders_of_the_catalogue() -> None:
    readme = Path(queries.__file__).with_name("README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)/`", readme, re.MULTILINE)
    assert sorted(listed) == queries.folders()


@pytest.mark.parametrize("name", ALL)
def test_the_header_is_complete_and_the_text_runs_unfilled(name: str) -> None:
    query = catalogue.load(name)
    assert query.header.title
    assert query.header.title_vi
    assert query.header.tags
    prepareQuery(query.text)
    ox.Store().query(query.text)


@pytest.mark.parametrize("name", SELECTS)
def test_the_columns_are_the_projection_on_both_engines(name: str) -> None:
    query = catalogue.load(name)
    columns = list(query.header.columns)
    projected = prepareQuery(query.text).algebra.PV
    assert sorted(str(variable) for variable in projected) == sorted(columns)
    assert list(OxigraphStore.memory().select(query.text).columns) == columns


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith("quality/")])
def test_quality_queries_have_a_level_and_fixed_columns(name: str) -> None:
    header = catalogue.load(name).header
    assert header.level in ("violation", "warning", "info")
    assert list(header.columns) == ["entity", "property", "value"]


@pytest.mark.parametrize("name", SELECTS)
def test_every_parameter_has_its_slot(name: str) -> None:
    query = catalogue.load(name)
    examples = {
        "iri": "https://e.test/x",
        "date": "2023-04-07",
        "integer": 1,
        "decimal": 1.5,
        "boolean": True,
        "text": "a",
    }
    given = {
        key: [[examples[kind] for kind in parameter.columns.values()]]
        if parameter.type == "table"
        else examples[parameter.type]
        for key, parameter in query.header.parameters.items()
    }
    text = query.filled(given)
    assert text.count("UNDEF") == 0
    OxigraphStore.memory().select(text)
    prepareQuery(text)


def one(parameters: str, body: str) -> Query:
    import yaml

    header = catalogue.Header.model_validate(
        {
            "title": "t",
            "title_vi": "t",
            "question": "Is it?",
            "columns": {"x": "text"},
            "tags": ["t"],
            "parameters": yaml.safe_load(parameters),
        }
    )
    return Query(id="thu/mot", header=header, text=body)


def test_text_from_outside_stays_text() -> None:
    query = one("{x: {type: text}}", "SELECT ?x WHERE { VALUES ?x { UNDEF } }")
    nasty = '" } DROP ALL # \\ \n é'
    (row,) = query.run(OxigraphStore.memory(), {"x": nasty}).rows
    assert row["x"].value == nasty


@pytest.mark.parametrize("iri", ["https://e.test/> } DROP ALL", "no scheme", "https://e.test/a b", ""])
def test_an_iri_that_is_none_is_refused(iri: str) -> None:
    query = one("{x: {type: iri}}", "SELECT ?x WHERE { VALUES ?x { UNDEF } }")
    with pytest.raises(QueryError):
        query.filled({"x": iri})


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "Parameter x is missing"),
        ({"x": "a", "y": "b"}, "No such parameter: y"),
        ({"x": [["a"]]}, "one value"),
    ],
)
def test_wrong_parameters_are_told(parameters: dict[str, object], code: str) -> None:
    query = one("{x: {type: text, required: true}}", "SELECT ?x WHERE { VALUES ?x { UNDEF } }")
    with pytest.raises(QueryError) as error:
        query.filled(parameters)  # type: ignore[arg-type]
    assert code in error.value.en


@pytest.mark.parametrize("value", ["2023-13-01", "07/04/2023", "hôm nay"])
def test_a_date_that_is_none_is_refused(value: str) -> None:
    query = one("{x: {type: date}}", "SELECT ?x WHERE { VALUES ?x { UNDEF } }")
    with pytest.raises(QueryError):
        query.filled({"x": value})


def test_tables_fill_row_by_row_and_may_be_empty() -> None:
    query = one(
        "{rows: {type: table, columns: {x: text, n: integer}}}",
        "SELECT ?x WHERE { VALUES (?x ?n) { (UNDEF UNDEF) } FILTER ( ?n > 1 ) }",
    )
    store = OxigraphStore.memory()
    assert [row["x"].value for row in query.run(store, {"rows": [["a", 1], ["b", 2]]}).rows] == ["b"]
    assert query.run(store, {"rows": []}).rows == []


def test_an_unknown_header_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "#+ title: t\n#+ title_vi: t\n#+ question: Is it?\n#+ columns: {x: text}\n#+ tags: [t]\n#+ colour: red\n"
    monkeypatch.setattr(queries, "text", lambda _: text + "SELECT ?x WHERE { ?x ?p ?o }")
    with pytest.raises(QueryError):
        catalogue.load.__wrapped__("thu/la")


def test_an_unknown_query_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        catalogue.load("lookup/khong-co")


def test_a_text_that_looks_like_a_slot_stays_text() -> None:
    query = one(
        "{x: {type: text}, y: {type: text}}", "SELECT ?x ?y WHERE { VALUES ?x { UNDEF } VALUES ?y { UNDEF } }"
    )
    outside = {"x": "VALUES ?y { UNDEF }", "y": ' } } # the rest is a comment "'}
    (row,) = OxigraphStore.memory().select(query.filled(outside)).rows
    assert {name: term.value for name, term in row.items()} == outside


@pytest.mark.parametrize("rows", [[["a"]], [["a", 1, 2]]])
def test_a_table_row_of_the_wrong_width_is_refused(rows: list[list[object]]) -> None:
    query = one(
        "{rows: {type: table, columns: {x: text, n: integer}}}",
        "SELECT ?x WHERE { VALUES (?x ?n) { (UNDEF UNDEF) } }",
    )
    with pytest.raises(QueryError):
        query.filled({"rows": rows})  # type: ignore[dict-item]


@pytest.mark.parametrize("value", ["a", 5, True])
def test_a_table_must_be_a_table(value: object) -> None:
    query = one("{rows: {type: table, columns: {x: text}}}", "SELECT ?x WHERE { VALUES (?x) { (UNDEF) } }")
    with pytest.raises(QueryError, match="must be a table"):
        query.filled({"rows": value})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "text",
    ["", "SELECT ?x WHERE { }", "#+ - a list\n", "#+ title: [\n", "#+ title: t\n#+ columns: {x: colour}\n"],
)
def test_a_header_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(queries, "text", lambda _: text)
    with pytest.raises(QueryError, match="header"):
        catalogue.load.__wrapped__("thu/la")


def test_columns_that_are_not_those_of_the_header_are_refused() -> None:
    query = one("{}", "SELECT ?y WHERE { }")
    with pytest.raises(QueryError, match="columns"):
        query.run(OxigraphStore.memory())


def test_a_parameter_without_a_slot_is_told() -> None:
    query = one("{x: {type: text}}", "SELECT ?x WHERE { BIND ( 1 AS ?x ) }")
    with pytest.raises(QueryError, match="No slot"):
        query.filled({"x": "a"})


@pytest.mark.parametrize("name", SELECTS)
def test_hostile_values_change_no_query(name: str) -> None:
    """A text full of syntax fills every text slot, and the query keeps its columns on both engines."""
    query = catalogue.load(name)
    nasty = {"text": '"""\'\'\' } } ; DROP ALL # \\" \n', "iri": "https://e.test/x", "date": "2023-04-07"}
    examples = {**nasty, "integer": -1, "decimal": 0.5, "boolean": False}
    given = {
        key: [[examples[kind] for kind in parameter.columns.values()]] * 2
        if parameter.type == "table"
        else examples[parameter.type]
        for key, parameter in query.header.parameters.items()
    }
    text = query.filled(given)  # type: ignore[arg-type]
    prepareQuery(text)
    assert OxigraphStore.memory().select(text).columns == tuple(query.header.columns)
