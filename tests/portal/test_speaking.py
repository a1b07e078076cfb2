"""The framework in the language of the reader: on every page that shows it, marked, and as it was written."""

import datetime

import pytest

from apps.benchmarks.drafting.document import seal
from apps.benchmarks.models import BenchmarkText, Gate, Indicator
from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.core.enums import Audience
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import ConflictFactor, FrameworkVersion, VersionSection
from apps.missions.models import Mission
from apps.portal.selectors.overview import names_of
from apps.portal.speaking import Speaking
from apps.portal.templatetags.portal import tongues
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.coherence import AssessmentFactory
from tests.factories.frameworks import (
    AssumptionFactory,
    ConflictFactorFactory,
    FrameworkVersionFactory,
    MutualCommitmentFactory,
    ObjectiveTextFactory,
    ObjectiveTranslationFactory,
    VersionSectionFactory,
)

DAY = datetime.date(2025, 1, 1)
WORDS = {
    FrameworkVersion: ("vision", "السلام"),
    ConflictFactor: ("title", "الأرض"),
    VersionSection: ("title", "السياق"),
    BenchmarkText: ("statement", "المحاكم مفتوحة"),
    Indicator: ("title", "حصة المحاكم"),
    Gate: ("title", "ممر الشمال"),
}
"""In Arabic: what each kind of row says."""
OBJECTIVE, PILLAR, DESCRIPTION = "الثقة", "العمود الأول", "Judges decide"


@pytest.fixture
def said(mission, agency_a):
    """One of everything that is translated, in English and Arabic; a description stays untranslated."""
    Mission.objects.filter(pk=mission.pk).update(audience="public")
    version = FrameworkVersionFactory(
        mission=mission,
        number=1,
        status=VersionStatus.ADOPTED,
        adopted_on=DAY,
        vision="Peace",
        language="en",
        pillars=["Law"],
    )
    factor = ConflictFactorFactory(mission=mission, title="Land")
    VersionSectionFactory(framework_version=version, title="Context")
    text = ObjectiveTextFactory(
        mission=mission,
        framework_version=version,
        code="O1",
        title="Trust",
        description=DESCRIPTION,
        language="en",
        pillar="Law",
        position=1,
    )
    text.conflict_factors.add(factor)
    ObjectiveTranslationFactory(objective_text=text, language="ar", title=OBJECTIVE, origin="machine")
    ObjectiveTranslationFactory(objective_text=text, language="fr", title="La confiance", origin="checked")
    other = ObjectiveTextFactory(mission=mission, framework_version=version, title="Jobs")
    AssumptionFactory(
        mission=mission, framework_version=version, parent=text.objective, child=other.objective, text="Paid"
    )
    benchmark = BenchmarkFactory(mission=mission, objective=text.objective)
    BenchmarkTextFactory(
        mission=mission,
        framework_version=version,
        benchmark=benchmark,
        statement="Courts open",
        language="en",
    )
    indicator = IndicatorFactory(mission=mission, benchmark=benchmark, title="Share of courts")
    ObservationFactory(
        mission=mission,
        indicator=indicator,
        value_number=12,
        state="accepted",
        audience=Audience.PUBLIC,
        observed_on=DAY,
    )
    GateBenchmarkFactory(gate=GateFactory(mission=mission, title="Gate one"), benchmark=benchmark)
    MutualCommitmentFactory(mission=mission, party=agency_a, objective=text.objective, text="Pay judges")
    for model, (column, words) in WORDS.items():
        entry = {"language": "ar", column: words, "origin": "human"}
        if model is FrameworkVersion:
            entry["pillars"] = [PILLAR]
        model.objects.update(translations=[entry])
    AssessmentFactory(
        mission=mission, kind=AssessmentKind.COMPUTED, as_of=DAY, audience=AssessmentAudience.MISSION
    )
    return text


def pages(said):
    """Each page that shows the framework, with what it says in Arabic and in English."""
    arabic = {model.__name__: words for model, (_column, words) in WORDS.items()}
    benchmark, gate = BenchmarkText.objects.get().benchmark, Gate.objects.get()
    indicator = Indicator.objects.get()
    statement, title = arabic["BenchmarkText"], arabic["Gate"]
    return {
        "/m/MISA/framework/": [
            *(arabic[name] for name in ("FrameworkVersion", "ConflictFactor", "VersionSection")),
            OBJECTIVE,
            PILLAR,
        ],
        f"/m/MISA/framework/objectives/{said.objective.uuid}/": [
            OBJECTIVE,
            PILLAR,
            arabic["ConflictFactor"],
            statement,
        ],
        "/m/MISA/framework/theory/": [OBJECTIVE, statement],
        "/m/MISA/benchmarks/": [statement, OBJECTIVE],
        f"/m/MISA/benchmarks/{benchmark.uuid}/": [statement, OBJECTIVE, arabic["Indicator"], title],
        f"/m/MISA/benchmarks/series/{indicator.uuid}/": [arabic["Indicator"]],
        "/m/MISA/benchmarks/gates/": [title],
        f"/m/MISA/benchmarks/gates/{gate.uuid}/": [title, statement],
        "/p/MISA/": [
            *(arabic[name] for name in ("FrameworkVersion", "VersionSection", "Indicator", "BenchmarkText")),
            OBJECTIVE,
            PILLAR,
        ],
        f"/p/MISA/indicators/{indicator.uuid}/": [arabic["Indicator"], statement],
        "/p/MISA/agreed/": [title, statement, OBJECTIVE],
    }


