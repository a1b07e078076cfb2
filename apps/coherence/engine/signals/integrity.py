"""INT integrity of the evidence: friendly attestations, a single voice, links everywhere, neutral everywhere.

Method A.2 (integrity checks) and I.5 (gaming). Counts and flags: no score rises or falls by them.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.coherence.engine.agreement import Agreement
from apps.coherence.engine.grades import VERIFIED
from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.inputs import Position
from apps.coherence.engine.results import Finding, RowKey, Signal
from apps.coherence.engine.settings import (
    LINKS_MANY,
    NEUTRAL_MIN_N,
    RECIPROCITY_FLAG,
    RECIPROCITY_MIN_N,
    RECIPROCITY_MONTHS,
    SINGLE_VOICE_FLAG,
    SINGLE_VOICE_MIN_N,
)
from apps.core.values import above, at_least, months_between, ratio

HONESTY = "honesty"

CATEGORY_OF_KIND = {
    "ministry_or_public_body": "government",
    "sub_national_authority": "sub_national",
    "national_ngo_or_civil_society": "civil_society",
    "womens_organisation": "womens_organisations",
    "traditional_or_religious_authority": "traditional",
}
"""The five voices of method A.2 by the kind of the agency; another kind is `other`, none is `unknown`."""
CATEGORIES = (*dict.fromkeys(CATEGORY_OF_KIND.values()), "other", "unknown")


def integrity(
    index: Index, positions: Mapping[str, Sequence[Position]], agreed: Mapping[str, Agreement]
) -> Signal:
    """INT: reciprocity and single voice of attestations, activities with many objectives, neutral positions,
    and how far those agree who coded the same thing.

    `positions` are those of `positions_by_objective`.
    """
    reciprocity, returned = _reciprocity(index)
    voices, single = _single_voice(index)
    stuffing, stuffed = _link_stuffing(index)
    neutral, undecided = _neutral_positions(positions)
    content = {
        "reciprocity": reciprocity,
        "single_voice": voices,
        "link_stuffing": stuffing,
        "neutral_positions": neutral,
        "agreement": {what: _agreement(one) for what, one in agreed.items()},
    }
    behind = {
        "coded": {
            what: [[[list(key) for key in coded.keys], list(coded.values)] for coded in one.coded]
            for what, one in agreed.items()
        }
    }
    return Signal("INT", content, (*returned, *single, *stuffed, *undecided), behind)


def _agreement(one: Agreement) -> dict[str, object]:
    low, high = one.interval or (None, None)
    return {
        "value": one.value,
        "lo": low,
        "hi": high,
        "n": len(one.coded),
        "codings": one.codings,
        "status": one.status,
    }


@dataclass(frozen=True, slots=True)
class Attestation:
    """`attestor` confirmed on `day` a link of an activity that `lead` leads."""

    link: str
    attestor: str
    lead: str
    day: date


def _attestations(index: Index) -> list[Attestation]:
    """The dated attestations known at the date, of inactive activities too; whoever attests its own is no
    other party."""
    leads = index.leads
    return [
        Attestation(link.key, link.attestor, leads[link.activity], link.attested_on)
        for link in index.inputs.alignment_links
        if link.grade == VERIFIED
        and link.key in index.grades
        and link.attestor is not None
        and link.attestor != leads[link.activity]
        and link.attested_on is not None
        and link.attested_on <= index.as_of
    ]


def _reciprocity(index: Index) -> tuple[dict[str, object], list[Finding]]:
    """Share of attestations after which the other party attests for the attestor within twelve months.

    The answer alone is no new favour, so two that are exchanged once give one half. Sorting apart linear.
    """
    found = _attestations(index)
    given: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    for one in sorted(found, key=lambda item: (item.day, item.link)):
        given[one.attestor, one.lead].append((one.day, one.link))
    pairs: dict[str, str] = {}
    for one in found:
        back = given.get((one.lead, one.attestor), [])
        place = bisect_left(back, (one.day, ""))
        if place < len(back) and not above(months_between(one.day, back[place][0]), RECIPROCITY_MONTHS):
            pairs[one.link] = back[place][1]
    value = ratio(len(pairs), len(found))
    flag = len(found) >= RECIPROCITY_MIN_N and value is not None and at_least(value, RECIPROCITY_FLAG)
    content: dict[str, object] = {
        "value": value,
        "k": len(pairs),
        "n": len(found),
        "flag": flag,
        "links": sorted(pairs),
    }
    if not flag or value is None:
        return content, []
    behind = sorted({*pairs, *pairs.values()})
    actors = sorted({agency for one in found if one.link in pairs for agency in (one.attestor, one.lead)})
    rows: tuple[RowKey, ...] = tuple(("alignment_links", key) for key in behind)
    params = {"returned": len(pairs), "attestations": len(found), "share": value}
    finding = Finding("INT", HONESTY, "attestations_returned", params, rows, tuple(actors), 1 + value)
    return content, [finding]


def _single_voice(index: Index) -> tuple[dict[str, object], list[Finding]]:
    """Who speaks in the independent internal attestations of active activities: the largest attestor and
    the largest category. Attestors of unknown kind belong to no category, but stay in the number of all."""
    confirmed = [
        link
        for links in index.links.values()
        for link in links
        if index.grades[link.key].effective == VERIFIED
        and link.attestor is not None
        and index.side(link.attestor) == INTERNAL
    ]
    count = len(confirmed)
    attestors = Counter(str(link.attestor) for link in confirmed)
    categories = Counter(category_of(index, str(link.attestor)) for link in confirmed)
    attestor, most = _largest(attestors)
    named = {name: number for name, number in categories.items() if name != "unknown"}
    category, widest = _largest(named)
    share, of_category = ratio(most, count), ratio(widest, count)
    loud = count >= SINGLE_VOICE_MIN_N
    by_attestor = loud and share is not None and at_least(share, SINGLE_VOICE_FLAG)
    by_category = loud and of_category is not None and at_least(of_category, SINGLE_VOICE_FLAG)
    content: dict[str, object] = {
        "n": count,
        "attestor": attestor,
        "value": share,
        "category": category,
        "category_share": of_category if category is not None else None,
        "categories": {name: categories.get(name, 0) for name in CATEGORIES},
        "flag": by_attestor or by_category,
    }
    if not (by_attestor or by_category):
        return content, []
    params: dict[str, object] = {"attestations": count}
    if by_attestor:
        heard = {attestor}
        params |= {"agency": attestor, "share": share}
    else:
        heard = {key for key in attestors if category_of(index, key) == category}
        params |= {"category": category, "share": of_category}
    code = "single_voice_attestor" if by_attestor else "single_voice_category"
    agencies = tuple(sorted(str(key) for key in heard))
    links = sorted(link.key for link in confirmed if link.attestor in heard)
    rows: tuple[RowKey, ...] = (
        *(("agencies", key) for key in agencies),
        *(("alignment_links", key) for key in links),
    )
    return content, [Finding("INT", HONESTY, code, params, rows, agencies, 1.5)]


def category_of(index: Index, agency: str) -> str:
    """The voice of an internal agency: one of CATEGORIES."""
    kind = index.agencies[agency].kind
    return "unknown" if kind is None else CATEGORY_OF_KIND.get(kind, "other")


def _largest(counts: Mapping[str, int]) -> tuple[str | None, int]:
    name = min(counts, key=lambda key: (-counts[key], key), default=None)
    return name, 0 if name is None else counts[name]


def _link_stuffing(index: Index) -> tuple[dict[str, object], list[Finding]]:
    """Non-exempt active activities linked to more than three objectives, of those that are linked."""
    linked = [row for row in index.aligned if index.links.get(row.key)]
    many = [row for row in linked if len(index.links[row.key]) > LINKS_MANY]
    findings = []
    for row in many:
        links = index.links[row.key]
        rows: tuple[RowKey, ...] = (
            ("activities", row.key),
            *(("alignment_links", link.key) for link in links),
        )
        params = {"activity": row.key, "agency": row.lead, "objectives": len(links)}
        findings.append(
            Finding("INT", HONESTY, "many_objectives", params, rows, (row.lead,), len(links) / 100)
        )
    findings.sort(key=lambda item: (-item.weight, item.rows))
    content: dict[str, object] = {
        "value": ratio(len(many), len(linked)),
        "k": len(many),
        "n": len(linked),
        "activities": [row.key for row in many],
    }
    return content, findings


def _neutral_positions(
    positions: Mapping[str, Sequence[Position]],
) -> tuple[dict[str, object], list[Finding]]:
    """Share of positions on objectives in force that are neutral, and the agencies that are neutral on every
    objective they took one on, three at least."""
    of_agency: dict[str, list[Position]] = defaultdict(list)
    for rows in positions.values():
        for row in rows:
            of_agency[row.agency].append(row)
    count = sum(map(len, of_agency.values()))
    neutral = sum(row.support == 0 for rows in of_agency.values() for row in rows)
    everywhere = [
        agency
        for agency, rows in sorted(of_agency.items())
        if len(rows) >= NEUTRAL_MIN_N and all(row.support == 0 for row in rows)
    ]
    findings = []
    for agency in everywhere:
        keys = sorted(row.key for row in of_agency[agency])
        behind: tuple[RowKey, ...] = (
            ("agencies", agency),
            *(("policy_positions", key) for key in keys),
        )
        params = {"agency": agency, "positions": len(keys)}
        findings.append(Finding("INT", HONESTY, "neutral_everywhere", params, behind, (agency,), 0.01))
    content: dict[str, object] = {
        "value": ratio(neutral, count),
        "k": neutral,
        "n": count,
        "agencies": everywhere,
    }
    return content, findings
