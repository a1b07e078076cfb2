"""Comment rounds as pages: the load counted before anybody is asked, and each kind of person in a round."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.alignment.models import Comment, CommentRound, PolicyPosition
from apps.alignment.rounds.services import Invited, open_round
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import MissionAudience
from apps.missions.models import MissionAgency
from tests.factories.alignment import (
    CommentFactory,
    CommentRoundFactory,
    ConsultationFactory,
    LiaisonRequestFactory,
    MentionFactory,
    PolicyPositionFactory,
    RoundInvitationFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveTextFactory

LIST_QUERIES, ROUND_QUERIES, OPEN_QUERIES, THREAD_QUERIES, PUBLIC_QUERIES = 9, 18, 41, 16, 9
SOON = datetime.timedelta(days=20)


@pytest.fixture
def draft(mission, ministry):
    version = FrameworkVersionFactory(mission=mission, number=1, vision="Peace")
    text = ObjectiveTextFactory(mission=mission, framework_version=version, code="O1", title="Courts sit")
    text.lead_agencies.add(ministry)
    return version


@pytest.fixture
def comment_round(draft):
    return CommentRoundFactory(
        mission=draft.mission, framework_version=draft, closes_on=timezone.localdate() + SOON
    )


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def form_of(draft, *agencies, **more):
    given = {
        "row_version": draft.row_version,
        "closes_on": (timezone.localdate() + SOON).isoformat(),
        "open_to": "members",
        "person_hours": "6",
        "invited": [str(one.uuid) for one in agencies],
        "act": "count",
    }
    return given | more


def declared(ministry, hours):
    MissionAgency.objects.filter(agency=ministry).update(liaison_hours_per_quarter=hours)


def test_the_load_is_counted_before_the_invitation_is_sent(planner, draft, ministry, agency_a):
    declared(ministry, 100)
    LiaisonRequestFactory(
        mission=draft.mission, internal_actor=ministry, requested_on=timezone.localdate(), person_hours=20
    )
    page = address("round_open")
    before = text_of(planner.client.get(page))
    assert "not asked" in before
    assert "send the invitations" not in before
    unseen = planner.client.post(page, form_of(draft, ministry, act="send"))
    assert not CommentRound.objects.exists()
    counted = planner.client.post(page, form_of(draft, ministry))
    load = counted.context["loads"][0]
    assert (load.before["demand"], load.after["demand"], load.after["value"]) == (20, 26, 0.26)
    assert "send the invitations" in text_of(counted)
    assert unseen.context["counted"]
    token = counted.context["form"].data["counted"]
    other = planner.client.post(page, form_of(draft, ministry, agency_a, act="send", counted=token))
    assert not CommentRound.objects.exists()
    assert "Counted: the table above" in text_of(other)
    sent = planner.client.post(page, form_of(draft, ministry, act="send", counted=token))
    made = CommentRound.objects.get()
    assert sent.url == address("round", uuid=made.uuid)
    assert made.invitations.get().person_hours == 6


def test_who_is_asked_for_too_much_is_asked_only_with_a_reason(planner, draft, ministry):
    declared(ministry, 7)
    page = address("round_open")
    counted = planner.client.post(page, form_of(draft, ministry))
    assert "asked only with a reason" in text_of(counted)
    token = counted.context["form"].data["counted"]
    refused = planner.client.post(page, form_of(draft, ministry, act="send", counted=token))
    assert set(refused.context["form"].errors) == {"reason"}
    planner.client.post(
        page, form_of(draft, ministry, act="send", counted=token, reason="The vote is in May.")
    )
    assert CommentRound.objects.get().invitations.get().reason == "The vote is in May."


def test_unknown_hours_are_said_and_never_counted_as_none(planner, draft, ministry):
    counted = planner.client.post(address("round_open"), form_of(draft, ministry, person_hours=""))
    load = counted.context["loads"][0]
    assert (load.after["demand"], load.after["value"], load.after["status"]) == (None, None, "not_assessed")
    assert "not assessed: hours are missing" in text_of(counted)


def test_a_draft_with_open_musts_is_not_opened(planner, draft):
    draft.objective_texts.get().lead_agencies.clear()
    assert "mend it first" in text_of(planner.client.get(address("round_open")))


def test_members_comment_suggest_and_the_planner_decides(planner, editor_a, agency_a, comment_round):
    page = address("round_comment", uuid=comment_round.uuid, token="vision")
    assert "Peace</textarea>" in editor_a.client.get(page).content.decode()
    # Whoever writes for one agency is heard for it.
    assert f'<option value="{agency_a.uuid}" selected>' in editor_a.client.get(page).content.decode()
    empty = editor_a.client.post(page, {"agency": str(agency_a.uuid), "text": "", "suggestion": "Peace"})
    assert set(empty.context["form"].errors) == {"text"}
    editor_a.client.post(
        page, {"agency": str(agency_a.uuid), "text": "Say when.", "suggestion": "Peace by 2030"}
    )
    comment = Comment.objects.get()
    assert (comment.agency, comment.author) == (agency_a, "Editor a")
    seen = text_of(planner.client.get(address("round", uuid=comment_round.uuid)))
    assert '<ins><span class="visually-hidden">added: </span> by 2030</ins>' in seen
    thread = address("round_thread", uuid=comment.uuid)
    assert "Decide on the suggestion" not in text_of(editor_a.client.get(thread))
    assert editor_a.client.post(thread, {"act": "decide", "decision": "accept"}).status_code == 404
    given = {"act": "decide", "decision": "accept", "row_version": 1, "passage_version": 1}
    assert planner.client.post(thread, given).url == thread
    comment_round.framework_version.refresh_from_db()
    assert comment_round.framework_version.vision == "Peace by 2030"
    assert planner.client.post(thread, given).status_code == 404


def test_threads_are_answered_by_members_and_settled_by_who_may(
    planner, editor_a, editor_b, agency_a, comment_round
):
    comment = CommentFactory(
        mission=comment_round.mission,
        round=comment_round,
        framework_version=comment_round.framework_version,
        field="vision",
        agency=agency_a,
    )
    thread = address("round_thread", uuid=comment.uuid)
    editor_b.client.post(thread, {"act": "reply", "text": "We agree."})
    assert "We agree." in text_of(planner.client.get(thread))
    assert editor_b.client.post(thread, {"act": "settle", "row_version": 1}).status_code == 404
    editor_a.client.post(thread, {"act": "settle", "row_version": 1})
    comment.refresh_from_db()
    assert comment.resolved_on == timezone.localdate()
    assert planner.client.post(thread, {"act": "settle", "row_version": 1}).status_code == 409


def test_what_is_suggested_for_an_adopted_version_is_no_longer_decided(planner, editor_a, comment_round):
    page = address("round_comment", uuid=comment_round.uuid, token="vision")
    editor_a.client.post(page, {"text": "", "suggestion": "Peace by 2030"})
    thread = address("round_thread", uuid=Comment.objects.get().uuid)
    assert "Decide on the suggestion" in text_of(planner.client.get(thread))
    FrameworkVersion.objects.update(status=VersionStatus.ADOPTED, adopted_on=timezone.localdate())
    assert "Decide on the suggestion" not in text_of(planner.client.get(thread))
    given = {"act": "decide", "decision": "accept", "row_version": 1, "passage_version": 1}
    assert planner.client.post(thread, given).status_code == 404


def test_who_is_mentioned_finds_it_in_my_work_until_they_noted_it(
    planner, editor_a, editor_b, donor, agency_a, comment_round
):
    User.objects.filter(pk=editor_a.user.pk).update(name="Amina Diallo")
    page = address("round_comment", uuid=comment_round.uuid, token="vision")
    assert "@<bdi>Amina Diallo</bdi>" in text_of(planner.client.get(page))
    # Who may not know the members is offered none, and is not told whether a name was found.
    assert "Amina" not in text_of(editor_b.client.get(page)).replace("@Amina Diallo. Who", "")
    editor_b.client.post(page, {"text": "Ask @amina diallo."})
    comment = Comment.objects.get()
    thread, shown = address("round_thread", uuid=comment.uuid), "@<bdi>Amina Diallo</bdi>"
    seen = {one: text_of(one.client.get(thread)) for one in (planner, editor_a, editor_b, donor)}
    assert {one for one in seen if shown in seen[one]} == {planner, editor_a}
    assert {one for one in seen if "I have read it" in seen[one]} == {editor_a}
    work = address("my_work")
    assert thread in text_of(editor_a.client.get(work))
    assert thread not in text_of(planner.client.get(work))
    assert planner.client.post(thread, {"act": "noted", "row_version": 1}).status_code == 404
    assert editor_a.client.post(thread, {"act": "noted", "row_version": 1}).url == thread
    assert thread not in text_of(editor_a.client.get(work))
    assert "I have read it" not in text_of(editor_a.client.get(thread))


def test_agencies_take_positions_and_what_is_contested_is_said(
    planner, internal_counterpart, ministry, comment_round
):
    text = comment_round.framework_version.objective_texts.get()
    page = address("round_position", uuid=comment_round.uuid, agency=ministry.uuid, text=text.uuid)
    assert "No objective is contested." in text_of(
        planner.client.get(address("round", uuid=comment_round.uuid))
    )
    missing = internal_counterpart.client.post(page, {"stance": "oppose", "reservation": ""})
    assert set(missing.context["form"].errors) == {"reservation"}
    internal_counterpart.client.post(page, {"stance": "oppose", "reservation": "Not our courts."})
    assert PolicyPosition.objects.get().support == -1
    seen = text_of(planner.client.get(address("round", uuid=comment_round.uuid)))
    assert "Contested" in seen
    assert "Not our courts." in seen
    internal_counterpart.client.post(page, {"stance": "endorse", "row_version": 1})
    assert text.endorsements.get().agency == ministry


def test_a_round_that_is_over_takes_nothing_in(planner, editor_a, agency_a, comment_round):
    page = address("round_close", uuid=comment_round.uuid)
    assert set(planner.client.post(page, {"row_version": 1}).context["form"].errors) == {"outcome"}
    planner.client.post(page, {"row_version": 1, "outcome": "Two passages changed."})
    seen = text_of(editor_a.client.get(address("round", uuid=comment_round.uuid)))
    assert "Two passages changed." in seen
    text = comment_round.framework_version.objective_texts.get()
    for closed in (
        address("round_comment", uuid=comment_round.uuid, token="vision"),
        address("round_position", uuid=comment_round.uuid, agency=agency_a.uuid, text=text.uuid),
    ):
        assert editor_a.client.get(closed).status_code == 404


def test_the_record_says_who_was_heard_and_each_side_adds_to_it(
    planner, internal_counterpart, ministry, draft
):
    open_round(
        by=None,
        version=draft,
        opened_on=timezone.localdate(),
        closes_on=timezone.localdate() + SOON,
        open_to="members",
        invited=[Invited(ministry, 6.0)],
    )
    seen = text_of(planner.client.get(address("rounds")))
    assert "0 of 1 invited agencies" in seen
    consultation = CommentRound.objects.get().invitations.get().consultation
    page = address("consultation", uuid=consultation.uuid)
    internal_counterpart.client.post(page, {"row_version": 1, "confirmed": "true", "hours": "4.5"})
    planner.client.post(page, {"row_version": 2, "response": "changed", "follow_up_on": ""})
    consultation.refresh_from_db()
    assert (consultation.hours, consultation.confirmed_by_internal_actor, consultation.response) == (
        4.5,
        True,
        "changed",
    )
    assert "Changed" in text_of(planner.client.get(address("rounds")))


def test_without_a_round_the_page_says_what_belongs_there(planner, mission):
    assert "No comment round yet" in text_of(planner.client.get(address("rounds")))


def test_everybody_comments_on_a_draft_open_to_everybody_and_nobody_sees_it_there(
    client, planner, comment_round
):
    page = address("public_round")
    mission = comment_round.mission
    assert client.get(page).status_code == 404
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    assert client.get(page).status_code == 404
    CommentRound.objects.update(open_to="public")
    assert "Courts sit" in text_of(client.get(page))
    client.post(page, {"passage": "vision", "author": "A teacher", "text": "And the schools?"})
    assert "And the schools?" not in text_of(client.get(page))
    assert "And the schools?" in text_of(planner.client.get(address("round", uuid=comment_round.uuid)))
    robot = client.post(page, {"passage": "vision", "text": "Buy", "website": "https://example.org"})
    assert robot.context["form"].errors
    assert Comment.objects.count() == 1


def more_of_everything(comment_round):
    mission, version = comment_round.mission, comment_round.framework_version
    text = ObjectiveTextFactory(mission=mission, framework_version=version)
    PolicyPositionFactory(mission=mission, objective=text.objective, support=1)
    comment = CommentFactory(
        mission=mission, round=comment_round, objective=text.objective, field="title", suggestion="Other"
    )
    answer = CommentFactory(mission=mission, round=comment_round, reply_to=comment, objective=text.objective)
    MentionFactory(comment=comment)
    MentionFactory(comment=answer)
    RoundInvitationFactory(round=comment_round)
    ConsultationFactory(mission=mission, activity=None, framework_version=version)
    CommentRoundFactory(mission=mission, framework_version=version, closed_on=timezone.localdate())
    return comment


def test_pages_cost_the_same_for_one_and_for_three(
    planner, client, comment_round, ministry, django_assert_num_queries
):
    comment_round.mission.audience = MissionAudience.PUBLIC
    comment_round.mission.save()
    CommentRound.objects.update(open_to="public")
    for more in (1, 2):
        for _one in range(more):
            comment = more_of_everything(comment_round)
            LiaisonRequestFactory(mission=comment_round.mission, internal_actor=ministry)
        for reader, path, expected in (
            (planner.client, address("rounds"), LIST_QUERIES),
            (planner.client, address("round", uuid=comment_round.uuid), ROUND_QUERIES),
            (planner.client, address("round_thread", uuid=comment.uuid), THREAD_QUERIES),
            (client, address("public_round"), PUBLIC_QUERIES),
        ):
            with django_assert_num_queries(expected):
                assert reader.get(path).status_code == 200
    CommentRound.objects.update(closed_on=timezone.localdate())
    with django_assert_num_queries(OPEN_QUERIES):
        assert planner.client.get(address("round_open")).status_code == 200
