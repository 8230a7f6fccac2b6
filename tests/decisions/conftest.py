"""A desk with a registry of its own on disk, where a test can decide, judge and look."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from registry.answers import LineAnswer
from registry.bootstrap import open_writer
from registry.config import Settings
from registry.entries import DecisionSeen, StatementSeen
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.store.oxigraph import OxigraphStore
from registry.usecases.batches import import_batch, read_batch
from registry.usecases.decisions.decide import NewDecision, decide
from registry.usecases.decisions.judge import NewJudgement, judge
from registry.usecases.screen import screen

BATCH = "ra-soat-quang-ngai-2023"
AN, BINH, HA = "Nguyễn Văn An", "Trần Thị Bình", "Lê Hà"
CIVIL = "btp-ho-tich-dien-tu"
"""The mandatory platform that answers line 9 of the batch."""


class Desk:
    """The shared registry's content in a directory of its own; each step is a minute after the last."""

    def __init__(self, settings: Settings, registry: Registry) -> None:
        self.settings = settings
        self._registry = registry
        self.now = datetime.fromisoformat("2023-04-10T08:00:00+07:00")

    @property
    def registry(self) -> Registry:
        """The registry as somebody sees it who opens it now."""
        return dataclasses.replace(self._registry, store=OxigraphStore.reader(self.settings.store_path))

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def decide(
        self, line: str, outcome: str, reviewer: str = AN, batch: str = BATCH, **more: object
    ) -> DecisionSeen:
        given = {"reason": "đã xem hồ sơ", **more}
        new = NewDecision(batch_id=batch, line=line, outcome=outcome, reviewer=reviewer, **given)  # type: ignore[arg-type]
        with open_writer(self.settings) as store:
            return decide(self.registry, store, new, self.tick())

    def judge(
        self, line: str, other: str, judgement: str, reviewer: str = AN, reason: str = "", batch: str = BATCH
    ) -> StatementSeen:
        new = NewJudgement(batch, line, other, judgement, reviewer, reason)
        with open_writer(self.settings) as store:
            return judge(self.registry, store, new, self.tick())

    def add(self, batch: str, *titles: str, replace: bool = False) -> None:
        """Store a batch of lines with these titles, of VND 100 each."""
        lines = tuple(
            BatchLine(id=f"{batch}-{number}", line_no=number, title=title, cost_vnd=100)
            for number, title in enumerate(titles, start=1)
        )
        with open_writer(self.settings) as store:
            import_batch(
                store, Intake(Batch(id=batch, title=batch, as_of="2023-04-07", lines=lines)), replace
            )

    def screened(self, batch: str = BATCH) -> dict[int, LineAnswer]:
        """Screen a stored batch anew; answers by the number of the line."""
        registry = self.registry
        found = screen(registry, Intake(read_batch(registry, batch)), "2023-04-07")
        return {line.line_no or 0: line for line in found.lines}

    def line(self, number: int, batch: str = BATCH) -> LineAnswer:
        """Screen one line of a stored batch anew."""
        registry = self.registry
        stored = read_batch(registry, batch)
        lines = tuple(line for line in stored.lines if line.line_no == number)
        return screen(registry, Intake(stored.model_copy(update={"lines": lines})), "2023-04-07").lines[0]

    def triples(self) -> int:
        return self.registry.store.count()


@pytest.fixture
def desk(registry: Registry, settings: Settings, tmp_path: Path) -> Desk:
    shutil.copytree(settings.home, tmp_path / "home")
    return Desk(Settings(tmp_path / "home"), registry)
