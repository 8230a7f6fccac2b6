"""Notes on lines, questions sent back, and their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import pyoxigraph as ox

from ontology import namespaces as ns
from registry.entries import NOTE_KINDS, NoteSeen
from registry.errors import InputError, NotFoundError
from registry.store.base import Store
from registry.usecases import journal
from registry.usecases.asking import Rows, rows
from registry.usecases.decisions.saying import Saying, Subject, person, token, words

_EMPTY = ("text", "Phải có nội dung", "A text is needed")


def add_note(store: Store, subject: Subject, text: str, author: str, moment: datetime) -> NoteSeen:
    """Note something on a line. ``store`` must be the writer; raises `InputError` without text or name."""
    return _write(store, subject, "note", (text, author), moment)


def ask_back(store: Store, subject: Subject, text: str, author: str, moment: datetime) -> NoteSeen:
    """Note a question that goes back to the proposer; see `add_note`."""
    return _write(store, subject, "question", (text, author), moment)


def answer(store: Store, number: str, text: str, author: str, moment: datetime) -> NoteSeen:
    """Note the answer to question ``number``; raises `NotFoundError`, or `InputError` for no question."""
    found = rows(store, "decisions/notes", {"number": number})
    if not found:
        raise NotFoundError(f"Không có trao đổi {number}", f"There is no note {number}")
    question = found[0]
    if not question["kind"].endswith("/question"):
        raise InputError(f"{number} không phải câu hỏi", f"{number} is not a question")
    reply, name = words(text, *_EMPTY), person(author)

    def body(iri: str) -> Iterable[ox.Triple]:
        entry = Saying(iri)
        entry.link("aboutBatch", question["batch"])
        entry.link("aboutProposal", question["proposal"])
        entry.text("lineId", question["lineId"])
        entry.link("noteKind", ns.code("note-kind", "answer"))
        entry.link("inReplyTo", ns.ENTRY + number)
        entry.text("noteText", reply)
        return entry.triples

    return _written(store, journal.append(store, "Note", name, moment, [body])[0])


def notes_of(store: Store, batch_id: str) -> dict[str, tuple[NoteSeen, ...]]:
    """Return the notes, questions and answers on each line of a batch, oldest first."""
    found: dict[str, list[NoteSeen]] = defaultdict(list)
    for note in _seen(rows(store, "decisions/notes", {"batch": ns.BATCH + batch_id})):
        found[note.line_id].append(note)
    return {line_id: tuple(notes) for line_id, notes in found.items()}


def _write(store: Store, subject: Subject, kind: str, said: tuple[str, str], moment: datetime) -> NoteSeen:
    text, name = words(said[0], *_EMPTY), person(said[1])

    def body(iri: str) -> Iterable[ox.Triple]:
        entry = Saying(iri)
        subject.say(entry)
        entry.link("noteKind", ns.code("note-kind", kind))
        entry.text("noteText", text)
        return entry.triples

    return _written(store, journal.append(store, "Note", name, moment, [body])[0])


def _written(store: Store, number: str) -> NoteSeen:
    return _seen(rows(store, "decisions/notes", {"number": number}))[0]


def _seen(found: Rows) -> list[NoteSeen]:
    return [
        NoteSeen(
            number=row["number"],
            batch_id=ns.local_id(row["batch"], ns.BATCH),
            line_id=row["lineId"],
            kind=token(row["kind"].rsplit("/", 1)[-1], NOTE_KINDS, "kind"),
            text=row["text"],
            author=row["author"],
            time=row["time"],
            in_reply_to=row["inReplyTo"],
        )
        for row in found
    ]
