"""Which province a line is of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from registry.ids import fold
from registry.model import BatchLine

KIND = re.compile(r"^(tỉnh|thành phố) ", re.IGNORECASE)


class Provinces:
    """The provinces that have systems of their own in the registry, as those write their territory."""

    def __init__(self, territories: Iterable[str]) -> None:
        self._places = {
            fold(
                territory.removeprefix("tỉnh ").removeprefix("thành phố ").removeprefix("Thành phố ")
            ): territory
            for territory in territories
        }

    def of(self, line: BatchLine) -> str:
        """Return the province that a line states, else one that its texts name; empty where none is named."""
        if line.province:
            return line.province
        text = fold(f"{line.proposer} {line.title} {line.description}")
        return next((name for place, name in self._places.items() if place in text), "")
