"""The board, one benchmark and one series, for each kind of reader."""

import csv
import datetime
import io
import uuid

import pytest
from django.urls import reverse

from apps.alignment.models import Comment
from apps.benchmarks.enums import BenchmarkStatus, Comparator, GateRole, ObservationState, ValueType
from apps.benchmarks.models import Observation
from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.core.enums import Audience, Grade
from apps.frameworks.enums import VersionStatus
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, CommentFactory, DissentFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
    StatusJudgementFactory,
)
from tests.factories.coherence import AssessmentFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.missions import AreaFactory, DocumentFactory

ADOPTED, DAY = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)
BOARD_QUERIES, BENCHMARK_QUERIES, SERIES_QUERIES = 10, 13, 8


@pytest.fixture
def version(mission):
    AssessmentFactory(
        mission=mission, kind=AssessmentKind.COMPUTED, as_of=DAY, audience=AssessmentAudience.MISSION
    )
    return FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED
    )


def worded(version, key, *, values=(50,), **options):
    """A benchmark of the version from 0 to 100 over two years, with these readings, the last one of DAY."""
    mission = version.mission
    objective = ObjectiveFactory(mission=mission)
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, code=f"O-{key}", title="Peace"
    )
    benchmark = BenchmarkFactory(mission=mission, key=key, objective=objective)
    BenchmarkTextFactory(
        mission=mission, framework_version=version, benchmark=benchmark, statement=f"{key} is reached"
    )
    plan = {
        "title": f"{key} index",
        "baseline_number": 0,
        "baseline_on": ADOPTED,
        "target_number": 100,
        "target_on": datetime.date(2027, 1, 1),
    }
    indicator = IndicatorFactory(mission=mission, benchmark=benchmark, **plan | options)
    for back, value in enumerate(reversed(values)):
        ObservationFactory(
            mission=mission,
            indicator=indicator,
            observed_on=DAY - datetime.timedelta(days=30 * back),
            value_number=value,
            grade=Grade.EVIDENCED,
        )
    return benchmark


def address(name="benchmarks", **kwargs):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | kwargs)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def pages(version):
    benchmark = worded(version, "B1")
    series = IndicatorFactory(mission=version.mission, benchmark=None)
    return [
        address(),
        address("benchmark", uuid=benchmark.uuid),
        address("series", uuid=series.uuid),
        address("series", uuid=benchmark.indicators.get().uuid),
    ]


@pytest.mark.parametrize("persona", ["planner", "donor", "editor_a", "internal_counterpart"])
def test_members_open_every_page(request, pages, persona):
    client = request.getfixturevalue(persona).client
    assert [client.get(page).status_code for page in pages] == [200] * 4


def test_others_find_nothing_and_the_anonymous_sign_in(pages, outsider, anonymous, superuser):
    assert [outsider.client.get(page).status_code for page in pages] == [404] * 4
    assert [superuser.client.get(page).status_code for page in pages] == [404] * 4
    for page in pages:
        response = anonymous.client.get(page)
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={page}")


def test_what_does_not_exist_is_not_found(pages, planner, outsider):
    elsewhere = reverse("portal:benchmarks", kwargs={"code": "NOWHERE"})
    assert planner.client.get(elsewhere).status_code == 404
    for name in ("benchmark", "series"):
        assert planner.client.get(address(name, uuid=uuid.uuid4())).status_code == 404
    of_another = worded(
        FrameworkVersionFactory(
            mission=outsider.user.membership_set.first().mission,
            number=1,
            status=VersionStatus.ADOPTED,
            adopted_on=ADOPTED,
        ),
        "B1",
    )
    assert planner.client.get(address("benchmark", uuid=of_another.uuid)).status_code == 404
    assert planner.client.get(address("series", uuid=of_another.indicators.get().uuid)).status_code == 404


