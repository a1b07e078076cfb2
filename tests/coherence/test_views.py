"""The dashboard and the way down from every number to its rows, for each kind of reader."""

import csv
import datetime
import io
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.activities.models import Activity
from apps.coherence import services
from apps.core.enums import Audience
from tests.coherence.conftest import AS_OF

PAGES = [
    ("dashboard", {}),
    ("method", {}),
    ("findings", {}),
    ("network", {}),
    ("signal", {"signal": "D3"}),
    ("level", {"level": "agency"}),
    ("level", {"level": "whole_of_government"}),
    ("subject", {"level": "agency", "subject": "DEV"}),
    ("subject", {"level": "whole_of_government", "subject": "N"}),
    ("subject", {"level": "external", "subject": "mission"}),
    ("subject", {"level": "internal_external", "subject": "mission"}),
    ("indicator", {"level": "external", "subject": "mission", "indicator": "E1"}),
]
# session, user, mission, assessment, job, reference, comparison, and the tables of the rows that the page
# names: activities, agencies, commitments, objectives, links, lines, areas
DASHBOARD_QUERIES = 9


GRADES = ("verified", "evidenced", "claimed", "unlinked")


def address(name, **kwargs):
    return reverse(f"coherence:{name}", kwargs={"code": "KARO"} | kwargs)


def without_token(content):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)


@pytest.mark.parametrize(("name", "kwargs"), PAGES)
def test_members_open_every_page_and_nobody_else(
    assessed, karo_planner, karo_donor, outsider, anonymous, name, kwargs
):
    page = address(name, **kwargs)
    assert karo_planner.client.get(page).status_code == 200
    assert karo_donor.client.get(page).status_code == 200
    assert outsider.client.get(page).status_code == 404
    assert anonymous.client.get(page).status_code == 302


def test_a_mission_that_exists_and_one_that_does_not_look_the_same_to_others(assessed, outsider):
    foreign = outsider.client.get(address("dashboard"))
    nowhere = outsider.client.get(reverse("coherence:dashboard", kwargs={"code": "NOWHERE"}))
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert without_token(foreign.content.replace(b"KARO", b"NOWHERE")) == without_token(nowhere.content)


def test_the_dashboard_shows_the_four_levels_and_no_total(assessed, karo_planner):
    cards = karo_planner.client.get(address("dashboard")).context["cards"]
    assert [(card["band"], card["consistency"]["shown"]) for card in cards] == [
        ("High", "0.86"),
        ("Substantial", "0.68"),
        ("Substantial", "0.74"),
        ("Partial", "0.58"),
    ]


def test_every_number_of_a_card_is_a_link(assessed, karo_planner):
    """Degree, bounds, known and process lead to the strip they come from; movers to a row or an indicator."""
    response = karo_planner.client.get(address("dashboard"))
    html = response.content.decode()
    for level in ("agency", "whole_of_government", "external", "internal_external"):
        page = address("level", level=level)
        assert html.count(f'href="{page}#consistency"') == 2
        assert html.count(f'href="{page}#process"') == 1
        strips = karo_planner.client.get(page, follow=True).content.decode()
        assert 'id="consistency"' in strips
        assert 'id="process"' in strips
    todo = re.findall(r'<ul class="todo">(.*?)</ul>', html, re.DOTALL)
    lines = [line for part in todo for line in re.findall(r"<li>(.*?)</li>", part, re.DOTALL)]
    assert len(lines) == 12
    assert all(line.startswith('<a href="/m/KARO/') for line in lines)
    for key in ("P1", "P2", "P3", "P4", "P5", "T1", "T2", "T3"):
        assert f'href="{address("signal", signal=key)}"' in html


def test_the_band_is_that_of_consistency_and_not_of_the_process(assessed, karo_planner):
    page = karo_planner.client.get(address("subject", level="external", subject="mission")).content.decode()
    assert re.findall(r"<h2>([^<]*)</h2>", page)[:2] == [
        "Consistency: Substantial, 0.74",
        "Coordination process: 0.48",
    ]


