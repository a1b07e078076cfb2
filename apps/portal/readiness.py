"""Gates in the words of the reader: what each asks, what was last seen, what is missing and from whom."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.benchmarks import drawings
from apps.benchmarks.enums import GateRole, Verdict
from apps.benchmarks.models import Gate, GateBenchmark, GateCondition, GateDecision, Indicator
from apps.benchmarks.selectors.board import BoardRow, Measured, Point
from apps.coherence.engine.gates import NOT_ASSESSED
from apps.coherence.engine.registry import (
    BLOCKER_TEXTS,
    GATE_STATE_TEXTS,
    RECOMMENDATION_TEXTS,
    WATCH_TEXTS,
    WATCHED_TEXTS,
)
from apps.coherence.gates.picture import Picture
from apps.coherence.gates.picture import read as read_picture
from apps.core.enums import Grade
from apps.core.templatetags.nexusplan import day, grade_word, number, percent
from apps.missions.enums import Phase

# Each state borrows shape and colour of one of the seven statuses.
LOOKS: Mapping[str, str] = {
    "ready": "achieved",
    "ready_with_conditions": "at_risk",
    "not_ready": "off_track",
    "met_sustained": "achieved",
    "met_recent": "on_track",
    "not_met": "off_track",
    "at_risk": "regressing",
    "regressed": "regressing",
    "beyond_once": "at_risk",
    "holding": "on_track",
}
SIGNAL_OF = {
    "overload": "D9",
    "funding_cliff": "D13",
    "resource_gap": "D11",
    "humanitarian_involvement": "D6",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A word with the status whose shape and colour it has."""

    status: str
    word: str


def look(code: str | None, texts: Mapping[str, str]) -> Look:
    """A code of the computation; what is no known code is shown as it was recorded."""
    if code is None:
        return Look(NOT_ASSESSED, _("Not assessed"))
    return Look(LOOKS.get(code, NOT_ASSESSED), _(texts[code]) if code in texts else code)