@pytest.mark.parametrize("as_of", ["yesterday", "2026-02-30", "20260"])
def test_what_is_no_day_is_kept_and_answered_with_what_a_day_looks_like(pages, planner, as_of):
    for page in pages:
        answer = planner.client.get(page, {"as_of": as_of})
        body = answer.content.decode()
        assert (answer.status_code, answer.context["day"]) == (200, DAY)
        assert "There is a problem" in body
        assert "As of: Write a day as year, month and day: 2026-06-30." in body
        assert f'<input type="text" name="as_of" value="{as_of}"' in body
        assert planner.client.get(page, {"as_of": as_of, "format": "csv"}).status_code == 404


def test_pages_change_nothing(pages, planner):
    assert [planner.client.post(page).status_code for page in pages] == [405] * 4


def test_the_board_shows_each_status_with_its_numbers(version, planner):
    worded(version, "B1")
    worded(version, "B2", values=[-10], value_type=ValueType.PERCENT)
    worded(version, "B3", values=[])
    lines = planner.client.get(address()).context["lines"]
    assert [
        (line["row"].plan.key, line["status"], line["now"], line["expected"], line["target"], line["seen"])
        for line in lines
    ] == [
        ("B1", "On track", "50", "50", "100", "this month"),
        ("B2", "Regressing", "\N{MINUS SIGN}10%", "50%", "100%", "this month"),
        ("B3", "Not assessed", None, None, "100", None),
    ]


def test_the_board_stands_at_the_latest_assessment_or_at_the_day_in_the_address(version, planner):
    worded(version, "B1")
    response = planner.client.get(address())
    assert response.context["day"] == DAY
    earlier = planner.client.get(address(), {"as_of": "2025-06-01"})
    assert earlier.context["day"] == datetime.date(2025, 6, 1)
    assert earlier.context["lines"][0]["status"] == "Not assessed"
    assert planner.client.get(address(), {"as_of": "2024-12-31"}).context["lines"] == []


def test_an_expired_reading_says_only_its_age(version, planner):
    worded(version, "B1", reporting_interval_months=1)
    (line,) = planner.client.get(address(), {"as_of": "2026-06-01"}).context["lines"]
    assert (line["status"], line["now"], line["seen"]) == ("Not assessed", None, "5 months ago: expired")
    (line,) = planner.client.get(address(), {"as_of": "2026-03-01"}).context["lines"]
    assert (line["status"], line["now"], line["seen"]) == ("On track", "50", "2 months ago: stale")


def test_the_board_is_filtered_by_status_and_objective(version, planner):
    one = worded(version, "B1")
    worded(version, "B2", values=[-1])

    def kept(**asked):
        return [line["row"].plan.key for line in planner.client.get(address(), asked).context["lines"]]

    assert kept() == ["B1", "B2"]
    assert kept(status=BenchmarkStatus.REGRESSING) == ["B2"]
    assert kept(objective=one.objective.uuid) == ["B1"]
    assert kept(status=BenchmarkStatus.REGRESSING, objective=one.objective.uuid) == []


def test_a_status_nobody_knows_is_said_and_filters_nothing(version, planner):
    worded(version, "B1")
    response = planner.client.get(address(), {"status": "green"})
    assert list(response.context["form"].errors) == ["status"]
    assert len(response.context["lines"]) == 1


def test_the_board_names_gate_dissents_and_hidden_groups(version, planner, agency_a):
    benchmark = worded(version, "B1", values=[50, 50], required_groups=["women"])
    ObservationFactory(
        mission=version.mission,
        indicator=benchmark.indicators.get(),
        observed_on=DAY,
        value_number=-5,
        group="women",
    )
    gate = GateFactory(mission=version.mission, title="Transition")
    GateBenchmarkFactory(
        gate=gate, benchmark=benchmark, threshold=45, comparator=Comparator.AT_LEAST, role=GateRole.CRITICAL
    )
    DissentFactory(mission=version.mission, benchmark=benchmark, agency=agency_a, raised_on=DAY)
    DissentFactory(
        mission=version.mission, benchmark=benchmark, agency=agency_a, raised_on=ADOPTED, resolved_on=DAY
    )
    (line,) = planner.client.get(address()).context["lines"]
    assert line["worse"] == [("women", "regressing")]
    assert line["dissents"] == 1
    (shown,) = line["gates"]
    assert (shown["title"], shown["role"], shown["state"], shown["asks"]) == (
        "Transition",
        "Critical",
        "Met, sustained",
        "at least 45",
    )


