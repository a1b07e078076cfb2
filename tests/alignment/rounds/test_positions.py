"""Endorse, reserve, oppose: the position, and the endorsement of that wording."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from apps.alignment.models import PolicyPosition
from apps.alignment.rounds.positions import Stance, stance_of, take_position
from apps.core.services import EditConflict
from apps.frameworks.models import Endorsement
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import PolicyPositionFactory
from tests.factories.frameworks import ObjectiveTextFactory

DAY, NEXT = datetime.date(2026, 2, 1), datetime.date(2026, 2, 2)


@pytest.fixture
def text(mission):
    return ObjectiveTextFactory(mission=mission)


def take(text, agency, stance, words=None, on=DAY):
    return take_position(by=None, agency=agency, text=text, stance=stance, reservation=words, dated_on=on)


def test_to_endorse_writes_plus_one_and_an_endorsement_of_this_wording(text, ministry):
    position = take(text, ministry, Stance.ENDORSE)
    take(text, ministry, Stance.ENDORSE)
    assert (position.support, position.reservation, stance_of(position)) == (1, None, Stance.ENDORSE)
    endorsement = Endorsement.objects.get()
    assert (endorsement.objective_text, endorsement.agency, endorsement.endorsed_on) == (text, ministry, DAY)
    text.refresh_from_db()
    assert text.endorsements_recorded is True


@pytest.mark.parametrize(("stance", "support"), [(Stance.RESERVE, 1), (Stance.OPPOSE, -1)])
def test_to_reserve_or_oppose_takes_an_endorsement_back(text, ministry, stance, support):
    take(text, ministry, Stance.ENDORSE)
    position = take(text, ministry, stance, " Only with a budget. ")
    assert (position.support, position.reservation) == (support, "Only with a budget.")
    assert stance_of(position) is stance
    assert not Endorsement.objects.exists()
    with pytest.raises(ValidationError) as caught:
        take(text, ministry, stance, " ")
    assert set(caught.value.message_dict) == {"reservation"}


def test_an_earlier_position_stays_on_record(text, ministry):
    take(text, ministry, Stance.OPPOSE, "No.")
    take(text, ministry, Stance.ENDORSE, on=NEXT)
    assert list(PolicyPosition.objects.order_by("dated_on").values_list("support", flat=True)) == [-1, 1]


def test_a_position_that_somebody_took_meanwhile_is_not_written_over(text, ministry):
    def again(read, words="No.", on=DAY):
        return take_position(
            by=None,
            agency=ministry,
            text=text,
            stance=Stance.OPPOSE,
            reservation=words,
            dated_on=on,
            read=read,
        )

    first = again(None)
    stale = PolicyPosition.objects.get()
    with pytest.raises(EditConflict):
        again(None, "Mine.")
    again(first, "Theirs.")
    with pytest.raises(EditConflict):
        again(stale, "Mine.")
    assert PolicyPosition.objects.get().reservation == "Theirs."
    # One of an earlier day is followed by a new one; one without a day, or of a later, is no sign of others.
    earlier = PolicyPosition.objects.get()
    again(earlier, "Next.", NEXT)
    with pytest.raises(EditConflict):
        again(earlier, "Mine.", NEXT)
    undated = PolicyPositionFactory(
        mission=text.mission, agency=ministry, objective=text.objective, support=-1, dated_on=None
    )
    assert again(undated, "Undated.", NEXT).reservation == "Undated."


def test_strangers_have_no_position_and_a_neutral_one_is_none(text):
    with pytest.raises(ValidationError):
        take(text, AgencyFactory(), Stance.ENDORSE)
    assert stance_of(PolicyPositionFactory(support=0)) is None
