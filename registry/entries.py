"""What the journal holds of a line, in the shapes that the command line, the API and the reports share.

Numbers are those of the journal (``QD-2023-00001``); times are ISO with a time zone; money is whole VND.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from registry.model import Verdict

Outcome = Literal["join", "join_later", "extend", "remainder", "joint", "build", "send_back", "exempt"]
"""join the platform; join it later; ask its owner to extend it; build only the remainder and call shared
components; buy jointly; build, with a negative receipt; send back with questions; exempt."""


@dataclass(frozen=True)
class DecisionSeen:
    """What a named person decided of a line. ``findings`` are numbers of findings, ``receipt`` of a receipt.

    ``second_opinion``: number of the decision of another person that agrees, where the rules ask for one.
    ``current``: false when the same line was decided again later.
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

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {**asdict(self), "findings": list(self.findings)}


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
