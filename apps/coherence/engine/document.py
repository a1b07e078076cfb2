"""From a validated mission bundle (the parsed JSON document) to `Inputs`. Pure; also the specification of
the loader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from apps.benchmarks.progress import as_number
from apps.coherence.engine import inputs as rows
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.inputs import Inputs, canonical
from apps.coherence.engine.settings import METHOD_VERSION, Settings
from apps.core.values import as_float

Row = Mapping[str, Any]

__all__ = ["fingerprint", "inputs_from_document", "settings_from"]


def settings_from(given: Mapping[str, float | None] | None) -> Settings:
    """The method's thresholds with those the mission sets; a missing or null one keeps the default."""
    known = {field.name for field in fields(Settings)}
    return Settings(**{k: float(v) for k, v in (given or {}).items() if k in known and v is not None})


def inputs_from_document(bundle: Row) -> Inputs:
    """The columns the engine reads, in canonical order. `bundle` must be valid; absent and null mean
    missing."""
    rows_of = _rows_of(bundle)
    benchmark_indicators = [item for item in rows_of("indicators") if item.get("benchmark") is not None]
    stages = {item["key"]: item.get("stages") for item in benchmark_indicators}
    return canonical(
        Inputs(
            mission=_mission(bundle["mission"]),
            agencies=_map(_agency, rows_of("agencies")),
            mission_agencies=_map(_mission_agency, rows_of("mission_agencies")),
            areas=_map(_area, rows_of("areas")),
            phase_periods=_map(_phase_period, rows_of("phase_periods")),
            framework_versions=_map(_framework_version, rows_of("framework_versions")),
            objective_texts=_map(_objective_text, rows_of("objective_texts")),
            benchmarks=_map(_benchmark, rows_of("benchmarks")),
            benchmark_texts=_map(_benchmark_text, rows_of("benchmark_texts")),
            indicators=_map(_indicator, benchmark_indicators),
            milestones=_milestones(rows_of("milestones"), stages),
            observations=_observations(rows_of("observations"), stages),
            gates=_map(_gate, rows_of("gates")),
            dissents=tuple(
                _dissent(row)
                for row in rows_of("dissents")
                if row.get("benchmark") is not None or row.get("gate") is not None
            ),
            activities=_map(_activity, rows_of("activities")),
            alignment_links=_map(_link, rows_of("alignment_links")),
            policy_commitments=_map(_commitment, rows_of("policy_commitments")),
            policy_products=_map(_product, rows_of("policy_products")),
            policy_positions=_map(_position, rows_of("policy_positions")),
            contradictions=_map(_contradiction, rows_of("contradictions")),
            contradiction_reviews=_map(_contradiction_review, rows_of("contradiction_reviews")),
            consultations=tuple(
                _consultation(row) for row in rows_of("consultations") if row.get("activity") is not None
            ),
            internal_reviews=_map(_internal_review, rows_of("internal_reviews")),
            relationships=_map(_relationship, rows_of("relationships")),
            forums=_map(_forum, rows_of("forums")),
            forum_meetings=_map(_forum_meeting, rows_of("forum_meetings")),
            joint_missions=_map(_joint_mission, rows_of("joint_missions")),
            analytic_work=_map(_analytic_work, rows_of("analytic_work")),
            funding_lines=_map(_funding_line, rows_of("funding_lines")),
            exchange_rates=_map(_exchange_rate, rows_of("exchange_rates")),
            forward_plans=_map(_forward_plan, rows_of("forward_plans")),
            resource_requirements=_map(_resource_requirement, rows_of("resource_requirements")),
            funding_outlooks=_map(_funding_outlook, rows_of("funding_outlooks")),
            whole_of_government_strategies=_map(_strategy, rows_of("whole_of_government_strategies")),
            needs=_map(_need, rows_of("needs")),
            liaison_requests=_map(_liaison_request, rows_of("liaison_requests")),
            coordination_costs=_map(_coordination_cost, rows_of("coordination_costs")),
            scenarios=_map(_scenario, rows_of("scenarios")),
            assessments=_map(_assessment, rows_of("assessments")),
        )
    )


def _rows_of(bundle: Row) -> Any:
    def rows_of(name: str) -> Sequence[Row]:
        return bundle.get(name) or ()

    return rows_of


