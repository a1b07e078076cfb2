"""What is read of an IATI file, what is refused, and that nothing in it is lost without being counted."""

import datetime
import gzip
import io
from decimal import Decimal

import pytest

from apps.exchange.iati import opened, prolog
from apps.exchange.portfolio.record import Party, Purpose, Record, Site, Sum, Unreadable
from tests.exchange.iati.samples import HEAD, V1, V2, activity, document, stream

DAY = datetime.date


def read(text, **options):
    return list(opened(stream(document(text, **options))))


def one(inside="", **options):
    return read(activity(inside=inside, **options))[0]


def codes(record):
    return [note.code for note in record.notes]


@pytest.mark.parametrize(("text", "version"), [(V1, "1.04"), (V1, "1.05"), (V2, "2.01"), (V2, "2.03")])
def test_every_version_gives_the_same_record(text, version):
    record = read(text, version=version)[0]
    record.line = 0
    assert record == Record(
        line=0,
        identifier="XM-EX-1-7",
        reporting=Party("reporting", "Example Aid", "XM-EX-1", "21"),
        title="Dialogue à Nord",
        language="fr",
        description="Rencontres entre voisins.",
        status="active",
        start=DAY(2020, 1, 15),
        end=DAY(2022, 6, 30),
        parties=[
            Party("funding", "Donor State", "XM-EX-2", "10"),
            Party("implementing", "Peace Circle (PCI)", None, "22"),
        ],
        purposes=[Purpose("15220", 0.75), Purpose("15160", 0.25)],
        sites=[Site("North", ("428514",), (-3.1, 29.4))],
        sums=[
            Sum("committed", Decimal("1200.50"), "EUR", DAY(2020, 2, 1), value_date=DAY(2020, 2, 2)),
            Sum("disbursed", Decimal(300), "USD", DAY(2020, 5, 1), value_date=DAY(2020, 5, 1)),
        ],
        countries=["BI"],
    )


def test_a_record_says_in_which_line_it_stands():
    lines = [record.line for record in opened(stream(document("\n\n" + activity(), "\n" + activity("B"))))]
    assert lines == [4, 5]


def test_a_record_comes_back_from_json_as_it_was():
    for text in (
        V1,
        V2,
        activity(inside='<sector code="1"/><activity-date type="4" iso-date="2001-01-01"/>'),
    ):
        record = read(text)[0]
        assert Record.of(record.entry()) == record


def test_what_is_not_used_is_counted_by_its_path():
    reading = opened(
        stream(
            document(
                activity(
                    inside='<sector vocabulary="98" code="4"><narrative>x</narrative></sector>'
                    '<transaction ref="7"><transaction-type code="12"/></transaction>'
                    '<x:own xmlns:x="urn:own"/><tag code="1"/><tag code="2"/>',
                    attributes='budget-not-provided="1"',
                )
            )
        )
    )
    assert [record.identifier for record in reading] == ["XM-EX-1-1"]
    assert reading.unused == {
        "iati-activity/@budget-not-provided": 1,
        "iati-activity/sector[vocabulary=98]": 1,
        "iati-activity/sector[vocabulary=98]/narrative": 1,
        "iati-activity/transaction[type=12]": 1,
        "iati-activity/transaction[type=12]/transaction-type": 1,
        "iati-activity/urn:own:own": 1,
        "iati-activity/tag": 2,
    }


def test_what_stands_between_activities_is_counted_too():
    text = document("<odd><deep/></odd>", activity(), "<odd/>")
    reading = opened(stream(text))
    assert len(list(reading)) == 1
    assert reading.unused == {"odd": 2}


def test_the_narrative_in_the_language_of_the_activity_comes_first():
    record = one(
        '<description><narrative xml:lang="fr">Puits</narrative>'
        "<narrative>About wells</narrative></description>",
        title='</narrative><narrative xml:lang="ar">آبار</narrative><narrative xml:lang="en">Wells',
    )
    assert (record.title, record.language, record.titles) == ("Wells", "en", {"ar": "آبار"})
    assert record.description == "About wells"


def test_a_description_of_target_groups_is_the_target_group():
    record = one('<description type="3"><narrative>Young people</narrative></description>')
    assert (record.target_group, record.description) == ("Young people", None)


def test_money_that_comes_in_is_not_counted_again_when_it_is_passed_on():
    def transaction(kind, value, more=""):
        return (
            f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="2021-01-01"/>'
            f"<value>{value}</value>{more}</transaction>"
        )

    inside = (
        transaction(11, 100, '<provider-org ref="XM-EX-9"/>')
        + transaction(2, 90)
        + transaction(3, 80)
        + transaction(4, 70)
    )
    reading = opened(stream(document(activity(inside=inside))))
    record = next(iter(reading))
    assert [(money.amount, money.value) for money in record.sums] == [("committed", 100), ("executed", 70)]
    assert record.sums[0].provider == Party("funding", None, "XM-EX-9")
    assert reading.unused["iati-activity/transaction[passed on, counted when it came in]"] == 2


