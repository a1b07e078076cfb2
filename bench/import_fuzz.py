"""Feeds the readers of IATI files, workbooks and tables with what nobody meant (T5 of the quality tests).

    python -m bench.import_fuzz [--structured 50000] [--raw 200000] [--seed 1]

Structured inputs are built as files of the kind, with values and shapes that real ones do not have; raw ones
are sound files with some of their bytes changed. Each is read whole. Anything but records or the one typed
refusal is an error, and so is an input that takes more than five seconds. Prints counts and peak memory, and
ends with status 1 if there was an error; each is kept in `var/fuzz` to be read again.
"""

import argparse
import gzip
import io
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
django.setup()

from xlsxwriter import Workbook  # noqa: E402

from apps.exchange.iati import opened  # noqa: E402
from apps.exchange.portfolio.notes import sentence  # noqa: E402
from apps.exchange.portfolio.record import Record, Unreadable  # noqa: E402
from apps.exchange.sheets import table  # noqa: E402
from apps.exchange.sheets.columns import recognise  # noqa: E402
from apps.exchange.sheets.records import Defaults, Rows  # noqa: E402

ROOT = Path(__file__).parents[1]
SLOW = 5.0

TAGS = [
    "iati-identifier",
    "reporting-org",
    "participating-org",
    "title",
    "description",
    "activity-status",
    "activity-date",
    "sector",
    "recipient-country",
    "location",
    "transaction",
    "planned-disbursement",
    "budget",
    "result",
    "humanitarian-scope",
    "tag",
    "narrative",
    "value",
    "period-start",
    "period-end",
    "transaction-type",
    "transaction-date",
    "provider-org",
    "point",
    "pos",
    "coordinates",
    "name",
    "location-id",
    "indicator",
    "baseline",
    "period",
    "target",
    "actual",
    "iati-activity",
    "odd",
]
ATTRIBUTES = [
    "ref",
    "type",
    "role",
    "code",
    "vocabulary",
    "percentage",
    "iso-date",
    "value-date",
    "currency",
    "latitude",
    "longitude",
    "version",
    "secondary-reporter",
    "humanitarian",
    "default-currency",
    "xml:lang",
    "value",
    "year",
    "measure",
    "level",
    "srsName",
]
VALUES = (
    "",
    " ",
    "0",
    "1",
    "2",
    "3",
    "4",
    "11",
    "98",
    "-1",
    "1e999",
    "NaN",
    "inf",
    "9" * 50,
    "0.00000000000000001",
    "100",
    "150",
    "15220",
    "152",
    "1,234.5",
    "1.234,5",
    "(5)",
    "٣٫٥",
    "2021-02-30",
    "2021-03-04",
    "03/04/2021",
    "13/13/2021",
    "0001-01-01",
    "9999-12-31",
    "2021",
    "31 décembre 2021",
    "XM-DAC-41114",
    "-",
    "USD",
    "usd ",
    "en",
    "fr",
    "-3.5 29.5",
    "91 181",
    "x" * 3000,
    "\u202e\u0000\ufffe",
    "a\u0301\u0323" * 40,
    "مشروع",
    "=SUM(A1)",
    "%(name)s %d {0} {{x}}",
    "'; DROP TABLE x; --",
    "UNDP, WFP",
    "A; B / C | D",
    "yes",
    "نعم",
    "Ministry of Peace (MOP)",
    "\t\n",
)
HEADINGS = [
    "Title",
    "Code",
    "Lead",
    "Partners",
    "Donor",
    "Start",
    "End",
    "Status",
    "Amount (USD)",
    "Disbursed",
    "Spent",
    "Scheduled",
    "Currency",
    "Year",
    "Sector",
    "Province",
    "People",
    "Humanitarian",
    "Dimension",
    "Results",
    "Language",
    "Target group",
    "العنوان",
    "Intitulé",
    "Foo",
    "",
    "",
]
CELLS: tuple[object, ...] = (*VALUES, None, None, 5, 2021, 44000.5, -1e300, True)


def iati(chance: random.Random) -> bytes:
    """A file of activities whose elements stand anywhere and hold anything."""

    def element(depth: int) -> str:
        tag = chance.choice(TAGS)
        said = " ".join(
            f"{name}={quoteattr(clean(chance.choice(VALUES)))}"
            for name in chance.sample(ATTRIBUTES, chance.randint(0, 4))
        )
        inside = "".join(element(depth + 1) for _ in range(chance.randint(0, 3 if depth < 4 else 0)))
        return f"<{tag} {said}>{escape(clean(chance.choice(VALUES)))}{inside}</{tag}>"

    version = chance.choice(("1.04", "1.05", "2.01", "2.02", "2.03", "2.03", "9.9", ""))
    activities = (
        f"<iati-activity xml:lang='en' default-currency='USD'><iati-identifier>X-{number}</iati-identifier>"
        f"<title>T<narrative>Title</narrative></title>"
        f"{''.join(element(0) for _ in range(chance.randint(0, 8)))}"
        "</iati-activity>"
        for number in range(chance.randint(0, 4))
    )
    return f"<iati-activities version='{version}'>{''.join(activities)}</iati-activities>".encode()


