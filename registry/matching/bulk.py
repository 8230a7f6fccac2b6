"""Reading many lines: each distinct one once, and many of them on all cores."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Collection, Iterator, Sequence

from threadpoolctl import threadpool_limits

from registry.matching.matcher import Matcher
from registry.matching.needs import Line, Reading, read

MANY = 2000
"""From how many distinct lines on the work is shared between processes."""
CHUNK = 50
"""How many lines a process takes at a time."""

_shared: tuple[Matcher, Collection[str]] | None = None
"""What the processes of a pool inherit; set only while a pool is started."""


def read_lines(matcher: Matcher, lines: Sequence[Line], absent: Collection[str]) -> Iterator[Reading]:
    """Yield the reading of every line, in their order.

    Lines that differ only in quantities and names of places are read once, and share one reading.
    """
    canonical = [line.canonical(matcher) for line in lines]
    distinct = list(dict.fromkeys(canonical))
    known: dict[Line, Reading] = {}
    readings = zip(distinct, _read(matcher, distinct, absent), strict=True)
    for line in canonical:
        while line not in known:
            key, reading = next(readings)
            known[key] = reading
        yield known[line]


def _read(matcher: Matcher, lines: Sequence[Line], absent: Collection[str]) -> Iterator[Reading]:
    cores = os.cpu_count() or 1
    if len(lines) < MANY or cores == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (read(matcher, line, absent) for line in lines)
        return
    global _shared
    _shared = (matcher, absent)
    try:
        # Forked processes share the matcher's arrays: nothing is copied or built again.
        with multiprocessing.get_context("fork").Pool(cores, _start) as pool:
            yield from pool.imap(_read_one, lines, chunksize=CHUNK)
    finally:
        _shared = None


def _start() -> None:
    """Let each process do its arithmetic alone: more threads than cores only wait for each other.

    Nothing is looked through for cyclic garbage: reading leaves none, and what was there before the fork
    would be copied page by page.
    """
    threadpool_limits(1)
    gc.disable()


def _read_one(line: Line) -> Reading:
    if _shared is None:
        raise RuntimeError("no pool")
    matcher, absent = _shared
    return read(matcher, line, absent)
