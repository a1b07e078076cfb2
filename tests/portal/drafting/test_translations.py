"""Objectives beside their translations, each marked with how it came about."""

import pytest

from apps.frameworks.models import FrameworkVersion, ObjectiveTranslation
from tests.factories.frameworks import ObjectiveTextFactory, ObjectiveTranslationFactory


@pytest.fixture
def text(mission, version):
    mission.languages = ["en", "fr", "ar"]
    mission.save()
    FrameworkVersion.objects.update(language="en")
    return ObjectiveTextFactory(mission=mission, framework_version=version, title="Courts", language="en")


def test_an_objective_is_translated_and_marked(draft, text):
    shown = draft.get("translations/?language=fr").content.decode()
    assert ("0 of 1 objectives translated" in shown, "Not translated yet." in shown) == (True, True)
    path = f"add/translation/?under={text.uuid}&language=fr"
    form = draft.get(path).content.decode()
    assert '<option value="fr" selected>' in form
    assert "<b>Courts</b>" in form
    given = {"language": "fr", "title": "Les tribunaux", "description": "- un", "origin": "machine"}
    answer = draft.post(path, given)
    row = ObjectiveTranslation.objects.get()
    address = f"/m/MISA/framework/draft/translations/#translation-{row.pk}"
    assert answer.headers["Location"] == address
    assert (row.objective_text, row.title, row.origin) == (text, "Les tribunaux", "machine")
    draft.post(f"translation/{row.pk}/", given | {"origin": "checked", "row_version": 1})
    shown = draft.get("translations/?language=fr").content.decode()
    assert "1 of 1 objectives translated, 1 checked." in shown
    assert "● Checked" in shown


def test_one_translation_for_each_language(draft, text):
    ObjectiveTranslationFactory(objective_text=text, language="fr")
    given = {"language": "fr", "title": "Autre", "origin": "human"}
    answer = draft.post(f"add/translation/?under={text.uuid}", given).content.decode()
    assert "This language has a translation already" in answer
    given = {"language": "en", "title": "Same", "origin": "human"}
    assert (
        "Select a valid choice" in draft.post(f"add/translation/?under={text.uuid}", given).content.decode()
    )


def test_a_translation_is_taken_out_and_brought_back(draft, text):
    row = ObjectiveTranslationFactory(objective_text=text, language="fr", origin="human")
    answer = draft.post(f"translation/{row.pk}/remove/", {"row_version": 1}, follow=True)
    assert "was taken out." in answer.content.decode()
    draft.post("undo/")
    assert ObjectiveTranslation.objects.get() == row


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(draft, mission, version, text, count, django_assert_num_queries):
    for _ in range(count):
        other = ObjectiveTextFactory(mission=mission, framework_version=version)
        ObjectiveTranslationFactory(objective_text=other, language="fr")
    with django_assert_num_queries(7):
        draft.get("translations/?language=fr")


def test_before_there_is_an_objective_it_says_what_belongs_there(draft, version):
    assert "Nothing to translate yet" in draft.get("translations/").content.decode()


def test_any_language_of_the_mission_or_the_interface_is_offered(draft, mission, text):
    mission.languages = ["rn"]
    mission.save()
    shown = draft.get("translations/").content.decode()
    assert [f"?language={code}" in shown for code in ("rn", "fr", "ar", "en")] == [True, True, True, False]