def test_what_an_agency_keeps_to_itself_reaches_no_status_and_no_file(version, editor_a, editor_b, agency_a):
    benchmark = worded(version, "B1")
    ObservationFactory(
        mission=version.mission,
        indicator=benchmark.indicators.get(),
        observed_on=DAY,
        value_number=987,
        audience=Audience.AGENCY,
        submitted_by=agency_a,
        source="Kept",
    )
    page = address("benchmark", uuid=benchmark.uuid)
    for persona, shown in ((editor_a, True), (editor_b, False)):
        for target in (address(), page):
            assert b"On track" in persona.client.get(target).content
            assert b"987" not in persona.client.get(target, {"format": "csv"}).content
        assert (b"Kept" in persona.client.get(page).content) is shown
        assert (b"own agency only, not counted" in persona.client.get(page).content) is shown


def test_computed_and_judged_stand_side_by_side(version, planner, agency_a):
    benchmark = worded(version, "B1")
    StatusJudgementFactory(
        mission=version.mission,
        benchmark=benchmark,
        agency=agency_a,
        judged_on=DAY,
        status=BenchmarkStatus.AT_RISK,
        reasons="Border posts are missing.",
    )
    StatusJudgementFactory(
        mission=version.mission, benchmark=benchmark, judged_on=DAY + datetime.timedelta(days=1)
    )
    DissentFactory(
        mission=version.mission,
        benchmark=benchmark,
        agency=agency_a,
        raised_on=DAY,
        statement="It is not so.",
    )
    response = planner.client.get(address("benchmark", uuid=benchmark.uuid))
    (judged,) = response.context["judged"]
    assert (judged.status, judged.agency, judged.text) == ("at_risk", "AGA", "Border posts are missing.")
    assert response.context["row"].progress.status == "on_track"
    assert [one.text for one in response.context["dissents"]] == ["It is not so."]


def test_at_a_past_day_nothing_is_answered_that_was_answered_later(version, planner, agency_a):
    benchmark = worded(version, "B1")
    DissentFactory(
        mission=version.mission,
        benchmark=benchmark,
        agency=agency_a,
        raised_on=DAY,
        answer="We counted again.",
        answered_on=DAY + datetime.timedelta(days=2),
        resolved_on=DAY + datetime.timedelta(days=4),
    )

    def said(**asked):
        context = planner.client.get(address("benchmark", uuid=benchmark.uuid), asked).context
        (one,) = context["dissents"]
        return one.answer, one.resolved_on is not None

    after = [said(as_of=DAY + datetime.timedelta(days=days)) for days in (1, 2, 4)]
    assert after == [(None, False), ("We counted again.", False), ("We counted again.", True)]
    assert said() == ("We counted again.", True)


@pytest.mark.parametrize(("persona", "seen"), [("editor_a", True), ("editor_b", False)])
def test_comments_are_shown_to_whom_they_are_meant_for(request, version, agency_a, persona, seen):
    benchmark = worded(version, "B1")
    CommentFactory(
        mission=version.mission,
        benchmark=benchmark,
        agency=agency_a,
        audience=Audience.AGENCY,
        text="Between us.",
        written_on=DAY,
    )
    response = request.getfixturevalue(persona).client.get(address("benchmark", uuid=benchmark.uuid))
    assert [one.text for one in response.context["comments"]] == ["Between us."] * seen


def test_evidence_lists_every_state_and_the_documents_one_may_see(version, planner):
    benchmark = worded(version, "B1")
    indicator = benchmark.indicators.get()
    ObservationFactory(
        mission=version.mission, indicator=indicator, observed_on=DAY, state=ObservationState.SUBMITTED
    )
    first = indicator.observations.order_by("pk").first()
    first.documents.add(
        DocumentFactory(mission=version.mission, title="Minutes", url="javascript:alert(1)"),
        DocumentFactory(mission=version.mission, title="Kept", audience=Audience.AGENCY),
    )
    response = planner.client.get(address("benchmark", uuid=benchmark.uuid))
    assert [one["state"] for one in response.context["observations"]] == ["Submitted", "Accepted"]
    assert b"Minutes" in response.content
    assert b"Kept" not in response.content
    assert b"javascript:" not in response.content


