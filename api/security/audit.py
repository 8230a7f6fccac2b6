"""Putting on record what a person did through the web application."""

from __future__ import annotations

from fastapi import Request

from api.security.visitor import address, get_people, visitor


def record(request: Request, action: str, thing: str = "", detail: str = "") -> None:
    """Append to the audit log that the person who asks did ``action`` (such as ``batch.import``).

    ``thing`` names the object, such as ``batch/ra-soat-2023``; ``detail`` never holds a secret.
    """
    account = visitor(request).account
    get_people(request).audit.add(account.name if account else "", action, thing, address(request), detail)
