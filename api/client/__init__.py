"""A client of the service for other programs. It needs the library httpx2 and nothing else of this project.

::

    from api.client import Client

    with Client("https://rasoat.example.gov.vn", token="rasoat_…") as rasoat:
        answer = rasoat.find("quản lý hộ tịch", as_of="2023-04-07")
        for platform in rasoat.platforms(level="national"):
            ...
        rasoat.decide("dot-2026", "d-009", outcome="join", reason="Đã có", after="")

Lists are read page by page as they are walked. What is written is sent with an ``Idempotency-Key``, so that
sending it again after a broken connection writes nothing twice. Errors are `Problem`.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx2

from api.client.shapes import (
    BatchItem,
    BulkLine,
    CapabilityItem,
    Changes,
    Decision,
    FindAnswer,
    Finding,
    LegalDocument,
    LineItem,
    LineSent,
    Note,
    Organisation,
    Platform,
    Receipt,
    Registration,
    ReplacedBatch,
    Report,
    Version,
    WithdrawnLine,
)

__all__ = ["Client", "Problem"]

MEDIA_TYPE = "application/vnd.rasoat.v1+json"
ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 60.0
UNDER_WAY = ("waiting", "running")
ASK_SECONDS = 2.0
AGAIN = (429, 503)
"""Answers that ask to come back; ``Retry-After`` says when."""


class Problem(Exception):  # noqa: N818 (named as in RFC 9457)
    """What the service says is wrong. ``body``: the fields of RFC 9457; ``code`` is stable."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body.get("detail") or f"HTTP {status}")
        self.status, self.body = status, body
        self.code = str(body.get("code", ""))


