"""Links made, changed, renewed and removed: what is stored, graded, logged and refused."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.alignment.linking.services import (
    NewDocument,
    NewLink,
    Said,
    change_link,
    link_activities,
    remove_links,
    renew_link,
)
from apps.alignment.models import AlignmentLink, LinkDispute
from apps.core.enums import Grade
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.missions.models import Document
from tests.factories.accounts import UserFactory
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory, LinkDisputeFactory
from tests.factories.frameworks import ObjectiveFactory
from tests.factories.missions import DocumentFactory, MissionFactory

DAY = datetime.date(2025, 3, 1)
AT = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
SAID = Said(rationale="  The police learn to keep within the law.  ")

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission():
    return MissionFactory()


@pytest.fixture
def activity(mission):
    return ActivityFactory(mission=mission)


@pytest.fixture
def objective(mission):
    return ObjectiveFactory(mission=mission)


def link(activity, objective, said=SAID):
    (made,) = link_activities(by=UserFactory(), new=[NewLink(activity, objective, said)], at=AT)
    return AlignmentLink.objects.get(pk=made.pk)


def asked_for(mission):
    return Job.objects.filter(task="coherence.assess", about=mission.uuid).count()


def test_a_link_without_documents_is_claimed_on_its_day_and_logged(mission, activity, objective):
    said = Said("Why", contribution="main", share=0.5, late=True, redesign=False, valid_until=DAY)
    made = link(activity, objective, said)
    assert (made.grade, made.claimed_on, made.rationale) == (Grade.CLAIMED, DAY, "Why")
    assert (made.contribution, made.share, made.late, made.redesign) == ("main", 0.5, True, False)
    assert made.valid_until == DAY
    assert LogEntry.objects.get_for_object(made).count() == 1
    assert asked_for(mission) == 1


def test_a_dated_document_makes_evidence_and_one_without_a_day_does_not(mission, activity, objective):
    undated = DocumentFactory(mission=mission, dated_on=None)
    made = link(activity, objective, Said("Why", documents=[undated]))
    assert (made.grade, list(made.documents.all())) == (Grade.CLAIMED, [undated])
    change_link(
        by=None, link=made, said=Said("Why", documents=[DocumentFactory(mission=mission, dated_on=DAY)])
    )
    assert AlignmentLink.objects.get(pk=made.pk).grade == Grade.EVIDENCED
    change_link(by=None, link=made, said=Said("Why", documents=[undated]))
    assert AlignmentLink.objects.get(pk=made.pk).grade == Grade.CLAIMED


def test_a_new_document_is_stored_with_the_link(mission, activity, objective):
    new = NewDocument(" Results framework ", DAY, "https://example.org/framework.pdf")
    made = link(activity, objective, Said("Why", new_document=new))
    (document,) = made.documents.all()
    assert (document.title, document.dated_on, document.url) == ("Results framework", DAY, new.url)
    assert (made.grade, made.documents_recorded) == (Grade.EVIDENCED, True)


def test_several_links_are_stored_together_or_not_at_all(mission, activity, objective):
    other = ActivityFactory(mission=mission)
    made = link_activities(
        by=None, new=[NewLink(activity, objective, SAID), NewLink(other, objective, SAID)], at=AT
    )
    assert [one.activity for one in made] == [activity, other]
    third = ActivityFactory(mission=mission)
    with pytest.raises(ValidationError):
        link_activities(by=None, new=[NewLink(third, objective, SAID), NewLink(other, objective, SAID)])
    assert AlignmentLink.objects.count() == 2
    assert link_activities(by=None, new=[]) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("   "), "rationale"),
        (Said("Why", share=1.5), "share"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(activity, objective, said, field):
    with pytest.raises(ValidationError) as error:
        link(activity, objective, said)
    assert list(error.value.message_dict) == [field]
    assert not AlignmentLink.objects.exists()


def test_nothing_of_another_mission_is_linked(activity, objective):
    with pytest.raises(ValidationError) as error:
        link(activity, ObjectiveFactory())
    assert list(error.value.message_dict) == ["objective"]
    with pytest.raises(ValidationError) as error:
        link(activity, objective, Said("Why", documents=[DocumentFactory()]))
    assert list(error.value.message_dict) == ["documents"]
    assert not AlignmentLink.objects.exists()


def test_a_pair_is_linked_once(activity, objective):
    link(activity, objective)
    with pytest.raises(ValidationError) as error:
        link(activity, objective)
    assert list(error.value.message_dict) == ["objective"]


def verified(mission, **fields):
    document = DocumentFactory(mission=mission, dated_on=DAY)
    made = AlignmentLinkFactory(
        mission=mission,
        rationale="Why",
        grade=Grade.VERIFIED,
        attestor=AgencyFactory(),
        attested_on=DAY,
        attestor_income_share=0.2,
        **fields,
    )
    made.documents.add(document)
    return made, document


def test_other_words_take_an_attestation_back_and_other_marks_do_not(mission):
    made, document = verified(mission)
    change_link(by=None, link=made, said=Said("Why", late=True, documents=[document]))
    stored = AlignmentLink.objects.get(pk=made.pk)
    assert (stored.grade, stored.attested_on, stored.late) == (Grade.VERIFIED, DAY, True)
    change_link(by=None, link=stored, said=Said("Why else", documents=[document]))
    stored = AlignmentLink.objects.get(pk=made.pk)
    assert (stored.grade, stored.attestor, stored.attested_on) == (Grade.EVIDENCED, None, None)
    assert stored.attestor_income_share is None


def test_an_attestation_falls_with_the_last_evidence_under_it(mission):
    made, _document = verified(mission)
    change_link(by=None, link=made, said=Said("Why"))
    assert AlignmentLink.objects.get(pk=made.pk).grade == Grade.CLAIMED


def test_a_change_on_a_stale_version_changes_nothing(mission, activity, objective):
    made = link(activity, objective)
    stale = AlignmentLink.objects.get(pk=made.pk)
    change_link(by=None, link=made, said=Said("Theirs"))
    with pytest.raises(EditConflict):
        change_link(by=None, link=stale, said=Said("Mine", new_document=NewDocument("Paper", DAY)))
    assert AlignmentLink.objects.get(pk=made.pk).rationale == "Theirs"
    assert not Document.objects.filter(title="Paper").exists()


def test_saving_what_stands_changes_nothing(mission, activity, objective):
    made = link(activity, objective)
    Job.objects.all().delete()
    change_link(by=None, link=made, said=SAID)
    assert AlignmentLink.objects.get(pk=made.pk).row_version == made.row_version
    assert asked_for(mission) == 0


def test_evidence_is_renewed_on_a_document_that_was_not_named(mission):
    made, document = verified(mission, valid_until=DAY)
    later = DAY + datetime.timedelta(days=365)
    with pytest.raises(ValidationError) as error:
        renew_link(by=None, link=made, valid_until=later, documents=[document], at=AT)
    assert list(error.value.message_dict) == ["title"]
    with pytest.raises(ValidationError) as error:
        renew_link(by=None, link=made, valid_until=DAY, document=NewDocument("Review", DAY), at=AT)
    assert list(error.value.message_dict) == ["valid_until"]
    renew_link(by=None, link=made, valid_until=later, document=NewDocument("Review", DAY), at=AT)
    stored = AlignmentLink.objects.get(pk=made.pk)
    assert (stored.valid_until, stored.grade, stored.attestor) == (later, Grade.EVIDENCED, None)
    assert stored.documents.count() == 2


def test_a_removed_link_takes_its_dispute_and_leaves_the_rest(mission):
    made, document = verified(mission)
    LinkDisputeFactory(link=made)
    assert remove_links(by=None, links=[made]) == 1
    assert not AlignmentLink.objects.exists()
    assert not LinkDispute.objects.exists()
    assert Document.objects.filter(pk=document.pk).exists()
    assert LogEntry.objects.filter(action=LogEntry.Action.DELETE).count() >= 2
    assert asked_for(mission) == 1
