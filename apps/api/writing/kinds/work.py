"""Who does what toward what, and what was observed: activities, links, observations."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.activities.editing import services as activities
from apps.activities.models import Activity
from apps.alignment.linking import services as linking
from apps.alignment.models import AlignmentLink
from apps.api.writing.doors import Asking, Door
from apps.api.writing.saying import Said
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import Observation
from apps.benchmarks.services import observing
from apps.core.enums import Grade
from apps.core.services import RowsRefused
from apps.missions.models import Area

BULK = 500
"""Rows that one request stores at most: as many as a page of a list holds."""


# --- activities -------------------------------------------------------------------------------------------


def _written(said: Said) -> list[str]:
    """The columns that were said, with those that tell "none" from "not recorded"."""
    return [name for name in said.fields if name in activities.FIELDS or name.endswith("_recorded")]


def _create_activities(asking: Asking, said: Sequence[Said]) -> list[Activity]:
    return [
        activities.create_activity(
            by=asking.by,
            mission=asking.mission,
            values={name: getattr(one.row, name) for name in _written(one)},
            lists=_lists(one),
        )
        for one in said
    ]


def _change_activity(asking: Asking, said: Said) -> Activity:
    return activities.change_activity(
        by=asking.by, activity=said.row, fields=_written(said), lists=_lists(said)
    )


def _lists(said: Said) -> activities.Lists:
    areas = None
    if {"areas", "people_by_area"} & said.names:
        areas = _areas(said)
    sectors = None
    if "dac_sectors" in said.names:
        sectors = [(one.code, one.share) for one in said.parts["dac_sectors"]]
    return activities.Lists(
        co_leads=said.lists.get("co_leads"),
        implementers=said.lists.get("implementers"),
        areas=areas,
        sectors=sectors,
    )


def _areas(said: Said) -> list[tuple[Area, int | None]]:
    """Places with their people: what is said of one of the two leaves the other as it is stored."""
    row = said.row
    stored = [] if row.pk is None else list(row.areas.all())
    people = {} if row.pk is None else dict(row.people_by_area.values_list("area_id", "people"))
    if "people_by_area" in said.names:
        people = {one.area_id: one.people for one in said.parts["people_by_area"]}
    areas = said.lists.get("areas", stored)
    if set(people) - {area.pk for area in areas} and "people_by_area" in said.names:
        raise ValidationError({"people_by_area": _("People are said of a place that is not in areas.")})
    return [(area, people.get(area.pk)) for area in areas]


ACTIVITIES = Door(
    collection="activities",
    fields=(
        *("lead", "co_leads", "implementers", "title", "description", "language", "dimension"),
        *("intended_phases", "areas", "target_group", "intervention_type", "people_planned"),
        *("people_by_area", "status", "approved_on", "start", "end", "dac_sectors", "humanitarian"),
        *("audience", "iati_identifier", "country_owned_results", "results", "registers"),
    ),
    create=_create_activities,
    change=_change_activity,
    why_not={"remove": gettext_lazy("An activity stays on record: close it by its status and its end.")},
)


# --- links ------------------------------------------------------------------------------------------------


def _said_of_link(said: Said) -> linking.Said:
    row = said.row
    documents = said.lists.get("documents")
    if documents is None:
        documents = [] if row.pk is None else list(row.documents.all())
    return linking.Said(
        rationale=row.rationale or "", documents=documents, **{name: getattr(row, name) for name in WORDS}
    )


WORDS = ("contribution", "share", "late", "redesign", "valid_until")


def _create_links(asking: Asking, said: Sequence[Said]) -> list[AlignmentLink]:
    new = [linking.NewLink(one.row.activity, one.row.objective, _said_of_link(one)) for one in said]
    return linking.link_activities(by=asking.by, new=new)


def _change_link(asking: Asking, said: Said) -> AlignmentLink:
    words = _said_of_link(said)
    # The service compares with what stands: an attestation was given for those words.
    stored = AlignmentLink.objects.get(pk=said.row.pk)
    stored.mission = asking.mission
    return linking.change_link(by=asking.by, link=stored, said=words)


def _speakers(row: AlignmentLink) -> Any:
    """What the rule of a link asks of its activity: who leads it and who carries it out."""
    activity = row.activity
    return activity.lead_id, frozenset(one.pk for one in activity.implementers.all())


LINKS = Door(
    collection="alignment_links",
    fields=("activity", "objective", "rationale", *WORDS, "documents"),
    changes=("rationale", *WORDS, "documents"),
    create=_create_links,
    change=_change_link,
    remove=lambda asking, row: linking.remove_links(by=asking.by, links=[row]),
    bulk=BULK,
    about=_speakers,
)


# --- observations -----------------------------------------------------------------------------------------

ENTERED = (ObservationState.DRAFT, ObservationState.SUBMITTED)
MEASURED = (
    *("observed_on", "value", "group", "area", "people", "standard_error", "interval_low", "interval_high"),
    *("source", "grade", "audience"),
)


def _create_observations(asking: Asking, said: Sequence[Said]) -> list[Observation]:
    wrong = {place: error for place, one in enumerate(said) if (error := _faults_of_entry(one)) is not None}
    if wrong:
        raise RowsRefused(wrong)
    for state in ENTERED:
        places = [place for place, one in enumerate(said) if one.row.state == state]
        try:
            observing.observe(
                by=asking.by,
                observations=[said[place].row for place in places],
                submit=state == ObservationState.SUBMITTED,
            )
        except RowsRefused as refused:
            raise RowsRefused({places[at]: error for at, error in refused.rows.items()}) from refused
    return [one.row for one in said]


def _faults_of_entry(said: Said) -> ValidationError | None:
    """What the page does not offer either."""
    row = said.row
    wrong: dict[str, str] = {}
    if row.state not in ENTERED:
        wrong["state"] = _("What is entered is a draft or submitted; a planner accepts it.")
    if row.pk is None and row.submitted_by_id is None:
        wrong["submitted_by"] = _("Say which agency reports it.")
    if "observed_on" in said.names and row.observed_on > timezone.localdate():
        wrong["observed_on"] = _("This day is still to come: write the day of the observation.")
    if "grade" in said.names and row.grade == Grade.VERIFIED:
        wrong["grade"] = _("That it is verified says who verifies it.")
    return ValidationError(wrong) if wrong else None


def _change_observation(asking: Asking, said: Said) -> Observation:
    """A correction, handed in again or kept as a draft; or what a planner decides: accepted, returned."""
    row = said.row
    if "state" in said.names and row.state not in ENTERED:
        return _decide(asking, said)
    if "return_note" in said.names:
        raise ValidationError({"return_note": _("A note says why it is returned: say that in state.")})
    error = _faults_of_entry(said) if row.state in ENTERED else None
    if error is not None:
        raise error
    submit = row.state == ObservationState.SUBMITTED
    row.state = Observation.objects.values_list("state", flat=True).get(pk=row.pk)
    fields = [name for name in said.fields if name not in {"state", "return_note"}]
    return observing.change_observation(by=asking.by, observation=row, fields=fields, submit=submit)


def _decide(asking: Asking, said: Said) -> Observation:
    if not asking.by.has_perm("missions.plan_mission", asking.mission):
        raise PermissionDenied
    wanted, note = said.row.state, said.row.return_note
    beside = said.names - {"state", "return_note"}
    if beside:
        raise ValidationError({name: _("A decision changes nothing else of it.") for name in beside})
    stored = Observation.objects.select_related("mission").get(pk=said.row.pk)
    if wanted == ObservationState.ACCEPTED:
        observing.accept(by=asking.by, observations=[stored])
    else:
        observing.send_back(by=asking.by, observations=[stored], note=note or "")
    return stored


OBSERVATIONS = Door(
    collection="observations",
    fields=("indicator", "state", "submitted_by", *MEASURED),
    changes=("state", "return_note", *MEASURED),
    create=_create_observations,
    change=_change_observation,
    bulk=BULK,
    about=lambda row: (row.submitted_by_id, row.audience),
    why_not={
        "remove": gettext_lazy("What was reported stays on record: correct it, or a planner returns it.")
    },
)

WORK = (ACTIVITIES, LINKS, OBSERVATIONS)
