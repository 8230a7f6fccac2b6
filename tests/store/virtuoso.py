"""A Virtuoso server of its own on free loopback ports: a second, independent SPARQL engine.

Only the package with the binaries is needed; it starts no system service and asks no question.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

INSTALL = "sudo apt-get install -y --no-install-recommends virtuoso-opensource-7-bin"
START_SECONDS = 60

_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
DirsAllowed = {folder}

[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerRoot = {folder}
ServerThreads = 5

[SPARQL]
ResultSetMaxRows = {max_rows}
"""


def free_port() -> int:
    """Return a TCP port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(folder: Path, max_rows: int = 1_000_000) -> Iterator[str]:
    """Run ``virtuoso-t`` with its files in ``folder`` and yield the address of its SPARQL endpoint.

    Reading and writing need no password: the server's SPARQL user is granted SPARQL_UPDATE.
    """
    server, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if server is None or isql is None:
        pytest.skip(f"Virtuoso is not installed; to run this test: {INSTALL}")
    sql_port, http_port = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql_port=sql_port, http_port=http_port, max_rows=max_rows))
    endpoint = f"http://127.0.0.1:{http_port}/sparql"
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [server, "+configfile", str(ini), "+foreground", "+wait"],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C"},
        )
        try:
            _wait(process, endpoint, folder)
            grant = 'GRANT SPARQL_UPDATE TO "SPARQL";'
            subprocess.run(
                [isql, f"127.0.0.1:{sql_port}", "dba", "dba", f"exec={grant}"],
                check=True,
                capture_output=True,
                timeout=START_SECONDS,
            )
            yield endpoint
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], endpoint: str, folder: Path) -> None:
    """Return when the server answers; a new database takes it about five seconds."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{endpoint}?query=ASK%20%7B%7D", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"virtuoso-t did not start:\n{(folder / 'output.txt').read_text(errors='replace')}")


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Virtuoso's SPARQL endpoint; skips where Virtuoso is not installed."""
    yield from serve(tmp_path_factory.mktemp("virtuoso"))
