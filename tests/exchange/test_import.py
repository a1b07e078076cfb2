"""Import: what a file means for a mission that is stored, and every reason to refuse it."""

import copy
import datetime
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink
from apps.benchmarks.models import Observation
from apps.coherence.models import Assessment, Decision, IndicatorValue
from apps.core.models import Job
from apps.core.services import change_rows, create_rows, remove_rows
from apps.exchange.bundle import BundleRefused, differences, read
from apps.exchange.selectors import export_bundle
from apps.exchange.services import ImportReport, import_bundle
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
from tests.exchange.bundle.examples import document as example
from tests.exchange.documents import draft_document, full_document, scrambled

EXPORTED = "2026-01-01T00:00:00Z"
AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
KARO = Path(__file__).parents[1] / "data" / "karo.bundle.json"

pytestmark = pytest.mark.django_db


def document(**collections: Any) -> Row:
    return {**example(**collections), "exported_at": EXPORTED}


def small(**more: Any) -> Row:
    """Two agencies, an activity, an objective and a link between them."""
    rows: Row = {
        "agencies": [agency("A"), agency("B")],
        "activities": [activity("X")],
        "objectives": [objective("O")],
        "alignment_links": [link("L")],
    }
    return document(**{**rows, **more})


def take(file: Row, **options: Any) -> ImportReport:
    return import_bundle(by=None, document=file, at=AT, **options)


def refusals(file: Row, **options: Any) -> list[tuple[str, str]]:
    """Pointer and code of every fault; nothing was stored."""
    before = everything()
    with pytest.raises(BundleRefused) as caught:
        take(file, **options)
    assert everything() == before
    return [(fault.pointer, str(fault.code)) for fault in caught.value.faults]


def everything() -> list[Row]:
    return [export_bundle(mission=mission) for mission in Mission.objects.order_by("pk")]


def stored(code: str = "T") -> Row:
    return export_bundle(mission=Mission.objects.get(code=code))


def edit(row: Any, *, at: datetime.datetime = LATER, **values: Any) -> None:
    """A person changes fields of a row on screen."""
    for name, value in values.items():
        setattr(row, name, value)
    change_rows([row], list(values), by=None, via="screen", at=at)


def log() -> list[tuple[str, int, Row]]:
    entries = LogEntry.objects.order_by("pk").select_related("content_type")
    return [(entry.content_type.model, entry.action, entry.changes) for entry in entries]


CREATE, UPDATE, DELETE = LogEntry.Action.CREATE, LogEntry.Action.UPDATE, LogEntry.Action.DELETE


# --- new, again, changed ---


def test_a_new_mission_is_reported_row_by_row() -> None:
    report = take(small())
    mission = Mission.objects.get(code="T")
    assert (report.code, report.mission, report.mission_is_new) == ("T", mission.uuid, True)
    assert report.changed
    none = {"changed": 0, "same": 0, "kept": 0, "removed": 0}
    assert report.counts() == {
        "agencies": {"new": 2, **none},
        "objectives": {"new": 1, **none},
        "activities": {"new": 1, **none},
        "alignment_links": {"new": 1, **none},
    }


@pytest.mark.parametrize("make", [lambda: read(KARO.read_bytes()), full_document, small])
@pytest.mark.parametrize("replace", [False, True])
def test_a_second_import_changes_nothing(make: Callable[[], Row], replace: bool) -> None:
    take(make())
    entries, jobs, before = LogEntry.objects.count(), Job.objects.get().changes, everything()
    versions = list(Activity.objects.values_list("row_version", flat=True))
    report = take(make(), replace=replace)
    assert not report.changed
    assert not any(one.new or one.changed or one.removed for one in report.collections.values())
    assert (LogEntry.objects.count(), Job.objects.get().changes, everything()) == (entries, jobs, before)
    assert list(Activity.objects.values_list("row_version", flat=True)) == versions


