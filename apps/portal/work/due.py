"""What is due: observations, answers, comment rounds, promises, what planners have to decide."""

import datetime
from typing import Any, cast

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.alignment.enums import ProposalState, RequestKind
from apps.alignment.models import (
    AlignmentLink,
    AudienceProposal,
    AuditSample,
    AuditUnit,
    Comment,
    CommentRound,
    Consultation,
    Dissent,
    LiaisonRequest,
    Mention,
    RoundInvitation,
)
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import Observation
from apps.benchmarks.reporting import Due
from apps.benchmarks.selectors.reporting import CalendarLine, calendar
from apps.core.enums import Grade
from apps.exchange.enums import RunState
from apps.exchange.portfolio.selectors import runs_of
from apps.frameworks.enums import CommitmentStatus
from apps.frameworks.models import MutualCommitment
from apps.portal.audiences.selectors import ALONG, TABLES
from apps.portal.work.items import ALL, MOST, Asking, Item, Kind, kind_of

PRESSING = (Due.OVERDUE, Due.SOON)


def observations_due(who: Asking) -> Kind:
    """Indicators of the own agencies that are to be observed; to planners those that nobody owns. One
    query."""
    if not who.writes and not who.plans:
        return Kind([])

    def concerns(line: CalendarLine) -> bool:
        if line.reporting.due not in PRESSING:
            return False
        if line.owner_pk is None:
            return who.plans and line.reporting.due == Due.OVERDUE
        return line.owner_pk in who.writes

    def item(line: CalendarLine) -> Item:
        about = line.title
        if line.owner_pk is None:
            about = _("%(indicator)s: nobody owns it") % {"indicator": line.title}
        return Item(
            kind=_("Observation"),
            title=line.statement,
            about=about,
            action=_("Enter it"),
            href=who.page("benchmarks:observe", line.benchmark) + f"?indicator={line.uuid}",
            on=line.reporting.on,
            late=line.reporting.due == Due.OVERDUE,
        )

    lines = filter(concerns, calendar(who.user, who.mission, who.day))
    return kind_of(lines, item, who.page("benchmarks:reporting") + "?whose=mine")


def observations_under_way(who: Asking) -> Kind:
    """Own drafts to hand in; to planners what was handed in and waits. One query."""
    own = Q(submitted_by__in=who.writes, state=ObservationState.DRAFT)
    waiting = Q(state=ObservationState.SUBMITTED) if who.plans else Q(pk__in=())
    if not who.writes and not who.plans:
        return Kind([])
    rows: Any = Observation.objects.visible_to(who.user).filter(own | waiting, mission=who.mission)
    rows = rows.select_related("indicator", "submitted_by").order_by("observed_on", "pk")

    def item(row: Observation) -> Item:
        draft = row.state == ObservationState.DRAFT
        return Item(
            kind=_("Observation"),
            title=row.indicator.title,
            about=_("Kept as a draft") if draft else _("Handed in by %(agency)s") % _agency(row.submitted_by),
            action=_("Hand it in") if draft else _("Accept or return it"),
            href=who.page("benchmarks:observation_change" if draft else "benchmarks:observation", row.uuid),
            on=row.observed_on,
        )

    return kind_of(rows[: MOST + 1], item, who.page("benchmarks:reporting"))


def _agency(agency: Any) -> dict[str, str]:
    return {"agency": _("nobody named") if agency is None else str(agency)}


def verifications(who: Asking) -> Kind:
    """What the own internal actors were asked to verify and have not answered. Two queries.

    Deferred ones wait, so they are not due.
    """
    if not who.speaks:
        return Kind([])
    seen = activities_for(who.user, who.mission)
    asked = (
        LiaisonRequest.objects.filter(
            mission=who.mission,
            internal_actor__in=who.speaks,
            kind=RequestKind.VERIFICATION,
            follow_up_on__isnull=True,
            activity__in=seen.order_by().values("pk"),
        )
        .exclude(activity__verification_deferred=True)
        .select_related("activity", "requested_by", "internal_actor")
        .order_by("requested_on", "pk")
    )
    rows = list(asked[:ALL])
    links: dict[int, AlignmentLink] = {}
    of = AlignmentLink.objects.filter(activity__in=[row.activity_id for row in rows])
    # The one that is evidenced and not verified stands last, so it is the one to be answered.
    for link in sorted(of.order_by("pk"), key=lambda one: one.grade == Grade.EVIDENCED):
        links[link.activity_id] = link

    def item(row: LiaisonRequest) -> Item:
        activity: Any = row.activity
        link = links.get(activity.pk)
        return Item(
            kind=_("Request to verify"),
            title=activity.title,
            about=_("Asked by %(agency)s") % _agency(row.requested_by),
            action=_("Answer it"),
            href=who.page("alignment:activity", activity.uuid)
            if link is None
            else who.page("coherence:link_verify", link.uuid),
            on=row.requested_on,
        )

    return kind_of(rows, item)


