"""The client for other programs, on a real server over the loopback."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

from api import wire, wire_bulk, wire_journal, wire_platforms, wire_records, wire_registering, wire_screening
from api.client import Client, Problem, shapes
from registry.config import Settings
from registry.opened import Registry
from registry.people.people import People
from registry.people.tokens import Scope
from tests.api.browsing import serving
from tests.api.sheets import province_list

BATCH = "ra-soat-quang-ngai-2023"


@pytest.fixture(scope="module")
def rasoat(
    settings: Settings, registry: Registry, accounts_file: Path, tmp_path_factory: Any
) -> Iterator[Client]:
    """A client with the token of a reviewer, at a server with a data directory of its own."""
    assert registry.snapshot
    home = Settings(tmp_path_factory.mktemp("client") / "home")
    shutil.copytree(settings.home, home.home)
    shutil.copy(accounts_file, home.people_path)
    people = People(home.people_path)
    secret = people.tokens.add(people.accounts.find("steward"), "thử", list(Scope), 1)[1]
    people.close()
    with serving(home) as address, Client(address, secret, language="en") as client:
        yield client


def test_it_needs_nothing_else_of_this_project() -> None:
    code = (
        "import sys, api.client; "
        "ours = {'registry', 'queries', 'ontology', 'fastapi', 'pydantic', 'pyoxigraph', 'jinja2'}; "
        "print(sorted(ours & {name.split('.')[0] for name in sys.modules}), "
        "sorted(name for name in sys.modules if name.startswith('api')))"
    )
    path = str(Path(wire.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
    )
    assert done.stdout.strip() == "[] ['api', 'api.client', 'api.client.shapes']"


@pytest.mark.parametrize(
    ("shape", "model"),
    [
        (shapes.Hit, wire_platforms.Hit),
        (shapes.FindAnswer, wire_platforms.FindAnswer),
        (shapes.Platform, wire_platforms.PlatformItem),
        (shapes.CapabilityItem, wire_records.CapabilityItem),
        (shapes.Passing, wire_records.PassingSeen),
        (shapes.Organisation, wire_records.OrganisationItem),
        (shapes.LegalDocument, wire_records.LegalItem),
        (shapes.BatchItem, wire_journal.BatchItem),
        (shapes.LineItem, wire_journal.LineItem),
        (shapes.WithdrawnLine, wire_journal.WithdrawnLine),
        (shapes.ReplacedBatch, wire_journal.ReplacedBatch),
        (shapes.Gone, wire.Gone),
        (shapes.Finding, wire_journal.FindingItem),
        (shapes.Decision, wire_journal.DecisionItem),
        (shapes.Note, wire_journal.NoteItem),
        (shapes.Receipt, wire_journal.ReceiptItem),
        (shapes.Report, wire_journal.ReportItem),
        (shapes.RecordFinding, wire_registering.RecordFinding),
        (shapes.Registration, wire_registering.Registration),
        (shapes.Version, wire_registering.VersionItem),
        (shapes.LineSent, wire_screening.LineIn),
        (shapes.BulkLine, wire_bulk.BulkLine),
    ],
)
def test_its_types_are_those_of_the_service(shape: type, model: type[BaseModel]) -> None:
    assert set(get_type_hints(shape)) == set(model.model_fields)


def test_reading(rasoat: Client) -> None:
    answer = rasoat.find("quản lý hộ tịch", as_of="2023-04-07")
    assert (answer["verdict"], answer["results"][0]["id"]) == ("covered", "btp-ho-tich-dien-tu")
    platforms = list(rasoat.platforms(limit=100))
    assert len({platform["id"] for platform in platforms}) == len(platforms) > 400, "page after page"
    covered = list(rasoat.lines(BATCH, verdict="covered", limit=3))
    assert len(covered) == rasoat.get(f"/api/batches/{BATCH}/lines", verdict="covered")["total"] > 3
    assert {item["rule"] for item in rasoat.findings(BATCH, rule="findings/low-use")} <= {"findings/low-use"}
    (ministry,) = rasoat.organisations(q="Bộ TTTT")
    assert "bkhcn" in {passing["id"] for passing in ministry["successors"]}
    assert next(rasoat.legal_documents(number="87/2020/NĐ-CP"))["issuer"] == "Chính phủ"
    assert next(rasoat.capabilities(q="đăng ký hộ tịch"))["sector"] == "tu-phap"
    assert list(rasoat.reports()) == []


def test_screening(rasoat: Client) -> None:
    lines: list[shapes.LineSent] = [{"title": "Phần mềm quản lý hộ tịch"}, {"title": ""}]
    problem, result, summary = rasoat.screen(lines, as_of="2023-04-07")
    assert (problem["row"], problem["problem"]["detail"]) == (2, "The title is missing")
    assert (result["row"], result["result"]["verdict"]) == (1, "covered")
    assert summary["summary"]["lines"] == 1


def test_writing(rasoat: Client, tmp_path: Path) -> None:
    lines: list[shapes.LineSent] = [{"id": "a/1", "title": "Phần mềm quản lý hộ tịch", "cost_vnd": 900}]
    assert rasoat.store("dot-khach", "Đợt của khách", lines, as_of="2023-04-07")["cost_vnd"] == 900
    decision = rasoat.decide("dot-khach", "a/1", outcome="join", reason="Đã có", after="")
    assert decision["platforms"] == ["btp-ho-tich-dien-tu"]
    assert [item["number"] for item in rasoat.decisions(batch="dot-khach")] == [decision["number"]]
    question = rasoat.note("dot-khach", "a/1", "Bao nhiêu xã?", kind="question")
    rasoat.note("dot-khach", "a/1", "173", kind="answer", in_reply_to=question["number"])
    assert [note["kind"] for note in rasoat.notes(batch="dot-khach")] == ["question", "answer"]
    assert rasoat.issue_receipts("dot-khach")["new"] == 1
    assert next(rasoat.receipts(batch="dot-khach"))["verdict"] == "covered"
    stored = rasoat.store_file(province_list(tmp_path, "danh-muc.xlsx"), "dot-tep", as_of="2023-04-07")
    assert {"dot-khach", "dot-tep"} <= {batch["id"] for batch in rasoat.batches()}
    assert stored["lines"] > 0


def test_correcting_and_following(rasoat: Client, tmp_path: Path) -> None:
    lines: list[shapes.LineSent] = [{"title": "Phần mềm quản lý hộ tịch"}, {"title": "Mua máy tính"}]
    rasoat.store("dot-sua", "Đợt sửa", lines, as_of="2023-04-07")
    tag = rasoat.batch_tag("dot-sua")
    rasoat.note("dot-sua", "dot-sua-002", "Đã gọi điện")
    told = rasoat.replace("dot-sua", [{"title": "Mua máy tính"}, {"title": "Mua xe"}], tag)
    assert (told["added"], [line["id"] for line in told["withdrawn"]]) == (["dot-sua-003"], ["dot-sua-001"])
    assert [line["id"] for line in rasoat.withdrawn("dot-sua")] == ["dot-sua-001"]
    assert [line["id"] for line in rasoat.lines("dot-sua")] == ["dot-sua-002", "dot-sua-003"]
    changes = rasoat.changes("/api/batches/dot-sua/lines", "2026-01-01", limit=1)
    assert [item["id"] for item in changes["items"]] == ["dot-sua-002", "dot-sua-003"]
    assert [gone["id"] for gone in changes["deleted"]] == ["dot-sua-001"]
    assert changes["until"]
    with pytest.raises(Problem) as error:
        rasoat.replace("dot-sua", lines, tag)
    assert (error.value.status, error.value.code) == (412, "precondition-failed")
    filed = rasoat.replace_file("dot-sua", province_list(tmp_path, "danh-muc.xlsx"))
    assert filed["lines"] > 0


def test_registering(rasoat: Client) -> None:
    record, tag = rasoat.record("bca-vneid")
    told = rasoat.register("bca-vneid", {**record, "note": "Đã kiểm tra lại"}, "Công văn 12", tag)
    assert told is not None
    assert (told["state"], told["findings"]) == ("registered", [])
    now, later = rasoat.record("bca-vneid")
    assert now["note"] == "Đã kiểm tra lại"
    assert rasoat.register("bca-vneid", now, "Công văn 12", later) is None
    assert [version["changed"] for version in rasoat.versions("bca-vneid")] == [["note"]]


def test_errors(rasoat: Client) -> None:
    with pytest.raises(Problem) as error:
        rasoat.decide(BATCH, "qni-b23-009", outcome="build", reason="x", after="QD-1999-00001")
    assert (error.value.status, error.value.code) == (409, "conflict")
    assert "nothing" in str(error.value) or "no decision" in str(error.value)
    with pytest.raises(Problem) as error:
        rasoat.get("/api/platforms/khong-co")
    assert str(error.value) == "There is no platform khong-co"
