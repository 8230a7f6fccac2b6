"""A corrected list of a stored batch: which of its lines are those that were there.

What people decided and noted is known by the id of a line. Files often have no ids, and lines are numbered as
they come: one row put in between would hand every decision to its neighbour. So lines are known again by
what they say, and only then by their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from registry.ids import fold, slug
from registry.model import BatchLine

ALIKE = 80
"""How alike (0 to 100) two titles at one place must be to be one title, corrected."""


@dataclass(frozen=True)
class Settled:
    """The lines of a corrected list under the ids that they had, and the former ones that are not in it.

    ``renamed``: by the id in the list, the id that the line has.
    """

    lines: tuple[BatchLine, ...]
    missing: tuple[BatchLine, ...]
    renamed: dict[str, str]


def settle(batch_id: str, sent: Sequence[BatchLine], former: Sequence[BatchLine]) -> Settled:
    """Return the lines of a list with the ids of the ``former`` lines that they are.

    One is the same by its id, else by all that it says, else by title and proposer; a line without an id of
    its own also by its place, where the title there is alike. ``former``: those still in the batch first.
    """
    known = _Known(batch_id, former)
    numbered = {f"{batch_id}-{number:03d}" for number in range(1, len(sent) + 1)}
    found: dict[int, BatchLine] = {}
    rules: tuple[Callable[[BatchLine], BatchLine | None], ...] = (
        lambda line: None if line.id in numbered else known.by_id(line),
        known.by_content,
        known.by_title,
        lambda line: known.by_place(line) if line.id in numbered else None,
    )
    for rule in rules:
        for place, line in enumerate(sent):
            if place not in found and (same := rule(line)) is not None:
                found[place] = same
    free = _free_ids(batch_id, {slug(line.id) for line in (*former, *sent)})
    used = {slug(line.id) for line in former}
    lines = []
    for place, line in enumerate(sent):
        own = found[place].id if place in found else line.id if slug(line.id) not in used else next(free)
        lines.append(line.model_copy(update={"id": own}))
    return Settled(
        tuple(lines),
        tuple(known.missing()),
        {line.id: now.id for line, now in zip(sent, lines, strict=True) if line.id != now.id},
    )


class _Known:
    """The former lines; each is found once."""

    def __init__(self, batch_id: str, former: Sequence[BatchLine]) -> None:
        self._prefix = f"{slug(batch_id)}-"
        self._left = {slug(line.id): line for line in former}
        self._contents, self._titles = _index(former, _content), _index(former, _title)

    def by_id(self, line: BatchLine) -> BatchLine | None:
        """Return the line of that id, which may have got the id of the batch in front when it was stored."""
        own = slug(line.id)
        return self._take((own, self._prefix + own, own.removeprefix(self._prefix)))

    def by_content(self, line: BatchLine) -> BatchLine | None:
        """Return a line that says the same."""
        return self._take(self._contents[_content(line)])

    def by_title(self, line: BatchLine) -> BatchLine | None:
        """Return a line of the same title and proposer."""
        return self._take(self._titles[_title(line)])

    def by_place(self, line: BatchLine) -> BatchLine | None:
        """Return the line of that number, where its title is alike."""
        here = self._left.get(slug(line.id))
        alike = here is not None and fuzz.ratio(fold(here.title), fold(line.title)) >= ALIKE
        return self._take([slug(line.id)]) if alike else None

    def missing(self) -> Iterable[BatchLine]:
        """Return the lines that were not found."""
        return self._left.values()

    def _take(self, keys: Iterable[str]) -> BatchLine | None:
        for key in keys:
            if key in self._left:
                return self._left.pop(key)
        return None


def _content(line: BatchLine) -> Hashable:
    return (*_title(line), line.description, line.province, line.kind, line.year, line.cost_vnd)


def _title(line: BatchLine) -> tuple[str, str]:
    return line.title, line.proposer


def _index(lines: Sequence[BatchLine], key: Callable[[BatchLine], Hashable]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = defaultdict(list)
    for line in lines:
        found[key(line)].append(slug(line.id))
    return found


def _free_ids(batch_id: str, taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        name = f"{batch_id}-{number:03d}"
        if slug(name) not in taken:
            yield name
