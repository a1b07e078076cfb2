"""D8 consultation burden: what is asked of each internal actor, and what should wait while it is too much."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from apps.coherence.engine.index import EXTERNAL, INTERNAL, Index
from apps.coherence.engine.inputs import Consultation, LiaisonRequest
from apps.coherence.engine.levels.internal_external import internally_verified
from apps.coherence.engine.results import NOT_ASSESSED, Finding, RowKey, Signal
from apps.coherence.engine.settings import (
    BURDEN_WINDOW_MONTHS,
    FOLLOW_UP_MIN_N,
    FOLLOW_UP_MONTHS,
    FOLLOW_UP_SHARE,
    REPEAT_DAYS,
    Settings,
)
from apps.core.values import Window, above, at_least, months_between, ratio

LOAD = "load"
VERIFICATION = "verification"


def consultation_burden(index: Index) -> Signal:
    """D8: hours asked of each internal actor in three months over the liaison hours it declared. Never
    pooled; who was asked nothing and declared nothing is listed too.

    With each actor: how many requests, from how many requesters, how many repeat a topic within 60 days, and
    what became of the consultations it gave time to. Above the threshold: the requests that are not critical,
    and the verifications asked of it that should be deferred. The engine names them and marks nothing.
    """
    window = Window(index.as_of, BURDEN_WINDOW_MONTHS)
    asked: dict[str, list[LiaisonRequest]] = defaultdict(list)
    for row in index.inputs.liaison_requests:
        if index.known(row.requested_on) and index.side(row.internal_actor) == INTERNAL:
            asked[row.internal_actor].append(row)
    held: dict[str, list[Consultation]] = defaultdict(list)
    for consultation in index.inputs.consultations:
        if index.window.holds(consultation.held_on):
            held[consultation.internal_actor].append(consultation)
    agencies: dict[str, dict[str, Any]] = {}
    behind: dict[str, list[str]] = {}
    findings: list[Finding] = []
    for agency in sorted(key for key in index.agencies if index.side(key) == INTERNAL):
        known = asked.get(agency, [])
        requests = [row for row in known if window.holds(row.requested_on)]
        presence = index.presences.get(agency)
        capacity = None if presence is None else presence.liaison_hours_per_quarter
        described = burden_of(index.settings, [row.person_hours for row in requests], capacity)
        described["stop_non_critical"] = described["status"] in {"high", "overload"}
        repeated = _repeated(requests, known)
        described |= {
            "requests": len(requests),
            "hours_unrecorded": sum(row.person_hours is None for row in requests),
            "requesters": len({row.requested_by for row in requests if row.requested_by is not None}),
            "repeats": len(repeated),
            "follow_through": _follow_through(index, held.get(agency, [])),
            "pause": _pause(index, requests) if described["stop_non_critical"] else None,
        }
        agencies[agency] = described
        behind[agency] = [row.key for row in requests]
        findings += _findings(index, agency, described, requests, repeated)
        findings += _unanswered(index, agency, described["follow_through"], held.get(agency, []))
    ordered = tuple(sorted(findings, key=lambda item: -item.weight))
    return Signal("D8", {"agencies": agencies}, ordered, {"liaison_requests": behind})


def burden_of(settings: Settings, hours: Sequence[float | None], capacity: float | None) -> dict[str, Any]:
    """Hours asked (None where nobody said so) against the hours declared: demand, value and its status."""
    known = [one for one in hours if one is not None]
    demand = sum(known) if known or not hours else None
    value = ratio(demand, capacity)
    status = NOT_ASSESSED
    if value is not None:
        status = "ok"
        for label, limit in (
            ("watch", settings.burden_watch),
            ("high", settings.burden_high),
            ("overload", settings.burden_overload),
        ):
            if above(value, limit):
                status = label
    elif demand is not None and capacity is not None:
        status = "overload" if demand > 0 else "ok"
    return {"demand": demand, "capacity": capacity, "value": value, "status": status}


def _repeated(requests: Sequence[LiaisonRequest], known: Sequence[LiaisonRequest]) -> list[LiaisonRequest]:
    """The requests that ask for a topic again within 60 days of an earlier request, whoever asks.

    Topics are compared without regard to case and blanks; a request without a topic repeats nothing.
    """
    last: dict[str, date] = {}
    repeats = set()
    for row in sorted(known, key=lambda item: (item.requested_on, item.key)):
        topic = " ".join((row.topic or "").split()).casefold()
        if not topic:
            continue
        before = last.get(topic)
        if before is not None and row.requested_on - before <= timedelta(days=REPEAT_DAYS):
            repeats.add(row.key)
        last[topic] = row.requested_on
    return [row for row in requests if row.key in repeats]


def _follow_through(index: Index, held: Sequence[Consultation]) -> dict[str, Any]:
    """Share of the consultations of a year that were visibly followed up within six months.

    Those younger than six months without a follow-up are still open: they only widen the bounds.
    """
    followed = [_followed(index, row) for row in held]
    done, waiting = followed.count(True), followed.count(None)
    decided = len(held) - waiting
    return {
        "value": ratio(done, decided),
        "k": done,
        "n": decided,
        "open": waiting,
        "lo": ratio(done, len(held)),
        "hi": ratio(done + waiting, len(held)),
    }


def _followed(index: Index, row: Consultation) -> bool | None:
    return followed_up(row.held_on, row.follow_up_on, index.as_of)


def followed_up(held_on: date, follow_up_on: date | None, as_of: date) -> bool | None:
    """Whether a consultation was visibly followed up within six months; None while it still may be."""
    if follow_up_on is not None and follow_up_on <= as_of:
        return not above(months_between(held_on, follow_up_on), FOLLOW_UP_MONTHS)
    return False if above(months_between(held_on, as_of), FOLLOW_UP_MONTHS) else None


def _pause(index: Index, requests: Sequence[LiaisonRequest]) -> dict[str, list[str]]:
    """What should wait: requests said not to be critical, requests of which nobody said so, and activities
    whose verification was asked of the actor, is not critical, not yet there and not yet deferred."""
    activities = {
        row.activity
        for row in requests
        if row.kind == VERIFICATION and row.activity is not None and row.critical is not True
    }
    return {
        "non_critical": [row.key for row in requests if row.critical is False],
        "unsaid": [row.key for row in requests if row.critical is None],
        "verifications": sorted(
            key
            for key in activities
            if key in index.active
            and key not in index.exempt
            and index.side(index.active[key].lead) == EXTERNAL
            and not index.active[key].verification_deferred
            and not internally_verified(index, index.active[key])
        ),
    }


def _findings(
    index: Index,
    agency: str,
    described: Mapping[str, Any],
    requests: Sequence[LiaisonRequest],
    repeated: Sequence[LiaisonRequest],
) -> list[Finding]:
    found = []
    value = described["value"]
    weight = value if isinstance(value, float) else 0.0
    if requests and described["status"] != "ok":
        params = {
            "agency": agency,
            **{name: described[name] for name in ("requests", "demand", "capacity", "value", "status")},
            "stop_non_critical": described["stop_non_critical"],
        }
        code = f"burden_{described['status']}"
        found.append(Finding("D8", LOAD, code, params, _rows(requests), _requesters(requests), weight))
    if repeated:
        params = {"agency": agency, "repeats": len(repeated), "requests": len(requests)}
        found.append(
            Finding(
                "D8", LOAD, "requests_repeated", params, _rows(repeated), _requesters(repeated), weight / 2
            )
        )
    pause = described["pause"]
    if pause is not None and pause["verifications"]:
        keys = pause["verifications"]
        actors = tuple(sorted({index.active[key].lead for key in keys}))
        rows: tuple[RowKey, ...] = tuple(("activities", key) for key in keys)
        params = {"agency": agency, "activities": len(keys)}
        found.append(Finding("D8", LOAD, "verifications_to_defer", params, rows, actors, weight * 0.9))
    return found


def _unanswered(
    index: Index, agency: str, followed: Mapping[str, Any], held: Sequence[Consultation]
) -> list[Finding]:
    if followed["n"] < FOLLOW_UP_MIN_N or at_least(followed["value"], FOLLOW_UP_SHARE):
        return []
    missed = [row for row in held if _followed(index, row) is False]
    rows: tuple[RowKey, ...] = tuple(("consultations", row.key) for row in missed)
    actors = tuple(sorted({index.leads[row.activity] for row in missed}))
    params = {"agency": agency, "followed": followed["k"], "consultations": followed["n"]}
    return [Finding("D8", LOAD, "follow_up_missing", params, rows, actors, 0.1)]


def _rows(requests: Sequence[LiaisonRequest]) -> tuple[RowKey, ...]:
    return tuple(("liaison_requests", row.key) for row in requests)


def _requesters(requests: Sequence[LiaisonRequest]) -> tuple[str, ...]:
    return tuple(sorted({row.requested_by for row in requests if row.requested_by is not None}))
