"""What the journal holds of a line, in the shapes that the command line, the API and the reports share.

Numbers are those of the journal (``QD-2023-00001``); times are ISO with a time zone; money is whole VND.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from registry.model import Verdict

Outcome = Literal["join", "join_later", "extend", "remainder", "joint", "build", "send_back", "exempt"]
"""join the platform; join it later; ask its owner to extend it; build only the remainder and call shared
components; buy jointly; build, with a negative receipt; send back with questions; exempt."""
JudgementToken = Literal["positive", "negative", "unsure"]
NoteKind = Literal["note", "question", "answer"]

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
JUDGEMENTS: tuple[JudgementToken, ...] = get_args(JudgementToken)
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


def _listed(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}


@dataclass(frozen=True)
class DecisionSeen:
    """What a named person decided of a line. ``findings`` are numbers of findings, ``receipt`` of a receipt.

    ``second_opinion``: number of the decision of another person that agrees, where the rules ask for one.
    ``current``: false when the same line was decided again later. ``verdict`` is what the machine said then;
    ``platforms`` are those that the decision is about, ``mandatory`` those that it goes against; ``rejected``
    are numbers of findings that the reviewer does not share; ``seconds`` and ``revises`` are decisions.
    """

    number: str
    batch_id: str
    line_id: str
    outcome: Outcome
    reason: str
    amount_vnd: int | None
    reviewer: str
    time: str
    receipt: str = ""
    findings: tuple[str, ...] = ()
    second_opinion: str = ""
    needs_second_opinion: bool = False
    current: bool = True
    verdict: str = ""
    amount_reason: str = ""
    platforms: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    seconds: str = ""
    revises: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return _listed(asdict(self))


@dataclass(frozen=True)
class NoteSeen:
    """What somebody noted, asked or answered of a line. ``in_reply_to``: number of the question."""

    number: str
    batch_id: str
    line_id: str
    kind: NoteKind
    text: str
    author: str
    time: str
    in_reply_to: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return asdict(self)


@dataclass(frozen=True)
class DeadlineSeen:
    """When a batch was received and when the answer is due (ISO dates); ``days`` are working days."""

    number: str
    batch_id: str
    received: str
    due: str
    days: int | None
    author: str
    time: str

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return asdict(self)


@dataclass(frozen=True)
class StatementSeen:
    """What a named person said of a line and a platform, or of two lines.

    Said by a judgement or by a decision (``number``). ``other_batch_id``, ``other_line_id``: the other line.
    ``second``: the person who agreed.
    """

    number: str
    batch_id: str
    line_id: str
    title: str
    description: str
    proposer: str
    platform: str
    other_batch_id: str
    other_line_id: str
    judgement: JudgementToken
    reviewer: str
    time: str
    reason: str
    second: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return asdict(self)


@dataclass(frozen=True)
class Precedent:
    """A line like another one that stands decided. ``likeness`` of the titles is 0 to 100.

    ``same_capability``: both ask for one business function; ``confirmed``: a person judged them the same.
    """

    decision: DecisionSeen
    title: str
    likeness: int
    same_capability: bool
    confirmed: bool

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {
            "title": self.title,
            "likeness": self.likeness,
            "same_capability": self.same_capability,
            "confirmed": self.confirmed,
            "decision": self.decision.to_json(),
        }


@dataclass(frozen=True)
class Precedents:
    """The precedents of a line, likest first. ``contradicted``: like cases were decided differently."""

    line_id: str
    cases: tuple[Precedent, ...]
    contradicted: bool

    @property
    def warning(self) -> str:
        """A Vietnamese sentence that warns of the contradiction, or nothing."""
        if not self.contradicted:
            return ""
        numbers = ", ".join(case.decision.number for case in self.cases)
        return f"Các trường hợp giống nhau đã được quyết định khác nhau: {numbers}."

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {
            "line_id": self.line_id,
            "cases": [case.to_json() for case in self.cases],
            "contradicted": self.contradicted,
            "warning": self.warning,
        }


@dataclass(frozen=True)
class Overdue:
    """A batch with a deadline on a day: ``days_left`` working days, negative when it has passed.

    ``undecided`` are its lines (id, number, title) without a decision, ``waiting`` the decisions that need a
    second opinion.
    """

    deadline: DeadlineSeen
    on: str
    days_left: int
    undecided: tuple[tuple[str, int | None, str], ...]
    waiting: tuple[str, ...]

    @property
    def overdue(self) -> bool:
        """Whether the day is past and something is still open."""
        return self.on > self.deadline.due and bool(self.undecided or self.waiting)

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {
            "batch_id": self.deadline.batch_id,
            "received": self.deadline.received,
            "due": self.deadline.due,
            "on": self.on,
            "days_left": self.days_left,
            "overdue": self.overdue,
            "undecided": [
                {"line_id": line_id, "line_no": number, "title": title}
                for line_id, number, title in self.undecided
            ],
            "waiting": list(self.waiting),
        }


@dataclass(frozen=True)
class ReceiptSeen:
    """A stored verdict: ``rules`` are query ids with the hash of their text, ``facts`` what they were given.

    ``watched``: a later change of the registry that would alter it reopens the line. ``by``: who or what
    issued it. ``platforms`` are the ids of those that the verdict rests on, best first.
    """

    number: str
    batch_id: str
    line_id: str
    verdict: Verdict
    as_of: str
    snapshot: str
    time: str
    platforms: tuple[str, ...]
    rules: dict[str, str]
    facts: dict[str, Any]
    watched: bool
    supersedes: str = ""
    by: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {**asdict(self), "platforms": list(self.platforms)}


Cause = Literal["registry", "rule", "line", "judgement", "time"]
"""The registry now says otherwise of the very date of the receipt; a rule or the line was written anew; a
person judged what the line and a platform have in common; or the date asked for is a later one."""


@dataclass(frozen=True)
class ReopeningSeen:
    """That a line is open again: the verdict of ``former`` no longer holds, ``receipt`` is the new one.

    ``message`` says what changed and why. A decision taken before ``time`` no longer closes the line.
    """

    number: str
    batch_id: str
    line_id: str
    time: str
    causes: tuple[Cause, ...]
    former: str
    receipt: str
    message: str
    message_en: str
    by: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {**asdict(self), "causes": list(self.causes)}
