"""Mandates and other frameworks against the objectives, both ways."""

import pytest
from django.urls import reverse

from tests.factories.frameworks import (
    FrameworkVersionFactory,
    LinkedFrameworkFactory,
    LinkedFrameworkItemFactory,
    ObjectiveLinkedItemFactory,
    ObjectiveTextFactory,
)
from tests.factories.missions import MandateFactory, MandateTaskFactory

QUERIES = 11


@pytest.fixture
def here():
    return reverse("portal:coverage", kwargs={"code": "MISA"})


def text_of(response):
    return " ".join(response.content.decode().split())


def covered(version):
    """A task and an item that an objective answers, and one of each that nobody answers."""
    mission = version.mission
    task = MandateTaskFactory(mandate=MandateFactory(mission=mission), text="Protect civilians")
    MandateTaskFactory(mandate=task.mandate, text="Support elections")
    item = LinkedFrameworkItemFactory(linked_framework=LinkedFrameworkFactory(mission=mission))
    LinkedFrameworkItemFactory(linked_framework=item.linked_framework, text="Axis 2")
    text = ObjectiveTextFactory(mission=mission, framework_version=version, code="O1", title="Courts")
    text.mandate_tasks.add(task)
    ObjectiveLinkedItemFactory(objective_text=text, linked_framework=item.linked_framework, item=item)


def test_what_nobody_answers_and_who_answers_nothing_is_said(planner, mission, here):
    version = FrameworkVersionFactory(mission=mission)
    covered(version)
    ObjectiveTextFactory(mission=mission, framework_version=version, code="O2", title="Roads")
    response = planner.client.get(here)
    mandate, plan = response.context["groups"]
    for group in (mandate, plan):
        assert (group["answered"], len(group["items"])) == (1, 2)
        assert [one["code"] for one in group["silent"]] == ["O2"]
    text = text_of(response)
    assert "1 of 2 items are answered by an objective." in text
    assert text.count("no objective answers this") == 2


def test_without_anything_to_answer_the_page_says_what_belongs_there(planner, mission, here):
    assert "Nothing to answer to yet" in text_of(planner.client.get(here))


def test_the_page_costs_the_same_for_one_and_for_three(planner, mission, here, django_assert_num_queries):
    version = FrameworkVersionFactory(mission=mission)
    for more in (1, 2):
        for _one in range(more):
            covered(version)
        with django_assert_num_queries(QUERIES):
            assert planner.client.get(here).status_code == 200
