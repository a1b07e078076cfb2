"""The framework as a paper: every part in its place, with heading styles that Word knows as headings."""

import datetime
import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from apps.benchmarks.drafting.parts import document_of
from apps.exchange.services import import_bundle
from apps.frameworks.models import FrameworkVersion
from apps.reports.blocks import Grid, Heading, Items, Paper, Paragraph, Prose
from apps.reports.cells import texts_of, widths_of
from apps.reports.framework import framework_paper
from apps.reports.word import as_word
from tests.exchange.documents import full_document

AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)


def opened(*blocks):
    return docx.Document(io.BytesIO(as_word(Paper("Title", "Subtitle", "en", blocks))))


def lines(document):
    return [(one.style.name, one.text) for one in document.paragraphs]


def test_each_block_has_the_style_that_says_what_it_is():
    document = opened(
        Heading("One"),
        Heading("Two", 2),
        Paragraph("Plain"),
        Items(["a", "b"]),
        Grid(("A", "B"), [("1", "2")]),
    )
    assert lines(document)[:7] == [
        ("Title", "Title"),
        ("Subtitle", "Subtitle"),
        ("Heading 1", "One"),
        ("Heading 2", "Two"),
        ("Normal", "Plain"),
        ("List Bullet", "a"),
        ("List Bullet", "b"),
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["A", "B"], ["1", "2"]]


def test_a_long_text_keeps_headings_lists_emphasis_and_addresses():
    text = "# Why\n\nSome **strong** and *soft* [words](https://un.org)\n\n1. one\n   - below\n\n<b>x</b>"
    document = opened(Prose(text))
    assert lines(document)[2:] == [
        ("Heading 3", "Why"),
        ("Normal", "Some strong and soft words (https://un.org)"),
        ("List Number", "one"),
        ("List Bullet 2", "below"),
        ("Normal", "<b>x</b>"),
    ]
    runs = {run.text: (run.bold, run.italic) for run in document.paragraphs[3].runs}
    assert (runs["strong"], runs["soft"]) == ((True, None), (None, True))


def test_arabic_runs_from_right_to_left_and_says_its_language():
    paragraph = opened(Paragraph("السلام", language="ar")).paragraphs[2]
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    run = paragraph.runs[0]._r.rPr
    assert run.find(qn("w:rtl")) is not None
    assert run.find(qn("w:lang")).get(qn("w:bidi")) == "ar"


def test_what_no_file_can_hold_is_left_out():
    assert opened(Paragraph("a\x00b\x0bc")).paragraphs[2].text == "abc"


def test_the_file_does_not_say_when_it_was_taken():
    with zipfile.ZipFile(io.BytesIO(as_word(Paper("Title", "Subtitle", "en", ())))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


DAY = datetime.date(2025, 12, 31)
WIDE = Grid(
    tuple("Identification" for _column in range(9)),
    [("text", DAY, DAY, 1234567, *(["long words"] * 5))],
    "Wide",
)


def test_a_table_that_is_too_wide_lies_on_its_side_with_its_heading():
    document = docx.Document(
        io.BytesIO(
            as_word(
                Paper("T", "S", "en", [Paragraph("A"), Heading("H"), WIDE, Paragraph("B")], audience="Public")
            )
        )
    )
    assert [(one.orientation, one.page_width > one.page_height) for one in document.sections] == [
        (0, False),
        (1, True),
        (0, False),
    ]
    body = list(document.element.body)
    texts = ["".join(str(run.text) for run in one.iter(qn("w:t"))) for one in body]
    assert texts[2:6] == ["A", "", "H", "Wide"]
    assert body[6].tag == qn("w:tbl")
    for section in document.sections:
        (stop,) = section.header.paragraphs[0].paragraph_format.tab_stops
        assert stop.position == section.page_width - section.left_margin - section.right_margin
        assert "Public" in section.header.paragraphs[0].text


def test_days_and_numbers_have_room_for_all_of_their_signs():
    texts = texts_of(WIDE)
    shares, scale = widths_of(WIDE, texts, 190.0)
    assert scale == 1
    assert all(share * 190 > len(text) for share, text in list(zip(shares, texts[0], strict=True))[:4])


def test_a_line_below_a_heading_stays_with_what_it_leads_to():
    blocks = (
        Heading("H"),
        Paragraph("Due", minor=True),
        Paragraph("State"),
        Grid(("A",), [("1",)]),
        Paragraph("E"),
    )
    kept = [one.paragraph_format.keep_with_next for one in opened(*blocks).paragraphs[3:]]
    assert kept[:2] == [True, True]
    assert not any(kept[2:])


@pytest.mark.parametrize("page", ["a4", "us-letter"])
def test_a_sheet_with_more_to_say_has_smaller_letters(page):
    def size(lines):
        parts = [Heading("A"), Items(lines), Heading("B"), Items(["short"])]
        document = docx.Document(io.BytesIO(as_word(Paper("T", "S", "en", parts, page=page, sheet=True))))
        breaks = [one for one in document.element.body.iter(qn("w:br")) if one.get(qn("w:type")) == "column"]
        assert len(breaks) == 1
        return document.styles["Normal"].font.size.pt

    assert size(["A line"]) == 9 > size(["A line of many words. " * 12] * 12) > 6
    assert size(["A line of many words. " * 12] * 60) == 6


def test_a_title_runs_as_its_paper_does():
    document = docx.Document(io.BytesIO(as_word(Paper("Karo", "Fact sheet", "ar", ()))))
    assert all(one._p.pPr.find(qn("w:bidi")) is not None for one in document.paragraphs[:2])


@pytest.mark.django_db
def test_the_paper_says_everything_that_the_version_says():
    import_bundle(by=None, document=full_document(), at=AT)
    for version in FrameworkVersion.objects.all():
        found = framework_paper(version.mission, document_of(version, {}))
        written = str(found.blocks)
        for text in version.objective_texts.all():
            assert text.title in written
        for text in version.benchmark_texts.all():
            assert text.statement in written
        for section in version.sections.all():
            assert section.title in written
        assert len(docx.Document(io.BytesIO(as_word(found))).paragraphs) > len(found.blocks) // 2
