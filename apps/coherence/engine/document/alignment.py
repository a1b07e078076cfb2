"""Rows on activities and what ties them together."""

from collections.abc import Sequence
from datetime import date

from apps.coherence.engine import inputs as rows
from apps.coherence.engine.document.read import Row, day, keys, register
from apps.core.values import as_float


def activity(row: Row) -> rows.Activity:
    answers = row.get("country_owned_results") or {}
    people = row.get("people_by_area")
    return rows.Activity(
        key=row["key"],
        lead=row["lead"],
        dimension=row["dimension"],
        status=row["status"],
        implementers=keys(row.get("implementers")),
        intended_phases=keys(row.get("intended_phases")),
        areas=keys(row.get("areas")),
        target_group=row.get("target_group"),
        intervention_type=row.get("intervention_type"),
        people_planned=row.get("people_planned"),
        people_by_area=None
        if people is None
        else tuple((item["area"], item.get("people")) for item in people),
        approved_on=day(row.get("approved_on")),
        start=day(row.get("start")),
        end=day(row.get("end")),
        q1=as_float(answers.get("q1")),
        q2=as_float(answers.get("q2")),
        q3=as_float(answers.get("q3")),
        verification_deferred=row.get("verification_deferred") is True,
        consultations_register=register(row, "consultations"),
    )


def link(row: Row) -> rows.Link:
    dispute = row.get("dispute") or {}
    return rows.Link(
        key=row["key"],
        activity=row["activity"],
        objective=row["objective"],
        grade=row["grade"],
        share=as_float(row.get("share")),
        claimed_on=day(row.get("claimed_on")),
        attestor=row.get("attestor"),
        attestor_income_share=as_float(row.get("attestor_income_share")),
        attested_on=day(row.get("attested_on")),
        valid_until=day(row.get("valid_until")),
        disputed_on=day(dispute.get("raised_on")),
        dispute_resolved_on=day(dispute.get("resolved_on")),
        late=row.get("late"),
        redesign=row.get("redesign") is True,
    )


def commitment(row: Row) -> rows.Commitment:
    return rows.Commitment(
        key=row["key"],
        agency=row["agency"],
        made_on=day(row.get("made_on")),
        due_on=day(row.get("due_on")),
        activities=_traces(row.get("activities")),
    )


def product(row: Row) -> rows.Product:
    return rows.Product(
        key=row["key"],
        agency=row["agency"],
        dated_on=day(row.get("dated_on")),
        consulted=row.get("consulted"),
        references=row.get("references"),
        contested_points=row.get("contested_points"),
    )


def position(row: Row) -> rows.Position:
    return rows.Position(
        key=row["key"],
        agency=row["agency"],
        objective=row["objective"],
        support=row.get("support"),
        reserved=row.get("reservation") is not None,
        dated_on=day(row.get("dated_on")),
    )


def contradiction(row: Row) -> rows.Contradiction:
    return rows.Contradiction(
        key=row["key"],
        activity_a=row["activity_a"],
        activity_b=row["activity_b"],
        score=row["score"],
        grade=row["grade"],
        status=row["status"],
        raised_on=day(row.get("raised_on")),
        closed_on=day(row.get("closed_on")),
        acknowledged_by=keys(row.get("acknowledged_by")),
        raised_by=row.get("raised_by"),
    )


def contradiction_review(row: Row) -> rows.ContradictionReview:
    return rows.ContradictionReview(
        key=row["key"],
        reviewed_on=date.fromisoformat(row["reviewed_on"]),
        activities=keys(row.get("activities")),
    )


def consultation(row: Row) -> rows.Consultation:
    return rows.Consultation(
        key=row["key"],
        activity=row["activity"],
        internal_actor=row["internal_actor"],
        held_on=date.fromisoformat(row["held_on"]),
        confirmed=row.get("confirmed_by_internal_actor") is True,
        response=row.get("response"),
        follow_up_on=day(row.get("follow_up_on")),
    )


def audit_sample(row: Row) -> rows.AuditSample:
    units = row.get("units")
    return rows.AuditSample(
        key=row["key"],
        scope=row["scope"],
        drawn_on=date.fromisoformat(row["drawn_on"]),
        population=row["population"],
        eligible=row.get("eligible"),
        units=None if units is None else tuple(map(_audit_unit, units)),
    )


def _audit_unit(item: Row) -> rows.AuditUnit:
    return (
        item["activity"],
        float(item["inclusion_probability"]),
        item.get("outcome"),
        day(item.get("checked_on")),
        item.get("checker"),
    )


def internal_review(row: Row) -> rows.InternalReview:
    return rows.InternalReview(
        key=row["key"],
        activity=row["activity"],
        internal_actor=row["internal_actor"],
        reviewed_on=date.fromisoformat(row["reviewed_on"]),
        outcome=row["outcome"],
    )


def strategy(row: Row) -> rows.Strategy:
    points = row.get("mechanism") or {}
    return rows.Strategy(
        key=row["key"],
        state=row["state"],
        status=row["status"],
        adopted_on=day(row.get("adopted_on")),
        signatories=keys(row.get("signatories")),
        regular_mechanism=as_float(points.get("regular_mechanism")),
        trade_off_mandate=as_float(points.get("trade_off_mandate")),
        central_convening=as_float(points.get("central_convening")),
        political_and_technical=as_float(points.get("political_and_technical")),
        internal_external_mandate=as_float(points.get("internal_external_mandate")),
        activities=_traces(row.get("activities")),
    )


def need(row: Row) -> rows.Need:
    return rows.Need(
        key=row["key"],
        dimension=row["dimension"],
        area=row["area"],
        target_group=row["target_group"],
        intervention_type=row["intervention_type"],
        people=row.get("people"),
        dated_on=day(row.get("dated_on")),
    )


def _traces(items: Sequence[Row] | None) -> rows.Traces | None:
    return None if items is None else tuple((item["activity"], item["grade"]) for item in items)
