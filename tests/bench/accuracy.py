"""How right the answers are on the labelled sets, beside off-the-shelf methods, with every failure.

Run: ``make bench-accuracy``, or ``python -m tests.bench.accuracy`` with ``-q`` (no failures), ``--json`` (one
JSON object with all figures), ``--fitted`` (also the sets that matching was fitted on) or ``--freeze`` (write
the figures as the baseline that `tests/test_accuracy.py` holds to). The figures are defined in `measures`,
`reliability`, `results`, `together` and `steadiness`, the sets in `sets`, the other methods in `rivals`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence

from registry import curated
from registry.bootstrap import open_registry
from registry.config import Settings
from tests.bench import baseline, finding_rules, report, sets, steadiness, together
from tests.bench.answers import answers
from tests.bench.results import Counted, Result, measure
from tests.bench.rivals import METHODS, Rivals


def main() -> None:
    """Measure and print; write the baseline when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-q", "--quiet", action="store_true", help="leave the failures out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--fitted", action="store_true", help="also the sets that matching was fitted on")
    parser.add_argument("--freeze", action="store_true", help="write the figures as the baseline")
    options = parser.parse_args()
    content = curated.read(curated.shipped_path())
    labelled, training = sets.measured(content), sets.training(content)
    asked = [*labelled, *training] if options.fitted else labelled
    with open_registry(Settings.from_env()) as registry:
        of_rules = "" if options.json else finding_rules.text(registry)
        ours = [measure(part, answers(registry, part)) for part in asked]
        counted = [*together.measured(Settings.from_env()), *steadiness.measured(registry, labelled)]
        rivals: dict[str, list[Result]] = {}
        thresholds: Mapping[str, float] = {}
        if any(part.of == "searches" for part in training):
            others = Rivals(registry, content, training)
            thresholds = others.thresholds
            rivals = {name: [measure(part, others.answers(name, part)) for part in asked] for name in METHODS}
    if options.freeze:
        baseline.freeze([*ours[: len(labelled)], *counted])
    if options.json:
        print(_json(ours, counted, rivals, thresholds, options.quiet))
        return
    for result in ours:
        print(report.text(result, options.quiet))
    print(of_rules)
    for part in counted:
        print(part.text(options.quiet))
    print(f"\n{report.comparison(ours, rivals)}")
    if not rivals:
        print("\nNo training sets: the thresholds of the other methods have nothing to be chosen on.")


def _json(
    ours: Sequence[Result],
    counted: Sequence[Counted],
    rivals: Mapping[str, Sequence[Result]],
    thresholds: Mapping[str, float],
    quiet: bool,
) -> str:
    """Return {sets: {name: result}, counted: {name: figures}, rivals: {method: {thresholds, sets: {name: figures}}}}."""
    hidden = ("failures",) if quiet else ()
    body = {
        "sets": {
            result.name: {key: value for key, value in result.to_json().items() if key not in hidden}
            for result in ours
        },
        "counted": {part.name: part.figures for part in counted},
        "rivals": {
            name: {
                "thresholds": {
                    key: value for key, value in thresholds.items() if key.startswith(f"{name}, ")
                },
                "sets": {result.name: result.figures for result in results},
            }
            for name, results in rivals.items()
        },
    }
    return json.dumps(body, ensure_ascii=False)


if __name__ == "__main__":
    main()
