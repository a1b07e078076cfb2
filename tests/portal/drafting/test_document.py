"""The page of the draft: its first step, saving in place, conflicts, order, undo, and what it costs."""

import json

import pytest
from django.db import connection

from apps.benchmarks.models import BenchmarkText
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, ObjectiveText, VersionSection
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    IndicatorFactory,
    MilestoneFactory,
)
from tests.factories.frameworks import (
    AssumptionFactory,
    ConflictFactorFactory,
    FrameworkVersionFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
    VersionSectionFactory,
)

HTMX = {"HX-Request": "true"}


def test_an_empty_mission_says_the_first_step_and_takes_it(draft, mission):
    assert "Begin the framework" in draft.client.get("/m/MISA/framework/").content.decode()
    assert "Open a draft" in draft.text()
    assert draft.post("begin/").headers["Location"] == draft.address
    version = FrameworkVersion.objects.get()
    assert (version.mission, version.status, version.number) == (mission, VersionStatus.DRAFT, 1)
    assert "No conflict factor is recorded yet." in draft.text()
    assert draft.post("begin/", follow=True).content.decode().count("A draft is open already") == 1


def test_an_adopted_version_is_copied_and_says_so(draft, mission):
    old = FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, vision="Peace")
    assert "The new draft begins as a copy of version 1." in draft.text()
    draft.post("begin/")
    assert FrameworkVersion.objects.exclude(pk=old.pk).get().vision == "Peace"


def test_without_a_draft_no_part_is_there(draft, mission):
    assert draft.get("add/factor/").status_code == 404


def test_htmx_gets_the_document_back_and_is_put_at_the_part(draft, version):
    answer = draft.post("add/factor/", {"kind": "driver", "title": "Land"}, headers=HTMX)
    found = answer.content.decode()
    anchor = json.loads(answer.headers["HX-Trigger-After-Settle"])["part"]
    assert found.lstrip().startswith('<div id="document"')
    assert f'id="{anchor}"' in found
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == (
        "#document",
        f"outerHTML show:#{anchor}:top",
    )


@pytest.fixture
def text(mission, version):
    return ObjectiveTextFactory(mission=mission, framework_version=version, title="Old", position=1)


def seen(text, **mine):
    """What the form of an objective sends that was opened while it said `Old`."""
    shown = {"title": "Old", "dimension": "rule_of_law", "description": "", "row_version": 1}
    return shown | {f"initial-{name}": value for name, value in shown.items()} | mine


def test_two_people_both_keep_their_words(draft, text):
    ObjectiveText.objects.filter(pk=text.pk).update(title="Theirs", row_version=2)
    answer = draft.post(f"objective/{text.uuid}/", seen(text, title="Mine"))
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert ("Theirs" in shown, "Mine" in shown) == (True, True)
    text.refresh_from_db()
    assert text.title == "Theirs"


def test_autosave_saves_without_a_word_lost_or_says_why_not(draft, text):
    path = f"objective/{text.uuid}/"
    answer = draft.post(path, seen(text, title="Mine", autosave="yes"), headers=HTMX)
    assert "Saved." in answer.content.decode()
    assert 'name="row_version" value="2"' in answer.content.decode()
    text.refresh_from_db()
    assert (text.title, text.row_version) == ("Mine", 2)
    answer = draft.post(path, seen(text, title="Other", autosave="yes"), headers=HTMX)
    assert "Not saved: somebody else changed this" in answer.content.decode()
    answer = draft.post(path, seen(text, title="", row_version=2, autosave="yes"), headers=HTMX)
    assert "Not saved yet: something is missing or wrong." in answer.content.decode()
    text.refresh_from_db()
    assert text.title == "Mine"


def test_taking_out_asks_again_where_somebody_else_changed_it(draft, text):
    ObjectiveText.objects.filter(pk=text.pk).update(row_version=2)
    answer = draft.post(f"objective/{text.uuid}/remove/", {"row_version": 1})
    assert answer.status_code == 409
    assert "Take it out all the same" in answer.content.decode()
    assert ObjectiveText.objects.exists()


