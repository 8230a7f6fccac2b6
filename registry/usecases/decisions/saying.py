"""What the entries of this package are made of: the line they are about, checked texts, and triples."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue, ids
from registry.errors import InputError, NotFoundError, Place, WithdrawnError
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.batches import read_batch, withdrawn_lines
from registry.wording import date_vi

Token = TypeVar("Token", bound=str)


class Saying:
    """The triples of one entry; names are local names of the ontology."""

    def __init__(self, iri: str) -> None:
        self._subject = ox.NamedNode(iri)
        self.triples: list[ox.Triple] = []

    def _add(self, name: str, value: ox.NamedNode | ox.Literal) -> None:
        self.triples.append(ox.Triple(self._subject, ox.NamedNode(ns.RS + name), value))

    def link(self, name: str, *iris: str) -> None:
        """Add links to resources; empty IRIs are left out."""
        for iri in iris:
            if iri:
                self._add(name, ox.NamedNode(iri))

    def text(self, name: str, *values: str) -> None:
        """Add texts; empty ones are left out."""
        for value in values:
            if value:
                self._add(name, ox.Literal(value))

    def number(self, name: str, value: int | None) -> None:
        """Add a whole number, if there is one."""
        if value is not None:
            self._add(name, ox.Literal(value))

    def day(self, name: str, value: str) -> None:
        """Add an ISO date as its first instant, if there is one."""
        if value:
            stamp = catalogue.date_time(value)
            self._add(name, ox.Literal(stamp, datatype=ox.NamedNode(ns.XSD + "dateTime")))

    def revises(self, number: str) -> None:
        """Say that the entry is a later word on the same thing than entry ``number``, if there is one."""
        if number:
            predicate = ox.NamedNode(ns.PROV + "wasRevisionOf")
            self.triples.append(ox.Triple(self._subject, predicate, ox.NamedNode(ns.ENTRY + number)))


@dataclass(frozen=True)
class Subject:
    """The line of a stored batch that an entry is about."""

    batch: Batch
    line: BatchLine

    def alone(self) -> Subject:
        """Return the line as the only one of its batch."""
        return Subject(self.batch.model_copy(update={"lines": (self.line,)}), self.line)

    def say(self, entry: Saying) -> None:
        """Put the line into an entry, with its words of now: a batch may be replaced later."""
        entry.link("aboutBatch", ns.BATCH + self.batch.id)
        entry.link("aboutProposal", ids.proposal_iri(self.batch.id, self.line.id))
        entry.text("lineId", self.line.id)
        entry.text("lineTitle", self.line.title)
        entry.text("lineDescription", self.line.description)
        entry.text("lineProposer", self.line.proposer)


def find_line(registry: Registry, batch_id: str, line: str) -> Subject:
    """Return a line of a stored batch, by its id or else its number; raises `NotFoundError`."""
    batch = read_batch(registry, batch_id)
    found = next((item for item in batch.lines if item.id == line), None)
    found = found or next((item for item in batch.lines if str(item.line_no) == line), None)
    if found is None:
        raise no_line(registry, batch_id, line)
    return Subject(batch, found)


def no_line(registry: Registry, batch_id: str, line: str) -> NotFoundError:
    """Return what to raise for a line that a stored batch has not, or has no more (`WithdrawnError`)."""
    for item in withdrawn_lines(registry.store, batch_id):
        if line in (item.line.id, str(item.line.line_no)):
            day = f"{date_vi(item.time)} {item.time[11:16]}"
            return WithdrawnError(
                f"Dòng {item.line.id} đã rút khỏi đợt {batch_id} lúc {day}; sổ vẫn giữ điều đã ghi về dòng",
                f"Line {item.line.id} was withdrawn from batch {batch_id} at {item.time}; "
                "what was said of it stays on record",
            )
    return NotFoundError(f"Đợt {batch_id} không có dòng {line}", f"Batch {batch_id} has no line {line}")


def known_platform(registry: Registry, platform: str) -> str:
    """Return the id of a registered platform; raises `NotFoundError`."""
    if platform not in registry.matcher.platforms:
        raise NotFoundError(f"Không có nền tảng {platform}", f"There is no platform {platform}")
    return platform


def person(name: str) -> str:
    """Return a person's name in one form; raises `InputError` when there is none."""
    return " ".join(
        words(name, "by", "Phải ghi họ tên người ghi", "The name of the person is needed").split()
    )


def words(text: str, column: str, vi: str, en: str) -> str:
    """Return ``text`` as NFC without blanks around it; raises `InputError` (vi, en) when nothing is left."""
    clean = unicodedata.normalize("NFC", text).strip()
    try:
        clean.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            "Chữ có ký tự hỏng", "The text has a broken character", Place(column=column)
        ) from error
    if not clean:
        raise InputError(vi, en, Place(column=column))
    return clean


def token(value: str, known: tuple[Token, ...], column: str) -> Token:
    """Return ``value`` as one of the ``known`` tokens; raises `InputError` that lists them."""
    for item in known:
        if item == value:
            return item
    listed = ", ".join(known)
    raise InputError(
        f"“{value}” không có trong danh mục; chọn một trong: {listed}",
        f"“{value}” is not in the list; choose one of: {listed}",
        Place(column=column),
    )


def day(text: str, column: str) -> date:
    """Return an ISO date; raises `InputError`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"Ngày sai: {text}; viết 2023-04-07", f"Bad date: {text}; write 2023-04-07", Place(column=column)
        ) from error
