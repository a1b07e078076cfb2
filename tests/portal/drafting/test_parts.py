"""Each kind of part of a draft: added, shown, changed, and refused with what was typed kept."""

import datetime
from decimal import Decimal

import pytest

from apps.benchmarks.models import BenchmarkText, Gate, GateBenchmark, Indicator, Milestone
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    FrameworkVersion,
    ObjectiveText,
    ResourceRequirement,
    VersionSection,
)
from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory, GateFactory, IndicatorFactory
from tests.factories.frameworks import (
    AssumptionFactory,
    ConflictFactorFactory,
    LinkedFrameworkFactory,
    LinkedFrameworkItemFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
    VersionSectionFactory,
)
from tests.factories.missions import AreaFactory


@pytest.fixture
def text(mission, version):
    return ObjectiveTextFactory(mission=mission, framework_version=version, position=1)


@pytest.fixture
def wording(mission, version, text):
    benchmark = BenchmarkFactory(mission=mission, objective=text.objective)
    return BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)


@pytest.fixture
def indicator(mission, wording):
    return IndicatorFactory(mission=mission, benchmark=wording.benchmark)


def at(answer):
    """Where a save leads: the anchor of the part in the document."""
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"].removeprefix("/m/MISA/framework/draft/#")


def test_a_factor(draft, mission, version):
    area = AreaFactory(mission=mission)
    anchor = at(draft.post("add/factor/", {"kind": "driver", "title": "Land", "areas": [area.pk]}))
    factor = ConflictFactor.objects.get()
    assert anchor == f"factor-{factor.uuid}"
    assert (factor.kind, factor.title, factor.description, list(factor.areas.all())) == (
        "driver",
        "Land",
        None,
        [area],
    )
    assert "no objective answers this" in draft.text()


def test_only_rows_of_the_mission_are_offered_and_taken(draft, version):
    elsewhere = AreaFactory(name="Elsewhere")
    assert "Elsewhere" not in draft.get("add/factor/").content.decode()
    answer = draft.post("add/factor/", {"kind": "driver", "title": "Land", "areas": [elsewhere.pk]})
    assert answer.status_code == 200
    assert not ConflictFactor.objects.exists()


def test_the_vision_and_the_pillars(draft, version):
    at(
        draft.post(
            f"vision/{version.uuid}/", {"vision": "Peace", "pillars": "Law\n\nLand\nLaw", "row_version": 1}
        )
    )
    version.refresh_from_db()
    assert (version.vision, version.pillars, version.language) == ("Peace", ["Law", "Land"], None)
    assert "No objective stands under this pillar yet." in draft.text()


def test_an_objective_with_everything_it_can_say(draft, mission, version, agency_a, agency_b, text):
    factor = ConflictFactorFactory(mission=mission)
    plan = LinkedFrameworkFactory(mission=mission)
    item = LinkedFrameworkItemFactory(linked_framework=plan, key="axis1")
    FrameworkVersion.objects.update(pillars=["Law"])
    at(
        draft.post(
            "add/objective/",
            {
                "code": "O2",
                "title": "Judges are paid",
                "description": "- on time",
                "pillar": "Law",
                "parent": text.objective.pk,
                "dimension": "rule_of_law",
                "phases": ["transition", "consolidation"],
                "priority": "1",
                "origin": "co_designed",
                "lead_agencies": [agency_a.pk],
                "contributing_agencies": [agency_b.pk],
                "conflict_factors": [factor.pk],
                "answers": [f"{plan.uuid} axis1"],
            },
        )
    )
    made = ObjectiveText.objects.get(code="O2")
    assert (made.parent, made.phases, made.priority, made.origin, made.position) == (
        text.objective,
        ["transition", "consolidation"],
        1,
        "co_designed",
        2,
    )
    assert [list(getattr(made, name).all()) for name in ("lead_agencies", "contributing_agencies")] == [
        [agency_a],
        [agency_b],
    ]
    assert (list(made.conflict_factors.all()), made.linked_items.get().item) == ([factor], item)
    at(draft.post("add/objective/", {"title": "Courts are open", "dimension": "rule_of_law"}))
    assert ObjectiveText.objects.get(title="Courts are open").code == "O3"
    shown = draft.text()
    assert "<li>on time</li>" in shown
    assert "no objective answers this" not in shown


