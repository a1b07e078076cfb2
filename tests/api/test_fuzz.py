"""A slice of what `python -m bench.api_fuzz` sends: made-up requests, good and bad, as one who may write."""

import json
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from apps.api.pages import document
from tests.factories.activities import ActivityFactory
from tests.factories.frameworks import FrameworkVersionFactory
from tests.factories.missions import AreaFactory

ASKED = ("areas", "activities", "observations", "observations/bulk", "conflict_factors", "dissents")
EACH = 12


def made_up(operation):
    """Some good and some bad requests to an operation."""
    found = []

    @seed(1)
    @settings(
        max_examples=EACH,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(st.one_of(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    def make(case):
        sayable = isinstance(case.body, dict | list | str | int | None)
        found.append(json.dumps(case.body) if sayable else "{}")

    make()
    return found


@pytest.mark.django_db
def test_no_made_up_request_breaks_it(mission, agency_a, planner, record_property):
    planner.client.raise_request_exception = False
    FrameworkVersionFactory(mission=mission)
    rows = {
        "areas": AreaFactory(mission=mission),
        "activities": ActivityFactory(mission=mission, lead=agency_a),
    }
    answers: Counter[int] = Counter()
    broken = []
    api = schemathesis.openapi.from_dict(json.loads(json.dumps(document())))
    for name in ASKED:
        for ending in ("", "{uuid}/"):
            path = f"/api/v1/missions/{{code}}/{name}/{ending}"
            uuid = rows[name].uuid if name in rows else mission.uuid
            address = path.format(code="MISA", uuid=uuid)
            for method in sorted(set(api.raw_schema["paths"].get(path, ())) - {"get"}):
                for sent in made_up(api[path][method]):
                    etag = planner.client.get(address).headers.get("ETag", "") if ending else ""
                    answer = getattr(planner.client, method)(
                        address, sent, content_type="application/json", headers={"If-Match": etag}
                    )
                    answers[answer.status_code] += 1
                    if answer.status_code >= 500:
                        broken.append((method, address, sent))
    assert broken == []
    assert sum(answers.values()) > 100
    assert {201, 422} <= set(answers)
    record_property("made-up requests to the interface for programs", sum(answers.values()))
