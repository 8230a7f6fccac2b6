"""What a kept search is answered now: whether the registry has come to offer what was not there."""

from __future__ import annotations

from dataclasses import dataclass

from registry.model import Verdict
from registry.opened import Registry
from registry.usecases.find import find
from registry.usecases.task import is_task, read_task

AWAITED: tuple[Verdict, ...] = ("none", "in_development", "unclear")
"""Answers after which it makes sense to keep a search."""
_PROGRESS: dict[str, int] = {"unclear": 0, "none": 0, "in_development": 1, "partly": 2, "covered": 3}


@dataclass(frozen=True)
class Now:
    """The answer to a search at a date: its verdict, and id and name of the platform that it rests on."""

    verdict: str
    platform: str
    name: str

    def is_news(self, before: str) -> bool:
        """Whether the registry offers more than at the verdict ``before``."""
        return _PROGRESS.get(self.verdict, 0) > _PROGRESS.get(before, 0)


def answer_now(registry: Registry, query: str, as_of: str) -> Now:
    """Return what a search is answered at the date; kept as long as the content of the registry is."""
    return registry.keep(("kept search", query, as_of), lambda: _answer(registry, query, as_of))


def _answer(registry: Registry, query: str, as_of: str) -> Now:
    if is_task(query):
        task = read_task(registry, query, as_of)
        first = task.platforms[0] if task.platforms else None
        return Now(task.verdict, first.id if first else "", first.name if first else "")
    found = find(registry, query, as_of)
    best = next((hit for hit in found.results if hit.level != "provincial"), None)
    # Of what is not answered the best is only near.
    if best is None or found.verdict not in ("covered", "in_development"):
        return Now(found.verdict, "", "")
    return Now(found.verdict, best.id, best.name)
