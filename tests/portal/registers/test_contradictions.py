"""A contradiction from the first word to its end, by the pages of both leads, a reviewer and a planner."""

import datetime

import pytest
from django.urls import reverse

from apps.alignment.models import Comment, Contradiction, ContradictionReview
from apps.core.enums import Audience
from apps.core.models import Job
from tests.factories.activities import ActivityAreaFactory, ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, ContradictionFactory, ContradictionReviewFactory
from tests.factories.frameworks import ObjectiveTextFactory
from tests.factories.missions import AreaFactory, DocumentFactory
from tests.pages import form_with


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def page_of(row):
    return address("register_row", register="contradictions", uuid=row.uuid)


def do(persona, row, act, **said):
    """The answer of the form of an act, filled in as it is shown."""
    page = address("contradiction_act", uuid=row.uuid, act=act)
    shown = persona.client.get(page)
    if shown.status_code != 200:
        return shown
    return persona.client.post(page, form_with(shown.content, "row_version") | said)


@pytest.fixture
def pair(mission, agency_a, agency_b):
    return (
        ActivityFactory(mission=mission, lead=agency_a, title="Disarm the militia"),
        ActivityFactory(mission=mission, lead=agency_b, title="Guard the convoys"),
    )


def test_a_contradiction_goes_its_way(
    donor, editor_a, editor_b, internal_counterpart, planner, mission, pair
):
    add = address("register_add", register="contradictions")
    assert donor.client.get(add).url == f"{add}?pick=activity_a"
    assert "Disarm the militia" in text_of(donor.client.get(f"{add}?pick=activity_a&q=militia"))
    one, other = pair
    chosen = f"{add}?activity_a={one.uuid}&activity_b={other.uuid}"
    shown = donor.client.get(chosen)
    assert "The scale, by examples" in text_of(shown)
    given = form_with(shown.content, "score") | {"score": ["-3"], "text": ["The militia is paid to stay"]}
    assert donor.client.post(chosen, given).status_code == 302
    row = Contradiction.objects.get()
    assert (row.grade, row.status, str(row.raised_by), row.score) == ("claimed", "open", "AGB", -3)
    assert Job.objects.filter(task="coherence.assess").exists()
    twice = donor.client.post(chosen, given | {"new": [""]})
    assert "An open one stands between these two already" in text_of(twice)
    assert donor.client.post(chosen, given).url == page_of(row)
    assert Contradiction.objects.count() == 1

    # Both leads reply and acknowledge; nobody else does.
    assert do(editor_a, row, "reply", text="We were not told").status_code == 302
    assert do(editor_a, row, "acknowledge").status_code == 302
    for persona in (donor, internal_counterpart, planner):
        assert do(persona, row, "reply", text="No").status_code == 404
        assert do(persona, row, "acknowledge").status_code == 404
    row.refresh_from_db()
    assert ([str(one) for one in row.acknowledged_by.all()], row.status) == (["AGA"], "open")
    assert [do(editor_b, row, "acknowledge").status_code for _twice in range(2)] == [302, 302]
    assert sorted(str(one) for one in row.acknowledged_by.all()) == ["AGA", "AGB"]
    assert "We were not told" in text_of(donor.client.get(page_of(row)))

    # A reviewer of neither party checks it, once a document shows it.
    assert do(internal_counterpart, row, "confirm", text="Seen").status_code == 302
    row.refresh_from_db()
    assert row.grade == "claimed"
    edit = address("register_edit", register="contradictions", uuid=row.uuid)
    assert editor_a.client.get(edit).status_code == 404
    document = DocumentFactory(mission=mission, title="Payroll")
    evidence = form_with(donor.client.get(edit).content, "score") | {"documents": [str(document.pk)]}
    assert donor.client.post(edit, evidence).status_code == 302
    row.refresh_from_db()
    assert row.grade == "evidenced"
    assert do(editor_b, row, "confirm", text="Not so").status_code == 404
    assert do(internal_counterpart, row, "confirm", text="The payroll shows it").status_code == 302
    row.refresh_from_db()
    assert row.grade == "verified"
    # Whoever raised it says something else: what was checked is not that.
    changed = form_with(donor.client.get(edit).content, "score") | {"documents": [str(document.pk)]}
    assert donor.client.post(edit, changed).status_code == 302
    row.refresh_from_db()
    assert row.grade == "verified"
    worse = form_with(donor.client.get(edit).content, "score") | {"text": ["All of them are paid"]}
    assert donor.client.post(edit, worse).status_code == 302
    row.refresh_from_db()
    assert row.grade == "evidenced"

    # A lead or the planner settles it, the one who raised it withdraws it or opens it again.
    assert do(donor, row, "accept", text="No").status_code == 404
    assert do(editor_b, row, "accept", text="The convoys cannot wait").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.closed_on is None) == ("accepted_trade_off", False)
    assert do(editor_b, row, "mitigate", text="No").status_code == 302
    assert do(planner, row, "open", text="It came back").status_code == 302
    assert do(editor_a, row, "mitigate", text="The convoys wait").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.closed_on is None) == ("mitigated", False)
    assert do(planner, row, "open", text="They do not").status_code == 302
    assert do(donor, row, "withdraw", text="It is over").status_code == 302
    row.refresh_from_db()
    assert (row.status, Comment.objects.filter(field=f"contradictions/{row.key}").count()) == ("withdrawn", 7)