def test_a_changed_row_changes_and_no_other() -> None:
    take(small())
    before = dict(Activity.objects.values_list("key", "uuid"))
    LogEntry.objects.all().delete()
    report = take(small(activities=[activity("X", title="Drill", end="2027-01-01")]))
    assert report.collections["activities"].changed == ["X"]
    assert report.collections["alignment_links"].same == ["L"]
    row = Activity.objects.get()
    assert (row.title, row.end, row.row_version, row.uuid) == (
        "Drill",
        datetime.date(2027, 1, 1),
        2,
        before["X"],
    )
    assert log() == [("activity", UPDATE, {"title": ["Training", "Drill"], "end": [None, "2027-01-01"]})]


def test_new_and_changed_rows_are_logged_in_the_words_of_the_file() -> None:
    forum = {"key": "F", "name": "Forum", "chairs": ["B", "A"], "humanitarian": False}
    take(document(agencies=[agency("A"), agency("B")], forums=[forum]))
    assert ("forum", CREATE) in [(model, action) for model, action, _changes in log()]
    created = next(changes for model, _action, changes in log() if model == "forum")
    assert created == {
        "key": [None, "F"],
        "name": [None, "Forum"],
        "chairs": [None, '["B", "A"]'],
        "humanitarian": [None, "false"],
    }
    assert {entry.additional_data["via"] for entry in LogEntry.objects.all()} == {"import"}
    assert {entry.timestamp for entry in LogEntry.objects.all()} == {AT}
    LogEntry.objects.all().delete()
    forum = {**forum, "chairs": ["A", "B"]}
    take(document(agencies=[agency("A"), agency("B")], forums=[forum]))
    assert log() == [("forum", UPDATE, {"chairs": ['["B", "A"]', '["A", "B"]']})]


def test_the_person_who_imports_is_named() -> None:
    user = User.objects.create(email="p@example.org")
    LogEntry.objects.all().delete()
    import_bundle(by=user, document=small(), at=AT)
    assert {entry.actor for entry in LogEntry.objects.all()} == {user}
    assert Job.objects.get().requested_by == user


def test_an_import_asks_for_a_new_assessment() -> None:
    take(small())
    mission = Mission.objects.get()
    assert [(job.task, job.about) for job in Job.objects.all()] == [("coherence.assess", mission.uuid)]


def test_the_fields_of_the_mission_change_too() -> None:
    take(small())
    report = take(small(mission={"name": "Other", "registers": {"forums": "declared_empty"}}))
    assert report.mission_changed == ["name", "registers"]
    mission = Mission.objects.get()
    assert (mission.name, mission.register_forums, mission.registers_recorded) == (
        "Other",
        "declared_empty",
        True,
    )


def test_search_is_folded() -> None:
    take(small(activities=[activity("X", title="RÉCONCILIATION", iati_identifier="BI-1")]))
    assert Activity.objects.get(search__contains="reconciliation").search == "reconciliation\nx\nbi-1"
    take(small(activities=[activity("X", title="Größe")]))
    assert Activity.objects.get().search == "grosse\nx"


# --- which row is which ---


def test_rows_are_matched_by_uuid_before_the_key() -> None:
    take(small(activities=[activity("X"), activity("Y", title="Other")]))
    rows = {row.key: row for row in Activity.objects.all()}
    file = small(
        activities=[
            activity("Y", uuid=str(rows["X"].uuid)),
            activity("X", title="Other", uuid=str(rows["Y"].uuid)),
        ],
        alignment_links=[link("L", activity="Y")],
    )
    report = take(file)
    assert report.collections["activities"].changed == ["Y", "X"]
    assert report.collections["alignment_links"].same == ["L"]
    assert {row.key: row.pk for row in Activity.objects.all()} == {"Y": rows["X"].pk, "X": rows["Y"].pk}


def test_a_uuid_given_for_a_known_key_becomes_the_identifier() -> None:
    take(small())
    given = str(uuid.uuid4())
    report = take(small(activities=[activity("X", uuid=given)]))
    assert report.collections["activities"].changed == ["X"]
    assert str(Activity.objects.get().uuid) == given


