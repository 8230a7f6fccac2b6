"""Changing a record without a release: laid over the shipped source, checked, with nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ontology import namespaces as ns
from registry import catalogue, curated
from registry.bootstrap import open_registry, open_writer, prepare
from registry.config import Settings
from registry.curated import Curated
from registry.errors import InputError, NotFoundError, RecordError
from registry.intake.batch import Intake
from registry.model import Batch, Platform
from registry.opened import Registry
from registry.usecases import load
from registry.usecases.batches import import_batch, read_batch
from registry.usecases.describe import describe
from registry.usecases.find import find
from registry.usecases.overlay import Change, Overlay, Signature
from registry.usecases.register import record, register

ROOT = curated.shipped_path()
ID = "btp-ho-tich-dien-tu"
SIGNED = Signature("Trần Văn Bình", "Công văn của bộ", datetime(2026, 11, 29, 8, tzinfo=UTC))
NEW = """nghia-trang-thu:
  name_vi: Hệ thống quản lý nghĩa trang thử nghiệm
  level: ministry
  owner: Bộ Tư pháp
  owner_ids: [btp]
  owner_now: Bộ Tư pháp
  owner_now_ids: [btp]
  sector: tư pháp
  kind: information system
  functions:
  - text: quản lý phần mộ, nghĩa trang
    capability: {capability}
  users: [cấp tỉnh]
  territory: toàn quốc
  province_use: direct
  status: operational
  lifecycle:
  - {{status: operational, since: '2023-01-01'}}
  evidence: constructed
