"""Pictures of a platform as shapes with places; the templates draw them as SVG. Lengths are in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.answers import PlatformCard
from registry.usecases.groupings import Named
from registry.usecases.neighbours import Similar

WIDTH = 720
MARGIN = 16
BAR_TOP, TICKS_BELOW = 20, 74
LONGEST_YEARS = 12
"""More years than this are not all written under the line of time."""
MOST_CAPABILITIES, MOST_SIMILAR = 7, 7
ROW, BOX = 46, 36
COLUMNS = (0, 250, 500)
BOX_WIDTHS = (200, 200, 220)


@dataclass(frozen=True)
class Bar:
    """A period: from ``x`` on, ``width`` wide; ``known`` is false where only assumed."""

    x: float
    width: float
    status: str
    known: bool


@dataclass(frozen=True)
class Timeline:
    """Periods over a line of years, ``today`` at the date that the page speaks of."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[float, int], ...]
    today: float
    as_of: str


def timeline(card: PlatformCard, as_of: str) -> Timeline:
    """Return the lifecycle of a platform from its first known date to a year after the last one."""
    known = [period for period in card.lifecycle if period["date_kind"] not in ("before", "assumed")]
    starts = [_year(period["from"]) for period in known] or [_year(as_of)]
    first, last = int(min(*starts, _year(as_of))), int(max(*starts, _year(as_of))) + 1
    scale = (WIDTH - 2 * MARGIN) / (last - first)

    def place(year: float) -> float:
        return round(MARGIN + (min(max(year, first), last) - first) * scale, 1)

    bars = tuple(
        Bar(
            place(_year(period["from"])),
            max(place(_year(period["until"])) - place(_year(period["from"])), 2),
            period["status"],
            period["date_kind"] != "assumed",
        )
        for period in card.lifecycle
        if period["status"] != "absent"
        and period["from"] < period["until"]  # two statuses of one day: only the later one lasted
        and place(_year(period["until"])) > MARGIN
    )
    step = -(-(last - first) // LONGEST_YEARS)
    years = tuple((place(year), year) for year in range(first, last + 1, step))
    return Timeline(bars, years, place(_year(as_of)), as_of)


def _year(text: str) -> float:
    """Return an ISO date as a year with its part, such as 2023.27 for 2023-04-07."""
    day = date.fromisoformat(text[:10])
    return day.year + (day.timetuple().tm_yday - 1) / 366


@dataclass(frozen=True)
class Box:
    """A node: its corner and what is written in it. ``kind``: self, capability or platform."""

    x: int
    y: float
    width: int
    what: Named
    kind: str

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + BOX / 2


@dataclass(frozen=True)
class Graph:
    """A platform, what it does, and who else does that; ``lines`` join the middles of boxes."""

    boxes: tuple[Box, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    height: int


def graph(platform: Named, similar: Sequence[Similar]) -> Graph | None:
    """Return the nearest neighbours of a platform as a picture, or None for one without any."""
    others = similar[:MOST_SIMILAR]
    shared = list({item.id: item for other in others for item in other.shared}.values())[:MOST_CAPABILITIES]
    if not shared:
        return None
    height = ROW * max(len(shared), len(others))
    own = _column([platform], 0, height, "self")[0]
    middle = {box.what.id: box for box in _column(shared, 1, height, "capability")}
    right = {box.what.id: box for box in _column([item.platform for item in others], 2, height, "platform")}
    lines = [_line(own, box) for box in middle.values()]
    lines += [
        _line(middle[item.id], right[other.platform.id])
        for other in others
        for item in other.shared
        if item.id in middle
    ]
    return Graph((own, *middle.values(), *right.values()), tuple(lines), height)


def _column(things: Sequence[Named], column: int, height: int, kind: str) -> list[Box]:
    step = height / len(things)
    return [
        Box(COLUMNS[column], round(step * (place + 0.5) - BOX / 2, 1), BOX_WIDTHS[column], thing, kind)
        for place, thing in enumerate(things)
    ]


def _line(left: Box, right: Box) -> tuple[float, float, float, float]:
    return (left.x + left.width, left.middle, right.x, right.middle)