def clean(text: str) -> str:
    """Without the signs that XML cannot hold at all."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff"))


def rows_of(chance: random.Random) -> list[list[object]]:
    """Headings that are known or not, above cells that fit them or not."""
    width = chance.randint(1, 12)
    lines: list[list[object]] = [[] for _ in range(chance.randint(0, 2))]
    lines.append([chance.choice(HEADINGS) for _ in range(width)])
    lines += [
        [chance.choice(CELLS) for _ in range(chance.randint(0, width + 2))]
        for _ in range(chance.randint(0, 8))
    ]
    return lines


def text_table(chance: random.Random) -> bytes:
    sign = chance.choice(",;\t|")
    quote = chance.choice(('"{}"', "{}", "{}"))
    lines = (sign.join("" if cell is None else quote.format(cell) for cell in row) for row in rows_of(chance))
    return "\n".join(lines).encode(chance.choice(("utf-8", "utf-8", "utf-16", "cp1252")), "replace")


def workbook(chance: random.Random) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "nan_inf_to_errors": True}
    with Workbook(content, options) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows_of(chance)):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(place, column, clean(cell) if isinstance(cell, str) else cell)
        for number in range(chance.randint(0, 2)):
            top, left = 20 * number + chance.randint(0, 8), chance.randint(0, 5)
            sheet.merge_range(top, left, top + chance.randint(1, 3), left + chance.randint(0, 3), "merged")
    return content.getvalue()


def mutated(chance: random.Random, content: bytes) -> bytes:
    """Some bytes of a file changed, taken out, doubled, or the end cut off."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place, length = chance.randrange(len(data) + 1), chance.randint(1, 12)
        match chance.randrange(5):
            case 0:
                data[place : place + length] = bytes(chance.randrange(256) for _ in range(length))
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = data[place : place + length * 20]
            case 3:
                data[place:place] = chance.choice(PIECES)
            case _:
                del data[max(place, 1) :]
        if not data:
            data = bytearray(b" ")
    return bytes(data)


PIECES = (
    b"<!DOCTYPE a>",
    b"&x;",
    b"\x00",
    b"\xff\xfe",
    b"]]>",
    b"<![CDATA[",
    b"PK\x03\x04",
    b'"',
    b"<a " * 50,
    b"</",
)


def read(content: bytes) -> int:
    """Read an input the way an import does, whatever it is. Returns how many records it gave."""
    start = content.lstrip()[:1]
    if start == b"<" or content[:2] in {b"\x1f\x8b", b"\xff\xfe<"[:2]}:
        records = list(opened(io.BytesIO(content)))
    else:
        sheets = (
            table.read_workbook(content) if table.is_workbook(content) else table.read_text(content, "input")
        )
        records = [
            record
            for sheet in sheets
            for record in Rows(sheet, recognise(sheet), Defaults("X", "active", "USD"))
        ]
    for record in records:
        again = Record.of(record.entry())
        if again != record:
            raise AssertionError("a record does not come back from JSON as it was")
        for note in record.notes:
            sentence(note)
    return len(records)


@cache
def corpus() -> list[bytes]:
    """Sound files of every kind, from seeds of their own."""
    made = [build(random.Random(seed)) for build in (iati, text_table, workbook) for seed in range(8)]
    return [*made, *(gzip.compress(one) for one in made[:4])]


def structured(seed: int, count: int) -> Iterator[bytes]:
    """`count` built inputs; the same seed gives the same ones. A workbook takes long to write: one in ten."""
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        build: Callable[[random.Random], bytes] = chance.choice([iati] * 5 + [text_table] * 4 + [workbook])
        yield build(chance)


def raw(seed: int, count: int) -> Iterator[bytes]:
    """`count` changed files; the same seed gives the same ones."""
    whole = corpus()
    for number in range(count):
        chance = random.Random(f"{seed}-raw-{number}")
        yield mutated(chance, chance.choice(whole))


def run(inputs: Iterator[bytes], keep: Path | None = None) -> Counter[str]:
    """How many were taken, refused, slow, and how many ended in an error."""
    found: Counter[str] = Counter()
    for content in inputs:
        started = time.perf_counter()
        try:
            found["records"] += read(content)
            found["taken"] += 1
        except Unreadable as refused:
            if "\n" in str(refused) or not str(refused):
                found["refused with other than one sentence"] += 1
            found["refused"] += 1
        except Exception as error:  # noqa: BLE001 - what is looked for here
            found["errors"] += 1
            found[f"{type(error).__name__}: {str(error)[:80]}"] += 1
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{found['errors']}.bin").write_bytes(content)
        if time.perf_counter() - started > SLOW:
            found["slow"] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--structured", type=int, default=50_000)
    parser.add_argument("--raw", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    from bench.bundle import machine

    print(machine())
    errors = 0
    keep = ROOT / "var" / "fuzz"
    for name, inputs in (
        (f"{options.structured} structured", structured(options.seed, options.structured)),
        (f"{options.raw} raw", raw(options.seed, options.raw)),
    ):
        started = time.perf_counter()
        found = run(inputs, keep)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name}: {time.perf_counter() - started:.0f} s, peak {peak:.0f} MB", flush=True)
        for what, count in sorted(found.items()):
            print(f"  {count:>8} {what}")
        errors += found["errors"] + found["slow"] + found["refused with other than one sentence"]
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
