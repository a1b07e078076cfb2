"""A file for a mission that is stored: rows it does not name, edits of people, adopted versions."""

import copy
import datetime
import uuid
from typing import Any

import pytest
from auditlog.models import LogEntry

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink
from apps.benchmarks.models import Observation
from apps.core.services import change_rows, remove_rows
from apps.exchange.bundle import BundleRefused, differences
from apps.exchange.services import import_bundle
from apps.frameworks.models import Endorsement, FrameworkVersion, StrategicFramework
from apps.missions.models import (
    Attendance,
    ForumMeeting,
    MandateTask,
    Mission,
    MissionAgency,
)
from tests.exchange.bundle.examples import (
    Row,
    activity,
    agency,
    benchmark,
    indicator,
    link,
    objective,
    version,
    wording,
)
from tests.exchange.documents import full_document
from tests.exchange.importing import (
    CREATE,
    DELETE,
    LATER,
    UPDATE,
    document,
    edit,
    everything,
    log,
    refusals,
    small,
    stored,
    take,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


# --- rows that the file does not name ---


def test_rows_that_the_file_does_not_name_are_kept() -> None:
    take(small(activities=[activity("X"), activity("Y")]))
    report = take(small())
    assert not report.changed
    assert report.collections["activities"].kept == ["Y"]
    assert set(Activity.objects.values_list("key", flat=True)) == {"X", "Y"}


def test_replace_removes_them_with_their_lists() -> None:
    take(full_document())
    bare = {name: full_document()[name] for name in ("format", "version", "mission")}
    bare["mission"] = {name: value for name, value in bare["mission"].items() if name != "registers"}
    with_versions = {
        name: full_document()[name]
        for name in (
            "agencies",
            "documents",
            "areas",
            "mandates",
            "framework_versions",
            "objectives",
            "objective_texts",
            "benchmarks",
            "benchmark_texts",
            "assumptions",
            "linked_frameworks",
            "conflict_factors",
        )
    }
    LogEntry.objects.all().delete()
    report = take({**bare, **with_versions}, replace=True)
    assert report.collections["activities"].removed == [f"activities-{n}" for n in (1, 2, 3)]
    assert differences({**bare, **with_versions}, stored("FULL"), only_given_uuids=True) == []
    assert Activity.objects.count() == AlignmentLink.objects.count() == Attendance.objects.count() == 0
    removed = [changes for model, action, changes in log() if (model, action) == ("alignmentlink", DELETE)]
    assert len(removed) == 3
    assert removed[0]["grade"] == ["evidenced", None]


def test_a_dry_run_lists_and_changes_nothing() -> None:
    take(small(activities=[activity("X"), activity("Y")]))
    before, entries = everything(), LogEntry.objects.count()
    file = small(activities=[activity("X", title="Drill"), activity("Z")])
    report = take(file, replace=True, dry_run=True)
    assert report.dry_run
    assert report.changed
    outcome = report.collections["activities"]
    assert (outcome.new, outcome.changed, outcome.removed) == (["Z"], ["X"], ["Y"])
    assert (everything(), LogEntry.objects.count()) == (before, entries)
    assert take(small(mission={"code": "NEW"}), dry_run=True).mission_is_new
    assert not Mission.objects.filter(code="NEW").exists()


def test_replace_takes_an_agency_out_of_the_mission_and_leaves_it_in_the_directory() -> None:
    take(small(mission_agencies=[{"key": "MB", "agency": "B"}]))
    report = take(small(agencies=[agency("A")]), replace=True)
    assert report.collections["agencies"].removed == ["B"]
    assert [row.key for row in MissionAgency.objects.all()] == ["A"]
    assert set(Agency.objects.values_list("name", flat=True)) == {"Agency A", "Agency B"}


def test_rows_change_places() -> None:
    """What may stand once only is exchanged between rows without anything standing twice in between."""
    rows = {
        "agencies": [agency("A")],
        "activities": [activity("X"), activity("Y")],
        "objectives": [objective("O"), objective("P")],
        "benchmarks": [benchmark("B"), benchmark("C")],
        "framework_versions": [
            version("V", 1, "draft"),
            version("W", 2, "superseded", superseded_on="2020-01-01"),
        ],
    }
    one = document(
        **rows,
        alignment_links=[link("L", documents=[]), link("M", activity="Y", objective="P")],
        indicators=[
            indicator("I", benchmark="B", headline=True),
            indicator("J", benchmark="C", headline=True),
        ],
        objective_texts=[wording("T", "V", "O"), wording("U", "V", "P")],
        benchmark_texts=[
            {"key": key, "framework_version": "V", "benchmark": key, "statement": key} for key in "BC"
        ],
    )
    take(one)
    primary = dict(AlignmentLink.objects.values_list("key", "pk"))
    other = copy.deepcopy(one)
    for collection, fields in (
        ("alignment_links", ("activity", "objective")),
        ("indicators", ("benchmark",)),
        ("objective_texts", ("objective",)),
        ("benchmark_texts", ("benchmark",)),
    ):
        first, second = other[collection]
        for field in fields:
            first[field], second[field] = second[field], first[field]
    report = take(other)
    assert report.collections["alignment_links"].changed == ["L", "M"]
    assert differences(other, stored(), only_given_uuids=True) == []
    assert dict(AlignmentLink.objects.values_list("key", "pk")) == primary
    assert set(AlignmentLink.objects.values_list("row_version", flat=True)) == {2}


def test_the_open_version_changes_hands() -> None:
    take(document(framework_versions=[version("V", 1, "draft")]))
    file = document(
        framework_versions=[version("W", 2, "draft"), version("V", 1, "adopted", adopted_on="2026-01-01")]
    )
    take(file)
    assert differences(file, stored(), only_given_uuids=True) == []
    assert FrameworkVersion.objects.get(key="V").adoption_sha256 is not None


def test_items_to_which_other_rows_refer_keep_their_identity() -> None:
    rows = {
        "objectives": [objective("O")],
        "framework_versions": [version("V", 1, "adopted", adopted_on="2025-01-01")],
        "objective_texts": [wording(mandate_tasks=[{"mandate": "R", "task": "1"}])],
    }
    mandate = {
        "key": "R",
        "symbol": "S/1",
        "tasks": [{"key": "1", "text": "Help"}, {"key": "2", "text": "Go"}],
    }
    take(document(**rows, mandates=[mandate]))
    task = MandateTask.objects.get(key="1")
    mandate = {**mandate, "tasks": [{"key": "3", "text": "Stay"}, {"key": "1", "text": "Help more"}]}
    take(document(**rows, mandates=[mandate]))
    assert MandateTask.objects.get(key="1").pk == task.pk
    assert set(MandateTask.objects.values_list("key", "text")) == {("1", "Help more"), ("3", "Stay")}


def test_a_presence_moves_to_another_agency() -> None:
    presence = {"key": "M", "agency": "A", "tier": "core", "uuid": str(uuid.uuid4())}
    take(small(mission_agencies=[presence]))
    file = small(mission_agencies=[{**presence, "agency": "B"}])
    assert take(file).collections["mission_agencies"].changed == ["M"]
    assert differences(file, stored(), only_given_uuids=True) == []
    registered = MissionAgency.objects.filter(registered=True)
    assert [(row.key, row.presence_key, row.tier) for row in registered] == [("B", "M", "core")]


# --- rules between the file and what is kept ---


def test_the_rules_hold_for_the_file_and_the_kept_rows_together() -> None:
    take(
        document(
            agencies=[agency("A"), agency("B")],
            objectives=[objective("O")],
            benchmarks=[benchmark("B")],
            framework_versions=[version("V", 1, "draft")],
            indicators=[indicator("I", benchmark="B", headline=True)],
            activities=[activity("X")],
            alignment_links=[link("L")],
            relationships=[{"key": "R", "agency_a": "A", "agency_b": "B"}],
            mission_agencies=[{"key": "M", "agency": "A"}],
        )
    )
    file = document(
        agencies=[agency("A"), agency("B")],
        objectives=[objective("O")],
        benchmarks=[benchmark("B")],
        framework_versions=[version("W", 2, "consultation")],
        indicators=[indicator("J", benchmark="B", headline=True)],
        activities=[activity("X")],
        alignment_links=[link("K")],
        relationships=[{"key": "S", "agency_a": "B", "agency_b": "A"}],
        mission_agencies=[{"key": "N", "agency": "A"}],
    )
    assert refusals(file) == [
        ("/alignment_links", "rule_broken"),
        ("/framework_versions", "rule_broken"),
        ("/indicators", "rule_broken"),
        ("/mission_agencies", "rule_broken"),
        ("/relationships", "rule_broken"),
    ]
    take(file, replace=True)
    assert differences(file, stored(), only_given_uuids=True) == []


def test_a_kept_row_that_stands_in_the_way_is_named() -> None:
    take(document(framework_versions=[version("V", 1, "draft")]))
    with pytest.raises(BundleRefused) as caught:
        take(document(framework_versions=[version("W", 2, "draft")]))
    (fault,) = caught.value.faults
    assert fault.message == (
        "“V”, which is stored and which the file does not name: /framework_versions/0 is open already; "
        "only one version can be draft or consultation at a time."
    )


def test_a_key_that_a_kept_row_holds_is_refused() -> None:
    take(small(activities=[activity("X"), activity("Y")]))
    row = Activity.objects.get(key="X")
    file = small(activities=[activity("Y", uuid=str(row.uuid))], alignment_links=[link(activity="Y")])
    assert refusals(file) == [("/activities", "duplicate_key")]


def test_a_register_is_held_against_kept_rows() -> None:
    work = {"key": "W", "participants": ["A"], "published_on": "2025-01-01"}
    take(small(analytic_work=[work]))
    file = small(mission={"registers": {"analytic_work": "missing"}})
    assert refusals(file) == [("/mission/registers/analytic_work", "register_conflict")]


def test_what_is_wrong_in_kept_rows_already_is_not_held_against_the_file() -> None:
    take(small(activities=[activity("X"), activity("Y")]))
    Activity.objects.filter(key="Y").update(register_consultations="recorded")
    assert take(small(activities=[activity("X", title="Drill")])).collections["activities"].changed == ["X"]


def test_a_value_of_a_kept_row_that_its_indicator_no_longer_counts_is_refused() -> None:
    rows = {"indicators": [indicator("I")], "observations": [observation(3)]}
    take(document(**rows))
    file = document(indicators=[indicator("I", value_type="yes_no")])
    assert refusals(file) == [("/observations", "wrong_type")] or refusals(file) == [("", "wrong_type")]


def observation(value: Any) -> Row:
    return {"key": "Z", "indicator": "I", "observed_on": "2025-01-01", "state": "accepted", "value": value}


def test_a_value_that_reads_the_same_moves_when_its_indicator_counts_something_else() -> None:
    take(document(indicators=[indicator("I", value_type="money")], observations=[observation("5")]))
    take(document(indicators=[indicator("I", value_type="stage")], observations=[observation("5")]))
    row = Observation.objects.get()
    assert (row.value_money, row.value_stage) == (None, "5")


# --- edits of people ---


@pytest.mark.parametrize(
    ("via", "at", "expected"),
    [
        ("screen", LATER, [("/activities/0", "edit_conflict")]),
        ("admin", LATER, [("/activities/0", "edit_conflict")]),
        ("import", LATER, []),
        ("screen", datetime.datetime(2025, 12, 31, tzinfo=datetime.UTC), []),
    ],
)
def test_a_later_edit_of_a_person_is_not_overwritten(
    via: str, at: datetime.datetime, expected: list[tuple[str, str]]
) -> None:
    take(small())
    row = Activity.objects.get()
    row.title = "By hand"
    change_rows([row], ["title"], by=None, via=via, at=at)
    file = small(activities=[activity("X", title="Drill")])
    assert (refusals(file) if expected else take(file) and []) == expected


def test_what_somebody_else_imported_since_is_not_overwritten() -> None:
    """Two people export, and each imports their copy; one person does so twice."""
    take(small())
    anna, ben = UserFactory(), UserFactory()
    for by, title, expected in (
        (anna, "Anna's", None),
        (ben, "Ben's", [("/activities/0", "edit_conflict")]),
        (anna, "Anna's again", None),
    ):
        file = small(activities=[activity("X", title=title)])
        found = None
        try:
            import_bundle(by=by, document=file, at=LATER)
        except BundleRefused as refused:
            found = [(fault.pointer, str(fault.code)) for fault in refused.faults]
        assert found == expected
    assert Activity.objects.get().title == "Anna's again"


def test_a_file_without_a_date_counts_as_older() -> None:
    take(small())
    edit(Activity.objects.get(), at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), title="By hand")
    file = small()
    del file["exported_at"]
    assert refusals(file) == [("/activities/0", "edit_conflict")]


