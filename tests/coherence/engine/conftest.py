"""The worked example, parsed once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from apps.coherence.engine import Assessment, assess, inputs_from_document

DATA = Path(__file__).parents[2] / "data"
KARO_DAY = date(2026, 1, 1)


@pytest.fixture(scope="session")
def karo_text() -> str:
    """The bundle of the worked example."""
    return (DATA / "karo.bundle.json").read_text(encoding="utf-8")


@pytest.fixture
def karo(karo_text: str) -> dict[str, Any]:
    """A document of its own, to change."""
    document: dict[str, Any] = json.loads(karo_text)
    return document


@pytest.fixture(scope="session")
def karo_assessment(karo_text: str) -> Assessment:
    """The assessment of the worked example."""
    return assess(inputs_from_document(json.loads(karo_text)), KARO_DAY)
