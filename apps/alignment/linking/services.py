"""The doors through which activities are linked to objectives, and links change, are renewed and go."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from auditlog.context import disable_auditlog
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.alignment.models import AlignmentLink
from apps.core import jobs
from apps.core.enums import Grade
from apps.core.services import RowsRefused, change_lists, change_rows, create_rows, remove_rows
from apps.frameworks.models import Objective
from apps.missions.models import Document, Mission

ASSESS = "coherence.assess"
SAID = ("contribution", "share", "rationale", "late", "redesign", "valid_until")
ATTESTATION: Mapping[str, None] = dict.fromkeys(("attestor", "attestor_income_share", "attested_on"))
GRADED = ("grade", *ATTESTATION)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that is named for the first time: it is kept elsewhere, at its address or in an archive."""

    title: str
    dated_on: datetime.date
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about a link. `share` is a ratio; `late` and `redesign` None: nobody said."""

    rationale: str
    contribution: str | None = None
    share: float | None = None
    late: bool | None = None
    redesign: bool | None = None
    valid_until: datetime.date | None = None
    documents: Sequence[Document] = ()
    new_document: NewDocument | None = None


@dataclass(frozen=True, slots=True)
class NewLink:
    activity: Activity
    objective: Objective
    said: Said


def link_activities(
    *,
    by: AbstractBaseUser | None,
    new: Sequence[NewLink],
    claimed_on: datetime.date | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[AlignmentLink]:
    """Store and log links, claimed on the day (today where none is given), and ask for new assessments.

    A link with a dated document is evidenced, any other claimed. Raises RowsRefused, by field of each link,
    with nothing stored, without a rationale, for an objective of another mission, and for a pair that is
    linked already. Queries: two, those of documents, and the log, the same for any number of links.
    """
    if not new:
        return []
    day = claimed_on or timezone.localdate(at)
    wrong = {place: error for place, one in enumerate(new) if (error := _faults_of_new(one)) is not None}
    if wrong:
        raise RowsRefused(wrong)
    log: dict[str, Any] = {"by": by, "via": via, "at": at}
    with transaction.atomic():
        # Two people who link the same activity at the same moment wait here for one another.
        list(Activity.objects.select_for_update().filter(pk__in={one.activity.pk for one in new}))
        _refuse_pairs(new)
        links = [
            AlignmentLink(
                mission=one.activity.mission,
                key=f"link-{uuid4().hex[:12]}",
                activity=one.activity,
                objective=one.objective,
                claimed_on=day,
                grade=Grade.CLAIMED,
                **_fields(one.said),
            )
            for one in new
        ]
        _create_with_documents(links, [one.said for one in new], log)
        _assess({link.mission for link in links}, by)
    return links


def _faults_of_new(one: NewLink) -> ValidationError | None:
    try:
        _check(one.said, one.activity.mission)
    except ValidationError as error:
        return error
    if one.objective.mission_id != one.activity.mission_id:
        return ValidationError({"objective": _("This objective belongs to another mission.")})
    return None


def _refuse_pairs(new: Sequence[NewLink]) -> None:
    """Raises RowsRefused for pairs that are linked already, or named twice. One query."""
    rows = AlignmentLink.objects.filter(activity__in={one.activity.pk for one in new})
    taken = set(rows.values_list("activity_id", "objective_id"))
    wrong = {}
    for place, one in enumerate(new):
        pair = (one.activity.pk, one.objective.pk)
        if pair in taken:
            wrong[place] = ValidationError(
                {"objective": _("This activity is already linked to this objective.")}
            )
        taken.add(pair)
    if wrong:
        raise RowsRefused(wrong)


def _create_with_documents(
    links: Sequence[AlignmentLink], said: Sequence[Said], log: Mapping[str, Any]
) -> None:
    """Store new links with the documents that they name, graded by these. As many queries for any number."""
    made = iter(
        create_rows(
            [
                _new_document(link.mission, one.new_document)
                for link, one in zip(links, said, strict=True)
                if one.new_document is not None
            ],
            **log,
        )
    )
    named: dict[str, list[Document]] = {}
    for link, one in zip(links, said, strict=True):
        documents = [*one.documents, *([] if one.new_document is None else [next(made)])]
        named[link.key] = documents
        if documents:
            link.documents_recorded = True
        if any(document.dated_on is not None for document in documents):
            link.grade = Grade.EVIDENCED

    def listed(link: AlignmentLink) -> dict[str, list[str | None]]:
        names = ", ".join(sorted(str(document) for document in named[link.key]))
        return {"documents": [None, names]} if names else {}

    create_rows(links, lists=listed, **log)
    through: Any = AlignmentLink.documents.through
    with disable_auditlog():
        through.objects.bulk_create(
            through(alignmentlink_id=link.pk, document_id=document.pk)
            for link in links
            for document in dict.fromkeys(named[link.key])
        )


def change_link(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    said: Said,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AlignmentLink:
    """Save what is said about a link, regrade it by its documents, and ask for a new assessment.

    An attestation stands for the words it was given for: other words, another contribution or share take it
    back. Raises ValidationError as `link_activities`, EditConflict where somebody changed it meanwhile.
    """
    _check(said, link.mission)
    values = _fields(said)
    attested = link.grade == Grade.VERIFIED
    other = any(getattr(link, name) != values[name] for name in ("rationale", "contribution", "share"))
    for name, value in values.items():
        setattr(link, name, value)
    with transaction.atomic():
        changed = change_rows([link], SAID, by=by, via=via, at=at)
        listed = _name_documents(by, link, said, via, at)
        regraded = _regrade(by, [link], via, at, take_back=attested and other)
        if changed or listed or regraded:
            _assess({link.mission}, by)
    return link


def renew_link(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    valid_until: datetime.date,
    document: NewDocument | None = None,
    documents: Sequence[Document] = (),
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AlignmentLink:
    """Let the evidence of a link count until another day, on a document that was not named yet.

    What an agency attested, it renews itself: for such a link only its evidence is renewed and it counts as
    evidenced until it is attested again. Raises ValidationError, by field, without a document or for a day
    that has passed, EditConflict as `change_link`.
    """
    named = set(link.documents.values_list("pk", flat=True))
    fresh = [one for one in documents if one.pk not in named]
    if document is None and not fresh:
        raise ValidationError({"title": _("Name a document that shows that it still holds.")})
    if valid_until <= timezone.localdate(at):
        raise ValidationError({"valid_until": _("This day has passed.")})
    link.valid_until = valid_until
    said = Said(
        rationale=link.rationale or "", documents=[*link.documents.all(), *fresh], new_document=document
    )
    with transaction.atomic():
        change_rows([link], ["valid_until"], by=by, via=via, at=at)
        _name_documents(by, link, said, via, at)
        _regrade(by, [link], via, at, take_back=True)
        _assess({link.mission}, by)
    return link


def remove_links(
    *,
    by: AbstractBaseUser | None,
    links: Sequence[AlignmentLink],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> int:
    """Remove links with their disputes and log it; documents and activities stay. Returns how many."""
    with transaction.atomic():
        gone = remove_rows(list(links), by=by, via=via, at=at)
        _assess({link.mission for link in links}, by)
    return gone


def _check(said: Said, mission: Mission) -> None:
    wrong: dict[str, str] = {}
    if not said.rationale.strip():
        wrong["rationale"] = _("Say in a sentence or two how the activity serves the objective.")
    if said.share is not None and not 0 <= said.share <= 1:
        wrong["share"] = _("A share lies between 0 and 100 %.")
    if any(document.mission_id != mission.pk for document in said.documents):
        wrong["documents"] = _("This document belongs to another mission.")
    if wrong:
        raise ValidationError(wrong)


def _fields(said: Said) -> dict[str, object]:
    return {name: getattr(said, name) for name in SAID} | {
        "rationale": said.rationale.strip(),
        "contribution": said.contribution or None,
    }


def _name_documents(
    by: AbstractBaseUser | None, link: AlignmentLink, said: Said, via: str, at: datetime.datetime | None
) -> bool:
    """Let the link name the documents, the new one too; whether that changed anything."""
    wanted = list(said.documents)
    if said.new_document is not None:
        made = _new_document(link.mission, said.new_document)
        wanted += create_rows([made], by=by, via=via, at=at)
    return bool(change_lists([link], {"documents": wanted}, by=by, via=via, at=at))


def _new_document(mission: Mission, said: NewDocument) -> Document:
    return Document(
        mission=mission,
        key=f"document-{uuid4().hex[:12]}",
        title=said.title.strip(),
        dated_on=said.dated_on,
        url=said.url or None,
        type="evidence",
    )


def _regrade(
    by: AbstractBaseUser | None,
    links: Sequence[AlignmentLink],
    via: str,
    at: datetime.datetime | None,
    *,
    take_back: bool = False,
) -> bool:
    """Grade by documents: one with a day makes evidence. An attestation falls where it is taken back or no
    evidence is left under it."""
    dated = set(
        AlignmentLink.objects.filter(pk__in=[link.pk for link in links], documents__dated_on__isnull=False)
        .order_by()
        .values_list("pk", flat=True)
    )
    for link in links:
        shown = link.pk in dated
        if link.grade == Grade.VERIFIED and shown and not take_back:
            continue
        link.grade = Grade.EVIDENCED if shown else Grade.CLAIMED
        for name, value in ATTESTATION.items():
            setattr(link, name, value)
    return bool(change_rows(list(links), GRADED, by=by, via=via, at=at))


def _assess(missions: set[Mission], by: AbstractBaseUser | None) -> None:
    for mission in missions:
        jobs.request(ASSESS, about=mission.uuid, by=by)
