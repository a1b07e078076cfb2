"""`manage.py iati import`: what it prints and with which status it ends; and the published files, whole."""

import datetime
import gzip
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.activities.models import Activity, SourceRecord
from apps.missions.models import Mission
from tests.exchange.iati.samples import V2, activity, document
from tests.exchange.iati.standard import DATA, SCHEMA, faults_of
from tests.factories.missions import MissionFactory

TODAY = datetime.date(2026, 11, 30)
# file -> (version, activities)
PUBLISHED = {
    "aims-burundi/iati_1.04_BurundiAIMS_GeocodedResearchRelease.xml.gz": ("1.04", 950),
    "aims-somalia-iati203/iati_2.03_SomaliaAIMS_GeocodedResearchRelease.xml.gz": ("2.03", 1217),
    "unhcr-iati203-results/UNHCR-Activities-2023.xml.gz": ("2.03", 134),
}

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, list[str], str]:
    """Exit status, the lines printed, and the closing sentence of an error."""
    out = io.StringIO()
    try:
        call_command("iati", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue().splitlines(), str(error)
    return 0, out.getvalue().splitlines(), ""


@pytest.fixture
def code():
    return MissionFactory(code="BDI", name="Burundi", countries=["BI"]).code


def written(folder: Path, content: str | bytes, name: str = "a.xml") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_import_accounts_for_every_activity_and_element(code, tmp_path):
    file = written(tmp_path, document(V2, activity("B", '<tag code="1"/>'), activity("B")))
    status, lines, _error = run("import", file, "--mission", code)
    assert status == 0
    assert lines[:7] == [
        "IATI version 2.03",
        "  3  activities in the file",
        "  2  new",
        "  0  changed",
        "  0  same",
        "  1  refused",
        "  2  lines of money of the new ones",
    ]
    assert [line for line in lines if line.startswith("line ")] == [
        "line 29, B: It stands twice in this file; the first time in line 29."
    ]
    assert "  1  iati-activity/tag" in lines
    assert lines[-1] == "BDI: 2 activities stored."


def test_a_dry_run_stores_nothing(code, tmp_path):
    status, lines, _error = run("import", written(tmp_path, document(V2)), "--mission", code, "--dry-run")
    assert (status, lines[-1]) == (0, "BDI: dry run, nothing was stored.")
    assert not Activity.objects.exists()


def test_a_packed_file_and_the_same_file_again(code, tmp_path):
    file = written(tmp_path, gzip.compress(document(V2).encode()), "a.xml.gz")
    assert run("import", file, "--mission", code)[1][-1] == "BDI: 1 activity stored."
    assert run("import", file, "--mission", code)[1][-1] == "BDI: nothing changed."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not xml at all", "This is not an XML file: nothing could be read from it."),
        (
            b"<rss/>",
            "This is an XML file, but not one of IATI activities: it begins with “rss”.",
        ),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><iati-activities version="2.03"/>',
            "The file has a DOCTYPE, which IATI never has: it was not read.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_gets_one_sentence_and_status_1(code, tmp_path, content, said):
    assert run("import", written(tmp_path, content), "--mission", code) == (1, [], said)


def test_a_file_or_mission_that_is_not_there_is_said(code, tmp_path):
    missing = str(tmp_path / "none.xml")
    assert run("import", missing, "--mission", code) == (
        1,
        [],
        f"{missing} cannot be read: No such file or directory.",
    )
    file = written(tmp_path, document(V2))
    assert run("import", file, "--mission", "NO") == (1, [], "There is no mission with the code NO.")


def test_every_published_file_beside_is_taken_whole_and_written_again(code, tmp_path):
    """The three real files where they lie beside the project, each twice; none of them here proves nothing,
    and the tests above speak for the reading."""
    for name, (version, activities) in PUBLISHED.items():
        if not (DATA / name).exists():
            continue
        before = Activity.objects.count()
        _status, lines, error = run("import", str(DATA / name), "--mission", code)
        assert error == ""
        assert lines[0] == f"IATI version {version}"
        assert [int(line.split()[0]) for line in lines[1:6]] == [activities, activities, 0, 0, 0]
        assert Activity.objects.count() - before == activities
        assert run("import", str(DATA / name), "--mission", code)[1][-1] == "BDI: nothing changed."
    assert SourceRecord.objects.count() == Activity.objects.count()
    Mission.objects.update(audience="public")
    Activity.objects.update(audience="public", iati_publish=True)
    assert run("export", str(tmp_path / "out.xml"), "--mission", code)[2] == ""
    if SCHEMA.exists():
        assert faults_of((tmp_path / "out.xml").read_bytes(), TODAY)[:2] == ([], {})
