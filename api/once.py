"""Writes that programs may send twice: with an ``Idempotency-Key`` the second gets the first answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.datastructures import UploadFile

from api import wire
from api.security.visitor import get_people, visitor
from api.uploads import bounded
from registry.people.replies import Replies, Reply

NAME = "Idempotency-Key"
LONGEST = 200
CHANGES = ("POST", "PUT")
KEPT = ("content-type", "location", "etag")
WRITING: wire.Responses = {
    401: wire.problem_response("Cần mã truy cập (A token is needed)"),
    403: wire.problem_response("Mã truy cập không có quyền này (Beyond the scopes of the token)"),
    409: wire.problem_response("Đã có người ghi trước (Somebody wrote before)"),
    413: wire.problem_response("Quá lớn (Too large)"),
    503: wire.problem_response("Máy chủ chỉ để đọc hoặc đang bận (For reading only, or busy)"),
}
"""What OpenAPI says of the ways in which a write may fail."""


def get_key(
    key: Annotated[
        str | None,
        Header(
            alias=NAME,
            max_length=LONGEST,
            description="Mã tự chọn cho lần ghi này: gửi lại thì nhận lại câu trả lời đầu, trong 24 giờ "
            "(A key of your own for this write: sent again under it, it gets the first answer, for 24 hours)",
        ),
    ] = None,
) -> None:
    """Take the key of a write; `OnceRoute` sees to it."""


KeyDep = Annotated[None, Depends(get_key)]


class OnceRoute(APIRoute):
    """A route that takes bounded requests and remembers its answers by the key and account of the caller."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            request = bounded(request)
            key = request.headers.get(NAME, "").strip()
            account = visitor(request).account if key else None
            try:
                if request.method not in CHANGES or account is None or len(key) > LONGEST:
                    return await handler(request)
                return await _once(request, handler, get_people(request).replies, (account.name, key))
            finally:
                # The files of a form, whoever has read it.
                await request.close()

        return handle


async def _once(
    request: Request,
    handler: Callable[[Request], Coroutine[Any, Any, Response]],
    replies: Replies,
    key: tuple[str, str],
) -> Response:
    known = await run_in_threadpool(replies.begin, *key, await _content(request))
    if known is not None:
        headers = {**known.headers, "Idempotency-Replayed": "true"}
        return Response(known.body, known.status, headers)
    try:
        response = await handler(request)
    except BaseException:
        await run_in_threadpool(replies.forget, *key)
        raise
    headers = {name: value for name, value in response.headers.items() if name in KEPT}
    reply = Reply(response.status_code, headers, bytes(response.body))
    await run_in_threadpool(replies.finish, *key, reply)
    return response


async def _content(request: Request) -> str:
    """Return what names the content of a request; two forms with the same fields are the same."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    body = await request.body()
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        digest.update(body)
        return digest.hexdigest()
    # The boundary between the parts of a form is another one each time.
    form = await request.form()
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            await value.seek(0)
            value = f"{value.filename}\0{hashlib.sha256(content).hexdigest()}"
        digest.update(f"{name}\0{value}\0".encode())
    return digest.hexdigest()
