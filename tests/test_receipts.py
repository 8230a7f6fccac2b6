"""Receipts, replay and watch on the shipped registry and a real store, through a change of a record."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from ontology import namespaces as ns
from registry import catalogue, curated, validation
from registry.bootstrap import open_registry, open_writer
from registry.config import Settings
from registry.entries import ReceiptSeen
from registry.errors import NotFoundError
from registry.intake.batch import Intake
from registry.model import Batch
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases import load
from registry.usecases.basis import judge
from registry.usecases.batches import import_batch, read_batch
from registry.usecases.overlay import Overlay, Signature
from registry.usecases.receipts import Issued, about, issue, receipt, receipts_of, reopenings_of
from registry.usecases.register import record, register
from registry.usecases.replay import replay
from registry.usecases.watch import Watched, reopen, watch

BATCH = "ra-soat-quang-ngai-2023"
DAY = "2023-04-07"
PLATFORM = "byt-quan-tri-an-toan-thuc-pham"
"""Under construction at the date; the answer to one line of the batch."""
MOMENT = datetime(2026, 11, 29, 8, tzinfo=timezone(timedelta(hours=7)))
LATER = MOMENT + timedelta(days=1)


def issued(settings: Settings, day: str = DAY, moment: datetime = MOMENT) -> list[Issued]:
    with open_registry(settings) as registry:
        drafts = judge(registry, read_batch(registry, BATCH), day).drafts
    with open_writer(settings) as store:
        return issue(store, list(drafts.values()), "Nguyễn Thị Lan", moment)


def latest(registry: Registry) -> dict[str, ReceiptSeen]:
    return {line: items[-1] for line, items in receipts_of(registry, BATCH).items()}


def watched(settings: Settings, day: str, every: bool = False) -> Watched:
    with open_registry(settings) as registry:
        return watch(registry, day, BATCH, every)


def names(item: ReceiptSeen, platform: str) -> bool:
    """Whether a receipt names a platform: as one that matches a need, or as a near miss."""
    matched = {key for need in item.facts["needs"] for key in need["platforms"]}
    return platform in matched | {miss["id"] for miss in item.facts["near_misses"]}


def change_status(settings: Settings, folder: Path, since: str = "2023-01-01") -> None:
    """Register that the platform is in operation since a day before the date of the receipts."""
    overlay, root = Overlay(settings.overlay_path), curated.shipped_path()
    content = yaml.load(record(overlay, root, PLATFORM), curated.Loader)
    content[PLATFORM]["lifecycle"] = [{"status": "operational", "since": since, "basis": "thử"}]
    file = folder / "thay-doi.yaml"
    file.write_text(curated.dumped(content), encoding="utf-8")
    register(overlay, root, file, Signature("Trần Văn Bình", "Công văn của bộ", MOMENT))


@pytest.fixture(scope="module")
def with_receipts(
    registry: Registry, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A copy of the data directory with a receipt of every line of the batch."""
    home = tmp_path_factory.mktemp("receipts") / "home"
    shutil.copytree(settings.home, home)
    first = issued(Settings(home))
    assert [(item.number, item.new) for item in first] == [
        (f"PR-2026-{number:05d}", True) for number in range(1, 121)
    ]
    return Settings(home)


@pytest.fixture
def own(with_receipts: Settings, tmp_path: Path) -> Settings:
    """A copy of that to write to."""
    shutil.copytree(with_receipts.home, tmp_path / "home")
    return Settings(tmp_path / "home")


@dataclass(frozen=True)
class Journey:
    """Receipts were issued, then the status of one platform changed, then the registry was watched twice."""

    settings: Settings
    before: dict[str, ReceiptSeen]
    reopened: set[str]
    again: int


