"""D14 coordination network: who is tied to whom. Descriptive only: a core and a periphery are expected and
fine."""

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.pairs import Pair, band_of
from apps.coherence.engine.results import Finding, RowKey, Signal
from apps.coherence.engine.settings import TIE_RATING
from apps.core.values import ratio

FRICTION = "friction"
Graph = Mapping[str, set[str]]


def network(index: Index, pairs: Mapping[Pair, int]) -> Signal:
    """D14 over all agencies of the mission; findings are the interdependent pairs rated out of their band."""
    graph: dict[str, set[str]] = {agency: set() for agency in sorted(index.agencies)}
    tied: list[list[str]] = []
    looser: list[list[str]] = []
    across = 0
    for (a, b), row in index.relationships.items():
        if row.rating_a is None or row.rating_b is None:
            continue
        if min(row.rating_a, row.rating_b) < TIE_RATING:
            looser.append([a, b, row.key])
            continue
        tied.append([a, b, row.key])
        graph[a].add(b)
        graph[b].add(a)
        across += index.side(a) != index.side(b)
    ties, rated = len(tied), len(tied) + len(looser)
    count = len(graph)
    possible = count * (count - 1) // 2
    members, k = densest_core(graph)
    content = {
        "ties": ties,
        "pairs": possible,
        "rated": rated,
        "density": ratio(ties, possible),
        "density_lo": ratio(ties, possible),
        "density_hi": ratio(ties + possible - rated, possible),
        "degree": {agency: len(others) for agency, others in graph.items()},
        "centralisation": centralisation(graph),
        "core": {
            "k": k,
            "members": members,
            "internal_share": ratio(sum(index.side(agency) == INTERNAL for agency in members), len(members)),
        },
        "articulation_points": articulation_points(graph),
        "e_i": ratio(across - (ties - across), ties),
    }
    behind = {
        "tied": sorted(tied),
        "looser": sorted(looser),
        "sides": {agency: index.side(agency) for agency in graph},
        "core_numbers": dict(sorted(core_numbers(graph).items())),
    }
    return Signal("D14", content, _out_of_band(index, pairs), behind)


def centralisation(graph: Graph) -> float | None:
    """Freeman's degree centralisation: 1 for a star, 0 where all have the same degree; None below three
    nodes."""
    degrees = [len(others) for others in graph.values()]
    count = len(degrees)
    if count < 3:
        return None
    highest = max(degrees)
    return sum(highest - degree for degree in degrees) / ((count - 1) * (count - 2))


def densest_core(graph: Graph) -> tuple[list[str], int]:
    """(members, k) of the k-core with the highest k: everybody in it has k ties inside it. Nobody without
    ties."""
    shells = core_numbers(graph)
    k = max(shells.values(), default=0)
    return sorted(agency for agency, number in shells.items() if number == k > 0), k


def core_numbers(graph: Graph) -> dict[str, int]:
    """agency -> the highest k of a k-core it belongs to, 0 without ties; the agency with the fewest ties left
    is taken away first, again and again."""
    left = {agency: len(others) for agency, others in graph.items()}
    queue = [(count, agency) for agency, count in left.items()]
    heapify(queue)
    numbers: dict[str, int] = {}
    k = 0
    while queue:
        count, weakest = heappop(queue)
        if weakest in numbers or count != left[weakest]:
            continue  # taken away already, or queued again with fewer ties
        k = max(k, count)
        numbers[weakest] = k
        for other in graph[weakest]:
            left[other] -= 1
            heappush(queue, (left[other], other))
    return numbers


def articulation_points(graph: Graph) -> list[str]:
    """Agencies without whom a connected part of the network would fall apart (depth-first search, no
    recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    points = set()
    for root in graph:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        branches = 0
        stack: list[tuple[str, str | None, list[str]]] = [(root, None, sorted(graph[root]))]
        while stack:
            node, parent, todo = stack[-1]
            if todo:
                other = todo.pop()
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append((other, node, sorted(graph[other])))
                    branches += node == root
                elif other != parent:
                    low[node] = min(low[node], order[other])
                continue
            stack.pop()
            if parent is not None:
                low[parent] = min(low[parent], low[node])
                if parent != root and low[node] >= order[parent]:
                    points.add(parent)
        if branches > 1:
            points.add(root)
    return sorted(points)


def _out_of_band(index: Index, pairs: Mapping[Pair, int]) -> tuple[Finding, ...]:
    """Too loose or too tight for what the pair shares. Humanitarian pairs are left to the guard (D6), which
    never
    asks them to move closer."""
    findings = []
    for pair in sorted(pairs):
        row = index.relationships.get(pair)
        humanitarian = index.principled(pair[0]) or index.principled(pair[1])
        if humanitarian or row is None or row.rating_a is None or row.rating_b is None:
            continue
        low, high = band_of(index, pair, row)
        if min(row.rating_a, row.rating_b) < low:
            code, distance = "pair_below_band", low - min(row.rating_a, row.rating_b)
        elif max(row.rating_a, row.rating_b) > high:
            code, distance = "pair_above_band", max(row.rating_a, row.rating_b) - high
        else:
            continue
        rows: tuple[RowKey, ...] = (("relationships", row.key), ("agencies", pair[0]), ("agencies", pair[1]))
        params = {"agency_a": pair[0], "agency_b": pair[1], "low": low, "high": high, "cells": pairs[pair]}
        findings.append(Finding("D14", FRICTION, code, params, rows, pair, distance + pairs[pair] / 1000))
    return tuple(sorted(findings, key=lambda item: (-item.weight, item.rows)))