def test_what_is_refused_changes_nothing(editor_a, mission, pair):
    one, other = pair
    row = ContradictionFactory(mission=mission, activity_a=one, activity_b=other)
    silent = do(editor_a, row, "mitigate", text=" ")
    assert set(silent.context["form"].errors) == {"text"}
    unseen = do(editor_a, row, "accept", text="Worth it")
    assert "one of the two leads acknowledges it first" in text_of(unseen)
    row.refresh_from_db()
    assert row.status == "open"
    assert not Comment.objects.exists()
    page = address("contradiction_act", uuid=row.uuid, act="acknowledge")
    sent = form_with(editor_a.client.get(page).content, "row_version")
    Contradiction.objects.update(row_version=7)
    assert editor_a.client.post(page, sent).status_code == 409
    add = address("register_add", register="contradictions")
    same = f"{add}?activity_a={one.uuid}&activity_b={one.uuid}"
    given = form_with(editor_a.client.get(same).content, "score") | {"score": ["1"], "text": ["x"]}
    assert editor_a.client.post(same, given).context["form"].errors


def test_a_reply_is_heard_by_nobody_who_does_not_see_both(editor_a, editor_b, mission, agency_a, pair):
    kept = ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY)
    row = ContradictionFactory(mission=mission, activity_a=pair[1], activity_b=kept)
    assert do(editor_a, row, "reply", text="Between us").status_code == 302
    assert Comment.objects.get().activity == kept
    assert editor_b.client.get(page_of(row)).status_code == 404


@pytest.mark.parametrize("scope", ["mission", "agency", "objective", "area"])
def test_a_review_notes_the_activities_of_its_scope(scope, planner, mission, agency_a, pair):
    one, other = pair
    day = datetime.date(2026, 1, 1)
    ActivityFactory(mission=mission, lead=agency_a, end=datetime.date(2020, 1, 1))
    ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY)
    top = AreaFactory(mission=mission)
    ActivityAreaFactory(activity=one, area=AreaFactory(mission=mission, parent=top))
    objective = ObjectiveTextFactory(mission=mission).objective
    AlignmentLinkFactory(mission=mission, activity=one, objective=objective)
    add = address("register_add", register="reviews")
    named = {"agency": agency_a.pk, "objective": objective.pk, "area": top.pk}
    given = form_with(planner.client.get(add).content, "scope")
    given |= {"scope": [scope], "reviewed_on": [str(day)], "reviewers": [str(agency_a.pk)]}
    if scope in named:
        assert set(planner.client.post(add, given).context["form"].errors) == {scope}
        given[scope] = [str(named[scope])]
    assert planner.client.post(add, given).status_code == 302
    review = ContradictionReview.objects.get()
    wanted = {one, other} if scope == "mission" else {one}
    assert (set(review.activities.all()), review.activities_recorded) == (wanted, True)


def test_what_nobody_recorded_is_not_told_as_nobody(editor_a, mission, pair):
    row = ContradictionFactory(
        mission=mission, activity_a=pair[0], activity_b=pair[1], raised_on=datetime.date(2025, 1, 1)
    )
    facts = {str(one.label): one.plain for one in editor_a.client.get(page_of(row)).context["facts"]}
    assert facts["Acknowledged by"] is None


def test_a_review_on_record_keeps_what_was_looked_at(planner, mission, agency_a, pair):
    """Correcting who looked must not add activities that nobody looked at."""
    ActivityFactory(mission=mission, lead=agency_a, status="proposed")
    row = ContradictionReviewFactory(
        mission=mission, scope="mission", reviewed_on=datetime.date(2026, 1, 1), activities_recorded=True
    )
    row.activities.set(pair[:1])
    edit = address("register_edit", register="reviews", uuid=row.uuid)
    given = form_with(planner.client.get(edit).content, "scope") | {"reviewers": [str(agency_a.pk)]}
    assert planner.client.post(edit, given).status_code == 302
    assert [list(row.reviewers.all()), list(row.activities.all())] == [[agency_a], [pair[0]]]
    moved = form_with(planner.client.get(edit).content, "scope") | {"reviewed_on": ["2026-01-02"]}
    assert planner.client.post(edit, moved).status_code == 302
    # What is only proposed was not under way.
    assert set(row.activities.all()) == set(pair)
