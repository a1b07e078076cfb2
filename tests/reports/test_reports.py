"""Every report of the worked example: whole, in each form, in Arabic, alike each time, with few queries."""

import datetime
import io
import re
import zipfile

import docx
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from PIL import Image
from python_calamine import CalamineWorkbook

from apps.activities.models import Activity
from apps.core import figures
from apps.missions.models import MissionAgency
from apps.reports import agency, review, sheet, sheets
from apps.reports.asked import Asked
from apps.reports.blocks import Degree, Drawing, Grid, Heading, Items, Paper, Paragraph, Ratio, with_annex
from apps.reports.catalogue import REPORTS
from apps.reports.drawings import standing_alone
from apps.reports.filled import check_template, filled
from apps.reports.pdf import as_pdf
from apps.reports.sheets import as_csv_files, as_workbook
from apps.reports.word import as_word
from tests.coherence.conftest import AS_OF, assessed, karo, karo_document  # noqa: F401  the worked example
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, DissentFactory
from tests.factories.benchmarks import ObservationFactory
from tests.factories.funding import FundingLineFactory

QUERIES = {
    "framework": 19,
    "review": 23,
    "progress": 7,
    "coherence": 11,
    "agency": 13,
    "donor": 11,
    "sheet": 12,
    "activities": 5,
}
"""Of each report of the worked example for members, however many rows there are."""


def test_a_label_runs_in_its_own_direction_outside_of_a_page_too():
    svg = (
        '<svg direction="ltr" viewBox="0 0 9 9">'
        '<text class="u strong" x="1" y="1"><title>t</title>الهدف 90%</text>'
        '<text class="u" x="1" y="2">Target 90%</text></svg>'
    )
    alone = standing_alone(svg, "DejaVu Sans")
    assert "</title>\u202bالهدف 90%\u202c</text>" in alone
    assert ">Target 90%</text>" in alone


def asked(mission, kind="", **more):
    presence = MissionAgency.objects.filter(mission=mission, key="DEV").select_related("agency").get()
    agency = presence if kind and REPORTS[kind].agency else None
    return Asked(mission, more.pop("public", False), AS_OF, agency=agency, **more)


@pytest.mark.parametrize("kind", REPORTS)
def test_a_report_is_whole_in_each_form(kind, karo, assessed):  # noqa: F811
    with translation.override("ar"):
        paper = REPORTS[kind].make(asked(karo, kind, made=datetime.date(2026, 2, 1)))
        pdf = as_pdf(paper)
        word = docx.Document(io.BytesIO(as_word(paper)))
    assert pdf.accessible
    assert (pdf.content[:5], b"/StructTreeRoot" in pdf.content) == (b"%PDF-", True)
    tables = list(paper.tables())
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_workbook(paper)))
    assert len(book.sheet_names) == len(tables) + 1
    with zipfile.ZipFile(io.BytesIO(as_csv_files(paper))) as archive:
        assert len(archive.namelist()) == len(tables)
    section = word.sections[0]
    assert paper.audience in section.header.paragraphs[0].text
    assert paper.audience in section.footer.paragraphs[0].text
    assert paper.cut in [one.text for one in word.paragraphs]
    heads = [table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) for table in word.tables]
    assert None not in heads
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in word.tables)
    pictures = word.element.body.iter(qn("wp:docPr"))
    drawn = sum(isinstance(block, Drawing) for block in paper.blocks)
    assert [bool(one.get("descr")) for one in pictures] == [True] * drawn


def test_only_the_day_on_which_it_is_made_changes_its_bytes(karo, assessed):  # noqa: F811
    def made(**more):
        paper = REPORTS["sheet"].make(asked(karo, **more))
        return as_pdf(paper).content, as_word(paper), as_workbook(paper), as_csv_files(paper)

    assert made() == made()
    first, then = made(made=datetime.date(2026, 2, 1)), made(made=datetime.date(2026, 3, 1))
    assert (first[0] == then[0], first[3] == then[3]) == (False, True)


@pytest.mark.parametrize("size", ["a4", "us-letter"])
def test_the_fact_sheet_is_one_page_however_much_there_is_to_say(size, karo, assessed):  # noqa: F811
    paper = REPORTS["sheet"].make(asked(karo, page=size))
    long = Paragraph("And more. " * 150)
    longer = Paper("Sheet", "", "en", [*paper.blocks, long], page=size, sheet=True)
    for one in (paper, longer):
        pages = re.findall(rb"/Type\s*/Page\b(?!s)", as_pdf(one).content)
        assert len(pages) == 1


def test_a_finding_on_the_sheet_keeps_its_end_and_its_names_stay_fenced(karo, assessed, monkeypatch):  # noqa: F811
    long = "\u2068" + "programme " * 15 + "\u2069 has no link to the framework."
    monkeypatch.setattr(sheet.words, "finding", lambda *_given: {"text": long})
    items = [block for block in REPORTS["sheet"].make(asked(karo)).blocks if isinstance(block, Items)]
    assert items[-1].lines[0] == long
    cut = sheet._short("\u2068" + "a" * 300 + "\u2069")
    assert (cut.count("\u2068"), cut.count("\u2069"), cut[-2:]) == (1, 1, "…\u2069")