def test_overwrite_takes_the_word_of_the_file() -> None:
    take(small())
    edit(Activity.objects.get(), title="By hand")
    assert refusals(small()) == [("/activities/0", "edit_conflict")]
    take(small(), overwrite=True)
    assert Activity.objects.get().title == "Training"


def test_an_edit_that_the_file_says_too_is_no_conflict() -> None:
    take(small())
    edit(Activity.objects.get(), title="Drill")
    assert not take(small(activities=[activity("X", title="Drill")])).changed


def test_an_edit_without_a_note_of_its_door_counts_as_a_person() -> None:
    take(small())
    Activity.objects.get().links.update(rationale="By hand")
    LogEntry.objects.log_create(AlignmentLink.objects.get(), action=UPDATE, changes={"rationale": ["", "x"]})
    assert refusals(small()) == [("/alignment_links/0", "edit_conflict")]


def test_an_edit_of_a_line_in_a_list_counts_for_its_row() -> None:
    meeting = {"key": "N", "forum": "F", "held_on": "2025-01-01", "attendance": [{"agency": "A"}]}
    rows = {"agencies": [agency("A"), agency("B")], "forums": [{"key": "F", "name": "Forum"}]}
    file = document(**rows, forum_meetings=[meeting])
    take(file)
    row = ForumMeeting.objects.get()
    line = Attendance.objects.create(meeting=row, agency=Agency.objects.get(name="Agency B"))
    LogEntry.objects.all().delete()
    LogEntry.objects.log_create(line, action=CREATE, changes={})
    assert refusals(file) == [("/forum_meetings/0", "edit_conflict")]
    take(file, overwrite=True)
    line = Attendance.objects.get()
    remove_rows([line], by=None, at=LATER)
    assert refusals(file) == [("/forum_meetings/0", "edit_conflict")]


