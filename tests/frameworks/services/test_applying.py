"""Template frameworks: every statement has a source or is unverified; laying one down twice is once."""

import pytest

from apps.core.enums import Dimension
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, LinkedFramework, VersionAdopted, VersionSection
from apps.frameworks.services.applying import apply_template
from apps.frameworks.template_frameworks import TEMPLATES
from apps.missions.models import Mission
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveTextFactory


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission)


def test_what_has_to_be_there_is_there_and_has_something_to_begin_with():
    assert set(TEMPLATES) == {
        "un-isf",
        "pbc-strategy",
        "sc-benchmarks",
        "rftf",
        "au-pcrd",
        "whole-of-government",
        "unsdcf",
        "prsp",
        "hrp",
        "nepad-pcr",
        "csis-ausa",
    }
    for key in ("un-isf", "pbc-strategy", "sc-benchmarks", "rftf", "au-pcrd"):
        assert TEMPLATES[key].sections
        assert TEMPLATES[key].checklist


def test_every_template_names_the_source_of_its_name_and_its_own_dimensions_are_distinct():
    for one in TEMPLATES.values():
        assert one.about.source
        codes = [dimension.code for dimension in one.dimensions]
        assert len(codes) == len(set(codes))
        assert {str(dimension.core) for dimension in one.dimensions} <= set(Dimension.values)


def test_what_stands_on_memory_alone_counts_as_unverified():
    assert [TEMPLATES[key].unverified for key in ("pbc-strategy", "au-pcrd", "rftf")] == [0, 11, 13]
    assert [key for key, one in TEMPLATES.items() if one.only_named] == [
        "unsdcf",
        "prsp",
        "hrp",
        "nepad-pcr",
        "csis-ausa",
    ]


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_a_template_is_laid_down_once(planner, version, key):
    assert apply_template(by=planner.user, version=version, template=TEMPLATES[key]) is True
    before = (
        list(FrameworkVersion.objects.values()),
        list(VersionSection.objects.values()),
        list(LinkedFramework.objects.values()),
    )
    assert apply_template(by=planner.user, version=version, template=TEMPLATES[key]) is False
    assert before == (
        list(FrameworkVersion.objects.values()),
        list(VersionSection.objects.values()),
        list(LinkedFramework.objects.values()),
    )


def test_what_is_written_stays(version):
    FrameworkVersion.objects.update(pillars=["Own", "Gender"])
    apply_template(by=None, version=version, template=TEMPLATES["pbc-strategy"])
    assert version.pillars[:3] == ["Own", "Gender", "Good governance"]
    assert version.pillars.count("Gender") == 1
    assert version.template == "pbc-strategy"
    assert list(version.sections.values_list("title", flat=True))[:2] == [
        "Background",
        "Principles of cooperation",
    ]


def test_a_mission_takes_dimensions_only_while_nothing_is_worded_in_others(mission, version):
    union = TEMPLATES["au-pcrd"]
    apply_template(by=None, version=version, template=union)
    assert Mission.objects.get(pk=mission.pk).dimensions is None
    text = ObjectiveTextFactory(mission=mission, framework_version=version)
    apply_template(by=None, version=version, template=union, own_dimensions=True)
    assert Mission.objects.get(pk=mission.pk).dimensions is None
    text.delete()
    apply_template(by=None, version=version, template=union, own_dimensions=True)
    found = Mission.objects.get(pk=mission.pk).dimensions
    assert {"code": "gender", "name": "Women and gender", "core": "human_rights"} in found


def test_one_kept_beside_becomes_a_linked_framework(version):
    apply_template(by=None, version=version, template=TEMPLATES["hrp"])
    assert LinkedFramework.objects.get().kind == "humanitarian_appeal"
    assert version.template is None


def test_an_adopted_version_takes_none(version):
    FrameworkVersion.objects.update(status=VersionStatus.ADOPTED)
    with pytest.raises(VersionAdopted):
        apply_template(by=None, version=version, template=TEMPLATES["un-isf"])