def test_an_objective_never_serves_itself_over_others(draft, mission, version, text):
    below = ObjectiveTextFactory(mission=mission, framework_version=version, parent=text.objective)
    answer = draft.post(
        f"objective/{text.uuid}/",
        {"title": "T", "dimension": "security", "parent": below.objective.pk, "row_version": 1},
    )
    assert "That objective serves this one already: choose another." in answer.content.decode()


def test_required_resources_of_a_year(draft, text):
    anchor = at(
        draft.post(f"add/need/?under={text.uuid}", {"year": "2026", "amount": "12.5", "currency": "USD"})
    )
    need = ResourceRequirement.objects.get()
    assert (need.objective, need.period_from, need.period_to, need.amount) == (
        text.objective,
        datetime.date(2026, 1, 1),
        datetime.date(2026, 12, 31),
        Decimal("12.5"),
    )
    at(
        draft.post(
            anchor.replace("-", "/", 1) + "/",
            {"year": "2027", "amount": "3", "currency": "EUR", "row_version": 1},
        )
    )
    need.refresh_from_db()
    assert (need.period_from.year, need.amount, need.currency) == (2027, 3, "EUR")


def test_a_period_that_is_no_year_keeps_its_days(draft, mission, text):
    need = ResourceRequirementFactory(
        mission=mission, objective=text.objective, period_to=datetime.date(2026, 6, 30)
    )
    at(draft.post(f"need/{need.uuid}/", {"amount": "7", "currency": "USD", "row_version": 1}))
    need.refresh_from_db()
    assert (need.period_to, need.amount) == (datetime.date(2026, 6, 30), 7)


def test_a_benchmark(draft, text, agency_a):
    data = {"statement": "Courts sit", "deadline": "2026-12-31", "owner": agency_a.pk, "key_benchmark": "on"}
    at(draft.post(f"add/benchmark/?under={text.uuid}", data))
    made = BenchmarkText.objects.get()
    assert (made.benchmark.objective, made.deadline, made.owner, made.key_benchmark) == (
        text.objective,
        datetime.date(2026, 12, 31),
        agency_a,
        True,
    )


@pytest.mark.parametrize(
    ("kind", "more", "column", "value"),
    [
        ("number", {"target": "30.5"}, "number", 30.5),
        ("money", {"target": "1000", "currency": "USD"}, "money", 1000),
        ("stage", {"target": "in force", "stages": "tabled\nin force"}, "stage", "in force"),
        ("yes_no", {"target": "no"}, "yes", False),
        ("percent", {"target": ""}, "number", None),
    ],
)
def test_an_indicator_keeps_its_target_in_the_column_of_its_kind(draft, wording, kind, more, column, value):
    data = {"title": "I", "value_type": kind, "direction": "increase", "reporting_interval_months": "3"}
    at(draft.post(f"add/indicator/?under={wording.uuid}", data | more))
    made = Indicator.objects.get()
    found = {name: getattr(made, f"target_{name}") for name in ("number", "money", "stage", "yes")}
    assert (made.benchmark, found) == (
        wording.benchmark,
        {name: value if name == column else None for name in found},
    )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"value_type": "number", "target": "many"}, "Write a number, such as 12.5."),
        ({"value_type": "number", "target": "nan"}, "Write a number, such as 12.5."),
        ({"value_type": "yes_no", "target": "maybe"}, "Write yes or no."),
        ({"value_type": "stage"}, "Write the stages, one on each line."),
        ({"value_type": "stage", "stages": "a\nb", "target": "c"}, "Write one of: a, b."),
        ({"value_type": "money"}, "Say in which currency."),
    ],
)
def test_what_is_no_value_is_said_at_its_field_and_stays_typed(draft, wording, more, sentence):
    data = {"title": "Kept words", "direction": "increase", "reporting_interval_months": "3"}
    answer = draft.post(f"add/indicator/?under={wording.uuid}", data | more).content.decode()
    assert sentence in answer
    assert "Kept words" in answer
    assert not Indicator.objects.exists()


