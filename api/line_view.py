"""All that the page of a line shows, put together from the screening and from the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from api.marking import marked
from ontology import namespaces as ns
from registry.answers import LineAnswer, SameNeed, Screening, line_numbers
from registry.entries import DecisionSeen, NoteSeen, ReceiptSeen, ReopeningSeen, StatementSeen
from registry.errors import NotFoundError
from registry.ids import slug
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.asking import Table, ask
from registry.usecases.decisions import decisions_of, notes_of
from registry.usecases.decisions.history import decided
from registry.usecases.decisions.shared import corrected
from registry.usecases.decisions.statements import statements
from registry.usecases.receipts import receipts_of, reopenings_of


@dataclass(frozen=True)
class Place:
    """A line in its batch: ``position`` of ``total``, counted from 1, and the lines beside it (ids).

    ``record`` is the line as it was handed in.
    """

    screening: Screening
    record: BatchLine
    position: int

    @classmethod
    def of(cls, batch: Batch, screening: Screening, line_id: str) -> Place:
        """Return the place of a line; raises `NotFoundError`."""
        for position, line in enumerate(screening.lines, start=1):
            if line.id == line_id:
                return cls(screening, batch.lines[position - 1], position)
        raise NotFoundError(
            f"Đợt {screening.batch_id} không có dòng {line_id}",
            f"Batch {screening.batch_id} has no line {line_id}",
        )

    @property
    def line(self) -> LineAnswer:
        """The answer to the line."""
        return self.screening.lines[self.position - 1]

    @property
    def total(self) -> int:
        """How many lines the batch has."""
        return len(self.screening.lines)

    @property
    def number(self) -> int:
        """The number that readers see."""
        return line_numbers(self.screening.lines)[self.position - 1]

    @property
    def before(self) -> str:
        """The id of the line before, empty for the first."""
        return self.screening.lines[self.position - 2].id if self.position > 1 else ""

    @property
    def after(self) -> str:
        """The id of the line after, empty for the last."""
        return self.screening.lines[self.position].id if self.position < self.total else ""


@dataclass(frozen=True)
class LineView:
    """What is known of a line. ``history`` and the rest are oldest first."""

    place: Place
    title: list[tuple[str, bool]]
    description: list[tuple[str, bool]]
    history: tuple[DecisionSeen, ...]
    notes: tuple[NoteSeen, ...]
    judgements: tuple[StatementSeen, ...]
    receipts: tuple[ReceiptSeen, ...]
    reopenings: tuple[ReopeningSeen, ...]
    needs: tuple[SameNeed, ...]
    """The shared needs that the line is in, as people left them."""
    elsewhere: dict[str, tuple[str, str]]
    """Lines of other batches that findings rest on: batch and id by what evidence calls them."""

    @property
    def current(self) -> DecisionSeen | None:
        """The decision that stands."""
        return next((item for item in self.history if item.current), None)

    @cached_property
    def reopened(self) -> ReopeningSeen | None:
        """Why the line is open again after its decision, if it is."""
        return reopened(self.current, self.reopenings)

    @property
    def judged(self) -> dict[str, StatementSeen]:
        """The last judgement of each platform on this line."""
        return {item.platform: item for item in self.judgements if item.platform}

    @property
    def open_questions(self) -> tuple[NoteSeen, ...]:
        """The questions that nobody answered yet."""
        answered = {note.in_reply_to for note in self.notes}
        return tuple(note for note in self.notes if note.kind == "question" and note.number not in answered)

    def candidates(self, names: Mapping[str, str]) -> dict[str, str]:
        """Return the platforms that a decision or a judgement may be about, by id, the answers first.

        ``names`` of platforms that only a person named.
        """
        line = self.place.line
        shown = {item.id: item.name for item in (*line.platforms, *line.provincial)}
        shown |= {item.id: item.name for item in line.near_misses}
        return shown | {key: names.get(key, key) for key in self.judged if key not in shown}

    @cached_property
    def line_ids(self) -> dict[str, str]:
        """The ids of the lines of the batch by what evidence calls them."""
        return {slug(item.id): item.id for item in self.place.screening.lines}

    @cached_property
    def numbers(self) -> dict[str, tuple[int, LineAnswer]]:
        """The lines of the batch by id, each with the number that readers see."""
        lines = self.place.screening.lines
        return {line.id: (number, line) for number, line in zip(line_numbers(lines), lines, strict=True)}

    @property
    def entries(self) -> set[str]:
        """The numbers of the journal that the page shows."""
        parts = (self.history, self.notes, self.judgements, self.receipts, self.reopenings)
        return {item.number for part in parts for item in part}


def view(registry: Registry, place: Place) -> LineView:
    """Return all that is known of a line now."""
    batch_id, line = place.screening.batch_id, place.line
    answers = line.platforms or line.provincial or line.near_misses
    words = {word for item in answers for word in item.words}
    said = (item for item in statements(registry.store) if item.number.startswith("DG-"))
    return LineView(
        place=place,
        title=marked(line.title, words),
        description=marked(line.description, words),
        history=decisions_of(registry.store, batch_id, line.id).get(line.id, ()),
        notes=notes_of(registry.store, batch_id).get(line.id, ()),
        judgements=tuple(item for item in said if (item.batch_id, item.line_id) == (batch_id, line.id)),
        receipts=receipts_of(registry, batch_id).get(line.id, ()),
        reopenings=reopenings_of(registry, batch_id).get(line.id, ()),
        needs=tuple(
            need for need in corrected(registry, place.screening).same_needs if line.id in need.line_ids
        ),
        elsewhere=_elsewhere(registry, place),
    )


def _elsewhere(registry: Registry, place: Place) -> dict[str, tuple[str, str]]:
    """Return batch and id of the lines of other batches that the findings rest on."""
    here = {slug(item.id) for item in place.screening.lines}
    pieces = (item for finding in place.line.findings for item in finding.evidence if item.kind == "line")
    wanted: Table = [[ns.PROPOSAL + item.id] for item in pieces if item.id not in here]
    rows = ask(registry, "lookup/line-batches", {"lines": wanted}) if wanted else []
    return {ns.local_id(row["line"], ns.PROPOSAL): (row["batchId"], row["id"]) for row in rows}


def next_undecided(registry: Registry, place: Place) -> str:
    """Return the id of the next line after this one, round the batch, that is not decided; empty for none."""
    batch_id, lines = place.screening.batch_id, place.screening.lines
    decisions = decided(registry, batch_id)
    again = reopenings_of(registry, batch_id)
    for line in (*lines[place.position :], *lines[: place.position]):
        current = next((item for item in decisions.get(line.id, ()) if item.current), None)
        if current is None or reopened(current, again.get(line.id, ())):
            return line.id
    return ""


def reopened(current: DecisionSeen | None, reopenings: tuple[ReopeningSeen, ...]) -> ReopeningSeen | None:
    """Return the reopening of a line after its decision, if there is one; see `ReopeningSeen`."""
    if current is None:
        return None
    decided = datetime.fromisoformat(current.time)
    return next((item for item in reversed(reopenings) if datetime.fromisoformat(item.time) > decided), None)


def sent_back(place: Place, found: LineView, translate: Any) -> str:
    """Return the questions to send back as one text: those of the engine and the open ones asked here.

    ``translate`` gives a sentence of the engine in the language of the page.
    """
    asked = [translate(text) for text in place.line.questions]
    asked += [note.text for note in found.open_questions if note.text not in asked]
    numbered = [f"{number}. {text}" for number, text in enumerate(asked, start=1)]
    return "\n".join([f"{place.number}. {place.line.title}", *numbered]) if asked else ""
