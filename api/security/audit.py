"""Putting on record what a person did through the web application."""

from __future__ import annotations

from fastapi import Request

from api.security.visitor import address, get_people, visitor


def record(request: Request, action: str, thing: str = "", detail: str = "") -> None:
    """Append to the audit log that the person who asks did ``action`` (such as ``batch.import``).

    ``thing`` names the object, such as ``batch/ra-soat-2023``; ``detail`` never holds a secret. The number of
    the token by which a program acted stands before it in brackets.
    """
    asking = visitor(request)
    who = asking.account.name if asking.account else ""
    by = f"[{asking.token.id}] " if asking.token else ""
    get_people(request).audit.add(who, action, thing, address(request), by + detail)
