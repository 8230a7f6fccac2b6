"""Asking other registries as well: what they have for the same words, each answer marked by its origin.

They are asked at the same time, each for at most the seconds of the settings. One that is down or answers
badly says so in its own answer and costs the others nothing. Their answers are no verdicts of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any, Literal

import httpx2
from pydantic import BaseModel, ValidationError

from registry import catalogue
from registry.config import Federation
from registry.errors import InputError, RegistryError, StoreError
from registry.store.base import Store
from registry.store.remote import RemoteStore
from registry.usecases.imports import Imports

Kind = Literal["rasoat", "sparql", "import"]
"""Another Rà soát; any SPARQL endpoint; a registry that was imported here (`imports`)."""
LONGEST_QUERY = 500
MOST_BYTES = 2_000_000
MOST_WORDS = 12


@dataclass(frozen=True)
class Neighbour:
    """Another registry under the name that its answers are marked with."""

    name: str
    kind: Kind
    address: str


@dataclass(frozen=True)
class NeighbourHit:
    """Something that another registry lists. ``iri`` identifies it, ``page`` is for people, where known."""

    iri: str
    name: str
    page: str = ""
    status: str = ""


@dataclass(frozen=True)
class NeighbourAnswer:
    """What one registry said. ``verdict`` is its own, where it gives one; ``failure`` why it said nothing."""

    origin: str
    kind: Kind
    address: str
    hits: tuple[NeighbourHit, ...] = ()
    verdict: str = ""
    failure: str = ""
    failure_en: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {**asdict(self), "hits": [asdict(hit) for hit in self.hits]}


@dataclass(frozen=True)
class Asked:
    """The question: words, an ISO date, and how many hits of each registry are wanted."""

    text: str
    as_of: str
    limit: int = 5


def configured(federation: Federation) -> tuple[Neighbour, ...]:
    """Return the registries of the settings; raises `InputError` for one that is not written so."""
    found = tuple(_parsed(entry) for entry in federation.neighbours)
    if len({item.name for item in found}) < len(found):
        raise InputError("RASOAT_NEIGHBOURS dùng một tên hai lần", "RASOAT_NEIGHBOURS uses a name twice")
    return found


def _parsed(entry: str) -> Neighbour:
    written = re.fullmatch(r"([\w-]{1,40})=(rasoat|sparql):(https?://\S+)", entry)
    if written is None:
        raise InputError(
            f"RASOAT_NEIGHBOURS: “{entry}” phải viết như tên=rasoat:https://… hoặc tên=sparql:https://…",
            f"RASOAT_NEIGHBOURS: write “{entry}” like name=rasoat:https://… or name=sparql:https://…",
        )
    return Neighbour(written[1], "rasoat" if written[2] == "rasoat" else "sparql", written[3].rstrip("/"))


class Neighbours:
    """The registries of the settings and those that were imported."""

    def __init__(self, federation: Federation, imports: Imports | None = None) -> None:
        self._configured = configured(federation)
        self._seconds = federation.seconds
        self._imports = imports

    def __bool__(self) -> bool:
        return bool(self._configured or (self._imports and self._imports.known()))

    def ask(self, text: str, as_of: str, limit: int = 5) -> list[NeighbourAnswer]:
        """Return what each registry answers, in the order of the settings, imported ones last."""
        asked = Asked(" ".join(text.split())[:LONGEST_QUERY], as_of, limit)
        known = [*self._configured]
        calls: list[Callable[[], NeighbourAnswer]] = [self._call(item, asked) for item in known]
        for item in self._imports.known() if self._imports else ():
            neighbour = Neighbour(item.name, "import", item.source)
            known.append(neighbour)
            calls.append(self._local(neighbour, item.graph, asked))
        if not calls:
            return []
        pool = ThreadPoolExecutor(len(calls), thread_name_prefix="neighbour")
        futures = [pool.submit(call) for call in calls]
        # A server that sends a byte now and then would keep each read within its limit, but not the whole.
        wait(futures, timeout=self._seconds + 0.5)
        pool.shutdown(wait=False, cancel_futures=True)
        return [
            future.result() if future.done() else self._late(item)
            for item, future in zip(known, futures, strict=True)
        ]

    def _call(self, item: Neighbour, asked: Asked) -> Callable[[], NeighbourAnswer]:
        def call() -> NeighbourAnswer:
            if item.kind == "rasoat":
                return _rasoat(item, asked, self._seconds)
            store = RemoteStore(item.address, seconds=ceil(self._seconds), most_bytes=MOST_BYTES)
            return NeighbourAnswer(item.name, item.kind, item.address, _named(store, asked))

        return lambda: _answered(item, call)

    def _local(self, item: Neighbour, graph: str, asked: Asked) -> Callable[[], NeighbourAnswer]:
        def call() -> NeighbourAnswer:
            assert self._imports is not None
            found = _named(self._imports.store(graph), asked)
            return NeighbourAnswer(item.name, item.kind, item.address, found)

        return lambda: _answered(item, call)

    def _late(self, item: Neighbour) -> NeighbourAnswer:
        seconds = f"{self._seconds:g}"
        return _failed(item, f"không trả lời trong {seconds} giây", f"no answer within {seconds} seconds")


def _answered(item: Neighbour, call: Callable[[], NeighbourAnswer]) -> NeighbourAnswer:
    try:
        return call()
    except RegistryError as error:
        return _failed(item, error.vi, error.en)


def _failed(item: Neighbour, vi: str, en: str) -> NeighbourAnswer:
    return NeighbourAnswer(item.name, item.kind, item.address, failure=vi, failure_en=en)


class _Hit(BaseModel):
    id: str
    name: str
    status: str = ""
    score: float = 0


class _Found(BaseModel):
    """The part of the answer of ``GET /api/platforms?q=`` that is read."""

    verdict: Literal["covered", "in_development", "none", "unclear"]
    results: list[_Hit]


def _rasoat(item: Neighbour, asked: Asked, seconds: float) -> NeighbourAnswer:
    parameters: Mapping[str, str | int] = {"q": asked.text, "as_of": asked.as_of, "limit": asked.limit}
    body = b""
    try:
        with httpx2.stream(
            "GET", f"{item.address}/api/platforms", params=parameters, timeout=seconds
        ) as response:
            response.raise_for_status()
            for part in response.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise StoreError("Câu trả lời quá dài", f"The answer is longer than {MOST_BYTES} bytes")
        found = _Found.model_validate_json(body)
    except ValidationError as error:
        raise StoreError("Không trả lời như một Rà soát", "It does not answer as a Rà soát does") from error
    except httpx2.HTTPError as error:
        raise StoreError("Không liên lạc được", f"It cannot be reached: {error}") from error
    hits = tuple(
        NeighbourHit(
            f"{item.address}/id/platform/{hit.id}", hit.name, f"{item.address}/platform/{hit.id}", hit.status
        )
        for hit in found.results[: asked.limit]
    )
    return NeighbourAnswer(item.name, item.kind, item.address, hits, found.verdict)


def _named(store: Store, asked: Asked) -> tuple[NeighbourHit, ...]:
    """Return the things that more than half of the words are said of, those with the most words first."""
    words = list(dict.fromkeys(re.findall(r"\w{2,}", asked.text.lower())))[:MOST_WORDS]
    if not words:
        return ()
    rows = catalogue.load("neighbours/named").run(store, {"words": [[word] for word in words]}).values()
    return tuple(
        NeighbourHit(str(row["thing"]), str(row["name"]), _web(row["page"], row["thing"]))
        for row in rows
        if row["thing"] and 2 * int(row["found"] or 0) > len(words)
    )[: asked.limit]


def _web(*addresses: object) -> str:
    """Return the first address that a browser may be led to; what others write may be of any kind."""
    return next((text for text in map(str, addresses) if re.match(r"https?://", text)), "")
