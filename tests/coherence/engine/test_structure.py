"""Closed forms and graph measures against plain enumeration."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.coherence.engine import inputs_from_document
from apps.coherence.engine.concordance import across, among_all, between_groups
from apps.coherence.engine.index import build_index
from apps.coherence.engine.inputs import Position
from apps.coherence.engine.pairs import interdependent_pairs, shared_cells
from apps.coherence.engine.signals.load import simulate
from apps.coherence.engine.signals.network import articulation_points, centralisation, densest_core, density
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.missions import random_mission

POSITIONS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from([-1, 0, 1])), max_size=9
).map(
    lambda drawn: [Position(str(i), f"{group}{i}", "O", support) for i, (group, support) in enumerate(drawn)]
)


def group(agency: str) -> str:
    return agency[0]


def side(agency: str) -> str:
    return "internal" if agency[0] in "ab" else "external"


def count(pairs: Any) -> tuple[int, int]:
    listed = list(pairs)
    return sum(a.support * b.support == -1 for a, b in listed), len(listed)


@given(POSITIONS)
def test_concordance_equals_the_list_of_pairs(positions: list[Position]) -> None:
    pairs = list(combinations(positions, 2))
    assert among_all(positions) == count(pairs)
    assert between_groups(group)(positions) == count(
        (a, b) for a, b in pairs if group(a.agency) != group(b.agency)
    )
    assert across(side, "internal", "external")(positions) == count(
        (a, b) for a, b in pairs if side(a.agency) != side(b.agency)
    )


NODES = "abcdefg"
GRAPHS = st.sets(st.sampled_from(list(combinations(NODES, 2)))).map(
    lambda edges: {node: {x for edge in edges if node in edge for x in edge if x != node} for node in NODES}
)


def parts(graph: dict[str, set[str]], without: str | None = None) -> int:
    left = set(graph) - {without}
    found = 0
    while left:
        found += 1
        todo = [left.pop()]
        while todo:
            near = graph[todo.pop()] & left
            left -= near
            todo += near
    return found


@given(GRAPHS)
def test_articulation_points_are_those_whose_loss_makes_more_parts(graph: dict[str, set[str]]) -> None:
    expected = [node for node in graph if parts(graph, node) > parts(graph) - (1 if not graph[node] else 0)]
    assert articulation_points(graph) == sorted(expected)


@given(GRAPHS)
def test_the_core_is_the_largest_set_with_the_most_ties_inside(graph: dict[str, set[str]]) -> None:
    best: tuple[int, int] = (0, 0)
    core: set[str] = set()
    for size in range(1, len(NODES) + 1):
        for chosen in combinations(NODES, size):
            degree = min(len(graph[node] & set(chosen)) for node in chosen)
            if degree and (degree, size) > best:
                best, core = (degree, size), set(chosen)
    assert densest_core(graph) == (sorted(core), best[0])


@given(GRAPHS)
def test_density_is_the_share_of_the_pairs_that_are_tied(graph: dict[str, set[str]]) -> None:
    pairs = list(combinations(graph, 2))
    assert density(graph) == pytest.approx(sum(b in graph[a] for a, b in pairs) / len(pairs))
    assert density({"a": set()}) is None


def test_centralisation_of_a_star_and_of_a_ring() -> None:
    star = {"a": {"b", "c", "d"}, "b": {"a"}, "c": {"a"}, "d": {"a"}}
    ring = {"a": {"b", "d"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"a", "c"}}
    assert centralisation(star) == 1
    assert centralisation(ring) == 0
    assert centralisation({"a": {"b"}, "b": {"a"}}) is None


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1_000_000))
def test_shared_cells_equal_the_intersection_of_sets(seed: int) -> None:
    index = build_index(inputs_from_document(random_mission(seed)), KARO_DAY)
    cells = {
        agency: {
            (link.objective, area)
            for activity in activities
            for link in index.links.get(activity.key, ())
            for area in activity.areas or ()
        }
        for agency, activities in index.led_by.items()
    }
    expected = {
        (a, b): len(cells[a] & cells[b]) for a, b in combinations(sorted(cells), 2) if cells[a] & cells[b]
    }
    assert shared_cells(index) == expected
    assert expected.keys() <= interdependent_pairs(index).keys()


def test_only_the_ten_closest_counterparts_are_kept() -> None:
    names = [f"A{i:02}" for i in range(24)]
    mission = {
        "mission": {"code": "M", "name": "M", "currency": "USD"},
        "agencies": [{"key": name, "side": "external"} for name in names],
        "framework_versions": [{"key": "V", "number": 1, "status": "adopted"}],
        "objective_texts": [
            {
                "key": "V-O",
                "framework_version": "V",
                "objective": "O",
                "title": "O",
                "dimension": "development",
            }
        ],
        "activities": [
            {"key": f"X{name}", "lead": name, "dimension": "development", "status": "active", "areas": ["R"]}
            for name in names
        ],
        "areas": [{"key": "R"}],
        "alignment_links": [
            {"key": name, "activity": f"X{name}", "objective": "O", "grade": "claimed"} for name in names
        ],
    }
    pairs = interdependent_pairs(build_index(inputs_from_document(mission), KARO_DAY))
    assert {b for a, b in pairs if a == "A00"} == set(names[1:])
    assert ("A12", "A13") not in pairs
    assert len(pairs) == 10 * 14 + 10 * 9 // 2


AMOUNTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=8)


SHARES = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(AMOUNTS, AMOUNTS, st.floats(0, 1e6), SHARES, st.integers(0, 3))
def test_what_is_delivered_is_absorbed_lapses_or_waits(
    delivery: list[float], building: list[float], first: float, shares: tuple[float, float], lag: int
) -> None:
    lapse, decay = shares
    run = simulate(
        delivery=delivery,
        capacity_building=building,
        first_capacity=first,
        capacity_max=2e6,
        gain=0.5,
        lag=lag,
        lapse=lapse,
        decay=decay,
    )
    assert run.absorbed + run.lapsed + run.backlog_end == pytest.approx(sum(delivery), abs=1e-3)
    assert all(capacity <= 2e6 for capacity in run.capacity)
    assert min(run.backlog) >= 0
