"""The server as it is run: one file of settings, a log of JSON lines, ids of requests, an orderly stop."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from registry.config import Settings
from registry.opened import Registry

TYPED = "viec-bi-mat"


@dataclass
class Running:
    process: subprocess.Popen[str]
    port: int

    def request(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(
            "GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


@pytest.fixture
def running(settings: Settings, registry: Registry, tmp_path: Path) -> Iterator[Running]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    file = tmp_path / "rasoat.toml"
    file.write_text(f'home = "{settings.home}"\nlog = "json"\n', encoding="utf-8")
    command = [sys.executable, "-c", "from registry.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env={"RASOAT_CONFIG": str(file), "PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"},
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(300):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                break
        except URLError:
            time.sleep(0.1)
    yield Running(process, port)
    process.kill()
    process.wait(30)
    if process.stderr:
        process.stderr.close()


def test_requests_have_ids_and_a_stop_answers_what_is_under_way(running: Running) -> None:
    answer, body = running.request(f"/api/platforms/khong-co?ghi-chu={TYPED}", X_Request_ID="cua-toi.1")
    assert answer.headers["X-Request-ID"] == "cua-toi.1"
    assert json.loads(body)["request_id"] == "cua-toi.1"
    answer, _ = running.request("/healthz", X_Request_ID="a b\tc")
    assert len(answer.headers["X-Request-ID"]) == 32

    line = json.dumps({"lines": [{"id": "1", "title": "Phần mềm quản lý hộ tịch"}]}).encode()
    late = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    late.putrequest("POST", "/api/screen")
    late.putheader("Content-Type", "application/json")
    late.putheader("Content-Length", str(len(line)))
    late.endheaders()
    late.send(line[:10])
    # An answer on another connection: by now the server has the beginning of the request above.
    running.request("/healthz")
    running.process.send_signal(signal.SIGTERM)
    _until_refused(running.port)
    late.send(line[10:])
    answer = late.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read())["lines"][0]["verdict"] == "covered"
    late.close()

    _, log = running.process.communicate(timeout=60)
    # Once all is done, uvicorn ends as the signal asks, which service managers take as a clean stop.
    assert running.process.returncode in (0, -signal.SIGTERM)
    first, *rest = log.splitlines()
    assert first == f"http://127.0.0.1:{running.port}"
    entries = [json.loads(text) for text in rest]
    (mine,) = [entry for entry in entries if entry.get("request_id") == "cua-toi.1"]
    assert (mine["method"], mine["route"], mine["status"]) == ("GET", "/api/platforms/{platform_id}", 404)
    assert mine["level"] == "INFO"
    assert mine["time"]
    assert TYPED not in log


def _until_refused(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    pytest.fail("the server still takes connections")
