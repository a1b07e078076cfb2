"""Who is here, where, when, and the shared framework."""

import datetime
from dataclasses import fields

from apps.coherence.engine import inputs as rows
from apps.coherence.engine.settings import METHOD_VERSION, Settings
from apps.coherence.selectors.inputs.reader import Reader, grouped, listed
from apps.frameworks.enums import ADOPTED, VersionStatus
from apps.frameworks.models import (
    Endorsement,
    FrameworkVersion,
    ObjectiveText,
    VersionAcknowledgement,
    VersionReservation,
)
from apps.missions.models import Area, Mission, MissionAgency, PhasePeriod


def mission(reader: Reader) -> rows.Mission:
    of = reader.mission
    return rows.Mission(
        code=of.code,
        currency=of.currency,
        method_version=of.method_version or METHOD_VERSION,
        government_counterpart=of.government_counterpart,
        dimensions=None
        if of.dimensions is None
        else tuple(
            (item, item) if isinstance(item, str) else (item["code"], item["core"]) for item in of.dimensions
        ),
        joint_missions_register=of.register_joint_missions,
        analytic_work_register=of.register_analytic_work,
        forums_register=of.register_forums,
        coordination_costs_register=of.register_coordination_costs,
        settings=settings_of(of),
    )


def settings_of(mission: Mission) -> Settings:
    """The thresholds of a mission: its own where it set one, else those of the method. No query."""
    given = {
        field.name: value
        for field in fields(Settings)
        if (value := getattr(mission, f"setting_{field.name}")) is not None
    }
    return Settings(**given)


def agencies(reader: Reader) -> tuple[rows.Agency, ...]:
    return tuple(
        rows.Agency(key, side, state, political is True, principled is True, kind)
        for key, side, state, political, principled, kind in reader.of(MissionAgency).values_list(
            "key",
            "side",
            "agency__state",
            "political_or_security",
            "principled_humanitarian",
            "agency__kind",
        )
    )


def presence(reader: Reader) -> tuple[rows.MissionAgency, ...]:
    return tuple(
        rows.MissionAgency(
            presence, agency, since, until, None if reader.public else hours, commitments, products, plans
        )
        for presence, agency, since, until, hours, commitments, products, plans in reader.of(MissionAgency)
        .filter(registered=True)
        .values_list(
            "presence_key",
            "key",
            "since",
            "until",
            "liaison_hours_per_quarter",
            "register_policy_commitments",
            "register_policy_products",
            "register_forward_plans",
        )
    )


def areas(reader: Reader) -> tuple[rows.Area, ...]:
    return tuple(
        rows.Area(key, reader.area.get(parent))
        for key, parent in reader.of(Area).values_list("key", "parent_id")
    )


def phase_periods(reader: Reader) -> tuple[rows.PhasePeriod, ...]:
    return tuple(
        rows.PhasePeriod(key, phase, start, end, reader.area.get(area))
        for key, phase, start, end, area in reader.of(PhasePeriod).values_list(
            "key", "phase", "period_from", "period_to", "area_id"
        )
    )


def versions(reader: Reader) -> tuple[rows.FrameworkVersion, ...]:
    acknowledged = grouped(
        (version, (reader.agency[agency], day))
        for version, agency, day in VersionAcknowledgement.objects.filter(
            framework_version__mission=reader.mission
        ).values_list("framework_version_id", "agency_id", "acknowledged_on")
    )
    reservations = grouped(
        (version, (reader.agency[agency], day))
        for version, agency, day in VersionReservation.objects.filter(
            framework_version__mission=reader.mission
        ).values_list("framework_version_id", "agency_id", "dated_on")
    )
    versions = reader.of(FrameworkVersion)
    secret: set[datetime.date | None] = set()
    if reader.public:
        # Drafts are the members' own; an embargo hides a version, and that the one before it was superseded.
        secret = set(versions.exclude(embargo_until=None).values_list("adopted_on", flat=True))
        versions = versions.filter(status__in=ADOPTED, embargo_until=None)
    found = versions.values_list(
        "pk",
        "key",
        "number",
        "status",
        "adopted_on",
        "superseded_on",
        "acknowledged_by_recorded",
        "reservations_recorded",
    )
    return tuple(
        rows.FrameworkVersion(
            key,
            number,
            VersionStatus.ADOPTED.value if superseded in secret else status,
            adopted,
            None if superseded in secret else superseded,
            listed(acknowledged, pk, has_acknowledged),
            listed(reservations, pk, has_reservations),
        )
        for pk, key, number, status, adopted, superseded, has_acknowledged, has_reservations in found
    )


def objective_texts(reader: Reader) -> tuple[rows.ObjectiveText, ...]:
    endorsements = grouped(
        (text, (reader.agency[agency], day, share))
        for text, agency, day, share in Endorsement.objects.filter(
            objective_text__mission=reader.mission
        ).values_list("objective_text_id", "agency_id", "endorsed_on", "income_share")
    )
    texts = reader.of(ObjectiveText)
    if reader.public:
        texts = texts.filter(**ObjectiveText.public_when)
    return tuple(
        rows.ObjectiveText(
            key,
            reader.version[version],
            reader.objective[objective],
            dimension,
            priority,
            listed(endorsements, pk, recorded),
        )
        for pk, key, version, objective, dimension, priority, recorded in texts.values_list(
            "pk",
            "key",
            "framework_version_id",
            "objective_id",
            "dimension",
            "priority",
            "endorsements_recorded",
        )
    )
