"""The page of the paper and its Word file, for whichever version is asked for."""

import datetime
import io
import re

import docx
import pytest

from apps.benchmarks.drafting.document import seal
from apps.benchmarks.models import Gate, GateBenchmark, Indicator, Milestone
from apps.frameworks.models import ConflictFactor, FrameworkVersion
from apps.portal.views.paper import WORD
from tests.factories.benchmarks import (
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    IndicatorFactory,
    MilestoneFactory,
)
from tests.factories.frameworks import (
    ConflictFactorFactory,
    FrameworkVersionFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
    VersionSectionFactory,
)
from tests.factories.missions import AreaFactory

DAY = datetime.date(2025, 1, 1)

ADDRESS = "/m/MISA/framework/paper/"


@pytest.fixture
def version(mission):
    version = FrameworkVersionFactory(mission=mission, vision="- Peace", language="en")
    ObjectiveTextFactory(mission=mission, framework_version=version, title="Courts", description="# Why")
    VersionSectionFactory(framework_version=version, title="Risks", text="**Many**")
    return version


def test_the_page_is_the_whole_version(planner, version):
    shown = planner.client.get(ADDRESS).content.decode()
    for part in ("<li>Peace</li>", "Courts</h3>", "<h3>Why</h3>", "Risks</h2>", "<strong>Many</strong>"):
        assert part in shown


def test_the_word_file_is_the_same_paper(planner, version):
    answer = planner.client.get("/m/MISA/framework/paper/word/?version=1")
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
        WORD,
        'attachment; filename="misa-framework-1.docx"',
    )
    found = [(one.style.name, one.text) for one in docx.Document(io.BytesIO(answer.content)).paragraphs]
    assert ("Heading 1", "Risks") in found
    assert ("Heading 2", "Courts") in found


@pytest.mark.parametrize("query", ["?version=7", "?version=x"])
def test_a_version_that_is_not_there_is_404(planner, version, query):
    assert planner.client.get(ADDRESS + query).status_code == 404


def test_without_a_version_there_is_no_paper(planner, mission):
    assert planner.client.get(ADDRESS).status_code == 404


def test_an_adopted_version_is_printed_as_it_was_adopted(planner, mission):
    version = FrameworkVersionFactory(mission=mission, status="adopted", adopted_on=DAY)
    text = ObjectiveTextFactory(mission=mission, framework_version=version, title="Courts")
    factor = ConflictFactorFactory(mission=mission, title="Land as it was")
    text.conflict_factors.add(factor)
    wording = BenchmarkTextFactory(
        mission=mission, framework_version=version, benchmark__objective=text.objective
    )
    indicator = IndicatorFactory(
        mission=mission, benchmark=wording.benchmark, title="Judges then", target_number=7, target_on=DAY
    )
    MilestoneFactory(mission=mission, indicator=indicator, due_on=DAY, value_number=5)
    gone = ConflictFactorFactory(mission=mission, title="Arms, gone since")
    gone.areas.add(AreaFactory(mission=mission, name="North"))
    gate = GateFactory(mission=mission, title="Gate then", area=AreaFactory(mission=mission, name="South"))
    GateBenchmarkFactory(gate=gate, benchmark=wording.benchmark, threshold=3)
    need = ResourceRequirementFactory(mission=mission, objective=text.objective, amount=1000)
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    before = planner.client.get(ADDRESS).content.decode()
    for words in (
        "Land as it was",
        "Judges then",
        "Arms, gone since",
        "North",
        "Gate then",
        "South",
        "1,000",
    ):
        assert words in before, words

    ConflictFactor.objects.filter(pk=factor.pk).update(title="Land as it is now")
    Indicator.objects.update(title="Judges now", target_number=9)
    Milestone.objects.update(value_number=6)
    Gate.objects.update(title="Gate now")
    GateBenchmark.objects.update(threshold=4)
    ConflictFactorFactory(mission=mission, title="Written later")
    gone.delete()
    need.delete()
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", planner.client.get(ADDRESS).content.decode()) == token.sub("", before)
