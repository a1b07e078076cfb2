"""From a file as people have them to records: what is ordinary is read, what cannot be read is said."""

import datetime

import pytest
from django.conf import settings
from django.utils import translation

from apps.activities.enums import ActivityStatus
from apps.exchange.portfolio import names
from apps.exchange.portfolio.record import Party, Purpose, Unreadable
from apps.exchange.sheets import table
from apps.exchange.sheets.columns import LABELS, guess, known_headings, recognise, taken_fields
from apps.exchange.sheets.records import STATUS_OF, Defaults, Rows, sample, unplaced
from tests.exchange.sheets.workbooks import with_member, workbook

DAY = datetime.date


def records(sheet, **defaults):
    return list(Rows(sheet, recognise(sheet), Defaults(**defaults)))


def pasted(text):
    return table.read_text(text.encode(), "pasted")[0]


def codes(record):
    return [note.code for note in record.notes]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_words_of_our_own_pages_are_read_in_each_language(language):
    with translation.override(language):
        headings = {field: known_headings().get(names.plain(str(label))) for field, label in LABELS.items()}
        states = {one.value: STATUS_OF.get(names.plain(one.label).replace(" ", "")) for one in ActivityStatus}

    if language == "fr":
        # “Programmé” without its accent is a programme, and that is a title.
        del headings["scheduled"]
    assert {field: found for field, found in headings.items() if found != field} == {}
    assert {state: found for state, found in states.items() if found != state} == {}


def test_a_workbook_in_french_with_a_banner_above_its_headings():
    sheet = table.read_workbook(
        workbook(
            [
                ["Portefeuille 2021", None, "Mission X"],
                [None],
                [
                    "Code projet",
                    "Intitulé",
                    "Agence",
                    "Bailleur",
                    "Date de début",
                    "Montant (EUR)",
                    "Province",
                ],
                ["P1", "Dialogue", "PNUD", "Suisse", DAY(2021, 3, 4), "1 234,50", "Ngozi, Gitega"],
                [7, "Puits", "OIM", "non défini", "05/06/2021", 20, None],
            ]
        )
    )[0]
    first, second = records(sheet)
    assert (first.identifier, first.title, first.lead) == ("P1", "Dialogue", Party("lead", "PNUD"))
    assert (first.line, first.start, first.parties) == (4, DAY(2021, 3, 4), [Party("funding", "Suisse")])
    assert [(str(one.value), one.currency) for one in first.sums] == [("1234.50", "EUR")]
    assert [site.name for site in first.sites] == ["Ngozi", "Gitega"]
    assert (second.identifier, second.start, second.parties) == ("7", DAY(2021, 6, 5), [])
    assert [str(one.value) for one in second.sums] == ["20.0"]


def test_merged_headings_are_read_with_what_stands_below_them():
    content = workbook(
        [[None], ["Title", "Lead", "Committed", "Disbursed"], ["A", "X", 5, 3]],
        merged=[(0, 2, 0, 3, "Money (USD)")],
    )
    sheet = table.read_workbook(content)[0]
    layout = recognise(sheet)
    assert layout.headings[2:] == ("Money (USD) / Committed", "Money (USD) / Disbursed")
    assert layout.fields == ("title", "lead", "committed", "disbursed")


def test_a_merged_cell_holds_for_the_rows_it_spans_but_money_is_counted_once():
    content = workbook(
        [["Title", "Lead", "Amount"], ["A"], ["B"]], merged=[(1, 1, 2, 1, "UNDP"), (1, 2, 2, 2, 100)]
    )
    first, second = records(table.read_workbook(content)[0], currency="USD")
    assert first.lead == second.lead == Party("lead", "UNDP")
    assert (len(first.sums), len(second.sums)) == (1, 0)
    assert "merged" in codes(second)


def test_a_pasted_range_in_arabic():
    record = records(
        pasted("العنوان\tالوكالة\tتاريخ البدء\tالمبلغ\tالعملة\nحوار\tالمنظمة\t٠٣/٠٤/٢٠٢١\t١٢٬٣٠٠\tUSD\n")
    )[0]
    assert (record.title, record.start, record.lead) == ("حوار", DAY(2021, 4, 3), Party("lead", "المنظمة"))
    assert [(int(one.value), one.currency) for one in record.sums] == [(12300, "USD")]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_columns_are_divided_by_what_divides_them(sign):
    text = sign.join(["Title", "Lead", "Status"]) + "\n" + sign.join(["A", "X", "terminé"]) + "\n"
    record = records(pasted(text))[0]
    assert (record.title, record.status) == ("A", "completed")
    words = ("Pipeline/identification", "Implementation", "Completion", "Post-completion")
    states = ("proposed", "active", "completed", "completed")
    assert tuple(STATUS_OF[names.plain(word).replace(" ", "")] for word in words) == states


def test_a_file_of_an_old_spreadsheet_is_read_too():
    sheet = table.read_text("Intitulé;Agence\nRéconciliation;PNUD\n".encode("cp1252"), "a.csv")[0]
    assert records(sheet)[0].title == "Réconciliation"


