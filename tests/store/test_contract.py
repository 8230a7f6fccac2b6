"""One contract for every engine behind the store protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from ontology import namespaces as ns
from registry.errors import QueryError, StoreError
from registry.store import oxigraph as oxigraph_module
from registry.store import remote as remote_module
from registry.store.base import Term, replace_updates
from registry.store.oxigraph import difference_updates
from tests.store.conftest import A, B, C, Engine

EX = "https://example.org/"


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def triple(subject: str, value: ox.NamedNode | ox.Literal | int | str, predicate: str = "value") -> ox.Triple:
    node = value if isinstance(value, (ox.NamedNode, ox.Literal)) else ox.Literal(value)
    return ox.Triple(iri(subject), iri(predicate), node)


def typed(value: str, name: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(ns.XSD + name))


def content(engine: Engine, graph: str) -> list[tuple[str, str]]:
    """Return the sorted (subject name, value) pairs of a graph."""
    query = f"SELECT ?s ?o WHERE {{ GRAPH <{graph}> {{ ?s <{EX}value> ?o }} }}"
    rows = engine.store.select(query).rows
    return sorted((row["s"].value.removeprefix(EX), row["o"].value) for row in rows)


class TestReading:
    def test_select_gives_columns_in_order_and_leaves_unbound_ones_out(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("x", "có"), triple("y", "có"), triple("y", "thêm", "more")]})
        answer = engine.store.select(
            f"SELECT ?more ?s WHERE {{ ?s <{EX}value> ?v OPTIONAL {{ ?s <{EX}more> ?more }} }} ORDER BY ?s"
        )
        assert answer.columns == ("more", "s")
        assert answer.rows == [
            {"s": Term("iri", EX + "x")},
            {"more": Term("literal", "thêm", ns.XSD + "string"), "s": Term("iri", EX + "y")},
        ]
        assert answer.values() == [{"more": None, "s": EX + "x"}, {"more": "thêm", "s": EX + "y"}]

    def test_select_without_rows_still_has_its_columns(self, engine: Engine) -> None:
        answer = engine.store.select(f"SELECT ?a ?b WHERE {{ ?a <{EX}nothing> ?b }}")
        assert (answer.columns, answer.rows) == (("a", "b"), [])

    @pytest.mark.parametrize(
        ("literal", "expected"),
        [
            (typed("5", "integer"), 5),
            (typed("1250000000", "integer"), 1_250_000_000),
            (typed("1.50", "decimal"), 1.5),
            (typed("true", "boolean"), True),
            (typed("false", "boolean"), False),
            (typed("2023-04-07T00:00:00Z", "dateTime"), "2023-04-07T00:00:00Z"),
            (typed("0001-01-01T00:00:00Z", "dateTime"), "0001-01-01T00:00:00Z"),
            (typed("9999-12-31T00:00:00Z", "dateTime"), "9999-12-31T00:00:00Z"),
            (typed("2023-04", "gYearMonth"), "2023-04"),
            (typed("2023", "gYear"), "2023"),
            (ox.Literal(""), ""),
            (ox.Literal("Hỏi \"ai\"?\n\\ 'đơn' } ; # <x>"), "Hỏi \"ai\"?\n\\ 'đơn' } ; # <x>"),
        ],
    )
    def test_typed_literals(self, engine: Engine, literal: ox.Literal, expected: object) -> None:
        engine.store.replace({A: [triple("x", literal)]})
        answer = engine.store.select(f"SELECT ?v WHERE {{ <{EX}x> <{EX}value> ?v }}")
        term = answer.rows[0]["v"]
        assert (term.kind, term.datatype, term.language) == ("literal", literal.datatype.value, None)
        assert answer.values() == [{"v": expected}]

    def test_date_times_compare_over_the_whole_range(self, engine: Engine) -> None:
        engine.store.replace(
            {
                A: [
                    triple("old", typed("0001-01-01T00:00:00Z", "dateTime")),
                    triple("now", typed("2023-04-07T00:00:00Z", "dateTime")),
                    triple("far", typed("9999-12-31T00:00:00Z", "dateTime")),
                ],
            }
        )
        answer = engine.store.select(
            f"SELECT ?s WHERE {{ VALUES ?d {{ '2023-04-07T00:00:00Z'^^<{ns.XSD}dateTime> }} "
            f"GRAPH <{A}> {{ ?s <{EX}value> ?v }} FILTER (?v <= ?d) }} ORDER BY ?v"
        )
        assert [row["s"].value for row in answer.rows] == [EX + "old", EX + "now"]

    def test_language_tags(self, engine: Engine) -> None:
        vi, en = ox.Literal("Sở Y tế", language="vi"), ox.Literal("Department of Health", language="en")
        engine.store.replace({A: [triple("x", vi), triple("x", en)]})
        answer = engine.store.select(f"SELECT ?v WHERE {{ <{EX}x> <{EX}value> ?v FILTER (LANG(?v) = 'vi') }}")
        assert answer.rows == [{"v": Term("literal", "Sở Y tế", ns.RDF + "langString", "vi")}]

    def test_all_named_graphs_together_are_the_default_graph(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("x", iri("y"), "next")], B: [triple("y", "đích")]})
        assert engine.store.ask(f"ASK {{ <{EX}x> <{EX}next> ?y . ?y <{EX}value> 'đích' }}")

    def test_ask(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("x", 1)]})
        assert engine.store.ask(f"ASK {{ <{EX}x> <{EX}value> 1 }}") is True
        assert engine.store.ask(f"ASK {{ <{EX}x> <{EX}value> 2 }}") is False

    def test_construct(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("x", ox.Literal('Nhà "số"\n1', language="vi")), triple("y", True)]})
        found = engine.store.construct(
            f"CONSTRUCT {{ ?s <{EX}copy> ?o }} WHERE {{ GRAPH <{A}> {{ ?s <{EX}value> ?o }} }}"
        )
        assert set(found) == {
            triple("x", ox.Literal('Nhà "số"\n1', language="vi"), "copy"),
            triple("y", True, "copy"),
        }
        assert engine.store.construct(f"CONSTRUCT WHERE {{ ?s <{EX}nothing> ?o }}") == []

    def test_comments_do_not_change_what_a_query_is(self, engine: Engine) -> None:
        # Words such as "addresses", "asked" and "loaded" once made SPARQLWrapper send an update.
        engine.store.replace({A: [triple("x", "#+ có")]})
        query = (
            "#+ title: addresses, asked for\n#+ question: Which were loaded, moved or cleared?\n"
            f"PREFIX ex: <{EX}> # insert\nSELECT ?v\n# delete\nWHERE {{ ex:x ex:value ?v }}"
        )
        assert engine.store.select(query).values() == [{"v": "#+ có"}]

    @pytest.mark.parametrize("query", ["SELECT ?x WHERE {", "SELECT ?x WHERE { ?x ?y }", "SELECT WHER"])
    def test_a_syntax_error_is_a_query_error(self, engine: Engine, query: str) -> None:
        with pytest.raises(QueryError) as caught:
            engine.store.select(query)
        assert caught.value.vi
        assert caught.value.en

    @pytest.mark.parametrize("query", ["", "ASK { }", "CONSTRUCT WHERE { ?s ?p ?o }", "SEE ?x { }"])
    def test_select_takes_only_select(self, engine: Engine, query: str) -> None:
        with pytest.raises(QueryError, match="SELECT"):
            engine.store.select(query)

    def test_ask_and_construct_take_only_their_own(self, engine: Engine) -> None:
        with pytest.raises(QueryError, match="ASK"):
            engine.store.ask("SELECT ?s WHERE { ?s ?p ?o }")
        with pytest.raises(QueryError, match="CONSTRUCT"):
            engine.store.construct("SELECT ?s WHERE { ?s ?p ?o }")

    @pytest.mark.parametrize(
        "text",
        [
            f"INSERT DATA {{ GRAPH <{C}> {{ <{EX}x> <{EX}value> 1 }} }}",
            f"PREFIX select: <{EX}> # SELECT\nCLEAR GRAPH <{A}>",
            f"# SELECT\nDELETE WHERE {{ GRAPH <{A}> {{ ?s ?p ?o }} }}",
        ],
    )
    def test_reading_never_writes(self, engine: Engine, text: str) -> None:
        engine.store.replace({A: [triple("x", 1)]})
        for read in (engine.store.select, engine.store.ask, engine.store.construct):
            with pytest.raises(QueryError):
                read(text)
        assert content(engine, A) == [("x", "1")]
        assert content(engine, C) == []

    @pytest.mark.parametrize(
        "group",
        [
            "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }",
            "?s ?p 1SERVICE<http://127.0.0.1:1/>{ }",
            "?s ?p ?o.service silent ?x { }",
            "FILTER(?a<?b)SERVICE<http://127.0.0.1:1/>{ }",
        ],
    )
    def test_reading_never_calls_another_server(self, engine: Engine, group: str) -> None:
        with pytest.raises(QueryError, match="SERVICE"):
            engine.store.select(f"SELECT * WHERE {{ {group} }}")

    def test_the_word_service_is_no_call(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("service", "a SERVICE <x>", "service")]})
        query = f"PREFIX ex: <{EX}> SELECT ?service WHERE {{ ex:service ex:service ?service }} # service"
        assert engine.store.select(query).values() == [{"service": "a SERVICE <x>"}]


class TestWriting:
    def test_replace_replaces_whole_graphs_and_no_others(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("x", 1), triple("y", 2)], B: [triple("z", 3)]})
        engine.store.replace({A: [triple("y", 9)], C: [triple("w", 4)]})
        assert content(engine, A) == [("y", "9")]
        assert content(engine, B) == [("z", "3")]
        assert content(engine, C) == [("w", "4")]

    def test_replace_with_nothing_empties_the_graph(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("x", 1)], B: [triple("x", 2)]})
        engine.store.replace({A: []})
        engine.store.replace({})
        assert (content(engine, A), content(engine, B)) == ([], [("x", "2")])

    def test_replace_takes_a_one_time_iterable(self, engine: Engine) -> None:
        engine.store.replace({A: (triple(f"x{number}", number) for number in range(3))})
        assert content(engine, A) == [("x0", "0"), ("x1", "1"), ("x2", "2")]

    def test_content_that_breaks_off_changes_nothing(self, engine: Engine) -> None:
        def broken() -> Iterator[ox.Triple]:
            yield triple("new", 1)
            raise ValueError("source broke off")

        engine.store.replace({A: [triple("x", 1)], B: [triple("y", 2)]})
        with pytest.raises(ValueError, match="broke off"):
            engine.store.replace({A: [triple("x", 9)], B: broken()})
        assert (content(engine, A), content(engine, B)) == ([("x", "1")], [("y", "2")])

    def test_a_refused_update_changes_nothing(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        engine.store.replace({A: [triple("x", 1)], B: [triple("y", 2)]})
        _append(monkeypatch, "INSERT DATA { this is not SPARQL }")
        with pytest.raises(StoreError) as caught:
            engine.store.replace({A: [triple("x", 9)], B: []})
        assert caught.value.vi
        assert (content(engine, A), content(engine, B)) == ([("x", "1")], [("y", "2")])

    def test_an_update_that_fails_while_it_runs(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine.store.replace({A: [triple("x", 1)], B: [triple("y", 2)]})
        _append(monkeypatch, f"LOAD <http://127.0.0.1:1/none.ttl> INTO GRAPH <{C}>")
        with pytest.raises(StoreError):
            engine.store.replace({A: [triple("x", 9)], B: []})
        after = (content(engine, A), content(engine, B))
        if engine.transactional:
            assert after == ([("x", "1")], [("y", "2")])
        else:
            # Should Virtuoso ever roll back, the docstring of RemoteStore.replace must say so.
            assert after == ([("x", "9")], [])

    @pytest.mark.parametrize("name", ["no iri", f"{EX}a> {{ }} }} ; CLEAR ALL #", ""])
    def test_a_graph_name_never_becomes_syntax(self, engine: Engine, name: str) -> None:
        engine.store.replace({A: [triple("x", 1)]})
        with pytest.raises(QueryError):
            engine.store.replace({A: [], name: [triple("x", 1)]})
        assert content(engine, A) == [("x", "1")]
        if name:
            with pytest.raises(QueryError):
                engine.store.count(name)

    def test_many_triples(self, engine: Engine) -> None:
        # Virtuoso's parser takes fewer than 5,000 triples in one INSERT DATA.
        engine.store.replace({A: [triple(f"x{number}", number) for number in range(6500)]})
        assert engine.store.count(A) == 6500
        assert len(engine.store.select(f"SELECT ?s WHERE {{ GRAPH <{A}> {{ ?s ?p ?o }} }}").rows) == 6500

    def test_count(self, engine: Engine) -> None:
        engine.store.replace({A: [triple("x", 1), triple("y", 2)], B: [triple("x", 1)]})
        assert (engine.store.count(A), engine.store.count(B), engine.store.count(C)) == (2, 1, 0)
        assert engine.store.count() - engine.foreign == 3

    def test_dump(self, engine: Engine) -> None:
        text = ox.Literal('Nền tảng "số"\n2', language="vi")
        engine.store.replace({A: [triple("x", text)], B: [triple("y", True)]})
        quads = {
            quad
            for quad in ox.parse(engine.store.dump(), format=ox.RdfFormat.N_QUADS)
            if quad.graph_name in (ox.NamedNode(A), ox.NamedNode(B))
        }
        assert quads == {
            ox.Quad(iri("x"), iri("value"), text, ox.NamedNode(A)),
            ox.Quad(iri("y"), iri("value"), ox.Literal(True), ox.NamedNode(B)),
        }

    def test_a_closed_store_refuses(self, engine: Engine) -> None:
        engine.store.close()
        engine.store.close()
        for call in (
            lambda: engine.store.select("SELECT * WHERE { ?s ?p ?o }"),
            lambda: engine.store.ask("ASK { }"),
            lambda: engine.store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
            lambda: engine.store.replace({A: []}),
            engine.store.count,
            engine.store.dump,
        ):
            with pytest.raises(StoreError, match="đã đóng"):
                call()


def _append(monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    """Let the next requests end with an operation that fails."""
    monkeypatch.setattr(
        remote_module, "replace_updates", lambda graphs: [*replace_updates(graphs), operation]
    )
    monkeypatch.setattr(
        oxigraph_module,
        "difference_updates",
        lambda present, wanted: [*difference_updates(present, wanted), operation],
    )
