import datetime
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps

from apps.core import changelog
from apps.missions.models import Area
from tests.factories.accounts import UserFactory
from tests.factories.missions import AreaFactory

AT = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
COMPUTED = {"coherence.finding", "coherence.frozeninputs", "coherence.indicatorvalue"}
OF_THE_MACHINERY = {
    "accounts.sentmail",
    "api.idempotencykey",
    "api.webhookdelivery",
    "core.heartbeat",
    "core.historyleaf",
    "core.historyseal",
    "core.job",
    "exchange.importrow",
    "exchange.importrun",
    "missions.reading",
    # What one person asked for and takes away: of its own, not of the mission.
    "portal.savedreport",
}


def test_every_business_table_is_in_the_log():
    ours = {
        model._meta.label_lower
        for config in apps.get_app_configs()
        if config.name.startswith("apps.")
        for model in config.get_models()
    }
    logged = {model._meta.label_lower for model in auditlog.get_models()}
    assert ours - logged == COMPUTED | OF_THE_MACHINERY


def test_missing_stays_missing():
    assert [changelog.as_text(value) for value in (None, "", 0, False, Decimal("1.50"))] == [
        None,
        "",
        "0",
        "False",
        "1.50",
    ]


def test_a_new_row_is_told_by_what_it_holds(mission):
    row = AreaFactory(mission=mission, key="north", name="North")
    held = {"mission_id": str(mission.pk), "key": "north", "name": "North"}
    assert changelog.created(row) == {name: [None, value] for name, value in held.items()}
    assert changelog.removed(row) == {name: [value, None] for name, value in held.items()}


def test_no_secret_is_told(db):
    told = changelog.created(UserFactory())
    assert sorted(told) == [
        "date_joined",
        "email",
        "is_active",
        "is_staff",
        "is_superuser",
        "mail_language",
        "name",
        "reminders",
        "weekly_digest",
    ]


def test_a_difference_names_foreign_keys_by_their_number(mission):
    before = AreaFactory(mission=mission)
    after = Area.objects.get(pk=before.pk)
    after.parent = before
    assert changelog.difference(before, after, ["parent", "name"]) == {"parent_id": [None, str(before.pk)]}


@pytest.mark.parametrize("count", [1, 3])
def test_entries_cost_the_same_for_one_and_three(mission, planner, count, django_assert_num_queries):
    rows = AreaFactory.create_batch(count, mission=mission)
    with django_assert_num_queries(1):
        written = changelog.write(
            ((row, LogEntry.Action.UPDATE, {"name": ["a", "b"]}) for row in rows),
            by=planner.user,
            at=AT,
            via="import",
        )
    assert written == count
    entries = LogEntry.objects.filter(timestamp=AT).order_by("pk")
    assert [entry.object_id for entry in entries] == [row.pk for row in rows]
    assert {(entry.actor, entry.additional_data["via"]) for entry in entries} == {(planner.user, "import")}


def test_an_update_without_a_difference_is_no_entry(mission):
    row = AreaFactory(mission=mission)
    assert changelog.write([(row, LogEntry.Action.UPDATE, {})], by=None, at=AT, via="screen") == 0
    assert not LogEntry.objects.filter(timestamp=AT).exists()


def test_more_rows_than_a_batch(mission, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(changelog, "BATCH", 2)
    rows = AreaFactory.create_batch(5, mission=mission)
    with django_assert_num_queries(3):
        written = changelog.write(
            ((row, LogEntry.Action.DELETE, {}) for row in rows), by=None, at=AT, via="command"
        )
    assert written == LogEntry.objects.filter(timestamp=AT).count() == 5
