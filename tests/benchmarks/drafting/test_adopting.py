"""Adoption as one recorded act: what it writes, what it refuses, and that it stands."""

import datetime
import hashlib
import json

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.benchmarks.drafting.adopting import Adoption, adopt
from apps.benchmarks.drafting.document import adoption_document, digest, document_of
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, ObjectiveText, VersionAdopted
from tests.factories.agencies import AgencyFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveTextFactory
from tests.factories.missions import DocumentFactory

FIRST, SECOND = datetime.date(2025, 1, 1), datetime.date(2026, 2, 1)
AT = datetime.datetime(2026, 2, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture
def former(mission):
    return FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.ADOPTED, adopted_on=FIRST, key="V1"
    )


@pytest.fixture
def draft(former, ministry):
    version = FrameworkVersionFactory(mission=former.mission, number=2, key="V2", vision="Peace")
    text = ObjectiveTextFactory(mission=former.mission, framework_version=version, code="O1")
    text.lead_agencies.add(ministry)
    return version


def test_a_version_that_lacks_what_it_must_have_is_not_adopted(planner, draft):
    draft.objective_texts.get().lead_agencies.clear()
    with pytest.raises(ValidationError, match="1 thing that must be mended"):
        adopt(by=planner.user, version=draft, act=act(), at=AT)


def act(**more):
    given = {"adopted_on": SECOND, "adopted_by": " Steering committee ", "basis": "Meeting of 1 February"}
    return Adoption(**(given | more))


def test_one_act_writes_all_of_it(planner, draft, former, ministry):
    paper = DocumentFactory(mission=draft.mission)
    adopted = adopt(
        by=planner.user,
        version=draft,
        act=act(reservations=[(ministry, "Pillar two is missing.")], documents=[paper]),
        at=AT,
    )
    former.refresh_from_db()
    assert (former.status, former.superseded_on) == (VersionStatus.SUPERSEDED, SECOND)
    assert (adopted.status, adopted.adopted_on, adopted.adopted_by, adopted.adoption_basis) == (
        VersionStatus.ADOPTED,
        SECOND,
        "Steering committee",
        "Meeting of 1 February",
    )
    held = adopted.reservations.get()
    assert (held.agency, held.text, held.dated_on) == (ministry, "Pillar two is missing.", SECOND)
    assert list(adopted.documents.all()) == [paper]
    assert adopted.adoption_sha256 == hashlib.sha256(adopted.adoption_document.encode()).hexdigest()
    kept = json.loads(adopted.adoption_document)
    assert (kept["framework_version"]["adoption_basis"], len(kept["objective_texts"])) == (
        "Meeting of 1 February",
        1,
    )
    (logged,) = LogEntry.objects.get_for_object(adopted).filter(
        action=LogEntry.Action.UPDATE, changes__has_key="status"
    )
    assert (logged.actor, logged.changes_dict["status"]) == (planner.user, ["draft", "adopted"])
    assert Job.objects.filter(task="coherence.assess", about=draft.mission.uuid).exists()


def test_an_adopted_version_is_not_adopted_again_nor_edited(planner, draft):
    adopted = adopt(by=planner.user, version=draft, act=act(), at=AT)
    with pytest.raises(VersionAdopted):
        adopt(by=planner.user, version=adopted, act=act(), at=AT)
    adopted.adoption_basis = "Another"
    with pytest.raises(VersionAdopted):
        adopted.save()
    with pytest.raises(VersionAdopted):
        FrameworkVersion.objects.filter(pk=adopted.pk).update(adoption_basis="Another")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"adopted_on": AT.date() + datetime.timedelta(days=1)}, "adopted_on"),
        ({"adopted_on": FIRST}, "adopted_on"),
        ({"adopted_by": " "}, "adopted_by"),
        ({"basis": ""}, "basis"),
    ],
)
def test_an_act_that_cannot_be_is_refused_by_field(planner, draft, former, given, field):
    with pytest.raises(ValidationError) as caught:
        adopt(by=planner.user, version=draft, act=act(**given), at=AT)
    assert set(caught.value.message_dict) == {field}
    former.refresh_from_db()
    assert former.status == VersionStatus.ADOPTED


def test_strangers_hold_nothing_and_foreign_papers_are_none(planner, draft, ministry):
    for given, field in (
        ({"reservations": [(AgencyFactory(), "No.")]}, "reservations"),
        ({"reservations": [(ministry, " ")]}, "reservations"),
        ({"documents": [DocumentFactory()]}, "documents"),
    ):
        with pytest.raises(ValidationError) as caught:
            adopt(by=planner.user, version=draft, act=act(**given), at=AT)
        assert set(caught.value.message_dict) == {field}


def test_what_changed_since_it_was_read_is_not_adopted(planner, draft):
    shown = digest(adoption_document(draft))
    ObjectiveText.objects.filter(framework_version=draft).update(title="Another")
    with pytest.raises(ValidationError):
        adopt(by=planner.user, version=draft, act=act(), shown=shown, at=AT)
    stale = FrameworkVersion.objects.get(pk=draft.pk)
    stale.row_version = 7
    with pytest.raises(EditConflict):
        adopt(by=planner.user, version=stale, act=act(), at=AT)
    draft.refresh_from_db()
    assert (draft.status, draft.adoption_sha256) == (VersionStatus.DRAFT, None)


def test_a_version_is_read_from_its_document_or_as_it_stands_today(planner, draft):
    adopted = adopt(by=planner.user, version=draft, act=act(), at=AT)
    assert document_of(adopted) == json.loads(adopted.adoption_document)
    assert document_of(adopted, today=True)["objective_texts"] == document_of(adopted)["objective_texts"]