def test_a_budget_is_what_is_scheduled_where_one_funder_can_be_meant():
    budget = (
        '<budget><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>'
        '<value value-date="2021-01-01">50</value></budget>'
    )
    assert [money.amount for money in one(budget).sums] == ["scheduled"]
    funders = '<participating-org role="1" ref="A"/><participating-org role="1" ref="B"/>'
    assert one(funders + budget).sums == []


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ('<sector code="15220" percentage="many"/>', "share_unreadable"),
        ('<sector code="15220" percentage="120"/>', "share_unreadable"),
        ('<transaction><transaction-type code="2"/><value>about 5</value></transaction>', "no_value"),
        ('<transaction><transaction-type code="2"/><value>1e9</value></transaction>', "no_value"),
        (
            '<activity-date type="2" iso-date="2021-01-02"/><activity-date type="4" iso-date="2021-01-01"/>',
            "end_before_start",
        ),
    ],
)
def test_what_cannot_be_right_is_said_and_does_not_keep_the_activity_out(inside, code):
    record = one(inside)
    assert codes(record) == [code]
    assert not record.refused


@pytest.mark.parametrize("said", ["2021-02-30", "21-01-01", "soon", "", "0000-01-01", "٢٠٢١-٠١-٠١"])
def test_a_date_that_is_none_is_missing(said):
    assert one(f'<activity-date type="2" iso-date="{said}"/>').start is None


def test_a_status_that_is_missing_follows_from_what_happened():
    text = activity(inside='<activity-date type="4" iso-date="2021-01-01"/>').replace(
        '<activity-status code="2"/>', ""
    )
    record = read(text)[0]
    assert (record.status, codes(record)) == ("completed", ["no_status"])


def test_an_activity_without_identifier_or_title_is_refused_with_both_reasons():
    record = read("<iati-activity><iati-identifier/></iati-activity>")[0]
    assert record.refused
    assert [note.code for note in record.notes if note.fault] == ["no_identifier", "no_title"]


def test_results_become_lines():
    record = one(
        '<result type="1"><title><narrative>Trust</narrative></title><indicator measure="1">'
        '<title><narrative>People who trust</narrative></title><baseline year="2020" value="10"/>'
        '<period><period-end iso-date="2021-12-31"/><target value="20"/><actual value="15"/></period>'
        "</indicator></result><result><title><narrative>Bare</narrative></title></result>"
    )
    assert record.results == (
        "Trust; People who trust; baseline 10 (2020); 2021-12-31: target 20, actual 15\nBare"
    )


def test_a_packed_file_is_read_like_a_plain_one():
    packed = io.BytesIO(gzip.compress(document(V2).encode()))
    assert [record.identifier for record in opened(packed)] == ["XM-EX-1-7"]


BOMB = (
    '<!DOCTYPE iati-activities [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<iati-activities version="2.03">&b;</iati-activities>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an XML file"),
        (b"%PDF-1.7 and so on", "not an XML file"),
        (b"PK\x03\x04" + b"\x00" * 50, "not an XML file"),
        ("just words", "not an XML file"),
        (HEAD + "<iati-activities version='2.03'", "Line 1: the XML is broken"),
        (HEAD + "<!-- never closed", "not an XML file"),
        (HEAD + "<html><body/></html>", "begins with “html”"),
        (HEAD + "<iati-organisations version='2.03'/>", "about organisations"),
        (HEAD + "<iati-activities version='1.02'/>", "version “1.02”"),
        (HEAD + "<iati-activities/>", "version “”"),
        (BOMB, "DOCTYPE"),
        (HEAD + "<!-- a --><?b?>\n" + BOMB, "DOCTYPE"),
        (BOMB.encode("utf-16"), "DOCTYPE"),
        ("\ufeff" + BOMB, "DOCTYPE"),
        (
            '<!DOCTYPE iati-activities SYSTEM "file:///etc/passwd"><iati-activities version="2.03"/>',
            "DOCTYPE",
        ),
        (document(activity())[:-30], "line 2"),
        (document("<iati-activity>&undefined;</iati-activity>"), "XML is broken"),
        (document("<a>" * 300 + "</a>" * 300), "line 2"),
        (gzip.compress(document(V2).encode())[:-20], "damaged"),
        (b"\x1f\x8b but no gzip", "damaged"),
    ],
)
def test_what_is_no_such_file_or_hostile_gets_one_sentence(content, words):
    with pytest.raises(Unreadable) as refused:
        list(opened(stream(content)))
    said = str(refused.value)
    assert words.lower() in said.lower()
    assert "\n" not in said


def test_an_entity_that_nothing_defines_ends_the_reading_wherever_it_stands():
    broken = activity().replace("Wells", "We&ll;s")
    with pytest.raises(Unreadable):
        list(opened(stream(document(*(activity(f"X-{n}") for n in range(900)), broken))))


def test_a_file_that_unpacks_to_too_much_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(prolog, "FREE_GROWTH", 1000)
    packed = io.BytesIO(gzip.compress(document(" " * 5_000_000).encode()))
    with pytest.raises(Unreadable, match="larger than any real one"):
        list(opened(packed))


def test_one_activity_without_end_is_not_held_in_memory():
    endless = document(f"<iati-activity>{'<x/>' * (prolog.LARGEST_ACTIVITY // 4)}</iati-activity>")
    with pytest.raises(Unreadable, match="One activity"):
        list(opened(stream(endless)))


def test_a_large_file_is_never_whole_in_memory():
    """What has been read is let go: the root holds what one block of the file brought, and no more."""
    reading = opened(stream(document(*(activity(f"X-{n}") for n in range(2000)))))
    assert max(len(reading._root) for _record in reading) < 150