def test_edits_of_the_mission_its_agencies_and_their_presence_are_kept_too() -> None:
    file = small(mission_agencies=[{"key": "M", "agency": "A", "tier": "core"}])
    take(file)
    edit(Mission.objects.get(), name="By hand")
    edit(Agency.objects.get(name="Agency B"), acronym="AB")
    edit(MissionAgency.objects.get(key="A"), tier="periphery")
    assert refusals(file) == [
        ("/agencies/1", "edit_conflict"),
        ("/mission", "edit_conflict"),
        ("/mission_agencies/0", "edit_conflict"),
    ]


def test_every_conflict_is_reported_with_every_other_fault() -> None:
    take(small())
    edit(Activity.objects.get(), title="By hand")
    file = small(
        framework_versions=[version("V", 1, "draft"), version("W", 2, "draft")],
        activities=[activity("X", title="Drill")],
    )
    assert refusals(file) == [
        ("/activities/0", "edit_conflict"),
        ("/framework_versions/1/status", "rule_broken"),
    ]


# --- adopted versions ---


def adopted(**more: Any) -> Row:
    rows: Row = {
        "agencies": [agency("A")],
        "objectives": [objective("O"), objective("P")],
        "benchmarks": [benchmark("B")],
        "framework_versions": [version("V", 1, "adopted", adopted_on="2025-01-01", vision="Peace")],
        "objective_texts": [wording("T", "V", "O")],
        "benchmark_texts": [{"key": "BT", "framework_version": "V", "benchmark": "B", "statement": "Fewer"}],
        "assumptions": [{"key": "S", "framework_version": "V", "parent": "O", "child": "P", "text": "If"}],
    }
    return document(**{**rows, **more})


