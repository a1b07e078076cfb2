"""The registers, and other rows that go through their one door (`missions.services.records`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from apps.alignment.enums import ReviewScope
from apps.alignment.policies.services import save_strategy
from apps.alignment.relationships.services import BAND, save_relationship
from apps.alignment.tensions.services import save_contradiction, save_review
from apps.api.writing.doors import Asking, Change, Create, Door, Fields, either, every_field, plans, writes
from apps.api.writing.saying import Said
from apps.missions.services.coordination import save_forum, save_meeting
from apps.missions.services.records import remove_record, save_record


def _saved(asking: Asking, said: Said) -> Any:
    return save_record(by=asking.by, row=said.row, fields=said.fields, lists=said.lists)


def _removed(asking: Asking, row: Any) -> None:
    remove_record(by=asking.by, row=row)


def one_by_one(save: Change) -> Create:
    """New rows through a service that stores a single one."""
    return lambda asking, said: [save(asking, one) for one in said]


def register(collection: str, fields: Fields | None = None, *, save: Change = _saved, **more: Any) -> Door:
    """A door whose rows are new, changed and taken out like those of a register."""
    return Door(
        collection=collection,
        fields=every_field(collection) if fields is None else fields,
        create=one_by_one(save),
        change=save,
        **{"remove": _removed, **more},
    )


def _listed(said: Said, name: str) -> list[Any]:
    """What a list holds from now on: what was said, or what stands."""
    if name in said.lists:
        return said.lists[name]
    return [] if said.row.pk is None else list(getattr(said.row, name).all())


def _forum(asking: Asking, said: Said) -> Any:
    lists: Mapping[str, Sequence[Any]] = {n: rows for n, rows in said.lists.items() if n != "chairs"}
    chairs = said.lists.get("chairs")
    return save_forum(by=asking.by, forum=said.row, fields=said.fields, lists=lists, chairs=chairs)


def _meeting(asking: Asking, said: Said) -> Any:
    attendance = None
    if "attendance" in said.parts:
        attendance = [(one.agency, one.persons, one.hours) for one in said.parts["attendance"]]
    return save_meeting(
        by=asking.by, meeting=said.row, fields=said.fields, lists=said.lists, attendance=attendance
    )


def _strategy(asking: Asking, said: Said) -> Any:
    return save_strategy(
        by=asking.by,
        strategy=said.row,
        fields=said.fields,
        signatories=_listed(said, "signatories"),
        documents=_listed(said, "documents"),
    )


def _relationship(asking: Asking, said: Said) -> Any:
    return save_relationship(by=asking.by, relationship=said.row, fields=said.fields)


def _contradiction(asking: Asking, said: Said) -> Any:
    documents = _listed(said, "documents")
    return save_contradiction(by=asking.by, contradiction=said.row, fields=said.fields, documents=documents)


def _review(asking: Asking, said: Said) -> Any:
    if said.row.scope != ReviewScope.AGENCY and not plans(asking, said.row):
        # Whoever writes for an agency looks at that agency; the page offers them nothing else.
        raise PermissionDenied
    return save_review(
        by=asking.by,
        review=said.row,
        fields=said.fields,
        reviewers=_listed(said, "reviewers"),
        documents=_listed(said, "documents"),
    )


RAISED = ("kind", "kind_in_words", "text", "objective", "activity", "raised_by", "raised_on", "documents")
ANSWERED = ("answer", "answered_on", "follow_up", "follow_up_on", "closed_on")
PAIR = ("agency_a", "agency_b")
RATED = ("period_from", "period_to", "rating_a", "rating_b", *BAND)
TRACED = "activities"

RECORDS = (
    register("networks"),
    register("regional_activities"),
    register("joint_missions"),
    register("analytic_work"),
    register("harmonisation_items"),
    register("posts"),
    register("handovers"),
    register("forums", save=_forum),
    register("forum_meetings", save=_meeting),
    register("needs"),
    register("policy_commitments", every_field("policy_commitments", TRACED)),
    register("policy_products"),
    register(
        "whole_of_government_strategies",
        every_field("whole_of_government_strategies", TRACED),
        save=_strategy,
    ),
    register(
        "relationships",
        (*PAIR, *RATED),
        changes=RATED,
        save=_relationship,
        # Two agree on a band; a program enters it for the secretariat.
        only=dict.fromkeys(BAND, plans),
    ),
    register(
        "contradictions",
        ("activity_a", "activity_b", "score", "text", "raised_by", "documents"),
        save=_contradiction,
        rule="alignment.correct_contradiction",
        remove=None,
        why_not={"remove": _("A contradiction stays on record: it is withdrawn on its page, with a reason.")},
    ),
    register(
        "contradiction_reviews",
        ("scope", "objective", "agency", "area", "reviewed_on", "reviewers", "documents"),
        save=_review,
    ),
    register(
        "unintended_consequences",
        (*RAISED, *ANSWERED),
        only={
            **dict.fromkeys(RAISED, either(plans, writes("raised_by"))),
            **dict.fromkeys(ANSWERED, either(plans, writes("activity__lead"))),
        },
    ),
    register("events"),
    register("capacities"),
    register("funding_outlooks"),
    register("coordination_costs"),
    register("status_judgements", every_field("status_judgements", "judged_by")),
)