def test_the_mission_is_matched_by_uuid_before_the_code() -> None:
    take(small())
    mission = Mission.objects.get()
    report = take(small(mission={"code": "OTHER", "uuid": str(mission.uuid)}))
    assert (report.mission_is_new, report.mission_changed) == (False, ["code"])
    assert Mission.objects.get().code == "OTHER"


def test_the_code_of_another_mission_is_refused() -> None:
    take(small())
    other = {"code": "S", "uuid": str(uuid.uuid4())}
    take(document(mission=other))
    assert refusals(document(mission={**other, "code": "T"})) == [("/mission/code", "duplicate_key")]
    assert refusals(document(mission={"code": "t"})) == [("/mission/code", "duplicate_key")]


def test_a_uuid_of_another_mission_is_refused() -> None:
    take(small())
    file = document(
        mission={"code": "S"},
        agencies=[agency("C")],
        objectives=[objective("O"), {"key": "P", "uuid": str(objective_uuid())}],
        mission_agencies=[{"key": "M", "agency": "C", "uuid": str(MissionAgency.objects.first().uuid)}],  # type: ignore[union-attr]
    )
    assert refusals(file) == [
        ("/mission_agencies/0/uuid", "rule_broken"),
        ("/objectives/1/uuid", "rule_broken"),
    ]


def objective_uuid() -> uuid.UUID:
    from apps.frameworks.models import Objective

    return Objective.objects.get().uuid


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
        '"V", which is stored and which the file does not name: /framework_versions/0 is open already; '
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


# --- agencies are shared ---


def test_an_agency_is_found_by_uuid_identifier_or_name_and_state() -> None:
    take(
        document(
            agencies=[
                agency("A", uuid=str(uuid.UUID(int=1))),
                agency("B", iati_identifier="XM-DAC-1"),
                agency("C", state="N"),
                agency("D"),
            ]
        )
    )
    names = dict(Agency.objects.values_list("name", "pk"))
    file = document(
        mission={"code": "S"},
        agencies=[
            agency("1", uuid=str(uuid.UUID(int=1)), name="Agency A"),
            agency("2", iati_identifier="XM-DAC-1", name="Agency B"),
            agency("3", name="Agency C", state="N"),
            agency("4", name="Agency C"),
            agency("5", name="Agency D", uuid=str(uuid.UUID(int=2))),
            agency("6", name="Agency D"),
            agency("7", name="Agency D"),
        ],
    )
    take(file)
    mission = Mission.objects.get(code="S")
    found = dict(MissionAgency.objects.filter(mission=mission).values_list("key", "agency_id"))
    assert {key: found[key] for key in "1236"} == {
        "1": names["Agency A"],
        "2": names["Agency B"],
        "3": names["Agency C"],
        "6": names["Agency D"],
    }
    assert len(set(found.values()) - set(names.values())) == 3
    assert not take(file).changed
    assert differences(file, stored("S"), only_given_uuids=True) == []


def test_a_shared_field_that_another_mission_uses_is_refused_by_name() -> None:
    take(document(agencies=[agency("A", kind="ingo", acronym="AA", other_names=["x"]), agency("B")]))
    take(
        document(mission={"code": "S"}, agencies=[agency("A", kind="ingo", acronym="AA", other_names=["x"])])
    )
    file = document(
        mission={"code": "S"},
        agencies=[
            agency("B"),
            agency("A", kind="private_sector", other_names=["x"], side="internal", parent="B"),
        ],
    )
    assert refusals(file, overwrite=True) == [
        ("/agencies/1", "shared_field"),  # the acronym is not there: it would be lost
        ("/agencies/1/kind", "shared_field"),
        ("/agencies/1/parent", "shared_field"),
    ]
    with pytest.raises(BundleRefused) as caught:
        take(file)
    assert ["acronym" in fault.message for fault in caught.value.faults] == [True, False, False]


