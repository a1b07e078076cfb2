import datetime
import json
from pathlib import Path

import pytest

from apps.coherence import services
from apps.exchange.services import import_bundle
from apps.missions.enums import Role
from apps.missions.models import Mission
from tests import kept
from tests.personas import member

DATA = Path(__file__).parent.parent / "data"
AS_OF = datetime.date(2026, 1, 1)


@pytest.fixture
def karo_document():
    return json.loads((DATA / "karo.bundle.json").read_text(encoding="utf-8"))


@pytest.fixture
def karo(db, karo_document):
    """The worked example, imported."""

    def made():
        import_bundle(by=None, document=karo_document, at=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
        return Mission.objects.get(code="KARO")

    return kept.once("karo", made)


@pytest.fixture
def assessed(karo):
    """The members' assessment of the worked example as it was imported, stored."""
    return kept.once("assessed", lambda: services.assess(mission=karo, as_of=AS_OF))


@pytest.fixture
def karo_planner(karo):
    return member("karo_planner", karo, Role.PLANNER)


@pytest.fixture
def karo_donor(karo):
    return member("karo_donor", karo, Role.DONOR)