@pytest.fixture(scope="module")
def journey(with_receipts: Settings, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    folder = tmp_path_factory.mktemp("journey")
    shutil.copytree(with_receipts.home, folder / "home")
    own = Settings(folder / "home")
    with open_registry(own) as opened:
        before = latest(opened)
    change_status(own, folder)
    alerts = watched(own, DAY).alerts
    with open_writer(own) as store:
        reopened = reopen(store, alerts, "rasoat watch", LATER)
        # The same alerts once more, as of a second watch that began before the first one wrote.
        assert reopen(store, alerts, "rasoat watch", LATER) == []
    return Journey(
        own, before, {item.alert.receipt.line_id for item in reopened}, len(watched(own, DAY).alerts)
    )


def test_the_same_content_gets_no_second_receipt_another_date_gets_one_that_supersedes(own: Settings) -> None:
    again = issued(own, moment=LATER)
    assert [(item.number, item.new) for item in again] == [
        (f"PR-2026-{number:05d}", False) for number in range(1, 121)
    ]
    issued(own, "2025-01-01", LATER)
    with open_registry(own) as registry:
        found = receipts_of(registry, BATCH)
    assert all(len(items) == 2 for items in found.values())
    assert all(new.supersedes == old.number for old, new in found.values())
    assert not any(old.watched for old, _ in found.values())
    assert {new.as_of for _, new in found.values()} == {"2025-01-01"}
    # The first ones are on record, though no longer the latest.
    assert issued(own, moment=LATER) == again


def test_a_receipt_says_all_that_the_verdict_rests_on(journey: Journey) -> None:
    item = next(item for item in journey.before.values() if item.platforms == (PLATFORM,))
    assert (item.verdict, item.as_of, item.by) == ("in_development", DAY, "Nguyễn Thị Lan")
    assert set(item.rules) >= {"coverage/verdicts", "coverage/answers", "coverage/local-duty"}
    (need,) = (need for need in item.facts["needs"] if need["main"])
    assert need["platforms"] == [PLATFORM]
    assert need["words"] == item.facts["line"]["title"]
    facts = item.facts["platforms"][PLATFORM]
    assert (facts["level"], facts["status"], facts["evidence"]) == ("ministry", "developing", "press")
    assert facts["provinceUse"] == "unknown"
    assert facts["mandate"] == "unknown"
    assert 0 < facts["chance"] <= 1


def test_a_negative_receipt_says_what_was_searched_and_why_each_near_miss_is_not_the_same(
    journey: Journey,
) -> None:
    negative = [item for item in journey.before.values() if item.verdict == "none"]
    assert negative
    for item in negative:
        assert item.watched
        assert item.platforms == ()
        assert item.facts["searched"] > 300
        assert item.facts["needs"]
        for miss in item.facts["near_misses"]:
            assert miss["not_same"], (item.number, miss)
            assert item.facts["platforms"][miss["id"]]["status"]


def test_replay_is_exact_when_nothing_changed(own: Settings) -> None:
    with open_registry(own) as registry:
        replayed = replay(registry, list(latest(registry).values()))
    assert len(replayed) == 120
    assert [item.changes for item in replayed if not item.same] == []


def test_a_change_of_status_reopens_exactly_the_watched_lines_that_rest_on_the_platform(
    journey: Journey,
) -> None:
    expected = {line for line, item in journey.before.items() if item.watched and names(item, PLATFORM)}
    assert expected
    assert journey.reopened == expected
    assert journey.again == 0


def test_a_reopened_line_has_a_new_receipt_and_says_why(journey: Journey) -> None:
    with open_registry(journey.settings) as registry:
        receipts, reopenings = receipts_of(registry, BATCH), reopenings_of(registry, BATCH)
    assert set(reopenings) == journey.reopened
    for line in journey.reopened:
        old, new = receipts[line]
        (entry,) = reopenings[line]
        assert (entry.former, entry.receipt) == (old.number, new.number)
        assert new.supersedes == old.number
        assert entry.causes == ("registry",)
        assert "Sổ đăng ký đã đổi" in entry.message
        assert "đang xây dựng → đang vận hành" in entry.message
        assert "developing → operational" in entry.message_en
        assert entry.by == "rasoat watch"
    untouched = set(receipts) - journey.reopened
    assert all(len(receipts[line]) == 1 for line in untouched)


def test_replay_tells_the_change_where_it_matters_and_the_same_elsewhere(journey: Journey) -> None:
    with open_registry(journey.settings) as registry:
        replayed = {item.receipt.line_id: item for item in replay(registry, list(journey.before.values()))}
    for line, item in replayed.items():
        rests = names(journey.before[line], PLATFORM)
        assert item.same is not rests, (line, item.changes)
        if rests:
            facts = {(c.subject, c.field, c.before, c.after) for c in item.changes if c.kind == "fact"}
            assert facts == {(PLATFORM, "status", "developing", "operational")}
    verdicts = {
        (change.before, change.after)
        for item in replayed.values()
        for change in item.changes
        if change.kind == "verdict"
    }
    assert ("in_development", "covered") in verdicts or ("in_development", "partly") in verdicts


def test_what_is_on_record_keeps_the_shapes_and_is_found_by_sparql(journey: Journey) -> None:
    with open_registry(journey.settings) as registry:
        store = registry.store
        graphs = f"GRAPH ?g {{ ?s ?p ?o }} FILTER ( STRSTARTS ( STR(?g), '{ns.GRAPH_JOURNAL}' ) )"
        entries = store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {graphs} }}")
        used = store.select(
            f"SELECT ?r WHERE {{ ?r a <{ns.RS}Receipt> ; <{ns.PROV}used> <{ns.PLATFORM}{PLATFORM}> }}"
        )
        registered = store.select(f"SELECT ?o WHERE {{ <{ns.PLATFORM}{PLATFORM}> <{ns.SKOS}changeNote> ?o }}")
    assert len(used.rows) >= 2
    assert [row["o"].value for row in registered.rows] == ["Công văn của bộ"]
    shapes = ["shapes/receipt.ttl", "shapes/reopening.ttl"]
    assert validation.validate([*load.ontology_triples(), *entries], shapes) == []