def test_what_holds_in_one_mission_only_is_not_shared() -> None:
    take(document(agencies=[agency("A")]))
    take(document(mission={"code": "S"}, agencies=[agency("A", side="internal", political_or_security=True)]))
    sides = MissionAgency.objects.order_by("mission__code").values_list("side", "political_or_security")
    assert list(sides) == [("internal", True), ("external", None)]
    assert Agency.objects.count() == 1


def test_a_shared_field_changes_where_no_other_mission_uses_it() -> None:
    take(document(agencies=[agency("A", kind="ingo")]))
    take(document(agencies=[agency("A", name="Renamed", parent="B"), agency("B")]))
    row = Agency.objects.get(name="Renamed")
    assert (row.kind, row.parent) == (None, Agency.objects.get(name="Agency B"))


def test_a_parent_outside_the_mission_is_not_lost() -> None:
    take(document(agencies=[agency("A", parent="B"), agency("B")]))
    file = document(mission={"code": "S"}, agencies=[agency("A")])
    take(file)
    assert Agency.objects.get(name="Agency A").parent == Agency.objects.get(name="Agency B")
    assert differences(file, stored("S"), only_given_uuids=True) == []


# --- what the tables refuse ---


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            document(framework_versions=[version("V", 2**31, "draft")]),
            ("/framework_versions/0/number", "bad_value"),
        ),
        (
            small(
                consultations=[
                    {"key": "C", "internal_actor": "A", "held_on": "2025-01-01", "persons": 10**12}
                ]
            ),
            ("/consultations/0/persons", "bad_value"),
        ),
        (
            document(
                framework_versions=[
                    version("V", 1, "draft", sections=[{"key": "s", "title": "t", "position": 2**40}])
                ]
            ),
            ("/framework_versions/0/sections/0/position", "bad_value"),
        ),
        (small(activities=[activity("X", title="é" * 1301)]), ("/activities/0/title", "bad_value")),
        (
            document(agencies=[agency("A", iati_identifier="x" * 2601)]),
            ("/agencies/0/iati_identifier", "bad_value"),
        ),
        (
            document(
                assessments=[
                    {
                        "key": "S",
                        "as_of": "2025-01-01",
                        "values": [{"level": "agency", "status": "assessed", "subject": "x" * 1301}],
                    }
                ]
            ),
            ("/assessments/0/values/0/subject", "bad_value"),
        ),
        (
            document(framework_versions=[version(adopted_on="2025-01-02", superseded_on="2025-01-01")]),
            ("/framework_versions/0/superseded_on", "rule_broken"),
        ),
        (
            document(
                objectives=[objective()],
                framework_versions=[version()],
                mandates=[{"key": "R", "symbol": "S/1", "tasks": [{"key": "1", "text": "Help"}]}],
                objective_texts=[wording(mandate_tasks=[{"mandate": "R", "task": "1"}] * 2)],
            ),
            ("/objective_texts/0/mandate_tasks/1", "rule_broken"),
        ),
    ],
)
def test_what_a_column_cannot_hold_is_a_fault(file: Row, expected: tuple[str, str]) -> None:
    assert refusals(file) == [expected]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps every digit of a decimal")
def test_decimals_that_sqlite_cannot_keep_are_refused() -> None:
    lines = [
        {
            "key": str(n),
            "activity": "X",
            "funder": "A",
            "period_from": "2025-01-01",
            "currency": "USD",
            "committed": amount,
        }
        for n, amount in enumerate(("999999999999999.00", "99999999999999.9999", "123456789012345678"))
    ]
    assert refusals(small(funding_lines=lines)) == [
        ("/funding_lines/1/committed", "bad_decimal"),
        ("/funding_lines/2/committed", "bad_decimal"),
    ]


