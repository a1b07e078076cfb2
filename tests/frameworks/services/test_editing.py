"""Parts of an open version: added, changed, put in order, taken out, each logged; adopted ones refuse."""

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.core.models import Job
from apps.core.services import EditConflict
from apps.frameworks.enums import FactorKind, VersionStatus
from apps.frameworks.models import ConflictFactor, FrameworkVersion, VersionAdopted, VersionSection
from apps.frameworks.services.editing import add_parts, change_parts, put_in_order, remove_parts
from tests.factories.frameworks import (
    ConflictFactorFactory,
    FrameworkVersionFactory,
    ObjectiveTextFactory,
    ObjectiveTranslationFactory,
    VersionSectionFactory,
)
from tests.factories.missions import AreaFactory


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission)


def factor_of(mission, title="Land"):
    return ConflictFactor(mission=mission, key="land", kind=FactorKind.DRIVER, title=title)


def test_a_part_is_added_with_its_lists_and_logged(planner, mission, version):
    area = AreaFactory(mission=mission)
    add_parts(by=planner.user, version=version, rows=[factor_of(mission)], lists={"areas": [area]})
    factor = ConflictFactor.objects.get()
    assert (factor.title, list(factor.areas.all()), factor.areas_recorded) == ("Land", [area], True)
    entries = LogEntry.objects.get_for_object(factor).order_by("pk")
    assert [(one.get_action_display(), one.actor) for one in entries] == [
        ("create", planner.user),
        ("update", planner.user),
    ]


def test_what_the_assessment_counts_asks_for_one_and_a_text_does_not(mission, version):
    add_parts(by=None, version=version, rows=[VersionSection(framework_version=version, key="a", title="A")])
    assert not Job.objects.exists()
    add_parts(by=None, version=version, rows=[factor_of(mission)])
    assert Job.objects.get().about == mission.uuid


def test_what_cannot_be_is_refused_by_field(mission, version):
    with pytest.raises(ValidationError) as refusal:
        add_parts(by=None, version=version, rows=[factor_of(mission, title="")])
    assert list(refusal.value.message_dict) == ["title"]
    assert not ConflictFactor.objects.exists()


def test_a_section_compares_its_own_version(version):
    section = VersionSectionFactory(framework_version=version)
    mine, theirs = VersionSection.objects.get(), VersionSection.objects.get()
    theirs.title = "Theirs"
    change_parts(by=None, version=version, rows=[theirs], fields=["title"])
    mine.title = "Mine"
    with pytest.raises(EditConflict):
        change_parts(by=None, version=version, rows=[mine], fields=["title"])
    section.refresh_from_db()
    assert (section.title, section.row_version) == ("Theirs", 2)


def test_sections_stand_in_the_order_given(version):
    one, two, three = (VersionSectionFactory(framework_version=version) for _ in range(3))
    put_in_order(by=None, version=version, rows=[three, one, two])
    assert list(VersionSection.objects.values_list("pk", "position")) == [
        (three.pk, 1),
        (one.pk, 2),
        (two.pk, 3),
    ]


def test_a_part_is_taken_out_and_logged(planner, version):
    section = VersionSectionFactory(framework_version=version)
    remove_parts(by=planner.user, version=version, rows=[section])
    assert not VersionSection.objects.exists()
    assert LogEntry.objects.get_for_model(VersionSection).latest("pk").get_action_display() == "delete"


def test_a_factor_that_an_adopted_version_names_stays(mission, version):
    factor = ConflictFactorFactory(mission=mission)
    old = FrameworkVersionFactory(mission=mission, number=2, status=VersionStatus.ADOPTED)
    text = ObjectiveTextFactory(mission=mission, framework_version=old)
    text.conflict_factors.add(factor)
    FrameworkVersion.objects.filter(pk=old.pk).update(adoption_sha256="0" * 64)
    with pytest.raises(ValidationError) as refusal:
        remove_parts(by=None, version=version, rows=[factor])
    assert refusal.value.messages == [
        "It stays: an adopted version of the framework or something else in the mission names it."
    ]
    assert list(text.conflict_factors.all()) == [factor]


@pytest.mark.parametrize("act", [add_parts, change_parts, put_in_order, remove_parts])
def test_an_adopted_version_refuses_every_edit(mission, version, act):
    FrameworkVersion.objects.update(status=VersionStatus.ADOPTED)
    row = factor_of(mission) if act is add_parts else VersionSectionFactory(framework_version=version)
    more = {"fields": ["title"]} if act is change_parts else {}
    with pytest.raises(VersionAdopted):
        act(by=None, version=version, rows=[row], **more)


def test_words_that_change_are_checked_no_longer(version):
    section = VersionSectionFactory(
        framework_version=version,
        title="Context",
        translations=[
            {"language": "ar", "title": "السياق", "origin": "machine"},
            {"language": "fr", "title": "Contexte", "origin": "checked"},
        ],
    )
    text = ObjectiveTextFactory(mission=version.mission, framework_version=version, title="Courts")
    checked = ObjectiveTranslationFactory(objective_text=text, origin="checked")
    section.title, text.title = "Context", "Courts"
    change_parts(by=None, version=version, rows=[section], fields=["title"])
    change_parts(by=None, version=version, rows=[text], fields=["title", "priority"])
    section.refresh_from_db()
    checked.refresh_from_db()
    assert (section.translations[1]["origin"], checked.origin) == ("checked", "checked")
    section.title, text.title = "The context", "Courts that sit"
    change_parts(by=None, version=version, rows=[section], fields=["title"])
    change_parts(by=None, version=version, rows=[text], fields=["title", "priority"])
    section.refresh_from_db()
    checked.refresh_from_db()
    assert [one["origin"] for one in section.translations] == ["machine", "human"]
    assert (section.translations[1]["title"], checked.origin) == ("Contexte", "human")
    assert (section.translations[1]["was_title"], checked.was_title) == ("Context", "Courts")
    section.title, text.title = "Our context", "Courts"
    change_parts(by=None, version=version, rows=[section], fields=["title"])
    change_parts(by=None, version=version, rows=[text], fields=["title"])
    section.refresh_from_db()
    checked.refresh_from_db()
    assert (section.translations[1]["was_title"], checked.was_title) == ("Context", None)
    # Saying so anew is a change of the translation alone.
    section.translations = [{"language": "fr", "title": "Le contexte", "origin": "checked"}]
    change_parts(by=None, version=version, rows=[section], fields=["translations"])
    assert VersionSection.objects.get().translations[0]["origin"] == "checked"
