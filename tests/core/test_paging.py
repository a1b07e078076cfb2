"""Pages of a list: every row once, in order, both ways, whatever is missing or equal."""

import datetime
import uuid

import pytest

from apps.activities.models import Activity
from apps.core import paging
from apps.core.paging import Key, Position, page_of, position
from tests.factories.activities import ActivityFactory

DAY = datetime.date(2025, 1, 1)


@pytest.fixture
def activities(mission, agency_a):
    """Equal titles, equal starts and missing starts."""
    starts = [None, DAY, DAY, None, datetime.date(2024, 1, 1), DAY, datetime.date(2026, 1, 1)]
    return [
        ActivityFactory(mission=mission, lead=agency_a, title=f"T{place % 3}", start=start)
        for place, start in enumerate(starts)
    ]


def walk(keys, *, backward=False, size=2):
    """Every page from one end of the list to the other."""
    at, pages = Position(last=backward), []
    while True:
        page = page_of(Activity.objects.all(), keys, at, size=size)
        pages.append([row.pk for row in page.rows])
        neighbour = page.previous if backward else page.next
        if neighbour is None:
            return pages[::-1] if backward else pages
        at = Position(before=neighbour) if backward else Position(after=neighbour)


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize(
    ("keys", "order"),
    [
        ([Key("title")], ["title", "pk"]),
        ([Key("title", descending=True)], ["-title", "pk"]),
    ],
)
def test_walks_over_every_row_once(activities, keys, order, backward):
    expected = list(Activity.objects.order_by(*order).values_list("pk", flat=True))
    assert [pk for page in walk(keys, backward=backward) for pk in page] == expected


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("descending", [False, True])
def test_missing_values_come_last_in_both_directions(activities, descending, backward):
    keys = [Key("start", descending=descending, nullable=True), Key("title")]
    found = [pk for page in walk(keys, backward=backward) for pk in page]
    known = sorted((row for row in activities if row.start), key=lambda row: (row.title, row.pk))
    known.sort(key=lambda row: row.start, reverse=descending)
    unknown = sorted((row for row in activities if row.start is None), key=lambda row: (row.title, row.pk))
    assert found == [row.pk for row in known + unknown]


def test_first_and_last_page_know_their_neighbours(activities):
    first = page_of(Activity.objects.all(), [Key("title")], Position(), size=3)
    last = page_of(Activity.objects.all(), [Key("title")], Position(last=True), size=3)
    assert (first.previous, first.next, first.total, first.more) == (None, first.rows[-1].uuid, 7, False)
    assert (last.previous, last.next, last.total) == (last.rows[0].uuid, None, 7)


def test_a_row_that_is_not_in_the_list_gives_the_first_page(activities):
    page = page_of(Activity.objects.all(), [Key("title")], Position(after=uuid.uuid4()), size=3)
    assert page.lost
    assert page.rows == page_of(Activity.objects.all(), [Key("title")], Position(), size=3).rows


def test_counts_up_to_a_cap(activities, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 5)
    page = page_of(Activity.objects.all(), [Key("title")], Position(), size=3)
    assert (page.total, page.more) == (5, True)


def test_an_address_that_names_no_row_is_the_first_page():
    assert position("x", None, None) == Position(unreadable=True)
    assert position("", "", "") == Position()
