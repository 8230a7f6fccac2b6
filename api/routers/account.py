"""Signing in and out. These pages are open even where reading is closed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.security import oidc
from api.security.audit import record
from api.security.visitor import address, cookie_name, get_people, give, is_safe, visitor
from api.views import render
from registry.errors import AccessError, NotFoundError, SignInError, ThrottledError

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def form(request: Request, next: str = "/") -> Response:  # noqa: A002 (the name in the address)
    """Show the sign-in form."""
    return _form(request, _local(next))


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002
) -> Response:
    """Begin a session under a new cookie, or show the form again with what is wrong.

    Not a coroutine: checking a password takes long on purpose, and other requests must not wait for it.
    """
    goal = _local(next)
    try:
        _refuse_open_line(request)
        value = get_people(request).sign_in(name, password, address(request))
    except AccessError as error:
        return _form(request, goal, name, error)
    return _enter(request, value, goal)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session here and in the browser."""
    asking = visitor(request)
    if asking.account:
        record(request, "session.end")
        get_people(request).sessions.end(asking.cookie)
    response = RedirectResponse(_root(request) + "/", 303)
    response.delete_cookie(cookie_name(request), path="/")
    return response


@router.get("/sign-in/oidc")
async def leave(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Go to the OpenID provider."""
    _has_provider(request)
    asking = visitor(request)
    try:
        _refuse_open_line(request)
        response = await oidc.leave(request, str(request.url_for("arrive")), _local(next))
    except SignInError as error:
        return _form(request, _local(next), error=error)
    if not asking.given:
        give(request, response, asking.cookie)
    return response


@router.get("/sign-in/oidc/callback")
async def arrive(request: Request) -> Response:
    """Come back from the OpenID provider."""
    _has_provider(request)
    try:
        account, goal = await oidc.arrive(request)
        value = get_people(request).begin(account, address(request), "oidc")
    except SignInError as error:
        return _form(request, "/", error=error)
    return _enter(request, value, _local(goal))


def _form(request: Request, goal: str, name: str = "", error: AccessError | None = None) -> Response:
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, ThrottledError) else None
    status = 200 if error is None else 429 if headers else 401
    context = {
        "goal": goal,
        "name": name,
        "error": error,
        "provider": request.app.state.oidc is not None,
    }
    return render(request, "sign_in.html", context, status, headers)


def _enter(request: Request, value: str, goal: str) -> Response:
    response = RedirectResponse(_root(request) + goal, 303)
    give(request, response, value)
    return response


def _local(goal: str) -> str:
    """Return a path of this application to go on to, and never another site."""
    return goal if goal.startswith("/") and not goal.startswith(("//", "/\\")) else "/"


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")


def _refuse_open_line(request: Request) -> None:
    if not is_safe(request):
        raise SignInError(
            "Chỉ đăng nhập được qua https, để mật khẩu không đi qua mạng dưới dạng đọc được",
            "Signing in needs https, so that the password does not cross the network in the clear",
            code="needs-https",
        )


def _has_provider(request: Request) -> None:
    if request.app.state.oidc is None:
        raise NotFoundError("Không dùng đăng nhập chung", "There is no provider to sign in through")
