"""The registers of where agencies meet, travel, analyse, hand over and harmonise, and of posts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.templatetags.nexusplan import day, money
from apps.funding.models import Handover
from apps.missions.enums import (
    DecisionAuthority,
    ForumPurpose,
    HarmonisationState,
    HarmonisationSubject,
    Phase,
    Vacancy,
)
from apps.missions.models import AnalyticWork, Forum, ForumMeeting, HarmonisationItem, JointMission, Post
from apps.missions.services.coordination import save_forum, save_meeting
from apps.portal.registers.base import (
    Action,
    Fact,
    Here,
    Register,
    agency_link,
    agency_links,
    objective_link,
    said,
    word,
)
from apps.portal.registers.forms.coordination import (
    AnalyticWorkForm,
    ForumForm,
    HandoverForm,
    HarmonisationForm,
    JointMissionForm,
    MeetingForm,
    PostForm,
    attendance_lines,
)

COORDINATION = "coordination"


def _names(rows: Any, recorded: Any) -> str | None:
    found = ", ".join(sorted(one.name for one in rows))
    return found or (gettext("none") if recorded else None)


def _listed(here: Here, label: Any, agencies: Sequence[Any], recorded: Any) -> Fact:
    """Agencies as links; "none" where the list is recorded and empty."""
    nothing = gettext("none") if recorded and not agencies else None
    return Fact(label, nothing, links=agency_links(here, agencies))


def _read_forums(rows: Any, _here: Here) -> Any:
    return rows.select_related("escalates_to", "mission").prefetch_related(
        "forumchair_set__agency", "members", "areas"
    )


def _forum(row: Any, here: Here) -> Sequence[Fact]:
    chairs = [one.agency for one in row.forumchair_set.all()]
    above = row.escalates_to
    authority = word(DecisionAuthority, row.decision_authority)
    weak = row.decision_authority == DecisionAuthority.NONE
    links = [] if above is None else [(above.name, FORUMS.page(here, above))]
    return (
        Fact(_("Purpose"), word(ForumPurpose, row.purpose)),
        Fact(
            _("Authority to decide"),
            gettext("none: it only coordinates") if weak else authority,
            mark="a" if weak else "",
        ),
        Fact(_("Escalates to"), links=links),
        Fact(
            _("Chair, then co-chairs"),
            gettext("none") if row.chairs_recorded and not chairs else None,
            links=[link for one in chairs for link in agency_link(here, one)],
        ),
        _listed(here, _("Members"), list(row.members.all()), row.members_recorded),
        Fact(_("Humanitarian"), said(row.humanitarian)),
        Fact(_("Areas"), _names(row.areas.all(), row.areas_recorded)),
    )


def _meetings_of(row: Any, here: Here) -> Mapping[str, Any]:
    """The newest meetings of a forum. One query."""
    rows: Any = ForumMeeting.objects.visible_to(here.user)
    found = rows.filter(forum=row).order_by("-held_on", "pk")[:10]
    return {
        "meetings": [(one, MEETINGS.page(here, one)) for one in found],
        "all_meetings": here.page("register", register=MEETINGS.name) + f"?q={row.name}",
    }


def _meet(row: Any, here: Here) -> Sequence[Action]:
    if not here.may("missions.change_forum", row):
        return ()
    address = here.page("register_add", register=MEETINGS.name) + f"?forum={row.uuid}"
    return ((_("Record a meeting"), address),)


def _save_forum(by: Any, form: Any) -> Any:
    return save_forum(
        by=by, forum=form.instance, fields=form.columns, lists=form.listed(), chairs=form.chairs()
    )


def _read_meetings(rows: Any, _here: Here) -> Any:
    return rows.select_related("forum", "mission").prefetch_related("attendance__agency")


def _meeting(row: Any, here: Here) -> Sequence[Fact]:
    attended = list(row.attendance.all())
    persons = [one.persons for one in attended]
    return (
        Fact(_("Held"), row.held_on),
        Fact(_("Hours"), row.hours, number=True),
        Fact(
            _("Agencies that attended"),
            len(attended) if row.attendance_recorded or attended else None,
            number=True,
        ),
        Fact(_("Persons"), None if None in persons or not persons else sum(persons), number=True),
        Fact(_("Forum"), links=[(row.forum.name, FORUMS.page(here, row.forum))]),
        _listed(here, _("Who attended"), [one.agency for one in attended], row.attendance_recorded),
    )


def _save_meeting(by: Any, form: Any) -> Any:
    [lines] = form.lines
    agencies = {
        one.agency_id: one.agency for one in form.here.mission.missionagency_set.select_related("agency")
    }
    attendance = [
        (agencies[int(line["agency"])], line["persons"], line["hours"]) for _key, line in lines.said()
    ]
    return save_meeting(
        by=by, meeting=form.instance, fields=form.columns, lists=form.listed(), attendance=attendance
    )


def _read_together(rows: Any, _here: Here) -> Any:
    return rows.select_related("lead", "mission").prefetch_related("participants")


def _read_missions(rows: Any, here: Here) -> Any:
    return _read_together(rows, here).prefetch_related("areas")


def _joint_mission(row: Any, here: Here) -> Sequence[Fact]:
    return (
        Fact(_("Start"), row.started_on),
        Fact(_("End"), row.ended_on),
        Fact(_("Lead"), links=agency_link(here, row.lead)),
        Fact(_("Taking part"), links=agency_links(here, row.participants.all())),
        Fact(_("Humanitarian"), said(row.humanitarian)),
        Fact(_("Areas"), _names(row.areas.all(), row.areas_recorded)),
    )


def _analytic_work(row: Any, here: Here) -> Sequence[Fact]:
    return (
        Fact(_("Published"), row.published_on),
        Fact(_("Lead"), links=agency_link(here, row.lead)),
        Fact(_("Taking part"), links=agency_links(here, row.participants.all())),
        Fact(_("Humanitarian"), said(row.humanitarian)),
    )


def _read_handovers(rows: Any, _here: Here) -> Any:
    return rows.select_related("from_agency", "to_agency", "objective", "mission")


def _handover(row: Any, here: Here) -> Sequence[Fact]:
    cost = None if row.yearly_cost is None else str(money(row.yearly_cost, row.currency or ""))
    financed = Fact(_("Financed nationally"), said(row.financed_nationally))
    if row.financed_nationally is False:
        financed = Fact(_("Financed nationally"), gettext("No"), mark="r")
    return (
        Fact(_("From"), links=agency_link(here, row.from_agency)),
        Fact(_("To"), links=agency_link(here, row.to_agency)),
        Fact(_("Due"), row.due_on),
        Fact(_("Yearly cost"), cost),
        financed,
        Fact(_("Objective that it keeps up"), links=objective_link(here, row.objective_id)),
        Fact(_("Function in the funding outlook"), row.funding_outlook_function),
    )


def _read_harmonisation(rows: Any, _here: Here) -> Any:
    return rows.select_related("owner", "mission").prefetch_related("agencies")


HARMONISED = {HarmonisationState.AGREED, HarmonisationState.APPLIED, HarmonisationState.LEFT_AS_IT_IS}


def _harmonisation(row: Any, here: Here) -> Sequence[Fact]:
    late = row.next_step_on is not None and row.next_step_on < timezone.localdate()
    over = row.state in HARMONISED
    due: Any = row.next_step_on
    if late and not over:
        due = gettext("overdue since %(day)s") % {"day": day(row.next_step_on)}
    return (
        Fact(_("Subject"), word(HarmonisationSubject, row.subject)),
        Fact(_("State of work"), word(HarmonisationState, row.state), mark="n" if over else "a"),
        Fact(_("Owner"), links=agency_link(here, row.owner)),
        Fact(_("Next step"), row.next_step),
        Fact(_("Next step due"), due, mark="r" if late and not over else ""),
        Fact(_("What differs, and whom it hinders"), row.text),
        _listed(here, _("Agencies that it is about"), list(row.agencies.all()), row.agencies_recorded),
    )


def _read_posts(rows: Any, _here: Here) -> Any:
    return rows.select_related("agency", "area", "mission").defer("area__geometry")


VACANT = {Vacancy.VACANT: "r", Vacancy.ACTING: "a", Vacancy.FILLED: "n"}


def _post(row: Any, here: Here) -> Sequence[Fact]:
    now = getattr(here.mission, "phase", None)
    phases = ", ".join(str(Phase(one).label) for one in row.phases or ()) or None
    fits: Fact = Fact(_("Fits the phase of now"), None)
    if now is not None and row.phases:
        yes = now in row.phases
        fits = Fact(_("Fits the phase of now"), said(yes), mark="n" if yes else "a")
    return (
        Fact(_("Hats"), ", ".join(row.hats) if row.hats else None),
        Fact(_("Filled or vacant"), word(Vacancy, row.vacancy), mark=VACANT.get(row.vacancy, "")),
        Fact(_("Since"), row.since),
        Fact(_("Phases that the profile fits"), phases),
        fits,
        Fact(_("Agency"), links=agency_link(here, row.agency)),
        Fact(_("Area"), gettext("The whole mission") if row.area is None else row.area.name),
        Fact(_("Profile"), row.profile),
    )


FORUMS = Register(
    name="forums",
    declared="forums",
    group=COORDINATION,
    title=_("Forums"),
    about=_("Where agencies meet, what a forum may decide, and to whom it goes when it cannot."),
    empty=_(
        "A forum is any group in which agencies meet regularly: a cluster, a sector group, a board. What "
        "it may decide and to whom it escalates is written down, because coordination without authority "
        "only informs."
    ),
    new=_("Add a forum"),
    model=Forum,
    form=ForumForm,
    read=_read_forums,
    facts=_forum,
    named=lambda row: row.name,
    order=("name",),
    listed=4,
    choices=("purpose", "decision_authority"),
    labels={"purpose": _("Purpose"), "decision_authority": _("Authority to decide")},
    words=("name",),
    save=_save_forum,
    actions=_meet,
    more=_meetings_of,
    template="portal/registers/forum.html",
)
MEETINGS = Register(
    name="meetings",
    group=COORDINATION,
    title=_("Meetings of forums"),
    about=_("When forums met, for how long, and who was there: the hours are what coordination costs."),
    empty=_("A meeting belongs to a forum. Planners and those who write for a chair record it."),
    new=_("Record a meeting"),
    model=ForumMeeting,
    form=MeetingForm,
    read=_read_meetings,
    facts=_meeting,
    named=lambda row: f"{row.forum.name}, {day(row.held_on)}",
    order=("-held_on",),
    listed=4,
    words=("forum__name",),
    by_agencies=True,
    save=_save_meeting,
    lines=attendance_lines,
)
MISSIONS = Register(
    name="joint-missions",
    declared="joint_missions",
    group=COORDINATION,
    title=_("Joint missions"),
    about=_("Journeys that agencies made together, so that internal actors were asked once."),
    empty=_("A joint mission names its lead and everybody who took part. It is stored once for all of them."),
    new=_("Record a joint mission"),
    model=JointMission,
    form=JointMissionForm,
    read=_read_missions,
    facts=_joint_mission,
    named=lambda row: row.title or day(row.started_on),
    order=("-started_on",),
    listed=4,
    words=("title",),
    by_agencies=True,
)
ANALYSES = Register(
    name="analytic-work",
    declared="analytic_work",
    group=COORDINATION,
    title=_("Analytic work"),
    about=_("What agencies found out together, and with whom."),
    empty=_("Joint assessments, surveys, conflict analyses: each once, with everybody who took part."),
    new=_("Record analytic work"),
    model=AnalyticWork,
    form=AnalyticWorkForm,
    read=_read_together,
    facts=_analytic_work,
    named=lambda row: row.title or day(row.published_on),
    order=("-published_on",),
    listed=3,
    words=("title",),
    by_agencies=True,
)
HANDOVERS = Register(
    name="handovers",
    group=COORDINATION,
    title=_("Handovers"),
    about=_("Which task passes from whom to whom, when, at what cost, and whether that is financed."),
    empty=_(
        "A handover is a task that somebody else goes on with, mostly an internal institution. What is "
        "not financed after it is the cliff after exit."
    ),
    new=_("Record a handover"),
    model=Handover,
    form=HandoverForm,
    read=_read_handovers,
    facts=_handover,
    named=lambda row: row.task,
    order=("due_on",),
    words=("task",),
    by_agencies=True,
)
HARMONISATION = Register(
    name="harmonisation",
    group=COORDINATION,
    title=_("Harmonisation"),
    about=_("What agencies do each in their own way, who sees to it, and the next step."),
    empty=_(
        "Rules and regulations, security management, incentives of staff, messages, technology and "
        "procurement: where these differ, agencies that want to work together cannot. Each subject has an"
        " owner and a next step."
    ),
    new=_("Add a subject"),
    model=HarmonisationItem,
    form=HarmonisationForm,
    read=_read_harmonisation,
    facts=_harmonisation,
    named=lambda row: row.title,
    order=("subject", "title"),
    choices=("subject", "state"),
    labels={"subject": _("Subject"), "state": _("State of work")},
    words=("title", "text"),
    by_agencies=True,
)
POSTS = Register(
    name="posts",
    group=COORDINATION,
    title=_("Posts and hats"),
    about=_("Which posts lead and coordinate, which hats their holders wear, and what stands vacant."),
    empty=_(
        "For example the SRSG, or a DSRSG who is resident and humanitarian coordinator as well. No names:"
        " what matters is whether the post is filled, and which phases its profile fits."
    ),
    new=_("Add a post"),
    model=Post,
    form=PostForm,
    read=_read_posts,
    facts=_post,
    named=lambda row: row.title,
    order=("title",),
    choices=("vacancy",),
    labels={"vacancy": _("Filled or vacant")},
    words=("title", "profile"),
    by_agencies=True,
)
REGISTERS_OF_COORDINATION = (FORUMS, MEETINGS, MISSIONS, ANALYSES, HANDOVERS, HARMONISATION, POSTS)
