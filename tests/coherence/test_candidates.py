"""Suggested contradictions as a reader sees them: nothing hidden, nothing recorded since."""

from apps.activities.models import Activity
from apps.alignment.models import Contradiction
from apps.coherence.selectors.candidates import suggested_contradictions
from apps.core.enums import Audience
from tests.coherence.test_signal_pages import exported, opened

# assessment, signal, activities, contradictions, and all that is named
QUERIES = 5


def pairs(mission, user):
    return [(one.activity_a.key, one.activity_b.key) for one in suggested_contradictions(mission, user) or ()]


def test_candidates_with_their_reasons(karo, assessed, karo_planner, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        found = suggested_contradictions(karo, karo_planner.user)
    assert [(one.activity_a.key, one.activity_b.key) for one in found] == [("X2", "X5"), ("X3", "X5")]
    assert [area.label for area in found[0].areas] == ["North"]
    (reason,) = found[0].reasons
    assert "a contradiction is live elsewhere" in reason.text
    assert len(reason.rows) == 3
    count = Contradiction.objects.count()
    table = exported(karo_planner, "D4", table=2)
    assert len(table) == 2
    assert Contradiction.objects.count() == count
    assert "Where a contradiction may lie" in str(
        [one["caption"] for one in opened(karo_planner, "D4")["sheets"]]
    )


def test_hidden_and_recorded_ones_are_left_out(karo, assessed, karo_donor):
    assert pairs(karo, karo_donor.user) == [("X2", "X5"), ("X3", "X5")]
    Activity.objects.filter(mission=karo, key="X3").update(audience=Audience.AGENCY)
    assert pairs(karo, karo_donor.user) == [("X2", "X5")]
    made = Contradiction.objects.get(mission=karo, key="e4")
    made.pk, made.key, made.uuid = None, "e9", "00000000-0000-4000-8000-000000000009"
    made.activity_a, made.activity_b = (Activity.objects.get(mission=karo, key=key) for key in ("X5", "X2"))
    made._state.adding = True
    made.save()
    assert pairs(karo, karo_donor.user) == []


def test_without_an_assessment_nothing_is_said(karo, karo_planner):
    assert suggested_contradictions(karo, karo_planner.user) is None
