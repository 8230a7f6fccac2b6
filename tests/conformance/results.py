"""What a suite of outside tests says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

MATERIAL = Path(__file__).parent


@dataclass
class Suite:
    """A suite by name with where it is from; ``failures`` tell test and reason."""

    name: str
    source: str
    passed: int = 0
    failures: list[str] = field(default_factory=list)

    def check(self, test: str, problems: Iterable[str]) -> None:
        """Count one test, passed when there is no problem."""
        found = list(problems)
        if found:
            self.failures.append(f"{test}: {'; '.join(found)}")
        else:
            self.passed += 1

    @property
    def total(self) -> int:
        """How many tests were run."""
        return self.passed + len(self.failures)


def table(suites: Iterable[Suite]) -> str:
    """Return the suites as a Markdown table."""
    rows = [f"| {suite.name} | {suite.source} | {suite.passed} / {suite.total} |" for suite in suites]
    return "\n".join(["| Standard | Outside tests | Passed |", "|---|---|---|", *rows])
