"""Pictures show what is known, inside their frame, in the order of time."""

from __future__ import annotations

from itertools import pairwise

from api import pictures
from registry.opened import Registry
from registry.usecases.describe import describe
from registry.usecases.groupings import Named
from registry.usecases.neighbours import similar


def test_every_lifecycle_is_a_line_of_periods_without_overlap(registry: Registry) -> None:
    for platform in registry.matcher.platforms:
        line = pictures.timeline(describe(registry, platform, "2023-04-07"), "2023-04-07")
        assert all(
            bar.x >= pictures.MARGIN and bar.x + bar.width <= pictures.WIDTH - pictures.MARGIN + 2
            for bar in line.bars
        ), platform
        assert all(left.x + left.width <= right.x + 2 for left, right in pairwise(line.bars)), platform
        assert pictures.MARGIN <= line.today <= pictures.WIDTH - pictures.MARGIN
        assert len(line.years) <= pictures.LONGEST_YEARS + 1
        assert not [bar for bar in line.bars if bar.status == "absent"]


def test_what_is_only_assumed_is_drawn_otherwise(registry: Registry) -> None:
    card = describe(registry, "btp-bo-phap-dien", "2023-04-07")
    assert [period["date_kind"] for period in card.lifecycle] == ["assumed", "observed"]
    assert [bar.known for bar in pictures.timeline(card, "2021-01-01").bars] == [False, True]


def test_the_graph_joins_a_platform_to_others_by_what_both_do(registry: Registry) -> None:
    others = similar(registry, "bca-vneid", "2023-04-07")
    graph = pictures.graph(Named("bca-vneid", "VNeID", ""), others)
    assert graph is not None
    kinds = [box.kind for box in graph.boxes]
    assert kinds.count("self") == 1
    assert 1 <= kinds.count("platform") <= pictures.MOST_SIMILAR
    assert len(graph.lines) >= kinds.count("capability") + kinds.count("platform")
    for left, right in pairwise(graph.boxes):
        if left.kind == right.kind:
            assert left.y + pictures.BOX < right.y
    assert all(box.y >= 0 and box.y + pictures.BOX <= graph.height for box in graph.boxes)
    assert pictures.graph(Named("x", "X", ""), ()) is None
