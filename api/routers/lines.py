"""The page of a line: what is asked, what exists, and what people say of it. Reading it needs no script."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api import line_forms
from api.line_forms import Fields
from api.line_page import Page
from api.line_view import next_undecided
from api.security.guard import require
from registry.errors import InputError
from registry.people.accounts import Account
from registry.people.drafts import Typed
from registry.people.roles import Role
from registry.store.base import Store
from registry.usecases.decisions import notes, precedents
from registry.usecases.decisions.decide import decide
from registry.usecases.decisions.judge import NewJudgement, judge
from registry.usecases.decisions.saying import find_line
from registry.usecases.find import find

router = APIRouter(prefix="/batches/{batch_id}/lines", include_in_schema=False)

PageDep = Annotated[Page, Depends()]
ReviewerDep = Annotated[Account, Depends(require(Role.REVIEWER))]
TypedDep = Annotated[Typed, Depends(line_forms.typed)]
OTHERS = 8
"""How many platforms the search for another one shows."""


@router.post("/{line_id:path}/decision")
def decide_line(page: PageDep, reviewer: ReviewerDep, fields: TypedDep) -> Response:
    """Record a decision, or that another person agrees with one, and lead to the next undecided line."""
    form = "second" if Fields(fields).get("seconds") else "decision"

    def work(store: Store, moment: datetime) -> str:
        new = line_forms.decision(fields, page.batch_id, page.known.line, reviewer.full_name)
        return decide(page.registry, store, new, moment, page.known.line).number

    def then(number: str) -> str:
        following = next_undecided(page.registry, page.known)
        query = urlencode({"done": number, "of": page.line_id})
        return page.address(following or page.line_id, query)

    return page.write(form, fields, work, then)


@router.post("/{line_id:path}/note")
def note(page: PageDep, reviewer: ReviewerDep, fields: TypedDep) -> Response:
    """Record a note, or a question to the body that proposes the line."""
    one = Fields(fields)
    add = notes.ask_back if one.get("kind") == "question" else notes.add_note
    subject = find_line(page.registry, page.batch_id, page.line_id)
    return page.write(
        "note",
        fields,
        lambda store, moment: add(store, subject, one.get("text"), reviewer.full_name, moment).number,
        lambda number: page.address(query=f"done={number}", part="trao-doi"),
    )


@router.post("/{line_id:path}/answer/{number}")
def answer(page: PageDep, reviewer: ReviewerDep, fields: TypedDep, number: str) -> Response:
    """Record the answer to a question."""
    text = Fields(fields).get("text")
    return page.write(
        f"answer-{number}",
        fields,
        lambda store, moment: notes.answer(store, number, text, reviewer.full_name, moment).number,
        lambda written: page.address(query=f"done={written}", part="trao-doi"),
    )


@router.post("/{line_id:path}/judgement/{platform}")
def judge_platform(page: PageDep, reviewer: ReviewerDep, fields: TypedDep, platform: str) -> Response:
    """Record whether a platform does what the line asks for; the batch is screened anew with it."""
    one = Fields(fields)
    said = NewJudgement(
        page.batch_id, page.line_id, platform, one.get("judgement"), reviewer.full_name, one.get("reason")
    )

    def then(number: str) -> str:
        page.desk.judged(page.batch_id)
        return page.address(query=f"done={number}", part="danh-gia")

    return page.write(
        f"judge-{platform}",
        fields,
        lambda store, moment: judge(page.registry, store, said, moment).number,
        then,
    )


@router.post("/{line_id:path}/draft")
def keep_draft(request: Request, page: PageDep, _: ReviewerDep, fields: TypedDep) -> Response:
    """Keep or forget (``discard``) what was typed; to a script only that it was done."""
    form = request.query_params.get("form", "")
    if not line_forms.FORM.fullmatch(form):
        raise InputError("Không có biểu mẫu này", "There is no such form")
    page.draft(form, None if "discard" in fields else fields)
    if "hx-request" in request.headers:
        return Response(status_code=204)
    return RedirectResponse(page.address(part="quyet-dinh"), 303)


@router.get("/{line_id:path}")
def line(
    request: Request,
    page: PageDep,
    other: Annotated[str, Query(max_length=200)] = "",
    alike: bool = False,
) -> Response:
    """Show a line. ``other``: look for another platform; ``alike``: with precedents, which take longer."""
    more: dict[str, Any] = {}
    text = " ".join(other.split())
    if text and page.place:
        more |= {"other": text, "others": _others(page, text)}
    if alike and page.place:
        more["precedents"] = precedents(page.registry, page.batch_id, page.line_id)[page.line_id]
    if "hx-request" in request.headers:
        return page.part("line_precedents.html" if alike else "line_others.html", **more)
    return page.show(None, **more)


def _others(page: Page, text: str) -> list[tuple[str, str]]:
    """Return (id, name) of the platforms that a text finds; one whose id it is comes first."""
    known = page.registry.matcher.platforms
    found = [hit.id for hit in find(page.registry, text, page.as_of, OTHERS).results]
    return [(key, known[key].name) for key in dict.fromkeys([text, *found]) if key in known]
