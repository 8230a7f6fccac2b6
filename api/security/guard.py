"""What a person must be to see or do something. Routers name these as dependencies."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request

from api.security.visitor import visitor
from registry.errors import ForbiddenError, SignInError
from registry.people.accounts import Account
from registry.people.roles import Role


def reading(request: Request) -> None:
    """Let everybody read, or only people with an account where ``RASOAT_READING=closed``."""
    if request.app.state.closed:
        require(Role.READER)(request)


def require(role: Role) -> Callable[[Request], Account]:
    """Return a dependency that gives the person who asks, of this role or a higher one.

    It raises `SignInError` (pages lead to the sign-in form, the API answers 401) or `ForbiddenError` (403).
    """

    def person(request: Request) -> Account:
        account = visitor(request).account
        if account is None:
            raise SignInError("Cần đăng nhập", "Sign in first")
        if not account.role.may(role):
            raise ForbiddenError(
                f"Việc này cần vai trò {role.value} trở lên; vai trò của bạn là {account.role.value}",
                f"This needs the role {role.value} or a higher one; yours is {account.role.value}",
            )
        return account

    return person
