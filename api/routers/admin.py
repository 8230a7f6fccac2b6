"""Pages for admins: accounts and the audit log."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.security.audit import record
from api.security.guard import require
from api.security.visitor import get_people
from api.views import render
from registry.errors import ForbiddenError, InputError
from registry.people.accounts import Account
from registry.people.roles import Role

router = APIRouter(prefix="/admin", include_in_schema=False)

AdminDep = Annotated[Account, Depends(require(Role.ADMIN))]
SHOWN = 50
"""Entries of the log on a page."""


@router.get("/users")
async def users(request: Request, admin: AdminDep, done: str = "") -> Response:
    """Show the accounts and a form for a new one."""
    return _users(request, admin, {"name": "", "full_name": "", "role": "reviewer"}, done=done)


@router.post("/users")
def add(
    request: Request,
    admin: AdminDep,
    role: Annotated[Role, Form()],
    name: Annotated[str, Form(max_length=200)] = "",
    full_name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Make an account; what was typed is shown again when something is wrong."""
    try:
        account = get_people(request).accounts.add(name, full_name, role, password)
    except InputError as error:
        typed = {"name": name, "full_name": full_name, "role": role.value}
        return _users(request, admin, typed, error=error)
    record(request, "account.add", account.name, role.value)
    return _done(request, "add")


@router.post("/users/{name}/role")
def change_role(request: Request, admin: AdminDep, name: str, role: Annotated[Role, Form()]) -> Response:
    """Give an account another role."""
    _not_oneself(admin, name)
    get_people(request).accounts.set_role(name, role)
    record(request, "account.role", name, role.value)
    return _done(request, "role")


@router.post("/users/{name}/{change}")
def change_state(
    request: Request, admin: AdminDep, name: str, change: Literal["disable", "enable"]
) -> Response:
    """Close an account, or open it again."""
    _not_oneself(admin, name)
    get_people(request).accounts.disable(name, change == "disable")
    record(request, f"account.{change}", name)
    return _done(request, change)


@router.get("/audit")
async def audit(
    request: Request,
    _: AdminDep,
    before: Annotated[int | None, Query(ge=1)] = None,
    who: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Show the audit log, the newest entries first."""
    events = get_people(request).audit.latest(SHOWN + 1, before, who.strip())
    context = {
        "events": events[:SHOWN],
        "older": events[SHOWN - 1].number if len(events) > SHOWN else None,
        "before": before,
        "who": who.strip(),
    }
    return render(request, "audit.html", context)


def _users(
    request: Request, admin: Account, typed: dict[str, str], error: InputError | None = None, done: str = ""
) -> Response:
    accounts = get_people(request).accounts.everyone()
    context = {"accounts": accounts, "admin": admin, "typed": typed, "error": error, "done": done}
    return render(request, "users.html", context, 422 if error else 200)


def _done(request: Request, what: str) -> Response:
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return RedirectResponse(f"{root}/admin/users?done={what}", 303)


def _not_oneself(admin: Account, name: str) -> None:
    if admin.name == name:
        raise ForbiddenError(
            "Không tự đổi quyền của mình; nhờ một quản trị viên khác",
            "Nobody changes their own rights; ask another admin",
        )
