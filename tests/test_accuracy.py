"""The accuracy on the labelled sets is not worse than the frozen one, and its figures count as they say."""

from __future__ import annotations

import pytest

from registry.config import Settings
from registry.curated import Curated
from registry.opened import Registry
from tests.bench import baseline, measures, reliability, sets, steadiness, together
from tests.bench.answers import Answer, Shown, answers
from tests.bench.results import Counted, Result, measure
from tests.bench.sets import Item


@pytest.fixture(scope="session")
def results(registry: Registry, content: Curated, settings: Settings) -> dict[str, Result | Counted]:
    """What is measured of the development and validation sets, by name."""
    measured = sets.measured(content)
    single = {part.name: measure(part, answers(registry, part)) for part in measured}
    counted = [*together.measured(settings), *steadiness.measured(registry, measured)]
    return single | {part.name: part for part in counted}


@pytest.mark.parametrize("name", baseline.frozen())
def test_no_figure_is_worse_than_the_frozen_one(name: str, results: dict[str, Result | Counted]) -> None:
    worse = baseline.worse(results[name].figures, baseline.frozen()[name])
    assert not worse, f"{name}: {'; '.join(worse)}"


def test_every_measured_set_is_frozen(results: dict[str, Result | Counted]) -> None:
    assert set(results) == set(baseline.frozen())


def test_a_lower_figure_is_worse_and_a_lower_error_is_not() -> None:
    before = {"MRR": 0.5, "missed": 0.1, "ties": 0.1, "flag F1": 0.7}
    now = {"MRR": 0.49, "missed": 0.05, "ties": 0.104}
    assert baseline.worse(now, before) == [
        "MRR is 0.490, was 0.500",
        "flag F1 is no longer measured, was 0.700",
    ]


def test_figures_of_searches() -> None:
    pairs = [
        (_item("covered", "a", also="b"), _answer("covered", a=0.9, b=0.9)),  # first, and tied
        (_item("covered", "a"), _answer("covered", b=0.8, a=0.5)),  # second
        (_item("in_development", "a"), _answer("none", b=0.3)),  # missed, not shown
        (_item("none"), _answer("covered", c=0.6)),  # false alarm
        (_item("unclear"), _answer("unclear")),
    ]
    assert measures.search_figures(pairs) == pytest.approx(
        {
            "hit@1": 1 / 3,
            "recall@5": 2 / 3,
            "MRR": (1 + 1 / 2) / 3,
            "missed": 1 / 3,
            "false alarms": 1 / 2,
            "verdict accuracy": 3 / 5,
            "ties": 1 / 5,
        }
    )


def test_figures_of_lines() -> None:
    pairs = [
        (_item("covered", "a"), _answer("covered", b=0.9, c=0.8, a=0.7)),  # right: third
        (_item("covered", "a"), _answer("partly", b=0.8, c=0.7, d=0.6, a=0.5)),  # wrong: fourth
        (_item("none"), _answer("covered", b=0.6)),
        (_item("partly", "a", also="b"), _answer("none")),
        (_item("none"), _answer("none")),
    ]
    assert measures.line_figures(pairs) == pytest.approx(
        {
            "flag precision": 1 / 3,
            "flag recall": 1 / 3,
            "flag F1": 1 / 3,
            "covered precision": 1 / 2,
            "covered recall": 1 / 2,
            "verdict accuracy": 2 / 5,
        }
    )
    # covered: 0.9 right, 0.6 wrong, then three together of which one is right: 1/2 * 1 + 1/2 * 2/5.
    precisions = measures.average_precisions(pairs)
    assert precisions["average precision, covered"] == pytest.approx(0.7)
    # none: two answers equally sure, one right, then three of which one is right: 1/2 * 1/2 + 1/2 * 2/5.
    assert precisions["average precision, none"] == pytest.approx(0.45)
    assert "average precision, unclear" not in precisions


def test_pairs_that_are_too_much_cost_precision_and_missed_ones_recall() -> None:
    given, wanted = {("a", "b"), ("a", "c")}, {("a", "b"), ("b", "a"), ("c", "d")}
    assert together.precision_recall("repeats", given, wanted) == {
        "repeats precision": 1 / 2,
        "repeats recall": 1 / 3,
    }


def test_calibration_of_searches_counts_the_first_platform_that_is_no_province_s_own() -> None:
    own = Answer("covered", (Shown("p", 0.95, central=False), Shown("a", 0.9, central=True)))
    bins = reliability.search_bins(
        [
            (_item("covered", "a"), own),
            (_item("covered", "a", also="b"), _answer("covered", b=0.94)),
            (_item("none"), _answer("none", c=0.1)),
            (_item("none"), _answer("none")),  # nothing shown, nothing counted
        ]
    )
    assert [(part.low, part.count, part.right, part.also) for part in bins] == [
        (0.1, 1, 0, 0),
        (0.9, 2, 0.5, 1),
    ]
    assert reliability.calibration_errors(bins) == pytest.approx(
        {
            "calibration error": (0.1 + 2 * abs(0.92 - 0.5)) / 3,
            "calibration error, also": (0.1 + 2 * abs(0.92 - 1)) / 3,
        }
    )


def _item(verdict: str, primary: str = "", also: str = "") -> Item:
    """Return an item; platforms have one letter."""
    return Item("1", "", "", "2026-11-23", verdict, tuple(primary), tuple(also), "-")


def _answer(verdict: str, **scores: float) -> Answer:
    """Return an answer that shows platforms in the order given."""
    return Answer(verdict, tuple(Shown(key, score, central=True) for key, score in scores.items()))
