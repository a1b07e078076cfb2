"""What people write into cells, in the ways of several languages."""

import datetime
from decimal import Decimal

import pytest

from apps.exchange.sheets.cells import Habits, day_of, habits_of, latin_digits, number_of, text_of, yes_or_no

DAY = datetime.date
COMMA = Habits(decimal_comma=True)


@pytest.mark.parametrize(
    ("cell", "habits", "number"),
    [
        (5.0, Habits(), "5.0"),
        (12, Habits(), "12"),
        ("1 234,56", COMMA, "1234.56"),
        ("1.234,56", COMMA, "1234.56"),
        ("1,234.56", Habits(), "1234.56"),
        ("1,234", Habits(), "1234"),
        ("1.234.567", Habits(), "1234567"),
        ("1'234", Habits(), "1234"),
        ("USD 1,200", Habits(), "1200"),
        ("1 200 €", Habits(), "1200"),
        ("$ 7", Habits(), "7"),
        ("(300)", Habits(), "-300"),
        ("١٢٬٣٤٥٫٦", Habits(), "12345.6"),
        ("۱۲", Habits(), "12"),
        ("\u202b42\u202c", Habits(), "42"),
        ("about 5", Habits(), None),
        ("1e9", Habits(), None),
        ("9" * 60, Habits(), None),
        ("", Habits(), None),
        (True, Habits(), None),
        (None, Habits(), None),
        (float("nan"), Habits(), None),
        (float("inf"), Habits(), None),
    ],
)
def test_numbers(cell, habits, number):
    assert number_of(cell, habits) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("cells", "habits"),
    [
        (["1,5", "2"], Habits(decimal_comma=True)),
        (["1.234,5"], Habits(decimal_comma=True)),
        (["1,234", "2,345"], Habits()),
        (["1,234.5", "1,5"], Habits()),
        (["03/25/2021"], Habits(month_first=True)),
        (["03/04/2021", "25/03/2021"], Habits()),
        ([3.5, None, "x"], Habits()),
    ],
)
def test_a_column_shows_how_it_is_written(cells, habits):
    assert habits_of(cells) == habits


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021-03-04", DAY(2021, 3, 4)),
        ("03/04/2021", DAY(2021, 4, 3)),
        ("3.4.21", DAY(2021, 4, 3)),
        ("04/25/2021", DAY(2021, 4, 25)),
        ("٠٣/٠٤/٢٠٢١", DAY(2021, 4, 3)),
        ("3 mars 2021", DAY(2021, 3, 3)),
        ("1er août 2021", DAY(2021, 8, 1)),
        ("March 3, 2021", DAY(2021, 3, 3)),
        ("15 de enero", None),
        ("janv. 2021", DAY(2021, 1, 1)),
        ("٣ يناير ٢٠٢١", DAY(2021, 1, 3)),
        ("06/2021", DAY(2021, 6, 1)),
        ("2021", DAY(2021, 1, 1)),
        (2021.0, DAY(2021, 1, 1)),
        (44256.0, DAY(2021, 3, 1)),
        (datetime.datetime(2021, 3, 4, 12, tzinfo=datetime.UTC), DAY(2021, 3, 4)),
        (DAY(2021, 3, 4), DAY(2021, 3, 4)),
        ("31/02/2021", None),
        ("soon", None),
        ("99999999999", None),
        (5.0, None),
        (None, None),
        (datetime.timedelta(hours=5), None),
        (True, None),
    ],
)
def test_days(cell, day):
    assert day_of(cell) == day


def test_a_month_before_the_day_where_the_column_has_it_so():
    assert day_of("03/04/2021", Habits(month_first=True)) == DAY(2021, 3, 4)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2021", DAY(2021, 12, 31)), ("02/2024", DAY(2024, 2, 29)), ("déc. 2021", DAY(2021, 12, 31))],
)
def test_an_end_is_the_last_day_of_what_is_said(cell, day):
    assert day_of(cell, last=True) == day


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5.0, "5"),
        (5.25, "5.25"),
        (True, "yes"),
        (DAY(2021, 1, 2), "2021-01-02"),
        (" a \n\n b ", "a\nb"),
        ("  ", None),
    ],
)
def test_texts(cell, text):
    assert text_of(cell) == text


def test_digits_of_every_script_and_no_marks_of_direction():
    assert latin_digits("\u200f١٢٣ ४५ a") == "123 45 a"


@pytest.mark.parametrize(
    ("cell", "said"), [("Oui", True), ("نعم", True), (1.0, True), ("no", False), ("maybe", None)]
)
def test_yes_and_no(cell, said):
    assert yes_or_no(cell) is said
