"""Whether a task asks for software or for work, devices, services or training."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

from registry.ids import fold
from registry.model import Nature

KINDS: dict[str, Nature] = {
    "digitisation": "digitisation",
    "hardware": "hardware",
    "training": "training",
    "service": "service",
}
"""Kinds as batches state them that speak of something other than software."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    body = yaml.safe_load(files(__package__).joinpath("natures.yaml").read_text(encoding="utf-8"))
    return {name: re.compile(re.sub(r"\s*\n\s*|(?<=\|) ", "", text)) for name, text in body.items()}


def nature(title: str, kind: str = "") -> Nature:
    """Return what the title asks for; the kind stated in the batch decides where the title does not."""
    text = fold(title)
    patterns = _patterns()
    natures: tuple[Nature, ...] = ("training", "digitisation", "hardware", "service")
    first = {name: match.start() for name in natures if (match := patterns[name].search(text))}
    software = patterns["software"].search(text)
    stated = KINDS.get(kind)
    if stated and (stated in first or not software):
        return stated
    if not first:
        return "software"
    earliest = min(first, key=lambda name: first[name])
    if software and (software.start() <= first[earliest] or earliest in ("hardware", "service")):
        return "software"
    return earliest