def test_a_guard_against_formulas_is_taken_off_once():
    assert pasted("Title\n'=SUM(1)\n''x\n").rows == [["Title"], ["=SUM(1)"], ["''x"]]


def test_what_a_row_lacks_comes_from_the_defaults():
    record = records(pasted("Title\nA\n"), lead="UNDP", status="approved")[0]
    assert (record.lead, record.status, codes(record)) == (Party("lead", "UNDP"), "approved", [])


def test_a_row_without_a_title_is_refused_and_an_empty_one_is_none():
    rows = Rows(sheet := pasted("Title,Lead\n,X\n,\nB,\n"), recognise(sheet), Defaults())
    found = list(rows)
    assert [(record.line, record.refused) for record in found] == [(2, True), (4, False)]
    assert rows.skipped == 1


def test_what_cannot_be_read_is_left_open_and_said():
    record = records(pasted("Title,Start,Amount,Status,People\nA,soon,lots,odd,-3\n"))[0]
    said = {note.column: note.values["value"] for note in record.notes}
    assert said == {"Start": "soon", "Amount": "lots", "Status": "odd", "People": "-3"}
    assert not record.refused


@pytest.mark.parametrize(
    ("cell", "purposes"),
    [
        ("15220", [Purpose("15220", 1.0)]),
        ("15220 (60 %); 15160 (40,5%)", [Purpose("15220", 0.6), Purpose("15160", 0.405)]),
        ("152, 151", [Purpose("152"), Purpose("151")]),
        ("Human rights", [Purpose("15160", 1.0)]),
        ("Derechos humanos", [Purpose("15160", 1.0)]),
        ("١٥٢٢٠", [Purpose("15220", 1.0)]),
        ("15220 Peace: 30%\n15220 again", [Purpose("15220", 0.3)]),
    ],
)
def test_sectors_by_code_share_and_name(cell, purposes):
    sheet = table.Sheet("x", [["Title", "Sector"], ["A", cell]])
    assert records(sheet)[0].purposes == purposes


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("UNDP, WFP", ["UNDP", "WFP"]),
        ("Ministry of Justice, Human Rights", ["Ministry of Justice, Human Rights"]),
        ("A; B\nC / D | E", ["A", "B", "C", "D", "E"]),
        ("n/a", []),
    ],
)
def test_several_organisations_in_one_cell(cell, found):
    sheet = table.Sheet("x", [["Title", "Partners"], ["A", cell]])
    assert [party.name for party in records(sheet)[0].parties] == found


def test_a_field_is_taken_from_one_column_only():
    assert guess(["Title", "Project title", "Start date of works"]) == ("title", None, "start")


def test_a_sheet_speaks_only_of_its_columns():
    assert taken_fields(["title", "committed", None, "sectors"]) == {"title", "money", "sectors", "dimension"}


def test_columns_are_shown_with_samples_and_those_left_are_named():
    sheet = pasted("Title,Foo,\nA,1,\nB,1,x\nC,2,\n")
    layout = recognise(sheet)
    assert sample(sheet, layout, 1) == ["1", "2"]
    assert unplaced(layout) == ["Foo", "column without a heading"]


def lying(content):
    """The archive says that its first member is shorter than it is."""
    place = content.index(b"PK\x01\x02")
    return content[: place + 24] + (5).to_bytes(4, "little") + content[place + 28 :]


FILE = workbook([["Title"], ["A"]])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04nothing", "not a workbook"),
        (FILE[:-100], "not a workbook"),
        (lying(FILE), "not a workbook"),
        (with_member(FILE, "../../etc/passwd", b"x"), "not a workbook"),
        (with_member(FILE, "/abs", b"x"), "not a workbook"),
        (with_member(FILE, "xl/vbaProject.bin", b"x"), "macros"),
        (with_member(FILE, "xl/bomb.xml", b" " * 30_000_000), "larger than any real one"),
        (with_member(FILE, "xl/x.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "defines something"),
        (workbook([[]]), "holds no cells"),
    ],
)
def test_a_workbook_that_is_none_or_hostile_gets_one_sentence(content, words):
    with pytest.raises(Unreadable, match=words):
        table.read_workbook(content)


def test_a_workbook_with_a_password_says_so():
    content = bytearray(FILE)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    with pytest.raises(Unreadable, match="password"):
        table.read_workbook(bytes(content))


@pytest.mark.parametrize("content", [b"", b"  \n", b"\x00\x01\x02\x03", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_what_is_no_text_gets_one_sentence(content):
    with pytest.raises(Unreadable):
        table.read_text(content, "x")


def test_a_sheet_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match="more than 3 rows"):
        pasted("Title\n" + "A\n" * 5)
    with pytest.raises(Unreadable, match="more than 3 rows"):
        table.read_workbook(workbook([["Title"], *([["A"]] * 5)]))
