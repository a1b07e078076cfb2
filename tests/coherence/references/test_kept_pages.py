"""A kept assessment opens through the same pages as a computed one, and every link stays with it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.alignment.models import AlignmentLink
from apps.coherence.models import Assessment
from tests.coherence.test_views import PAGES, address

LINK = re.compile(rb'href="(/m/KARO/coherence/[^"]*)"')
APART = ("method/", "references/", "compare/", "what-if/", "history/", "samples/", "decisions/")


@pytest.fixture
def query(kept):
    return {"kept": str(kept.uuid)}


@pytest.mark.parametrize(("name", "kwargs"), [page for page in PAGES if page[0] != "method"])
def test_every_page_opens_and_its_links_stay_with_the_kept_one(karo_donor, kept, query, name, kwargs):
    AlignmentLink.objects.all().delete()
    response = karo_donor.client.get(address(name, **kwargs), query)
    assert response.status_code == 200
    assert response.context["assessment"] == kept
    links = {link.decode() for link in LINK.findall(response.content)}
    above = reverse("coherence:dashboard", kwargs={"code": "KARO"})
    leaving = {
        link
        for link in links
        if f"kept={kept.uuid}" not in link and link != above and not any(part in link for part in APART)
    }
    assert leaving == set()


def test_the_page_shows_what_was_recorded_then(karo_planner, kept, query):
    AlignmentLink.objects.all().delete()
    response = karo_planner.client.get(address("dashboard"), query)
    assert [card["consistency"]["shown"] for card in response.context["cards"]] == [
        "0.86",
        "0.68",
        "0.74",
        "0.58",
    ]
    assert "as recorded on" in response.content.decode()


def test_a_level_measured_as_a_whole_leads_on_with_the_kept_one(karo_planner, kept, query):
    response = karo_planner.client.get(address("level", level="external"), query)
    assert response.url.endswith(f"external/mission/?kept={kept.uuid}")


def test_its_findings_open(karo_planner, kept, query):
    found = kept.findings.first()
    assert karo_planner.client.get(address("finding", token=found.token), query).context["assessment"] == kept


def test_it_costs_the_queries_of_a_computed_one_without_its_job(
    assessed, karo_planner, kept, query, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as computed:
        karo_planner.client.get(address("dashboard"))
    with django_assert_num_queries(len(computed) - 1):
        karo_planner.client.get(address("dashboard"), query)


@pytest.mark.parametrize("given", ["", "nonsense", "00000000-0000-0000-0000-000000000007"])
def test_what_was_never_kept_is_not_found(kept, karo_planner, given):
    for name, kwargs in PAGES:
        if name != "method":
            assert karo_planner.client.get(address(name, **kwargs), {"kept": given}).status_code == 404


def test_an_imported_one_has_no_such_page(karo, karo_planner):
    imported = Assessment.objects.get(key="AS-2025")
    assert karo_planner.client.get(address("dashboard"), {"kept": imported.uuid}).status_code == 404


def test_one_of_another_mission_is_not_found(kept, karo_planner, mission):
    Assessment.objects.filter(pk=kept.pk).update(mission=mission)
    assert karo_planner.client.get(address("dashboard"), {"kept": kept.uuid}).status_code == 404
