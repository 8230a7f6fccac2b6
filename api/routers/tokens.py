"""The page of a person's tokens: what programs may do for them, and taking that back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from api.security.audit import record
from api.security.guard import require
from api.security.visitor import get_people
from api.views import render
from registry.errors import ForbiddenError, InputError, NotFoundError
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.people.tokens import Scope, Token, allowed, iso

router = APIRouter(prefix="/account/tokens", include_in_schema=False)

PersonDep = Annotated[Account, Depends(require(Role.READER))]
USUAL_DAYS = 90


@router.get("")
def tokens(request: Request, person: PersonDep, done: str = "") -> Response:
    """Show the tokens of the person who asks, and a form for a new one."""
    return _page(request, person, done=done)


@router.post("")
def add(
    request: Request,
    person: PersonDep,
    label: Annotated[str, Form(max_length=200)] = "",
    scopes: Annotated[list[Scope] | None, Form()] = None,
    days: Annotated[int, Form()] = USUAL_DAYS,
) -> Response:
    """Make a token and show its secret, which stands on this page only."""
    try:
        token, secret = get_people(request).tokens.add(person, label, scopes or (), days)
    except (InputError, ForbiddenError) as error:
        return _page(request, person, typed={"label": label, "days": days, "scopes": scopes}, error=error)
    record(request, "token.add", f"token/{token.id}", token.label)
    return _page(request, person, made=(token, secret))


@router.post("/{number}/revoke")
def revoke(request: Request, person: PersonDep, number: int) -> Response:
    """End one of the person's own tokens."""
    kept = get_people(request).tokens
    if kept.get(number).account != person.name:
        raise NotFoundError(f"Không có mã truy cập số {number}", f"There is no token {number}")
    kept.revoke(number)
    record(request, "token.revoke", f"token/{number}")
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return RedirectResponse(f"{root}/account/tokens?done=revoke", 303)


def _page(
    request: Request,
    person: Account,
    typed: dict[str, object] | None = None,
    error: InputError | ForbiddenError | None = None,
    made: tuple[Token, str] | None = None,
    done: str = "",
) -> Response:
    context = {
        "tokens": get_people(request).tokens.of(person.name),
        "allowed": allowed(person.role),
        "listed": list(Scope),
        "moment_of": iso,
        "typed": typed or {"label": "", "days": USUAL_DAYS, "scopes": ()},
        "error": error,
        "made": made,
        "done": done,
    }
    # A secret that was shown must not come back from the memory of the browser.
    return render(request, "tokens.html", context, 422 if error else 200, {"Cache-Control": "no-store"})
