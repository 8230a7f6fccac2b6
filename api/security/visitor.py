"""Who is asking: the person of the session or of the token, or nobody; and the cookie that says so."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from registry.errors import SignInError, StoreError
from registry.people.accounts import Account
from registry.people.people import People
from registry.people.sessions import new_value
from registry.people.tokens import Token

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass
class Visitor:
    """The caller of a request. ``cookie`` is the secret of their browser; ``account`` who signed in with it.

    ``given``: whether the browser has that cookie already; ``shown``: whether a form on the page needs it.
    ``token``: by which a program acts for the account, instead of a session.
    """

    cookie: str
    account: Account | None
    given: bool
    secret: bytes
    shown: bool = False
    token: Token | None = None

    def csrf(self) -> str:
        """Return the token that forms of this browser carry; other sites cannot know it."""
        self.shown = True
        return hmac.new(self.secret, self.cookie.encode(), "sha256").hexdigest()


def get_people(request: Request) -> People:
    """Return the open accounts; raises `StoreError` before the start and after the end."""
    people = request.app.state.people
    if not isinstance(people, People):
        raise StoreError("Sổ đăng ký chưa mở; hãy thử lại sau", "The registry is not open; try again later")
    return people


def visitor(request: Request) -> Visitor:
    """Return who is asking, found once a request. Anonymous readers get no cookie until a form needs it.

    Raises `SignInError` for a token that is unknown, over or revoked: its program must not go on as nobody.
    """
    known = getattr(request.state, "visitor", None)
    if isinstance(known, Visitor):
        return known
    people = request.app.state.people
    secret = bearer(request)
    if secret and isinstance(people, People):
        request.state.visitor = by_token = _by_token(request, people, secret)
        return by_token
    value = request.cookies.get(cookie_name(request), "")
    if isinstance(people, People):
        account = people.sessions.find(value) if value else None
        found = Visitor(value or new_value(), account, bool(value), people.secret)
    else:  # not open: errors are still shown as pages, to nobody
        found = Visitor(new_value(), None, False, b"")
    request.state.visitor = found
    return found


def bearer(request: Request) -> str:
    """Return the token that a request carries (RFC 6750), empty for none."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _by_token(request: Request, people: People, secret: str) -> Visitor:
    if not is_safe(request):
        raise SignInError(
            "Chỉ nhận mã truy cập qua https, để không ai trên mạng đọc được",
            "Tokens are taken over https only, so that nobody on the network reads them",
            code="needs-https",
        )
    found = people.tokens.find(secret)
    if found is None:
        raise SignInError(
            "Mã truy cập không đúng, đã hết hạn hoặc đã thu hồi",
            "The token is unknown, expired or revoked",
            code="bad-token",
        )
    return Visitor(new_value(), found[1], False, people.secret, token=found[0])


def address(request: Request) -> str:
    """Return where the caller is, for the audit log."""
    return request.client.host if request.client else ""


def is_safe(request: Request) -> bool:
    """Return whether a password may be sent: over TLS, or without leaving this machine."""
    return request.url.scheme == "https" or request.url.hostname in LOOPBACK


def cookie_name(request: Request) -> str:
    """Return the name of the cookie; over TLS the prefix binds it to this host (RFC 6265bis, 4.1.3)."""
    return "__Host-rasoat" if request.url.scheme == "https" else "rasoat"


def give(request: Request, response: Response, value: str) -> None:
    """Give the browser a cookie that ends with it."""
    response.set_cookie(
        cookie_name(request),
        value,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
