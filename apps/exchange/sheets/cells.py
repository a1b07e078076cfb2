"""What people write into cells: numbers, shares, days, yes and no, in the ways of several languages. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from apps.core.text import fold

Cell = str | float | int | bool | date | datetime | timedelta | None

SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’_]+")
BIDI = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?\Z", re.ASCII)
BY_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\Z", re.ASCII)
WORDY = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th|º|ª)?[-./ ]+)?([^\W\d_.]+)\.?[-./, ]+(?:(\d{1,2}),? )?(\d{4})\Z"
)
MONTH = re.compile(r"(?:(\d{1,2})[-/.](\d{4})|(\d{4})[-/.](\d{1,2}))\Z", re.ASCII)
YEAR = re.compile(r"(?:19|20)\d\d\Z", re.ASCII)
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z", re.ASCII)
TINY = re.compile(r"[+-]?\d+(?:\.\d+)?e-\d{1,2}\Z", re.ASCII)
LONGEST_NUMBER = 40
MONEY_WORDS = re.compile(r"(?i)\A(?:[a-z]{3}|[$€£¥])?\s*([^a-z$€£¥]*?)\s*(?:[a-z]{3}|[$€£¥])?\Z")
FIRST_YEAR, LAST_YEAR = 1900, 2200

MONTHS = {
    1: "jan january janv janvier ene enero يناير جانفي",
    2: "feb february fev fevr fevrier febrero فبراير فيفري",
    3: "mar march mars marzo مارس",
    4: "apr april avr avril abr abril ابريل أبريل",
    5: "may mai mayo مايو ماي",
    6: "jun june juin junio يونيو جوان",
    7: "jul july juil juillet julio يوليو جويلية",
    8: "aug august aou aout ago agosto اغسطس أغسطس",
    9: "sep sept september septembre septiembre سبتمبر",
    10: "oct october octobre octubre اكتوبر أكتوبر",
    11: "nov november novembre noviembre نوفمبر",
    12: "dec december decembre dic diciembre ديسمبر",
}
MONTH_OF = {fold(word): number for number, words in MONTHS.items() for word in words.split()}
YES = {
    fold(word)
    for word in [
        "yes",
        "y",
        "oui",
        "o",
        "si",
        "sí",
        "s",
        "true",
        "vrai",
        "verdadero",
        "1",
        "x",
        "✓",
        "✔",
        "نعم",
    ]
}
NO = {fold(word) for word in ["no", "n", "non", "false", "faux", "falso", "0", "-", "لا"]}


@dataclass(frozen=True, slots=True)
class Habits:
    """How one column is written, seen from all its cells: a decimal comma, the month before the day."""

    decimal_comma: bool = False
    month_first: bool = False


def text_of(cell: Cell) -> str | None:
    """A cell as text: numbers without a needless `.0`, days as ISO dates; None where it is empty."""
    match cell:
        case None:
            return None
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            lines = (
                " ".join(line.split()) for line in str(cell).translate(BIDI).replace("\x00", "").splitlines()
            )
            return "\n".join(line for line in lines if line) or None


def latin_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9, and Arabic separators as ours."""
    if text.isascii():
        return text
    signs = text.translate(BIDI).replace("٫", ".").replace("٬", "'").replace("،", ",").replace("٪", "%")
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.decimal(sign, None) is not None else sign
        for sign in signs
    )


def habits_of(cells: Iterable[Cell]) -> Habits:
    """What the cells of a column have in common; what none of them tells is read the usual way."""
    comma = point = month_first = day_first = False
    for cell in cells:
        if not isinstance(cell, str):
            continue
        text = latin_digits(cell.strip())
        digits = SPACES.sub("", text)
        last_comma, last_point = digits.rfind(","), digits.rfind(".")
        if last_comma > last_point >= 0 or digits.count(".") > 1:
            comma = True
        elif last_point > last_comma >= 0 or digits.count(",") > 1:
            point = True
        elif last_comma >= 0 and re.search(r",\d+%?\Z", digits) and not re.search(r"\d,\d{3}\Z", digits):
            comma = True
        if (found := BY_PARTS.match(text)) is not None:
            day_first |= int(found[1]) > 12
            month_first |= int(found[2]) > 12
    return Habits(decimal_comma=comma and not point, month_first=month_first and not day_first)


def number_of(cell: Cell, habits: Habits = Habits()) -> Decimal | None:
    """The number in a cell, its currency aside; None where there is none."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date | timedelta):
        return None
    if isinstance(cell, int | float):
        return _decimal(repr(cell) if abs(cell) < 1e15 else f"{cell:.0f}")
    text = latin_digits(cell.strip())[:80]
    if (found := MONEY_WORDS.match(text)) is None:
        return None
    digits = SPACES.sub("", found[1])
    if not digits:
        return None
    if digits.startswith("(") and digits.endswith(")"):
        digits = f"-{digits[1:-1]}"
    if habits.decimal_comma:
        digits = digits.replace(".", "").replace(",", ".")
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    else:
        digits = digits.replace(",", "")
    return _decimal(digits)


def _decimal(digits: str) -> Decimal | None:
    if len(digits) > LONGEST_NUMBER:
        return None
    # A float as Python writes it, 1e-05, comes only from cells that hold numbers.
    if not NUMBER.match(digits) and not TINY.match(digits):
        return None
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def day_of(cell: Cell, habits: Habits = Habits(), *, last: bool = False) -> date | None:
    """The day in a cell; a year or month alone is its first day, or its last one. None where none is."""
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if isinstance(cell, bool | timedelta) or cell is None:
        return None
    text = " ".join(latin_digits(text_of(cell) or "").split())
    if YEAR.match(text):
        return date(int(text), 12, 31) if last else date(int(text), 1, 1)
    if isinstance(cell, int | float):
        # Spreadsheets count days from here where a column of dates has lost its format.
        return _in_range(date(1899, 12, 30) + timedelta(days=int(cell))) if 20_000 <= cell < 80_000 else None
    if (found := ISO.match(text)) is not None:
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if (found := BY_PARTS.match(text)) is not None:
        return _by_parts(int(found[1]), int(found[2]), found[3], habits)
    if (found := MONTH.match(text)) is not None:
        year, month = (found[2], found[1]) if found[1] else (found[3], found[4])
        return _month(int(year), int(month), last=last)
    if (found := WORDY.match(text)) is not None:
        month_number = MONTH_OF.get(fold(found[2]))
        if month_number is None:
            return None
        day = found[1] or found[3]
        year = int(found[4])
        return _month(year, month_number, last=last) if day is None else _made(year, month_number, int(day))
    return None


def _by_parts(first: int, second: int, year: str, habits: Habits) -> date | None:
    whole = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
    day, month = (second, first) if habits.month_first and second != first else (first, second)
    if month > 12 >= day:
        day, month = month, day
    return _made(whole, month, day)


def _month(year: int, month: int, *, last: bool) -> date | None:
    first = _made(year, month, 1)
    if first is None or not last:
        return first
    after = _made(year + month // 12, month % 12 + 1, 1)
    return None if after is None else after - timedelta(days=1)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        return None


def _in_range(day: date) -> date | None:
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def yes_or_no(cell: Cell) -> bool | None:
    """True, False, or None for anything that is neither."""
    if isinstance(cell, bool):
        return cell
    said = fold(latin_digits(text_of(cell) or "")).strip()
    return True if said in YES else False if said in NO else None
