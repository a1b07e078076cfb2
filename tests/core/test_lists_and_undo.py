"""Lists of a row change with its version and are logged; what was removed can be brought back as it was."""

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.core.services import EditConflict, bring_back, change_lists, kept_for_undo, remove_rows
from apps.frameworks.models import ObjectiveText, ObjectiveTranslation
from tests.factories.agencies import AgencyFactory
from tests.factories.frameworks import ObjectiveTextFactory, ObjectiveTranslationFactory


def test_a_list_changes_with_its_row_and_is_logged(planner, mission):
    text = ObjectiveTextFactory(mission=mission)
    one, two = AgencyFactory(acronym="One"), AgencyFactory(acronym="Two")
    assert change_lists([text], {"lead_agencies": [two, one]}, by=planner.user) == [text]
    stored = ObjectiveText.objects.get()
    assert (set(stored.lead_agencies.all()), stored.lead_agencies_recorded, stored.row_version) == (
        {one, two},
        True,
        2,
    )
    entry = LogEntry.objects.get_for_object(text).latest("pk")
    assert (entry.changes, entry.actor) == ({"lead_agencies": ["", "One, Two"]}, planner.user)


def test_an_equal_list_changes_nothing(mission):
    text = ObjectiveTextFactory(mission=mission)
    assert change_lists([text], {"lead_agencies": []}, by=None) == []
    stored = ObjectiveText.objects.get()
    assert (stored.lead_agencies_recorded, stored.row_version) == (None, 1)


def test_a_stale_row_keeps_its_list(mission):
    text = ObjectiveTextFactory(mission=mission)
    ObjectiveText.objects.update(row_version=2)
    with pytest.raises(EditConflict):
        change_lists([text], {"lead_agencies": [AgencyFactory()]}, by=None)
    assert list(text.lead_agencies.all()) == []


def test_what_was_removed_comes_back_with_its_lines_and_lists(planner, mission):
    text = ObjectiveTextFactory(mission=mission)
    text.lead_agencies.set([AgencyFactory(), AgencyFactory()])
    translation = ObjectiveTranslationFactory(objective_text=text)
    before = list(ObjectiveText.objects.values()), list(text.lead_agencies.order_by("pk"))
    kept = kept_for_undo([text])
    remove_rows([text], by=planner.user)
    assert not ObjectiveText.objects.exists()
    bring_back(kept, by=planner.user)
    again = ObjectiveText.objects.get()
    assert (list(ObjectiveText.objects.values()), list(again.lead_agencies.order_by("pk"))) == before
    assert ObjectiveTranslation.objects.get() == translation
    assert LogEntry.objects.get_for_object(again).latest("pk").get_action_display() == "create"


def test_nothing_comes_back_where_something_else_stands(mission):
    text = ObjectiveTextFactory(mission=mission)
    kept = kept_for_undo([text])
    with pytest.raises(ValidationError):
        bring_back(kept, by=None)
    assert ObjectiveText.objects.count() == 1
