"""Forms are taken only from our own pages: each carries a token bound to the browser's cookie."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from fastapi import Request

from api.security.visitor import visitor
from registry.errors import ForbiddenError

FIELD, HEADER = "csrf", "x-csrf-token"
"""The field of a form, and the header of a request by htmx, that hold the token."""
SAFE = ("GET", "HEAD", "OPTIONS")


async def check(request: Request) -> None:
    """Raise `ForbiddenError` for a post to a page without the browser's own token."""
    if request.method in SAFE:
        return
    same_origin(request)
    given = request.headers.get(HEADER) or (await request.form()).get(FIELD)
    asking = visitor(request)
    if not asking.given or not isinstance(given, str) or not hmac.compare_digest(given, asking.csrf()):
        raise ForbiddenError(
            "Trang này đã cũ hoặc không phải của hệ thống; hãy tải lại trang rồi gửi lại",
            "This form is too old or not ours; load the page again and send it again",
            code="bad-form",
        )


def same_origin(request: Request) -> None:
    """Raise `ForbiddenError` for a change that a page of another site asks for with a person's cookie."""
    origin = request.headers.get("origin")
    if request.method not in SAFE and origin and urlsplit(origin).netloc != request.url.netloc:
        raise ForbiddenError("Yêu cầu đến từ trang khác", "Asked for by another site", code="other-origin")