def test_a_changed_wording_of_an_adopted_version_is_refused() -> None:
    take(adopted())
    file = adopted(
        framework_versions=[version("V", 1, "draft", adopted_on="2025-01-01", vision="War")],
        objective_texts=[wording("T", "V", "O", title="War"), wording("U", "V", "P")],
        benchmark_texts=[{"key": "BT", "framework_version": "V", "benchmark": "B", "statement": "More"}],
        assumptions=[{"key": "S", "framework_version": "V", "parent": "P", "child": "O", "text": "If"}],
    )
    assert refusals(file, overwrite=True) == [
        ("/assumptions/0/child", "rule_broken"),
        ("/assumptions/0/parent", "rule_broken"),
        ("/benchmark_texts/0/statement", "rule_broken"),
        ("/framework_versions/0/status", "rule_broken"),
        ("/framework_versions/0/vision", "rule_broken"),
        ("/objective_texts/0/title", "rule_broken"),
        ("/objective_texts/1", "rule_broken"),
    ]


def test_nothing_of_an_adopted_version_is_removed() -> None:
    take(adopted())
    file = adopted(objective_texts=[])
    assert refusals(file, replace=True) == [("/objective_texts", "rule_broken")]
    assert not take(file).changed
    bare = document(agencies=[agency("A")])
    assert refusals(bare, replace=True) == [("", "rule_broken")]


