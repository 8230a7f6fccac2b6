"""How right the finding rules are on the labelled 2023 batch, and how often each speaks.

Run: ``python -m tests.bench.finding_rules``. The labels ``cost_outlier`` and ``low_use`` say of which lines a
reviewer expects the finding; nothing is fitted on them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict

from registry.bootstrap import open_registry
from registry.config import Settings
from registry.intake.batch import read
from registry.opened import Registry
from registry.usecases.screen import screen
from tests.bench.sets import DATA

LABELS = {
    "cost_outlier": ("findings/cost-outlier",),
    "low_use": ("findings/low-use", "findings/low-use-stated"),
}
DAY = "2023-04-07"


def text(registry: Registry) -> str:
    """Return precision and recall of the rules that have labels, and the number of findings of every rule."""
    screening = screen(registry, read(DATA / "dev" / "batch-2023.jsonl"), DAY)
    found: dict[str, set[str]] = defaultdict(set)
    for line in screening.lines:
        for finding in line.findings:
            found[finding.rule].add(line.id)
    rows = (DATA / "dev" / "labels-batch-2023.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(row) for row in rows]
    parts = ["\n## Finding rules, dev-batch-2023\n"]
    for label, rules in LABELS.items():
        wanted = {row["id"] for row in labels if row.get(label)}
        said = set().union(*(found[rule] for rule in rules))
        right = len(said & wanted)
        parts.append(
            f"  {label:<14} said {len(said)}, labelled {len(wanted)}, right {right}; "
            f"missed: {', '.join(sorted(wanted - said)) or '-'}; wrong: {', '.join(sorted(said - wanted)) or '-'}"
        )
    lines = Counter({rule: len(ids) for rule, ids in found.items()})
    parts += ["", *(f"  {rule:<34} {count:>4} lines" for rule, count in lines.most_common())]
    return "\n".join(parts)


def main() -> None:
    """Print the figures."""
    with open_registry(Settings.from_env()) as registry:
        print(text(registry))


if __name__ == "__main__":
    main()
