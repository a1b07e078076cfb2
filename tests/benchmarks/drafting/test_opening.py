"""A draft begins empty or as a copy of the adopted version; identities stay what they are."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from apps.benchmarks.drafting.document import seal
from apps.benchmarks.drafting.opening import open_draft
from apps.benchmarks.models import BenchmarkText
from apps.exchange.services import import_bundle
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, ObjectiveText
from apps.frameworks.selectors.content import agency_names, content_of
from apps.missions.models import Mission
from tests.exchange.documents import full_document

AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)


def test_without_an_adopted_version_a_draft_is_empty(planner, mission):
    version = open_draft(by=planner.user, mission=mission, language="fr")
    assert (version.number, version.status, version.language, version.vision) == (1, "draft", "fr", None)
    assert version.framework.mission == mission


def test_only_one_draft_is_open(mission):
    open_draft(by=None, mission=mission)
    with pytest.raises(ValidationError) as refusal:
        open_draft(by=None, mission=mission)
    assert refusal.value.messages == ["A draft is open already: write in that one."]
    assert FrameworkVersion.objects.count() == 1


@pytest.fixture
def adopted(db):
    """A version with everything that can belong to one, adopted and sealed; nothing is open."""
    document = full_document()
    for row in document["framework_versions"]:
        if row["status"] == "draft":
            row |= {"status": "superseded", "adopted_on": "2020-01-01", "superseded_on": "2021-01-01"}
    import_bundle(by=None, document=document, at=AT)
    seal(versions=FrameworkVersion.objects.all())
    return FrameworkVersion.objects.get(status=VersionStatus.ADOPTED)


def test_a_draft_says_what_the_adopted_version_says(adopted):
    mission = Mission.objects.get()
    version = open_draft(by=None, mission=mission)
    agencies = agency_names(mission)
    before, after = content_of(adopted, agencies), content_of(version, agencies)

    def plain(value):
        return sorted(value, key=str) if isinstance(value, list) else value

    def said(one):
        return [
            {name: plain(getattr(text, name)) for name in text.__dataclass_fields__ if name != "key"}
            for text in one.objectives
        ]

    assert said(before) != []
    assert said(after) == said(before)
    assert (after.sections, after.benchmarks, after.needs) == (
        before.sections,
        dict(before.benchmarks),
        before.needs,
    )
    assert (version.vision, version.pillars, version.template) == (
        adopted.vision,
        adopted.pillars,
        adopted.template,
    )
    assert version.number == FrameworkVersion.objects.exclude(pk=version.pk).latest("number").number + 1
    of_adopted = ObjectiveText.objects.get(framework_version=adopted).translations
    of_draft = ObjectiveText.objects.get(framework_version=version).translations
    assert list(of_draft.values_list("language", "title")) == list(
        of_adopted.values_list("language", "title")
    )


def test_identities_stay(adopted):
    version = open_draft(by=None, mission=adopted.mission)
    for model, identity in ((ObjectiveText, "objective_id"), (BenchmarkText, "benchmark_id")):
        old = set(model.objects.filter(framework_version=adopted).values_list(identity, flat=True))
        new = set(model.objects.filter(framework_version=version).values_list(identity, flat=True))
        assert old == new != set()
