"""Errors become answers here, once: RFC 9457 problems for programs, a plain page for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match

from api.i18n import Language, language_of_program
from api.request_log import HEADER, request_id
from api.views import render
from ontology import namespaces as ns
from registry.errors import (
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    Place,
    QueryError,
    RegistryError,
    SignInError,
    StoreError,
    ThrottledError,
    WithdrawnError,
)
from registry.invalid import MESSAGES

MEDIA_TYPE = "application/problem+json"


@dataclass
class TooLargeError(InputError):
    """A request that is larger than the service takes (HTTP 413)."""

    code: str = "too-large"


@dataclass
class MediaTypeError(InputError):
    """A request body of a kind that the service does not read (HTTP 415)."""

    code: str = "unsupported-media-type"


@dataclass
class RefusedError(InputError):
    """A request that breaks the rules of a protocol which names the status of the answer itself."""

    code: str = "bad-request"
    status: int = 400


@dataclass
class OutdatedError(ConflictError):
    """What the caller saw, by the header ``If-Match`` or ``If-None-Match``, is no longer so (HTTP 412)."""

    code: str = "precondition-failed"


@dataclass
class UnconditionalError(InputError):
    """A change that does not say by a header what its author saw (HTTP 428, RFC 6585)."""

    code: str = "precondition-required"


STATUS_OF: tuple[tuple[type[RegistryError], int], ...] = (
    # The first class that fits decides.
    (TooLargeError, 413),
    (MediaTypeError, 415),
    (SignInError, 401),
    (ForbiddenError, 403),
    (ThrottledError, 429),
    (WithdrawnError, 410),
    (NotFoundError, 404),
    (OutdatedError, 412),
    (UnconditionalError, 428),
    (ConflictError, 409),
    (InputError, 422),
    (StoreError, 503),
    (QueryError, 500),
)
TITLES = {
    400: "Yêu cầu không đọc được",
    401: "Cần đăng nhập",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Không nhận phương thức này",
    406: "Không có dạng được yêu cầu",
    409: "Đã có người ghi trước",
    410: "Không còn nữa",
    412: "Bản đã đọc không còn là bản hiện có",
    413: "Yêu cầu quá lớn",
    415: "Không đọc được loại nội dung này",
    422: "Dữ liệu chưa hợp lệ",
    428: "Cần nói sửa trên bản nào",
    429: "Quá nhiều yêu cầu",
    500: "Lỗi của máy chủ",
    503: "Sổ đăng ký tạm thời không dùng được",
}
TITLES_EN = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "This method is not taken",
    406: "Not available in that form",
    409: "Somebody wrote before",
    410: "No longer there",
    412: "What was read is no longer there",
    413: "The request is too large",
    415: "This kind of content cannot be read",
    422: "The input is not valid yet",
    428: "Say which version is changed",
    429: "Too many requests",
    500: "An error of the server",
    503: "The registry cannot be used for now",
}
OTHER: dict[Language, str] = {"vi": "Có lỗi", "en": "Something is wrong"}
FOR_TOOLS = ("/sparql", "/reconcile", "/data/", "/dump/", "/catalog", "/.well-known/void", "/ontology.")
"""Addresses for other tools only: they answer no pages, and the pages of any site may call them."""
CHALLENGES = {
    "bad-token": 'Bearer error="invalid_token"',
    "insufficient-scope": 'Bearer error="insufficient_scope"',
}
"""What is said of a token that does not do (RFC 6750, section 3.1), by the code of the problem."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HTTP_CODES = {404: "no-such-address", 405: "method-not-allowed"}
_HTTP_TEXTS = {
    400: ("Không đọc được nội dung gửi lên", "The request body cannot be read"),
    404: ("Không có địa chỉ này", "There is no such address"),
    405: ("Địa chỉ này không nhận phương thức đã dùng", "This address does not take the method used"),
}


