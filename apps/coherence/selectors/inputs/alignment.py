"""What agencies and governments say, hold against one another, ask and answer."""

from apps.alignment.models import (
    AuditSample,
    AuditUnit,
    CommitmentTrace,
    Consultation,
    Contradiction,
    ContradictionReview,
    InternalReview,
    LiaisonRequest,
    PolicyCommitment,
    PolicyPosition,
    PolicyProduct,
    Relationship,
    StrategyTrace,
    WholeOfGovernmentStrategy,
)
from apps.coherence.engine import inputs as rows
from apps.coherence.selectors.inputs.reader import Reader, grouped, listed


def commitments(reader: Reader) -> tuple[rows.Commitment, ...]:
    traces = reader.traces(CommitmentTrace, "commitment")
    return tuple(
        rows.Commitment(key, reader.agency[agency], made_on, due_on, listed(traces, pk, recorded))
        for pk, key, agency, made_on, due_on, recorded in reader.of(PolicyCommitment).values_list(
            "pk", "key", "agency_id", "made_on", "due_on", "activities_recorded"
        )
    )


def products(reader: Reader) -> tuple[rows.Product, ...]:
    return tuple(
        rows.Product(key, reader.agency[agency], *rest)
        for key, agency, *rest in reader.of(PolicyProduct).values_list(
            "key", "agency_id", "dated_on", "consulted", "references", "contested_points"
        )
    )


def positions(reader: Reader) -> tuple[rows.Position, ...]:
    return tuple(
        rows.Position(
            key, reader.agency[agency], reader.objective[objective], support, reservation is not None, dated
        )
        for key, agency, objective, support, reservation, dated in reader.of(
            PolicyPosition, never_public=True
        ).values_list("key", "agency_id", "objective_id", "support", "reservation", "dated_on")
    )


def strategies(reader: Reader) -> tuple[rows.Strategy, ...]:
    signatories = reader.pairs(
        WholeOfGovernmentStrategy.signatories.through,
        "wholeofgovernmentstrategy_id",
        "agency_id",
        reader.agency,
    )
    traces = reader.traces(StrategyTrace, "strategy")
    return tuple(
        rows.Strategy(
            key,
            state,
            status,
            adopted_on,
            listed(signatories, pk, has_signatories),
            regular,
            trade_offs,
            central,
            both_levels,
            inside_and_out,
            listed(traces, pk, has_activities),
        )
        for (
            pk,
            key,
            state,
            status,
            adopted_on,
            has_signatories,
            has_activities,
            regular,
            trade_offs,
            central,
            both_levels,
            inside_and_out,
        ) in reader.of(WholeOfGovernmentStrategy).values_list(
            "pk",
            "key",
            "state",
            "status",
            "adopted_on",
            "signatories_recorded",
            "activities_recorded",
            "mechanism_regular_mechanism",
            "mechanism_trade_off_mandate",
            "mechanism_central_convening",
            "mechanism_political_and_technical",
            "mechanism_internal_external_mandate",
        )
    )


def contradictions(reader: Reader) -> tuple[rows.Contradiction, ...]:
    acknowledged = reader.pairs(
        Contradiction.acknowledged_by.through, "contradiction_id", "agency_id", reader.agency
    )
    return tuple(
        rows.Contradiction(
            key,
            reader.activity[a],
            reader.activity[b],
            score,
            grade,
            status,
            raised_on,
            closed_on,
            listed(acknowledged, pk, recorded),
            None if by is None else reader.agency[by],
        )
        for pk, key, a, b, score, grade, status, raised_on, closed_on, recorded, by in reader.of(
            Contradiction
        ).values_list(
            "pk",
            "key",
            "activity_a_id",
            "activity_b_id",
            "score",
            "grade",
            "status",
            "raised_on",
            "closed_on",
            "acknowledged_by_recorded",
            "raised_by_id",
        )
        if a in reader.activity and b in reader.activity
    )


def contradiction_reviews(reader: Reader) -> tuple[rows.ContradictionReview, ...]:
    covered = reader.pairs(
        ContradictionReview.activities.through, "contradictionreview_id", "activity_id", reader.activity
    )
    return tuple(
        rows.ContradictionReview(key, reviewed_on, listed(covered, pk, recorded))
        for pk, key, reviewed_on, recorded in reader.of(ContradictionReview, never_public=True).values_list(
            "pk", "key", "reviewed_on", "activities_recorded"
        )
    )


def consultations(reader: Reader) -> tuple[rows.Consultation, ...]:
    return tuple(
        rows.Consultation(
            key,
            reader.activity[activity],
            reader.agency[actor],
            held_on,
            confirmed is True,
            response,
            follow_up_on,
        )
        for key, activity, actor, held_on, confirmed, response, follow_up_on in reader.of(Consultation)
        .filter(activity__isnull=False)
        .values_list(
            "key",
            "activity_id",
            "internal_actor_id",
            "held_on",
            "confirmed_by_internal_actor",
            "response",
            "follow_up_on",
        )
        if activity in reader.activity
    )


def internal_reviews(reader: Reader) -> tuple[rows.InternalReview, ...]:
    return tuple(
        rows.InternalReview(key, reader.activity[activity], reader.agency[actor], reviewed_on, outcome)
        for key, activity, actor, reviewed_on, outcome in reader.of(
            InternalReview, never_public=True
        ).values_list("key", "activity_id", "internal_actor_id", "reviewed_on", "outcome")
        if activity in reader.activity
    )


def relationships(reader: Reader) -> tuple[rows.Relationship, ...]:
    return tuple(
        rows.Relationship(key, reader.agency[a], reader.agency[b], *rest)
        for key, a, b, *rest in reader.of(Relationship, never_public=True).values_list(
            "key",
            "agency_a_id",
            "agency_b_id",
            "period_from",
            "rating_a",
            "rating_b",
            "band_min",
            "band_max",
            "band_agreed_on",
        )
    )


def liaison_requests(reader: Reader) -> tuple[rows.LiaisonRequest, ...]:
    return tuple(
        rows.LiaisonRequest(
            key,
            reader.agency[actor],
            day,
            reader.agency.get(asker),
            hours,
            kind,
            topic,
            critical,
            reader.activity.get(activity),
        )
        for key, actor, day, asker, hours, kind, topic, critical, activity in reader.of(
            LiaisonRequest, never_public=True, named=True
        ).values_list(
            "key",
            "internal_actor_id",
            "requested_on",
            "requested_by_id",
            "person_hours",
            "kind",
            "topic",
            "critical",
            "activity_id",
        )
    )


def audit_samples(reader: Reader) -> tuple[rows.AuditSample, ...]:
    """Samples without the units that the audience may not see; never public."""
    units = grouped(
        (
            sample,
            (reader.activity[activity], probability, outcome, checked_on, reader.agency.get(checker)),
        )
        for sample, activity, probability, outcome, checked_on, checker in AuditUnit.objects.filter(
            sample__mission=reader.mission
        ).values_list(
            "sample_id", "activity_id", "inclusion_probability", "outcome", "checked_on", "checker_id"
        )
        if activity in reader.activity
    )
    return tuple(
        rows.AuditSample(key, scope, drawn_on, population, eligible, listed(units, pk, recorded))
        for pk, key, scope, drawn_on, population, eligible, recorded in reader.of(
            AuditSample, never_public=True
        ).values_list("pk", "key", "scope", "drawn_on", "population", "eligible", "units_recorded")
    )
