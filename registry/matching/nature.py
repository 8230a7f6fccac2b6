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
    "software": "software",
    "upgrade": "software",
    "database": "software",
    "security": "software",
}
"""What the kinds that batches state speak of; other kinds say nothing."""
OPENING = 24
"""How many letters from the start still open a title: what stands there is what is bought or done."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    body = yaml.safe_load(files(__package__).joinpath("natures.yaml").read_text(encoding="utf-8"))
    return {name: re.compile(re.sub(r"\s*\n\s*|(?<=\|) ", "", text)) for name, text in body.items()}


def says_software(title: str, kind: str = "") -> bool:
    """Return whether the title or the stated kind says that software is asked for."""
    return KINDS.get(kind) == "software" or bool(_patterns()["software"].search(fold(title)))


def nature(title: str, kind: str = "") -> Nature:
    """Return what the title asks for; the kind stated in the batch decides where the title does not."""
    text = fold(title)
    patterns = _patterns()
    natures: tuple[Nature, ...] = ("training", "digitisation", "hardware", "service")
    first = {name: match.start() for name in natures if (match := patterns[name].search(text))}
    stated = KINDS.get(kind)
    if stated == "software":
        return "digitisation" if first.get("digitisation", OPENING) < OPENING else "software"
    if stated and (stated in first or not patterns["software"].search(text)):
        return stated
    software = patterns["software"].search(text)
    opening = {name: start for name, start in first.items() if start < OPENING or not software}
    if not opening:
        return "software"
    earliest = min(opening, key=lambda name: opening[name])
    if software and (software.start() <= opening[earliest] or earliest in ("hardware", "service")):
        return "software"
    return earliest
