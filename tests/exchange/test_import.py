import datetime
import json
from pathlib import Path

import pytest

from apps.exchange.bundle import differences, read
from apps.exchange.selectors import export_bundle
from apps.exchange.services import import_bundle
from apps.missions.models import Mission

AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
KARO = Path(__file__).parents[1] / "data" / "karo.bundle.json"


@pytest.mark.django_db
def test_export_of_an_import_says_the_same():
    document = read(KARO.read_bytes())
    report = import_bundle(by=None, document=document, at=AT)
    mission = Mission.objects.get(code="KARO")
    exported = json.loads(json.dumps(export_bundle(mission=mission)))
    assert differences(document, exported, only_given_uuids=True) == []
    report = import_bundle(by=None, document=document, at=AT)
    assert not report.changed, report
    report = import_bundle(by=None, document=exported, at=AT, replace=True)
    assert not report.changed, report