def test_what_is_not_shown_is_told_in_words_only(assessed, karo_donor):
    page = karo_donor.client.get(address("subject", level="internal_external", subject="mission"))
    rows = re.findall(r"<tr>.*?</tr>", page.content.decode(), re.DOTALL)
    [row] = [one for one in rows if "I7 " in one]
    told = [cell for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) if cell.strip()]
    assert told == ['<span class="missing">Not shown: fewer than three internal actors answered</span>']


def test_the_subjects_of_a_level_leave_as_a_file(assessed, karo_planner):
    answer = karo_planner.client.get(address("level", level="agency"), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Subject", "Consistency"]
    assert len(rows) == 1 + 6 + 3


def test_each_level_says_how_far_it_is_backed(assessed, karo_planner):
    """By hand: links of activities that are not exempt; 4 activities of state N; 6 external ones."""
    cards = karo_planner.client.get(address("dashboard")).context["cards"]
    assert [[card["grades"][grade] for grade in GRADES] for card in cards] == [
        [2, 3, 3, 0],
        [0, 3, 0, 1],
        [1, 3, 1, 1],
        [1, 3, 1, 1],
    ]


def test_before_the_first_assessment_the_page_says_what_will_stand_there(karo, karo_planner):
    response = karo_planner.client.get(address("dashboard"))
    assert response.status_code == 200
    assert "coherence/empty.html" in [template.name for template in response.templates]


OF_A_DAY = [
    address("level", level="agency"),
    address("findings"),
    address("signal", signal="D1"),
    address("network"),
    address("indicator", level="external", subject="mission", indicator="E1"),
]


@pytest.mark.parametrize("path", OF_A_DAY)
def test_a_date_without_an_assessment_says_how_to_get_one_or_what_is_wrong_with_it(
    assessed, karo_planner, path
):
    answer = karo_planner.client.get(path, {"as_of": "2025-01-01"})
    assert (answer.status_code, answer.context["as_of"]) == (200, datetime.date(2025, 1, 1))
    assert b"This date is not assessed yet" in answer.content
    for as_of in ("yesterday", "2026-13-01", "2022-01-01"):
        answer = karo_planner.client.get(path, {"as_of": as_of})
        assert (answer.status_code, set(answer.context["form"].errors)) == (200, {"as_of"})
        assert b'class="summary"' in answer.content
        assert karo_planner.client.get(path, {"as_of": as_of, "format": "csv"}).status_code == 404


@pytest.mark.parametrize("unlinked", [1, 3])
def test_the_dashboard_takes_no_more_queries_for_more_rows(
    karo, karo_planner, django_assert_num_queries, unlinked
):
    for number in range(unlinked):
        twin = Activity.objects.get(key="X4")
        twin.pk, twin.uuid, twin.key = None, uuid4(), f"X4-{number}"
        twin.save()
    services.assess(mission=karo, as_of=AS_OF)
    with django_assert_num_queries(DASHBOARD_QUERIES):
        karo_planner.client.get(address("dashboard"))


def test_every_number_of_the_worked_example_opens(assessed, karo_planner):
    for value in assessed.values.filter(indicator__isnull=False):
        page = address(
            "indicator", level=value.level, subject=value.subject or "mission", indicator=value.indicator
        )
        response = karo_planner.client.get(page)
        assert response.status_code == 200, page
        assert len(response.context["units"]) == len(value.units)


def test_units_are_named_and_say_why_they_were_counted(assessed, karo_planner):
    response = karo_planner.client.get(
        address("indicator", level="external", subject="mission", indicator="E1")
    )
    shown = [(unit["rows"][0].label, unit["score"], unit["reason"]) for unit in response.context["units"]]
    titles = dict(Activity.objects.values_list("key", "title"))
    assert shown == [
        (titles["X1"], "1.00", "linked, evidenced or better"),
        (titles["X2"], "0.00", "claimed only"),
        (titles["X3"], "1.00", "linked, evidenced or better"),
        (titles["X4"], "0.00", "no link to an objective in force"),
        (titles["X5"], "1.00", "linked, evidenced or better"),
        (titles["X6"], "1.00", "linked, evidenced or better"),
    ]


def test_a_row_hidden_since_is_not_named(assessed, karo_planner):
    Activity.objects.filter(key="X4").update(audience=Audience.AGENCY, title="Secret road")
    for name, kwargs in PAGES:
        assert b"Secret road" not in karo_planner.client.get(address(name, **kwargs)).content
    response = karo_planner.client.get(
        address("indicator", level="external", subject="mission", indicator="E1")
    )
    assert [str(unit["rows"][0].label) for unit in response.context["units"]][3] == (
        "A row that you may not see"
    )


def test_the_rows_behind_a_finding_are_listed(assessed, karo_planner):
    found = assessed.findings.get(code="overlap_duplication")
    response = karo_planner.client.get(address("finding", token=found.token))
    titles = dict(Activity.objects.values_list("key", "title"))
    assert [row.label for row in response.context["rows"]][:2] == [titles["X3"], titles["X7"]]
    assert [actor.label for actor in response.context["actors"]] == ["DEV", "MOP"]


def test_a_finding_keeps_its_address_when_its_date_is_computed_again(assessed, karo, karo_planner):
    before = dict(assessed.findings.values_list("token", "code"))
    kept = assessed.findings.get(code="overlap_duplication")
    assessed.inputs_sha256 = "0" * 64
    assessed.save()
    again = services.assess(mission=karo, as_of=AS_OF)
    assert dict(again.findings.values_list("token", "code")) == before
    assert again.findings.get(token=kept.token).pk != kept.pk
    assert karo_planner.client.get(address("finding", token=kept.token)).status_code == 200


def test_findings_of_the_public_assessment_are_not_opened_by_token(karo, assessed, karo_planner):
    public = services.assess(mission=karo, as_of=AS_OF, audience="public")
    token = public.findings.first().token
    assert karo_planner.client.get(address("finding", token=token)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "nonsense/",
        "external/DEV/",
        "agency/NOBODY/",
        "agency/DEV/E1/",
        "agency/DEV/Z9/",
        "findings/0/",
        "findings/?finding=nonsense",
    ],
)
def test_what_does_not_exist_is_not_found(assessed, karo_planner, path):
    assert karo_planner.client.get(address("dashboard") + path).status_code == 404