class Client:
    """One server. ``token``: for writing, or where reading is closed; ``language``: of problems, vi or en."""

    def __init__(self, address: str, token: str = "", language: str = "vi", timeout: float = 60.0) -> None:
        headers = {"Accept": f"{MEDIA_TYPE}, application/x-ndjson", "Accept-Language": language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx2.Client(base_url=address.rstrip("/"), headers=headers, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def find(self, text: str, as_of: str = "", limit: int = 5) -> FindAnswer:
        """Return whether a platform does what ``text`` asks for at a date, and which."""
        found: FindAnswer = self._get("/api/platforms", q=text, as_of=as_of, limit=limit)
        return found

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Return one thing, such as ``/api/platforms/btp-ho-tich-dien-tu``."""
        found: dict[str, Any] = self._get(path, **query)
        return found

    def platforms(self, **query: Any) -> Iterator[Platform]:
        """Yield platforms; ``query``: ``as_of``, ``level``, ``sector``, ``status``, ``changed_since`` …"""
        return self._walk("/api/platforms", query)

    def capabilities(self, **query: Any) -> Iterator[CapabilityItem]:
        """Yield capabilities; ``query``: ``q``, ``sector``, ``broader`` …"""
        return self._walk("/api/capabilities", query)

    def organisations(self, **query: Any) -> Iterator[Organisation]:
        """Yield organisations with their succession; ``query``: ``q``, ``parent``, ``as_of`` …"""
        return self._walk("/api/organisations", query)

    def legal_documents(self, **query: Any) -> Iterator[LegalDocument]:
        """Yield legal documents; ``query``: ``number``, ``issuer``, ``as_of`` …"""
        return self._walk("/api/legal-documents", query)

    def batches(self, **query: Any) -> Iterator[BatchItem]:
        """Yield stored batches."""
        return self._walk("/api/batches", query)

    def lines(self, batch: str, **query: Any) -> Iterator[LineItem]:
        """Yield the lines of a batch; ``query``: ``verdict``, ``proposer``, ``decided``, ``as_of`` …"""
        return self._walk(f"/api/batches/{batch}/lines", query)

    def findings(self, batch: str, **query: Any) -> Iterator[Finding]:
        """Yield the findings of a batch; ``query``: ``rule``, ``level``, ``line``."""
        return self._walk(f"/api/batches/{batch}/findings", query)

    def decisions(self, **query: Any) -> Iterator[Decision]:
        """Yield decisions; ``query``: ``batch``, ``line``, ``current``, ``changed_since`` …"""
        return self._walk("/api/decisions", query)

    def notes(self, **query: Any) -> Iterator[Note]:
        """Yield notes, questions and answers."""
        return self._walk("/api/notes", query)

    def receipts(self, **query: Any) -> Iterator[Receipt]:
        """Yield receipts without the facts that each rests on."""
        return self._walk("/api/receipts", query)

    def reports(self, **query: Any) -> Iterator[Report]:
        """Yield the periodic reports."""
        return self._walk("/api/reports", query)

    def withdrawn(self, batch: str, **query: Any) -> Iterator[WithdrawnLine]:
        """Yield the lines that a batch had and has no more."""
        return self._walk(f"/api/batches/{batch}/withdrawn", query)

    def changes(self, path: str, since: str, **query: Any) -> Changes:
        """Return what changed and what went since a moment in a list, such as ``/api/platforms``.

        A copy takes over ``items``, drops ``deleted`` and asks from ``until`` the next time.
        """
        pages = list(self._pages(path, {**query, "changed_since": since}))
        first = pages[0]
        return {
            "items": [item for page in pages for item in page["items"]],
            "deleted": first["deleted"],
            "until": first["until"],
            "snapshot": first["snapshot"],
        }

    def screen(self, lines: Iterable[LineSent], as_of: str = "") -> Iterator[BulkLine]:
        """Yield the answers to up to 1,000 lines as they come.

        Problems, results, what all lines together say of some of them, and a summary at the end.
        """
        body = {"lines": list(lines), "as_of": as_of or None}
        with self._http.stream("POST", "/api/screen/bulk", json=body) as response:
            if response.is_error:
                response.read()
                raise _problem(response)
            for text in response.iter_lines():
                answer: BulkLine = json.loads(text)
                yield answer

    def record(self, platform: str) -> tuple[dict[str, Any], str]:
        """Return the record of a platform as stewards write it, and the tag that `register` takes."""
        response = self._send("GET", f"/api/platforms/{quote(platform, safe='')}/record")
        return response.json(), response.headers["ETag"]

    def versions(self, platform: str, **query: Any) -> Iterator[Version]:
        """Yield the registered versions of a record, the oldest first."""
        return self._walk(f"/api/platforms/{quote(platform, safe='')}/versions", query)

    def register(
        self, platform: str, record: dict[str, Any], why: str, tag: str = "", seconds: float = 300.0
    ) -> Registration | None:
        """Register a change of the record that had the ``tag``, or a new record; return what came of it.

        It waits for that, at most so many ``seconds``; what is still under way then is to be asked for by
        `registration`. None: the record is as it was sent already.
        """
        response = self._write(
            "PUT",
            f"/api/platforms/{quote(platform, safe='')}",
            json={"record": record, "why": why},
            headers={"If-Match": tag} if tag else {"If-None-Match": "*"},
        )
        if response.status_code != 202:
            return None
        found: Registration = response.json()
        until = time.monotonic() + seconds
        while found["state"] in UNDER_WAY and time.monotonic() < until:
            time.sleep(ASK_SECONDS)
            found = self.registration(found["id"])
        return found

    def registration(self, key: str) -> Registration:
        """Return how far a registration is, or what came of it."""
        found: Registration = self._get(f"/api/registrations/{key}")
        return found

    def decide(self, batch: str, line: str, **decision: Any) -> Decision:
        """Record a decision: ``outcome``, ``reason``, ``amount_vnd``, ``after`` …"""
        written: Decision = self._post(f"{_line(batch, line)}/decisions", json=decision)
        return written

    def note(self, batch: str, line: str, text: str, kind: str = "note", in_reply_to: str = "") -> Note:
        """Record a note, a question to the proposer (``question``) or an ``answer`` to one."""
        body = {"kind": kind, "text": text, "in_reply_to": in_reply_to}
        written: Note = self._post(f"{_line(batch, line)}/notes", json=body)
        return written

    def store(self, batch: str, title: str, lines: Iterable[LineSent], as_of: str = "") -> BatchItem:
        """Store lines as a batch."""
        body = {"id": batch, "title": title, "as_of": as_of or None, "lines": list(lines)}
        stored: BatchItem = self._post("/api/batches", json=body)
        return stored

    def store_file(self, path: Path, batch: str = "", title: str = "", as_of: str = "") -> BatchItem:
        """Store a file as a province writes it (.xlsx, .docx, .csv, .json, .jsonl) as a batch."""
        fields = {"id": batch, "title": title, "as_of": as_of}
        stored: BatchItem = self._post(
            "/api/batches",
            files={"file": (path.name, path.read_bytes())},
            data={name: value for name, value in fields.items() if value},
        )
        return stored

    def replace(
        self, batch: str, lines: Iterable[LineSent], tag: str = "", title: str = "", as_of: str = ""
    ) -> ReplacedBatch:
        """Replace the lines of a stored batch by corrected ones; the answer says what became of each.

        ``tag``: the one of what was read (see `batch_tag`), so that nobody's work is lost; the present one
        when not given.
        """
        body = {"title": title, "as_of": as_of or None, "lines": list(lines)}
        replaced: ReplacedBatch = self._replace(batch, tag, json=body)
        return replaced

    def replace_file(self, batch: str, path: Path, tag: str = "") -> ReplacedBatch:
        """Replace a stored batch by a corrected file; see `replace`."""
        files = {"file": (path.name, path.read_bytes())}
        replaced: ReplacedBatch = self._replace(batch, tag, files=files)
        return replaced

    def batch_tag(self, batch: str) -> str:
        """Return the tag of a stored batch as it is now."""
        return str(self._send("GET", f"/api/batches/{batch}").headers["ETag"])

    def issue_receipts(self, batch: str) -> dict[str, Any]:
        """Put every verdict of a batch on record."""
        issued: dict[str, Any] = self._post(f"/api/batches/{batch}/receipts")
        return issued

    def _walk(self, path: str, query: dict[str, Any]) -> Iterator[Any]:
        for page in self._pages(path, query):
            yield from page["items"]

    def _pages(self, path: str, query: dict[str, Any]) -> Iterator[Any]:
        response = self._send("GET", path, params=_stated(query))
        yield response.json()
        while "next" in response.links:
            response = self._send("GET", str(response.url.join(response.links["next"]["url"])))
            yield response.json()

    def _replace(self, batch: str, tag: str, **sent: Any) -> Any:
        headers = {"If-Match": tag or self.batch_tag(batch)}
        return self._write("PUT", f"/api/batches/{batch}", headers=headers, **sent).json()

    def _get(self, path: str, **query: Any) -> Any:
        return self._send("GET", path, params=_stated(query)).json()

    def _post(self, path: str, **sent: Any) -> Any:
        return self._write("POST", path, **sent).json()

    def _write(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **sent: Any
    ) -> httpx2.Response:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return self._send(method, path, headers={**(headers or {}), **key}, **sent)

    def _send(self, method: str, path: str, **sent: Any) -> httpx2.Response:
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                response = self._http.request(method, path, **sent)
            except httpx2.TransportError:
                if last:
                    raise
                time.sleep(attempt)
                continue
            if response.status_code not in AGAIN or last:
                break
            time.sleep(min(float(response.headers.get("Retry-After", attempt)), LONGEST_WAIT_SECONDS))
        if response.is_error:
            raise _problem(response)
        return response


def _line(batch: str, line: str) -> str:
    # Ids of lines may hold a slash, as numbers of documents do.
    return f"/api/batches/{batch}/lines/{quote(line, safe='')}"


def _stated(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value not in (None, "")}


def _problem(response: httpx2.Response) -> Problem:
    try:
        body = response.json()
    except ValueError:
        body = {"detail": response.text[:500]}
    return Problem(response.status_code, body)
