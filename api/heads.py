"""HEAD wherever there is GET, and headers that are known before the answer is made."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEY, _TYPE = "said_headers", "said_type"


def say(request: Request, name: str, value: str) -> None:
    """Let the answer to ``request`` carry a header, also when it is an error."""
    request.scope["state"].setdefault(_KEY, {})[name] = value


def answer_as(request: Request, media_type: str) -> None:
    """Let an answer in JSON be called by a more exact media type."""
    request.scope["state"][_TYPE] = media_type


class Heads:
    """Answers HEAD as GET without the body (RFC 9110, section 9.3.2), and adds what was `say`-d."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET"} if head else scope
        state = inner.setdefault("state", {})

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in state.get(_KEY, {}).items():
                    # What names a content belongs to that content only.
                    if name != "ETag" or message["status"] < 400:
                        headers[name] = value
                if _TYPE in state and headers.get("content-type") == "application/json":
                    headers["content-type"] = state[_TYPE]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(inner, receive, answer)
