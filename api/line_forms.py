"""The forms of the page of a line: what they hold, as typed, and what that means."""

from __future__ import annotations

import re

from fastapi import Request

from registry.answers import FindingSeen, LineAnswer
from registry.errors import ConflictError, InputError, Place
from registry.ids import short_hash
from registry.people.drafts import Typed
from registry.usecases.decisions.decide import NewDecision

FORM = re.compile(r"decision|second|note|(answer|judge)-[\w.-]{1,100}")
"""The forms whose content is kept as drafts."""
MOST_TEXT = 20_000
NOT_KEPT = ("csrf", "form")


async def typed(request: Request) -> Typed:
    """Return the fields of the posted form; raises `InputError` for texts that are too long."""
    form = await request.form()
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name not in NOT_KEPT:
            if len(value) > MOST_TEXT:
                raise InputError(
                    f"Nội dung dài quá {MOST_TEXT} ký tự",
                    f"The text has more than {MOST_TEXT} characters",
                    Place(column=name),
                )
            fields[name] = (*fields.get(name, ()), value)
    return fields


class Fields:
    """The fields of a form as templates read them: one value, or all of them."""

    def __init__(self, fields: Typed) -> None:
        self._fields = fields

    def __getattr__(self, name: str) -> str:
        return self.get(name)

    def __bool__(self) -> bool:
        return bool(self._fields)

    def get(self, name: str) -> str:
        """Return the first value of a field, empty when it was not sent."""
        return next(iter(self._fields.get(name, ())), "")

    def has(self, name: str, value: str) -> bool:
        """Return whether a field holds this value."""
        return value in self._fields.get(name, ())


def stand(finding: FindingSeen) -> str:
    """Return the name of the field that says where the reviewer stands on a finding.

    It holds what was said, too: a number may mean another finding once the batch is screened anew.
    """
    return f"stand:{finding.number}:{short_hash(finding.message)}"


def decision(fields: Typed, batch_id: str, line: LineAnswer, reviewer: str) -> NewDecision:
    """Return the decision that the form states of a line as it is shown now.

    Raises `InputError` for an amount that is no number, `ConflictError` for a finding that is not there now.
    """
    one = Fields(fields)
    other = one.get("platform_other").strip()
    there = {stand(item) for item in line.findings}
    if any(name.startswith("stand:") and any(fields[name]) and name not in there for name in fields):
        raise ConflictError(
            "Các phát hiện của dòng đã thay đổi trong lúc bạn gõ; chưa ghi gì, hãy chọn lại phát hiện",
            "The findings of the line changed while you were typing; nothing was written, choose them again",
        )
    return NewDecision(
        batch_id=batch_id,
        line=line.id,
        outcome=one.get("outcome"),
        reason=one.get("reason"),
        reviewer=reviewer,
        amount_vnd=amount(one.get("amount")),
        amount_reason=one.get("amount_reason"),
        platforms=tuple(dict.fromkeys((*fields.get("platform", ()), *((other,) if other else ())))),
        findings=tuple(item.number for item in line.findings if one.has(stand(item), "rests")),
        rejected=tuple(item.number for item in line.findings if one.has(stand(item), "rejected")),
        receipt=one.get("receipt"),
        seconds=one.get("seconds"),
        after=one.get("after"),
    )


def amount(text: str) -> int | None:
    """Return whole VND as people write them, ``900.000.000 đồng`` or ``900,000,000``; None for nothing."""
    clean = re.sub(r"(?i)[\s₫]|đồng|vnd|đ$", "", text.strip())
    if not clean:
        return None
    if not re.fullmatch(r"\d+|\d{1,3}([.,]\d{3})+", clean):
        raise InputError(
            f"“{text.strip()[:40]}” không phải số tiền; viết như 900.000.000",
            f"“{text.strip()[:40]}” is no amount; write it like 900,000,000",
            Place(column="amount"),
        )
    return int(re.sub(r"[.,]", "", clean))
