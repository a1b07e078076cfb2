"""D14 coordination network: who is tied to whom. Descriptive only: a core and a periphery are expected and
fine."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.pairs import Pair, band_of
from apps.coherence.engine.results import Finding, RowKey, Signal
from apps.coherence.engine.settings import TIE_RATING
from apps.core.values import ratio

FRICTION = "friction"
Ties = Mapping[str, set[str]]


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
        "density": density(graph),
        "density_lo": ratio(ties, possible),
        "density_hi": ratio(ties + possible - rated, possible),
        "degree": {agency: len(others) for agency, others in graph.items()},
        "centralisation": centralisation(graph),
        "core": {
            "k": k,
            "members": members,
            "internal_share": ratio(sum(index.side(agency) == INTERNAL for agency in members), len(members)),
        },
        "fit": _fit(graph, set(members), rated={(a, b) for a, b, _key in (*tied, *looser)}),
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


def _drawn(ties: Ties) -> Any:
    """The network as networkx takes it; imported here because that costs half a second."""
    import networkx

    return networkx.from_dict_of_lists({agency: sorted(others) for agency, others in sorted(ties.items())})


def density(ties: Ties) -> float | None:
    """The share of possible ties that are there; None below two nodes, where none is possible."""
    import networkx

    if len(ties) < 2:
        return None
    return float(networkx.density(_drawn(ties)))


def centralisation(ties: Ties) -> float | None:
    """Freeman's degree centralisation: 1 for a star, 0 where all have the same degree; None below three
    nodes. Summed over whole degrees, so that a star is exactly 1."""
    degrees = [degree for _agency, degree in _drawn(ties).degree]
    count = len(degrees)
    if count < 3:
        return None
    highest = max(degrees)
    missing: int = sum(highest - degree for degree in degrees)
    return missing / ((count - 1) * (count - 2))


def densest_core(ties: Ties) -> tuple[list[str], int]:
    """(members, k) of the k-core with the highest k: everybody in it has k ties inside it. Nobody without
    ties."""
    shells = core_numbers(ties)
    k = max(shells.values(), default=0)
    return sorted(agency for agency, number in shells.items() if number == k > 0), k


def _fit(ties: Ties, core: set[str], rated: set[Pair]) -> dict[str, float | None]:
    """`core_fit` with unrated pairs as no tie, and its bounds: all of them against the pattern, or for it.

    A bound at which all pairs are alike is 0: then nothing tells the core from the rest. No bounds where one
    of the two has no pair.
    """
    count, rest = len(core), len(ties) - len(core)
    pairs = (count * (count - 1) // 2, rest * (rest - 1) // 2)
    inside = [sum(len(ties[agency] & group) for agency in group) // 2 for group in (core, ties.keys() - core)]
    known = [sum(a in group and b in group for a, b in rated) for group in (core, ties.keys() - core)]
    open_ = [all_ - some for all_, some in zip(pairs, known, strict=True)]
    if not all(pairs):
        return {"value": None, "lo": None, "hi": None}
    return {
        "value": core_fit(inside[0], pairs[0], inside[1], pairs[1]),
        "lo": core_fit(inside[0], pairs[0], inside[1] + open_[1], pairs[1]) or 0.0,
        "hi": core_fit(inside[0] + open_[0], pairs[0], inside[1], pairs[1]) or 0.0,
    }


def core_fit(in_core: int, core_pairs: int, outside: int, outside_pairs: int) -> float | None:
    """How well a core with so many ties of so many pairs inside, and so many outside, fits the ideal in which
    all pairs inside are tied and none outside: the correlation of the ties with that pattern, 1 at best.

    Borgatti and Everett 2000, discrete model, pairs of a member and a non-member left out. It rises with
    every tie inside and falls with every tie outside, so that the bounds are exact. None where one of the two
    has no pair, or all pairs are alike.
    """
    count, ties = core_pairs + outside_pairs, in_core + outside
    spread = core_pairs * outside_pairs * ties * (count - ties)
    if spread == 0:
        return None
    return (in_core * (outside_pairs - outside) - outside * (core_pairs - in_core)) / sqrt(spread)


def core_numbers(ties: Ties) -> dict[str, int]:
    """agency -> the highest k of a k-core it belongs to, 0 without ties."""
    import networkx

    numbers: dict[str, int] = networkx.core_number(_drawn(ties))
    return numbers


def articulation_points(ties: Ties) -> list[str]:
    """Agencies without whom a connected part of the network would fall apart."""
    import networkx

    return sorted(networkx.articulation_points(_drawn(ties)))


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
