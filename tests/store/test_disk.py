"""What only the store on disk promises: one writer, many readers, clear errors about the place."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import pyoxigraph as ox
import pytest

from registry.errors import QueryError, StoreError, StoreLockedError
from registry.store.oxigraph import OxigraphStore
from registry.store.snapshots import KEPT, Snapshots
from tests.store.conftest import A

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SALTS = 'SELECT (COUNT(DISTINCT ?salt) AS ?n) WHERE { ?s ?p ?o BIND (STRBEFORE(?o, " ") AS ?salt) }'

SECOND_WRITER = """
import sys
from pathlib import Path
from registry.errors import StoreLockedError
from registry.store.oxigraph import OxigraphStore
try:
    OxigraphStore.writer(Path(sys.argv[1]))
except StoreLockedError as error:
    print(error.code, error.place.file, error.vi, error.en, sep="\\n")
"""

BUSY_WRITER = """
import sys, time
from pathlib import Path
from registry.store.oxigraph import OxigraphStore
from tests.store.test_disk import numbered
store = OxigraphStore.writer(Path(sys.argv[1]))
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    store.replace({sys.argv[3]: numbered(500, time.monotonic_ns())})
"""


def numbered(count: int, salt: int = 0) -> list[ox.Triple]:
    value = ox.NamedNode("https://example.org/value")
    return [
        ox.Triple(ox.NamedNode(f"https://example.org/x{number}"), value, ox.Literal(f"{salt} {number}"))
        for number in range(count)
    ]


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def test_content_survives_closing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store"
    store = OxigraphStore.writer(path)
    store.replace({A: numbered(3)})
    store.close()
    again = OxigraphStore.writer(path)
    assert again.count(A) == 3
    again.close()


def test_a_second_writer_in_another_process_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "store"
    store = OxigraphStore.writer(path)
    store.replace({A: numbered(3)})
    output, _ = python(SECOND_WRITER, path).communicate(timeout=60)
    code, file, vi, en = output.splitlines()
    assert (code, file) == ("store-locked", str(path))
    assert "đang ghi" in vi
    assert "Another process" in en
    assert store.count(A) == 3
    store.close()


def test_the_lock_ends_with_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "store"
    store = OxigraphStore.writer(path)
    with pytest.raises(StoreLockedError):
        OxigraphStore.writer(path)
    store.close()
    output, _ = python(SECOND_WRITER, path).communicate(timeout=60)
    assert output == ""


def test_a_path_that_only_sounds_like_a_lock_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "lock file").write_text("x")
    with pytest.raises(StoreError) as caught:
        OxigraphStore.writer(tmp_path / "lock file" / "store")
    assert caught.value.code == "store-unavailable"


def test_a_reader_opens_beside_the_writer_and_keeps_what_it_saw(tmp_path: Path) -> None:
    path = tmp_path / "store"
    writer = OxigraphStore.writer(path)
    writer.replace({A: numbered(3)})
    reader = OxigraphStore.reader(path)
    writer.replace({A: numbered(5)})
    later = OxigraphStore.reader(path)
    assert (reader.count(A), later.count(A)) == (3, 5)
    for store in (reader, later, writer):
        store.close()


def test_readers_beside_a_busy_writer_see_whole_transactions(tmp_path: Path) -> None:
    # Opening the writer's own files showed 1,000 triples here now and then: the old and the new ones.
    path = tmp_path / "store"
    first = OxigraphStore.writer(path)
    first.replace({A: numbered(500)})
    first.close()
    process = python(BUSY_WRITER, path, 4, A)
    seen, opened = set(), 0
    while process.poll() is None:
        reader = OxigraphStore.reader(path)
        for _ in range(3):
            seen.add((reader.select(COUNT).values()[0]["n"], reader.select(SALTS).values()[0]["n"]))
        reader.close()
        opened += 1
    process.communicate()
    assert process.returncode == 0
    assert seen == {(500, 1)}
    assert opened > 10
    assert len(list((path / "snapshots").iterdir())) == KEPT


def test_refresh_shows_what_was_written_since(tmp_path: Path) -> None:
    path = tmp_path / "store"
    writer = OxigraphStore.writer(path)
    writer.replace({A: numbered(3)})
    reader = OxigraphStore.reader(path)
    assert reader.refresh() is False
    writer.replace({A: numbered(5)})
    assert reader.count(A) == 3
    assert reader.refresh() is True
    assert reader.count(A) == 5
    assert writer.refresh() is False
    reader.close()
    writer.close()


def test_a_reader_whose_files_are_gone_opens_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "store"
    writer = OxigraphStore.writer(path)
    writer.replace({A: numbered(3)})
    reader = OxigraphStore.reader(path)
    writer.replace({A: numbered(5)})

    class Gone:
        query = Mock(side_effect=OSError("IO error: No such file or directory: 000025.sst"))

    reader._store = Gone()  # type: ignore[assignment]
    assert reader.select(COUNT).values() == [{"n": 5}]
    reader.close()
    writer.close()


def test_a_transaction_that_was_not_shown_is_shown_by_the_next_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store"
    writer = OxigraphStore.writer(path)
    writer.replace({A: numbered(3)})

    def full(self: Snapshots, store: ox.Store) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(Snapshots, "publish", full)
        with pytest.raises(StoreError, match="readers do not see it yet"):
            writer.replace({A: numbered(5)})
    writer.close()
    assert OxigraphStore.reader(path).count(A) == 3
    OxigraphStore.writer(path).close()
    assert OxigraphStore.reader(path).count(A) == 5


def test_a_new_store_can_be_read_at_once(tmp_path: Path) -> None:
    writer = OxigraphStore.writer(tmp_path / "store")
    assert OxigraphStore.reader(tmp_path / "store").count() == 0
    writer.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "store"
    writer = OxigraphStore.writer(path)
    writer.replace({A: numbered(1)})
    reader = OxigraphStore.reader(path)
    with pytest.raises(StoreError):
        reader.replace({A: []})
    assert reader.count(A) == 1
    reader.close()
    writer.close()


def test_an_unwritable_place(tmp_path: Path) -> None:
    # Below a regular file, because file modes mean nothing to root.
    blocker = tmp_path / "file"
    blocker.write_text("không phải thư mục")
    for path in (blocker / "store", blocker):
        with pytest.raises(StoreError) as caught:
            OxigraphStore.writer(path)
        error = caught.value
        assert (type(error), error.code, error.place.file) == (StoreError, "store-unavailable", str(path))
        assert "quyền" in error.vi
        assert "permissions" in error.en
    assert blocker.read_text() == "không phải thư mục"


def test_a_reader_needs_a_store(tmp_path: Path) -> None:
    start = time.monotonic()
    for name in ("missing", "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(StoreError) as caught:
            OxigraphStore.reader(tmp_path / name)
        assert caught.value.place.file == str(tmp_path / name)
    assert not (tmp_path / "missing").exists()
    assert time.monotonic() - start < 1


def test_a_damaged_store(tmp_path: Path) -> None:
    path = tmp_path / "store"
    store = OxigraphStore.writer(path)
    store.replace({A: numbered(1)})
    store.close()
    for manifest in path.rglob("CURRENT"):
        manifest.write_text("not a manifest\n")
    for opener in (OxigraphStore.writer, OxigraphStore.reader):
        with pytest.raises(StoreError) as caught:
            opener(path)
        assert caught.value.place.file == str(path)


def test_an_unknown_function_is_an_error_of_the_query() -> None:
    with pytest.raises(QueryError, match="evaluated"):
        OxigraphStore.memory().select("SELECT (<https://example.org/nothing>(1) AS ?x) WHERE { }")
