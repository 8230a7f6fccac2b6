"""Screening of many lines in one call, answered line by line; nothing is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from api import uploads, wire, wire_bulk
from api.deps import Day, RegistryDep, parse_date, today
from api.errors import MediaTypeError, TooLargeError, from_validation, problem, status_of
from api.i18n import language_of_program
from api.metrics import MetricsDep
from api.security import guard
from registry.answers import LineAnswer, Screening, line_numbers
from registry.errors import InputError, Place, RegistryError
from registry.intake.batch import Intake, parse_line
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.findings import rules
from registry.usecases.screen import screen_in_parts

router = APIRouter(prefix="/api/screen", tags=["screening"], dependencies=[Depends(guard.screening)])

MOST = 1000
"""Lines a call."""
PARTS = (50, 475)
"""How many lines are answered at a time: the first few soon, in few parts, each of which costs a little."""
NDJSON = "application/x-ndjson"


@dataclass(frozen=True)
class Rows:
    """What was sent: the lines that can be read by their rows, and what is wrong with the others."""

    lines: dict[int, BatchLine]
    wrong: dict[int, InputError]


@router.post(
    "/bulk",
    summary="Rà soát tới 1.000 dòng, trả lời từng dòng (Screen up to 1,000 lines, answered one by one)",
    openapi_extra={"requestBody": wire_bulk.BODY},
    response_class=StreamingResponse,
    responses={
        200: wire_bulk.ANSWER,
        413: wire.problem_response("Quá 1.000 dòng (More than 1,000 lines)"),
        415: wire.problem_response("Không phải JSON (No JSON)"),
        422: wire.problem_response("Không đọc được (It cannot be read)"),
    },
)
async def bulk(
    request: Request,
    registry: RegistryDep,
    metrics: MetricsDep,
    as_of: Annotated[
        Day | None, Query(description="Ngày xét (The as-of date)", examples=["2023-04-07"])
    ] = None,
) -> StreamingResponse:
    """Mỗi dòng trả lời là một JSON, gửi ngay khi có: trước hết `problem` cho hàng sai, nêu số hàng; rồi
    `result` cho mỗi hàng đúng, theo thứ tự, từng phần; khi đã xem mọi hàng thì `findings` cho hàng nào có
    thêm phát hiện từ việc xem các hàng cùng nhau; cuối cùng `summary`. Một hàng sai không làm hỏng các hàng
    khác. Thiếu `summary` là câu trả lời bị ngắt.

    Each line of the answer is JSON, sent as soon as it is known: first a `problem` for every row that is
    wrong, naming it; then a `result` for every other row, in order, part by part; once all rows are read,
    `findings` for each row of which all rows together say more; and a `summary` at the end. A wrong row
    spoils no other. Without a `summary` the answer was cut off.
    """
    sent, date = await _read(uploads.bounded(request))
    day = parse_date(as_of or date or today())
    rows = _rows(sent)
    lang = language_of_program(request)

    async def answers() -> AsyncIterator[bytes]:
        for row, error in rows.wrong.items():
            yield _line({"row": row, "problem": problem(422, error, lang)})
        try:
            async for answer in _screened(registry, rows, day):
                if isinstance(answer, Screening):
                    for line in _further(rows, answer):
                        yield line
                    yield _line({"summary": _summary(answer, len(rows.wrong))})
                else:
                    row, result = answer
                    metrics.verdict("screen", result.verdict)
                    yield _line({"row": row, "result": result.to_json()})
        except RegistryError as error:
            # The head of the answer has gone out long ago.
            yield _line({"problem": problem(status_of(error), error, lang)})

    return StreamingResponse(answers(), media_type=NDJSON)


async def _screened(
    registry: Registry, rows: Rows, day: str
) -> AsyncIterator[tuple[int, LineAnswer] | Screening]:
    """Yield the answer to each row as soon as it is there, and the whole screening at the end."""
    batch = Batch(id="yeu-cau", title="", lines=tuple(rows.lines.values()))
    ready: asyncio.Queue[tuple[int, LineAnswer] | None] = asyncio.Queue()
    loop, sent = asyncio.get_running_loop(), iter(rows.lines)
    numbers = iter(line_numbers(batch.lines))

    def keep(_: BatchLine, answer: LineAnswer, *__: object) -> None:
        told = next(sent), answer.numbered(next(numbers))
        loop.call_soon_threadsafe(ready.put_nowait, told)

    def work() -> Screening:
        try:
            return screen_in_parts(registry, Intake(batch), day, keep, PARTS)
        finally:
            loop.call_soon_threadsafe(ready.put_nowait, None)

    whole = asyncio.ensure_future(run_in_threadpool(work))
    while (answer := await ready.get()) is not None:
        yield answer
    yield await whole


def _further(rows: Rows, whole: Screening) -> Iterator[bytes]:
    """Yield the findings of rows that only all rows together show: they stand behind those of the row."""
    for row, line in zip(rows.lines, whole.lines, strict=True):
        more = [finding.to_json() for finding in line.findings if finding.rule in _together()]
        if more:
            yield _line({"row": row, "findings": more})


@cache
def _together() -> frozenset[str]:
    return frozenset(rule.id for rule in rules("batch"))


async def _read(request: Request) -> tuple[Sequence[object], str | None]:
    """Return the rows that were sent and the date that came with them."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = await request.body()
    if kind == NDJSON:
        return _few_enough([_parsed(row) for row in body.split(b"\n") if row.strip()]), None
    if kind == "application/json":
        try:
            sent = wire_bulk.BulkRequest.model_validate_json(body)
        except ValidationError as error:
            raise from_validation(error.errors()) from error
        return _few_enough(sent.lines), sent.as_of
    raise MediaTypeError(
        f"Gửi các dòng bằng {NDJSON} hoặc application/json", f"Send lines as {NDJSON} or application/json"
    )


def _few_enough(rows: Sequence[object]) -> Sequence[object]:
    """Return the rows; raises `TooLargeError` for more than `MOST`."""
    if len(rows) > MOST:
        raise TooLargeError(
            f"Có {len(rows)} dòng, mỗi lần chỉ nhận {MOST}; hãy chia nhỏ",
            f"{len(rows)} lines; at most {MOST} a call",
        )
    return rows


def _parsed(row: bytes) -> object:
    try:
        return json.loads(row)
    except (ValueError, RecursionError):
        return InputError("Hàng này không phải JSON đúng", "This row is no valid JSON")


def _rows(sent: Iterable[object]) -> Rows:
    found, ids = Rows({}, {}), set[str]()
    for row, item in enumerate(sent, start=1):
        place = Place(row=row)
        try:
            if isinstance(item, InputError):
                raise InputError(item.vi, item.en, place)
            line, _ = parse_line(item, f"dong-{row:04d}", row, place)
            if line.id in ids:
                raise InputError(f"Mã {line.id} dùng hai lần", f"The id {line.id} is used twice", place)
        except InputError as error:
            found.wrong[row] = error
        else:
            ids.add(line.id)
            found.lines[row] = line
    return found


def _summary(result: Screening, wrong: int) -> dict[str, Any]:
    return {
        "as_of": result.as_of,
        "snapshot": result.snapshot,
        "lines": len(result.lines),
        "problems": wrong,
        "totals": [asdict(total) for total in result.totals],
        "same_needs": [asdict(group) for group in result.same_needs],
    }


def _line(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
