"""The fact sheet of a mission: one page, A4 or Letter."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.benchmarks.enums import BenchmarkStatus
from apps.benchmarks.progress import ACHIEVED, ON_TRACK
from apps.benchmarks.selectors.board import BoardRow, board
from apps.coherence import cards, words
from apps.coherence.models import Assessment
from apps.coherence.selectors.shown import front_page
from apps.core.templatetags.nexusplan import number
from apps.frameworks.models import FrameworkVersion, ObjectiveText
from apps.missions.enums import Side
from apps.reports.asked import Asked, paper_of
from apps.reports.blocks import Block, Drawing, Facts, Grid, Heading, Items, Paper, Paragraph
from apps.reports.cells import NOTHING
from apps.reports.coherence import more_words
from apps.reports.progress import counts_figure, now_of
from apps.reports.selectors import (
    activities_of,
    agencies_by_side,
    assessment_on,
    objective_label,
    objectives_in,
    phase_on,
    version_on,
)

SECTIONS = {
    "objectives": gettext_lazy("What we want together"),
    "levels": gettext_lazy("How far it hangs together"),
    "benchmarks": gettext_lazy("Is it working"),
    "findings": gettext_lazy("What to act on"),
}
MOST = {"objectives": 8, "benchmarks": 6, "findings": 4}
LONGEST = 110
"""Characters of a line that is to fit in a column of the sheet."""
SENTENCE = 240
"""Characters of a finding, which says nothing without its end."""


def sheet_paper(asked: Asked) -> Paper:
    """The mission on one page. Queries do not depend on rows."""
    assessment = assessment_on(asked)
    return paper_of(
        asked,
        asked.mission.name,
        list(_blocks(asked, assessment)),
        subtitle=_("Fact sheet"),
        assessment=assessment,
        sheet=True,
    )


def _blocks(asked: Asked, assessment: Assessment | None) -> Iterator[Block]:
    version = version_on(asked)
    objectives = objectives_in(version)
    rows, _context = board(asked.mission, asked.day, public=asked.public)
    yield _facts(asked, version, objectives, rows)
    if asked.wants("benchmarks") and rows:
        yield Drawing(counts_figure(rows), _("Benchmarks by status"), annex=False)
    if asked.wants("objectives"):
        yield Heading(str(SECTIONS["objectives"]))
        labels = [objective_label(text) or "" for text in objectives.values()]
        if not labels:
            yield Paragraph(_("No framework is in force."), minor=True)
        yield Items(_cut(labels, MOST["objectives"]))
    if asked.wants("benchmarks"):
        yield Heading(str(SECTIONS["benchmarks"]))
        if not rows:
            yield Paragraph(_("No benchmark is in force."), minor=True)
        yield Grid(
            (_("Benchmark"), _("Status"), _("Now")),
            [
                (
                    _short(row.plan.statement or row.plan.key),
                    str(BenchmarkStatus(row.progress.status).label),
                    now_of(row),
                )
                for row in rows[: MOST["benchmarks"]]
            ],
            _("Key benchmarks"),
            _("Benchmarks"),
        )
    if asked.wants("levels"):
        yield from _levels(asked, assessment)
    if asked.wants("findings"):
        yield from _findings(asked, assessment)


def _facts(
    asked: Asked,
    version: FrameworkVersion | None,
    objectives: dict[int, ObjectiveText],
    rows: list[BoardRow],
) -> Facts:
    phase = phase_on(asked)
    sides = agencies_by_side(asked.mission)
    good = sum(1 for row in rows if row.progress.status in (ACHIEVED, ON_TRACK))
    return Facts(
        [
            (_("Phase"), phase.get_phase_display() if phase is not None else _("not recorded")),
            (_("Framework version"), _("none") if version is None else number(version.number)),
            (_("Objectives"), NOTHING if version is None else number(len(objectives))),
            (
                _("Benchmarks achieved or on track"),
                _("%(k)s of %(n)s") % {"k": number(good), "n": number(len(rows))},
            ),
            (_("Activities"), number(activities_of(asked).count())),
            (
                _("Agencies, of them internal"),
                _("%(n)s, %(k)s")
                % {"n": number(sum(sides.values())), "k": number(sides.get(Side.INTERNAL, 0))},
            ),
        ]
    )


def _levels(asked: Asked, assessment: Assessment | None) -> Iterator[Block]:
    yield Heading(str(SECTIONS["levels"]))
    if assessment is None:
        yield Paragraph(_("Nothing was assessed for these readers by this day."), minor=True)
        return
    result = front_page(assessment, asked.readers)
    for card in cards.level_cards(result, cards.named(asked.mission, asked.readers, result)):
        strip = card["consistency"]
        said = card["band"] if strip["assessed"] and card["band"] else strip["said"]
        if strip["assessed"]:
            said = _("%(n)s, %(k)s") % {"n": said, "k": strip["shown"]}
        yield Drawing(card["figure"], f"{card['level'].label}: {said}", annex=False, share=0.9)
    yield Paragraph(
        _("Degree, not end state; levels are not added up. Not assessed is not zero."), minor=True
    )


def _findings(asked: Asked, assessment: Assessment | None) -> Iterator[Block]:
    page = front_page(assessment, asked.readers)
    summaries = page.get("findings", [])
    yield Heading(str(SECTIONS["findings"]))
    if not summaries:
        yield Paragraph(_("No finding on this date."), minor=True)
        return
    seen = cards.named(asked.mission, asked.readers, page)
    lines = [words.finding(one, seen)["text"] for one in words.by_kind(summaries)]
    yield Items(_cut(lines, MOST["findings"], SENTENCE))


def _cut(lines: list[str], most: int, longest: int = LONGEST) -> list[str]:
    kept = [_short(line, longest) for line in lines[:most]]
    return kept if len(lines) <= most else [*kept, more_words(len(lines) - most)]


def _short(text: str, longest: int = LONGEST) -> str:
    """The text, cut where it is too long; names that were fenced against their direction stay fenced."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1].rstrip()
    return f"{kept}…" + "\u2069" * (kept.count("\u2068") - kept.count("\u2069"))
