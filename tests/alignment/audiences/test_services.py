"""Two people see to it that more people see a row; on no way does one do it alone."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from apps.activities.models import Activity
from apps.alignment.audiences.services import (
    agree_to_audience,
    propose_audience,
    refuse_audience,
    withdraw_audience,
)
from apps.alignment.enums import ProposalState
from apps.alignment.models import AudienceProposal, Comment
from apps.benchmarks.models import Observation
from apps.core.enums import Audience
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.missions.models import Document, Mission
from tests.factories.accounts import UserFactory
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import CommentFactory
from tests.factories.benchmarks import ObservationFactory
from tests.factories.missions import DocumentFactory, MissionFactory

pytestmark = pytest.mark.django_db
SUBJECTS = {
    Activity: ActivityFactory,
    Observation: ObservationFactory,
    Document: DocumentFactory,
    Comment: CommentFactory,
    Mission: MissionFactory,
}


@pytest.fixture
def two():
    return UserFactory(), UserFactory()


@pytest.mark.parametrize("model", SUBJECTS)
def test_what_one_proposes_another_agrees_to(model, two):
    row = SUBJECTS[model]()
    proposal = propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason=" For the donors ")
    row.refresh_from_db()
    assert (row.audience, proposal.subject, proposal.reason) == (None, row, "For the donors")
    agree_to_audience(by=two[1], proposal=proposal, row_version=row.row_version)
    row.refresh_from_db()
    proposal.refresh_from_db()
    assert (row.audience, row.row_version) == (Audience.PUBLIC, 2)
    assert (proposal.state, proposal.decided_by) == (ProposalState.AGREED, two[1])
    assert Job.objects.filter(task="coherence.assess").count() == 1


def test_nobody_agrees_to_what_they_propose(two):
    row = ActivityFactory()
    proposal = propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason="Why not")
    with pytest.raises(ValidationError, match="Somebody else"):
        agree_to_audience(by=two[0], proposal=proposal, row_version=1)
    row.refresh_from_db()
    assert row.audience is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Audience.PUBLIC, Audience.PUBLIC),
        (Audience.PUBLIC, Audience.AGENCY),
        (Audience.MISSION, Audience.AGENCY),
        (None, Audience.MISSION),
    ],
)
def test_only_a_wider_audience_is_proposed(before, after, two):
    row = ActivityFactory(audience=before)
    with pytest.raises(ValidationError) as error:
        propose_audience(by=two[0], row=row, audience=after, reason="Because")
    assert list(error.value.message_dict) == ["audience"]


def test_a_proposal_says_why_and_waits_alone(two):
    row = ActivityFactory(audience=Audience.AGENCY)
    with pytest.raises(ValidationError, match="Say why"):
        propose_audience(by=two[0], row=row, audience=Audience.MISSION, reason="  ")
    propose_audience(by=two[0], row=row, audience=Audience.MISSION, reason="For the planners")
    with pytest.raises(ValidationError, match="waiting already"):
        propose_audience(by=two[1], row=row, audience=Audience.PUBLIC, reason="For all")
    assert AudienceProposal.objects.count() == 1


def test_who_agrees_has_read_the_row_as_it_is(two):
    row = ActivityFactory()
    proposal = propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason="For all")
    Activity.objects.filter(pk=row.pk).update(row_version=2, title="Something else")
    with pytest.raises(EditConflict):
        agree_to_audience(by=two[1], proposal=proposal, row_version=1)
    row.refresh_from_db()
    assert row.audience is None


def test_a_proposal_ends_once(two):
    row = ActivityFactory()
    proposal = propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason="For all")
    with pytest.raises(ValidationError, match="why not"):
        refuse_audience(by=two[1], proposal=proposal, answer="")
    with pytest.raises(ValidationError, match="Only who proposed"):
        withdraw_audience(by=two[1], proposal=proposal)
    refuse_audience(by=two[1], proposal=proposal, answer="Names of staff stand in it")
    for again in (
        lambda: agree_to_audience(by=two[1], proposal=proposal, row_version=1),
        lambda: withdraw_audience(by=two[0], proposal=proposal),
        lambda: refuse_audience(by=two[1], proposal=proposal, answer="Twice"),
    ):
        with pytest.raises(ValidationError, match="decided meanwhile"):
            again()
    assert proposal.answer == "Names of staff stand in it"
    later = propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason="Without the names")
    withdraw_audience(by=two[0], proposal=later, at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    assert later.state == ProposalState.WITHDRAWN


def test_an_audience_that_changed_since_is_proposed_anew(two):
    row = ActivityFactory(audience=Audience.AGENCY)
    proposal = propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason="For all")
    Activity.objects.filter(pk=row.pk).update(audience=Audience.MISSION)
    with pytest.raises(ValidationError, match="changed since"):
        agree_to_audience(by=two[1], proposal=AudienceProposal.objects.get(), row_version=1)
    assert proposal.state == ProposalState.PENDING