def recommended(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """The recommendation in words; without an assessment of the gate, that there is none."""
    if found is None:
        return {"look": Look(NOT_ASSESSED, _("Not computed yet")), "contested": False, "why": []}
    return {
        "look": look(found["recommendation"], RECOMMENDATION_TEXTS),
        "contested": found["contested"],
        "why": _why(found),
    }


def _why(found: Mapping[str, Any]) -> list[str]:
    """The rule that decided, in its order: a known failure beats the unknown."""
    by_role: dict[str, list[str]] = {role: [] for role in GateRole.values}
    for row in found["benchmarks"].values():
        by_role[row["role"]].append(row["state"])
    critical, supporting = by_role[GateRole.CRITICAL], by_role[GateRole.SUPPORTING]
    share = found["supporting_share"]
    words = []
    if not critical and not supporting:
        return [_("No benchmark was agreed for it.")]
    failed, unknown, once = (critical.count(state) for state in ("not_met", NOT_ASSESSED, "met_recent"))
    if failed:
        words.append(
            ngettext("%(n)s critical benchmark is not met.", "%(n)s critical benchmarks are not met.", failed)
            % {"n": failed}
        )
    if unknown:
        words.append(
            ngettext(
                "%(n)s critical benchmark is not assessed.",
                "%(n)s critical benchmarks are not assessed.",
                unknown,
            )
            % {"n": unknown}
        )
    if once:
        words.append(
            ngettext(
                "%(n)s critical benchmark is met for the first time only.",
                "%(n)s critical benchmarks are met for the first time only.",
                once,
            )
            % {"n": once}
        )
    if critical and all(state == "met_sustained" for state in critical):
        words.append(_("Every critical benchmark is met, twice in a row."))
    assessed = len(supporting) - supporting.count(NOT_ASSESSED)
    if supporting:
        words.append(
            _("Supporting benchmarks: %(assessed)s of %(all)s assessed, met of those: %(share)s.")
            % {
                "assessed": assessed,
                "all": len(supporting),
                "share": _("none assessed") if share is None else percent(share),
            }
        )
    if found.get("confirmed") is False:
        words.append(_("No critical benchmark was last verified by an internal actor."))
    return words


def blockers(code: str, names: Iterable[str]) -> list[dict[str, str]]:
    """Blocking signals with the page that shows what is behind each."""
    return [
        {
            "text": blocker_word(name),
            "url": reverse("coherence:signal", kwargs={"code": code, "signal": SIGNAL_OF[name]})
            if name in SIGNAL_OF
            else "",
        }
        for name in names
    ]


def blocker_word(name: str) -> str:
    return _(BLOCKER_TEXTS[name]) if name in BLOCKER_TEXTS else name


def benchmark_line(
    role: GateBenchmark, found: Mapping[str, str] | None, row: BoardRow | None
) -> dict[str, Any]:
    """One benchmark of a gate: what is asked, the last two values, its state, what is missing, from whom."""
    measured = None if row is None else row.measured
    indicator = None if measured is None else measured.indicator
    state = None if found is None else found["state"]
    return {
        "key": role.benchmark.key,
        "uuid": role.benchmark.uuid,
        "statement": (None if row is None else row.plan.statement) or role.benchmark.key,
        # A benchmark that no version words has no page.
        "has_page": row is None or row.plan.statement is not None,
        "role": GateRole(role.role).label,
        "critical": role.role == GateRole.CRITICAL,
        "asks": drawings.gate_words(indicator, role),
        "regression": None
        if role.regression_threshold is None
        else number_or(indicator, role.regression_threshold),
        "seen": []
        if measured is None
        else [_seen(measured, point) for point in measured.headline[-2:][::-1]],
        "state": look(state, GATE_STATE_TEXTS),
        "missing": missing(state, row),
        "who": None if row is None else row.plan.owner,
    }


def number_or(indicator: Indicator | None, value: float) -> str:
    """A threshold in the words of its indicator."""
    return str(value) if indicator is None else drawings.shown(indicator, value) or ""


def _seen(measured: Measured, point: Point) -> dict[str, Any]:
    return {
        "value": drawings.shown(measured.indicator, point.value),
        "on": point.on,
        "grade": grade_word(point.grade) if point.grade else None,
    }


def missing(state: str | None, row: BoardRow | None) -> str | None:
    """What is missing before the gate can say more; None where nothing is, or a threshold is not met."""
    if state not in {None, NOT_ASSESSED, "met_recent"}:
        return None
    if row is None:
        return _("The benchmark is not worded in the version in force.")
    if row.measured is None:
        return _("A headline indicator.")
    if not row.measured.headline:
        return _("A first observation.")
    last = row.measured.headline[-1]
    if state == "met_recent":
        return _("A second observation in a row that meets it.")
    if row.progress.stale or row.progress.expired:
        return _("A recent observation: the last is of %(date)s.") % {"date": day(last.on)}
    if last.grade in {None, Grade.CLAIMED}:
        return _("A document: the last observation is only claimed.")
    return _("An assessment since the last observation.") if state is None else None


def decision_line(decision: GateDecision, today: datetime.date) -> dict[str, Any]:
    """One decision of the log with its conditions, and whether the body differed from what it was shown."""
    shown, _paren, contested = (decision.recommendation_shown or "").partition(" (contested)")
    return {
        "row": decision,
        "decision": Verdict(decision.decision).label,
        "shown": _(RECOMMENDATION_TEXTS[shown]) if shown in RECOMMENDATION_TEXTS else shown,
        "contested": bool(_paren) or bool(contested),
        "conditions": [condition_line(one, today) for one in decision.conditions.all()],
        "review_overdue": decision.next_review_on is not None and decision.next_review_on < today,
    }


def condition_line(condition: GateCondition, today: datetime.date) -> dict[str, Any]:
    """One condition: met by then, due or overdue; one without a date is never overdue."""
    met = condition.met_on is not None and condition.met_on <= today
    overdue = not met and condition.due_on is not None and condition.due_on < today
    return {"row": condition, "met": met, "overdue": overdue}


def place_line(
    row: Mapping[str, Any],
    *,
    gates: Mapping[str, Gate],
    areas: Mapping[str, str],
    statements: Mapping[str, str],
) -> dict[str, Any]:
    """Where one place stands between its gates, and the watch over its phase."""
    return {
        "area": None if row["area"] is None else areas.get(row["area"], row["area"]),
        "phase": Phase(row["phase"]).label,
        "since": datetime.date.fromisoformat(row["phase_since"]),
        "next": gates.get(row["next_gate"] or ""),
        "previous": gates.get(row["previous_gate"] or ""),
        "watch": look(row["watch"], WATCH_TEXTS),
        "at_risk": row["watch"] == "at_risk",
        "watched": [
            {
                "statement": statements.get(key, key),
                "look": look(found["state"], WATCHED_TEXTS),
                "since": _date(found["since"]),
            }
            for key, found in row["watched"].items()
        ],
        "triggers": row["triggers"],
        "review_due_on": _date(row["review_due_on"]),
        "reviewed_on": _date(row["reviewed_on"]),
        "losing_fit": sorted({pair.partition("@")[0] for pair in row["losing_fit"]}),
        "watch_until": _date(row["watch_until"]),
    }


SAME = ("phase", "phase_since", "next_gate", "previous_gate", "watch", "triggers", "review_due_on")


def places(rows: Sequence[Mapping[str, Any]], **named: Any) -> list[dict[str, Any]]:
    """Places in the same position on one line: the mission's default first, then what differs from it.

    Areas that follow the mission's default stand with it as `like_mission`; `areas` names the others.
    """
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        mark = (*(str(row[name]) for name in SAME), str(row["watched"]))
        line = lines.setdefault(
            mark, place_line(row, **named) | {"mission": False, "areas": [], "losing_fit": []}
        )
        if row["area"] is None:
            line["mission"] = True
        else:
            line["areas"].append(named["areas"].get(row["area"], row["area"]))
        losing = {pair.partition("@")[0] for pair in row["losing_fit"]}
        line["losing_fit"] = sorted({*line["losing_fit"], *losing})
    return sorted(lines.values(), key=lambda line: (not line["mission"], line["areas"]))


def exit_lines(found: Mapping[str, Any] | None, tasks: Mapping[str, str]) -> list[dict[str, str]]:
    """What exit adds: a term and a sentence for each, as far as it is recorded."""
    if found is None:
        return []
    n, without = found["handovers"], found["without_owner"]
    if not n:
        financed = owners = _("No handover is recorded.")
    else:
        share = found["financed_nationally"]
        financed = (
            _("not known: cost or source of money is not recorded")
            if share["value"] is None
            else _("%(share)s, known for %(known)s of %(all)s (possible: %(lo)s to %(hi)s)")
            % {
                "share": percent(share["value"]),
                "known": number(share["n"]),
                "all": number(n),
                "lo": percent(share["lo"]),
                "hi": percent(share["hi"]),
            }
        )
        owners = _("%(n)s of %(all)s") % {"n": number(n - len(without)), "all": number(n)}
        if without:
            names = ", ".join(tasks.get(key, key) for key in without)
            owners = _("%(owners)s; without one: %(names)s") % {"owners": owners, "names": names}
    return [
        {"term": _("Recurrent cost of handed-over functions financed nationally"), "text": financed},
        {"term": _("Functions with a named internal owner"), "text": owners},
        {"term": _("Funding cliff in the next two years"), "text": _cliff(found)},
    ]


def _cliff(found: Mapping[str, Any]) -> str:
    years = ", ".join(str(year) for year in found["years"])
    if found["cliffs"]:
        return "; ".join(
            _("%(function)s, %(year)s: gap of %(gap)s")
            % {"function": function, "year": year, "gap": percent(gap)}
            for function, year, gap in found["cliffs"]
        )
    if found["cliff"] is None:
        unknown = ", ".join(f"{function} {year}" for function, year in found["cliffs_unknown"])
        if not unknown:
            return _("not known: no funding outlook is recorded")
        return _("not known: nothing recorded for %(what)s") % {"what": unknown}
    return _("no gap above a quarter of the need in %(years)s") % {"years": years}


def picture_lines(text: str | None) -> dict[str, Any] | None:
    """The picture of a past day as it was frozen; None where none of ours was kept."""
    picture = read_picture(text)
    if picture is None:
        return None
    return {
        "as_of": _date(picture["as_of"]),
        "look": look(picture["recommendation"], RECOMMENDATION_TEXTS),
        "contested": picture["contested"],
        "blockers": [
            _(BLOCKER_TEXTS[name]) if name in BLOCKER_TEXTS else name for name in picture["blockers"]
        ],
        "benchmarks": [_pictured(row) for row in picture["benchmarks"]],
        "dissents": [{**row, "raised_on": _date(row["raised_on"])} for row in picture["dissents"]],
        "assessment": picture["assessment"],
        "sha256": picture["inputs_sha256"],
    }


def _pictured(row: Picture) -> dict[str, Any]:
    indicator = None
    if row["value_type"] is not None:
        indicator = Indicator(
            value_type=row["value_type"], unit=row["unit"], currency=row["currency"], stages=row["stages"]
        )
    asked = GateBenchmark(comparator=row["comparator"], threshold=row["threshold"])
    return {
        "statement": row["statement"] or row["key"],
        "role": GateRole(row["role"]).label,
        "asks": drawings.gate_words(indicator, asked),
        "state": look(row["state"], GATE_STATE_TEXTS),
        "seen": [
            {
                "value": None if indicator is None else drawings.shown(indicator, one["value"]),
                "on": _date(one["on"]),
                "grade": grade_word(one["grade"]) if one["grade"] else None,
            }
            for one in row["observations"]
        ],
    }


def _date(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


def title_of(gate: Gate) -> str:
    """Its title, or the step it stands for."""
    return gate.title or f"{gate.get_from_phase_display()} → {gate.get_to_phase_display()}"


def met_words(found: Mapping[str, Any] | None) -> str | None:
    """How many of its benchmarks are met."""
    if found is None:
        return None
    states = [row["state"] for row in found["benchmarks"].values()]
    met = sum(state in {"met_sustained", "met_recent"} for state in states)
    return ngettext("%(met)s of %(all)s benchmark met", "%(met)s of %(all)s benchmarks met", len(states)) % {
        "met": met,
        "all": len(states),
    }
