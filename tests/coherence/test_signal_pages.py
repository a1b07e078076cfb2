"""Every signal of the worked example on its page: the numbers of the expected document, and their rows."""

import csv
import io
import json

import pytest

from apps.activities.models import Activity
from apps.coherence import services
from apps.coherence.engine.registry import PRECONDITION_TEXTS, SIGNAL_TEXTS, TRADE_OFF_TEXTS
from apps.coherence.models import SignalContent
from apps.coherence.signals import PAGES
from apps.core.enums import Audience
from apps.funding.models import FundingLine
from tests.coherence.conftest import AS_OF, DATA
from tests.coherence.test_views import address, without_token
from tests.factories.activities import ActivityFactory

# session, user, mission, assessment, signal, findings counted and read, and the tables of the rows they name:
# activities, agencies
SIGNAL_QUERIES = 8
# session, user, mission, assessment, signal, findings counted and read, agencies
NETWORK_QUERIES = 8
# session, user, mission, assessment, what is stored, and the table of the rows it names
ROWS_QUERIES = 6
# session, user, mission, assessment, signals, and agencies, activities, objectives, areas
FINDINGS_QUERIES = 6


@pytest.fixture
def expected():
    return json.loads((DATA / "karo.expected.json").read_text(encoding="utf-8"))["signals"]


def page_of(signal):
    return address("network") if signal == "D14" else address("signal", signal=signal)


def opened(persona, signal):
    response = persona.client.get(page_of(signal))
    assert response.status_code == 200, signal
    return response.context


def exported(persona, signal, table=0):
    response = persona.client.get(page_of(signal), {"format": "csv", "table": table})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


def numbers(rows, *places):
    """Some columns of a file: numbers as such, None for an empty cell."""
    return [[float(row[place]) if row[place] else None for place in places] for row in rows]


def shown(context):
    return [fact.shown for fact in context["facts"]]


def test_every_signal_has_a_page():
    assert set(PAGES) == set(SIGNAL_TEXTS) | set(PRECONDITION_TEXTS) | set(TRADE_OFF_TEXTS)


@pytest.mark.parametrize("signal", PAGES)
def test_a_signal_says_its_sentence_and_leads_to_its_rule(assessed, karo_planner, signal):
    response = karo_planner.client.get(page_of(signal))
    context = response.context
    assert context["sentence"]
    assert f"/method/#{signal}".encode() in response.content
    for sheet in context["sheets"]:
        for row in sheet["rows"]:
            assert len(row) == len(sheet["columns"])
        assert len(exported(karo_planner, signal, sheet["number"])) == len(sheet["rows"]) + sheet["more"]


def test_the_content_is_that_of_the_printed_document(assessed, expected):
    stored = {one.signal: one.content for one in assessed.signals.all()}
    assert set(stored) >= set(expected)
    assert stored["D13"]["functions"]["all"]["years"] == expected["D13"]["functions"]["all"]["years"]
    assert stored["D9"]["scenarios"]["A"]["backlog"] == pytest.approx(
        expected["D9"]["scenarios"]["A"]["backlog"]
    )


def test_a_precondition_names_who_counts_and_who_does_not(assessed, karo_planner):
    rows = exported(karo_planner, "P2")
    preconditions = assessed.result["preconditions"]
    assert len(rows) == preconditions["P2"]["n"]
    assert sum(row[1] == "yes" for row in rows) == preconditions["P2"]["k"]
    # What is missing stands first, by name.
    assert [row[1:3] for row in rows if row[1] == "no"] == [
        ["no", "did not acknowledge the version in force"]
    ]
    for key in ("P3", "P4", "P5"):
        rows = exported(karo_planner, key)
        assert len(rows) == preconditions[key]["n"]
        assert sum(row[1] == "yes" for row in rows) == preconditions[key]["k"]


