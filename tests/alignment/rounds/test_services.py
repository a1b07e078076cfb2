"""A round from its opening to its end: what it writes, what it refuses, and whose words go into the draft."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.alignment.enums import RequestKind, RoundAudience, SuggestionState
from apps.alignment.models import Comment, CommentRound, Consultation, LiaisonRequest, Mention
from apps.alignment.rounds import services
from apps.alignment.rounds.mentions import people_in
from apps.alignment.rounds.passages import passage_named, passages_of
from apps.alignment.rounds.services import Invited
from apps.alignment.tasks import mail_mention
from apps.core import jobs
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import CommentRoundFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateFactory,
    IndicatorFactory,
)
from tests.factories.frameworks import (
    AssumptionFactory,
    ConflictFactorFactory,
    FrameworkVersionFactory,
    ObjectiveTextFactory,
    VersionSectionFactory,
)
from tests.factories.missions import MembershipFactory

DAY, LATER = datetime.date(2026, 2, 1), datetime.date(2026, 3, 1)
AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)


@pytest.fixture
def draft(mission, ministry):
    version = FrameworkVersionFactory(mission=mission, number=1, vision="Peace")
    text = ObjectiveTextFactory(mission=mission, framework_version=version, code="O1", title="Courts sit")
    text.lead_agencies.add(ministry)
    return version


@pytest.fixture
def comment_round(draft):
    return CommentRoundFactory(mission=draft.mission, framework_version=draft, opened_on=DAY, closes_on=LATER)


def opened(draft, invited=(), by=None, **more):
    given = {"opened_on": DAY, "closes_on": LATER, "open_to": RoundAudience.MEMBERS, "at": AT}
    return services.open_round(by=by, version=draft, invited=invited, **(given | more))


def said(comment_round, token="vision", by=None, **more):  # noqa: S107 - names a passage
    passage = passage_named(comment_round.framework_version, token)
    given = {"text": "Too vague.", "written_on": DAY, "at": AT}
    return services.add_comment(by=by, comment_round=comment_round, passage=passage, **(given | more))


def test_opening_puts_the_draft_into_consultation_and_asks_internal_actors(
    draft, planner, ministry, agency_a
):
    made = opened(
        draft,
        [Invited(ministry, 6.0, "The vote is in May."), Invited(agency_a, 2.0)],
        by=planner.user,
        document_pages=30,
    )
    draft.refresh_from_db()
    assert draft.status == VersionStatus.CONSULTATION
    consultation = Consultation.objects.get()
    assert (consultation.internal_actor, consultation.framework_version, consultation.document_pages) == (
        ministry,
        draft,
        30,
    )
    request = LiaisonRequest.objects.get()
    assert (request.internal_actor, request.kind, request.person_hours, request.critical) == (
        ministry,
        RequestKind.DOCUMENT_REVIEW,
        6.0,
        True,
    )
    assert request.consultation == consultation
    invitations = {row.agency: row for row in made.invitations.all()}
    assert invitations[ministry].consultation == consultation
    assert invitations[agency_a].consultation is None
    assert set(Job.objects.values_list("task", flat=True)) == {services.TASK, "coherence.assess"}


def test_mails_leave_after_the_commit_to_those_who_speak_for_an_agency(
    draft, internal_counterpart, editor_a, editor_b, ministry, agency_a
):
    made = opened(draft, [Invited(ministry, 6.0), Invited(agency_a)], site="https://plan.example.org")
    assert mail.outbox == []
    job = Job.objects.get(task=services.TASK)
    assert jobs.carry(job.uuid)
    assert {one.to[0] for one in mail.outbox} == {internal_counterpart.user.email, editor_a.user.email}
    to_ministry = next(one for one in mail.outbox if one.to == [internal_counterpart.user.email])
    assert "It should take 6 hours" in to_ministry.body
    assert f"https://plan.example.org/m/MISA/framework/rounds/{made.uuid}/" in to_ministry.body
    assert not made.invitations.filter(sent_on__isnull=True).exists()


def test_an_assumption_an_indicator_and_a_gate_are_passages_too(comment_round, planner):
    version = comment_round.framework_version
    text = version.objective_texts.get()
    wording = BenchmarkTextFactory(
        mission=version.mission, framework_version=version, benchmark__objective=text.objective
    )
    rows = {
        "indicator": IndicatorFactory(mission=version.mission, benchmark=wording.benchmark, title="Judges"),
        "assumption": AssumptionFactory(
            mission=version.mission, framework_version=version, child=text.objective
        ),
        "gate": GateFactory(mission=version.mission, title="Exit"),
    }
    for kind, row in rows.items():
        made = said(comment_round, f"{kind}-{row.uuid}", suggestion="Other words", by=planner.user)
        services.decide_suggestion(
            by=planner.user, comment=made, accepted=True, answer=None, decided_on=DAY, at=AT
        )
        row.refresh_from_db()
        assert (row.text if kind == "assumption" else row.title) == "Other words"
    assert {
        one.for_members for one in passages_of(version) if one.token.startswith(("gate", "assumption"))
    } == {True}


def test_a_mention_writes_once_to_who_sees_the_comment(
    comment_round, editor_a, editor_b, planner, agency_a, agency_b
):
    MembershipFactory(user=editor_a.user, mission=comment_round.mission, agency=agency_b)
    MembershipFactory(user=editor_b.user, mission=comment_round.mission, agency=agency_a, role=Role.DONOR)
    text = f"@{agency_a.acronym} and @{agency_b.acronym}: secret words"
    made = said(comment_round, text=text, by=planner.user, site="https://plan.example.org")
    assert set(made.mentions.all()) == {agency_a, agency_b}
    job = Job.objects.get(task=services.MENTION)
    assert mail.outbox == []
    assert jobs.carry(job.uuid)
    assert not jobs.carry(job.uuid)
    assert sorted(one.to[0] for one in mail.outbox) == sorted([editor_a.user.email, editor_b.user.email])
    letter = mail.outbox[0]
    assert "secret" not in letter.subject + letter.body
    assert f"https://plan.example.org/m/MISA/framework/rounds/comments/{made.uuid}/" in letter.body

    # A second run, after a worker was killed, finds who was told.
    job.refresh_from_db()
    mail_mention(job, progress=lambda _done, _total: None)
    assert len(mail.outbox) == 2

    answer = services.reply(by=editor_b.user, comment=made, text=f"@{agency_b.acronym} yes", written_on=DAY)
    mail.outbox.clear()
    assert jobs.carry(Job.objects.get(task=services.MENTION, about=answer.uuid).uuid)
    assert [one.to[0] for one in mail.outbox] == [editor_a.user.email]
    # From the public page nobody sends mail.
    said(comment_round, text=text)
    assert Job.objects.filter(task=services.MENTION).count() == 2


def test_a_member_is_mentioned_by_name_and_told_once(comment_round, editor_a, editor_b, planner, agency_a):
    for who, name in ((editor_a, "Amina Diallo"), (editor_b, "Amina"), (planner, "Jean")):
        User.objects.filter(pk=who.user.pk).update(name=name, mail_language="fr" if name == "Amina" else "")
        who.user.refresh_from_db()
    outsider = UserFactory(name="Zoe")
    made = said(
        comment_round,
        text=f"@amina  DIALLO, @Jean, @Zoe and a@Amina: see @{agency_a.acronym}",
        by=planner.user,
        site="https://plan.example.org",
    )
    # The longer name counts, nobody mentions themselves, and who is not a member is not found.
    assert list(Mention.objects.values_list("comment", "user")) == [(made.pk, editor_a.user.pk)]
    job = Job.objects.get(task=services.MENTION)
    assert jobs.carry(job.uuid)
    assert [one.to for one in mail.outbox] == [[editor_a.user.email]]
    assert "Somebody mentions you in a comment" in mail.outbox[0].body

    services.reply(by=planner.user, comment=made, text="@Amina?", written_on=DAY)
    assert Mention.objects.filter(user=editor_b.user, noted_on__isnull=True).exists()
    services.reply(by=editor_b.user, comment=made, text="Yes.", written_on=DAY)
    assert Mention.objects.get(user=editor_b.user).noted_on == DAY
    assert Mention.objects.get(user=editor_a.user).noted_on is None
    # Who has no name here is not found by an address, and from the public page nobody is.
    said(comment_round, text=f"@{outsider.email} @Amina")
    assert Mention.objects.count() == 2


def test_who_does_not_see_a_comment_is_not_mentioned(comment_round, editor_a, editor_b, planner, agency_a):
    User.objects.update(name="Amina")
    kept = Comment(
        mission=comment_round.mission, text="@Amina", agency=agency_a, audience="agency", written_on=DAY
    )
    services.create_rows([kept], by=None)
    assert people_in(kept, by=planner.user) == [editor_a.user]


def test_a_round_that_cannot_be_is_refused_by_field(draft):
    with pytest.raises(ValidationError) as caught:
        opened(draft, [Invited(AgencyFactory())], closes_on=DAY)
    assert set(caught.value.message_dict) == {"closes_on", "invited"}


def test_hours_below_zero_are_refused(draft, ministry):
    with pytest.raises(ValidationError) as caught:
        opened(draft, [Invited(ministry, -1.0)])
    assert set(caught.value.message_dict) == {"person_hours"}


def test_an_unfinished_draft_and_a_second_round_are_refused(draft):
    draft.objective_texts.get().lead_agencies.clear()
    with pytest.raises(ValidationError, match="must be mended"):
        opened(draft)
    assert not CommentRound.objects.exists()
    CommentRoundFactory(mission=draft.mission, framework_version=draft)
    with pytest.raises(ValidationError, match="open already"):
        opened(draft)


def test_a_round_closes_with_what_came_of_it(comment_round):
    for given in ({"outcome": " "}, {"closed_on": DAY - datetime.timedelta(days=1)}):
        with pytest.raises(ValidationError):
            services.close_round(
                by=None, comment_round=comment_round, **({"closed_on": LATER, "outcome": "All."} | given)
            )
    services.close_round(by=None, comment_round=comment_round, closed_on=LATER, outcome=" Two passages. ")
    again = services.close_round(
        by=None, comment_round=comment_round, closed_on=datetime.date(2027, 1, 1), outcome="Three passages."
    )
    assert (again.closed_on, again.outcome) == (LATER, "Three passages.")
    with pytest.raises(ValidationError, match="over"):
        said(comment_round)


def test_every_passage_of_a_version_can_be_commented_on(draft):
    mission = draft.mission
    VersionSectionFactory(framework_version=draft, key="context")
    ConflictFactorFactory(mission=mission)
    BenchmarkTextFactory(
        mission=mission, framework_version=draft, benchmark=BenchmarkFactory(mission=mission)
    )
    comment_round = CommentRoundFactory(
        mission=mission, framework_version=draft, opened_on=DAY, closes_on=LATER
    )
    passages = passages_of(draft)
    assert [one.token.partition("-")[0] for one in passages] == [
        "vision",
        "section",
        "factor",
        "factor",
        "objective",
        "objective",
        "benchmark",
    ]
    for passage in passages:
        comment = said(comment_round, passage.token)
        assert (comment.field, comment.round) == (passage.field, comment_round)


def test_agencies_are_mentioned_by_their_acronym(comment_round, ministry, agency_a):
    comment = said(comment_round, text="@min and @Nobody: see a@AGA.example")
    assert set(comment.mentions.all()) == {ministry, agency_a}
    assert comment.mentions_recorded is True


def test_a_suggestion_says_other_words(comment_round):
    comment = said(comment_round, text="", suggestion=" Peace by 2030 ")
    assert (comment.suggestion, comment.suggestion_state) == ("Peace by 2030", SuggestionState.OPEN)
    for given in ({"text": " "}, {"suggestion": "Peace"}):
        with pytest.raises(ValidationError):
            said(comment_round, **given)
    with pytest.raises(ValidationError):
        said(comment_round, written_on=LATER + datetime.timedelta(days=1))


@pytest.mark.parametrize("token", ["vision", "objective"])
def test_accepting_writes_the_words_into_the_draft(comment_round, draft, token):
    text = draft.objective_texts.get()
    name = {"vision": "vision", "objective": f"objective-{text.uuid}-title"}[token]
    comment = said(comment_round, name, suggestion="Courts sit daily")
    services.decide_suggestion(
        by=None, comment=comment, accepted=True, answer=None, decided_on=LATER, passage_version=1, at=AT
    )
    draft.refresh_from_db()
    text.refresh_from_db()
    row = {"vision": draft, "objective": text}[token]
    assert getattr(row, {"vision": "vision", "objective": "title"}[token]) == "Courts sit daily"
    assert row.row_version == 2
    comment.refresh_from_db()
    assert (comment.suggestion_state, comment.decided_on, comment.resolved_on) == ("accepted", LATER, LATER)
    with pytest.raises(ValidationError, match="already"):
        services.decide_suggestion(by=None, comment=comment, accepted=False, answer="No", decided_on=LATER)


def test_words_are_not_written_over_a_passage_that_changed(comment_round, draft):
    comment = said(comment_round, suggestion="Peace by 2030")
    FrameworkVersion.objects.filter(pk=draft.pk).update(vision="Peace now", row_version=5)
    with pytest.raises(EditConflict):
        services.decide_suggestion(
            by=None, comment=comment, accepted=True, answer=None, decided_on=LATER, passage_version=1
        )
    comment.refresh_from_db()
    draft.refresh_from_db()
    assert (comment.suggestion_state, draft.vision) == (SuggestionState.OPEN, "Peace now")


def test_a_rejection_says_why_and_leaves_the_draft(comment_round, draft):
    comment = said(comment_round, suggestion="War")
    with pytest.raises(ValidationError) as caught:
        services.decide_suggestion(by=None, comment=comment, accepted=False, answer=" ", decided_on=LATER)
    assert set(caught.value.message_dict) == {"answer"}
    services.decide_suggestion(by=None, comment=comment, accepted=False, answer="No.", decided_on=LATER)
    draft.refresh_from_db()
    assert (draft.vision, comment.answer) == ("Peace", "No.")


def test_a_passage_that_is_gone_takes_no_words(comment_round, draft):
    section = VersionSectionFactory(framework_version=draft, key="context")
    comment = said(comment_round, "section-context", suggestion="More")
    section.delete()
    with pytest.raises(ValidationError, match="no longer there"):
        services.decide_suggestion(by=None, comment=comment, accepted=True, answer=None, decided_on=LATER)


def test_threads_are_answered_settled_and_opened_again(comment_round):
    comment = said(comment_round)
    answer = services.reply(by=None, comment=comment, text="How so?", written_on=DAY)
    assert (answer.reply_to, answer.field, answer.round) == (comment, "vision", comment_round)
    with pytest.raises(ValidationError):
        services.reply(by=None, comment=comment, text=" ", written_on=DAY)
    services.resolve_comment(by=None, comment=comment, resolved_on=LATER)
    services.resolve_comment(by=None, comment=comment, resolved_on=None)
    assert Comment.objects.get(pk=comment.pk).resolved_on is None
