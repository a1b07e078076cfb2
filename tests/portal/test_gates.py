"""The pages of gates: readiness, watch, decisions and dissents, for each kind of person."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.agencies.models import Agency
from apps.alignment.models import Dissent
from apps.benchmarks.enums import GateRole, Verdict
from apps.benchmarks.models import Benchmark, BenchmarkText, GateDecision
from apps.coherence import services
from apps.core import jobs
from apps.core.enums import Grade
from apps.core.models import Job
from apps.frameworks.enums import VersionStatus
from apps.missions.enums import Phase
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import DissentFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateConditionFactory,
    GateDecisionFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.missions import AreaFactory, EventFactory, PhasePeriodFactory

ADOPTED, DAY = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)
GATES_QUERIES, GATE_QUERIES, DECISION_QUERIES, DECIDE_QUERIES = 11, 17, 5, 6
DISSENT_QUERIES, RAISE_QUERIES = 6, 5


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED
    )


def at_gate(version, gate, key, *, values=(60, 60), role=GateRole.CRITICAL, grade=Grade.EVIDENCED):
    """A benchmark of the version at the gate, which asks for 50 and regresses below 40."""
    mission = version.mission
    objective = ObjectiveFactory(mission=mission)
    ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective)
    benchmark = BenchmarkFactory(mission=mission, key=key, objective=objective)
    BenchmarkTextFactory(
        mission=mission, framework_version=version, benchmark=benchmark, statement=f"{key} is reached"
    )
    indicator = IndicatorFactory(mission=mission, benchmark=benchmark, headline=True, title=f"{key} index")
    for back, value in enumerate(reversed(values)):
        ObservationFactory(
            mission=mission,
            indicator=indicator,
            observed_on=DAY - datetime.timedelta(days=30 * back),
            value_number=value,
            grade=grade,
        )
    GateBenchmarkFactory(gate=gate, benchmark=benchmark, role=role, threshold=50, regression_threshold=40)
    return benchmark


def assess(mission):
    return services.assess(mission=mission, as_of=DAY)


@pytest.fixture
def gate(mission, version):
    """The gate from stabilisation to transition, with one critical benchmark that is met twice in a row."""
    gate = GateFactory(mission=mission, key="G1", title="To transition", agreed_on=ADOPTED)
    at_gate(version, gate, "B1")
    return gate


def address(name, row=None):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | ({} if row is None else {"uuid": row.uuid}))


def text_of(response):
    return response.content.decode()


MEMBERS = ("planner", "editor_a", "internal_counterpart", "donor")


@pytest.mark.parametrize("persona", MEMBERS)
def test_members_read_gates_and_decisions(request, gate, persona):
    decision = GateDecisionFactory(mission=gate.mission, gate=gate)
    assess(gate.mission)
    client = request.getfixturevalue(persona).client
    pages = [address("gates"), address("gate", gate), address("gate_decision", decision)]
    assert [client.get(page).status_code for page in pages] == [200] * 3


def test_without_an_assessment_the_pages_say_so(gate, planner):
    for page in (address("gates"), address("gate", gate)):
        assert "Nothing is computed yet" in text_of(planner.client.get(page))


def test_a_mission_without_gates_says_what_belongs_there(mission, planner):
    assert "No gate is agreed" in text_of(planner.client.get(address("gates")))


@pytest.mark.parametrize("as_of", ["yesterday", "1020-01-01"])
def test_a_day_that_cannot_be_assessed_says_why(gate, planner, as_of):
    assess(gate.mission)
    for page in (address("gate", gate), address("gates")):
        answer = planner.client.get(page, {"as_of": as_of})
        assert (answer.status_code, set(answer.context["form"].errors)) == (200, {"as_of"})
    assert planner.client.get(address("gate", gate), {"as_of": "2026-01-01"}).status_code == 200


def test_readiness_stands_first_in_words(gate, planner):
    assess(gate.mission)
    found = planner.client.get(address("gate", gate)).context["recommended"]
    assert found["look"].word == "Ready with conditions"
    assert found["why"] == [
        "Every critical benchmark is met, twice in a row.",
        "No critical benchmark was last verified by an internal actor.",
    ]


def test_each_benchmark_says_what_is_missing_and_who_could_give_it(gate, version, planner):
    at_gate(version, gate, "B2", values=(60,))
    at_gate(version, gate, "B3", values=())
    at_gate(version, gate, "B4", grade=Grade.CLAIMED)
    at_gate(version, gate, "B5", values=(30, 30), role=GateRole.SUPPORTING)
    assess(gate.mission)
    lines = planner.client.get(address("gate", gate)).context["lines"]
    assert [(line["key"], line["state"].word, line["missing"]) for line in lines] == [
        ("B1", "Met, sustained", None),
        ("B2", "Met, recently", "A second observation in a row that meets it."),
        ("B3", "Not assessed", "A first observation."),
        ("B4", "Not assessed", "A document: the last observation is only claimed."),
        ("B5", "Not met", None),
    ]


def test_a_benchmark_agreed_without_wording_or_indicator(gate, planner, mission):
    GateBenchmarkFactory(gate=gate, benchmark=BenchmarkFactory(mission=mission, key="B9"))
    assess(mission)
    lines = planner.client.get(address("gate", gate)).context["lines"]
    assert [line["missing"] for line in lines] == [None, "A headline indicator."]


def test_a_benchmark_that_no_version_words_goes_by_its_key_and_has_no_page(gate, planner, mission):
    BenchmarkText.objects.all().delete()
    assess(mission)
    text = planner.client.get(address("gate", gate)).content.decode()
    benchmark = Benchmark.objects.get(mission=mission)
    own = reverse("portal:benchmark", kwargs={"code": mission.code, "uuid": benchmark.uuid})
    assert "<bdi>B1</bdi>" in text
    assert own not in text
    assert planner.client.get(own).status_code == 404
    assert own not in planner.client.get(reverse("portal:benchmarks", args=[mission.code])).content.decode()


def test_an_area_shows_the_gate_ahead_and_the_watch_over_the_one_behind(gate, version, planner, agency_a):
    mission = gate.mission
    north = AreaFactory(mission=mission, key="North", name="North")
    AreaFactory(mission=mission, key="South", name="South")
    PhasePeriodFactory(mission=mission, phase=Phase.STABILISATION, period_from=ADOPTED)
    PhasePeriodFactory(mission=mission, phase=Phase.TRANSITION, period_from=ADOPTED, area=north)
    at_gate(version, gate, "B2", values=(60, 30, 30))
    activity = ActivityFactory(
        mission=mission,
        lead=agency_a,
        title="Seats for judges",
        intended_phases=["transition"],
        areas_recorded=True,
    )
    activity.areas.add(north)
    assess(mission)
    response = planner.client.get(address("gate", gate))
    (passed,) = response.context["passed"]
    (ahead,) = response.context["ahead"]
    assert (passed["areas"], passed["watch"].word) == (["North"], "At risk of regression")
    assert (passed["review_due_on"] - DAY).days == 30
    assert [one.label for one in passed["losing_fit"]] == ["Seats for judges"]
    assert (ahead["mission"], ahead["areas"], ahead["watch"].word) == (
        True,
        ["South"],
        "Nothing to step back to",
    )
    assert "Step-back review due by" in text_of(response)


def test_a_trigger_event_is_named(gate, planner):
    mission = gate.mission
    PhasePeriodFactory(mission=mission, phase=Phase.TRANSITION, period_from=ADOPTED)
    EventFactory(mission=mission, title="The cease-fire collapses", starts_on=DAY, regression_trigger=True)
    assess(mission)
    assert "The cease-fire collapses" in text_of(planner.client.get(address("gates")))


def test_an_exit_gate_says_who_pays_and_owns_as_far_as_recorded(mission, version, planner):
    gate = GateFactory(mission=mission, from_phase=Phase.CONSOLIDATION, to_phase=Phase.EXIT)
    assess(mission)
    response = planner.client.get(address("gate", gate))
    assert [one["text"] for one in response.context["exit"]] == [
        "No handover is recorded.",
        "No handover is recorded.",
        "not known: no funding outlook is recorded",
    ]


def entered(**changes):
    return {
        "decided_on": "2026-01-01",
        "body": "Joint steering committee",
        "decision": Verdict.PASS_WITH_CONDITIONS,
        "condition_1": "Verify the count.",
        "due_1": "2026-03-01",
        **changes,
    }


def test_a_planner_records_a_decision(gate, planner, ministry):
    page = address("decide_gate", gate)
    assert planner.client.get(page).status_code == 200
    answer = planner.client.post(page, entered(owner_1=str(ministry.uuid)))
    assert (answer.status_code, answer.url) == (302, address("gate", gate))
    waiting = planner.client.get(answer.url)
    assert "is being put on record" in text_of(waiting)
    assert waiting["Refresh"] == "4"
    assert not GateDecision.objects.exists(), "nothing is computed in the request"
    Job.objects.update(not_before=timezone.now() - datetime.timedelta(minutes=5))
    assert "No worker has run yet." in text_of(planner.client.get(answer.url))
    jobs.run_pending()
    decision = GateDecision.objects.get()
    assert (decision.decision, decision.conditions.get().owner) == (Verdict.PASS_WITH_CONDITIONS, ministry)
    shown = text_of(planner.client.get(answer.url))
    assert "The phase Transition begins on 1 Jan 2026." in shown
    assert "is being put on record" not in shown
    response = planner.client.get(address("gate_decision", decision))
    assert response.context["picture"]["benchmarks"][0]["state"].word == "Met, sustained"


def test_a_past_day_knows_nothing_of_later_dissents_answers_and_decisions(gate, planner, ministry):
    mission, later = gate.mission, DAY + datetime.timedelta(days=60)
    given = {"mission": mission, "gate": gate, "agency": ministry}
    DissentFactory(
        **given, statement="An early dissent.", raised_on=DAY, answer="A late answer.", answered_on=later
    )
    DissentFactory(**given, statement="A late dissent.", raised_on=later)
    early = GateDecisionFactory(mission=mission, gate=gate, decided_on=DAY, body="Early committee")
    GateConditionFactory(decision=early, met_on=later)
    GateDecisionFactory(mission=mission, gate=gate, decided_on=later, body="Late committee")
    assess(mission)
    then = planner.client.get(address("gate", gate) + f"?as_of={DAY}")
    text = text_of(then)
    assert ("An early dissent." in text, "not answered yet" in text, "Early committee" in text) == (True,) * 3
    assert [words in text for words in ("A late answer.", "A late dissent.", "Late committee")] == [False] * 3
    assert not then.context["decisions"][0]["conditions"][0]["met"]
    (line,) = planner.client.get(address("gates") + f"?as_of={DAY}").context["lines"]
    assert line["decision"]["row"] == early
    now = text_of(planner.client.get(address("gate", gate)))
    assert [words in now for words in ("A late answer.", "A late dissent.", "Late committee")] == [True] * 3


def test_the_day_of_a_decision_is_the_last_of_a_mission_that_ended(gate, planner):
    page = address("decide_gate", gate)
    assert planner.client.get(page).context["form"]["decided_on"].value() == timezone.localdate()
    type(gate.mission).objects.filter(pk=gate.mission_id).update(ended_on=DAY)
    assert planner.client.get(page).context["form"]["decided_on"].value() == DAY
    late = planner.client.post(
        page, entered(decided_on="2026-01-02", condition_1="", due_1="", decision="pass")
    )
    assert "1 Jan 2026" in late.context["form"].errors["decided_on"][0]


def test_a_decision_and_a_dissent_sent_twice_are_recorded_once(gate, planner, internal_counterpart, ministry):
    sent = {"agency": str(ministry.uuid), "statement": "Nobody counted us."}
    for _time in range(2):
        page = address("decide_gate", gate)
        assert planner.client.post(page, entered(owner_1=str(ministry.uuid))).status_code == 302
        assert internal_counterpart.client.post(address("gate_dissent", gate), sent).status_code == 302
        jobs.run_pending()
    assert (GateDecision.objects.count(), Dissent.objects.count()) == (1, 1)


def test_a_decision_that_its_day_speaks_against_is_not_recorded_and_can_be_completed(gate, planner, ministry):
    """Nothing is stored of that day, so that only the job can say what was recommended then."""
    page = address("decide_gate", gate)
    sent = entered(owner_1=str(ministry.uuid), decision=Verdict.HOLD)
    assert planner.client.post(page, sent).status_code == 302
    jobs.run_pending()
    assert not GateDecision.objects.exists()
    shown = text_of(planner.client.get(address("gate", gate)))
    assert "is not on record. The decision differs from the recommendation: give the reasons." in shown
    form = planner.client.get(page, {"again": 1}).context["form"]
    assert [form[name].value() for name in ("body", "decision", "condition_1", "owner_1", "due_1")] == [
        sent[name] for name in ("body", "decision", "condition_1", "owner_1", "due_1")
    ]
    assert planner.client.post(page, sent | {"reasons": "Too early."}).status_code == 302
    jobs.run_pending()
    assert GateDecision.objects.get().reasons == "Too early."
    assert "is not on record" not in text_of(planner.client.get(address("gate", gate)))


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "one"])
def test_a_version_that_is_none_is_refused(gate, planner, internal_counterpart, ministry, number):
    dissent = DissentFactory(mission=gate.mission, gate=gate, agency=ministry, raised_on=DAY)
    decision = GateDecisionFactory(mission=gate.mission, gate=gate, decided_on=DAY)
    for persona, page, sent in (
        (planner, address("dissent", dissent), {"answer": "We will."}),
        (internal_counterpart, address("dissent", dissent), {"resolved_on": "2026-02-01"}),
        (planner, address("gate_decision", decision), {"next_review_on": "2026-06-01"}),
    ):
        answer = persona.client.post(page, sent | {"row_version": number})
        assert (answer.status_code, set(answer.context["form"].errors)) == (200, {"row_version"})


def test_numbers_without_end_are_refused_in_every_field(gate, planner, internal_counterpart):
    long = "9" * 30
    sent = entered() | dict.fromkeys(("decided_on", "decision", "owner_1", "due_1"), long)
    answer = planner.client.post(address("decide_gate", gate), sent)
    assert {"decided_on", "decision", "owner_1", "due_1"} <= set(answer.context["form"].errors)
    answer = internal_counterpart.client.post(
        address("gate_dissent", gate), {"agency": long, "statement": "No."}
    )
    assert set(answer.context["form"].errors) == {"agency"}
    page = reverse("coherence:deferrals", kwargs={"code": "MISA"})
    for action in ("defer", "resume"):
        sent = {"action": action, "activities": ["1", long], "reason": "To spare them."}
        assert set(planner.client.post(page, sent).context["wrong"].errors) == {"activities"}


def test_what_was_typed_stays_when_something_is_wrong(gate, planner):
    assess(gate.mission)
    answer = planner.client.post(address("decide_gate", gate), entered(decision=Verdict.HOLD))
    form = answer.context["form"]
    assert set(form.errors) == {"owner_1"}
    assert "Verify the count." in text_of(answer)
    answer = planner.client.post(
        address("decide_gate", gate), entered(decision=Verdict.HOLD, condition_1="", due_1="")
    )
    assert set(answer.context["form"].errors) == {"reasons"}
    answer = planner.client.post(address("decide_gate", gate), entered(condition_1="", due_1=""))
    assert set(answer.context["form"].errors) == {"condition_1"}
    assert "There is a problem" in text_of(answer)
    assert not GateDecision.objects.exists()


@pytest.mark.parametrize(
    "persona", ["editor_a", "internal_counterpart", "donor", "mission_admin", "outsider"]
)
def test_nobody_else_decides(request, gate, persona):
    client = request.getfixturevalue(persona).client
    page = address("decide_gate", gate)
    assert (client.get(page).status_code, client.post(page, entered()).status_code) == (404, 404)
    decision = GateDecisionFactory(mission=gate.mission, gate=gate)
    assert client.post(address("gate_decision", decision), {}).status_code == 404


def test_reasons_that_name_how_to_reach_somebody_are_asked_about_once(gate, planner, ministry):
    sent = entered(owner_1=str(ministry.uuid), reasons="Ask anna@example.org.")
    answer = planner.client.post(address("decide_gate", gate), sent)
    assert 'name="save_anyway"' in answer.content.decode()
    assert not GateDecision.objects.exists()
    assert planner.client.post(address("decide_gate", gate), sent | {"save_anyway": "on"}).status_code == 302


def test_conditions_are_followed_up_by_the_planner(gate, planner):
    decision = GateDecisionFactory(mission=gate.mission, gate=gate, decided_on=DAY)
    condition = GateConditionFactory(decision=decision, due_on=DAY)
    page = address("gate_decision", decision)
    (line,) = planner.client.get(page).context["line"]["conditions"]
    assert line["overdue"]
    sent = {
        "row_version": decision.row_version,
        f"met_{condition.pk}": "2026-01-05",
        "next_review_on": "2026-06-01",
    }
    assert planner.client.post(page, sent).status_code == 302
    condition.refresh_from_db()
    assert condition.met_on == datetime.date(2026, 1, 5)
    again = planner.client.post(page, sent | {"next_review_on": "2026-07-01"})
    assert "Somebody else changed this" in text_of(again)
    early = planner.client.post(page, sent | {"row_version": 2, "next_review_on": "2025-01-01"})
    assert set(early.context["form"].errors) == {"next_review_on"}


def test_an_internal_counterpart_disagrees_and_the_gate_is_contested(gate, internal_counterpart, planner):
    page = address("gate_dissent", gate)
    ministry = Agency.objects.get(acronym="MIN")
    empty = internal_counterpart.client.post(page, {"agency": str(ministry.uuid), "statement": ""})
    assert set(empty.context["form"].errors) == {"statement"}
    sent = {"agency": str(ministry.uuid), "statement": "Nobody counted us."}
    assert internal_counterpart.client.post(page, sent).url == address("gate", gate)
    made = Dissent.objects.get()
    assert (made.raised_on, made.gate, made.agency) == (timezone.localdate(), gate, ministry)
    services.assess(mission=gate.mission, as_of=timezone.localdate())
    response = planner.client.get(address("gate", gate))
    assert response.context["recommended"]["contested"]
    assert "not answered yet" in text_of(response)


def test_an_editor_disagrees_with_a_benchmark_for_the_own_agency_only(gate, editor_a, agency_a, ministry):
    benchmark = gate.benchmarks.get().benchmark
    page = address("benchmark_dissent", benchmark)
    foreign = editor_a.client.post(page, {"agency": str(ministry.uuid), "statement": "No."})
    assert set(foreign.context["form"].errors) == {"agency"}
    answer = editor_a.client.post(page, {"agency": str(agency_a.uuid), "statement": "No."})
    assert answer.url == address("benchmark", benchmark)
    assert Dissent.objects.get().benchmark == benchmark


@pytest.mark.parametrize("persona", ["planner", "donor", "mission_admin", "outsider"])
def test_who_speaks_for_no_agency_raises_nothing(request, gate, persona):
    client = request.getfixturevalue(persona).client
    for page in (
        address("gate_dissent", gate),
        address("benchmark_dissent", gate.benchmarks.get().benchmark),
    ):
        assert (client.get(page).status_code, client.post(page, {}).status_code) == (404, 404)


def test_the_planner_answers_and_the_agency_withdraws(gate, planner, internal_counterpart, ministry):
    dissent = DissentFactory(mission=gate.mission, gate=gate, agency=ministry, raised_on=DAY)
    page = address("dissent", dissent)
    assert "An answer resolves nothing" in text_of(planner.client.get(page))
    said = {"row_version": 1, "answer": "We will count."}
    assert planner.client.post(page, said).url == address("gate", gate)
    stale = planner.client.post(page, {"row_version": 1, "answer": "Or not."})
    assert "Somebody else changed this" in text_of(stale)
    assert "We will count." in text_of(internal_counterpart.client.get(page))
    early = internal_counterpart.client.post(page, {"row_version": 2, "resolved_on": "2025-01-01"})
    assert set(early.context["form"].errors) == {"resolved_on"}
    withdrawn = {"row_version": 2, "resolved_on": "2026-02-01"}
    assert internal_counterpart.client.post(page, withdrawn).status_code == 302
    dissent.refresh_from_db()
    assert (dissent.answer, dissent.resolved_on) == ("We will count.", datetime.date(2026, 2, 1))


def test_a_dissent_raised_after_the_end_of_the_mission_is_answered_by_itself(
    gate, planner, internal_counterpart, ministry
):
    """No decision can be taken any more; what the agency said then is answered all the same."""
    gate.mission.ended_on = datetime.date(2026, 1, 1)
    gate.mission.save()
    assess(gate.mission)
    dissent = DissentFactory(
        mission=gate.mission, gate=gate, agency=ministry, raised_on=datetime.date(2026, 2, 1), answer=None
    )
    seen = planner.client.get(address("gate", gate)).context["dissents"]
    assert [(one["row"], one["stands"], one["may_answer"]) for one in seen] == [(dissent, True, True)]
    page = address("dissent", dissent)
    assert planner.client.post(page, {"row_version": 1, "answer": "It is noted."}).status_code == 302
    (one,) = planner.client.get(address("gate", gate)).context["dissents"]
    assert one["answer"] == "It is noted."


@pytest.mark.parametrize("persona", ["editor_a", "editor_b", "donor", "mission_admin", "outsider"])
def test_a_dissent_is_nobody_elses_to_answer(request, gate, ministry, persona):
    dissent = DissentFactory(mission=gate.mission, gate=gate, agency=ministry)
    client = request.getfixturevalue(persona).client
    assert client.get(address("dissent", dissent)).status_code == 404
    assert client.post(address("dissent", dissent), {"row_version": 1, "answer": "No."}).status_code == 404


def queries(django_assert_num_queries, client, page, expected):
    with django_assert_num_queries(expected):
        assert client.get(page).status_code == 200


def test_the_list_costs_the_same_for_one_and_for_three(gate, version, planner, django_assert_num_queries):
    mission = gate.mission
    PhasePeriodFactory(mission=mission, phase=Phase.STABILISATION, period_from=ADOPTED)
    GateDecisionFactory(mission=mission, gate=gate)
    assess(mission)
    queries(django_assert_num_queries, planner.client, address("gates"), GATES_QUERIES)
    for key in ("G2", "G3"):
        other = GateFactory(mission=mission, key=key, agreed_on=ADOPTED)
        at_gate(version, other, f"B-{key}")
        AreaFactory(mission=mission)
        GateDecisionFactory(mission=mission, gate=other)
    assess(mission)
    queries(django_assert_num_queries, planner.client, address("gates"), GATES_QUERIES)


def test_a_gate_costs_the_same_for_one_and_for_three(
    gate, version, planner, ministry, django_assert_num_queries
):
    mission = gate.mission
    PhasePeriodFactory(mission=mission, phase=Phase.STABILISATION, period_from=ADOPTED)

    def more():
        DissentFactory(mission=mission, gate=gate, agency=ministry)
        GateConditionFactory(decision=GateDecisionFactory(mission=mission, gate=gate), owner=ministry)
        assess(mission)

    more()
    queries(django_assert_num_queries, planner.client, address("gate", gate), GATE_QUERIES)
    for key in ("B2", "B3"):
        at_gate(version, gate, key)
        AreaFactory(mission=mission)
        more()
    queries(django_assert_num_queries, planner.client, address("gate", gate), GATE_QUERIES)


def test_forms_and_decisions_cost_the_same_for_one_and_for_three(
    gate, planner, internal_counterpart, ministry, django_assert_num_queries
):
    mission = gate.mission
    decision = GateDecisionFactory(mission=mission, gate=gate)
    dissent = DissentFactory(mission=mission, gate=gate, agency=ministry)
    pages = [
        (planner, address("gate_decision", decision), DECISION_QUERIES),
        (planner, address("decide_gate", gate), DECIDE_QUERIES),
        (internal_counterpart, address("dissent", dissent), DISSENT_QUERIES),
        (internal_counterpart, address("gate_dissent", gate), RAISE_QUERIES),
    ]
    for more in (1, 2):
        for _one in range(more):
            GateConditionFactory(decision=decision, owner=ministry)
        for persona, page, expected in pages:
            queries(django_assert_num_queries, persona.client, page, expected)
