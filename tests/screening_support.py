"""One line of a department of Quảng Ngãi, screened."""

from __future__ import annotations

from registry.answers import Screening
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.screen import screen

DAY = "2023-04-07"


def one(
    registry: Registry, title: str, description: str = "", proposer: str = "", as_of: str = DAY
) -> Screening:
    """Return the answer to a batch of this one line."""
    line = BatchLine(
        id="l1",
        title=title,
        description=description,
        proposer=proposer,
        cost_vnd=100,
        province="tỉnh Quảng Ngãi",
    )
    return screen(registry, Intake(Batch(id="thu", title="thử", lines=(line,))), as_of)
