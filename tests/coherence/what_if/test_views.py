"""The pages of what-ifs, for each kind of reader; forms without script."""

import re
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.activities.models import Activity
from apps.coherence.engine.registry import SIGNAL_TEXTS
from apps.coherence.engine.what_if import ResolveContradiction
from apps.coherence.models import WhatIf
from apps.coherence.what_if import services, words
from apps.coherence.what_if.words import SERVED
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.models import Job
from tests.coherence.conftest import AS_OF
from tests.coherence.what_if.conftest import CHANGES
from tests.coherence.what_if.test_services import state_of_the_plan

# session, user, mission, what-ifs with their owners
LIST_QUERIES = 4
# session, user, mission, what-if, whether it is waited for, whether an assessment is on its way; the tables
# of the rows named: contradictions, agencies, links, gates, scenarios; roles and who answered for I3 and I7
RESULT_QUERIES = 8


def address(name, **parts):
    return reverse(f"coherence:{name}", kwargs={"code": "KARO"} | parts)


def of(what_if, name="what_if", **parts):
    return address(name, uuid=what_if.uuid, **parts)


def every_page(what_if):
    return [
        of(what_if),
        of(what_if, "what_if_edit"),
        of(what_if, "what_if_copy"),
        of(what_if, "what_if_remove"),
        of(what_if, "what_if_add", kind="link_activity"),
        of(what_if, "what_if_add", kind="move_delivery"),
        address("what_ifs_compared") + f"?w={what_if.uuid}",
    ]


def test_an_unshared_one_is_found_by_its_owner_only(computed, karo_donor, karo_planner, outsider, anonymous):
    for page in every_page(computed):
        assert karo_donor.client.get(page).status_code == 200, page
        assert karo_planner.client.get(page).status_code == 404, page
        assert outsider.client.get(page).status_code == 404, page
        assert anonymous.client.get(page).status_code == 302, page
        assert karo_planner.client.post(page).status_code in {404, 405}, page
    assert "Agree on the checkpoints" not in karo_planner.client.get(address("what_ifs")).content.decode()


def test_a_shared_one_is_read_and_copied_by_members_and_changed_by_its_owner(
    computed, karo_donor, karo_planner, outsider
):
    WhatIf.objects.update(shared=True)
    readable = {
        of(computed),
        of(computed, "what_if_copy"),
        address("what_ifs_compared") + f"?w={computed.uuid}",
    }
    for page in every_page(computed):
        assert karo_planner.client.get(page).status_code == (200 if page in readable else 404), page
        assert outsider.client.get(page).status_code == 404, page
    assert "Agree on the checkpoints" in karo_planner.client.get(address("what_ifs")).content.decode()
    answer = karo_planner.client.post(of(computed, "what_if_copy"))
    copy = WhatIf.objects.latest("pk")
    assert answer.url == of(copy, "what_if_edit")
    assert (copy.owner, copy.shared, copy.changes) == (karo_planner.user, False, computed.changes)


def test_one_of_another_mission_is_not_found_here(karo, computed, karo_donor, outsider):
    other = services.create_what_if(
        by=karo_donor.user, mission=outsider.user.membership_set.first().mission, title="A", as_of=AS_OF
    )
    assert karo_donor.client.get(of(other)).status_code == 404
    assert karo_donor.client.get(address("what_if", uuid=uuid4())).status_code == 404


def test_the_result_says_first_what_would_move(computed, karo_donor):
    result = karo_donor.client.get(of(computed)).context["result"]
    assert result["summary"].startswith("These changes would move External from 0.74 to 0.83")
    assert [one["moved"] for one in result["levels"]] == [False, False, True, None]
    assert ("E6", "0.73", "1.00") in {
        (row["id"], row["before"]["shown"], row["after"]["shown"]) for row in result["indicators"]
    }


