"""The quality check as a page: what each reader sees, and what a planner lets stand."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.benchmarks.models import QualityWaiver
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    IndicatorFactory,
    QualityWaiverFactory,
)
from tests.factories.frameworks import ConflictFactorFactory, FrameworkVersionFactory, ObjectiveTextFactory

CHECK_QUERIES, ACCEPT_QUERIES, WITHDRAW_QUERIES = 43, 39, 39


@pytest.fixture
def draft(mission):
    version = FrameworkVersionFactory(mission=mission, number=1, vision="Peace")
    ObjectiveTextFactory(mission=mission, framework_version=version, objective__key="O1", code="O1")
    return version


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def page(client, query=""):
    response = client.get(address("quality") + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def accept_page(token="no_analysis"):  # noqa: S107 - names a finding
    return address("accept_finding", version=1, token=token)


def test_findings_stand_by_weight_with_reason_source_and_the_row_to_mend(planner, draft):
    text = page(planner.client)
    assert "1 must is open. They block the comment round and the adoption." in text
    worded = draft.objective_texts.get()
    assert reverse("portal:draft_part", args=["MISA", "objective", str(worded.uuid)]) in text
    assert "No agency leads this objective." in text
    assert "(not verified: the text was not at hand)" in text
    assert text.index("Must (1)") < text.index("Should (") < text.index("Consider (")
    assert accept_page() in text
    assert accept_page("objective_without_lead:O1") not in text


def test_other_members_read_it_and_accept_nothing(editor_a, draft):
    text = page(editor_a.client)
    assert accept_page() not in text
    objective = draft.objective_texts.get().objective
    assert reverse("portal:objective", kwargs={"code": "MISA", "uuid": objective.uuid}) in text


def test_without_a_version_the_page_says_what_belongs_there(planner):
    assert "No version yet" in page(planner.client)


def test_an_unknown_version_is_an_error_and_the_open_one_is_shown(planner, draft):
    assert "There is no version of this number." in page(planner.client, "?version=9")


def test_a_should_stands_with_its_reason_which_is_kept_changed_and_withdrawn(planner, draft):
    text = page(planner.client)
    empty = planner.client.post(accept_page(), {"reason": " "})
    assert set(empty.context["form"].errors) == {"reason"}
    answer = planner.client.post(accept_page(), {"reason": "The accord holds it."})
    assert answer.url == address("quality") + "?version=1"
    waiver = QualityWaiver.objects.get()
    assert (waiver.rule, waiver.accepted_by, waiver.accepted_on) == (
        "no_analysis",
        "Planner",
        timezone.localdate(),
    )
    kept = page(planner.client)
    assert "The accord holds it." in kept
    assert kept.count(accept_page()) == text.count(accept_page())
    planner.client.post(accept_page(), {"row_version": 1, "reason": "Another."})
    stale = planner.client.post(accept_page(), {"row_version": 1, "reason": "A third."})
    assert stale.status_code == 409
    assert "A third." in stale.content.decode()
    gone = address("withdraw_reason", version=1, token="no_analysis")
    assert "Another." in planner.client.get(gone).content.decode()
    assert planner.client.post(gone, {"row_version": 2}).url == address("quality") + "?version=1"
    assert not QualityWaiver.objects.exists()


def test_a_must_and_what_is_not_found_cannot_be_accepted(planner, draft):
    for token in ("objective_without_lead:O1", "no_vision", "nothing", "no_analysis:X"):
        assert planner.client.get(accept_page(token)).status_code == 404


def test_pages_cost_the_same_for_one_and_for_three(planner, draft, django_assert_num_queries):
    mission = draft.mission
    QualityWaiverFactory(mission=mission, framework_version=draft, rule="no_coordination")
    pages = [
        (address("quality"), CHECK_QUERIES),
        (accept_page("no_coordination"), ACCEPT_QUERIES),
        (address("withdraw_reason", version=1, token="no_coordination"), WITHDRAW_QUERIES),
    ]
    for more in (1, 2):
        for number in range(more):
            ConflictFactorFactory(mission=mission)
            benchmark = BenchmarkFactory(mission=mission)
            BenchmarkTextFactory(mission=mission, framework_version=draft, benchmark=benchmark)
            IndicatorFactory(mission=mission, benchmark=benchmark)
            ObjectiveTextFactory(mission=mission, framework_version=draft, phases=["exit"])
            QualityWaiverFactory(
                mission=mission, framework_version=draft, rule=f"rule{number}", benchmark=benchmark
            )
        for path, expected in pages:
            with django_assert_num_queries(expected):
                assert planner.client.get(path).status_code == 200
