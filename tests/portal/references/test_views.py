"""Mandates and linked frameworks are written, and each task or item is given the objectives of the draft."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from apps.frameworks.models import LinkedFramework, ObjectiveText
from apps.missions.models import Mandate
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    LinkedFrameworkFactory,
    LinkedFrameworkItemFactory,
    ObjectiveLinkedItemFactory,
    ObjectiveTextFactory,
)
from tests.factories.missions import MandateFactory, MandateTaskFactory
from tests.pages import form_with

EDIT_QUERIES, ITEM_QUERIES = 6, 7


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission)


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_mandate_is_written_with_its_tasks_changed_and_taken_out(planner, mission, agency_a, version):
    page = address("reference_new", book="mandate")
    sent = form_with(planner.client.get(page).content, "symbol")
    sent |= {"symbol": ["S/RES/1"], "more": ["Protect civilians\nSupport elections"]}
    sent |= {"items-0-text": ["Report"], "items-0-agency": [str(agency_a.uuid)]}
    assert planner.client.post(page, sent).url == address("coverage")
    mandate = Mandate.objects.get()
    texts = list(mandate.tasks.order_by("key").values_list("text", "agency"))
    assert texts == [("Report", agency_a.pk), ("Protect civilians", None), ("Support elections", None)]

    text = ObjectiveTextFactory(mission=mission, framework_version=version)
    text.mandate_tasks.add(mandate.tasks.get(text="Report"))
    page = address("reference", book="mandate", uuid=mandate.uuid)
    sent = form_with(planner.client.get(page).content, "symbol")
    named = planner.client.post(page, sent | {"items-0-DELETE": ["on"]})
    assert "“Report” stays: an objective of the framework answers it." in text_of(named)
    changed = sent | {"items-1-text": ["Protect everybody"], "items-2-DELETE": ["on"]}
    assert planner.client.post(page, changed).status_code == 302
    assert set(mandate.tasks.values_list("text", flat=True)) == {"Report", "Protect everybody"}
    assert LogEntry.objects.get_for_object(mandate.tasks.get(text="Protect everybody")).count() == 2
    stale = planner.client.post(page, sent | {"items-1-text": ["Protect some"]})
    assert stale.status_code == 409
    assert "Protect everybody" in text_of(stale)

    away = address("reference_remove", book="mandate", uuid=mandate.uuid)
    sent = form_with(planner.client.get(away).content, "row_version")
    assert "It stays" in text_of(planner.client.post(away, sent))
    text.mandate_tasks.clear()
    assert planner.client.post(away, sent).status_code == 302
    assert not Mandate.objects.exists()


def test_another_framework_keeps_what_is_answered(planner, mission, version):
    page = address("reference_new", book="framework")
    sent = form_with(planner.client.get(page).content, "title")
    wrong = sent | {
        "title": ["Plan"],
        "kind": ["prsp"],
        "period_from": ["2027-01-01"],
        "period_to": ["2026-01-01"],
    }
    assert planner.client.post(page, wrong).status_code == 200
    assert not LinkedFramework.objects.exists()
    given = sent | {"title": ["Plan"], "kind": ["prsp"], "more": ["Axis 1\n\nAxis 2"]}
    assert planner.client.post(page, given).status_code == 302
    plan = LinkedFramework.objects.get()
    assert [one.text for one in plan.items.order_by("key")] == ["Axis 1", "Axis 2"]
    ObjectiveLinkedItemFactory(
        objective_text__mission=mission, objective_text__framework_version=version, linked_framework=plan
    )
    away = address("reference_remove", book="framework", uuid=plan.uuid)
    assert planner.client.post(away, {"row_version": plan.row_version}).status_code == 200
    assert LinkedFramework.objects.exists()


@pytest.mark.parametrize("book", ["mandate", "framework"])
def test_an_item_is_given_its_objectives_and_the_rest_stays(planner, mission, version, book):
    if book == "mandate":
        item = MandateTaskFactory(mandate=MandateFactory(mission=mission))
        other, above = MandateTaskFactory(mandate=item.mandate), item.mandate
    else:
        item = LinkedFrameworkItemFactory(linked_framework=LinkedFrameworkFactory(mission=mission))
        above = item.linked_framework
        other = LinkedFrameworkItemFactory(linked_framework=above)

    def answers(text):
        if book == "mandate":
            return set(text.mandate_tasks.all())
        return {line.item for line in text.linked_items.all()}

    first, second = ObjectiveTextFactory.create_batch(2, mission=mission, framework_version=version)
    for one in (item, other):
        if book == "mandate":
            first.mandate_tasks.add(one)
        else:
            ObjectiveLinkedItemFactory(objective_text=first, linked_framework=above, item=one)
    assert "Say who answers it" in text_of(planner.client.get(address("coverage")))
    page = address("reference_item", book=book, uuid=above.uuid, item=item.key)
    sent = form_with(planner.client.get(page).content, "initial-objectives")
    assert sent["objectives"] == [str(first.objective_id)]
    given = sent | {"objectives": [str(second.objective_id)]}
    assert planner.client.post(page, given).url == address("coverage")
    assert (answers(first), answers(second)) == ({other}, {item})
    assert not ObjectiveText.objects.filter(row_version=1).exists()
    stale = planner.client.post(page, given | {"objectives": []})
    assert stale.status_code == 409
    assert answers(second) == {item}


def test_only_planners_write_and_only_in_a_draft(planner, editor_a, mission):
    mandate = MandateFactory(mission=mission)
    task = MandateTaskFactory(mandate=mandate)
    item = address("reference_item", book="mandate", uuid=mandate.uuid, item=task.key)
    assert planner.client.get(item).status_code == 404
    assert planner.client.get(address("reference_new", book="book")).status_code == 404
    text = text_of(editor_a.client.get(address("coverage")))
    assert "Add a mandate" not in text
    assert task.text in text  # also before there is a version


def test_forms_cost_the_same_for_one_and_for_three(planner, mission, version, django_assert_num_queries):
    mandate = MandateFactory(mission=mission)
    for more in (1, 2):
        tasks = MandateTaskFactory.create_batch(more, mandate=mandate)
        ObjectiveTextFactory.create_batch(more, mission=mission, framework_version=version)
        for path, expected in (
            (address("reference", book="mandate", uuid=mandate.uuid), EDIT_QUERIES),
            (address("reference_item", book="mandate", uuid=mandate.uuid, item=tasks[0].key), ITEM_QUERIES),
        ):
            with django_assert_num_queries(expected):
                assert planner.client.get(path).status_code == 200
