"""`manage.py bundle`: what it prints and with which status it ends."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.exchange.bundle import differences, read
from apps.missions.models import Mission
from tests.exchange.bundle.examples import Row, activity, agency, document

KARO = Path(__file__).parents[1] / "data" / "karo.bundle.json"

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, list[str], str]:
    """Exit status, the lines printed, and the closing sentence of an error."""
    out = io.StringIO()
    try:
        call_command("bundle", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue().splitlines(), str(error)
    return 0, out.getvalue().splitlines(), ""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, document(agencies=[agency("A"), agency("B")], activities=[activity("X")]))


def written(folder: Path, content: Row, name: str = "t.bundle.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_import_prints_a_table_of_counts(file: Path) -> None:
    assert run("import", str(file)) == (
        0,
        [
            "collection  new  changed  same  kept  removed",
            "agencies      2        0     0     0        0",
            "activities    1        0     0     0        0",
            "T: stored as a new mission.",
        ],
        "",
    )


def test_a_second_import_says_that_nothing_changed(file: Path) -> None:
    run("import", str(file))
    assert run("import", str(file)) == (
        0,
        [
            "collection  new  changed  same  kept  removed",
            "agencies      0        0     2     0        0",
            "activities    0        0     1     0        0",
            "T: nothing changed.",
        ],
        "",
    )


def test_a_dry_run_lists_the_keys_and_stores_nothing(file: Path, tmp_path: Path) -> None:
    run("import", str(file))
    changed = document(agencies=[agency("A", side="internal")], activities=[activity("Y")])
    path = written(tmp_path, changed, "other.json")
    assert run("import", str(path), "--dry-run", "--replace") == (
        0,
        [
            "collection  new  changed  same  kept  removed",
            "agencies      0        1     0     0        1",
            "activities    1        0     0     0        1",
            "agencies changed: A",
            "agencies removed: B",
            "activities new: Y",
            "activities removed: X",
            "T: dry run, nothing was stored.",
        ],
        "",
    )
    assert run("import", str(file))[1][-1] == "T: nothing changed."
    assert run("import", str(path), "--replace")[1][-1] == "T: stored."


def test_a_long_list_of_keys_is_cut_but_not_that_of_removed_rows(tmp_path: Path) -> None:
    many = [agency(f"A{n:02}") for n in range(30)]
    path = written(tmp_path, document(agencies=many))
    new = run("import", str(path), "--dry-run")[1][-2]
    assert new == f"agencies new: {', '.join(f'A{n:02}' for n in range(20))} and 10 more"
    run("import", str(path))
    removed = run("import", str(written(tmp_path, document())), "--dry-run", "--replace")[1][-2]
    assert removed == f"agencies removed: {', '.join(f'A{n:02}' for n in range(30))}"


def test_a_bad_file_is_refused_with_every_fault_on_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, document(activities=[activity("X", colour="red", start="2025-02-30")]))
    expected = (
        1,
        [
            "/activities/0/colour unknown_field",
            "/activities/0/lead unknown_reference",
            "/activities/0/start bad_date",
        ],
        "3 faults; nothing was stored.",
    )
    for verb in ("import", "validate"):
        status, lines, sentence = run(verb, str(path))
        assert (status, [" ".join(line.split()[:2]) for line in lines], sentence) == expected
    assert Mission.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"{", "/ not_json Line 1, column 2 is not JSON: Expecting property name enclosed in double quotes."),
        (b"\xff", "/ not_utf8 Byte 0 is not UTF-8; save the file as UTF-8."),
    ],
)
def test_a_file_that_is_no_document_is_refused(tmp_path: Path, content: bytes, line: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    for verb in ("import", "validate"):
        assert run(verb, str(path)) == (1, [line], "1 fault; nothing was stored.")


def test_validate_says_so_where_there_is_no_fault(file: Path) -> None:
    assert run("validate", str(file)) == (0, ["The file has no faults."], "")
    assert Mission.objects.count() == 0


def test_export_writes_what_import_took(tmp_path: Path) -> None:
    run("import", str(KARO))
    path = tmp_path / "out.json"
    assert run("export", "KARO", str(path)) == (0, [f"KARO: written to {path}."], "")
    exported = read(path.read_bytes())
    assert differences(read(KARO.read_bytes()), exported, only_given_uuids=True) == []
    assert exported["exported_at"].endswith("Z")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.json"]


def test_standard_input_and_output(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(file.read_bytes())

    monkeypatch.setattr(sys, "stdin", Input)
    assert run("import", "-")[1][-1] == "T: stored as a new mission."
    status, lines, _sentence = run("export", "T", "-")
    assert (status, [row["key"] for row in json.loads("\n".join(lines))["agencies"]]) == (0, ["A", "B"])


@pytest.mark.parametrize("verb", ["import", "validate"])
def test_a_file_that_cannot_be_read_is_named(verb: str, tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    assert run(verb, str(path)) == (2, [], f"{path} cannot be read: No such file or directory.")


def test_an_unknown_mission_or_folder_is_named(file: Path, tmp_path: Path) -> None:
    assert run("export", "NONE", "-") == (2, [], "There is no mission with the code NONE.")
    run("import", str(file))
    path = tmp_path / "none" / "out.json"
    assert run("export", "T", str(path)) == (2, [], f"{path} cannot be written: No such file or directory.")


def test_overwrite_is_an_option(file: Path, tmp_path: Path) -> None:
    from apps.activities.models import Activity
    from apps.core.services import change_rows

    run("import", str(file))
    row: Any = Activity.objects.get()
    row.title = "By hand"
    change_rows([row], ["title"], by=None)
    status, lines, _sentence = run("import", str(file))
    assert (status, lines[0].split()[:2]) == (1, ["/activities/0", "edit_conflict"])
    assert run("import", str(file), "--overwrite")[0] == 0
    assert Activity.objects.get().title == "Training"
