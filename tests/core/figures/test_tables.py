import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.figures import Table, to_csv

NUMBERS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
)


def read(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_what_excel_gets():
    table = Table(("Name", "Value"), (("دارفور", Decimal("1.50")), ("a, b", None), ("x", date(2026, 1, 2))))
    assert to_csv(table) == '\ufeffName,Value\r\nدارفور,1.50\r\n"a, b",\r\nx,2026-01-02\r\n'


def test_a_pair_is_a_table_as_well():
    assert to_csv((["a"], [[1], [True]])) == "\ufeffa\r\n1\r\ntrue\r\n"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_formulas_are_text(first):
    assert read(to_csv(Table((f"{first}1",), ((f"{first}cmd",),)))) == [[f"'{first}1"], [f"'{first}cmd"]]


def test_numbers_are_no_formulas():
    assert to_csv(Table(("n",), ((-1,), (1e-7,), (1e22,), (Decimal("1E+3"),)))) == (
        "\ufeffn\r\n-1\r\n0.0000001\r\n10000000000000000000000\r\n1000\r\n"
    )


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="cannot stand in a table"):
        to_csv(Table(("n",), ((float("nan"),),)))


@given(st.lists(st.tuples(st.text(min_size=1), NUMBERS), max_size=5))
def test_round_trip(rows):
    back = read(to_csv(Table(("name", "value"), tuple(rows))))[1:]
    assert [
        name if name == kept else f"'{name}" for (name, _), (kept, _) in zip(rows, back, strict=True)
    ] == [kept for kept, _ in back]
    assert [Decimal(value) for _, value in back] == [Decimal(str(value)) for _, value in rows]
