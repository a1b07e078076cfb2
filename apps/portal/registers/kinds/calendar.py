"""The register of dates that are proposed for the shared calendar."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.alignment.calendars.services import save_proposal
from apps.alignment.enums import CalendarState
from apps.alignment.models import CalendarProposal
from apps.portal.readiness import title_of
from apps.portal.registers.base import Action, Fact, Here, Register, word
from apps.portal.registers.forms.calendar import CalendarForm
from apps.portal.registers.kinds.coordination import COORDINATION

ACTS = {
    "endorse": (_("Endorse"), _("The day fits your agency, and it will keep it free.")),
    "object": (_("Object"), _("The day does not fit your agency: say why, and which would.")),
    "agree": (_("Put on record as agreed"), _("From now on it stands on the timeline as agreed.")),
    "withdraw": (_("Withdraw"), _("It stays on record as withdrawn, with what agencies said to it.")),
}
"""What is done with a proposed date: the word, and what that means."""


def _read(rows: Any, _here: Here) -> Any:
    return rows.select_related("benchmark", "gate__area", "mission").prefetch_related("answers__agency")


def _facts(row: Any, here: Here) -> Sequence[Fact]:
    answers = list(row.answers.all())
    against = [one for one in answers if not one.endorses]
    mark = "r" if against and row.state == CalendarState.OPEN else "n"
    concerns = [
        *([] if row.gate is None else [(title_of(row.gate), here.page("gate", uuid=row.gate.uuid))]),
        *(
            []
            if row.benchmark is None
            else [(gettext("Benchmark"), here.page("benchmark", uuid=row.benchmark.uuid))]
        ),
    ]
    return (
        Fact(_("Day"), row.starts_on),
        Fact(_("Until"), row.ends_on),
        Fact(_("State"), word(CalendarState, row.state), mark=mark),
        Fact(_("Endorse it"), sum(one.endorses for one in answers), number=True),
        Fact(_("Object"), len(against), number=True),
        Fact(_("Why this day"), row.reason),
        Fact(_("Concerns"), links=concerns),
        *(
            Fact(
                str(one.agency),
                gettext("endorses it") if one.endorses else gettext("objects: %(why)s") % {"why": one.reason},
                mark="n" if one.endorses else "r",
            )
            for one in answers
        ),
        Fact(_("Proposed"), row.proposed_on),
        Fact(_("Decided"), row.decided_on),
    )


def allowed(user: Any, row: Any) -> list[str]:
    """What the person can do with a proposed date now. At most two queries."""
    acts = []
    if row.state == CalendarState.OPEN and user.has_perm("alignment.answer_calendar", row):
        acts += ["endorse", "object"]
    if row.state != CalendarState.WITHDRAWN and user.has_perm("alignment.settle_calendar", row):
        acts += ["agree", "withdraw"] if row.state == CalendarState.OPEN else ["withdraw"]
    return acts


def _actions(row: Any, here: Here) -> Sequence[Action]:
    return [
        (ACTS[act][0], here.page("calendar_act", uuid=row.uuid, act=act)) for act in allowed(here.user, row)
    ]


CALENDAR = Register(
    name="calendar",
    group=COORDINATION,
    title=_("Shared calendar"),
    about=_("Dates that a planner proposes, and which agencies endorse them or object."),
    empty=_(
        "A planner proposes a day for an event, a deliverable, a benchmark or a gate, for example where the"
        " timeline shows that two calendars do not fit. Agencies endorse it or object and say why; what is"
        " agreed stands on the timeline."
    ),
    new=_("Propose a date"),
    model=CalendarProposal,
    form=CalendarForm,
    read=_read,
    facts=_facts,
    named=lambda row: str(row.title),
    order=("-starts_on",),
    choices=("state",),
    labels={"state": _("State")},
    words=("title", "reason"),
    removes=False,
    save=lambda by, form: save_proposal(by=by, proposal=form.instance, fields=form.columns),
    actions=_actions,
)
REGISTERS_OF_CALENDAR = (CALENDAR,)