def test_the_longest_texts_that_fit_are_kept() -> None:
    unlike = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(866))
    file = small(
        agencies=[agency("A", iati_identifier=unlike), agency("B")], activities=[activity("X", title=unlike)]
    )
    take(file)
    assert differences(file, stored(), only_given_uuids=True) == []


def test_every_fault_of_a_broken_file_is_reported() -> None:
    file = small(activities=[activity("X", colour="red", start="2025-02-30", lead="Z")])
    assert refusals(file) == [
        ("/activities/0/colour", "unknown_field"),
        ("/activities/0/lead", "unknown_reference"),
        ("/activities/0/start", "bad_date"),
    ]
    assert Mission.objects.count() == 0


# --- computed assessments ---


def computed(mission: Mission, **values: Any) -> Assessment:
    row = Assessment.objects.create(mission=mission, kind="computed", as_of="2026-01-01", **values)
    IndicatorValue.objects.create(assessment=row, level="external", status="assessed")
    return row


def test_computed_assessments_stay_out_of_the_file_and_give_way_to_it() -> None:
    take(adopted())
    mission = Mission.objects.get()
    row = computed(mission, key="K", audience="mission")
    create_rows(
        [Decision(mission=mission, key="D", title="Go", decided_on="2026-01-02", assessment=row)], by=None
    )
    assert "assessments" not in stored()
    assert "assessment" not in stored()["decisions"][0]
    take({**stored(), "assessments": [{"key": "K", "as_of": "2025-01-01"}]})
    assert {one.kind: one.key for one in Assessment.objects.all()} == {
        "recorded": "K",
        "computed": f"~{row.pk}",
    }
    assert Decision.objects.get().assessment == row


def test_computed_assessments_of_a_removed_version_go_with_it() -> None:
    take(document(framework_versions=[version("V", 1, "draft")]))
    mission = Mission.objects.get()
    computed(mission, key="K", framework_version=FrameworkVersion.objects.get())
    take(document(), replace=True)
    assert Assessment.objects.count() == IndicatorValue.objects.count() == 0


# --- cost ---


def test_queries_do_not_grow_with_the_rows() -> None:
    def cost(code: str, number: int) -> int:
        keys = [f"{code}{n}" for n in range(number)]
        file = document(
            mission={"code": code},
            agencies=[agency("A", name=code)],
            objectives=[objective("O")],
            activities=[activity(key, implementers=["A"]) for key in keys],
            alignment_links=[link(key, activity=key) for key in keys],
        )
        with CaptureQueriesContext(connection) as queries:
            take(file)
        with CaptureQueriesContext(connection) as again:
            take(file)
        return len(queries) * 1000 + len(again)

    cost("W", 1)  # content types are looked up once
    assert cost("A", 1) == cost("B", 3)


# --- anything at all ---


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), replace=st.booleans())
def test_whatever_follows_is_taken_whole_or_refused_with_reasons(seed: int, replace: bool) -> None:
    """The database never has to refuse anything itself, and what was taken changes nothing again."""
    file = scrambled(seed, rate=1 if replace else 0.05)
    with transaction.atomic():
        take(draft_document())
        try:
            take(file, replace=replace)
            connection.check_constraints()
        except BundleRefused:
            assert not replace
        else:
            assert not take(file, replace=replace).changed
            if replace:
                assert differences(file, stored("FULL"), only_given_uuids=True) == []
        transaction.set_rollback(True)


def test_a_row_saved_while_the_import_runs_is_not_lost() -> None:
    take(small())
    done = []

    def meddle(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not done and '"row_version" FROM "activities_activity"' in sql:
            done.append(sql)
            Activity.objects.update(row_version=models.F("row_version") + 1)
        return result

    with connection.execute_wrapper(meddle), pytest.raises(BundleRefused) as caught:
        take(small(activities=[activity("X", title="Drill")]))
    faults = [(fault.pointer, str(fault.code)) for fault in caught.value.faults]
    assert (bool(done), faults) == (True, [("/activities/0", "edit_conflict")])