def test_what_was_taken_out_is_brought_back_one_after_the_other(draft, mission, version, text):
    other = ObjectiveTextFactory(mission=mission, framework_version=version, title="Newer")
    for one in (text, other):
        draft.post(f"objective/{one.uuid}/remove/", {"row_version": 1})
    assert not ObjectiveText.objects.exists()
    shown = draft.text()
    assert "“<bdi>Newer</bdi>” was taken out." in shown
    assert "2 parts can be brought back, one after the other." in shown
    for title, back in (("Newer", {other}), ("Old", {other, text})):
        assert f"“{title}” stands in the draft again." in draft.post("undo/", follow=True).content.decode()
        assert set(ObjectiveText.objects.all()) == back
    assert draft.post("undo/").status_code == 404


def test_what_has_to_stay_says_why(draft, mission, version, text):
    ObjectiveTextFactory(mission=mission, framework_version=version, parent=text.objective)
    answer = draft.post(f"objective/{text.uuid}/remove/", {"row_version": 1}, headers=HTMX)
    assert "Other objectives stand below this one" in answer.content.decode()
    assert ObjectiveText.objects.count() == 2


def test_objectives_change_places_within_their_pillar(draft, mission, version):
    FrameworkVersion.objects.update(pillars=["A", "B"])
    for number, pillar in enumerate("ABA", start=1):
        ObjectiveTextFactory(
            mission=mission, framework_version=version, title=str(number), pillar=pillar, position=number
        )
    last = ObjectiveText.objects.get(title="3")
    draft.post(f"objective/{last.uuid}/move/", {"to": "up"})
    assert list(ObjectiveText.objects.values_list("title", flat=True)) == ["3", "2", "1"]
    draft.post(f"objective/{last.uuid}/move/", {"to": "up"})
    assert list(ObjectiveText.objects.values_list("title", flat=True)) == ["3", "2", "1"]
    assert draft.post(f"objective/{last.uuid}/move/", {"to": "left"}).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_version_adopted_while_parts_change_places_stays_as_it_is(draft, version, headers):
    rows = [VersionSectionFactory(framework_version=version, title=title) for title in ("one", "two")]
    done = []

    def adopt(execute, sql, params, many, context):
        if not done and sql.startswith("SELECT") and 'FROM "frameworks_versionsection"' in sql:
            done.append(sql)
            FrameworkVersion.objects.update(status=VersionStatus.ADOPTED, adopted_on="2025-01-01")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(adopt):
        answer = draft.post(f"section/{rows[0].key}/move/", {"to": "down"}, headers=headers)
    assert (bool(done), list(VersionSection.objects.all())) == (True, rows)
    assert (answer.headers.get("HX-Redirect") or answer.headers["Location"]) == draft.address
    assert "This version of the framework is adopted: open a new draft to change it." in draft.text()


def test_pillars_that_only_objectives_name_are_named(draft, mission, version):
    ObjectiveTextFactory(mission=mission, framework_version=version, pillar="Priority areas")
    assert "Pillars: <bdi>Priority areas</bdi>" in draft.text()
    assert "none, objectives stand in one list" not in draft.text()


def test_sections_change_places(draft, version):
    one, two = (VersionSectionFactory(framework_version=version, title=title) for title in ("one", "two"))
    draft.post(f"section/{one.key}/move/", {"to": "down"})
    assert list(VersionSection.objects.all()) == [two, one]


def grow(mission, version, count):
    for _ in range(count):
        factor = ConflictFactorFactory(mission=mission)
        text = ObjectiveTextFactory(mission=mission, framework_version=version)
        text.conflict_factors.add(factor)
        ResourceRequirementFactory(mission=mission, objective=text.objective)
        benchmark = BenchmarkFactory(mission=mission, objective=text.objective)
        BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
        indicator = IndicatorFactory(mission=mission, benchmark=benchmark)
        MilestoneFactory(mission=mission, indicator=indicator)
        GateBenchmarkFactory(gate=GateFactory(mission=mission), benchmark=benchmark)
        AssumptionFactory(mission=mission, framework_version=version, child=text.objective)
        VersionSectionFactory(framework_version=version)


@pytest.mark.parametrize("count", [1, 3])
def test_the_document_costs_the_same_for_one_and_three_of_everything(
    draft, mission, version, count, django_assert_num_queries
):
    grow(mission, version, count)
    with django_assert_num_queries(21):
        shown = draft.text()
    assert shown.count('id="objective-') == BenchmarkText.objects.count() == count


def test_an_adopted_version_is_not_written(draft, version, text):
    FrameworkVersion.objects.update(status=VersionStatus.ADOPTED)
    assert draft.post(f"objective/{text.uuid}/", seen(text, title="Mine")).status_code == 404
    text.refresh_from_db()
    assert text.title == "Old"