def install(app: FastAPI) -> None:
    """Let ``app`` answer every error in one shape."""

    @app.exception_handler(RegistryError)
    async def registry_error(request: Request, error: RegistryError) -> Response:
        status = status_of(error)
        if isinstance(error, SignInError) and request.method == "GET" and wants_page(request):
            return to_sign_in(request)
        wait = error.seconds if isinstance(error, ThrottledError) else 5
        headers = {"Retry-After": str(wait)} if status in (429, 503) else {}
        if status in (401, 403):
            headers["WWW-Authenticate"] = CHALLENGES.get(error.code, "Bearer")
        return answer(request, status, error, headers=headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return answer(request, 422, from_validation(error.errors()))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        vi, en = _HTTP_TEXTS.get(error.status_code, ("Yêu cầu không thực hiện được", str(error.detail)))
        code = _HTTP_CODES.get(error.status_code, "bad-request")
        headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
        return answer(request, error.status_code, InputError(vi, en, code=code), headers=headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, _: Exception) -> Response:
        # The server logs the cause; the caller learns nothing of the inside.
        return answer(
            request,
            500,
            RegistryError("Máy chủ gặp lỗi ngoài dự kiến", "An unexpected error", code="internal"),
            # This answer is made outside of the middleware that adds the header to all others.
            {HEADER: request_id()},
        )


def to_sign_in(request: Request) -> Response:
    """Return the way to the sign-in form, and from there back to the page that was asked for."""
    root = request.scope.get("root_path", "").rstrip("/")
    wanted = request.url.path.removeprefix(root) + (f"?{request.url.query}" if request.url.query else "")
    address = f"{root}/sign-in?{urlencode({'next': wanted})}"
    if "hx-request" in request.headers:
        # A part of a page cannot hold the form: the whole page has to go there.
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _allowed(request: Request) -> str:
    """Return the methods that an address takes by any of its routes."""
    taken = [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
    return ", ".join(sorted({*taken, *(["HEAD"] if "GET" in taken else [])}))


def status_of(error: RegistryError) -> int:
    """Return the HTTP status that an error is answered with."""
    if isinstance(error, RefusedError):
        return error.status
    return next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)


def answer(
    request: Request, status: int, error: RegistryError, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error as a problem, or as a page where a person asked for one."""
    if wants_page(request):
        return render(
            request,
            "error.html",
            {
                "title": TITLES.get(status, OTHER["vi"]),
                "title_en": TITLES_EN.get(status, OTHER["en"]),
                "error": error,
            },
            status,
            headers,
        )
    lang = language_of_program(request)
    headers = {**(headers or {}), "Content-Language": lang}
    return JSONResponse(problem(status, error, lang), status, headers, MEDIA_TYPE)


def problem(status: int, error: RegistryError, lang: Language) -> dict[str, Any]:
    """Return the fields of an RFC 9457 problem in a language; ``place`` says where in the input it is.

    ``request_id`` is that of the log and of the header.
    """
    place = asdict(error.place)
    return {
        "type": f"{ns.BASE}problem/{error.code}",
        "title": (TITLES if lang == "vi" else TITLES_EN).get(status, OTHER[lang]),
        "status": status,
        "detail": error.vi if lang == "vi" else error.en,
        "detail_vi": error.vi,
        "detail_en": error.en,
        "code": error.code,
        **({"request_id": request_id()} if request_id() else {}),
        **({"place": place} if any(value is not None for value in place.values()) else {}),
    }


def from_validation(errors: Any) -> InputError:
    """Return what Pydantic says of a request as one of our errors, naming the first wrong place."""
    first = errors[0]
    path = [str(part) for part in first["loc"] if part not in ("query", "path", "body")]
    row = next((part + 1 for part in first["loc"] if isinstance(part, int)), None)
    message = MESSAGES.get(first["type"], "không hợp lệ")
    try:
        message = message.format(**first.get("ctx", {}))
    except KeyError:
        message = "không hợp lệ"
    name = ".".join(path)
    return InputError(
        f"Trường “{name}” {message}" if name else f"Nội dung {message}",
        f"{name}: {first['msg']}" if name else str(first["msg"]),
        Place(row=row, column=name or None),
        code="bad-request",
    )


def wants_page(request: Request) -> bool:
    """Whether the answer should be a page: outside the API, for someone who accepts HTML."""
    if request.url.path.startswith(
        ("/api/", "/static/", "/healthz", "/readyz", "/openapi.json", "/metrics", *FOR_TOOLS)
    ):
        return False
    return "text/html" in request.headers.get("accept", "")
