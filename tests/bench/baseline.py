"""The frozen figures that no change may make worse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.bench.measures import LOWER_IS_BETTER, Figures
from tests.bench.results import Counted, Result

PATH = Path(__file__).with_name("baseline.json")
TOLERANCE = 0.005


def freeze(results: Iterable[Result | Counted]) -> None:
    """Write the figures of the sets as the new baseline."""
    body = {
        result.name: {name: round(value, 4) for name, value in result.figures.items()} for result in results
    }
    PATH.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def frozen() -> dict[str, Figures]:
    """Return the figures of the baseline by set."""
    body: dict[str, Figures] = json.loads(PATH.read_text(encoding="utf-8"))
    return body


def worse(now: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    """Return in words each figure that is worse than before by more than 0.005, or is gone."""
    found = []
    for name, value in before.items():
        if name not in now:
            found.append(f"{name} is no longer measured, was {value:.3f}")
            continue
        loss = now[name] - value if name in LOWER_IS_BETTER else value - now[name]
        if loss > TOLERANCE:
            found.append(f"{name} is {now[name]:.3f}, was {value:.3f}")
    return found