def test_a_milestone_and_a_gate_that_asks(draft, mission, wording, indicator):
    at(draft.post(f"add/milestone/?under={indicator.uuid}", {"due_on": "2026-06-30", "value": "5"}))
    assert Milestone.objects.get().value_number == 5
    at(
        draft.post(
            "add/gate/", {"title": "Hand over", "from_phase": "stabilisation", "to_phase": "transition"}
        )
    )
    gate = Gate.objects.get()
    asked = {
        "benchmark": wording.benchmark.pk,
        "role": "critical",
        "comparator": "at_least",
        "threshold": "4",
        "regression_threshold": "2",
    }
    anchor = at(draft.post(f"add/asked/?under={gate.uuid}", asked))
    line = GateBenchmark.objects.get()
    assert (anchor, line.gate, line.threshold) == (f"asked-{line.pk}", gate, 4)
    at(draft.post(f"asked/{line.pk}/", asked | {"threshold": "6", "row_version": 1}))
    line.refresh_from_db()
    assert (line.threshold, line.row_version) == (6, 2)


def test_a_gate_leads_somewhere_else(draft, version):
    answer = draft.post("add/gate/", {"from_phase": "exit", "to_phase": "exit"})
    assert "A gate leads from one phase to another: choose two." in answer.content.decode()


def test_an_assumption_between_two_objectives(draft, mission, version, text):
    other = ObjectiveTextFactory(mission=mission, framework_version=version)
    data = {"child": text.objective.pk, "parent": text.objective.pk, "text": "Paid", "holds": "unknown"}
    assert "An objective cannot serve itself" in draft.post("add/assumption/", data).content.decode()
    at(draft.post("add/assumption/", data | {"parent": other.objective.pk}))
    made = Assumption.objects.get()
    assert (made.child, made.parent, made.holds, made.framework_version) == (
        text.objective,
        other.objective,
        None,
        version,
    )


def test_a_section(draft, version):
    at(draft.post("add/section/", {"title": "Risks", "text": "# Many\n<b>bold</b>"}))
    made = VersionSection.objects.get()
    assert (made.title, made.position) == ("Risks", 1)
    assert "<h3>Many</h3>\n<p>&lt;b&gt;bold&lt;/b&gt;</p>" in draft.text()


@pytest.mark.parametrize(
    "path",
    ["add/nothing/", "add/vision/", "add/need/", "add/need/?under=x", "objective/x/", "asked/x/", "x/y/"],
)
def test_what_is_not_there_is_404(draft, version, path):
    assert draft.get(path).status_code == 404


def test_every_form_opens_as_a_page_and_as_a_part(draft, mission, version, text, wording, indicator):
    section = VersionSectionFactory(framework_version=version)
    assumption = AssumptionFactory(mission=mission, framework_version=version)
    gate = GateFactory(mission=mission)
    paths = [
        f"vision/{version.uuid}/",
        f"objective/{text.uuid}/",
        f"benchmark/{wording.uuid}/",
        f"indicator/{indicator.uuid}/",
        f"section/{section.key}/",
        f"assumption/{assumption.uuid}/",
        f"gate/{gate.uuid}/",
        f"add/asked/?under={gate.uuid}",
    ]
    for path in paths:
        whole = draft.get(path).content.decode()
        part = draft.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "<!doctype html>" in whole
        assert part.lstrip().startswith('<form class="stack part-form"')
