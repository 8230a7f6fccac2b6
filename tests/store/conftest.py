"""The engines under test, each behind the one store protocol."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from registry.store.base import Store
from registry.store.oxigraph import OxigraphStore
from registry.store.remote import RemoteStore
from tests.store.virtuoso import free_port, virtuoso

__all__ = ["virtuoso"]

A, B, C = (f"https://example.org/graph/{name}" for name in "abc")


@dataclass(frozen=True)
class Engine:
    """A store, and how its engine differs from the others."""

    name: str
    store: Store
    foreign: int
    """Triples that the engine keeps for itself, in graphs of its own."""
    transactional: bool = True
    """Whether one update request does everything or nothing."""


@dataclass(frozen=True)
class Server:
    """A running ``oxigraph serve``."""

    process: subprocess.Popen[bytes]
    query: str
    update: str

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def start_oxigraph() -> Server:
    port = free_port()
    command = Path(sys.executable).parent / "oxigraph"
    process = subprocess.Popen(
        [command, "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/query?query=ASK%20%7B%7D", timeout=5):
                return Server(process, f"{address}/query", f"{address}/update")
        except HTTPError as error:
            error.close()
            return Server(process, f"{address}/query", f"{address}/update")
        except (URLError, OSError):
            time.sleep(0.05)
    process.kill()
    process.wait()
    pytest.fail("oxigraph serve did not start")


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Server]:
    server = start_oxigraph()
    yield server
    server.stop()


@pytest.fixture(params=["memory", "disk", "remote", pytest.param("virtuoso", marks=pytest.mark.virtuoso)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn, without the graphs A, B and C."""
    name: str = request.param
    store: Store
    if name == "memory":
        store = OxigraphStore.memory()
    elif name == "disk":
        store = OxigraphStore.writer(tmp_path / "store")
    elif name == "remote":
        server = request.getfixturevalue("oxigraph_server")
        store = RemoteStore(server.query, server.update)
    else:
        store = RemoteStore(request.getfixturevalue("virtuoso"))
    store.replace({A: [], B: [], C: []})
    yield Engine(name, store, store.count(), transactional=name != "virtuoso")
    store.close()
