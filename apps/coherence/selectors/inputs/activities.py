"""Who does what, toward which objective, with what money."""

import json

from apps.activities.models import Activity, ActivityArea, ActivityPeople
from apps.alignment.models import AlignmentLink
from apps.coherence.engine import inputs as rows
from apps.coherence.selectors.inputs.reader import Reader, columns, grouped, listed
from apps.core.values import as_float
from apps.funding.enums import ScenarioSeries
from apps.funding.models import AbsorptionScenario, FundingLine, ScenarioAmount


def activities(reader: Reader) -> tuple[rows.Activity, ...]:
    implementers = reader.pairs(Activity.implementers.through, "activity_id", "agency_id", reader.agency)
    areas = reader.pairs(ActivityArea, "activity_id", "area_id", reader.area)
    people = grouped(
        (activity, (reader.area[area], count))
        for activity, area, count in columns(
            ActivityPeople.objects.filter(activity__mission=reader.mission),
            "activity_id",
            "area_id",
            "people",
        )
    )
    return tuple(
        rows.Activity(
            key=key,
            lead=reader.agency[lead],
            dimension=dimension,
            status=status,
            implementers=listed(implementers, pk, has_implementers),
            intended_phases=None if phases is None else tuple(json.loads(phases)),
            areas=listed(areas, pk, has_areas),
            target_group=group,
            intervention_type=kind,
            people_planned=planned,
            people_by_area=listed(people, pk, has_people),
            approved_on=approved,
            start=start,
            end=end,
            q1=q1,
            q2=q2,
            q3=q3,
            verification_deferred=deferred is True,
            consultations_register=register,
        )
        for (
            pk,
            key,
            lead,
            dimension,
            status,
            has_implementers,
            phases,
            has_areas,
            group,
            kind,
            planned,
            has_people,
            approved,
            start,
            end,
            q1,
            q2,
            q3,
            deferred,
            register,
        ) in columns(
            reader.activities(),
            "pk",
            "key",
            "lead_id",
            "dimension",
            "status",
            "implementers_recorded",
            "intended_phases",
            "areas_recorded",
            "target_group",
            "intervention_type",
            "people_planned",
            "people_by_area_recorded",
            "approved_on",
            "start",
            "end",
            "country_owned_results_q1",
            "country_owned_results_q2",
            "country_owned_results_q3",
            "verification_deferred",
            "register_consultations",
        )
    )


def links(reader: Reader) -> tuple[rows.Link, ...]:
    activity, objective, agency = reader.activity, reader.objective, reader.agency
    return tuple(
        rows.Link(
            key,
            activity[of],
            objective[to],
            grade,
            share,
            claimed_on,
            agency.get(attestor),
            income_share,
            attested_on,
            valid_until,
            disputed_on,
            resolved_on,
            late,
            redesign is True,
        )
        for (
            key,
            of,
            to,
            grade,
            share,
            claimed_on,
            attestor,
            income_share,
            attested_on,
            valid_until,
            disputed_on,
            resolved_on,
            late,
            redesign,
        ) in columns(
            reader.of(AlignmentLink),
            "key",
            "activity_id",
            "objective_id",
            "grade",
            "share",
            "claimed_on",
            "attestor_id",
            "attestor_income_share",
            "attested_on",
            "valid_until",
            "dispute__raised_on",
            "dispute__resolved_on",
            "late",
            "redesign",
        )
        if of in activity
    )


def funding_lines(reader: Reader) -> tuple[rows.FundingLine, ...]:
    return tuple(
        rows.FundingLine(
            key,
            reader.activity[activity],
            reader.agency[funder],
            start,
            currency,
            end,
            value_date,
            as_float(scheduled),
            as_float(disbursed),
            programme_based,
            as_float(to_government),
            *systems,
        )
        for (
            key,
            activity,
            funder,
            start,
            currency,
            end,
            value_date,
            scheduled,
            disbursed,
            programme_based,
            to_government,
            *systems,
        ) in columns(
            reader.of(FundingLine),
            "key",
            "activity_id",
            "funder_id",
            "period_from",
            "currency",
            "period_to",
            "value_date",
            "scheduled",
            "disbursed",
            "programme_based",
            "to_government_sector",
            "country_systems_budget_execution",
            "country_systems_financial_reporting",
            "country_systems_audit",
            "country_systems_procurement",
        )
        if activity in reader.activity
    )


def scenarios(reader: Reader) -> tuple[rows.Scenario, ...]:
    amounts = grouped(
        ((scenario, series), float(amount))
        for scenario, series, amount in ScenarioAmount.objects.filter(scenario__mission=reader.mission)
        .order_by("scenario_id", "series", "position")
        .values_list("scenario_id", "series", "amount")
    )
    return tuple(
        rows.Scenario(
            key,
            reader.agency.get(agency),
            of_record is True,
            currency,
            listed(amounts, (pk, ScenarioSeries.DELIVERY), has_delivery),
            listed(amounts, (pk, ScenarioSeries.CAPACITY_BUILDING), has_building),
            as_float(first),
            gain,
            lag,
            lapse,
            decay,
            as_float(largest),
        )
        for (
            pk,
            key,
            agency,
            of_record,
            currency,
            has_delivery,
            has_building,
            first,
            gain,
            lag,
            lapse,
            decay,
            largest,
        ) in reader.of(AbsorptionScenario).values_list(
            "pk",
            "key",
            "agency_id",
            "plan_of_record",
            "currency",
            "delivery_recorded",
            "capacity_building_recorded",
            "first_capacity",
            "gain",
            "lag",
            "lapse",
            "decay",
            "capacity_max",
        )
    )