def test_a_benchmark_of_another_version_says_so(version, planner):
    benchmark = worded(version, "B1")
    response = planner.client.get(address("benchmark", uuid=benchmark.uuid), {"as_of": "2024-06-01"})
    assert response.context["in_force"] is False
    assert "No version in force on this day words this benchmark" in response.content.decode()


def test_the_page_says_since_when_the_wording_stands(version, planner):
    benchmark = worded(version, "B1")
    version.status, version.superseded_on = VersionStatus.SUPERSEDED, datetime.date(2025, 7, 1)
    version.save()
    newer = FrameworkVersionFactory(
        mission=version.mission, number=2, status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 7, 1)
    )
    text = BenchmarkTextFactory(
        mission=version.mission, framework_version=newer, benchmark=benchmark, statement="B1 is reached"
    )
    page = address("benchmark", uuid=benchmark.uuid)
    assert planner.client.get(page).context["first"] == 1
    text.statement = "B1 is surpassed"
    text.save()
    assert planner.client.get(page).context["first"] == 2


def test_the_course_leaves_as_a_file(version, planner):
    benchmark = worded(version, "B1", values=[10, 50])
    GateBenchmarkFactory(gate=GateFactory(mission=version.mission), benchmark=benchmark, threshold=45)
    response = planner.client.get(address("benchmark", uuid=benchmark.uuid), {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="misa-b1-2026-01-01.csv"'
    assert rows_of(response)[:7] == [
        ["Series", "Date", "Value", "Standard error", "Low", "High", "Note"],
        ["observed", "2025-12-02", "10.0", "", "", "", ""],
        ["observed", "2026-01-01", "50.0", "", "", "", ""],
        ["expected", "2025-01-01", "0.0", "", "", "", ""],
        ["expected", "2027-01-01", "100.0", "", "", "", ""],
        ["gate: at least 45", "", "45.0", "", "", "", ""],
        ["target 100", "2027-01-01", "100.0", "", "", "", ""],
    ]


def test_no_cell_of_a_file_runs_as_a_formula(version, planner):
    benchmark = worded(version, "B1")
    version.benchmark_texts.update(statement='=HYPERLINK("http://x")')
    assert benchmark.texts.get().statement.startswith("=")
    assert rows_of(planner.client.get(address(), {"format": "csv"}))[1][1] == '\'=HYPERLINK("http://x")'


def test_a_context_series_shows_its_standard_errors(version, planner):
    series = IndicatorFactory(mission=version.mission, benchmark=None, title="Control of corruption")
    ObservationFactory(
        mission=version.mission,
        indicator=series,
        observed_on=DAY,
        value_number=-1.5,
        standard_error=0.25,
        audience=Audience.PUBLIC,
    )
    (line,) = planner.client.get(address()).context["series"]
    assert (line["indicator"], line["now"], line["error"], line["on"]) == (
        series,
        "\N{MINUS SIGN}1.5",
        0.25,
        DAY,
    )
    page = planner.client.get(address("series", uuid=series.uuid))
    assert 'class="whisker"' in page.content.decode()
    file = planner.client.get(address("series", uuid=series.uuid), {"format": "csv"})
    assert rows_of(file)[1] == ["observed", "2026-01-01", "-1.5", "0.25", "", "", ""]


def test_user_text_is_escaped(version, planner):
    benchmark = worded(version, "B1", title="<i>index</i>", source="<script>x</script>")
    version.benchmark_texts.update(statement="<b>bold</b>")
    for page in (address(), address("benchmark", uuid=benchmark.uuid)):
        content = planner.client.get(page).content.decode()
        assert "<b>bold" not in content
        assert "<script>x" not in content
        assert "<i>index" not in content


def test_an_empty_board_says_what_belongs_there(mission, planner):
    response = planner.client.get(address())
    assert "Open the framework" in response.content.decode()
    assert "components/empty.html" in [template.name for template in response.templates]


def test_a_long_board_has_pages(version, planner):
    for place in range(51):
        worded(version, f"B{place:02}", values=[])
    assert len(planner.client.get(address()).context["lines"]) == 50
    second = planner.client.get(address(), {"page": 2})
    assert [line["row"].plan.key for line in second.context["lines"]] == ["B50"]
    assert len(rows_of(planner.client.get(address(), {"format": "csv"}))) == 52


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_number_of_queries_whatever_they_hold(
    version, planner, agency_a, django_assert_num_queries, rows
):
    mission = version.mission
    gate = GateFactory(mission=mission)
    series = IndicatorFactory(mission=mission, benchmark=None)
    for place in range(rows):
        benchmark = worded(version, f"B{place}", values=[10] * rows)
        GateBenchmarkFactory(gate=gate, benchmark=benchmark)
        DissentFactory(mission=mission, benchmark=benchmark, agency=agency_a, raised_on=DAY)
        CommentFactory(mission=mission, benchmark=benchmark, written_on=DAY)
        StatusJudgementFactory(mission=mission, benchmark=benchmark)
        observation = ObservationFactory(mission=mission, indicator=series, observed_on=DAY)
        observation.documents.add(DocumentFactory(mission=mission))
        IndicatorFactory(mission=mission, benchmark=None)
    for _row in range(rows):
        activity = ActivityFactory(mission=mission, lead=agency_a)
        AlignmentLinkFactory(mission=mission, activity=activity, objective=benchmark.objective)
    # session, user, mission, day, benchmarks, indicators, everything dated, objectives, gates, dissents
    with django_assert_num_queries(BOARD_QUERIES):
        assert len(planner.client.get(address()).context["lines"]) == rows
    # session, user, mission, wordings, indicators, everything dated, gates, voices, links, and observations:
    # count, rows, documents
    with django_assert_num_queries(BENCHMARK_QUERIES):
        response = planner.client.get(address("benchmark", uuid=benchmark.uuid))
    assert len(response.context["observations"]) == len(response.context["links"]) == rows
    # session, user, mission, indicator, everything dated, observations (count, rows, documents)
    with django_assert_num_queries(SERIES_QUERIES):
        planner.client.get(address("series", uuid=series.uuid))


def test_a_small_cell_is_shown_to_nobody(version, planner):
    benchmark = worded(version, "B1", required_groups=["girls"])
    ObservationFactory(
        mission=version.mission,
        indicator=benchmark.indicators.get(),
        observed_on=DAY,
        group="girls",
        people=4,
        value_number=4321,
        standard_error=8765,
        grade=Grade.EVIDENCED,
    )
    response = planner.client.get(address("benchmark", uuid=benchmark.uuid))
    text = response.content.decode()
    assert "fewer than five people" in text
    assert not {"4321", "4,321", "8765", "8,765"} & set(text.replace("<", " ").replace(">", " ").split())
    assert [group["status"] for group in response.context["groups"]] == ["not_assessed"]


def test_areas_and_periods_are_added_up_by_the_rule_and_a_hole_is_no_zero(version, planner):
    benchmark = worded(
        version,
        "B1",
        values=(10, 20),
        add_over_areas="sum",
        add_over_periods="sum",
        reporting_interval_months=6,
    )
    indicator = benchmark.indicators.get()
    north, south = (AreaFactory(mission=version.mission, name=name) for name in ("North", "South"))
    indicator.required_areas.set([north, south])
    page = address("benchmark", uuid=benchmark.uuid)
    ObservationFactory(
        mission=version.mission, indicator=indicator, observed_on=DAY, area=north, value_number=15
    )
    assert planner.client.get(page).context["together"] == [
        "Areas together, as a sum: not known (1 of 2 reported, 15 so far)",
        "Last twelve months, as a sum: 30 (2 of 2 reported)",
    ]
    ObservationFactory(
        mission=version.mission, indicator=indicator, observed_on=DAY, area=south, value_number=0
    )
    assert planner.client.get(page).context["together"][0] == (
        "Areas together, as a sum: 15 (2 of 2 reported)"
    )


def test_how_often_an_owner_was_judged_lower_next(version, planner, agency_a, agency_b):
    benchmark = worded(version, "B1")
    benchmark.texts.update(owner=agency_a)
    page = address("benchmark", uuid=benchmark.uuid)
    assert planner.client.get(page).context["lowered"] is None
    for agency, month, status in ((agency_a, 1, "on_track"), (agency_b, 2, "at_risk")):
        StatusJudgementFactory(
            mission=version.mission,
            benchmark=benchmark,
            agency=agency,
            judged_on=datetime.date(2025, month, 1),
            status=status,
        )
    found = planner.client.get(page).context["lowered"]
    assert (found["owner"], found["down"], found["followed"]) == (agency_a, 1, 1)
    assert "1 of 1 were judged lower next" in planner.client.get(page).content.decode()


def test_a_dissent_leads_to_its_answer_for_those_who_may(version, planner, editor_a, editor_b, agency_a):
    benchmark = worded(version, "B1")
    dissent = DissentFactory(mission=version.mission, benchmark=benchmark, agency=agency_a, raised_on=ADOPTED)
    page, link = address("benchmark", uuid=benchmark.uuid), address("dissent", uuid=dissent.uuid)
    assert [link in one.client.get(page).content.decode() for one in (planner, editor_a, editor_b)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            (10, 20, 30, 40, 50),
            [
                "If the recent pace continues, 100 on 1 Jan 2027 (100 to 100): the target is reached.",
                "If nothing changes, 50.",
                "Tested on the past, the pace was off by 0.18 on average, no change by 10.",
            ],
        ),
        (
            (50, 40, 50, 40, 50, 40, 50),
            [
                "Assuming no change (50 on 1 Jan 2027) has been nearer than the recent pace.",
                "Tested on the past, the pace was off by 10.41 on average, no change by 10.",
            ],
        ),
    ],
)
def test_the_forecast_stands_beside_the_naive_one(version, planner, values, expected):
    benchmark = worded(version, "B1", values=values, natural_min=0, natural_max=100)
    response = planner.client.get(address("benchmark", uuid=benchmark.uuid))
    assert response.context["forecast"] == expected
    assert ("if the recent pace continues" in response.content.decode()) is (len(expected) == 3)


