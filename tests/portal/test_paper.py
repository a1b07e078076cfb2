"""The page of the paper and its Word file, for whichever version is asked for."""

import io

import docx
import pytest

from apps.portal.views.paper import WORD
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveTextFactory, VersionSectionFactory

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