def _map(make: Any, items: Iterable[Row]) -> Any:
    return tuple(make(item) for item in items)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _keys(items: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if items is None else tuple(items)


def _traces(items: Sequence[Row] | None) -> rows.Traces | None:
    return None if items is None else tuple((item["activity"], item["grade"]) for item in items)


def _register(row: Row, name: str) -> str | None:
    state: str | None = (row.get("registers") or {}).get(name)
    return state


def _mission(row: Row) -> rows.Mission:
    dimensions = row.get("dimensions")
    return rows.Mission(
        code=row["code"],
        currency=row["currency"],
        method_version=row.get("method_version") or METHOD_VERSION,
        government_counterpart=row.get("government_counterpart"),
        dimensions=None if dimensions is None else tuple(_dimension(item) for item in dimensions),
        joint_missions_register=_register(row, "joint_missions"),
        analytic_work_register=_register(row, "analytic_work"),
        forums_register=_register(row, "forums"),
        coordination_costs_register=_register(row, "coordination_costs"),
        settings=settings_from(row.get("settings")),
    )


def _dimension(item: str | Row) -> tuple[str, str]:
    return (item, item) if isinstance(item, str) else (item["code"], item["core"])


def _agency(row: Row) -> rows.Agency:
    return rows.Agency(
        key=row["key"],
        side=row["side"],
        state=row.get("state"),
        political_or_security=row.get("political_or_security") is True,
        principled_humanitarian=row.get("principled_humanitarian") is True,
    )


def _mission_agency(row: Row) -> rows.MissionAgency:
    return rows.MissionAgency(
        key=row["key"],
        agency=row["agency"],
        since=_day(row.get("since")),
        until=_day(row.get("until")),
        liaison_hours_per_quarter=as_float(row.get("liaison_hours_per_quarter")),
        policy_commitments_register=_register(row, "policy_commitments"),
        policy_products_register=_register(row, "policy_products"),
        forward_plans_register=_register(row, "forward_plans"),
    )


def _area(row: Row) -> rows.Area:
    return rows.Area(key=row["key"], parent=row.get("parent"))


def _phase_period(row: Row) -> rows.PhasePeriod:
    return rows.PhasePeriod(
        key=row["key"],
        phase=row["phase"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=_day(row.get("period_to")),
        area=row.get("area"),
    )


def _framework_version(row: Row) -> rows.FrameworkVersion:
    acknowledged, reservations = row.get("acknowledged_by"), row.get("reservations")
    return rows.FrameworkVersion(
        key=row["key"],
        number=row["number"],
        status=row["status"],
        adopted_on=_day(row.get("adopted_on")),
        superseded_on=_day(row.get("superseded_on")),
        acknowledged_by=None
        if acknowledged is None
        else tuple((item["agency"], _day(item.get("acknowledged_on"))) for item in acknowledged),
        reservations=None
        if reservations is None
        else tuple((item["agency"], _day(item.get("dated_on"))) for item in reservations),
    )


def _objective_text(row: Row) -> rows.ObjectiveText:
    endorsements = row.get("endorsements")
    return rows.ObjectiveText(
        key=row["key"],
        framework_version=row["framework_version"],
        objective=row["objective"],
        dimension=row["dimension"],
        priority=row.get("priority"),
        endorsements=None
        if endorsements is None
        else tuple(
            (item["agency"], _day(item.get("endorsed_on")), as_float(item.get("income_share")))
            for item in endorsements
        ),
    )


def _benchmark(row: Row) -> rows.Benchmark:
    return rows.Benchmark(key=row["key"], objective=row["objective"], retired_on=_day(row.get("retired_on")))


def _benchmark_text(row: Row) -> rows.BenchmarkText:
    return rows.BenchmarkText(
        key=row["key"], framework_version=row["framework_version"], benchmark=row["benchmark"]
    )


def _indicator(row: Row) -> rows.BenchmarkIndicator:
    stages = row.get("stages")
    return rows.BenchmarkIndicator(
        key=row["key"],
        benchmark=row["benchmark"],
        headline=row.get("headline") is True,
        direction=row["direction"],
        reporting_interval_months=float(row["reporting_interval_months"]),
        baseline_value=as_number(row.get("baseline_value"), stages),
        baseline_on=_day(row.get("baseline_on")),
        target_value=as_number(row.get("target_value"), stages),
        target_on=_day(row.get("target_on")),
        tolerance=as_float(row.get("tolerance")),
        range_min=as_float(row.get("range_min")),
        range_max=as_float(row.get("range_max")),
        natural_min=as_float(row.get("natural_min")),
        natural_max=as_float(row.get("natural_max")),
        breaks=tuple(date.fromisoformat(item["date"]) for item in row.get("breaks") or ()),
        shocks=tuple(date.fromisoformat(item["date"]) for item in row.get("shocks") or ()),
        required_groups=tuple(row.get("required_groups") or ()),
        required_areas=tuple(row.get("required_areas") or ()),
    )


def _milestones(items: Iterable[Row], stages: Mapping[str, Any]) -> tuple[rows.Milestone, ...]:
    found = []
    for row in items:
        if row["indicator"] in stages and row.get("group") is None and row.get("area") is None:
            value = as_number(row.get("value"), stages[row["indicator"]])
            if value is not None:
                found.append(
                    rows.Milestone(
                        key=row["key"],
                        indicator=row["indicator"],
                        due_on=date.fromisoformat(row["due_on"]),
                        value=value,
                    )
                )
    return tuple(found)


def _observations(items: Iterable[Row], stages: Mapping[str, Any]) -> tuple[rows.Observation, ...]:
    found = []
    for row in items:
        if row["indicator"] not in stages or row["state"] != "accepted":
            continue
        value = as_number(row.get("value"), stages[row["indicator"]])
        if value is None:
            continue
        found.append(
            rows.Observation(
                key=row["key"],
                indicator=row["indicator"],
                observed_on=date.fromisoformat(row["observed_on"]),
                value=value,
                group=row.get("group"),
                area=row.get("area"),
                people=row.get("people"),
                standard_error=as_float(row.get("standard_error")),
                interval_low=as_float(row.get("interval_low")),
                interval_high=as_float(row.get("interval_high")),
                grade=row.get("grade"),
                attestor=row.get("attestor"),
                attested_on=_day(row.get("attested_on")),
            )
        )
    return tuple(found)


def _gate(row: Row) -> rows.Gate:
    return rows.Gate(
        key=row["key"],
        agreed_on=_day(row.get("agreed_on")),
        benchmarks=tuple(
            rows.GateBenchmark(item["benchmark"], item["role"], item["comparator"], float(item["threshold"]))
            for item in row.get("benchmarks") or ()
        ),
        blocking_signals=_keys(row.get("blocking_signals")),
    )


def _dissent(row: Row) -> rows.Dissent:
    return rows.Dissent(
        key=row["key"],
        agency=row["agency"],
        raised_on=date.fromisoformat(row["raised_on"]),
        resolved_on=_day(row.get("resolved_on")),
        benchmark=row.get("benchmark"),
        gate=row.get("gate"),
    )


def _activity(row: Row) -> rows.Activity:
    answers = row.get("country_owned_results") or {}
    people = row.get("people_by_area")
    return rows.Activity(
        key=row["key"],
        lead=row["lead"],
        dimension=row["dimension"],
        status=row["status"],
        implementers=_keys(row.get("implementers")),
        intended_phases=_keys(row.get("intended_phases")),
        areas=_keys(row.get("areas")),
        target_group=row.get("target_group"),
        intervention_type=row.get("intervention_type"),
        people_planned=row.get("people_planned"),
        people_by_area=None
        if people is None
        else tuple((item["area"], item.get("people")) for item in people),
        approved_on=_day(row.get("approved_on")),
        start=_day(row.get("start")),
        end=_day(row.get("end")),
        q1=as_float(answers.get("q1")),
        q2=as_float(answers.get("q2")),
        q3=as_float(answers.get("q3")),
        verification_deferred=row.get("verification_deferred") is True,
        consultations_register=_register(row, "consultations"),
    )


def _link(row: Row) -> rows.Link:
    dispute = row.get("dispute") or {}
    return rows.Link(
        key=row["key"],
        activity=row["activity"],
        objective=row["objective"],
        grade=row["grade"],
        share=as_float(row.get("share")),
        claimed_on=_day(row.get("claimed_on")),
        attestor=row.get("attestor"),
        attestor_income_share=as_float(row.get("attestor_income_share")),
        attested_on=_day(row.get("attested_on")),
        valid_until=_day(row.get("valid_until")),
        disputed_on=_day(dispute.get("raised_on")),
        dispute_resolved_on=_day(dispute.get("resolved_on")),
        late=row.get("late"),
        redesign=row.get("redesign") is True,
    )


def _commitment(row: Row) -> rows.Commitment:
    return rows.Commitment(
        key=row["key"],
        agency=row["agency"],
        made_on=_day(row.get("made_on")),
        due_on=_day(row.get("due_on")),
        activities=_traces(row.get("activities")),
    )


def _product(row: Row) -> rows.Product:
    return rows.Product(
        key=row["key"],
        agency=row["agency"],
        dated_on=_day(row.get("dated_on")),
        consulted=row.get("consulted"),
        references=row.get("references"),
        contested_points=row.get("contested_points"),
    )


def _position(row: Row) -> rows.Position:
    return rows.Position(
        key=row["key"],
        agency=row["agency"],
        objective=row["objective"],
        support=row.get("support"),
        reserved=row.get("reservation") is not None,
        dated_on=_day(row.get("dated_on")),
    )


def _contradiction(row: Row) -> rows.Contradiction:
    return rows.Contradiction(
        key=row["key"],
        activity_a=row["activity_a"],
        activity_b=row["activity_b"],
        score=row["score"],
        grade=row["grade"],
        status=row["status"],
        raised_on=_day(row.get("raised_on")),
        closed_on=_day(row.get("closed_on")),
        acknowledged_by=_keys(row.get("acknowledged_by")),
    )


def _contradiction_review(row: Row) -> rows.ContradictionReview:
    return rows.ContradictionReview(
        key=row["key"],
        reviewed_on=date.fromisoformat(row["reviewed_on"]),
        activities=_keys(row.get("activities")),
    )


def _consultation(row: Row) -> rows.Consultation:
    return rows.Consultation(
        key=row["key"],
        activity=row["activity"],
        internal_actor=row["internal_actor"],
        held_on=date.fromisoformat(row["held_on"]),
        confirmed=row.get("confirmed_by_internal_actor") is True,
        response=row.get("response"),
    )


def _internal_review(row: Row) -> rows.InternalReview:
    return rows.InternalReview(
        key=row["key"],
        activity=row["activity"],
        internal_actor=row["internal_actor"],
        reviewed_on=date.fromisoformat(row["reviewed_on"]),
        outcome=row["outcome"],
    )


def _relationship(row: Row) -> rows.Relationship:
    return rows.Relationship(
        key=row["key"],
        agency_a=row["agency_a"],
        agency_b=row["agency_b"],
        period_from=_day(row.get("period_from")),
        rating_a=row.get("rating_a"),
        rating_b=row.get("rating_b"),
        band_min=row.get("band_min"),
        band_max=row.get("band_max"),
        band_agreed_on=_day(row.get("band_agreed_on")),
    )


def _forum(row: Row) -> rows.Forum:
    return rows.Forum(key=row["key"], chairs=_keys(row.get("chairs")))


def _forum_meeting(row: Row) -> rows.ForumMeeting:
    return rows.ForumMeeting(key=row["key"], forum=row["forum"], held_on=date.fromisoformat(row["held_on"]))


def _joint_mission(row: Row) -> rows.JointMission:
    return rows.JointMission(
        key=row["key"],
        participants=tuple(row["participants"]),
        started_on=date.fromisoformat(row["started_on"]),
        ended_on=_day(row.get("ended_on")),
        humanitarian=row.get("humanitarian") is True,
    )


def _analytic_work(row: Row) -> rows.AnalyticWork:
    return rows.AnalyticWork(
        key=row["key"],
        participants=tuple(row["participants"]),
        published_on=date.fromisoformat(row["published_on"]),
        humanitarian=row.get("humanitarian") is True,
    )


def _funding_line(row: Row) -> rows.FundingLine:
    systems = row.get("country_systems") or {}
    return rows.FundingLine(
        key=row["key"],
        activity=row["activity"],
        funder=row["funder"],
        period_from=date.fromisoformat(row["period_from"]),
        currency=row["currency"],
        period_to=_day(row.get("period_to")),
        value_date=_day(row.get("value_date")),
        scheduled=as_float(row.get("scheduled")),
        disbursed=as_float(row.get("disbursed")),
        programme_based=row.get("programme_based"),
        to_government_sector=as_float(row.get("to_government_sector")),
        budget_execution=systems.get("budget_execution"),
        financial_reporting=systems.get("financial_reporting"),
        audit=systems.get("audit"),
        procurement=systems.get("procurement"),
    )


def _exchange_rate(row: Row) -> rows.ExchangeRate:
    return rows.ExchangeRate(
        key=row["key"],
        currency=row["currency"],
        valid_on=date.fromisoformat(row["valid_on"]),
        rate=float(row["rate"]),
    )


def _forward_plan(row: Row) -> rows.ForwardPlan:
    return rows.ForwardPlan(
        key=row["key"],
        funder=row["funder"],
        years_shared=as_float(row.get("years_shared")),
        shared_on=_day(row.get("shared_on")),
    )


def _resource_requirement(row: Row) -> rows.ResourceRequirement:
    return rows.ResourceRequirement(
        key=row["key"],
        objective=row["objective"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        currency=row["currency"],
        amount=float(row["amount"]),
    )


def _funding_outlook(row: Row) -> rows.FundingOutlook:
    return rows.FundingOutlook(
        key=row["key"],
        function=row["function"],
        year=row["year"],
        currency=row["currency"],
        assessed=as_float(row.get("assessed")),
        voluntary_committed=as_float(row.get("voluntary_committed")),
        national=as_float(row.get("national")),
        need=as_float(row.get("need")),
    )


def _strategy(row: Row) -> rows.Strategy:
    points = row.get("mechanism") or {}
    return rows.Strategy(
        key=row["key"],
        state=row["state"],
        status=row["status"],
        adopted_on=_day(row.get("adopted_on")),
        signatories=_keys(row.get("signatories")),
        regular_mechanism=as_float(points.get("regular_mechanism")),
        trade_off_mandate=as_float(points.get("trade_off_mandate")),
        central_convening=as_float(points.get("central_convening")),
        political_and_technical=as_float(points.get("political_and_technical")),
        internal_external_mandate=as_float(points.get("internal_external_mandate")),
        activities=_traces(row.get("activities")),
    )


def _need(row: Row) -> rows.Need:
    return rows.Need(
        key=row["key"],
        dimension=row["dimension"],
        area=row["area"],
        target_group=row["target_group"],
        intervention_type=row["intervention_type"],
        people=row.get("people"),
        dated_on=_day(row.get("dated_on")),
    )


def _liaison_request(row: Row) -> rows.LiaisonRequest:
    return rows.LiaisonRequest(
        key=row["key"],
        internal_actor=row["internal_actor"],
        requested_on=date.fromisoformat(row["requested_on"]),
        requested_by=row.get("requested_by"),
        person_hours=as_float(row.get("person_hours")),
    )


def _coordination_cost(row: Row) -> rows.CoordinationCost:
    return rows.CoordinationCost(
        key=row["key"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        currency=row["currency"],
        person_hours=as_float(row.get("person_hours")),
        hourly_rate=as_float(row.get("hourly_rate")),
        amount=as_float(row.get("amount")),
    )


def _scenario(row: Row) -> rows.Scenario:
    return rows.Scenario(
        key=row["key"],
        agency=row.get("agency"),
        plan_of_record=row.get("plan_of_record") is True,
        currency=row.get("currency"),
        delivery=_amounts(row.get("delivery")),
        capacity_building=_amounts(row.get("capacity_building")),
        first_capacity=as_float(row.get("first_capacity")),
        gain=as_float(row.get("gain")),
        lag=row.get("lag"),
        lapse=as_float(row.get("lapse")),
        decay=as_float(row.get("decay")),
        capacity_max=as_float(row.get("capacity_max")),
    )


def _amounts(items: Sequence[str] | None) -> tuple[float, ...] | None:
    return None if items is None else tuple(float(item) for item in items)


def _assessment(row: Row) -> rows.RecordedAssessment:
    return rows.RecordedAssessment(
        key=row["key"],
        as_of=date.fromisoformat(row["as_of"]),
        values=tuple(
            rows.RecordedValue(
                level=item["level"],
                indicator=item.get("indicator"),
                strip=item.get("strip"),
                status=item["status"],
                value=as_float(item.get("value")),
                k=as_float(item.get("k")),
                n=as_float(item.get("n")),
            )
            for item in row.get("values") or ()
            if item.get("subject") is None
        ),
    )