def test_a_paper_says_where_a_table_goes_on(karo, assessed, monkeypatch):  # noqa: F811
    monkeypatch.setattr(review, "MOST", 2)
    monkeypatch.setattr(agency, "MOST", 1)

    def said(kind):
        return [
            block.text
            for block in REPORTS[kind].make(asked(karo, kind)).blocks
            if isinstance(block, Paragraph)
        ]

    assert said("review").count("The weightiest 2 are shown.") == 2
    assert "and 1 more" in said("agency")


def test_a_wide_table_lies_on_its_side_and_files_have_names_of_every_script():
    wide = Grid(("Identification",) * 9, [("long words",) * 9], "Wide", "أنشطة")
    paper = Paper("T", "S", "en", [Paragraph("A"), Heading("H"), wide, Paragraph("B")])
    boxes = re.findall(rb"/MediaBox\s*\[0 0 (\d+)[\d.]* (\d+)", as_pdf(paper).content)
    assert [int(wide) > int(high) for wide, high in boxes] == [False, True, False]
    with zipfile.ZipFile(io.BytesIO(as_csv_files(paper))) as archive:
        assert archive.namelist() == ["01-أنشطة.csv"]


def test_a_sheet_has_a_name_that_excel_takes_wherever_a_title_is_cut():
    title, used = f"{'a' * 30}' and more", set()
    names = [sheets._name(title, used) for _time in range(2)]
    assert names == ["a" * 30, f"{'a' * 29} 2"]
    assert sheets._name("''", used) == "1"


@pytest.mark.parametrize(("language", "at_the_right"), [("en", False), ("ar", True)])
def test_the_first_sheet_begins_where_its_language_begins(language, at_the_right):
    paper = Paper("Title", "Karo", language, [], audience="Public", cut="Cut")
    with zipfile.ZipFile(io.BytesIO(as_workbook(paper))) as book:
        assert ('horizontal="right"' in book.read("xl/styles.xml").decode()) == at_the_right


def test_head_and_foot_of_a_sheet_stay_whole():
    paper = Paper("&" * 100, "S", "en", [Grid(("A",), [(1,)], "C")], audience="Public", cut="& " * 99)
    with zipfile.ZipFile(io.BytesIO(as_workbook(paper))) as archive:
        text = archive.read("xl/worksheets/sheet2.xml").decode()
    assert f"&amp;L{'&amp;' * 120}&amp;RPublic" in text
    assert "&amp;R&amp;P / &amp;N" in text


def test_sections_can_be_chosen(karo, assessed):  # noqa: F811
    whole = REPORTS["coherence"].make(asked(karo))
    part = REPORTS["coherence"].make(asked(karo, sections=frozenset({"findings"})))
    named = [block.text for block in part.blocks if isinstance(block, Heading) and block.level == 1]
    assert named == ["Findings"]
    assert len(part.blocks) < len(whole.blocks) / 10


def test_queries_do_not_depend_on_rows(karo, assessed):  # noqa: F811
    given = {kind: asked(karo, kind) for kind in REPORTS}

    def counted():
        found = {}
        for kind, report in REPORTS.items():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                report.make(given[kind])
            found[kind] = len(queries)
        return found

    counted()  # what a process asks once
    assert counted() == QUERIES
    agency = MissionAgency.objects.get(mission=karo, key="DEV").agency
    one = Activity.objects.filter(mission=karo, lead=agency).first()
    for _number in range(2):
        more = ActivityFactory(mission=karo, lead=agency)
        AlignmentLinkFactory(mission=karo, activity=more, objective=one.links.first().objective)
        FundingLineFactory(mission=karo, activity=more, funder=agency)
        DissentFactory(mission=karo, agency=agency, benchmark=karo.benchmark_set.first())
        ObservationFactory(mission=karo, indicator=karo.indicator_set.first(), observed_on=AS_OF)
    assert counted() == QUERIES


RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "سلام", "🙂", "https://un.org"]


def test_a_text_never_becomes_a_formula_or_a_link_and_numbers_stay_numbers():
    day = datetime.date(2026, 1, 1)
    rows = [(text, 1.5, Ratio(0.25), Degree(0.125), day, None) for text in RISKY]
    paper = Paper("=Title", "+Sub", "en", [Grid(("=Head", *"abcde"), rows, "=Caption", "=Name")])
    content = as_workbook(paper)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "sheets/" in name)
    assert (b"<f>" in sheets, b"hyperlink" in sheets) == (False, False)
    read = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(1).to_python()[1:]
    assert [row[1:] for row in read] == [[1.5, 0.25, 0.125, day, ""]] * len(RISKY)
    assert [row[0].strip() for row in read] == [text.strip() for text in RISKY]
    with zipfile.ZipFile(io.BytesIO(as_csv_files(paper))) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    assert "\n=" not in text.replace("\r", "")
    assert "'=1+1,1.5,0.25,0.125,2026-01-01," in text


