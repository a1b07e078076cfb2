"""What others say about a link: what is stored, counted and refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from apps.alignment.evidence.services import (
    attest_link,
    decline_link,
    dispute_link,
    say,
    settle_dispute,
    thread_of,
    withdraw_request,
)
from apps.alignment.models import AlignmentLink, Comment, LiaisonRequest, LinkDispute
from apps.core.enums import Grade
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.missions.enums import Side
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory, LiaisonRequestFactory
from tests.factories.missions import MissionAgencyFactory, MissionFactory

AT = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
DAY, LATER = datetime.date(2025, 3, 1), datetime.date(2026, 3, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission():
    return MissionFactory()


@pytest.fixture
def ministry(mission):
    return MissionAgencyFactory(mission=mission, side=Side.INTERNAL).agency


@pytest.fixture
def link(mission):
    return AlignmentLinkFactory(mission=mission, grade=Grade.EVIDENCED)


def fresh(link):
    return AlignmentLink.objects.get(pk=link.pk)


def asked(link, actor, **fields):
    return LiaisonRequestFactory(
        mission=link.mission, internal_actor=actor, activity=link.activity, kind="verification", **fields
    )


def test_an_attestation_verifies_and_answers_the_request(link, ministry):
    request, other = asked(link, ministry), asked(link, AgencyFactory())
    attest_link(by=None, link=link, attestor=ministry, income_share=0.3, valid_until=LATER, at=AT)
    stored = fresh(link)
    assert (stored.grade, stored.attestor, stored.attested_on) == (Grade.VERIFIED, ministry, DAY)
    assert (stored.attestor_income_share, stored.valid_until) == (0.3, LATER)
    assert LiaisonRequest.objects.get(pk=request.pk).follow_up_on == DAY
    assert LiaisonRequest.objects.get(pk=other.pk).follow_up_on is None
    assert Job.objects.filter(task="coherence.assess", about=link.mission.uuid).exists()


def test_a_second_attestation_renews_the_first(link, ministry):
    attest_link(by=None, link=link, attestor=ministry, valid_until=datetime.date(2025, 4, 1), at=AT)
    attest_link(by=None, link=fresh(link), attestor=ministry, valid_until=LATER, at=AT)
    assert fresh(link).valid_until == LATER


def test_nothing_is_attested_without_evidence_or_by_a_stranger(link, ministry):
    with pytest.raises(ValidationError):
        attest_link(by=None, link=link, attestor=AgencyFactory(), at=AT)
    with pytest.raises(ValidationError):
        attest_link(by=None, link=link, attestor=ministry, income_share=2, at=AT)
    with pytest.raises(ValidationError):
        attest_link(by=None, link=link, attestor=ministry, valid_until=DAY, at=AT)
    link.grade = Grade.CLAIMED
    with pytest.raises(ValidationError):
        attest_link(by=None, link=link, attestor=ministry, at=AT)
    assert fresh(link).grade == Grade.EVIDENCED


def test_who_declines_says_why_and_changes_nothing(link, ministry):
    request = asked(link, ministry)
    with pytest.raises(ValidationError):
        decline_link(by=None, link=link, agency=ministry, reason=" ", at=AT)
    assert LiaisonRequest.objects.get(pk=request.pk).follow_up_on is None
    comment = decline_link(by=None, link=link, agency=ministry, reason=" Not our field. ", at=AT)
    assert (comment.text, comment.field, comment.activity) == (
        "Not our field.",
        thread_of(link),
        link.activity,
    )
    assert LiaisonRequest.objects.get(pk=request.pk).follow_up_on == DAY
    assert fresh(link).grade == Grade.EVIDENCED


def test_a_dispute_is_raised_settled_and_raised_again(link, ministry):
    dispute_link(by=None, link=link, agency=ministry, reason="The courts stand empty.", at=AT)
    row = LinkDispute.objects.get()
    assert (row.by, row.raised_on, row.resolved_on) == (ministry, DAY, None)
    assert fresh(link).row_version == 2
    settle_dispute(by=None, link=fresh(link), at=AT)
    assert LinkDispute.objects.get().resolved_on == DAY
    with pytest.raises(ValidationError):
        settle_dispute(by=None, link=fresh(link), at=AT)
    dispute_link(by=None, link=fresh(link), agency=ministry, reason="Again.", at=AT)
    row = LinkDispute.objects.get()
    assert (row.reason, row.resolved_on) == ("Again.", None)


def test_only_an_internal_actor_disputes_and_only_one_at_a_time(link, ministry, mission):
    outside = MissionAgencyFactory(mission=mission, side=Side.EXTERNAL).agency
    with pytest.raises(ValidationError):
        dispute_link(by=None, link=link, agency=outside, reason="No.", at=AT)
    with pytest.raises(ValidationError):
        dispute_link(by=None, link=link, agency=ministry, reason=" ", at=AT)
    dispute_link(by=None, link=link, agency=ministry, reason="No.", at=AT)
    second = MissionAgencyFactory(mission=mission, side=Side.INTERNAL).agency
    with pytest.raises(ValidationError):
        dispute_link(by=None, link=fresh(link), agency=second, reason="No.", at=AT)
    assert LinkDispute.objects.get().by == ministry


def test_an_attestation_ends_the_own_dispute(link, ministry):
    dispute_link(by=None, link=link, agency=ministry, reason="No.", at=AT)
    attest_link(by=None, link=fresh(link), attestor=ministry, at=AT)
    assert LinkDispute.objects.get().resolved_on == DAY


def test_a_stale_link_is_neither_disputed_nor_settled(link, ministry):
    stale = fresh(link)
    dispute_link(by=None, link=link, agency=ministry, reason="No.", at=AT)
    with pytest.raises(EditConflict):
        settle_dispute(by=None, link=stale, at=AT)
    assert LinkDispute.objects.get().resolved_on is None


def test_words_stand_with_the_link(link, ministry):
    say(by=None, link=link, agency=ministry, text="We looked.", at=AT)
    assert Comment.objects.get().field == thread_of(link)
    with pytest.raises(ValidationError):
        say(by=None, link=link, agency=ministry, text=" ", at=AT)


def test_a_request_is_withdrawn_until_it_is_answered(link, ministry):
    withdraw_request(by=None, request=asked(link, ministry))
    assert not LiaisonRequest.objects.exists()
    with pytest.raises(ValidationError):
        withdraw_request(by=None, request=asked(link, ministry, follow_up_on=DAY))