def test_what_comes_after_adoption_is_taken() -> None:
    take(adopted())
    sealed = FrameworkVersion.objects.get().adoption_sha256
    file = adopted(
        framework_versions=[
            version(
                "V",
                1,
                "superseded",
                adopted_on="2025-01-01",
                superseded_on="2025-06-01",
                vision="Peace",
                acknowledged_by=[{"agency": "A"}],
                reservations=[{"agency": "A", "text": "But"}],
            ),
            version("W", 2, "adopted", adopted_on="2025-06-01"),
        ],
        objective_texts=[wording("T", "V", "O", endorsements=[{"agency": "A"}])],
    )
    take(file)
    assert differences(file, stored(), only_given_uuids=True) == []
    assert FrameworkVersion.objects.get(key="V").adoption_sha256 == sealed
    assert Endorsement.objects.count() == 1


def test_a_draft_takes_its_texts_with_it_when_it_is_adopted() -> None:
    draft = adopted(framework_versions=[version("V", 1, "draft", vision="Peace")])
    take(draft)
    assert FrameworkVersion.objects.get().adoption_sha256 is None
    file = adopted(objective_texts=[wording("T", "V", "O", title="Other")])
    take(file)
    row = FrameworkVersion.objects.get()
    assert '"title":"Other"' in str(row.adoption_document)
    assert differences(file, stored(), only_given_uuids=True) == []


def test_versions_stand_in_the_one_framework_of_the_mission() -> None:
    take(adopted())
    take(adopted(framework_versions=[*adopted()["framework_versions"], version("W", 2, "draft")]))
    framework = StrategicFramework.objects.get()
    assert {row.framework_id for row in FrameworkVersion.objects.all()} == {framework.pk}
