"""The registers of frictions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.activities.selectors import activities_for
from apps.alignment.enums import ConsequenceKind, ContradictionStatus, ReviewScope
from apps.alignment.models import Contradiction, ContradictionReview, UnintendedConsequence
from apps.alignment.tensions.selectors import said_to
from apps.alignment.tensions.services import save_contradiction, save_review
from apps.core.enums import Grade
from apps.portal.registers.acts import acts_for
from apps.portal.registers.base import (
    Action,
    Fact,
    Here,
    Register,
    activity_link,
    agency_link,
    agency_links,
    objective_link,
    word,
)
from apps.portal.registers.forms.tensions import (
    SCALE,
    ConsequenceForm,
    ContradictionForm,
    ReviewForm,
    score_words,
    signed_score,
)

FRICTIONS = "frictions"
MARKS = {ContradictionStatus.OPEN: "r", ContradictionStatus.ACCEPTED_TRADE_OFF: "a"}


def _read_contradictions(rows: Any, _here: Here) -> Any:
    return rows.select_related(
        "activity_a__lead", "activity_b__lead", "raised_by", "mission"
    ).prefetch_related("acknowledged_by")


def _contradiction(row: Any, here: Here) -> Sequence[Fact]:
    mark = MARKS.get(row.status, "n") if row.score < 0 else "n"
    held = list(row.acknowledged_by.all())
    return (
        Fact(_("How one acts on the other"), score_words(row.score)),
        Fact(_("Status"), word(ContradictionStatus, row.status), mark=mark),
        Fact(_("Grade"), word(Grade, row.grade)),
        Fact(_("Raised by"), links=agency_link(here, row.raised_by)),
        Fact(_("Raised"), row.raised_on),
        Fact(_("One activity"), links=activity_link(here, row.activity_a)),
        Fact(_("The other activity"), links=activity_link(here, row.activity_b)),
        Fact(_("What pulls against what, or helps what"), row.text),
        Fact(
            _("Acknowledged by"),
            gettext("nobody") if row.acknowledged_by_recorded else None,
            links=agency_links(here, held),
        ),
        Fact(_("Closed"), row.closed_on),
    )


def _named_contradiction(row: Any) -> str:
    signs = "⇄" if row.score < 0 else "+"
    return f"{row.activity_a.title} {signs} {row.activity_b.title}"


def _acts(row: Any, here: Here) -> Sequence[Action]:
    return [
        (act.label, here.page("contradiction_act", uuid=row.uuid, act=act.name))
        for act in acts_for(here.user, row)
    ]


def _thread(row: Any, here: Here) -> Mapping[str, Any]:
    return {"thread": said_to(here.user, row)}


def _suggestions(here: Here) -> Mapping[str, Any]:
    return {"links_beside": [(gettext("Pairs to look at"), here.page("contradictions_suggested"))]}


def _save_contradiction(by: Any, form: Any) -> Any:
    return save_contradiction(
        by=by,
        contradiction=form.instance,
        fields=form.columns,
        documents=form.listed().get("documents", []),
    )


def _read_reviews(rows: Any, here: Here) -> Any:
    seen = activities_for(here.user, here.mission).only("pk", "mission")
    return rows.select_related("objective", "agency", "area", "mission").prefetch_related(
        "reviewers", Prefetch("activities", queryset=seen)
    )


def _review(row: Any, here: Here) -> Sequence[Fact]:
    subject: Fact = Fact(_("Which"), gettext("The whole mission"))
    if row.scope == "objective":
        subject = Fact(_("Which"), links=objective_link(here, row.objective_id))
    elif row.scope == "agency":
        subject = Fact(_("Which"), links=agency_link(here, row.agency))
    elif row.scope == "area":
        subject = Fact(_("Which"), None if row.area is None else row.area.name)
    looked_at = len(row.activities.all()) if row.activities_recorded else None
    return (
        Fact(_("Day"), row.reviewed_on),
        subject,
        Fact(_("Who looked"), links=agency_links(here, row.reviewers.all())),
        Fact(_("Activities looked at"), looked_at, number=True),
    )


def _named_review(row: Any) -> str:
    return gettext("Review: %(scope)s") % {"scope": word(ReviewScope, row.scope)}


def _save_review(by: Any, form: Any) -> Any:
    said = form.listed()
    return save_review(
        by=by,
        review=form.instance,
        fields=form.columns,
        reviewers=said["reviewers"],
        documents=said.get("documents", []),
    )


def _read_consequences(rows: Any, _here: Here) -> Any:
    return rows.select_related("objective", "activity__lead", "raised_by", "mission")


def _consequence(row: Any, here: Here) -> Sequence[Fact]:
    state, mark = gettext("waits for an answer"), "r"
    if row.closed_on is not None:
        state, mark = gettext("closed"), "n"
    elif row.answer:
        state, mark = gettext("answered, not closed"), "a"
    return (
        Fact(_("What happens"), row.text),
        Fact(
            _("Objective or activity"),
            links=[*objective_link(here, row.objective_id), *activity_link(here, row.activity)],
        ),
        Fact(_("Raised by"), links=agency_link(here, row.raised_by)),
        Fact(_("State"), state, mark=mark),
        Fact(_("Follow-up due"), row.follow_up_on),
        Fact(_("Raised"), row.raised_on),
        Fact(_("Answer"), row.answer),
        Fact(_("Answered"), row.answered_on),
        Fact(_("Follow-up"), row.follow_up),
        Fact(_("Closed"), row.closed_on),
    )


CONTRADICTIONS = Register(
    name="contradictions",
    group=FRICTIONS,
    title=_("Contradictions and synergies"),
    about=_("Activities that make one another harder or easier, on a scale from −3 to +3."),
    empty=_(
        "A contradiction names two activities of which one makes the other harder. Whoever works here may"
        " raise one; both leads have the right of reply. Only what a document shows counts in the "
        "assessment."
    ),
    new=_("Raise a contradiction or a synergy"),
    model=Contradiction,
    form=ContradictionForm,
    read=_read_contradictions,
    facts=_contradiction,
    named=_named_contradiction,
    order=("status", "score", "-raised_on"),
    choices=("status", "grade"),
    labels={"status": _("Status"), "grade": _("Grade")},
    words=("text", "activity_a__title", "activity_b__title"),
    by_voices=True,
    change="alignment.correct_contradiction",
    removes=False,
    save=_save_contradiction,
    actions=_acts,
    more=_thread,
    beside=_suggestions,
    scale=[(signed_score(value), word, example) for value, word, example in SCALE],
    template="portal/registers/contradiction.html",
)
REVIEWS = Register(
    name="reviews",
    group=FRICTIONS,
    title=_("Reviews of contradictions"),
    about=_("Who looked for contradictions, where and when: no flag is no evidence where nobody has looked."),
    empty=_(
        "A review says that somebody looked for contradictions among the activities of an objective, an "
        "agency, an area or the whole mission. Without one, the assessment says “not assessed”, not "
        "“none”."
    ),
    new=_("Record a review"),
    model=ContradictionReview,
    form=ReviewForm,
    read=_read_reviews,
    facts=_review,
    named=_named_review,
    order=("-reviewed_on",),
    choices=("scope",),
    labels={"scope": _("Looked at")},
    by_agencies=True,
    save=_save_review,
    note=_("The activities that were under way in the scope on that day are noted with it."),
)
CONSEQUENCES = Register(
    name="consequences",
    group=FRICTIONS,
    title=_("Unintended consequences"),
    about=_("What an objective or an activity brings about that nobody wanted, and what is done about it."),
    empty=_(
        "Here stands what good work brings about against its own purpose: short-term security at the cost"
        " of development, pressure on internal actors, humanitarian work that is no longer seen as "
        "neutral, qualified people drawn away, structures beside the internal ones. Whoever sees one "
        "raises it; whoever is responsible answers."
    ),
    new=_("Raise an unintended consequence"),
    model=UnintendedConsequence,
    form=ConsequenceForm,
    read=_read_consequences,
    facts=_consequence,
    named=lambda row: row.kind_in_words or str(word(ConsequenceKind, row.kind)),
    order=("closed_on", "-raised_on"),
    choices=("kind",),
    labels={"kind": _("Kind")},
    words=("text", "kind_in_words", "answer"),
    by_agencies=True,
)
TENSIONS = (CONTRADICTIONS, REVIEWS, CONSEQUENCES)
