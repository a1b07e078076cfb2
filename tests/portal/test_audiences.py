"""The pages on which two members agree that more people see a row."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.alignment.audiences.services import propose_audience
from apps.alignment.enums import ProposalState
from apps.alignment.models import AudienceProposal
from apps.core.enums import Audience
from apps.core.templatetags.nexusplan import day as written
from apps.frameworks.enums import VersionStatus
from apps.missions.enums import Role
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AudienceProposalFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveTextFactory
from tests.factories.missions import DocumentFactory, MembershipFactory

LIST_QUERIES, DECIDE_QUERIES = 8, 4


def page(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA", **parts})


@pytest.fixture
def activity(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a, title="Water for Sector Five")


def propose(client, activity, audience=Audience.PUBLIC, reason="The donor asks for it"):
    address = page("audience_propose", kind="activity", uuid=activity.uuid)
    return client.post(address, {"audience": audience, "reason": reason})


def decide(client, proposal, action, **more):
    return client.post(
        page("audience_decide", uuid=proposal.uuid),
        {
            "action": action,
            "row_version": proposal.row_version,
            "read_version": proposal.subject.row_version,
            **more,
        },
    )


def test_an_editor_proposes_and_a_planner_agrees(activity, editor_a, planner, donor):
    shown = editor_a.client.get(reverse("alignment:activity", args=["MISA", activity.uuid]))
    assert page("audience_propose", kind="activity", uuid=activity.uuid) in shown.content.decode()
    assert propose(editor_a.client, activity).status_code == 302
    proposal = AudienceProposal.objects.get()
    for reader in (editor_a, planner, donor):
        assert b"Water for Sector Five" in reader.client.get(page("audiences")).content
    assert decide(donor.client, proposal, "agree").status_code == 404
    # Only who can say something of it is led there.
    there = page("audience_decide", uuid=proposal.uuid).encode()
    readers = (editor_a, planner, donor)
    assert [there in one.client.get(page("audiences")).content for one in readers] == [True, True, False]
    answer = decide(editor_a.client, proposal, "agree")
    assert "Somebody else has to agree" in answer.content.decode()
    assert decide(planner.client, proposal, "agree").status_code == 302
    activity.refresh_from_db()
    assert activity.audience == Audience.PUBLIC
    assert b"Agreed" in donor.client.get(page("audiences")).content


def test_who_proposes_is_named_to_the_secretariat_only(activity, editor_a, planner, donor):
    propose(editor_a.client, activity)
    assert b"Editor a" in planner.client.get(page("audiences")).content
    assert b"Editor a" not in donor.client.get(page("audiences")).content


def test_what_an_agency_proposes_to_open_the_secretariat_sees_and_nobody_else(
    activity, editor_a, editor_b, planner, donor
):
    activity.audience = Audience.AGENCY
    activity.save()
    propose(editor_a.client, activity, Audience.MISSION)
    assert b"Water for Sector Five" in planner.client.get(page("audiences")).content
    for reader in (editor_b, donor):
        assert b"Water for Sector Five" not in reader.client.get(page("audiences")).content
    proposal = AudienceProposal.objects.get()
    assert decide(planner.client, proposal, "refuse", answer="Not before the talks").status_code == 302
    assert b"Water for Sector Five" not in planner.client.get(page("audiences")).content
    assert b"Not before the talks" in editor_a.client.get(page("audiences")).content


def test_a_refusal_has_an_answer_and_nothing_typed_is_lost(activity, editor_a, planner):
    propose(editor_a.client, activity)
    proposal = AudienceProposal.objects.get()
    assert b"Say why not" in decide(planner.client, proposal, "refuse").content
    answer = planner.client.post(
        page("audience_propose", kind="activity", uuid=activity.uuid), {"audience": "", "reason": "Typed"}
    )
    assert b"Typed" in answer.content


def test_a_row_that_changed_meanwhile_is_read_again(activity, editor_a, planner):
    propose(editor_a.client, activity)
    proposal = AudienceProposal.objects.get()
    type(activity).objects.filter(pk=activity.pk).update(row_version=2)
    answer = decide(planner.client, proposal, "agree", read_version=1)
    assert "Read it again" in answer.content.decode()
    assert 'name="read_version" value="2"' in answer.content.decode()
    assert decide(planner.client, proposal, "agree", read_version=2).status_code == 302


def test_a_proposal_is_withdrawn_by_who_made_it(activity, editor_a, planner):
    propose(editor_a.client, activity)
    proposal = AudienceProposal.objects.get()
    assert (
        b"Withdraw the proposal" in editor_a.client.get(page("audience_decide", uuid=proposal.uuid)).content
    )
    assert decide(planner.client, proposal, "withdraw").status_code == 200
    assert decide(editor_a.client, proposal, "withdraw").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_a_second_proposal_for_the_same_row_waits_for_the_first(activity, editor_a, planner):
    propose(editor_a.client, activity)
    assert b"waiting already" in propose(planner.client, activity).content


def test_the_mission_is_opened_by_two(mission, planner, mission_admin):
    asked = planner.client.post(
        page("audience_propose_mission"), {"audience": "public", "reason": "The framework is adopted"}
    )
    assert asked.status_code == 302
    proposal = AudienceProposal.objects.get()
    assert decide(planner.client, proposal, "agree").status_code == 200
    assert decide(mission_admin.client, proposal, "agree").status_code == 302
    mission.refresh_from_db()
    assert mission.audience == "public"


@pytest.mark.parametrize("audience", ["agency", "mission", "nonsense"])
def test_nothing_but_a_wider_audience_can_be_chosen(activity, planner, audience):
    answer = propose(planner.client, activity, audience)
    assert answer.status_code == 200
    assert not AudienceProposal.objects.exists()


def test_an_empty_page_says_what_belongs_there(mission, donor):
    assert b"No proposal waits" in donor.client.get(page("audiences")).content


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries(mission, planner, rows, django_assert_num_queries):
    for _number in range(rows):
        AudienceProposalFactory(mission=mission)
        AudienceProposalFactory(mission=mission, state=ProposalState.AGREED)
        AudienceProposalFactory(mission=mission, activity=None, document=DocumentFactory(mission=mission))
    with django_assert_num_queries(LIST_QUERIES):
        planner.client.get(page("audiences"))


def test_a_proposal_takes_so_many_queries(activity, editor_a, planner, django_assert_num_queries):
    proposal = propose_audience(
        by=editor_a.user, row=activity, audience=Audience.PUBLIC, reason="The donor asks"
    )
    with django_assert_num_queries(DECIDE_QUERIES):
        planner.client.get(page("audience_decide", uuid=proposal.uuid))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_planner_looks_at_what_everybody_would_see(
    mission, agency_a, planner, django_assert_num_queries, rows
):
    for number in range(rows):
        ActivityFactory(
            mission=mission, lead=agency_a, title=f"Mobile courts {number}", audience=Audience.PUBLIC
        )
    ActivityFactory(mission=mission, lead=agency_a, title="Quiet talks", audience=Audience.MISSION)
    planner.client.get(page("audience_preview"))

    with django_assert_num_queries(15):
        listed = planner.client.get(page("audience_preview"))
    shown = planner.client.get(page("audience_preview_page"))

    assert f"Activities: {rows}" in listed.content.decode()
    assert b"Mobile courts 0" in listed.content
    assert b"A preview for you alone" in shown.content
    assert shown.headers["Cache-Control"] == "private, no-store"
    for answer in (listed, shown):
        assert b"Quiet talks" not in answer.content


def test_nobody_else_looks_ahead(mission, editor_a, donor, outsider):
    for person in (editor_a, donor, outsider):
        for name in ("audience_preview", "audience_preview_page"):
            assert person.client.get(page(name)).status_code == 404


def test_what_is_agreed_waits_for_its_day_and_one_takes_it_back(activity, editor_a, planner, donor):
    day = timezone.localdate() + datetime.timedelta(days=30)
    address = page("audience_propose", kind="activity", uuid=activity.uuid)
    given = {"audience": Audience.PUBLIC, "reason": "After the signing", "embargo_until": day.isoformat()}
    wrong = editor_a.client.post(address, given | {"embargo_until": "2020-01-01"})
    assert "This day is not ahead" in wrong.content.decode()
    assert b"After the signing" in wrong.content
    assert editor_a.client.post(address, given | {"embargo_until": "soon"}).status_code == 200
    assert editor_a.client.post(address, given).status_code == 302
    proposal = AudienceProposal.objects.get()
    shown = planner.client.get(page("audience_decide", uuid=proposal.uuid)).content.decode()
    assert f"Becomes public on {written(day)}, not before." in shown
    assert decide(planner.client, proposal, "agree").status_code == 302
    activity.refresh_from_db()
    assert activity.audience is None
    preview = planner.client.get(page("audience_preview")).content.decode()
    assert "Becomes public on a day that is set" in preview
    assert "Water for Sector Five" in preview
    proposal.refresh_from_db()
    assert decide(donor.client, proposal, "cancel").status_code == 404
    assert "decided meanwhile" in decide(editor_a.client, proposal, "agree").content.decode()
    assert decide(editor_a.client, proposal, "cancel").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_a_version_below_an_embargo_is_named_to_planners_with_what_it_says(mission, planner, editor_a):
    version = FrameworkVersionFactory(
        mission=mission,
        status=VersionStatus.ADOPTED,
        adopted_on=datetime.date(2026, 1, 1),
        embargo_until=datetime.date(2099, 1, 1),
    )
    ObjectiveTextFactory(mission=mission, framework_version=version, title="Courts sit")
    assert b"Courts sit" in planner.client.get(page("audience_preview")).content
    later = page("audience_postpone", uuid=version.uuid)
    assert editor_a.client.get(later).status_code == 404
    given = {"row_version": 1, "embargo_until": "2098-01-01"}
    assert "An earlier one takes two" in planner.client.post(later, given).content.decode()
    assert planner.client.post(later, given | {"embargo_until": "2099-06-01"}).status_code == 302
    assert planner.client.post(later, given | {"embargo_until": "2099-07-01"}).status_code == 409
    sooner = page("audience_propose", kind="framework_version", uuid=version.uuid)
    assert editor_a.client.get(sooner).status_code == 404
    asked = {"audience": Audience.PUBLIC, "reason": "It is signed", "embargo_until": "2098-01-01"}
    assert planner.client.post(sooner, asked).status_code == 302
    proposal = AudienceProposal.objects.get()
    assert decide(planner.client, proposal, "agree").status_code == 200
    second = MembershipFactory(mission=mission, role=Role.PLANNER).user
    client = Client()
    client.force_login(second)
    assert decide(client, proposal, "agree").status_code == 302
    version.refresh_from_db()
    assert version.embargo_until == datetime.date(2098, 1, 1)