def test_a_trade_off_opens_to_the_activities_of_both_shares(assessed, karo_planner):
    rows = exported(karo_planner, "T1")
    both = [row for row in rows if row[1] and row[2]]
    first, second = (sum(row[place] == "yes" for row in both) / len(both) for place in (1, 2))
    assert first - second == pytest.approx(assessed.result["trade_offs"]["T1"]["value"])
    # The one that is left out says why.
    assert [row[3] for row in rows if row not in both] == ["verification deferred to spare the counterpart"]
    assert shown(opened(karo_planner, "T2")) == ["0.75", "0.25", "0.50"]


def test_strategic_deficit_at_three_grades(assessed, karo_planner, expected):
    assert shown(opened(karo_planner, "D1")) == ["14 %", "29 %", "71 %"]
    titles = dict(Activity.objects.values_list("title", "key"))
    listed = {titles[row[0]] for row in exported(karo_planner, "D1")}
    assert listed == set(expected["D1"]["unlinked"]["verified"])


def test_objectives_by_who_serves_them(assessed, karo_planner):
    rows = [(row[0][:2], row[1], row[2]) for row in exported(karo_planner, "D2")]
    assert rows == [
        ("O2", "On paper only: claims, not yet evidenced", "none attributed"),
        ("O1", "External activities only", "attributed"),
        ("O4", "External activities only", "attributed"),
        ("O3", "External and internal activities", "attributed"),
    ]


def test_money_of_unknown_amount_is_not_said_to_be_none(karo, karo_planner):
    FundingLine.objects.filter(key="X6-UNM").update(scheduled=None, disbursed=None)
    services.assess(mission=karo, as_of=AS_OF)
    rows = {row[0][:2]: row for row in exported(karo_planner, "D2")}
    assert (rows["O4"][2], rows["O4"][-1]) == ("not recorded", "1")
    assert (rows["O2"][2], rows["O2"][-1]) == ("none attributed", "")
    for signal in ("D11", "D12"):
        assert {row[0][:2]: row[-1] for row in exported(karo_planner, signal)}["O4"] == "1"


def test_a_cell_of_duplication_has_plan_need_and_excess(assessed, karo_planner, expected):
    (cell,) = expected["D3"]["cells"].values()
    assert numbers(exported(karo_planner, "D3"), 4, 5, 6) == [
        [cell["planned"], cell["need"], pytest.approx(cell["excess"])]
    ]


def test_contradictions_with_their_severity(assessed, karo_planner, expected):
    live, severity = exported(karo_planner, "D4"), exported(karo_planner, "D4", 1)
    assert len(live) == len(expected["D4"]["live"])
    assert [value for (value,) in numbers(severity, 1)] == pytest.approx(
        sorted(expected["D4"]["severity"].values(), reverse=True)
    )
    assert shown(opened(karo_planner, "D4")) == ["3", "0.50", "6"]


def test_the_parts_of_false_coherence_never_say_false(assessed, karo_planner):
    response = karo_planner.client.get(page_of("D5"))
    assert shown(response.context) == ["17 %", "67 %", "67 %", "33 %", "no"]
    assert "not yet evidenced" in response.context["sentence"]
    main = response.content.decode().partition("<main")[2].lower()
    assert "false" not in main.replace("they do not say: false", "")


def test_alerts_of_the_guard(assessed, karo_planner):
    assert shown(opened(karo_planner, "D6")) == ["1", "1", "0", "0"]
    assert [row[0] for row in exported(karo_planner, "D6")] == [
        "Food assistance to O1",
        "UNM and HUM",
    ]


def test_cost_of_coordination_with_its_rows(assessed, karo_planner):
    assert shown(opened(karo_planner, "D7")) == ["1.5 %", "300,000 USD", "20,300,000 USD", None]
    assert len(exported(karo_planner, "D7")) == 3


def test_burden_of_each_internal_actor_and_the_pause(assessed, karo_planner, expected):
    rows = exported(karo_planner, "D8")
    agencies = expected["D8"]["agencies"]
    for key, *values in [(row[0], *numbers([row], 4, 5, 6)[0]) for row in rows]:
        assert values == [agencies[key][part] for part in ("demand", "capacity", "value")]
    assert rows[0][7] == "High: pause what is not critical, defer verifications"
    pause = assessed.signals.get(signal="D8").content["agencies"]["MOP"]["pause"]
    assert len(exported(karo_planner, "D8", 1)) == sum(map(len, pause.values())) > 0


