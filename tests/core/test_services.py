import datetime

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, models, transaction

from apps.core.services import AlreadyThere, EditConflict, change_rows, create_rows, remove_rows
from apps.missions.models import Area, Forum, Mission
from tests.factories.missions import AreaFactory, ForumChairFactory, ForumFactory, MissionFactory

AT = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def written(model):
    """(row, action, actor, via, changes) of what services wrote at AT, oldest first."""
    return [
        (
            entry.object_repr,
            entry.get_action_display(),
            entry.actor,
            entry.additional_data,
            entry.changes,
        )
        for entry in LogEntry.objects.get_for_model(model).filter(timestamp=AT).order_by("pk")
    ]


def areas(mission, count):
    return [Area(mission=mission, key=f"a{number}", name=f"Area {number}") for number in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_creating_costs_the_same_for_one_and_three_rows(mission, planner, count, django_assert_num_queries):
    rows = areas(mission, count)
    with django_assert_num_queries(4):  # savepoint, rows, log, release
        made = create_rows(rows, by=planner.user, at=AT)
    assert list(Area.objects.order_by("key")) == made
    assert written(Area) == [
        (
            f"Area {number}",
            "create",
            planner.user,
            {"via": "screen"},
            {
                "mission_id": [None, str(mission.pk)],
                "key": [None, f"a{number}"],
                "name": [None, f"Area {number}"],
            },
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_changing_costs_the_same_for_one_and_three_rows(mission, planner, count, django_assert_num_queries):
    rows = AreaFactory.create_batch(count, mission=mission, name="Old", code="X")
    for row in rows:
        row.name, row.code = "New", None
    with django_assert_num_queries(5):  # savepoint, read, rows, log, release
        changed = change_rows(rows, ["name", "code"], by=planner.user, via="import", at=AT)
    assert changed == rows
    assert set(Area.objects.values_list("name", "code", "row_version")) == {("New", None, 2)}
    assert (
        written(Area)
        == [("New", "update", planner.user, {"via": "import"}, {"name": ["Old", "New"], "code": ["X", None]})]
        * count
    )


def test_what_does_not_differ_is_neither_saved_nor_logged(mission):
    same, other = AreaFactory.create_batch(2, mission=mission, name="Old")
    other.name = "New"
    assert change_rows([same, other], ["name"], by=None, at=AT) == [other]
    assert set(Area.objects.values_list("name", "row_version")) == {("Old", 1), ("New", 2)}
    assert len(written(Area)) == 1


def test_only_the_named_fields_are_saved(mission):
    row = AreaFactory(mission=mission, name="Old", code="X")
    row.name, row.code = "New", "Y"
    change_rows([row], ["name"], by=None)
    assert Area.objects.values_list("name", "code").get() == ("New", "X")


def test_a_stale_row_stops_them_all_and_shows_both_versions(mission):
    mine, fresh = AreaFactory.create_batch(2, mission=mission, name="Old")
    theirs = Area.objects.get(pk=mine.pk)
    theirs.name = "Theirs"
    change_rows([theirs], ["name"], by=None)
    mine.name = fresh.name = "Mine"
    with pytest.raises(EditConflict) as conflict:
        change_rows([fresh, mine], ["name"], by=None, at=AT)
    assert [(one.name, other.name) for one, other in conflict.value.rows] == [("Mine", "Theirs")]
    assert sorted(Area.objects.values_list("name", flat=True)) == ["Old", "Theirs"]
    assert written(Area) == []


def test_a_row_that_is_gone_is_a_conflict_too(mission):
    row = AreaFactory(mission=mission)
    Area.objects.filter(pk=row.pk).delete()
    with pytest.raises(EditConflict) as conflict:
        change_rows([row], ["name"], by=None)
    assert conflict.value.rows == [(row, None)]


@pytest.mark.parametrize("count", [1, 3])
def test_removed_rows_leave_what_they_held(mission, planner, count):
    rows = AreaFactory.create_batch(count, mission=mission, name="Gone")
    assert remove_rows(rows, by=planner.user, at=AT) == count
    assert Area.objects.count() == 0
    # A database locks them in an order of its own.
    assert sorted(written(Area), key=lambda entry: entry[4]["key"]) == [
        (
            "Gone",
            "delete",
            planner.user,
            {"via": "screen"},
            {"mission_id": [str(mission.pk), None], "key": [row.key, None], "name": ["Gone", None]},
        )
        for row in rows
    ]


def test_what_others_need_is_not_removed_and_not_logged(mission):
    parent = AreaFactory(mission=mission)
    AreaFactory(mission=mission, parent=parent)
    with pytest.raises(models.RestrictedError):
        remove_rows([parent], by=None, at=AT)
    assert Area.objects.count() == 2
    assert written(Area) == []


def test_nothing_to_do_asks_the_database_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert create_rows([], by=None) == []
        assert change_rows([], ["name"], by=None) == []
        assert remove_rows([], by=None) == 0


def test_rows_and_their_entries_stand_or_fall_together(mission):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_rows([*areas(mission, 2), Area(mission=mission, key="a0", name="Twice")], by=None, at=AT)
    assert Area.objects.count() == 0
    assert written(Area) == []


def test_what_somebody_stored_meanwhile_is_said_in_a_sentence(mission):
    create_rows(areas(mission, 2), by=None, at=AT)
    with pytest.raises(AlreadyThere, match="Another row of this mission has this key"):
        create_rows([Area(mission=mission, key="a0", name="Twice")], by=None, at=AT)
    row = Area.objects.get(key="a1")
    row.key = "a0"
    with pytest.raises(AlreadyThere, match="Another row of this mission has this key"):
        change_rows([row], ["key"], by=None, at=AT)
    assert list(Area.objects.values_list("key", flat=True).order_by("key")) == ["a0", "a1"]


def test_a_rolled_back_change_is_not_logged(mission):
    with transaction.atomic():
        create_rows(areas(mission, 1), by=None, at=AT)
        transaction.set_rollback(True)
    assert written(Area) == []


def test_a_zero_is_logged_as_zero(db):
    mission = MissionFactory(setting_coverage_min=None)
    mission.setting_coverage_min = 0.0
    change_rows([mission], ["setting_coverage_min"], by=None, at=AT)
    assert written(Mission)[0][4] == {"setting_coverage_min": [None, "0.0"]}


def test_one_entry_for_each_removed_row_and_none_twice(mission):
    forum = ForumFactory(mission=mission)
    ForumChairFactory(forum=forum)
    remove_rows([forum], by=None, at=AT)
    assert [entry[:2] for entry in written(Forum)] == [(forum.name, "delete")]
