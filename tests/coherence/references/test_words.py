"""What the card of a level says of its change."""

import datetime

import pytest

from apps.coherence.references.words import moved_since

SINCE = datetime.date(2025, 1, 1)
STEADY = {"up": [], "down": []}


def said(difference, reason=None, *, claim=False, movements=()):
    comparison = {
        "levels": {"external": {"difference": difference, "reason": reason, "claim": claim}},
        "movements": {"external": list(movements)},
    }
    return moved_since("external", SINCE, STEADY, comparison)


def movement(indicator, difference, subject=None):
    return {"indicator": indicator, "difference": difference, "subject": subject}


def test_a_change_that_may_be_claimed_names_what_moved_most():
    moved = [movement("E1", 0.05), movement("E2", -0.2), movement("E3", None)]
    assert said(0.12, claim=True, movements=moved) == [
        "\u200e+0.12 since 1 Jan 2025.",
        "The change holds when lead organisations are drawn again.",
        "Moved most: Missions and analysis done together (\u200e−0.20).",
    ]


def test_no_change_is_claimed_without_grounds():
    assert said(0.0) == ["0.00 since 1 Jan 2025.", "No claim of change: the interval includes none."]
    assert said(None, "not_assessed_at_both") == ["Not assessed at both dates."]


def test_one_agency_among_many_is_not_named_on_the_card():
    assert said(0.1, movements=[movement("A1", 0.5, "AGA")])[-1] == (
        "Moved most: Action traced to own policy of one agency (\u200e+0.50)."
    )


@pytest.mark.parametrize(
    ("trend", "sentence"),
    [
        ({"up": ["external"], "down": []}, "Up since 1 Jan 2025."),
        ({"up": [], "down": ["external"]}, "Down since 1 Jan 2025."),
        (STEADY, "No clear change since 1 Jan 2025."),
    ],
)
def test_before_it_is_compared_only_the_direction_is_said(trend, sentence):
    assert moved_since("external", SINCE, trend, None) == [
        sentence,
        "What may be claimed of it is not computed yet.",
    ]
