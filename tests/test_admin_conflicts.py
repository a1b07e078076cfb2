"""The administration's page of every kind of row: who saves second sees both versions."""

import pytest
from django.db.models import CharField, F, TextField

from apps.core.models import Editable
from tests.factories.missions import AreaFactory
from tests.pages import shown_forms
from tests.test_admin import READ_ONLY, page
from tests.test_factories import FACTORIES

NO_TEXT = {
    "ActivityArea",
    "ActivityPeople",
    "ApiToken",
    "Attendance",
    "CommitmentTrace",
    "Endorsement",
    "ForumChair",
    "ForwardPlanAmount",
    "GateBenchmark",
    "Membership",
    "NetworkMember",
    "ObjectiveLinkedItem",
    "ScenarioAmount",
    "StrategicFramework",
    "StrategyTrace",
    "VersionAcknowledgement",
}
"""Kinds of rows without a text to edit: keys, days and numbers, compared by the same form."""
PLAIN = {"User": "its page is the one of Django; saving it writes what is shown"}
EDITED = [
    factory
    for factory in FACTORIES
    if factory._meta.model._meta.label_lower not in READ_ONLY and factory._meta.model.__name__ not in PLAIN
]


def text_field(row, sent):
    """A text of the row that its page offers and that both sides can change freely."""
    for field in row._meta.concrete_fields:
        # A currency of four letters would be refused for its own sake.
        free = isinstance(field, TextField | CharField) and not field.choices and not field.unique
        if free and field.name in sent and field.name not in {"currency", "language"}:
            return field.name
    return None


@pytest.mark.parametrize("factory", EDITED, ids=lambda factory: factory.__name__)
def test_who_saves_second_sees_both_versions(factory, superuser):
    row = factory()
    model = type(row)
    address = page(model, "change", row.pk)
    [sent] = [form for form in shown_forms(superuser.client.get(address).content) if "read_version" in form]
    name = text_field(row, sent)
    assert (name is None) == (model.__name__ in NO_TEXT)
    if name is None:
        return
    theirs = {name: "theirs"} | ({"row_version": F("row_version") + 1} if isinstance(row, Editable) else {})
    model.objects.filter(pk=row.pk).update(**theirs)
    answer = superuser.client.post(address, sent | {name: ["mine"]})
    assert answer.status_code == 409
    [both] = answer.context["adminform"].form.conflict.both
    assert (both.theirs, both.mine) == ("theirs", "mine")
    assert getattr(model.objects.get(pk=row.pk), name) == "theirs"
    [again] = [form for form in shown_forms(answer.content) if "read_version" in form]
    assert again[name] == ["mine"]
    assert superuser.client.post(address, again).status_code == 302
    assert getattr(model.objects.get(pk=row.pk), name) == "mine"


@pytest.mark.parametrize("door", ["page", "list"])
def test_who_confirms_a_removal_after_a_change_reads_the_row_first(door, superuser):
    row = AreaFactory(name="Seen")
    address = page(type(row), "delete", row.pk) if door == "page" else page(type(row), "changelist")
    chosen = {} if door == "page" else {"action": "delete_selected", "_selected_action": [row.pk]}
    ask = superuser.client.get if door == "page" else superuser.client.post
    assert "Seen" in ask(address, chosen).content.decode()
    type(row).objects.filter(pk=row.pk).update(name="Theirs", row_version=F("row_version") + 1)
    answer = superuser.client.post(address, chosen | {"post": "yes"}, follow=True)
    assert type(row).objects.filter(pk=row.pk).exists()
    assert "Somebody changed this since you opened it" in answer.content.decode()
    assert "Theirs" in answer.content.decode()
    ask(address, chosen)
    superuser.client.post(address, chosen | {"post": "yes"})
    assert not type(row).objects.filter(pk=row.pk).exists()
