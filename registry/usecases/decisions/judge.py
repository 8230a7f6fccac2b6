"""Judging a pair: does this platform do what the line asks for; do two lines ask for the same?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import ids
from registry.entries import JUDGEMENTS, StatementSeen
from registry.errors import InputError
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases import journal
from registry.usecases.decisions.saying import (
    Saying,
    find_line,
    known_platform,
    person,
    token,
    words,
)
from registry.usecases.decisions.statements import statements


@dataclass(frozen=True)
class NewJudgement:
    """A judgement as given. ``other`` is the id of a platform, or of another line as ``batch/line``."""

    batch_id: str
    line: str
    other: str
    judgement: str
    reviewer: str
    reason: str = ""


def judge(registry: Registry, store: Store, new: NewJudgement, moment: datetime) -> StatementSeen:
    """Record a judgement and return it. ``store`` must be the only writer.

    Raises `NotFoundError` for an unknown line or platform, `InputError` for what does not fit.
    """
    subject = find_line(registry, new.batch_id, new.line)
    judgement, reviewer = token(new.judgement, JUDGEMENTS, "judgement"), person(new.reviewer)
    reason = words(new.reason, "reason", "", "") if new.reason.strip() else ""
    other_batch, _, other_line = new.other.partition("/")
    other = find_line(registry, other_batch, other_line) if other_line else None
    if other == subject:
        raise InputError("Hai dòng là một", "The two lines are one")
    platform = "" if other else known_platform(registry, new.other)

    def body(iri: str) -> Iterable[ox.Triple]:
        entry = Saying(iri)
        subject.say(entry)
        entry.link("judgement", ns.code("judgement", judgement))
        entry.text("reason", reason)
        entry.link("aboutPlatform", ns.PLATFORM + platform if platform else "")
        if other:
            entry.link("otherBatch", ns.BATCH + other.batch.id)
            entry.link("otherProposal", ids.proposal_iri(other.batch.id, other.line.id))
            entry.text("otherLineId", other.line.id)
        return entry.triples

    number = journal.append(store, "Judgement", reviewer, moment, [body])[0]
    return next(item for item in statements(store) if item.number == number)
