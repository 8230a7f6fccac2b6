"""What callers send to be screened, as an `Intake`: bounded, and read by the same intake as files on disk."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.types import Message, Receive

from api.errors import TooLargeError, from_validation
from api.wire_screening import ScreenRequest
from registry.errors import InputError, Place
from registry.intake import batch as intake
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine

MAX_BYTES = 20_000_000
MAX_UNPACKED = 300 * 1024 * 1024
"""Office files are archives: a small one can unpack to more than the machine holds."""
MAX_LINES = 2_000
SUFFIXES = (".xlsx", ".docx", ".csv", ".json", ".jsonl")


def bounded(request: Request, most: int | None = None) -> Request:
    """Return the request with a body that raises `TooLargeError` as soon as it passes ``most`` bytes."""
    most = MAX_BYTES if most is None else most
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > most:
        raise _too_large(most)
    return Request(request.scope, _counted(request.receive, most))


class BoundedRoute(APIRoute):
    """A route whose requests are bounded before anything, also the check of its token, reads them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await handler(bounded(request))

        return handle


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _too_large(most)
        return message

    return counted


def _too_large(most: int) -> TooLargeError:
    size = most // 1_000_000
    return TooLargeError(f"Tệp lớn quá {size} MB; hãy chia nhỏ", f"More than {size} MB; split it")


def from_file(name: str, content: BinaryIO) -> Intake:
    """Return the batch in an uploaded file; raises `InputError` naming the place."""
    safe = file_name(name)
    with tempfile.TemporaryDirectory(prefix="rasoat-") as folder:
        path = Path(folder) / safe
        _write(content, path)
        return few_enough(intake.read(path))


def write(content: BinaryIO, path: Path) -> None:
    """Put an uploaded file at a path; raises `InputError` for one of which nothing can be read."""
    _write(content, path)
    if not intake.sheets(path):
        intake.read(path)


def _write(content: BinaryIO, path: Path) -> None:
    with path.open("wb") as out:
        shutil.copyfileobj(content, out)
    _refuse_bombs(path)


def file_name(name: str) -> Path:
    """Return a name that is safe on disk and still the one that the sender knows.

    Raises `InputError` for a kind of file that cannot be read.
    """
    safe = _file_name(name)
    if safe.suffix not in SUFFIXES:
        raise InputError(
            f"Không đọc được loại tệp “{safe.suffix or 'không đuôi'}”; dùng {', '.join(SUFFIXES)}",
            f"Cannot read “{safe.suffix or 'no suffix'}” files; use {', '.join(SUFFIXES)}",
            Place(file=safe.name),
        )
    return safe


def _file_name(name: str) -> Path:
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    last = re.sub(r"[\x00-\x1f\x7f]", "", last)
    stem, dot, suffix = last.rpartition(".")
    # 60 characters are at most 240 bytes of UTF-8, which every file system takes.
    return Path(f"{(stem or 'tep')[:60]}.{suffix.lower()}"[:72]) if dot else Path(last[:60] or "tep")


def _refuse_bombs(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise TooLargeError(
            "Tệp nén giải ra quá lớn", "The file unpacks to more than is allowed", Place(file=path.name)
        )


def from_json(body: bytes) -> tuple[Intake, str | None]:
    """Return the batch in a JSON body and its as-of date, if it has one; raises `InputError`."""
    try:
        sent = ScreenRequest.model_validate_json(body)
    except ValidationError as error:
        raise from_validation(error.errors()) from error
    return from_lines(sent.lines, "dong", sent.title), sent.as_of


def no_file() -> InputError:
    """Return what to raise for a form without the field for the file."""
    return InputError(
        "Thiếu tệp ở trường “file”", "The field “file” is missing", Place(column="file"), code="bad-request"
    )


def from_lines(sent: Sequence[object], prefix: str, title: str) -> Intake:
    """Return lines sent as JSON as a batch; those without an id are ``<prefix>-001`` …

    Raises `InputError` naming the row.
    """
    lines: list[BatchLine] = []
    ids: set[str] = set()
    ignored: set[str] = set()
    for number, item in enumerate(sent, start=1):
        place = Place(row=number)
        line, unknown = intake.parse_line(item, f"{prefix}-{number:03d}", number, place)
        if line.id in ids:
            raise InputError(f"Mã {line.id} dùng hai lần", f"The id {line.id} is used twice", place)
        ids.add(line.id)
        ignored |= unknown
        lines.append(line)
    names = ", ".join(sorted(ignored))
    remarks = ((f"Bỏ qua các trường lạ: {names}", f"Ignored fields: {names}"),) if ignored else ()
    batch = Batch(id="yeu-cau", title=unicodedata.normalize("NFC", title), lines=tuple(lines))
    return few_enough(Intake(batch, remarks=remarks))


def few_enough(found: Intake) -> Intake:
    """Return the batch; raises `TooLargeError` when it has more than `MAX_LINES` lines."""
    if len(found.batch.lines) > MAX_LINES:
        raise TooLargeError(
            f"Có {len(found.batch.lines)} dòng, mỗi lần chỉ nhận {MAX_LINES}; hãy chia nhỏ",
            f"{len(found.batch.lines)} lines; at most {MAX_LINES} a call",
        )
    return found