def test_absorption_curve_and_what_becomes_of_it(assessed, karo_planner, expected):
    plan = expected["D9"]["scenarios"]["A"]
    ends = numbers(exported(karo_planner, "D9"), 3, 4, 5, 6)
    assert ends[0] == pytest.approx(
        [plan[part] for part in ("absorbed", "lapsed", "backlog_end", "peak_overload")]
    )
    curve = numbers(exported(karo_planner, "D9", 2)[:6], 3, 4)
    assert [value for value, _backlog in curve] == pytest.approx(plan["capacity"])
    assert [value for _capacity, value in curve] == pytest.approx(plan["backlog"])
    assert len(opened(karo_planner, "D9")["figures"]) == 2


def test_phase_fit_counts_and_lists(assessed, karo_planner, expected):
    assert shown(opened(karo_planner, "D10")) == ["0", "1", "1", "7"]
    fits = [row[3] for row in exported(karo_planner, "D10")]
    assert len(fits) == expected["D10"]["n"]


def test_gap_of_each_objective_and_in_all(assessed, karo_planner, expected):
    assert shown(opened(karo_planner, "D11"))[0] == "26 %"
    for row in exported(karo_planner, "D11"):
        item = expected["D11"]["objectives"][row[0][:2]]
        assert numbers([row], 1, 2, 3)[0] == pytest.approx(
            [item[part] for part in ("required", "available", "gap")]
        )


def test_dependence_on_the_largest_funder(assessed, karo_planner, expected):
    for row in exported(karo_planner, "D12"):
        item = expected["D12"]["objectives"][row[0][:2]]
        assert (row[1] or None) == item["top_funder"]
        for value, part in zip(numbers([row], 2, 3)[0], ("top_share", "hhi"), strict=True):
            assert value == (None if item[part] is None else pytest.approx(item[part]))


def test_years_of_a_function_with_gap_drop_and_substitution(assessed, karo_planner, expected):
    function, ahead = expected["D13"]["functions"]["all"], expected["D13"]["forward_visibility"]
    rows = exported(karo_planner, "D13")
    assert [int(row[1]) for row in rows] == function["years"]
    totals, gaps = zip(*numbers(rows, 6, 7), strict=True)
    assert list(totals) == pytest.approx(function["totals"])
    assert list(gaps) == pytest.approx(function["gaps"])
    assert shown(opened(karo_planner, "D13")) == ["35 %", "18 %", "42 %"]
    scores = [value for (value,) in numbers(exported(karo_planner, "D13", 1), 1)]
    assert sum(scores) / len(scores) == pytest.approx(ahead["value"])


def test_network_with_bounds_degrees_core_and_brokers(assessed, karo_planner, expected):
    context = opened(karo_planner, "D14")
    assert shown(context) == ["0.52", "17", "0.43", "4", "25 %", "1.00", "1", "\N{MINUS SIGN}0.27"]
    assert "0.52 to 0.71" in context["facts"][0].note
    assert "bounds 0.00 to 1.00" in context["facts"][5].note
    rows = exported(karo_planner, "D14")
    assert {row[0]: int(row[2]) for row in rows} == expected["D14"]["degree"]
    assert {row[0] for row in rows if row[3] == "Core"} == set(expected["D14"]["core"]["members"])
    assert [row[0] for row in rows if row[4]] == expected["D14"]["articulation_points"]
    cells = [cell for _head, cells in context["matrix"]["rows"] for cell in cells]
    assert (cells.count("tie"), cells.count("unknown")) == (2 * 11, 2 * 4)
    assert b"expected and fine" in karo_planner.client.get(page_of("D14")).content


def test_the_address_of_the_network_as_a_signal_leads_to_its_page(assessed, karo_planner):
    response = karo_planner.client.get(address("signal", signal="D14"), {"as_of": AS_OF.isoformat()})
    assert response.headers["Location"] == f"{address('network')}?as_of={AS_OF.isoformat()}"