def test_both_labels_where_the_standard_error_allows_two(version, planner):
    benchmark = worded(version, "B1", values=(45,))
    Observation.objects.update(standard_error=5)
    response = planner.client.get(address("benchmark", uuid=benchmark.uuid))
    assert response.context["line"]["range"] == "within its uncertainty: At risk to On track"


def test_every_member_comments_outside_of_a_round(mission, donor, editor_a, agency_a, outsider):
    text = BenchmarkTextFactory(
        mission=mission,
        framework_version=FrameworkVersionFactory(
            mission=mission, status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 1, 1)
        ),
    )
    # What is said after the newest assessment stands on the page all the same.
    AssessmentFactory(mission=mission, as_of=datetime.date(2025, 6, 1), kind=AssessmentKind.COMPUTED)
    page = reverse("portal:benchmark", args=["MISA", text.benchmark.uuid])
    address = reverse("portal:benchmark_comment", args=["MISA", text.benchmark.uuid])
    assert address in donor.client.get(page).content.decode()
    assert donor.client.post(address, {"text": "  "}).status_code == 200
    for _twice in range(2):
        assert donor.client.post(address, {"text": "Who counts them?"}).status_code == 302
    said = {"text": "We do.", "agency": str(agency_a.uuid)}
    assert editor_a.client.post(address, said).status_code == 302
    assert outsider.client.post(address, said).status_code == 404
    shown = editor_a.client.get(page).content.decode()
    assert shown.count("Who counts them?") == 1
    assert "Who counts them?" not in editor_a.client.get(page, {"as_of": "2025-06-01"}).content.decode()
    assert "We do." in shown
    assert set(Comment.objects.values_list("agency", "audience")) == {(None, None), (agency_a.pk, None)}
