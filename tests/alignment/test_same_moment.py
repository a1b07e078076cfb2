"""Two people who record the same thing at the same moment: one row, and a sentence for the second."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from apps.alignment.models import Contradiction, Relationship, WholeOfGovernmentStrategy
from apps.alignment.policies.services import save_strategy
from apps.alignment.relationships.services import save_relationship
from apps.alignment.tensions.services import save_contradiction
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import (
    ContradictionFactory,
    RelationshipFactory,
    WholeOfGovernmentStrategyFactory,
)

DAY = datetime.date(2025, 1, 1)


def strategy(mission, _a, _b):
    row = WholeOfGovernmentStrategy(mission=mission, state="DE", title="Ours")
    return (
        lambda: WholeOfGovernmentStrategyFactory(mission=mission, state="DE"),
        lambda: save_strategy(by=None, strategy=row, fields=["state"], signatories=[], documents=[]),
    )


def relationship(mission, a, b):
    row = Relationship(mission=mission, agency_a=a, agency_b=b, period_from=DAY)
    return (
        lambda: RelationshipFactory(mission=mission, agency_a=b, agency_b=a, period_from=DAY),
        lambda: save_relationship(by=None, relationship=row, fields=[]),
    )


def contradiction(mission, a, b):
    one, two = (ActivityFactory(mission=mission, lead=lead) for lead in (a, b))
    said = {"mission": mission, "activity_a": one, "activity_b": two, "score": -2, "text": "Drivers leave"}
    row = Contradiction(**said)
    return (
        lambda: ContradictionFactory(**said, status="open"),
        lambda: save_contradiction(by=None, contradiction=row, fields=[], documents=[]),
    )


@pytest.mark.parametrize("kind", [strategy, relationship, contradiction])
def test_the_second_gets_a_sentence(mission, agency_a, agency_b, kind):
    first, second = kind(mission, agency_a, agency_b)
    made = []

    def meanwhile(execute, sql, params, many, context):
        """Whoever waits for the mission finds what the other stored."""
        if not made and sql.startswith("SELECT") and 'FROM "missions_mission" WHERE' in sql:
            made.append(sql)
            first()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile), pytest.raises(ValidationError, match=r"on record|already"):
        second()
    assert made
