"""An objective is an identity and a wording; what it answers is part of the wording."""

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.core.services import EditConflict
from apps.frameworks.models import Objective, ObjectiveText
from apps.frameworks.services.objectives import Answer, add_objectives, change_objective
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    LinkedFrameworkFactory,
    LinkedFrameworkItemFactory,
    ObjectiveTextFactory,
)


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission)


def test_objectives_come_at_the_end_with_identities_of_their_own(planner, mission, version, agency_a):
    ObjectiveTextFactory(mission=mission, framework_version=version, position=4)
    plan = LinkedFrameworkFactory(mission=mission, title="Plan")
    item = LinkedFrameworkItemFactory(linked_framework=plan, key="axis1")
    made = add_objectives(
        by=planner.user,
        version=version,
        texts=[ObjectiveText(title=title, dimension="security") for title in ("One", "Two")],
        lists={"lead_agencies": [agency_a]},
        answers=[Answer(plan, item)],
    )
    assert [(one.title, one.position) for one in made] == [("One", 5), ("Two", 6)]
    assert len({one.objective_id for one in made}) == 2
    stored = ObjectiveText.objects.get(title="One")
    assert (list(stored.lead_agencies.all()), stored.linked_items.get().item) == ([agency_a], item)
    logged = LogEntry.objects.get_for_object(stored).order_by("pk")
    assert {"linked_items": ["", "Plan: axis1"]} in [one.changes for one in logged]


def test_what_an_objective_answers_is_left_or_replaced(mission, version):
    text = ObjectiveTextFactory(mission=mission, framework_version=version)
    plan = LinkedFrameworkFactory(mission=mission)
    change_objective(by=None, text=text, fields=["title"], answers=[Answer(plan)])
    text.title = "Other"
    change_objective(by=None, text=text, fields=["title"])
    assert (text.linked_items.get().linked_framework, text.linked_items_recorded) == (plan, True)
    change_objective(by=None, text=text, fields=["title"], answers=[])
    assert not text.linked_items.exists()


def test_what_cannot_be_stores_no_identity(version):
    with pytest.raises(ValidationError):
        add_objectives(by=None, version=version, texts=[ObjectiveText(title="", dimension="security")])
    assert not Objective.objects.exists()


def test_a_stale_wording_is_refused(mission, version):
    text = ObjectiveTextFactory(mission=mission, framework_version=version)
    ObjectiveText.objects.update(row_version=2)
    text.title = "Mine"
    with pytest.raises(EditConflict):
        change_objective(by=None, text=text, fields=["title"])
