"""Lists for programs: sorted, narrowed to what changed, and cut into pages by a cursor with links (RFC 8288).

A cursor names the last row that was given by what it is sorted by, not by its place, so rows that come in
between shift nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import WithJsonSchema

from api.deps import VIETNAM, RegistryDep
from registry.errors import InputError, Place
from registry.ids import fold
from registry.opened import Registry

Row = Mapping[str, Any]
USUAL, MOST = 50, 500
NOTHING: Mapping[str, str] = {}
UNDER_WAY = timedelta(minutes=5)
"""How long before it is seen an entry may have got its time: records are checked and built meanwhile."""
LIMIT = "Số mục mỗi trang, mặc định 50; tìm nền tảng: 5 (Items a page, 50 by default; a search: 5)"
CURSOR = "Nơi trang bắt đầu: `next` của trang trước (Where the page begins: `next` of the page before)"
Since = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}, {"maxLength": 0}]}
    ),
]
CHANGED = (
    "Chỉ những mục thay đổi từ lúc này: ngày hoặc thời điểm ISO 8601; `deleted` là những mục không còn, "
    "`until` là lúc để hỏi lần sau (Only what changed since: a date or a time; `deleted` is what is no more, "
    "`until` the time to ask from next)"
)


@dataclass(frozen=True)
class Wanted:
    """Which part of a list is wanted, in which order (``-`` before the field: backwards).

    ``since``: only rows whose moment of change (field ``stamp``) is not earlier. ``key``: the field that no
    two rows share. ``skip``: how many rows to pass over, for callers that count instead of following links.
    """

    request: Request
    registry: Registry
    sort: str
    limit: int | None
    cursor: str
    key: str
    stamp: str = ""
    since: datetime | None = None
    skip: int = 0

    def answer(self, rows: Sequence[Row], gone: Mapping[str, str] = NOTHING, **more: Any) -> JSONResponse:
        """Return the page of ``rows``, with ``more`` fields and the links to the first and the next page.

        ``gone``: when each row went that is not there any more, by its key; told on the first page to those
        who ask for changes. Raises `InputError` for a cursor that is not one of this list.
        """
        kept = [row for row in rows if self._changed(row)]
        ordered = sorted(kept, key=self._place, reverse=self.sort.startswith("-"))
        rest = self._after(ordered)[self.skip :]
        limit = self.limit or USUAL
        items = rest[:limit]
        following = self._cursor(items[-1]) if len(rest) > len(items) else None
        links = [self._link("", "first"), '</openapi.json>; rel="service-desc"']
        if following:
            links.insert(0, self._link(following, "next"))
        body = {
            **more,
            "snapshot": self.registry.snapshot,
            "total": len(kept),
            "limit": limit,
            "next": following,
            "items": items,
            **self._news(gone),
        }
        return JSONResponse(body, headers={"Link": ", ".join(links)})

    def _news(self, gone: Mapping[str, str]) -> dict[str, Any]:
        """Return what went since, and the moment to ask from the next time."""
        if self.since is None:
            return {}
        away = sorted((moment, key) for key, moment in gone.items())
        return {
            "deleted": [
                {"id": key, "deleted": moment}
                for moment, key in away
                if not self.cursor and datetime.fromisoformat(moment) >= self.since
            ],
            "until": (datetime.now(VIETNAM) - UNDER_WAY).isoformat(timespec="seconds"),
        }

    def _changed(self, row: Row) -> bool:
        # What has no moment of change may have changed at any time.
        moment = row[self.stamp] if self.since else ""
        return not moment or self.since is None or datetime.fromisoformat(moment) >= self.since

    def _place(self, row: Row) -> tuple[bool, Any, str]:
        value = row[self.sort.removeprefix("-")]
        if isinstance(value, str):
            # By the letters without their marks: "Đ" is beside "D" for a Vietnamese reader, not after "Y".
            value = fold(value)
        return value is None, "" if value is None else value, row[self.key]

    def _cursor(self, row: Row) -> str:
        text = json.dumps([self.sort, *self._place(row)], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _after(self, rows: Sequence[Row]) -> Sequence[Row]:
        if not self.cursor:
            return rows
        try:
            sort, *place = json.loads(base64.urlsafe_b64decode(self.cursor + "=" * (-len(self.cursor) % 4)))
            if sort != self.sort:
                raise ValueError(sort)
            last = tuple(place)
            if self.sort.startswith("-"):
                return [row for row in rows if self._place(row) < last]
            return [row for row in rows if self._place(row) > last]
        except (binascii.Error, ValueError, TypeError) as error:
            raise InputError(
                "“cursor” không phải của danh sách này với cách xếp này; bắt đầu lại từ trang đầu",
                "“cursor” is none of this list in this order; begin with the first page again",
                Place(column="cursor"),
                code="bad-cursor",
            ) from error

    def _link(self, cursor: str, rel: str) -> str:
        url = self.request.url.remove_query_params(["cursor", "offset"])
        url = url.include_query_params(cursor=cursor) if cursor else url
        return f'<{quote(url.path)}{f"?{url.query}" if url.query else ""}>; rel="{rel}"'


def paging(*fields: str, key: str = "id", stamp: str = "modified") -> Callable[..., Awaitable[Wanted]]:
    """Return the dependency for a list that can be sorted by ``fields``, by the first one by default.

    ``stamp``: the field with the moment of change, empty for rows that have none.
    """
    pattern = f"^-?({'|'.join(fields)})$"
    told = f"Xếp theo (Sorted by): {', '.join(fields)}; “-” đứng trước: ngược lại (backwards)"

    async def plain(
        request: Request,
        registry: RegistryDep,
        limit: Annotated[int | None, Query(ge=1, le=MOST, description=LIMIT)] = None,
        cursor: Annotated[str, Query(max_length=2000, description=CURSOR)] = "",
        sort: str = Query(fields[0], pattern=pattern, description=told, examples=[fields[0]]),
    ) -> Wanted:
        return Wanted(request, registry, sort, limit, cursor, key, stamp)

    async def stamped(
        # Not in the annotation: that could not name what is made here.
        wanted: Wanted = Depends(plain),  # noqa: B008
        since: datetime | None = Depends(get_changed_since),  # noqa: B008
    ) -> Wanted:
        return replace(wanted, since=since)

    return stamped if stamp else plain


async def get_changed_since(
    changed_since: Annotated[
        Since | None, Query(description=CHANGED, examples=["2026-01-01", "2026-01-01T08:00:00+07:00"])
    ] = None,
) -> datetime | None:
    """Return since when changes are wanted; a date is its first moment in Vietnam."""
    if not changed_since:
        return None
    try:
        # A plus sign that was not encoded arrives as a blank.
        text = changed_since.strip().replace(" ", "+")
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(VIETNAM)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"Thời điểm “{changed_since[:40]}” không hợp lệ; viết như 2026-01-01",
            f"Not a valid time: “{changed_since[:40]}”; write it like 2026-01-01",
            Place(column="changed_since"),
            code="bad-date",
        ) from error