def comment_rounds(who: Asking) -> Kind:
    """Open rounds in which an own agency has said nothing yet; to planners those that are over. Two
    queries."""
    if not who.writes and not who.plans:
        return Kind([])
    said = Comment.objects.filter(round=OuterRef("pk"), agency__in=who.writes)
    rows: Any = CommentRound.objects.filter(mission=who.mission, closed_on__isnull=True)
    rows = (
        rows.annotate(said=Exists(said))
        .select_related("framework_version")
        .defer("framework_version__adoption_document")
        .prefetch_related(
            Prefetch("invitations", RoundInvitation.objects.filter(agency__in=who.writes), "own")
        )
        .order_by("closes_on", "pk")
    )

    def concerns(row: Any) -> bool:
        over = row.closes_on < who.day
        return (over and who.plans) or (not over and bool(who.writes) and not row.said)

    def item(row: Any) -> Item:
        over = row.closes_on < who.day
        about = _("Your agency is asked what it says to the draft") if row.own else _("Open to every member")
        return Item(
            kind=_("Comment round"),
            title=_("Version %(number)s of the framework") % {"number": row.framework_version.number},
            about=_("It is over; say what changed because of it") if over else about,
            action=_("Close it") if over else _("Comment and take positions"),
            href=who.page("portal:round_close" if over else "portal:round", row.uuid),
            on=row.closes_on,
            late=over,
        )

    return kind_of(filter(concerns, rows), item, who.page("portal:rounds"))


def mentions(who: Asking) -> Kind:
    """Comments of open threads that mention the member, who has neither answered nor noted it. One query."""
    rows: Any = Mention.objects.visible_to(who.user).filter(
        user=who.user.pk,
        noted_on__isnull=True,
        comment__mission=who.mission,
        comment__resolved_on__isnull=True,
        comment__reply_to__resolved_on__isnull=True,
    )
    rows = rows.select_related("comment__reply_to").order_by("comment__written_on", "pk")

    def item(row: Mention) -> Item:
        comment = row.comment
        return Item(
            kind=_("Comment"),
            title=Truncator(comment.text).chars(80),
            about=_("You are mentioned in it"),
            action=_("Read it and answer"),
            href=who.page("portal:round_thread", (comment.reply_to or comment).uuid),
            on=comment.written_on,
        )

    return kind_of(rows[:ALL], item)


def consultations(who: Asking) -> Kind:
    """Consultations of which the own internal actor has not said whether they took place. One query."""
    if not who.speaks:
        return Kind([])
    rows: Any = Consultation.objects.visible_to(who.user).filter(
        mission=who.mission,
        internal_actor__in=who.speaks,
        confirmed_by_internal_actor__isnull=True,
        held_on__lte=who.day,
    )
    rows = rows.select_related("activity", "requested_by").order_by("held_on", "pk")

    def item(row: Consultation) -> Item:
        return Item(
            kind=_("Consultation"),
            title=row.topic or (row.activity.title if row.activity else _("Consultation")),
            about=_("Asked by %(agency)s") % _agency(row.requested_by),
            action=_("Say whether it took place"),
            href=who.page("portal:consultation", row.uuid),
            on=row.held_on,
        )

    return kind_of(rows[:ALL], item)


def consultations_unanswered(who: Asking) -> Kind:
    """Consultations that the own agencies asked for, or held on activities that they lead (to planners: on
    the framework), of which nobody has said what changed. One query."""
    if not who.writes and not who.plans:
        return Kind([])
    asked = Q(requested_by__in=who.writes) | Q(activity__lead__in=who.writes)
    if who.plans:
        asked |= Q(framework_version__isnull=False)
    rows: Any = Consultation.objects.visible_to(who.user).filter(
        asked, mission=who.mission, response__isnull=True, held_on__lte=who.day
    )
    rows = rows.exclude(internal_actor__in=who.writes).select_related("activity", "internal_actor")

    def item(row: Consultation) -> Item:
        return Item(
            kind=_("Consultation"),
            title=row.topic or (row.activity.title if row.activity else _("Consultation")),
            about=_("%(agency)s was heard") % _agency(row.internal_actor),
            action=_("Say what changed because of it"),
            href=who.page("portal:consultation", row.uuid),
            on=row.held_on,
        )

    return kind_of(rows.order_by("held_on", "pk")[:ALL], item)


