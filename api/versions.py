"""The version of what programs are answered: a media type of its own, beside plain JSON.

``application/json`` is the newest version; ``Accept: application/vnd.rasoat.v1+json`` fixes the first
one. What is added to answers (a field, an address) is no new version: callers pass over what is new to them.
"""

from __future__ import annotations

import mimeparse
from fastapi import Request

from api.errors import RefusedError
from api.heads import answer_as

FAMILY = "application/vnd.rasoat."
V1 = f"{FAMILY}v1+json"


async def negotiate(request: Request) -> None:
    """Answer in the version that is asked for; raises `RefusedError` (406) for one that is not there."""
    accept = ",".join(request.headers.getlist("accept"))
    if FAMILY not in accept:
        return
    try:
        chosen = mimeparse.best_match(["application/json", V1], accept)
    except mimeparse.MimeTypeParseException:
        chosen = ""
    if not chosen:
        raise RefusedError(
            f"Chỉ có phiên bản {V1}", f"Only {V1} is offered", code="not-acceptable", status=406
        )
    if chosen == V1:
        answer_as(request, V1)