def test_time_alone_reopens_lines_and_says_so(own: Settings) -> None:
    alerts = {alert.receipt.line_id: alert for alert in watched(own, "2026-06-01").alerts}
    assert alerts
    assert {alert.causes for alert in alerts.values()} == {("time",)}
    assert all(alert.message.startswith("Sổ không đổi; thời gian đã qua") for alert in alerts.values())
    (line,) = (
        alert for alert in alerts.values() if alert.receipt.platforms == (PLATFORM,)
    )  # in operation from 07/03/2024
    assert line.draft.verdict in ("covered", "partly")
    with open_writer(own) as store:
        reopen(store, list(alerts.values()), "rasoat watch", LATER)
    # Watched at the same date nothing is new; and at an earlier one nothing goes back.
    assert watched(own, "2026-06-01").alerts == ()
    assert watched(own, DAY).alerts == ()


def test_a_line_with_a_platform_is_watched_only_where_that_is_asked_for(own: Settings) -> None:
    assert watched(own, DAY, every=True).looked_at > watched(own, DAY).looked_at


def imported(store: Store, title: str) -> Batch:
    batch = Batch.model_validate(
        {
            "id": "dot-thu",
            "title": "thử",
            "as_of": DAY,
            "lines": [{"id": "A.1", "title": title, "proposer": "Sở Tư pháp"}],
        }
    )
    return import_batch(store, Intake(batch), replace=True).batch


def test_replay_tells_that_the_line_was_written_anew_or_is_gone(own: Settings) -> None:
    with open_writer(own) as store:
        imported(store, "Phần mềm quản lý hộ tịch")
    with open_registry(own) as registry:
        drafts = judge(registry, read_batch(registry, "dot-thu"), DAY).drafts
    with open_writer(own) as store:
        issue(store, list(drafts.values()), "Lan", MOMENT)
        imported(store, "Phần mềm quản lý nghĩa trang")
    with open_registry(own) as registry:
        (item,) = receipts_of(registry, "dot-thu")["A.1"]
        (replayed,) = replay(registry, [item])
        change = replayed.changes[0]
        assert (change.kind, change.before, change.after) == (
            "line",
            "Phần mềm quản lý hộ tịch",
            "Phần mềm quản lý nghĩa trang",
        )
    with open_writer(own) as store:
        store.replace({ns.GRAPH_BATCH + "dot-thu": []})
    with open_registry(own) as registry:
        (replayed,) = replay(registry, [item])
        assert replayed.draft is None
        assert "không còn trong đợt" in replayed.changes[0].message
        with pytest.raises(NotFoundError):
            receipt(registry, "PR-2026-99999")


def test_a_decision_after_the_reopening_closes_the_line(journey: Journey, tmp_path: Path) -> None:
    shutil.copytree(journey.settings.home, tmp_path / "home")
    own = Settings(tmp_path / "home")
    line = min(journey.reopened)

    def decided(moment: datetime) -> set[str]:
        iri = ns.ENTRY + "QD-thu"
        decision = [
            *about(iri, BATCH, line),
            ox.Triple(ox.NamedNode(iri), ox.NamedNode(ns.RDF + "type"), ox.NamedNode(ns.RS + "Decision")),
            ox.Triple(
                ox.NamedNode(iri),
                ox.NamedNode(ns.PROV + "generatedAtTime"),
                ox.Literal(moment.isoformat(), datatype=ox.NamedNode(ns.XSD + "dateTime")),
            ),
        ]
        with open_writer(own) as store:
            store.replace({ns.GRAPH_JOURNAL + "QD-thu": decision})
            rows = catalogue.load("journal/open-again").run(store, {"batch": ns.BATCH + BATCH}).rows
            return {row["line"].value for row in rows}

    assert line in decided(MOMENT)
    assert line not in decided(LATER + timedelta(hours=1))


def test_a_thousand_receipts_stay_small(own: Settings) -> None:
    with open_registry(own) as registry:
        batch = read_batch(registry, BATCH)
        lines = tuple(
            line.model_copy(update={"id": f"{line.id}-{copy}"}) for copy in range(9) for line in batch.lines
        )
        large = Batch(id="lon", title="lớn", as_of=DAY, lines=lines)
        drafts = list(judge(registry, large, DAY).drafts.values())
        before = len(registry.store.dump())
    with open_writer(own) as store:
        assert len(issue(store, drafts, "Lan", MOMENT)) == 1080
        assert (len(store.dump()) - before) / 1080 < 12_000