def activities_over(who: Asking) -> Kind:
    """Own activities whose end has passed and that are still called active. One query."""
    if not who.writes:
        return Kind([])
    rows = activities_for(who.user, who.mission).filter(
        lead__in=who.writes, status=ActivityStatus.ACTIVE, end__lt=who.day
    )

    def item(row: Activity) -> Item:
        return Item(
            kind=_("Activity"),
            title=row.title,
            about=_("Its end has passed and it is still called active"),
            action=_("Close it"),
            href=who.page("activities:close", row.uuid),
            on=row.end,
            late=True,
        )

    found = rows.order_by("end", "pk")[: MOST + 1]
    return kind_of(found, item, who.page("alignment:activities") + "?status=active&sort=end")


def promises(who: Asking) -> Kind:
    """Promises of the own agencies that are due and of which they have not said what became. One query."""
    if not who.writes:
        return Kind([])
    silent = Q(status_by_party__isnull=True) | Q(status_by_party=CommitmentStatus.NOT_DUE)
    rows = MutualCommitment.objects.filter(
        silent, mission=who.mission, party__in=who.writes, due_on__lte=who.day
    )

    def item(row: MutualCommitment) -> Item:
        return Item(
            kind=_("Promise"),
            title=row.text,
            about=_("It is due"),
            action=_("Say whether it is kept"),
            href=who.page("portal:promise", row.uuid),
            on=row.due_on,
            late=True,
        )

    return kind_of(rows.order_by("due_on", "pk")[: MOST + 1], item, who.page("portal:promises"))


def dissents_to_answer(who: Asking) -> Kind:
    """To planners: what agencies hold against gates and benchmarks and nobody has answered. One query."""
    if not who.plans:
        return Kind([])
    rows: Any = Dissent.objects.visible_to(who.user).filter(
        Q(gate__isnull=False) | Q(benchmark__isnull=False),
        mission=who.mission,
        answer__isnull=True,
        resolved_on__isnull=True,
    )

    def item(row: Dissent) -> Item:
        return Item(
            kind=_("Dissent"),
            title=row.statement,
            about=_("Raised by %(agency)s") % _agency(row.agency),
            action=_("Answer it"),
            href=who.page("portal:dissent", row.uuid),
            on=row.raised_on,
        )

    found = rows.select_related("agency").order_by("raised_on", "pk")[: MOST + 1]
    return kind_of(found, item, who.page("portal:gates"))


def samples_open(who: Asking) -> Kind:
    """To planners: random samples in which somebody has not been asked yet. One query."""
    if not who.plans:
        return Kind([])
    open_ = AuditUnit.objects.filter(sample=OuterRef("pk"), outcome__isnull=True)
    rows = AuditSample.objects.filter(Exists(open_), mission=who.mission)

    def item(row: AuditSample) -> Item:
        return Item(
            kind=_("Random sample"),
            title=str(row),
            about=_("Not everybody who was drawn has been asked"),
            action=_("Enter the answers"),
            href=who.page("coherence:sample", row.uuid),
            on=row.drawn_on,
        )

    return kind_of(rows.order_by("drawn_on", "pk")[: MOST + 1], item, who.page("coherence:samples"))


def proposals(who: Asking) -> Kind:
    """Proposals of who may see a row that somebody else made and the member may decide. One query."""
    if not who.runs and not who.writes:
        return Kind([])
    mine = Q(pk__in=())
    for kind, table in TABLES.items():
        if hasattr(table, "audience_agency"):
            mine |= Q(**{f"{kind}__{table.audience_agency}__in": who.writes})
    rows: Any = AudienceProposal.objects.visible_to(who.user).filter(
        mission=who.mission, state=ProposalState.PENDING
    )
    rows = rows.exclude(proposed_by=who.user.pk)
    if not who.runs:
        rows = rows.filter(mine)

    def item(row: AudienceProposal) -> Item:
        return Item(
            kind=_("Audience"),
            title=str(row.subject),
            about=_("Somebody proposes that more people see it"),
            action=_("Decide"),
            href=who.page("portal:audience_decide", row.uuid),
            on=_date(row.proposed_at),
        )

    found = rows.select_related(*ALONG).order_by("proposed_at", "pk")[: MOST + 1]
    return kind_of(found, item, who.page("portal:audiences"))


def _date(moment: datetime.datetime) -> datetime.date:
    return moment.date()


def imports(who: Asking) -> Kind:
    """Own imports that wait for a decision. One query."""
    if not who.writes and not who.plans:
        return Kind([])
    waiting = {RunState.COLUMNS: _("Choose the columns"), RunState.READY: _("Look at it and store it")}

    def item(row: Any) -> Item:
        return Item(
            kind=_("Import"),
            title=row.file_name,
            about=row.get_state_display(),
            action=waiting[row.state],
            href=who.page("exchange:import", row.uuid),
            on=_date(row.created_at),
        )

    found = runs_of(cast("User", who.user), who.mission).filter(state__in=waiting)[: MOST + 1]
    return kind_of(found, item, who.page("exchange:imports"))
