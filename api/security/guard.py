"""What a person must be to see or do something. Routers name these as dependencies."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request

from api.security.visitor import bearer, visitor
from registry.errors import ForbiddenError, SignInError
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.people.tokens import Scope


def reading(request: Request) -> None:
    """Let everybody read, or only people with an account where ``RASOAT_READING=closed``.

    A wrong token is refused in any case: whoever sends one must learn that it does not do.
    """
    if request.app.state.closed:
        _signed_in(request)
    elif bearer(request):
        visitor(request)


def screening(request: Request) -> None:
    """Let everybody who may read screen lines that they send along; a token needs the scope for it."""
    token = visitor(request).token
    if token is not None and Scope.SCREEN not in token.scopes:
        raise _out_of_scope(Scope.SCREEN)


def acting(scope: Scope) -> Callable[[Request], Account]:
    """Return a dependency that gives the person for whom a program may do what ``scope`` names.

    A session does not do: what programs write must not be asked for with the cookie of a browser. It raises
    `SignInError` (401) without a token, `ForbiddenError` (403) beyond its scopes or the role of its account.
    """

    def person(request: Request) -> Account:
        asking = visitor(request)
        if asking.token is None or asking.account is None:
            raise SignInError(
                "Cần mã truy cập: Authorization: Bearer …",
                "A token is needed: Authorization: Bearer …",
                code="no-token",
            )
        if scope not in asking.token.scopes or not asking.account.role.may(scope.role):
            raise _out_of_scope(scope)
        return asking.account

    return person


def require(role: Role) -> Callable[[Request], Account]:
    """Return a dependency that gives the person who asks, of this role or a higher one.

    It raises `SignInError` (pages lead to the sign-in form, the API answers 401) or `ForbiddenError` (403).
    """

    def person(request: Request) -> Account:
        account = _signed_in(request)
        if visitor(request).token is not None:
            raise ForbiddenError("Trang này chỉ dành cho người đăng nhập", "This page is for people only")
        if not account.role.may(role):
            raise ForbiddenError(
                f"Việc này cần vai trò {role.value} trở lên; vai trò của bạn là {account.role.value}",
                f"This needs the role {role.value} or a higher one; yours is {account.role.value}",
            )
        return account

    return person


def _signed_in(request: Request) -> Account:
    account = visitor(request).account
    if account is None:
        raise SignInError("Cần đăng nhập", "Sign in first")
    return account


def _out_of_scope(scope: Scope) -> ForbiddenError:
    return ForbiddenError(
        f"Mã truy cập không có quyền {scope.value}",
        f"The token has not the scope {scope.value}",
        code="insufficient-scope",
    )
