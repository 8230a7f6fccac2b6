"""A task description that somebody pastes into the search box: answered as a line of a batch is."""

from __future__ import annotations

import re

from registry.answers import LineAnswer, LinePlatform, NeedSeen
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.screen import screen

LONG_WORDS = 24
"""More syllables than somebody types to look up one function; beyond it a text usually names several."""
LONGEST_TITLE = 250


def is_task(text: str) -> bool:
    """Return whether a text is a description to be read clause by clause, and not a search."""
    return len(text.split()) > LONG_WORDS or "\n" in text.strip()


def read_task(registry: Registry, text: str, as_of: str) -> LineAnswer:
    """Return the answer to a description; its first sentence or line is taken as the title."""
    title, _, rest = text.strip().partition("\n")
    if not rest.strip():
        parts = re.split(r"(?<=[.;:!?])\s+", title, maxsplit=1)
        title, rest = parts[0], parts[1] if len(parts) > 1 else ""
    title = title.strip(" .;:")
    if len(title) > LONGEST_TITLE:
        cut = title.rfind(" ", 0, LONGEST_TITLE)
        title, rest = title[:cut], f"{title[cut:].strip()}. {rest}"
    line = BatchLine(id="mo-ta", title=title, description=rest.strip())
    return screen(registry, Intake(Batch(id="mo-ta", title=title, lines=(line,))), as_of).lines[0]


def meets(answer: LineAnswer, need: NeedSeen) -> list[LinePlatform]:
    """Return the platforms of an answer that meet one of its needs, best first."""
    return [platform for platform in answer.platforms if need.label in platform.met]
