"""The page of the needs that several bodies of a batch share, and correcting them by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.deps import VIETNAM, RegistryDep
from api.desk import Desk, DeskDep
from api.routers.batches import ReviewerDep, root_of
from api.security.audit import record
from api.security.visitor import visitor
from api.views import render
from registry.answers import Screening, line_numbers
from registry.entries import StatementSeen
from registry.errors import InputError, NotFoundError, Place, StoreError
from registry.opened import Registry
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.usecases.decisions.judge import NewJudgement, judge
from registry.usecases.decisions.shared import SharedNeed, joining, shared_needs, taking_out

router = APIRouter(prefix="/batches/{batch_id}/needs", include_in_schema=False)

Text = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class Typed:
    """A correction as typed: a line to take out, a need to join, or a statement to take back, by number."""

    act: Literal["out", "join", "undo"]
    need: str
    line: str = ""
    other: str = ""
    number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Told:
    """What the page says of a correction: what is wrong with what was typed, or what was done."""

    error: InputError | None = None
    typed: Typed | None = None
    done: str = ""


def typed(
    act: Annotated[Literal["out", "join", "undo"], Form()],
    need: Text = "",
    line: Text = "",
    other: Text = "",
    number: Text = "",
    reason: Text = "",
) -> Typed:
    """Return the correction of a form."""
    return Typed(act, need, line, other, number, reason)


PER_PAGE = 20
"""Needs on a page, the dearest first."""


@router.get("")
def needs(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    batch_id: str,
    done: str = "",
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """Show the shared needs, or how far the screening is."""
    screening = desk.screening(batch_id)
    if screening is None:
        return render(request, "batch_progress.html", {"batch_id": batch_id, "work": desk.work(batch_id)})
    return _page(request, registry, desk, screening, Told(done=done), page)


@router.post("")
def correct(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    reviewer: ReviewerDep,
    batch_id: str,
    form: Annotated[Typed, Depends(typed)],
) -> Response:
    """Record what a reviewer says of pairs of lines; nothing said before is lost."""
    screening = desk.screening(batch_id)
    if screening is None:
        raise StoreError("Đợt đang được rà soát; hãy thử lại sau", "The batch is being screened; try again")
    try:
        with desk.writing() as store:
            # Read inside: what somebody else said meanwhile counts.
            said = _judgements(shared_needs(store, screening), batch_id, reviewer, form)
            numbers = [judge(registry, store, new, datetime.now(VIETNAM)).number for new in said]
    except InputError as error:
        return _page(request, registry, desk, screening, Told(error, form))
    record(request, "judgement.add", f"batch/{batch_id}", ", ".join(numbers))
    root = root_of(request)
    return RedirectResponse(f"{root}/batches/{batch_id}/needs?done={form.act}", 303)


def _judgements(
    found: tuple[SharedNeed, ...], batch_id: str, reviewer: Account, form: Typed
) -> list[NewJudgement]:
    """Return the judgements that a correction is made of; raises `InputError`."""
    who = reviewer.full_name
    if form.act == "undo":
        said = next((item for item in _statements(found) if item.number == form.number), None)
        if said is None:
            raise _gone()
        other = f"{batch_id}/{said.other_line_id}"
        return [NewJudgement(batch_id, said.line_id, other, "unsure", who, form.reason)]
    if not form.reason.strip():
        raise InputError("Phải nêu lý do", "A reason is needed", Place(column="reason"))
    one = _one(found, form.need)
    if form.act == "out":
        try:
            return taking_out(one, batch_id, form.line, who, form.reason)
        except NotFoundError as error:
            raise _gone() from error
    first, second = joining(one, _one(found, form.other), found)
    return [NewJudgement(batch_id, first, f"{batch_id}/{second}", "positive", who, form.reason)]


def _statements(found: Iterable[SharedNeed]) -> Iterable[StatementSeen]:
    for need in found:
        yield from (item for _, item in need.out)
        yield from need.joined


def _one(found: Iterable[SharedNeed], key: str) -> SharedNeed:
    need = next((item for item in found if item.key == key), None)
    if need is None:
        raise _gone()
    return need


def _gone() -> InputError:
    return InputError(
        "Nhu cầu đã được người khác sửa; xem lại bên dưới rồi ghi",
        "Somebody else corrected this need; look below and say it again",
    )


def _page(
    request: Request, registry: Registry, desk: Desk, screening: Screening, told: Told, page: int = 1
) -> Response:
    account = visitor(request).account
    numbers = line_numbers(screening.lines)
    found = shared_needs(registry.store, screening)
    if told.typed:
        # What was typed is shown where it was typed.
        place = next((place for place, need in enumerate(found) if need.key == told.typed.need), 0)
        page = place // PER_PAGE + 1
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(page, pages)
    context = {
        "batch_id": screening.batch_id,
        "screening": screening,
        "needs": found,
        "shown": found[(page - 1) * PER_PAGE : page * PER_PAGE],
        "page": page,
        "pages": pages,
        "numbers": {line.id: number for line, number in zip(screening.lines, numbers, strict=True)},
        "may_write": desk.writable and account is not None and account.role.may(Role.REVIEWER),
        **vars(told),
    }
    return render(request, "needs.html", context, 422 if told.error else 200)
