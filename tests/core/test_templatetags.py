"""Numbers, dates and missing values as a reader of each language meets them."""

import datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from apps.core.enums import Grade
from apps.core.figures import Table
from apps.core.templatetags.nexusplan import (
    GRADE_SHAPES,
    STATUS_SHAPES,
    grade_word,
    percentage,
    plain_number,
    status_word,
)

NOT_RECORDED = (
    '<span class="missing"><span aria-hidden="true">—</span>'
    '<span class="visually-hidden">not recorded</span></span>'
)
NO_DATE = NOT_RECORDED.replace("not recorded", "no date")


def shown(template: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return Template("{% load nexusplan %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("template", "value", "english", "french", "spanish", "arabic"),
    [
        ("{{ v|number }}", 1234567, "1,234,567", "1\u202f234\u202f567", "1.234.567", "1,234,567"),
        ("{{ v|number:2 }}", Decimal("12.345"), "12.34", "12,34", "12,34", "12.34"),
        ("{{ v|number:2 }}", 12.0, "12", "12", "12", "12"),
        ("{{ v|plain_number }}", Decimal("12.5000"), "12.5", "12,5", "12,5", "12.5"),
        (
            "{{ v|plain_number }}",
            -1.1871,
            "\u22121.1871",
            "\u22121,1871",
            "\u22121,1871",
            "\u200e\u22121.1871",
        ),
        ("{{ v|degree }}", 0.8628, "0.86", "0,86", "0,86", "0.86"),
        ("{{ v|degree }}", 0, "0.00", "0,00", "0,00", "0.00"),
        ("{{ v|percent }}", 0.634, "63%", "63\u00a0%", "63\u00a0%", "63%"),
        (
            '{{ v|money:"USD" }}',
            Decimal("1234567.50"),
            "1,234,568 USD",
            "1\u202f234\u202f568 USD",
            "1.234.568 USD",
            "1,234,568 USD",
        ),
        (
            "{{ v|day }}",
            datetime.date(2026, 6, 30),
            "30 Jun 2026",
            "30 juin 2026",
            "30 jun 2026",
            "30 يونيو 2026",
        ),
        ("{{ v|month }}", datetime.date(2026, 6, 30), "Jun 2026", "juin 2026", "jun 2026", "يونيو 2026"),
    ],
)
def test_values_are_written_as_the_language_writes_them(template, value, english, french, spanish, arabic):
    assert [shown(template, language, v=value) for language in ("en", "fr", "es", "ar")] == [
        english,
        french,
        spanish,
        arabic,
    ]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ v|number }}", NOT_RECORDED),
        ("{{ v|plain_number }}", NOT_RECORDED),
        ("{{ v|degree }}", NOT_RECORDED),
        ("{{ v|percent }}", NOT_RECORDED),
        ('{{ v|money:"USD" }}', NOT_RECORDED),
        ("{{ v|day }}", NO_DATE),
        ("{{ v|month }}", NO_DATE),
        ("{{ v|cell }}", NOT_RECORDED),
        ("{% missing %}", NOT_RECORDED),
        ('{% missing "no date" %}', NO_DATE),
    ],
)
def test_what_is_missing_is_a_dash_with_words_and_never_a_zero(template, text):
    assert shown(template, v=None) == text


def test_a_language_that_babel_does_not_know_reads_english():
    assert shown("{{ v|number }}", "tlh", v=1234) == "1,234"


def test_a_cell_is_shown_as_its_kind():
    values = [None, 0, Decimal("1.50"), datetime.date(2026, 6, 30), "<b>"]
    assert [shown("{{ v|cell }}", v=value) for value in values] == [
        NOT_RECORDED,
        "0",
        "1.5",
        "30 Jun 2026",
        "<bdi>&lt;b&gt;</bdi>",
    ]


@pytest.mark.parametrize(
    ("value", "answer"),
    [(0, True), (1.5, True), (Decimal(1), True), (True, False), ("1", False), (None, False)],
)
def test_a_truth_value_is_no_number(value, answer):
    assert shown("{{ v|is_number }}", v=value) == str(answer)


def test_each_status_has_its_own_shape_and_its_own_word():
    assert len(set(STATUS_SHAPES.values())) == len({status_word(status) for status in STATUS_SHAPES}) == 7
    assert shown("{{ v|status_shape }} {{ v|status_word }}", v=None) == "○ Not assessed"


def test_each_grade_has_its_own_shape_and_its_own_word():
    assert set(GRADE_SHAPES) == set(Grade.values)
    assert len(set(GRADE_SHAPES.values())) == len({grade_word(grade) for grade in Grade.values}) == 3
    assert shown("{{ v|grade_shape }} {{ v|grade_word }}", v=None) == "– Not linked"


def test_the_address_keeps_what_is_not_changed():
    request = RequestFactory().get("/", {"q": "a b", "page": "3", "lead": ["x", "y"]})
    assert shown("{% query page=4 %}", request=request) == "?q=a+b&amp;page=4&amp;lead=x&amp;lead=y"
    assert (
        shown("{% query page=None sort='-end' %}", request=request)
        == "?q=a+b&amp;lead=x&amp;lead=y&amp;sort=-end"
    )


@pytest.mark.parametrize(
    ("current", "state"),
    [
        ("end", "ascending ▲ -end"),
        ("-end", "descending ▼ end"),
        ("title", "None None end"),
        (None, "None None end"),
    ],
)
def test_a_second_click_on_a_column_turns_the_order_round(current, state):
    template = "{% sort_state 'end' current as s %}{{ s.aria }} {{ s.mark }} {{ s.next }}"
    assert shown(template, current=current) == state


def test_the_numbers_of_a_column_have_the_same_decimals():
    rows = ((2010, Decimal("-1.5")), (2011, 0.25), (2012, None), (2013, Decimal("3.000")))
    table = Table(("Year", "Value"), rows)
    body = shown('{% include "components/table.html" %}', table=table, caption="x")
    for text in ("2,010", "\N{MINUS SIGN}1.50", "0.25", "3.00"):
        assert f'<td class="n">{text}</td>' in body


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "46.5%"), ("fr", "46,5\u00a0%"), ("es", "46,5\u00a0%"), ("ar", "46.5%")],
)
def test_percent_is_written_as_the_language_writes_it(language, text):
    with translation.override(language):
        assert percentage(str(plain_number(46.5))) == text
