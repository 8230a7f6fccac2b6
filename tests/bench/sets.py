"""The labelled sets: searches, and lines of a batch, each with the answer that a reviewer expects.

development  tests/data/dev: the sets that the work was done with
validation   tests/data/hands/validation-*: written by an independent hand; nothing is fitted on them
training     tests/data/hands/train-*: matching and the thresholds of rivals are fitted on these
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from registry.curated import Curated
from registry.intake.batch import Intake, read

DATA = Path(__file__).parents[1] / "data"
TODAY = "2026-11-23"
PROVINCE = "tỉnh Quảng Ngãi"
UNANSWERABLE = "-"
"""The sector of an item without a labelled platform."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One labelled search or line.

    ``text`` is the query or the title; ``kind`` the style of a search or the kind of a line; ``primary`` the
    platforms that must be shown and ``also`` those that may be; ``sector`` that of the first primary one.
    """

    id: str
    text: str
    kind: str
    as_of: str
    verdict: str
    primary: tuple[str, ...]
    also: tuple[str, ...]
    sector: str
    description: str = ""

    @property
    def accepted(self) -> frozenset[str]:
        """All platforms that are right to show."""
        return frozenset((*self.primary, *self.also))


@dataclass(frozen=True)
class LabelledSet:
    """Items of one file. ``intakes`` holds the lines to screen by date; searches have none.

    ``fitted``: matching was fitted on these, so that their figures are too good.
    """

    name: str
    of: Literal["searches", "lines"]
    items: tuple[Item, ...]
    intakes: Mapping[str, Intake] = field(default_factory=dict)
    fitted: bool = False

    @property
    def title(self) -> str:
        """The name with the number of items and their dates."""
        dates = " and ".join(sorted({item.as_of for item in self.items}))
        mark = " (fitted on these: optimistic)" if self.fitted else ""
        return f"{self.name}: {len(self.items)} {self.of} as of {dates}{mark}"


def sectors(content: Curated) -> dict[str, str]:
    """Return the code of the sector of each platform by id."""
    codes = {label: sector.id for sector in content.sectors for label in sector.labels}
    return {platform.id: codes[platform.sector] for platform in content.platforms}


def measured(content: Curated) -> list[LabelledSet]:
    """Return the development and validation sets; raises `KeyError` for a label of an unknown platform."""
    known, dev, hands = sectors(content), DATA / "dev", DATA / "hands"
    return [
        _searches("dev-searches", dev / "queries.jsonl", known),
        _batch(
            "dev-batch-2023",
            dev / "batch-2023.jsonl",
            dev / "labels-batch-2023.jsonl",
            "2023-04-07",
            known,
        ),
        _batch(
            "dev-quang-ngai",
            dev / "tasks-quang-ngai.jsonl",
            dev / "labels-quang-ngai.jsonl",
            TODAY,
            known,
        ),
        _searches("validation-searches", hands / "validation-searches.jsonl", known),
        _searches("validation-needs", hands / "validation-needs.jsonl", known),
        _lines("validation-lines", hands / "validation-lines.jsonl", known),
        _lines("validation-titles", hands / "validation-titles.jsonl", known),
    ]


def training(content: Curated) -> list[LabelledSet]:
    """Return the sets that things are fitted on, as many as there are."""
    known, hands = sectors(content), DATA / "hands"
    lines = sorted((*hands.glob("train-lines-*.jsonl"), *hands.glob("train-titles-*.jsonl")))
    found = [
        *(_searches(path.stem, path, known) for path in sorted(hands.glob("train-searches-*.jsonl"))),
        *(_lines(path.stem, path, known) for path in lines),
    ]
    return [replace(labelled, fitted=True) for labelled in found]


def _rows(path: Path) -> Iterator[Row]:
    # Not splitlines: a text in JSON may hold U+2028, which is no end of line here.
    return (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())


def _searches(name: str, path: Path, known: Mapping[str, str]) -> LabelledSet:
    items = (
        _item({"id": f"{name}-{number:03d}", **row}, row["query"], row["style"], TODAY, known)
        for number, row in enumerate(_rows(path), start=1)
    )
    return LabelledSet(name, "searches", tuple(items))


def _batch(name: str, path: Path, labels: Path, as_of: str, known: Mapping[str, str]) -> LabelledSet:
    """Return a batch whose labels are in another file."""
    wanted = {row["id"]: row for row in _rows(labels)}
    intake = read(path)
    return LabelledSet(name, "lines", tuple(_line_items(intake, wanted, as_of, known)), {as_of: intake})


def _lines(name: str, path: Path, known: Mapping[str, str]) -> LabelledSet:
    """Return lines that carry their own labels and dates, read the way a province's file is."""
    dated: dict[str, dict[str, Row]] = defaultdict(dict)
    for number, row in enumerate(_rows(path), start=1):
        key = f"{name}-{number:03d}"
        dated[row["as_of"]][key] = {"id": key, **row}
    intakes = {as_of: _intake(rows) for as_of, rows in dated.items()}
    items = (
        item for as_of, intake in intakes.items() for item in _line_items(intake, dated[as_of], as_of, known)
    )
    return LabelledSet(name, "lines", tuple(items), intakes)


def _intake(rows: Mapping[str, Row]) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.jsonl"
        lines = (
            {
                "id": key,
                "title_vi": row["title"],
                "description_vi": row["description"],
                "proposer": row["proposer"],
                "province": PROVINCE,
                "year": int(row["as_of"][:4]),
                "kind": row["kind"],
            }
            for key, row in rows.items()
        )
        path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
        return read(path)


def _line_items(
    intake: Intake, labels: Mapping[str, Row], as_of: str, known: Mapping[str, str]
) -> Iterator[Item]:
    for line in intake.batch.lines:
        yield _item(labels[line.id], line.title, line.kind, as_of, known, line.description)


def _item(
    row: Row, text: str, kind: str, as_of: str, known: Mapping[str, str], description: str = ""
) -> Item:
    primary = tuple(row["primary"])
    return Item(
        id=row["id"],
        text=text,
        kind=kind,
        as_of=as_of,
        verdict=row["verdict"],
        primary=primary,
        also=tuple(row["also"]),
        sector=known[primary[0]] if primary else UNANSWERABLE,
        description=description,
    )
