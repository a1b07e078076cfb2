"""Dates of the shared calendar: a planner proposes, parties endorse or object; answered days stand."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from apps.alignment.calendars.services import agree_on, answer_proposal, save_proposal, withdraw_proposal
from apps.alignment.enums import CalendarState
from apps.alignment.models import CalendarProposal
from apps.core.services import EditConflict
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import CalendarAnswerFactory, CalendarProposalFactory

pytestmark = pytest.mark.django_db
LATER = datetime.date(2025, 3, 1)


@pytest.fixture
def proposal(mission):
    return CalendarProposalFactory(mission=mission)


def test_one_proposes_parties_endorse_and_it_is_agreed(planner, mission, agency_a, ministry):
    made = CalendarProposal(mission=mission, title="Election review", starts_on=LATER)
    proposal = save_proposal(by=planner.user, proposal=made, fields=["title", "starts_on"])
    with pytest.raises(ValidationError, match="Nobody has endorsed"):
        agree_on(by=planner.user, proposal=proposal)
    answer_proposal(by=planner.user, proposal=proposal, agency=agency_a, endorses=True)
    answer_proposal(by=planner.user, proposal=proposal, agency=ministry, endorses=False, text="It is Eid")
    with pytest.raises(ValidationError, match="objects"):
        agree_on(by=planner.user, proposal=proposal)
    answer_proposal(by=planner.user, proposal=proposal, agency=ministry, endorses=True)
    assert proposal.answers.count() == 2
    agree_on(by=planner.user, proposal=proposal)
    with pytest.raises(ValidationError, match="no longer"):
        answer_proposal(by=planner.user, proposal=proposal, agency=ministry, endorses=True)
    withdraw_proposal(by=planner.user, proposal=proposal)
    with pytest.raises(ValidationError, match="no longer"):
        withdraw_proposal(by=planner.user, proposal=proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.row_version) == (CalendarState.WITHDRAWN, 6)


def test_days_that_were_answered_stand_and_words_do_not(planner, proposal):
    CalendarAnswerFactory(proposal=proposal)
    proposal.title = "Joint review of phase two"
    save_proposal(by=planner.user, proposal=proposal, fields=["title"])
    proposal.starts_on = LATER
    with pytest.raises(ValidationError, match="answered to these days"):
        save_proposal(by=planner.user, proposal=proposal, fields=["starts_on"])


@pytest.mark.parametrize("said", ["", "   "])
def test_an_objection_says_why(planner, proposal, agency_a, said):
    with pytest.raises(ValidationError, match="Say why"):
        answer_proposal(by=planner.user, proposal=proposal, agency=agency_a, endorses=False, text=said)


def test_agencies_answer_that_are_in_the_mission_and_to_what_they_read(planner, proposal, agency_a):
    with pytest.raises(ValidationError, match="not in the mission"):
        answer_proposal(by=planner.user, proposal=proposal, agency=AgencyFactory(), endorses=True)
    stale = CalendarProposal.objects.get(pk=proposal.pk)
    answer_proposal(by=planner.user, proposal=proposal, agency=agency_a, endorses=True)
    with pytest.raises(EditConflict):
        answer_proposal(by=planner.user, proposal=stale, agency=agency_a, endorses=False, text="No")
