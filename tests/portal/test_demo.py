import datetime
import io
import json
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.coherence.engine import assess, inputs_from_document
from apps.coherence.engine.output import as_document
from apps.coherence.models import Assessment
from apps.core import jobs
from apps.exchange.bundle import check, read
from apps.missions.enums import Role
from apps.missions.models import Membership, Mission
from apps.portal.management.commands.demo import bundle_of

DEMO = Path(__file__).resolve().parents[2] / "demo"
MISSIONS = json.loads((DEMO / "missions.json").read_text(encoding="utf-8"))
SIGN_INS = """
nexusplan is at http://127.0.0.1:8000 - sign in as one of these, password: one plan for peace
  planner@demo.example        Mission planner
  editor@demo.example         Agency editor
  counterpart@demo.example    Internal counterpart
  donor@demo.example          Donor
"""


def run():
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def everything():
    """What a second start must leave alone."""
    return [
        sorted(model.objects.values_list()) if model is Membership else model.objects.count()
        for model in (User, Mission, Membership, Assessment, LogEntry)
    ]


def test_there_is_none_on_a_server(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError) as refusal:
        run()
    assert str(refusal.value) == ("The demonstration lives on a local machine only: start it with ./np demo.")
    assert not User.objects.exists()


def test_the_demonstration_loads_once_and_stays(db, settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.delenv("NEXUSPLAN_PORT", raising=False)
    said = run()
    assert said.splitlines()[:2] == [f"Loading {entry['file']} ..." for entry in MISSIONS]
    assert said.endswith(SIGN_INS)
    agencies = {
        (mission, role): agency
        for mission, role, agency in Membership.objects.values_list(
            "mission__code", "role", "agency__missionagency__key"
        )
    }
    assert agencies == {
        ("KARO", Role.PLANNER): None,
        ("KARO", Role.AGENCY_EDITOR): "DEV",
        ("KARO", Role.INTERNAL_COUNTERPART): "MOP",
        ("KARO", Role.DONOR): "DEV",
        ("BDI", Role.PLANNER): None,
        ("BDI", Role.AGENCY_EDITOR): "UNDP",
        ("BDI", Role.INTERNAL_COUNTERPART): "GOB",
        ("BDI", Role.DONOR): "EC",
    }
    for entry in MISSIONS:
        stored = Assessment.objects.filter(mission__code=entry["code"])
        assert {day.isoformat() for day in stored.values_list("as_of", flat=True)} >= {entry["as_of"]}
        quarters = stored.filter(kind="history", audience="mission").order_by("as_of")
        assert quarters.count() >= 12
        assert quarters.last().as_of.isoformat() <= entry["as_of"]
    # The readme sends its reader to a new mission as the planner.
    assert [user.email for user in User.objects.all() if user.has_perm("missions.start_mission")] == [
        "planner@demo.example"
    ]
    assert jobs.run_pending() == 0
    before = everything()
    assert run() == SIGN_INS
    assert everything() == before


def test_what_fills_the_registers_of_karo_changes_no_result():
    entry = next(one for one in MISSIONS if one["code"] == "KARO")
    as_of = datetime.date.fromisoformat(entry["as_of"])
    results = []
    for content in ((DEMO / entry["file"]).read_bytes(), bundle_of(entry)):
        document = read(content)
        assert check(document) == []
        results.append(as_document(assess(inputs_from_document(document), as_of), inputs_sha256=""))
    # Handovers are what the exit is judged by; Karo is far from it, and the example has none.
    assert [one.pop("exit")["handovers"] for one in results] == [0, 3]
    assert results[0] == results[1]
