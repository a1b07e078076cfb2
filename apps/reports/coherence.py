"""The coherence assessment: four levels, what stands beside them, findings, values, and the method."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.coherence import cards, drawings, words
from apps.coherence.engine import registry
from apps.coherence.engine.settings import Settings
from apps.coherence.enums import Level, Strip
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.coherence.selectors.inputs.framework import settings_of
from apps.coherence.selectors.rows import describe
from apps.coherence.selectors.shown import front_page
from apps.core.templatetags.nexusplan import day
from apps.missions.models import Mission
from apps.reports.asked import Asked, paper_of
from apps.reports.blocks import Block, Drawing, Grid, Heading, Items, Paper, Paragraph
from apps.reports.cells import with_degrees
from apps.reports.selectors import assessment_on

SECTIONS = {
    "levels": gettext_lazy("The four levels"),
    "beside": gettext_lazy("Preconditions and trade-offs"),
    "findings": gettext_lazy("Findings"),
    "values": gettext_lazy("Every value"),
    "method": gettext_lazy("Method annex"),
}
CRITERION = {
    Level.AGENCY: gettext_lazy(
        "OECD/DAC criterion of coherence: internal coherence, inside one institution."
    ),
    Level.WHOLE_OF_GOVERNMENT: gettext_lazy(
        "OECD/DAC criterion of coherence: internal coherence, among the institutions of one government."
    ),
    Level.EXTERNAL: gettext_lazy(
        "OECD/DAC criterion of coherence: external coherence, with what others do in the same context."
    ),
    Level.INTERNAL_EXTERNAL: gettext_lazy(
        "OECD/DAC criterion of coherence: external coherence, with the country's own policies and priorities."
    ),
}
MOST = 300
"""Findings that are written out; a table of all is the file of the page of findings."""


def coherence_paper(asked: Asked) -> Paper:
    """The assessment for these readers that was the newest on the day. Queries do not depend on rows."""
    assessment = assessment_on(asked)
    title = _("Coherence assessment")
    if assessment is None:
        return paper_of(asked, title, [Paragraph(_("Nothing was assessed for these readers by this day."))])
    return paper_of(
        asked,
        title,
        list(_blocks(asked, assessment)),
        subtitle=_("%(mission)s, as of %(date)s")
        % {"mission": asked.mission.name, "date": day(assessment.as_of)},
        assessment=assessment,
    )


def _blocks(asked: Asked, assessment: Assessment) -> Iterator[Block]:
    result = front_page(assessment, asked.readers)
    seen = cards.named(asked.mission, asked.readers, result)
    columns = cards.level_cards(result, seen)
    if asked.wants("levels"):
        yield Heading(str(SECTIONS["levels"]))
        yield Paragraph(
            _(
                "Degree, not end state: no level is ever complete. Levels measure different things and are "
                "not added up. Not assessed is not zero."
            ),
            minor=True,
        )
        header, rows = words.levels_table(columns)
        yield Grid(header, with_degrees(rows, 4, 7, 8), _("The two strips of each level"), _("Levels"))
        for card in columns:
            yield from _level(card)
    if asked.wants("beside"):
        yield from _beside(result, seen)
    if asked.wants("findings"):
        yield from _findings(asked, assessment)
    if asked.wants("values"):
        yield from _values(asked, assessment)
    if asked.wants("method"):
        yield from method_blocks(asked.mission)


def _level(card: dict[str, Any]) -> Iterator[Block]:
    yield Heading(str(card["level"].label), 2)
    yield Paragraph(f"{card['who']}. {CRITERION[card['level']]}", minor=True)
    yield Paragraph(level_words(card))
    yield Drawing(card["figure"], _("Consistency: %(level)s") % {"level": card["level"].label})
    yield Drawing(
        card["process_figure"], _("Coordination process: %(level)s") % {"level": card["level"].label}
    )
    if card["grade_figure"] is not None:
        yield Drawing(card["grade_figure"], str(card["graded"]))
    if card["movers"]:
        yield Paragraph(_("What would move it most:"))
        yield Items([one["text"] for one in card["movers"]])


def level_words(card: dict[str, Any]) -> str:
    """The band, the degree with its bounds and what it rests on, in one or two sentences."""
    strip = card["consistency"]
    if strip.get("within"):
        said = f"{card['band']}. {card['banded']}"
    elif not strip["assessed"]:
        said = _("%(status)s: between %(lo)s and %(hi)s.") % {
            "status": strip["status_text"],
            "lo": strip["shown_lo"] or words.degree(0),
            "hi": strip["shown_hi"] or words.degree(1),
        }
    else:
        said = _("%(band)s: %(value)s, between %(lo)s and %(hi)s; %(n)s of %(all)s known.") % {
            "band": card["band"] or strip["status_text"],
            "value": strip["shown"],
            "lo": strip["shown_lo"],
            "hi": strip["shown_hi"],
            "n": words.number(strip["n"] or 0),
            "all": words.number(strip["N"] or 0),
        }
    return " ".join(filter(None, (said, card["cap"], card["quadrant"])))


def _beside(result: dict[str, Any], seen: words.Seen) -> Iterator[Block]:
    yield Heading(str(SECTIONS["beside"]))
    preconditions = words.preconditions(result["preconditions"], seen)
    yield Grid(
        (_("Precondition"), _("State"), _("Flag")),
        [(one["name"], one["shown"], _("flagged") if one["flag"] else None) for one in preconditions],
        _("Before coherence"),
        _("Preconditions"),
    )
    trade_offs = words.trade_offs(result["trade_offs"], result.get("shares", {}))
    yield Grid(
        (_("On the same activities"), _("State"), _("First"), _("Second"), _("Difference"), _("Flag")),
        [
            (
                one["name"],
                one["state"],
                one["first"],
                one["second"],
                one["shown"],
                _("flagged") if one["flag"] else None,
            )
            for one in trade_offs
        ],
        _("Trade-offs"),
        _("Trade-offs"),
    )


def _findings(asked: Asked, assessment: Assessment) -> Iterator[Block]:
    yield Heading(str(SECTIONS["findings"]))
    found = list(stored.findings(assessment)[: MOST + 1])
    if not found:
        yield Paragraph(
            _(
                "No finding on this date. That is not proof that nothing is wrong: look at what is not "
                "assessed."
            )
        )
        return
    header, rows = findings_rows(asked, found[:MOST])
    yield Grid(header, rows, _("Findings to act on"), _("Findings"))
    if len(found) > MOST:
        yield Paragraph(_("The weightiest %(n)s are shown.") % {"n": words.number(MOST)}, minor=True)


def findings_rows(asked: Asked, found: Iterable[Any]) -> tuple[list[str], list[list[Any]]]:
    """Findings as a table, by kind, named for all readers."""
    summaries = words.by_kind([one if isinstance(one, dict) else one.summary() for one in found])
    rows = [row for one in summaries for row in words.rows_of_finding(one)]
    rows += [("agencies", key) for one in summaries for key in one["who_can_act"]]
    return words.findings_table(summaries, describe(asked.mission, asked.readers, rows))


def _values(asked: Asked, assessment: Assessment) -> Iterator[Block]:
    yield Heading(str(SECTIONS["values"]))
    for level in Level:
        name = str(level.label)
        if level in stored.ONE_SUBJECT:
            values = stored.values_of(assessment, level, None, asked.readers)
            header, rows = words.values_table(values)
            yield Heading(name, 2)
            yield Grid(header, with_degrees(rows, 3, 6, 7), _("Values: %(level)s") % {"level": name}, name)
            continue
        strips = stored.strips_of_subjects(assessment, level)
        if not strips:
            continue
        seen = describe(asked.mission, asked.readers, [("agencies", one.subject or "") for one in strips])
        yield Heading(name, 2)
        yield Drawing(
            drawings.subjects_strip(asked.mission.code, level, strips, seen),
            _("Consistency of each subject: %(level)s") % {"level": name},
            annex=False,
        )
        lines: dict[str, list[Any]] = {}
        for one in strips:
            subject = words.subject_name(level, one.subject or "", seen)
            line = lines.setdefault(one.subject or "", [subject, None, None, None, None])
            if one.strip == Strip.CONSISTENCY:
                line[1:4] = [one.value, one.lo, one.hi]
            else:
                line[4] = one.value
        yield Grid(
            (_("Subject"), _("Consistency"), _("At worst"), _("At best"), _("Coordination process")),
            with_degrees(sorted(lines.values(), key=lambda line: str(line[0]).casefold()), 1, 2, 3, 4),
            _("Subjects: %(level)s") % {"level": name},
            name,
        )


def method_blocks(mission: Mission) -> Iterator[Block]:
    """How every number is computed, from the registry that the engine itself uses. No query."""
    yield Heading(str(SECTIONS["method"]))
    for level in Level:
        yield Heading(str(level.label), 2)
        yield Paragraph(str(CRITERION[level]), minor=True)
        for one in registry.INDICATOR_TEXTS.values():
            if one.level == level:
                yield Heading(f"{one.id} {_(one.name)}", 3)
                yield Paragraph(_(one.formula))
                yield Items(
                    [
                        f"{name}: {_(text)}"
                        for name, text in (
                            (_("Edge cases"), one.edge_cases),
                            (_("Tells"), one.tells),
                            (_("Does not mean"), one.does_not_mean),
                            (_("Source"), one.source),
                        )
                        if text
                    ]
                )
    for title, texts in (
        (_("Aggregation"), registry.AGGREGATION_TEXTS),
        (_("Rules"), registry.RULE_TEXTS.values()),
        (_("Preconditions"), registry.PRECONDITION_TEXTS.values()),
        (_("Trade-offs"), registry.TRADE_OFF_TEXTS.values()),
        (_("Signals"), registry.SIGNAL_TEXTS.values()),
    ):
        yield Heading(title, 2)
        yield Grid(
            (_("Name"), _("Rule"), _("Source")),
            [_rule(one) for one in texts],
            title,
        )
    used, default = settings_of(mission), Settings()
    yield Heading(_("Thresholds"), 2)
    yield Grid(
        (_("Threshold"), _("Used"), _("Of the method"), _("Source")),
        [
            (_(text.name), float(getattr(used, name)), float(getattr(default, name)), _(text.source))
            for name, text in registry.SETTING_TEXTS.items()
        ],
        _("Thresholds"),
    )


def _rule(one: Any) -> tuple[str, str, str | None]:
    code = f"{one.id} " if one.id[:1].isupper() else ""
    aside = registry.ASIDE_TEXTS.get(one.id)
    source = getattr(one, "source", None) or (aside.source if aside is not None else None)
    return f"{code}{_(one.name)}", _(getattr(one, "formula", None) or one.text), _(source) if source else None


def more_words(left: int) -> str:
    """That a list goes on."""
    return ngettext("and %(count)s more", "and %(count)s more", left) % {"count": words.number(left)}
