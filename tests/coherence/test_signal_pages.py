"""Every signal of the worked example on its page: the numbers of the expected document, each open to its rows."""

import csv
import io
import json

import pytest

from apps.coherence.engine.registry import SIGNAL_TEXTS
from tests.coherence.conftest import DATA
from tests.coherence.test_views import address

SIGNALS = [key for key in SIGNAL_TEXTS if key != "D14"]


@pytest.fixture
def expected():
    return json.loads((DATA / "karo.expected.json").read_text(encoding="utf-8"))["signals"]


def opened(persona, signal):
    name = {"D14": "network"}.get(signal)
    response = persona.client.get(address(name) if name else address("signal", signal=signal))
    assert response.status_code == 200, signal
    return response.context


def exported(persona, signal, table=0):
    page = address("network") if signal == "D14" else address("signal", signal=signal)
    response = persona.client.get(page, {"format": "csv", "table": table})
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("signal", [*SIGNALS, "D14"])
def test_opens(assessed, karo_planner, signal):
    assert opened(karo_planner, signal)["sentence"]
