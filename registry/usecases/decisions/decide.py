"""Deciding a line: a named person, an outcome, a reason. Nothing that was decided before is replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import ids
from registry.answers import FindingSeen, LineAnswer
from registry.entries import OUTCOMES, DecisionSeen, Outcome
from registry.errors import ConflictError, InputError, NotFoundError, Place
from registry.intake.batch import Intake
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases import journal
from registry.usecases.asking import rows
from registry.usecases.decisions.history import current
from registry.usecases.decisions.judged import Judged
from registry.usecases.decisions.saying import (
    Saying,
    Subject,
    find_line,
    known_platform,
    person,
    token,
    words,
)
from registry.usecases.screen import screen
from registry.wording import date_vi, money_vi

USING: tuple[Outcome, ...] = ("join", "join_later", "extend")
"""Outcomes that name the platform to use."""


@dataclass(frozen=True)
class NewDecision:
    """A decision as given. ``line`` is the id or the number of the line; ``amount_vnd`` is after review.

    ``platforms``: the ones it is about; ``findings``, ``rejected``: numbers of findings that it rests on, or
    that the reviewer does not share; ``seconds``: the decision of another person that it agrees with;
    ``after``: the decision that the reviewer saw as current, empty for none, None when not said.
    """

    batch_id: str
    line: str
    outcome: str
    reason: str
    reviewer: str
    amount_vnd: int | None = None
    amount_reason: str = ""
    platforms: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    receipt: str = ""
    seconds: str = ""
    after: str | None = None


def decide(
    registry: Registry, store: Store, new: NewDecision, moment: datetime, shown: LineAnswer | None = None
) -> DecisionSeen:
    """Record a decision on a line and return it as the journal shows it. ``store`` must be the only writer.

    ``shown``: what the reviewer saw of the line. The numbers of findings are looked up there; without it the
    whole batch is screened for them.
    Raises `NotFoundError` for an unknown line, platform or receipt, `InputError` for what does not fit,
    `ConflictError` when the line was decided after what the reviewer saw; nothing is written then.
    """
    subject = find_line(registry, new.batch_id, new.line)
    new = _checked(registry, store, subject, new)
    before = current(store, subject.batch.id, subject.line.id)
    if new.after is not None and new.after != (before.number if before else ""):
        raise _conflict(new.after, before)
    if new.seconds:
        new = _seconding(new, before)
    whole = shown is None and bool(new.findings or new.rejected)
    answer = _seen(registry, subject if whole else subject.alone(), new.reviewer, moment)
    shown = shown or answer
    _known_findings(shown, (*new.findings, *new.rejected))
    new = replace(new, platforms=_platforms(new, answer))

    def body(iri: str) -> Iterable[ox.Triple]:
        entry = Saying(iri)
        subject.say(entry)
        entry.link("outcome", ns.code("outcome", new.outcome))
        entry.text("reason", new.reason)
        entry.number("amountVnd", new.amount_vnd)
        entry.text("amountReason", new.amount_reason)
        entry.link("aboutPlatform", *(ns.PLATFORM + item for item in new.platforms))
        entry.text("findingNumber", *new.findings)
        entry.text("rejectedFinding", *new.rejected)
        entry.link("rejectedPlatform", *(ns.PLATFORM + item for item in _named(shown, new.rejected)))
        entry.link("restsOn", ns.ENTRY + new.receipt if new.receipt else "")
        entry.link("seconds", ns.ENTRY + new.seconds if new.seconds else "")
        entry.link("seenVerdict", ns.code("verdict", answer.verdict))
        entry.link("seenPlatform", *(ns.PLATFORM + item.id for item in answer.platforms))
        capabilities = dict.fromkeys(need.capability for need in answer.needs if need.capability)
        entry.link("seenCapability", *(ns.CAPABILITY + item for item in capabilities))
        entry.revises(before.number if before else "")
        return entry.triples

    journal.append(store, "Decision", new.reviewer, moment, [body])
    written = current(store, subject.batch.id, subject.line.id)
    assert written is not None
    return written


def _checked(registry: Registry, store: Store, subject: Subject, new: NewDecision) -> NewDecision:
    """Return the decision with clean texts; raises for what is wrong in itself."""
    new = replace(
        new,
        outcome=token(new.outcome, OUTCOMES, "outcome"),
        reason=words(new.reason, "reason", "Phải nêu lý do", "A reason is needed"),
        reviewer=person(new.reviewer),
        platforms=tuple(known_platform(registry, item) for item in new.platforms),
        amount_reason=" ".join(new.amount_reason.split()),
    )
    asked, amount = subject.line.cost_vnd, new.amount_vnd
    if amount is not None and amount < 0:
        raise InputError(
            "Kinh phí sau thẩm tra là số đồng từ 0 trở lên",
            "The amount after review is whole VND, 0 or more",
            Place(column="amount"),
        )
    if amount is not None and asked is not None and amount > asked and not new.amount_reason:
        raise InputError(
            f"Kinh phí sau thẩm tra {money_vi(amount)} đồng cao hơn đề nghị {money_vi(asked)} đồng; "
            "nếu đúng ý, nêu lý do riêng (--amount-reason)",
            f"The amount after review, VND {amount:,}, is above the VND {asked:,} asked; "
            "if it is meant, give its own reason (--amount-reason)",
            Place(column="amount"),
        )
    if new.receipt:
        kind = ns.RS + "Receipt"
        found = rows(store, "journal/kind", {"number": new.receipt})
        if kind not in {row["kind"] for row in found}:
            raise NotFoundError(f"Không có phiếu {new.receipt}", f"There is no receipt {new.receipt}")
    return new


def _conflict(seen: str, before: DecisionSeen | None) -> ConflictError:
    if before is None:
        return ConflictError(
            f"Dòng này chưa có quyết định nào, không có {seen}; hãy xem lại",
            f"This line has no decision yet, there is no {seen}; look again",
        )
    when = f"{before.time[11:16]} ngày {date_vi(before.time)}"
    return ConflictError(
        f"{before.reviewer} đã quyết định dòng này lúc {when} ({before.number}: {before.outcome}); "
        "chưa ghi gì, hãy xem lại rồi quyết định",
        f"{before.reviewer} decided this line at {before.time} ({before.number}: {before.outcome}); "
        "nothing was written, look again and decide",
    )


def _seconding(new: NewDecision, before: DecisionSeen | None) -> NewDecision:
    """Return the decision that agrees with the current one; what it leaves out is that of the other."""
    if before is None or before.number != new.seconds:
        raise _conflict(new.seconds, before)
    # Compared without diacritics: the same person may type her name in two ways.
    if ids.slug(before.reviewer) == ids.slug(new.reviewer):
        raise InputError(
            "Ý kiến thứ hai phải của người khác", "A second opinion is another person's", Place(column="by")
        )
    amount = before.amount_vnd if new.amount_vnd is None else new.amount_vnd
    if new.outcome != before.outcome or amount != before.amount_vnd:
        raise InputError(
            f"Đồng ý với {before.number} thì phải cùng hướng xử lý ({before.outcome}) và cùng kinh phí "
            f"({money_vi(before.amount_vnd)}); nếu khác, ghi quyết định mới không có --seconds",
            f"To agree with {before.number} is the same outcome ({before.outcome}) and amount "
            f"({money_vi(before.amount_vnd)}); otherwise decide without --seconds",
            Place(column="seconds"),
        )
    return replace(
        new,
        amount_vnd=amount,
        amount_reason=new.amount_reason or before.amount_reason,
        platforms=new.platforms or before.platforms,
    )


def _seen(registry: Registry, subject: Subject, reviewer: str, moment: datetime) -> LineAnswer:
    """Return what the machine says of the line now, with the judgements of others than the reviewer.

    Her own must not free her of the second opinion. Numbers of findings need the whole batch.
    """
    judged = Judged.known(registry, without=reviewer)
    as_of = subject.batch.as_of or moment.date().isoformat()
    screening = screen(registry, Intake(subject.batch), as_of, judged=judged)
    return next(line for line in screening.lines if line.id == subject.line.id)


def _numbered(answer: LineAnswer) -> dict[str, FindingSeen]:
    return {
        finding.number or f"{answer.line_no or answer.id}.{place}": finding
        for place, finding in enumerate(answer.findings, start=1)
    }


def _known_findings(answer: LineAnswer, numbers: Sequence[str]) -> None:
    known = _numbered(answer)
    for number in numbers:
        if number not in known:
            listed = ", ".join(known) or "–"
            raise InputError(
                f"Dòng này không có phát hiện {number}; đang có: {listed}",
                f"This line has no finding {number}; it has: {listed}",
                Place(column="finding"),
            )


def _named(answer: LineAnswer, numbers: Sequence[str]) -> tuple[str, ...]:
    """Return the platforms that the findings with these numbers name."""
    known = _numbered(answer)
    return tuple(
        dict.fromkeys(
            item.id
            for number in numbers
            for item in known[number].evidence
            if item.kind == "platform" and item.id
        )
    )


def _platforms(new: NewDecision, answer: LineAnswer) -> tuple[str, ...]:
    """Return the platforms that the decision is about; the one that is shown, where none is named.

    Raises `InputError` when an outcome that uses a platform leaves open which.
    """
    if new.platforms or new.outcome not in USING:
        return new.platforms
    if len(answer.platforms) == 1:
        return (answer.platforms[0].id,)
    shown = ", ".join(item.id for item in answer.platforms) or "–"
    raise InputError(
        f"Hướng xử lý {new.outcome} cần nêu nền tảng (--platform); đang thấy: {shown}",
        f"The outcome {new.outcome} needs a platform (--platform); shown: {shown}",
        Place(column="platform"),
    )