def test_every_page_says_the_framework_in_the_language_of_the_reader(said, planner):
    planner.client.cookies["django_language"] = "ar"
    for page, words in pages(said).items():
        shown = planner.client.get(page)
        assert shown.status_code == 200, page
        body = shown.content.decode()
        assert [one for one in words if one not in body] == [], page
        assert '<a href="?words=original">' in body, page
        written = planner.client.get(f"{page}?words=original").content.decode()
        assert [one for one in words if one in written] == [], page
        assert '<a href="?words=original">' not in written, page
    planner.client.cookies["django_language"] = "es"
    for page, words in pages(said).items():
        body = planner.client.get(page).content.decode()
        assert ("words=original" in body, [one for one in words if one in body]) == (False, []), page


def test_each_word_says_its_language_and_how_it_was_translated(said, planner):
    planner.client.cookies["django_language"] = "fr"
    body = planner.client.get(f"/m/MISA/framework/objectives/{said.objective.uuid}/").content.decode()
    assert '<h1 dir="auto" lang="fr">O1 La confiance</h1>' in body
    assert f'<div class="prose" dir="auto" lang="en"><p>{DESCRIPTION}</p>' in body
    planner.client.cookies["django_language"] = "ar"
    body = planner.client.get("/p/MISA/").content.decode()
    assert f'<bdi lang="ar">O1 {OBJECTIVE}</bdi> <span class="tag">' in body
    assert f'<bdi lang="en">{DESCRIPTION}</bdi>' in body
    assert body.count('<span class="tag">') >= 4


def test_what_was_adopted_is_translated_from_its_document(said, planner):
    seal(versions=FrameworkVersion.objects.all())
    planner.client.cookies["django_language"] = "ar"
    body = planner.client.get("/m/MISA/framework/").content.decode()
    for words in pages(said)["/m/MISA/framework/"]:
        assert words in body


def test_the_portal_keeps_a_page_for_each_language_and_tells_programs_what_was_written(said, anonymous):
    seen = {}
    for language in ("en", "ar", "fr"):
        page = anonymous.client.get("/p/MISA/", headers={"Accept-Language": language})
        assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))
        seen[page.headers["ETag"]] = page.content.decode()
        facts = anonymous.client.get("/p/MISA/?format=json", headers={"Accept-Language": language}).json()
        assert {one["title"] for one in facts["framework"]["objectives"]} == {"Trust", "Jobs"}
        assert facts["indicators"][0]["benchmark"] == "Courts open"
    assert [(OBJECTIVE in body, "La confiance" in body) for body in seen.values()] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    for etag, body in seen.items():
        again = anonymous.client.get("/p/MISA/", headers={"Accept-Language": "ar", "If-None-Match": etag})
        assert again.status_code == (304 if OBJECTIVE in body else 200)


def test_findings_name_an_objective_as_it_is_translated(said, planner):
    named = [("objectives", said.objective.key)]
    for words, wanted in (
        (Speaking("ar"), f"O1 {OBJECTIVE} (translated by machine)"),
        (Speaking("fr"), "O1 La confiance (translation checked)"),
        (Speaking("fr", original=True), "O1 Trust"),
        (Speaking("es"), "O1 Trust"),
    ):
        seen = names_of(said.mission, planner.user, named, words)
        language = "en" if wanted.endswith("Trust") else words.language
        assert [(view.label, view.language) for view in seen.values()] == [(wanted, language)]
        assert words.found == (words.language != "es")


def test_a_name_in_a_sentence_says_its_language():
    sentence = "Nobody serves \u2068O1 <Trust>\u2069; \u2068SNPSP\u2069 could."
    assert tongues(sentence, {"O1 <Trust>": "en"}) == (
        'Nobody serves <bdi lang="en">O1 &lt;Trust&gt;</bdi>; <bdi>SNPSP</bdi> could.'
    )


def test_reading_a_page_changes_no_word(said, planner):
    planner.client.cookies["django_language"] = "ar"
    before = list(FrameworkVersion.objects.values("vision", "pillars", "row_version"))
    for page in pages(said):
        planner.client.get(page)
    assert list(FrameworkVersion.objects.values("vision", "pillars", "row_version")) == before