"""
Edit = Callable[[dict[str, Any]], object]


def edited(overlay: Overlay, edit: Edit) -> str:
    """Return the record of the civil registry, edited."""
    content = yaml.load(record(overlay, ROOT, ID), curated.Loader)
    edit(content[ID])
    return curated.dumped(content)


def registered(overlay: Overlay, folder: Path, text: str, signature: Signature = SIGNED) -> list[Change]:
    file = folder / "ban-ghi.yaml"
    file.write_text(text, encoding="utf-8")
    return register(overlay, ROOT, file, signature)


def present(overlay: Overlay, platform_id: str = ID) -> Platform:
    platforms = curated.read(ROOT, overlay.platforms).platforms
    return next(item for item in platforms if item.id == platform_id)


def files(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    return Overlay(tmp_path / "registry")


def test_every_record_printed_is_read_back_exactly(content: Curated, tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text("\n".join(curated.written(item) for item in content.platforms), encoding="utf-8")
    back = [
        curated.record(Platform, record_id, body, curated.Place())
        for record_id, body, _ in curated.blocks(file)
    ]
    assert back == list(content.platforms)


def test_what_was_printed_and_not_edited_changes_nothing(overlay: Overlay, tmp_path: Path) -> None:
    assert registered(overlay, tmp_path, record(overlay, ROOT, ID)) == []
    assert not overlay.root.exists()


def test_a_change_is_laid_over_with_its_history(overlay: Overlay, tmp_path: Path) -> None:
    shipped = present(overlay)
    (change,) = registered(overlay, tmp_path, edited(overlay, lambda body: body.update(note="một")))
    assert change.former == shipped
    assert present(overlay).note == "một"
    second = Signature("Lê Thị Cúc", "sửa lại", SIGNED.moment)
    registered(overlay, tmp_path, edited(overlay, lambda body: body.update(note="hai")), second)
    assert present(overlay) == shipped.model_copy(update={"note": "hai"})
    assert [(item.version, item.by, item.why, item.new) for item in overlay.registrations()] == [
        (1, "Trần Văn Bình", "Công văn của bộ", False),
        (2, "Lê Thị Cúc", "sửa lại", False),
    ]
    kept = [yaml.load(text, curated.Loader) for name, text in sorted(files(overlay.root / "history").items())]
    assert curated.record(Platform, ID, kept[0]["former"], curated.Place()) == shipped
    assert [(entry["former"].get("note", ""), entry["record"]["note"]) for entry in kept] == [
        (shipped.note, "một"),
        ("một", "hai"),
    ]


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (lambda body: body.update(level="galactic"), "level"),
        (lambda body: body.update(colour="red"), "colour"),
        (lambda body: body.update(lifecycle=[{"status": "operational", "since": "2023-02-30"}]), "since"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_with_its_place(
    overlay: Overlay, tmp_path: Path, edit: Edit, named: str
) -> None:
    text = "# một dòng ghi chú\n\n" + edited(overlay, edit)
    with pytest.raises(RecordError) as refused:
        registered(overlay, tmp_path, text)
    place = refused.value.place
    assert (place.file, place.row, place.column) == (str(tmp_path / "ban-ghi.yaml"), 3, ID)
    assert named in refused.value.vi
    assert named in refused.value.en
    assert not overlay.root.exists()


def test_a_record_that_breaks_the_shapes_keeps_the_whole_file_out(overlay: Overlay, tmp_path: Path) -> None:
    good = edited(overlay, lambda body: body.update(note="một"))
    bad = NEW.format(capability="khong-co").replace("owner_ids: [btp]", "owner_ids: [bo-la]")
    with pytest.raises(RecordError) as refused:
        registered(overlay, tmp_path, good + bad.replace("kind: information system", "kind: hộp đen"))
    place = refused.value.place
    assert (place.row, place.column) == (good.count("\n") + 1, "nghia-trang-thu")
    for named in ("capability/khong-co", "organisation/bo-la", "hop-den"):
        assert named in refused.value.vi
        assert named in refused.value.en
    assert not overlay.root.exists()


@pytest.mark.parametrize(
    ("text", "error"),
    [("", InputError), ("- a\n", InputError), ("a: [\n", RecordError), ("a: {}\na: {}\n", RecordError)],
)
def test_a_file_that_holds_no_records_is_refused(
    overlay: Overlay, tmp_path: Path, text: str, error: type[InputError]
) -> None:
    with pytest.raises(error):
        registered(overlay, tmp_path, text)


@pytest.mark.parametrize(
    "signature", [Signature(" ", "vì", SIGNED.moment), Signature("ai", "", SIGNED.moment)]
)
def test_who_and_why_are_needed(overlay: Overlay, tmp_path: Path, signature: Signature) -> None:
    with pytest.raises(InputError, match="who registers"):
        registered(overlay, tmp_path, edited(overlay, lambda body: body.update(note="một")), signature)


def test_an_unknown_record_is_not_found(overlay: Overlay) -> None:
    with pytest.raises(NotFoundError):
        record(overlay, ROOT, "khong-co")


def test_a_failure_to_write_changes_no_record(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay.write([Change(present(overlay), None)], SIGNED)
    before = files(overlay.root)
    monkeypatch.setattr(curated, "dumped", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        overlay.write([Change(present(overlay), None)], SIGNED)
    assert files(overlay.root) == before


def test_the_next_use_finds_a_registered_platform_and_keeps_what_people_imported(
    registry: Registry, settings: Settings, tmp_path: Path
) -> None:
    shutil.copytree(settings.home, tmp_path / "home")
    own = Settings(tmp_path / "home")
    overlay = Overlay(own.overlay_path)
    assert not prepare(own)
    line = {"id": "x-1", "title": "Phần mềm nhập thay đợt kèm theo"}
    mine = Batch.model_validate({"id": "ra-soat-quang-ngai-2023", "title": "của tôi", "lines": [line]})
    with open_writer(own) as store:
        import_batch(store, Intake(mine), replace=True)
    assert find(registry, "quản lý nghĩa trang", "2023-04-07").verdict == "none"
    registered(overlay, tmp_path, NEW.format(capability="nghia-trang"))
    with open_registry(own) as renewed:
        assert renewed.snapshot == load.content_hash(ROOT, overlay.root) != registry.snapshot
        answer = find(renewed, "quản lý nghĩa trang", "2023-04-07")
        assert (answer.verdict, answer.results[0].id) == ("covered", "nghia-trang-thu")
        assert describe(renewed, "nghia-trang-thu", "2023-04-07").evidence == "constructed"
        (row,) = catalogue.load("lookup/registered").run(renewed.store).values()
        assert (row["id"], row["by"], row["why"]) == ("nghia-trang-thu", "Trần Văn Bình", "Công văn của bộ")
        assert [item.id for item in read_batch(renewed, mine.id).lines] == ["x-1"]
        graph = ns.GRAPH_REGISTRATIONS
        assert renewed.store.count(graph) == 5
    assert not prepare(own)