def test_a_subject_leaves_as_a_spreadsheet(assessed, karo_planner):
    response = karo_planner.client.get(
        address("subject", level="external", subject="mission"), {"format": "csv"}
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    e1 = next(row for row in rows if row[1].startswith("E1"))
    assert (e1[2], float(e1[3]), e1[4], e1[5]) == ("Assessed", pytest.approx(4 / 6), "6.0", "6.0")


def test_the_four_levels_leave_as_a_spreadsheet(assessed, karo_planner):
    response = karo_planner.client.get(address("dashboard"), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[:4] for row in rows[1:3]] == [
        ["Agency", "Consistency", "Assessed", "High"],
        ["Agency", "Coordination process", "Assessed", ""],
    ]
    assert float(rows[1][4]) == pytest.approx(0.862817, abs=1e-6)
    assert len(rows) == 9


def test_findings_stand_by_kind(assessed, karo_planner):
    found = karo_planner.client.get(address("dashboard")).context["findings"]
    kinds = [one["kind"] for one in found]
    assert kinds == sorted(kinds, key=["Gaps", "Frictions", "Honesty", "Load", "Independence"].index)


def test_pages_speak_french(assessed, karo_planner):
    karo_planner.client.cookies["django_language"] = "fr"
    response = karo_planner.client.get(address("dashboard"))
    assert response["Content-Language"] == "fr"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["findings", "signal"])
def test_pages_of_a_mission_without_an_assessment_say_so(mission, planner, name):
    parts = {"signal": "D3"} if name == "signal" else {}
    answer = planner.client.get(reverse(f"coherence:{name}", kwargs={"code": mission.code, **parts}))
    assert (answer.status_code, b"Not assessed yet" in answer.content) == (200, True)
    assert planner.client.get(answer.request["PATH_INFO"] + "?format=csv").status_code == 404