@pytest.mark.parametrize(
    "path", ["signals/D99/", "signals/D3/?format=csv&table=9", "signals/D3/?format=csv&table=x"]
)
def test_what_is_no_signal_is_not_found(assessed, karo_planner, path):
    assert karo_planner.client.get(address("dashboard") + path).status_code == 404


def test_an_assessment_from_before_signals_were_stored_says_so(assessed, karo_planner):
    SignalContent.objects.all().delete()
    for page in (page_of("D9"), page_of("D14"), address("findings")):
        assert b"Not stored with this assessment" in karo_planner.client.get(page).content


def test_findings_stand_by_kind_with_every_signal(assessed, karo_planner):
    kinds = karo_planner.client.get(address("findings")).context["kinds"]
    assert [key for key, _name, _signals in kinds] == ["gap", "friction", "honesty", "load", "independence"]
    assert {one["text"].id for _key, _name, signals in kinds for one in signals} == set(SIGNAL_TEXTS)
    assert all(one["sentence"] for _key, _name, signals in kinds for one in signals)


def test_findings_of_one_code_and_all_of_them_as_a_file(assessed, karo_planner):
    page = karo_planner.client.get(address("findings"), {"finding": "resources_short"})
    assert len(page.context["findings"]) == 4
    response = karo_planner.client.get(address("findings"), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + assessed.findings.count()


@pytest.mark.parametrize("count", [1, 3])
def test_a_signal_takes_no_more_queries_for_more_rows(karo, karo_planner, django_assert_num_queries, count):
    lead = Activity.objects.get(key="X4").lead
    ActivityFactory.create_batch(count, mission=karo, lead=lead, audience=Audience.MISSION, start=AS_OF)
    services.assess(mission=karo, as_of=AS_OF)
    with django_assert_num_queries(SIGNAL_QUERIES):
        karo_planner.client.get(page_of("D1"))
    with django_assert_num_queries(NETWORK_QUERIES):
        karo_planner.client.get(page_of("D14"))
    with django_assert_num_queries(ROWS_QUERIES):
        karo_planner.client.get(page_of("P2"))
    with django_assert_num_queries(ROWS_QUERIES):
        karo_planner.client.get(page_of("T1"))
    with django_assert_num_queries(FINDINGS_QUERIES):
        karo_planner.client.get(address("findings"))


def test_a_row_hidden_since_is_not_named_on_a_signal(assessed, karo_planner):
    Activity.objects.update(audience=Audience.AGENCY, title="Secret road")
    for signal in PAGES:
        assert b"Secret road" not in karo_planner.client.get(page_of(signal)).content, signal
        for table in range(len(opened(karo_planner, signal)["sheets"])):
            answer = karo_planner.client.get(page_of(signal), {"format": "csv", "table": table})
            assert b"Secret road" not in answer.content, signal


def test_the_public_signals_come_from_public_rows_only(karo, karo_planner):
    """What is stored for the public knows nothing of a row that is not public."""
    Activity.objects.filter(key="X4").update(audience=Audience.MISSION)
    Activity.objects.exclude(key="X4").update(audience=Audience.PUBLIC)
    public = services.assess(mission=karo, as_of=AS_OF, audience="public")
    members = services.assess(mission=karo, as_of=AS_OF)

    def stored(assessment):
        return json.dumps([[one.content, one.behind] for one in assessment.signals.all()])

    assert '"X4"' in stored(members)
    assert '"X4"' not in stored(public)


@pytest.mark.parametrize("signal", ["D1", "D14"])
def test_others_cannot_tell_a_mission_from_none(assessed, outsider, signal):
    foreign = outsider.client.get(page_of(signal))
    nowhere = outsider.client.get(page_of(signal).replace("KARO", "NOWHERE"))
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert without_token(foreign.content.replace(b"KARO", b"NOWHERE")) == without_token(nowhere.content)
