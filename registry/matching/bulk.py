"""Reading many lines: each distinct one once, and many of them on all cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Collection, Iterator, Sequence

from registry.matching.matcher import Matcher
from registry.matching.needs import Line, Reading, read

MANY = 2000
"""From how many distinct lines on the work is shared between processes."""
CHUNK = 100
"""How many lines a process takes at a time."""

Advance = Callable[[int], None]

_shared: tuple[Matcher, Collection[str]] | None = None
"""What the processes of a pool inherit; set only while a pool is started."""


def read_lines(
    matcher: Matcher, lines: Sequence[Line], absent: Collection[str], advance: Advance
) -> list[Reading]:
    """Return the reading of every line, in their order; ``advance`` is called with the number of lines done.

    Lines that differ only in quantities and names of places are read once.
    """
    places: dict[Line, list[int]] = {}
    for number, line in enumerate(lines):
        places.setdefault(line.canonical(matcher), []).append(number)
    result: dict[int, Reading] = {}
    for line, reading in zip(places, _read(matcher, list(places), absent), strict=True):
        numbers = places[line]
        for number in numbers:
            result[number] = reading
        advance(len(numbers))
    return [result[number] for number in range(len(lines))]


def _read(matcher: Matcher, lines: Sequence[Line], absent: Collection[str]) -> Iterator[Reading]:
    cores = os.cpu_count() or 1
    if len(lines) < MANY or cores == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (read(matcher, line, absent) for line in lines)
        return
    global _shared
    _shared = (matcher, absent)
    try:
        # Forked processes share the matcher's arrays; nothing is copied or built again.
        with multiprocessing.get_context("fork").Pool(cores) as pool:
            yield from pool.imap(_read_one, lines, chunksize=CHUNK)
    finally:
        _shared = None


def _read_one(line: Line) -> Reading:
    if _shared is None:
        raise RuntimeError("no pool")
    matcher, absent = _shared
    return read(matcher, line, absent)
