"""What is suggested and why; the quality on real titles is measured by bench/suggestions."""

import pytest

from apps.alignment.suggesting import Goal, Known, Suggester, Work
from apps.alignment.suggesting.grams import cosine, grams, unit
from apps.alignment.suggesting.sectors import dimension_of

JUSTICE = Goal("justice", ("Justice, human rights and an end to impunity",), "rule_of_law")
SECURITY = Goal("security", ("Reform of the security sector",), "security")
GENDER = Goal("gender", ("Women in peace and equality of women and men",), "human_rights")
LAND = Goal("land", ("Land and socio-economic recovery", "Terres et relance socio-économique"), "development")
GOALS = (JUSTICE, SECURITY, GENDER, LAND)


def keys(found):
    return [one.goal for one in found]


def signs(found, goal):
    return {reason.sign for one in found if one.goal == goal for reason in one.reasons}


def test_words_that_two_languages_share_lead_to_the_objective():
    found = Suggester(GOALS).suggest(Work("Appui institutionnel à la justice"))
    assert keys(found)[0] == "justice"
    assert "words" in signs(found, "justice")


def test_a_french_title_meets_an_english_objective_in_the_names_of_sectors():
    found = Suggester((GENDER, SECURITY)).suggest(Work("Lutte contre les violences faites aux femmes"))
    assert keys(found)[0] == "gender"
    assert "meaning" in signs(found, "gender")


def test_a_wording_in_another_language_counts_as_well_as_the_first():
    assert keys(Suggester(GOALS).suggest(Work("Relance socio-économique des terres")))[0] == "land"


def test_what_people_linked_teaches_by_title_and_sector():
    known = [
        Known("Distribution of seeds", Work("Distribution of seeds", ("31120",)), ("land",)),
        Known("Cattle for returnees", Work("Cattle for returnees", ("31120",)), ("land",)),
    ]
    found = Suggester(GOALS, known).suggest(Work("Distribution of seed", ("31120",)))
    assert keys(found)[0] == "land"
    assert {"alike", "sector"} <= signs(found, "land")
    told = {reason.sign: reason for reason in found[0].reasons}
    assert told["alike"].what[0] == "Distribution of seeds"
    assert (told["sector"].what, told["sector"].count) == (("31120",), 2)


def test_areas_and_target_groups_speak_only_with_others():
    known = [Known("x", Work("Xyz", (), frozenset({"7"}), "Returnees"), ("land",))] * 6
    found = Suggester(GOALS, known).suggest(Work("Zzxqj", (), frozenset({"7"}), "returnees "))
    assert keys(found) == ["land"]
    assert signs(found, "land") == {"area", "target_group"}
    assert Suggester(GOALS, known).suggest(Work("Zzxqj", (), frozenset({"8"}), "miners")) == []


@pytest.mark.parametrize("guarded", [SECURITY, Goal("politics", ("Reform of the security",), "political")])
def test_humanitarian_work_is_never_suggested_politics_or_security(guarded):
    work = Work("Reform of the security sector", ("15210",))
    assert guarded.key in keys(Suggester((*GOALS, guarded)).suggest(work, most=9))
    exempt = Work(work.text, work.sectors, exempt=True)
    known = [Known(work.text, work, (guarded.key,))]
    assert guarded.key not in keys(Suggester((*GOALS, guarded), known).suggest(exempt, most=9))


def test_a_title_that_says_nothing_gets_no_suggestion():
    assert Suggester(GOALS).suggest(Work("H8080-BI")) == []
    assert Suggester(()).suggest(Work("Justice")) == []


def test_the_order_of_links_and_objectives_does_not_matter():
    known = [
        Known("Court of Bujumbura", Work("Court of Bujumbura", ("15130",)), ("justice",)),
        Known("Police of Ngozi", Work("Police of Ngozi", ("15210",)), ("security", "justice")),
    ]
    work = Work("Court and police of Gitega", ("15130", "15210"))
    forward = Suggester(GOALS, known).suggest(work)
    backward = Suggester(GOALS[::-1], known[::-1]).suggest(work)
    assert [(one.goal, round(one.score, 9)) for one in forward] == [
        (one.goal, round(one.score, 9)) for one in backward
    ]


def test_case_and_accents_do_not_matter():
    assert grams("RÉCONCILIATION") == grams("reconciliation")
    assert cosine(unit({"a": 3.0}), unit({"a": 4.0, "b": 3.0})) == pytest.approx(0.8)
    assert unit({}) == {}


def test_sectors_have_a_dimension():
    assert {code: dimension_of(code) for code in ("15210", "15130", "15150", "31120", "72010", "99810")} == {
        "15210": "security",
        "15130": "rule_of_law",
        "15150": "political",
        "31120": "development",
        "72010": "humanitarian",
        "99810": None,
    }
