"""What came back, what is disputed, what is linked to nothing, and what expires."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.activities.models import Activity
from apps.activities.selectors import Activities, activities_for
from apps.alignment.enums import ContradictionStatus, ReviewOutcome
from apps.alignment.linking.selectors import Acting, linkable, unlinked
from apps.alignment.models import (
    AlignmentLink,
    Comment,
    Contradiction,
    InternalReview,
    LinkDispute,
    Relationship,
)
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import Observation
from apps.core.templatetags.nexusplan import number
from apps.portal.work.items import ALL, MOST, Asking, Item, Kind, kind_of

LINK_THREAD = "alignment_links/"
"""How comments name a link (`alignment.evidence.services.thread_of`)."""
EXPIRES_WITHIN = datetime.timedelta(days=60)


def returned(who: Asking) -> Kind:
    """Own observations that a planner sent back. One query."""
    if not who.writes:
        return Kind([])
    rows: Any = Observation.objects.visible_to(who.user).filter(
        mission=who.mission, submitted_by__in=who.writes, state=ObservationState.RETURNED
    )

    def item(row: Observation) -> Item:
        return Item(
            kind=_("Observation"),
            title=row.indicator.title,
            about=row.return_note or _("Returned without a note"),
            action=_("Correct it and hand it in"),
            href=who.page("benchmarks:observation_change", row.uuid),
            on=row.observed_on,
        )

    found = rows.select_related("indicator").order_by("observed_on", "pk")[: MOST + 1]
    return kind_of(found, item, who.page("benchmarks:reporting"))


def _own(who: Asking) -> Activities:
    """Activities that the own agencies lead or carry out, among those the member sees. No query by itself."""
    return linkable(activities_for(who.user, who.mission), Acting(everybody=False, agencies=who.writes))


def disputed_links(who: Asking) -> Kind:
    """Links of own activities that somebody disputes and the own side has not answered, and disputes of the
    own internal actors that were answered. One query."""
    if not who.writes:
        return Kind([])
    own = _own(who).order_by().values("pk")
    said = Comment.objects.filter(
        activity=OuterRef("link__activity"),
        field=Concat(Value(LINK_THREAD), OuterRef("link__key"), output_field=TextField()),
        written_on__gte=OuterRef("raised_on"),
    ).exclude(agency=OuterRef("by"))
    rows: Any = LinkDispute.objects.annotate(answered=Exists(said)).filter(
        Q(by__in=who.speaks, answered=True) | Q(link__activity__in=own, answered=False),
        link__in=AlignmentLink.objects.visible_to(who.user).filter(mission=who.mission).values("pk"),
        resolved_on__isnull=True,
    )

    def item(row: LinkDispute) -> Item:
        mine = row.by_id in who.speaks
        return Item(
            kind=_("Link"),
            title=row.link.activity.title,
            about=_("The dispute of your agency is answered: %(reason)s") % {"reason": row.reason or ""}
            if mine
            else _("%(agency)s disputes the link: %(reason)s")
            % {"agency": row.by, "reason": row.reason or _("no reason given")},
            action=_("End the dispute once it is settled") if mine else _("Answer it"),
            href=who.page("coherence:link_settle" if mine else "coherence:link_say", row.link.uuid),
            on=row.raised_on,
        )

    found = rows.select_related("link__activity", "by").order_by("raised_on", "pk")[:ALL]
    return kind_of(found, item)


def contradictions(who: Asking) -> Kind:
    """Open contradictions of activities that the own agencies lead and have not acknowledged. One query."""
    if not who.writes:
        return Kind([])
    rows: Any = Contradiction.objects.visible_to(who.user).filter(
        Q(activity_a__lead__in=who.writes) | Q(activity_b__lead__in=who.writes),
        mission=who.mission,
        status=ContradictionStatus.OPEN,
        score__lt=0,
    )
    acknowledged = Contradiction.acknowledged_by.through.objects.filter(
        contradiction=OuterRef("pk"), agency__in=who.writes
    )
    rows = rows.filter(~Exists(acknowledged)).select_related("activity_a", "activity_b", "raised_by")

    def item(row: Contradiction) -> Item:
        first, second = row.activity_a, row.activity_b
        own, other = (first, second) if first.lead_id in who.writes else (second, first)
        return Item(
            kind=_("Contradiction"),
            title=own.title,
            about=_("Said to work against %(activity)s") % {"activity": other.title},
            action=_("Answer it"),
            href=who.page("portal:register_row", row.uuid, register="contradictions"),
            on=row.raised_on,
        )

    return kind_of(rows.order_by("score", "raised_on", "pk")[:ALL], item)


def objections(who: Asking) -> Kind:
    """The last word of internal actors on own activities where it is an objection that nobody has answered,
    and objections of the own actors that were answered; not those given in confidence. One query."""
    if not who.writes:
        return Kind([])
    later = InternalReview.objects.filter(
        activity=OuterRef("activity"),
        internal_actor=OuterRef("internal_actor"),
        reviewed_on__gt=OuterRef("reviewed_on"),
    ).exclude(confidential=True)
    said = Comment.objects.filter(
        activity=OuterRef("activity"),
        field=Concat(Value(InternalReview.THREAD), OuterRef("key"), output_field=TextField()),
    )
    rows: Any = InternalReview.objects.visible_to(who.user).annotate(answered=Exists(said))
    rows = rows.filter(
        Q(activity__lead__in=who.writes, answered=False) | Q(internal_actor__in=who.speaks, answered=True),
        ~Exists(later),
        mission=who.mission,
        outcome=ReviewOutcome.OBJECTION,
    )
    rows = rows.exclude(confidential=True).select_related("activity__lead", "internal_actor")

    def item(row: InternalReview) -> Item:
        mine = row.internal_actor_id in who.speaks
        about = _("%(agency)s objects: %(reason)s") % {
            "agency": row.internal_actor,
            "reason": row.text or _("no reason given"),
        }
        return Item(
            kind=_("Objection"),
            title=row.activity.title,
            about=_("Your objection is answered") if mine else about,
            action=_("Say whether it stands") if mine else _("Answer it"),
            href=who.page("portal:review", row.activity.uuid)
            if mine
            else who.page("portal:objection", row.uuid),
            on=row.reviewed_on,
        )

    return kind_of(rows.order_by("-reviewed_on", "pk")[:ALL], item)


def bands_proposed(who: Asking) -> Kind:
    """Bands of relationships of the own agencies that the other side proposed and that wait. One query."""
    if not who.writes:
        return Kind([])
    rows: Any = Relationship.objects.visible_to(who.user).filter(
        Q(agency_a__in=who.writes) | Q(agency_b__in=who.writes),
        mission=who.mission,
        band_proposed_by__isnull=False,
    )
    rows = rows.exclude(band_proposed_by__in=who.writes)

    def item(row: Relationship) -> Item:
        return Item(
            kind=_("Relationship"),
            title=f"{row.agency_a} – {row.agency_b}",
            about=_("%(agency)s proposes a band") % {"agency": row.band_proposed_by},
            action=_("Agree to it or propose another"),
            href=who.page("portal:register_row", row.uuid, register="relationships"),
            on=row.band_proposed_on,
        )

    found = rows.select_related("agency_a", "agency_b", "band_proposed_by")
    return kind_of(found.order_by("band_proposed_on", "pk")[:ALL], item)


def unlinked_activities(who: Asking) -> Kind:
    """Activities that the member may link and that serve no objective, the latest first; humanitarian ones
    are never called unaligned. One query."""
    if not who.writes and not who.plans:
        return Kind([])
    acting = Acting(everybody=who.plans, agencies=who.writes)
    mine = linkable(activities_for(who.user, who.mission), acting)
    rows = unlinked(mine, who.mission).select_related("lead")

    def item(row: Activity) -> Item:
        return Item(
            kind=_("Activity"),
            title=row.title,
            about=_("%(agency)s: it is tied to no objective") % {"agency": row.lead},
            action=_("Link it"),
            href=who.page("alignment:link_activity", row.uuid),
        )

    return kind_of(rows.order_by("-pk")[: MOST + 1], item, who.page("alignment:unlinked"))


def expiring(who: Asking) -> Kind:
    """Links whose evidence holds no longer than two months from now, of activities that the own agencies may
    link (to planners: of all), and attestations of the own internal actors. One query."""
    if not who.writes and not who.plans:
        return Kind([])
    own = Q() if who.plans else Q(activity__in=_own(who).order_by().values("pk"))
    rows: Any = AlignmentLink.objects.visible_to(who.user).filter(
        own | Q(attestor__in=who.speaks), mission=who.mission, valid_until__lte=who.day + EXPIRES_WITHIN
    )
    rows = rows.select_related("activity").order_by("valid_until", "pk")

    def item(row: AlignmentLink) -> Item:
        days = (row.valid_until - who.day).days if row.valid_until else 0
        again = row.attestor_id in who.speaks
        left = ngettext("Its evidence holds %(n)s day more", "Its evidence holds %(n)s days more", days)
        return Item(
            kind=_("Link"),
            title=row.activity.title,
            about=_("Its evidence has expired, so it counts as claimed")
            if days < 0
            else left % {"n": number(days)},
            action=_("Attest it again") if again else _("Renew the evidence"),
            href=who.page("coherence:link_verify" if again else "alignment:link_renew", row.uuid),
            on=row.valid_until,
            late=days < 0,
        )

    return kind_of(rows[:ALL], item)
