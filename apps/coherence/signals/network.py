"""D14 network of coordination: the page with its drawing, its degrees and its pairs. Descriptive only."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.signals.page import Drawn, Fact, Names, Page, Sheet, Stored, one
from apps.core.figures import Edge, Node, network

DRAWN_AT_MOST = 18
CORE_BESIDE_OTHERS = 8
"""A larger core is drawn alone."""
PAIRS_AT_MOST = 16
UNKNOWN_DRAWN_AT_MOST = 40
SHAPES = {"internal": "square", "external": "circle", "mixed": "diamond"}
CORE, BETWEEN, OUTSIDE = range(3)


def coordination_network(stored: Stored) -> Page:
    content = stored.content
    degrees: Mapping[str, int] = content["degree"]
    brokers = set(content["articulation_points"])
    rings = _rings(content, stored.behind)
    drawn = drawn_agencies(degrees, rings)
    sides = stored.behind.get("sides", {})
    if content["rated"]:
        sentence = ngettext(
            "%(ties)s of %(pairs)s pair of agencies coordinate or work closer together; %(unrated)s are "
            "not rated by both sides, so they are unknown.",
            "%(ties)s of %(pairs)s pairs of agencies coordinate or work closer together; %(unrated)s are "
            "not rated by both sides, so they are unknown.",
            content["pairs"],
        ) % {
            "ties": words.number(content["ties"]),
            "pairs": words.number(content["pairs"]),
            "unrated": words.number(content["pairs"] - content["rated"]),
        }
    else:
        sentence = _(
            "No pair of agencies is rated by both sides, so nothing is known about who coordinates with whom."
        )
    ring_words, side_words = _ring_words(), _side_words()
    ordered = sorted(degrees, key=lambda key: (rings[key], -degrees[key], key))
    return Page(
        sentence,
        _facts(content, len(brokers)),
        (
            Sheet(
                _("Agencies by their ties"),
                (
                    (_("Agency"), "rows"),
                    (_("Side"), "text"),
                    (_("Ties"), "number"),
                    (_("Place"), "text"),
                    (_("Broker"), "text"),
                ),
                [
                    (
                        one("agencies", key),
                        side_words.get(sides.get(key)),
                        degrees[key],
                        ring_words[rings[key]],
                        _("yes: without it, parts fall apart") if key in brokers else "",
                    )
                    for key in ordered
                ],
                _("No agency is present."),
            ),
        ),
        tuple(("agencies", key) for key in drawn),
        partial(_figure, stored, drawn, rings, sentence),
    )


def _facts(content: Mapping[str, Any], brokers: int) -> tuple[Fact, ...]:
    core = content["core"]
    fit = content.get("fit") or dict.fromkeys(("value", "lo", "hi"))
    bounds = words.interval(content["density_lo"], content["density_hi"])
    return (
        Fact(
            _("Density"),
            words.degree(content["density"]),
            _("bounds %(bounds)s, whatever the unrated pairs are") % {"bounds": bounds},
        ),
        Fact(
            _("Pairs rated by both sides"),
            words.number(content["rated"]),
            _("of %(all)s") % {"all": words.number(content["pairs"])},
        ),
        Fact(
            _("Centralisation"),
            words.degree(content["centralisation"]),
            _("1: everybody is tied to one; 0: all have equally many ties"),
        ),
        Fact(
            _("Members of the core"),
            words.number(len(core["members"])),
            _("each with at least %(k)s ties inside it") % {"k": words.number(core["k"])},
        ),
        Fact(
            _("Internal actors in the core"),
            None if core["internal_share"] is None else words.percent(core["internal_share"]),
        ),
        Fact(
            _("Fit of core and periphery"),
            words.degree(fit["value"]),
            ""
            if fit["lo"] is None or fit["hi"] is None
            else _(
                "1: all ties inside the core, none outside; bounds %(bounds)s, whatever the unrated pairs are"
            )
            % {"bounds": words.interval(fit["lo"], fit["hi"])},
        ),
        Fact(_("Brokers"), words.number(brokers), _("without one of them, connected parts fall apart")),
        Fact(
            _("E-I index"),
            words.degree(content["e_i"]),
            _("-1: all ties stay within internal or external; +1: all go across"),
        ),
    )


def _ring_words() -> dict[int, str]:
    return {CORE: _("Core"), BETWEEN: _("Between"), OUTSIDE: _("Outside")}


def _side_words() -> dict[str | None, str]:
    return {"internal": _("Internal"), "external": _("External"), "mixed": _("Mixed")}


def _rings(content: Mapping[str, Any], behind: Mapping[str, Any]) -> dict[str, int]:
    """Core: the members of the densest core. Outside: at most one tie holds them. Between: all others."""
    core, numbers = set(content["core"]["members"]), behind.get("core_numbers", {})
    return {
        key: CORE if key in core else BETWEEN if numbers.get(key, 0) > 1 else OUTSIDE
        for key in content["degree"]
    }


def drawn_agencies(degrees: Mapping[str, int], rings: Mapping[str, int]) -> list[str]:
    """Those that a drawing has room for: the core, by the number of ties; around a small one the others."""
    ordered = sorted(degrees, key=lambda key: (rings[key], -degrees[key], key))
    core = [key for key in ordered if rings[key] == CORE]
    return (core if len(core) > CORE_BESIDE_OTHERS else ordered)[:DRAWN_AT_MOST]


def _figure(
    stored: Stored, drawn: Sequence[str], rings: Mapping[str, int], sentence: str, names: Names
) -> list[Drawn]:
    if not drawn:
        return []
    content, behind = stored.content, stored.behind
    sides, brokers = behind.get("sides", {}), set(content["articulation_points"])
    ring_words, side_words = _ring_words(), _side_words()
    inside = set(drawn)
    tied = [(a, b) for a, b, _key in behind.get("tied", ()) if a in inside and b in inside]
    unknown = unrated_pairs(drawn, behind)
    edges = [Edge(a, b, _("coordinate or closer")) for a, b in tied]
    if len(unknown) <= UNKNOWN_DRAWN_AT_MOST:
        edges += [Edge(a, b, _("not rated by both sides"), unknown=True) for a, b in unknown]
    if not edges:
        return []  # points without a line between them say nothing that the table does not
    nodes = []
    for key in drawn:
        told = [names.label("agencies", key), side_words.get(sides.get(key), ""), ring_words[rings[key]]]
        ties = content["degree"][key]
        told.append(ngettext("%(count)s tie", "%(count)s ties", ties) % {"count": words.number(ties)})
        if key in brokers:
            told.append(_("broker"))
        nodes.append(
            Node(
                key,
                names.label("agencies", key),
                SHAPES.get(sides.get(key, ""), "circle"),
                rings[key],
                ", ".join(part for part in told if part),
                names.url("agencies", key),
                marked=key in brokers,
            )
        )
    legend = [("square", _("Internal")), ("circle", _("External"))]
    if any(side == "mixed" for side in sides.values()):
        legend.append(("diamond", _("Mixed")))
    legend.append(("tie", _("Coordinate or closer")))
    if unknown and len(unknown) <= UNKNOWN_DRAWN_AT_MOST:
        legend.append(("tie unknown", _("Not known")))
    figure = network(
        prefix="D14",
        title=_("Network of coordination"),
        desc=sentence,
        nodes=nodes,
        edges=edges,
        legend=legend,
        columns=(_("One"), _("Other"), _("Relation")),
    )
    return [Drawn(_caption(len(content["degree"]) - len(drawn), len(unknown)), figure)]


def _caption(left_out: int, unknown: int) -> str:
    parts = [_("The core is in the middle and filled; a thick outline marks a broker.")]
    if left_out:
        parts.append(
            ngettext(
                "%(count)s agency is not drawn, for want of room.",
                "%(count)s agencies are not drawn, for want of room.",
                left_out,
            )
            % {"count": words.number(left_out)}
        )
    if unknown > UNKNOWN_DRAWN_AT_MOST:
        parts.append(
            _(
                "%(count)s pairs among them are not rated by both sides: no line between two is not proof "
                "of none."
            )
            % {"count": words.number(unknown)}
        )
    return " ".join(parts)


def unrated_pairs(agencies: Sequence[str], behind: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pairs among these that one side at least has not rated."""
    known = {frozenset(pair[:2]) for name in ("tied", "looser") for pair in behind.get(name, ())}
    return [pair for pair in combinations(agencies, 2) if frozenset(pair) not in known]


def matrix(stored: Stored) -> dict[str, Any] | None:
    """All pairs as a square, for as many agencies as can be read; None beyond that.

    `keys` in the order of the degree table; `rows` of (key, cells), a cell being `tie`, `looser`, `unknown`
    or None on the diagonal.
    """
    degrees = stored.content["degree"]
    if not 1 < len(degrees) <= PAIRS_AT_MOST:
        return None
    rings = _rings(stored.content, stored.behind)
    keys = sorted(degrees, key=lambda key: (rings[key], -degrees[key], key))
    kind = {frozenset(pair[:2]): "tie" for pair in stored.behind.get("tied", ())}
    kind |= {frozenset(pair[:2]): "looser" for pair in stored.behind.get("looser", ())}
    return {
        "keys": keys,
        "rows": [
            (key, [None if key == other else kind.get(frozenset((key, other)), "unknown") for other in keys])
            for key in keys
        ],
    }
