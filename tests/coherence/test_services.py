import datetime
import json
import subprocess
import sys

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.activities.models import Activity
from apps.coherence import services
from apps.coherence.engine.measure import value_of
from apps.coherence.engine.results import Unit
from apps.coherence.models import Assessment, IndicatorValue
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.models import Job
from tests.coherence.conftest import AS_OF, DATA


def units_of(value: IndicatorValue) -> list[Unit]:
    return [
        Unit(tuple((row[0], row[1]) for row in rows), score, weight, reason)
        for rows, score, weight, reason in value.units
    ]


def test_every_stored_number_follows_from_its_stored_units(assessed):
    checked = 0
    for value in assessed.values.filter(indicator__isnull=False):
        units = units_of(value)
        if value.status == "not_applicable":
            assert (value.value, value.n, value.eligible) == (None, 0, 0)
            continue
        assert len(units) == value.eligible
        assert sum(unit.score is not None for unit in units) == value.n
        assert all(unit.reason for unit in units if unit.score is None)
        if value.status == "assessed":
            assert value_of(units) == pytest.approx(value.value, abs=1e-12)
            checked += 1
    assert checked == 53


def test_assessing_again_changes_nothing(karo, assessed):
    before = list(IndicatorValue.objects.order_by("pk").values())
    again = services.assess(mission=karo, as_of=AS_OF)
    assert (again.pk, again.computed_at) == (assessed.pk, assessed.computed_at)
    assert list(IndicatorValue.objects.order_by("pk").values()) == before


def test_a_changed_input_changes_the_stored_assessment_in_place(karo, assessed):
    karo.activity_set.get(key="X3").links.update(grade="claimed")
    again = services.assess(mission=karo, as_of=AS_OF)
    assert again.pk == assessed.pk
    assert again.inputs_sha256 != assessed.inputs_sha256
    e1 = again.values.get(indicator="E1")
    assert (e1.value, e1.n) == (0.5, 6)


def test_units_are_kept_by_the_latest_date_and_the_latest_computation(karo, assessed):
    for day in (datetime.date(2025, 11, 1), datetime.date(2025, 12, 1)):
        services.assess(mission=karo, as_of=day)
    kept = {
        one.as_of: one.values.filter(units__isnull=False).exists()
        for one in Assessment.objects.filter(kind="computed")
    }
    assert kept == {AS_OF: True, datetime.date(2025, 12, 1): True, datetime.date(2025, 11, 1): False}
    assert assessed.values.get(indicator="E1").value == pytest.approx(4 / 6)


def test_an_assessment_knows_the_first_day_of_its_mission(assessed):
    assert assessed.result["first_day"] == "2023-01-01"


def test_the_public_assessment_knows_public_rows_only(karo):
    Activity.objects.filter(key="X1").update(audience=Audience.PUBLIC)
    karo.audience = "public"
    karo.save()
    assert services.audiences(karo) == ["mission", "public"]
    public = services.assess(mission=karo, as_of=AS_OF, audience="public")
    text = json.dumps([public.result, list(public.values.values("units")), list(public.findings.values())])
    assert "X1" in text
    assert [key for key in ("X2", "X3", "X4", "X5", "X6", "X7", "X8") if f'"{key}' in text] == []


def test_a_computed_assessment_leaves_no_trace_in_the_change_log(karo):
    before = LogEntry.objects.count()
    services.assess(mission=karo, as_of=AS_OF)
    assert LogEntry.objects.count() == before


def test_the_import_asks_for_an_assessment_that_a_worker_then_stores(karo):
    assert Job.objects.get().task == "coherence.assess"
    jobs.run_pending()
    done = set(Job.objects.filter(status="done").values_list("task", flat=True))
    assert {"coherence.assess", "coherence.history"} <= done
    assert Assessment.objects.filter(mission=karo, kind="computed").count() == 1


def test_a_mission_that_has_ended_is_assessed_on_its_last_day(karo):
    karo.ended_on = AS_OF
    karo.save()
    jobs.run_pending()
    assert Assessment.objects.get(kind="computed").as_of == AS_OF


DAY_AFTER = AS_OF + datetime.timedelta(days=1)


def assessments():
    """What other rooms ask for once a day is none of it."""
    return Job.objects.filter(task="coherence.assess")


def test_a_new_day_asks_for_an_assessment_without_a_change(karo, assessed):
    Job.objects.all().delete()
    assert jobs.begin(today=AS_OF) is True
    assert assessments().count() == 0
    assert jobs.begin(today=DAY_AFTER) is True
    waiting = assessments().get()
    assert (waiting.task, waiting.about, waiting.changes) == ("coherence.assess", karo.uuid, 0)
    assert jobs.begin(today=DAY_AFTER) is False
    assert assessments().get() == waiting


def test_no_day_is_new_to_a_mission_that_has_ended_and_to_a_demonstration(karo, assessed, settings):
    Job.objects.all().delete()
    settings.DEMO = True
    assert jobs.begin(today=DAY_AFTER) is True
    settings.DEMO = False
    karo.ended_on = AS_OF
    karo.save()
    assert jobs.begin(today=DAY_AFTER + datetime.timedelta(days=1)) is True
    assert assessments().count() == 0


def test_the_command_prints_the_worked_example(karo, capsys, tmp_path):
    call_command("assess", "KARO", "--as-of", "2026-01-01", "--json")
    actual = tmp_path / "actual.json"
    actual.write_text(capsys.readouterr().out, encoding="utf-8")
    compared = subprocess.run(
        [sys.executable, DATA / "compare.py", DATA / "karo.expected.json", actual],
        capture_output=True,
        text=True,
        check=False,
    )
    assert compared.stdout.splitlines()[-1] == "1172 compared, 0 differ"
    assert not Assessment.objects.filter(kind="computed").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["NOWHERE", "--as-of", "2026-01-01"], "There is no mission with the code NOWHERE."),
        (["KARO", "--as-of", "2026-02-30"], "2026-02-30 is not a date: write it as YYYY-MM-DD."),
        (
            ["KARO", "--as-of", "0001-01-01"],
            "Nothing of KARO is recorded before 2023-01-01: give this day or a later one.",
        ),
        (
            ["KARO", "--as-of", "2026-01-01", "--store"],
            "--store needs --audience public or --audience mission.",
        ),
    ],
)
def test_the_command_names_what_is_wrong(karo, arguments, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("assess", *arguments)
    assert (str(refused.value), refused.value.returncode) == (sentence, 2)


def test_the_command_stores_when_told_to(karo, capsys):
    call_command("assess", "KARO", "--as-of", "2026-01-01", "--audience", "mission", "--store")
    assert Assessment.objects.get(kind="computed").audience == "mission"
    assert "external: substantial 0.74 [0.63, 0.77]" in capsys.readouterr().out.splitlines()