def test_text_of_people_is_never_read_as_typst_and_a_missing_sign_is_said():
    wild = '#read("/etc/passwd") $x$ *a* `b` \\ [c] <d> @e // f'
    assert as_pdf(
        Paper(wild, wild, "en", [Heading(wild), Paragraph(wild), Grid((wild,), [(wild,)])])
    ).accessible
    assert not as_pdf(Paper("T", "S", "en", [Paragraph("\U0001f642 \u4e2d")])).accessible


def test_a_figure_stands_in_the_paper_with_its_table_in_the_annex():
    bar = figures.bars(prefix="b", title="Money", desc="Two", rows=[("A", 1, None), ("B", 2, None)])
    paper = Paper("T", "S", "en", with_annex([Drawing(bar, "Money")], "Annex"))
    document = docx.Document(io.BytesIO(as_word(paper)))
    assert [(p.style.name, p.text) for p in document.paragraphs if p.text][2:] == [
        ("Caption", "Money"),
        ("Heading 1", "Annex"),
        ("Caption", "Money"),
    ]
    assert len(document.tables) == 1
    assert next(document.element.body.iter(qn("wp:docPr"))).get("descr") == "Money. Two"
    assert len(list(paper.tables())) == 1


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.sections[0].footer.paragraphs[0].text = "{{ audience }}"
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_template_of_ones_own_is_filled(karo, assessed):  # noqa: F811
    paper = REPORTS["progress"].make(asked(karo))
    form = template("Ministry of Planning", "{{title}}: {{ subtitle }}", "{{ content }}", "Annexes follow.")
    check_template(form)
    document = docx.Document(io.BytesIO(filled(form, paper)))
    texts = [one.text for one in document.paragraphs if one.text]
    assert texts[:4] == [
        "Ministry of Planning",
        f"{paper.title}: {paper.subtitle}",
        paper.cut,
        "At a glance",
    ]
    assert texts[-1] == "Annexes follow."
    assert document.sections[0].footer.paragraphs[0].text == "For members of the mission only"
    assert len(document.tables) == sum(isinstance(block, Grid) for block in paper.blocks)
    assert filled(form, paper) == filled(form, paper)


BOX = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:pict>'
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r><w:t>{{ made_on }}'
    "</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)


def rich_template() -> bytes:
    """Fields in a link, a box, a table in a table, a head of the first page, and cut beside a picture."""
    document = docx.Document()
    line = document.add_paragraph()
    for text, bold in (("Title: {{ ti", True), ("tle }}", None), (" of ", None), ("{{subtitle}}", True)):
        line.add_run(text).bold = bold
    link = OxmlElement("w:hyperlink")
    link.append(document.add_paragraph("{{ data_cut }}").runs[0]._r)
    document.paragraphs[-1]._p.append(link)
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    pictured = document.add_paragraph("{{ audience }} ").add_run()
    pictured.add_picture(io.BytesIO(picture.getvalue()))
    inner = document.add_table(1, 1).cell(0, 0).add_table(1, 1).cell(0, 0)
    inner.text = "{{ title }}"
    document.element.body.insert(0, parse_xml(BOX))
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "{{ title }}"
    document.styles.add_style("Paper Cell", WD_STYLE_TYPE.PARAGRAPH)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_fields_of_a_template_are_found_wherever_they_stand():
    paper = Paper("T", "S", "en", [Grid(("A",), [(None,)])], audience="Public", cut="Cut", made="Today")
    check_template(rich_template())
    content = filled(rich_template(), paper)
    document = docx.Document(io.BytesIO(content))
    written = "".join(one.text or "" for one in document.element.body.iter(qn("w:t")))
    assert written == "TodayTitle: T of SCutPublic TA—— stands for what nobody recorded."
    assert [run.bold for run in document.paragraphs[1].runs if run.text] == [True, None, True]
    assert document.sections[0].first_page_header.paragraphs[0].text == "T"
    assert len(document.inline_shapes) == 1


def test_no_paper_leaves_without_its_audience_and_data_cut():
    paper = Paper("T", "S", "en", [Paragraph("Text")], audience="For members", cut="Data up to then.")
    form = plain_template("{{ title }}", "{{ content }}", "End")
    document = docx.Document(io.BytesIO(filled(form, paper)))
    assert [one.text for one in document.paragraphs] == [
        "T",
        "For members",
        "Data up to then.",
        "Text",
        "End",
    ]


def plain_template(*lines: str, without: str | None = None) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    for one in list(document.element.body.iter(qn(without))) if without else ():
        one.getparent().remove(one)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (template("{{ budget }}"), "asks for budget"),
        (template("{{ " + "x" * 5000 + " }}"), "asks for x{60}[.]"),
        (b"PK no word file", "Word cannot open this file"),
        (plain_template("{{ title }}", without="w:sectPr"), "Word cannot open this file"),
        (plain_template("{{ title }}", without="w:pgSz"), "Word cannot open this file"),
        (plain_template("nothing"), "has no field"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_in_one_sentence(content, said):
    with pytest.raises(ValidationError, match=said):
        check_template(content)
