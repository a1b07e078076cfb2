import pytest

from apps.core.figures import STATUSES, status_mark
from apps.core.figures.marks import mark_shape


def test_every_status_has_a_shape_of_its_own():
    assert len({mark_shape(status, 7, 7, 6) for status in STATUSES}) == len(STATUSES) == 7


def test_mark_is_hidden_from_screen_readers():
    assert status_mark("on_track") == (
        '<svg class="fig-mark s-on_track" width="12" height="12" viewBox="0 0 14 14" aria-hidden="true" '
        'focusable="false"><circle class="mark solid" cx="7" cy="7" r="5.4"/></svg>'
    )


def test_what_is_no_status_is_refused():
    with pytest.raises(KeyError):
        status_mark("excellent")