def test_every_signal_and_every_way_an_objective_is_served_has_its_words(computed, karo_donor):
    pair = {"before": 1, "after": 2}
    computed.result["findings"] = {f"of_{signal}": {"signal": signal} | pair for signal in SIGNAL_TEXTS}
    computed.result["orphans"] = {
        status: {"before": None, "after": {"status": status, "unfunded": True}} for status in SERVED
    }
    computed.save()
    result = karo_donor.client.get(of(computed)).context["result"]
    assert len(result["findings"]) == len(SIGNAL_TEXTS)
    assert len(result["orphans"]) == len(SERVED)


def test_it_goes_away_as_a_file(computed, karo_donor):
    response = karo_donor.client.get(of(computed), {"format": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "0.744" in response.content.decode()
    scenario = next(iter(computed.result["absorption"]))
    curves = karo_donor.client.get(of(computed), {"format": "csv", "scenario": scenario})
    assert "Period" in curves.content.decode()
    assert karo_donor.client.get(of(computed), {"format": "csv", "scenario": "none"}).status_code == 404


def test_what_is_not_there_yet_is_said(karo, karo_donor, what_if):
    assert "It is being computed" in karo_donor.client.get(of(what_if)).content.decode()
    assert karo_donor.client.get(of(what_if), {"format": "csv"}).status_code == 404
    empty = services.create_what_if(by=karo_donor.user, mission=karo, title="B", as_of=AS_OF)
    assert "No change yet" in karo_donor.client.get(of(empty)).content.decode()


def test_a_change_that_cannot_be_made_is_named(karo, karo_donor):
    made = services.create_what_if(
        by=karo_donor.user, mission=karo, title="A", as_of=AS_OF, changes=(CHANGES[0], CHANGES[0])
    )
    services.compute(what_if=made)
    for page in (of(made), of(made, "what_if_edit")):
        content = karo_donor.client.get(page).content.decode()
        assert "Change 2 cannot be made. Contradiction: This contradiction is no longer open." in content


def test_a_result_of_an_older_plan_says_so(computed, assessed, karo_donor):
    Job.objects.all().delete()
    assert "The plan has changed" not in karo_donor.client.get(of(computed)).content.decode()
    jobs.request("coherence.assess", about=computed.mission.uuid)
    assert "The plan has changed" in karo_donor.client.get(of(computed)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number(karo, karo_donor, rows, django_assert_num_queries):
    for number in range(rows):
        services.create_what_if(by=karo_donor.user, mission=karo, title=f"W{number}", as_of=AS_OF)
    with django_assert_num_queries(LIST_QUERIES):
        karo_donor.client.get(address("what_ifs"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_result_costs_the_same_for_any_number_of_changes(karo, karo_donor, rows, django_assert_num_queries):
    more = [ResolveContradiction(key) for key in ("e2", "e3")[: rows - 1]]
    made = services.create_what_if(
        by=karo_donor.user, mission=karo, title="A", as_of=AS_OF, changes=(*CHANGES, *more)
    )
    services.compute(what_if=made)
    with django_assert_num_queries(RESULT_QUERIES):
        karo_donor.client.get(of(made))


# Making and changing -----------------------------------------------------------------------------------


def test_a_member_makes_one_and_adds_a_change_of_every_kind(karo, karo_donor, assessed):
    jobs.run_pending()
    before = state_of_the_plan()
    client = karo_donor.client
    answer = client.post(address("what_if_new"), {"title": "Mine", "as_of": "2026-01-01", "note": ""})
    made = WhatIf.objects.get()
    assert answer.url == of(made, "what_if_edit")
    scenario = karo.absorptionscenario_set.filter(delivery_recorded=True).first()
    line = karo.fundingline_set.filter(activity__key="X1").first()
    for kind, picks, data in (
        ("link_activity", {"activity": "X4"}, {"objective": "O3", "grade": "evidenced"}),
        ("verify_links", {"activity": "X3"}, {"links": ["X3-O3"], "attestor": "MOP"}),
        ("resolve_contradiction", {"contradiction": "e1"}, {}),
        ("move_delivery", {}, {"scenario": scenario.key, "periods": "2", "period": ""}),
        ("move_money", {"activity": "X1"}, {"funding_line": line.key, "quarters": "-1"}),
        ("split_money", {"activity": "X1", "to": "X3"}, {"funding_line": line.key, "percent": "50"}),
    ):
        page = of(made, "what_if_add", kind=kind)
        with_rows = page + "?" + "&".join(f"{name}={key}" for name, key in picks.items())
        assert client.get(page).status_code == client.get(with_rows).status_code == 200
        assert client.post(with_rows, data).status_code == 302, kind
    made.refresh_from_db()
    assert [change["kind"] for change in made.changes] == [
        "link_activity",
        "verify_links",
        "resolve_contradiction",
        "move_delivery",
        "move_money",
        "split_money",
    ]
    assert made.changes[5]["parts"] == [{"activity": "X3", "share": 0.5}]
    jobs.run_pending()
    made.refresh_from_db()
    assert "error" not in made.result
    assert client.get(of(made)).status_code == client.get(of(made, "what_if_edit")).status_code == 200
    assert client.post(of(made, "what_if_remove"), {"row_version": 1}).status_code == 409
    seen = {"row_version": made.row_version}
    assert client.post(of(made, "what_if_remove"), seen).status_code == 302
    assert state_of_the_plan() == before


def test_wrong_forms_say_what_is_wrong_and_keep_what_was_typed(karo, karo_donor, what_if):
    client = karo_donor.client
    page = client.post(address("what_if_new"), {"title": "", "as_of": "soon", "note": "a thought"})
    assert set(page.context["form"].errors) == {"title", "as_of"}
    assert "a thought" in page.content.decode()
    add = of(what_if, "what_if_add", kind="link_activity") + "?activity=X4"
    page = client.post(add, {"objective": "O9", "grade": "verified"})
    assert set(page.context["form"].errors) == {"objective", "attestor"}
    page = client.post(add, {"objective": "O3", "grade": "claimed", "attestor": "MOP"})
    assert set(page.context["form"].errors) == {"attestor"}
    page = client.post(of(what_if, "what_if_add", kind="move_delivery"), {"scenario": "A", "periods": "0"})
    assert "periods" in page.context["form"].errors
    what_if.refresh_from_db()
    assert len(what_if.changes) == len(CHANGES)


def test_activities_are_searched_for_and_not_listed_in_a_select(karo, karo_donor, what_if):
    page = of(what_if, "what_if_add", kind="link_activity")
    found = karo_donor.client.get(page, {"q": "ROADS"}).context["rows"]
    assert [key for key, _row in found] == ["X4"]
    assert "<select" not in karo_donor.client.get(page).content.decode().split("<main")[1]
    found = karo_donor.client.get(of(what_if, "what_if_add", kind="resolve_contradiction"), {"q": "roads"})
    assert all("roads" in f"{row.activity_a}{row.activity_b}".lower() for row in found.context["page"])


def test_a_humanitarian_activity_is_not_offered_a_political_or_security_objective(karo, karo_donor, what_if):
    """Method D.1: never suggested."""
    page = of(what_if, "what_if_add", kind="link_activity")
    offered = {
        key: {
            choice
            for choice, _label in karo_donor.client.get(page, {"activity": key})
            .context["form"]
            .fields["objective"]
            .choices
        }
        for key in ("X4", "X8")
    }
    guarded = set(
        karo.objectivetext_set.filter(dimension__in=("political", "security")).values_list(
            "objective__key", flat=True
        )
    )
    assert guarded
    assert guarded <= offered["X4"]
    assert not guarded & offered["X8"]


@pytest.mark.parametrize(
    ("kind", "picks"),
    [
        ("link_activity", {"activity": "X99"}),
        ("link_activity", {"activity": "X4"}),
        ("resolve_contradiction", {"contradiction": "e9"}),
        ("wish", {}),
    ],
)
def test_rows_that_are_not_offered_are_not_found(karo, karo_donor, what_if, kind, picks):
    Activity.objects.filter(key="X4").update(audience=Audience.AGENCY)
    assert karo_donor.client.get(of(what_if, "what_if_add", kind=kind), picks).status_code == 404


def test_changes_are_moved_and_removed(karo_donor, what_if):
    client, page = karo_donor.client, of(what_if, "what_if_edit")

    def post(action):
        what_if.refresh_from_db()
        return client.post(page, {"action": action, "row_version": what_if.row_version}).status_code

    def kinds():
        what_if.refresh_from_db()
        return [change["kind"] for change in what_if.changes]

    assert post("down-1") == 302
    assert kinds() == ["verify_links", "resolve_contradiction"]
    assert post("up-2") == 302
    assert kinds() == ["resolve_contradiction", "verify_links"]
    assert post("remove-1") == 302
    assert kinds() == ["verify_links"]
    for wrong in ("up-1", "down-1", "remove-9", "remove-x", "dance-1"):
        assert post(wrong) == 404
    assert client.post(page, {"action": "remove-1", "row_version": 1}).status_code == 409
    assert kinds() == ["verify_links"]
    assert post("compute") == 302


def test_it_is_named_and_shared_unless_somebody_was_quicker(karo_donor, karo_planner, what_if):
    page = of(what_if, "what_if_edit")
    data = {"title": "Named", "note": "", "as_of": "2026-01-01", "shared": "on", "row_version": 1}
    assert karo_donor.client.post(page, data).url == of(what_if)
    assert karo_planner.client.get(of(what_if)).status_code == 200
    again = karo_donor.client.post(page, data | {"title": "Other"})
    assert again.context["form"].non_field_errors()
    what_if.refresh_from_db()
    assert what_if.title == "Named"


@pytest.mark.parametrize("version", ["9" * 30, "2147483648", "0", "x"])
def test_a_version_that_no_row_can_have_is_a_form_error(karo_donor, what_if, version):
    data = {"title": "Named", "note": "", "as_of": "2026-01-01", "row_version": version}
    page = karo_donor.client.post(of(what_if, "what_if_edit"), data)
    assert (page.status_code, set(page.context["form"].errors)) == (200, {"row_version"})


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_only_days_that_can_be_assessed_are_taken(karo, karo_donor, assessed, what_if, day):
    data = {"title": "Named", "note": "", "as_of": day, "row_version": 1}
    for page in (address("what_if_new"), of(what_if, "what_if_edit")):
        errors = karo_donor.client.post(page, data).context["form"].errors
        assert set(errors) == {"as_of"}
        assert errors["as_of"][0].startswith("Something is recorded from ")
    assert WhatIf.objects.count() == 1


@pytest.mark.parametrize("day", ["9999-12-31", "nonsense"])
def test_a_day_in_the_address_that_cannot_be_taken_stands_in_the_form_with_its_error(
    karo, karo_donor, assessed, day
):
    page = karo_donor.client.get(address("what_if_new"), {"as_of": day})
    assert (page.status_code, set(page.context["form"].errors)) == (200, {"as_of"})
    assert not karo_donor.client.get(address("what_if_new"), {"as_of": "2025-12-31"}).context["form"].errors


@pytest.mark.parametrize(
    ("kind", "picks", "data", "sentence"),
    [
        ("resolve_contradiction", {"contradiction": "e1"}, {}, "This contradiction is no longer open."),
        (
            "link_activity",
            {"activity": "X4"},
            {"objective": "O3", "grade": "evidenced"},
            "This activity is already linked to this objective: verify that link.",
        ),
        (
            "split_money",
            {"activity": "X1", "to": "X3"},
            {"percent": "100"},
            "The plan has no such row, as far as all members see it.",
        ),
    ],
)
def test_a_change_that_cannot_be_made_is_marked_once_the_job_has_seen_it(
    karo, karo_donor, kind, picks, data, sentence
):
    made = services.create_what_if(by=karo_donor.user, mission=karo, title="A", as_of=AS_OF)
    if kind == "split_money":
        data = data | {"funding_line": karo.fundingline_set.filter(activity__key="X1").first().key}
    page = f"{of(made, 'what_if_add', kind=kind)}?{urlencode(picks)}"
    assert karo_donor.client.post(page, data).status_code == 302
    answer = karo_donor.client.post(page, data, follow=True)
    assert b"It is being computed" in answer.content
    jobs.run_pending()
    shown = karo_donor.client.get(of(made, "what_if_edit")).context
    assert sentence in shown["error"]
    assert "Change 2 cannot be made." in shown["error"]
    assert [one["wrong"] for one in shown["changes"]] == [False, True]


def test_differences_are_rounded_once_and_what_is_too_small_to_show_is_not_listed(computed):
    assert words.difference(2 / 3, 5 / 6) == "+0.17"
    assert words.difference(0.5, 0.5 + 1e-12) is words.difference(0.5, 0.504) is None
    moved = len(words.indicators(computed.result, {}))
    one = next(one for one in computed.result["indicators"] if one["before"]["value"] is not None)
    one["after"] = one["before"] | {"value": one["before"]["value"] + 1e-12}
    assert len(words.indicators(computed.result, {})) == words.moved_count(computed.result) == moved - 1


def test_a_link_from_elsewhere_begins_with_its_change(karo, karo_donor):
    page = address("what_if_new") + "?kind=resolve_contradiction&contradiction=e1"
    assert "Resolve a contradiction" in karo_donor.client.get(page).content.decode()
    answer = karo_donor.client.post(page, {"title": "Try", "as_of": "2026-01-01"})
    made = WhatIf.objects.get()
    assert answer.url == of(made, "what_if_add", kind="resolve_contradiction") + "?contradiction=e1"
    assert karo_donor.client.get(address("what_if_new"), {"kind": "wish"}).status_code == 404


def test_the_dashboard_offers_to_try_what_would_move_it_most(assessed, karo_planner):
    content = unescape(karo_planner.client.get(address("dashboard")).content.decode())
    assert f'href="{address("what_ifs")}"' in content
    offered = set(re.findall(rf'href="({address("what_if_new")}\?[^"]+)"', content))
    kinds = {re.search("kind=([a-z_]+)", page).group(1) for page in offered}
    assert {"resolve_contradiction", "verify_links"} <= kinds
    for page in offered:
        answer = karo_planner.client.post(page, {"title": "Try", "as_of": "2026-01-01"})
        assert karo_planner.client.get(answer.url).context["picked"], page


# Side by side ------------------------------------------------------------------------------------------


def test_two_to_four_stand_side_by_side(karo, karo_donor, computed):
    other = services.create_what_if(
        by=karo_donor.user, mission=karo, title="Other", as_of=AS_OF, changes=CHANGES[:1]
    )
    page, client = address("what_ifs_compared"), karo_donor.client
    asked = {"w": [str(computed.uuid), str(other.uuid)]}
    assert client.get(page, asked).context["without"] == [other]
    services.compute(what_if=other)
    response = client.get(page, asked)
    assert response.context["columns"] == [computed, other]
    assert response.context["same_plan"]
    assert not client.get(page, {"w": str(other.uuid)}).context["enough"]
    assert not client.get(page).context["enough"]
    assert client.get(page, {"w": ["x", "y"]}).status_code == 404
    assert client.get(page, {"w": [str(uuid4()), str(other.uuid)]}).status_code == 404


def test_figures_of_fewer_than_three_reviewers_are_for_the_secretariat(computed, karo_donor, karo_planner):
    [i2] = [one for one in computed.result["indicators"] if one["indicator"] == "I2"]
    computed.result["indicators"].append(i2 | {"indicator": "I7", "after": i2["after"] | {"value": 0.123456}})
    computed.shared = True
    computed.save()
    for query, figure in (("", "0.12"), ("?format=csv", "0.123456")):
        assert figure in karo_planner.client.get(of(computed) + query).content.decode()
        assert figure not in karo_donor.client.get(of(computed) + query).content.decode()
