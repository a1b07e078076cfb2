"""Objectives beside their translations, each marked with how it came about."""

import pytest

from apps.exchange.selectors import export_bundle
from apps.frameworks.models import ConflictFactor, FrameworkVersion, ObjectiveText, ObjectiveTranslation
from tests.factories.benchmarks import BenchmarkTextFactory, GateFactory
from tests.factories.frameworks import (
    AssumptionFactory,
    ConflictFactorFactory,
    ObjectiveTextFactory,
    ObjectiveTranslationFactory,
    VersionSectionFactory,
)
from tests.pages import form_with


@pytest.fixture
def text(mission, version):
    mission.languages = ["en", "fr", "ar"]
    mission.save()
    FrameworkVersion.objects.update(language="en")
    return ObjectiveTextFactory(mission=mission, framework_version=version, title="Courts", language="en")


def test_an_objective_is_translated_and_marked(draft, text):
    shown = draft.get("translations/?language=fr").content.decode()
    assert ("0 of 1 parts translated" in shown, "Not translated yet." in shown) == (True, True)
    path = f"add/translation/?under={text.uuid}&language=fr"
    form = draft.get(path).content.decode()
    assert '<option value="fr" selected>' in form
    assert "<b>Courts</b>" in form
    given = {"language": "fr", "title": "Les tribunaux", "description": "- un", "origin": "machine"}
    answer = draft.post(path, given)
    row = ObjectiveTranslation.objects.get()
    address = f"/m/MISA/framework/draft/translations/?language=fr#translation-{row.pk}"
    assert answer.headers["Location"] == address
    assert (row.objective_text, row.title, row.origin) == (text, "Les tribunaux", "machine")
    draft.post(f"translation/{row.pk}/", given | {"origin": "checked", "row_version": 1})
    shown = draft.get("translations/?language=fr").content.decode()
    assert "1 of 1 parts translated, 1 checked." in shown
    assert "● Checked" in shown


def test_every_other_part_is_translated_too(draft, mission, version, text, planner):
    FrameworkVersion.objects.filter(pk=version.pk).update(vision="# Peace", pillars=["Law", "Land"])
    ObjectiveText.objects.update(pillar="Law")
    rows = {
        "vision": (version, {"vision": "# Paix", "pillars": "Droit\nTerre"}),
        "factor": (ConflictFactorFactory(mission=mission), {"title": "Terres"}),
        "benchmark": (
            BenchmarkTextFactory(
                mission=mission, framework_version=version, benchmark__objective=text.objective
            ),
            {"statement": "Un registre"},
        ),
        "assumption": (
            AssumptionFactory(mission=mission, framework_version=version, child=text.objective),
            {"text": "On paie"},
        ),
        "gate": (GateFactory(mission=mission, title="Exit"), {"title": "Sortie"}),
    }
    section = VersionSectionFactory(framework_version=version, title="Risks")
    addresses = {kind: str(row.uuid) for kind, (row, _words) in rows.items()} | {"section": section.key}
    words = {kind: given for kind, (_row, given) in rows.items()} | {"section": {"title": "Risques"}}
    for kind, given in words.items():
        path = f"translations/fr/{kind}/{addresses[kind]}/"
        sent = form_with(draft.get(path).content, "origin")
        assert "Say how the translation came about." in draft.post(path, sent | given).content.decode()
        assert draft.post(path, sent | given | {"origin": "checked"}).status_code == 302
        assert draft.post(path, sent | given | {"origin": "machine"}).status_code == 409
    shown = draft.get("translations/?language=fr").content.decode()
    assert "6 of 7 parts translated, 6 checked." in shown
    assert "<h1>Paix</h1>" not in draft.text()
    paper = planner.client.get("/m/MISA/framework/paper/?language=fr").content.decode()
    for word in ("Paix", "Droit", "Terres", "Un registre", "On paie", "Sortie", "Risques", "Courts"):
        assert word in paper, word
    assert "6 of 7 parts are translated, of them 0 by machine, 0 by a person and 6 checked" in paper
    assert planner.client.get("/m/MISA/framework/paper/?language=xx").status_code == 404

    assert export_bundle(mission=mission)["conflict_factors"][0]["translations"] == [
        {"language": "fr", "title": "Terres", "origin": "checked"}
    ]
    path = f"translations/fr/factor/{addresses['factor']}/"
    sent = form_with(draft.get(path).content, "origin") | {"title": [""]}
    assert draft.post(path, sent).status_code == 302
    assert ConflictFactor.objects.get().translations is None


def test_pillars_are_translated_one_by_one(draft, version, text):
    FrameworkVersion.objects.filter(pk=version.pk).update(pillars=["Law", "Land"])
    path = f"translations/fr/vision/{version.uuid}/"
    sent = form_with(draft.get(path).content, "origin") | {"pillars": ["Droit"], "origin": ["human"]}
    assert "There are 2 pillars" in draft.post(path, sent).content.decode()
    for wrong in (f"translations/en/vision/{version.uuid}/", f"translations/fr/objective/{text.uuid}/"):
        assert draft.get(wrong).status_code == 404


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
    with django_assert_num_queries(17):
        draft.get("translations/?language=fr")


def test_before_there_is_an_objective_it_says_what_belongs_there(draft, version):
    assert "Nothing to translate yet" in draft.get("translations/").content.decode()


def filled(page, title):
    return form_with(page.content, "title", "row_version") | {"title": title}


def test_a_translation_of_older_words_is_marked_until_it_is_saved_anew(draft, mission, version, text):
    section = VersionSectionFactory(framework_version=version, title="Context")
    row = ObjectiveTranslationFactory(objective_text=text, language="fr", title="Tribunaux", origin="human")
    given = {"title": "Contexte", "origin": "human", "row_version": 1}
    draft.post(f"translations/fr/section/{section.key}/", given)
    mark = "the original changed since"
    assert mark not in draft.get("translations/?language=fr").content.decode()
    draft.post(f"objective/{text.uuid}/", filled(draft.get(f"objective/{text.uuid}/"), title="Courts sit"))
    path = f"section/{section.key}/"
    draft.post(path, filled(draft.get(path), title="Our context"))
    edits = {f"translation/{row.pk}/": "Tribunaux", f"translations/fr/section/{section.key}/": "Contexte"}
    shown = draft.get("translations/?language=fr").content.decode()
    assert (f"{mark}: 2" in shown, "<ins> sit</ins>" in shown, shown.count(mark)) == (True, True, 3)
    paper = draft.client.get("/m/MISA/framework/paper/?language=fr").content.decode()
    assert f"▲ {mark}: 2" in paper
    draft.client.cookies["django_language"] = "fr"
    assert draft.client.get("/m/MISA/framework/").content.decode().count("▲") == 2
    draft.client.cookies["django_language"] = "en"
    for path, words in edits.items():
        form = draft.get(path)
        assert mark in form.content.decode()
        assert draft.post(path, filled(form, title=words)).status_code == 302
    assert mark not in draft.get("translations/?language=fr").content.decode()


def test_any_language_of_the_mission_or_the_interface_is_offered(draft, mission, text):
    mission.languages = ["rn"]
    mission.save()
    shown = draft.get("translations/").content.decode()
    assert [f"?language={code}" in shown for code in ("rn", "fr", "ar", "en")] == [True, True, True, False]
