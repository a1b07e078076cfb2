"""Import: what is new, what changed, which row is which, and what it costs."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.coherence.models import Assessment, Decision, IndicatorValue
from apps.core.models import Job
from apps.core.services import create_rows
from apps.exchange.bundle import BundleRefused, differences, read
from apps.exchange.services import import_bundle
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import (
    Mission,
    MissionAgency,
)
from tests.exchange.bundle.examples import (
    Row,
    activity,
    agency,
    link,
    objective,
    version,
)
from tests.exchange.documents import draft_document, full_document, scrambled
from tests.exchange.importing import (
    AT,
    CREATE,
    KARO,
    UPDATE,
    document,
    everything,
    log,
    refusals,
    small,
    stored,
    take,
)

pytestmark = pytest.mark.django_db


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


# --- computed assessments ---


def computed(mission: Mission, **values: Any) -> Assessment:
    row = Assessment.objects.create(mission=mission, kind="computed", as_of="2026-01-01", **values)
    IndicatorValue.objects.create(assessment=row, level="external", status="assessed")
    return row


def test_computed_assessments_stay_out_of_the_file_and_give_way_to_it() -> None:
    take(small())
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
