"""The paper of a version of the framework, in the language of the reader around texts in their own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.activities.selectors import dimension_names
from apps.benchmarks.drafting.parts import BenchmarkPart, Document, GatePart, ObjectivePart, document_of
from apps.benchmarks.drafting.translating import changed_since, has_words, marks_of, translation_of
from apps.benchmarks.models import Gate, Indicator
from apps.benchmarks.values import value_text
from apps.core.templatetags.nexusplan import day, money, number
from apps.frameworks.enums import TranslationOrigin
from apps.frameworks.models import Assumption, ConflictFactor, FrameworkVersion
from apps.missions.models import Mission
from apps.reports.asked import Asked, audience_words, paper_of
from apps.reports.blocks import Block, Grid, Heading, Items, Paper, Paragraph, Prose
from apps.reports.selectors import version_on

SECTIONS = {
    "factors": gettext_lazy("What drives the conflict"),
    "vision": gettext_lazy("Vision"),
    "objectives": gettext_lazy("Objectives"),
    "benchmarks": gettext_lazy("Benchmarks"),
    "assumptions": gettext_lazy("Why one leads to the other"),
    "gates": gettext_lazy("Gates between the phases"),
    "sections": gettext_lazy("Further sections"),
}
MEMBERS_ONLY = frozenset({"factors", "assumptions", "gates"})
"""What the portal does not show of an adopted framework."""
INSIDE = (ConflictFactor, Assumption, Gate)
"""The rows of those sections."""


def framework_report(asked: Asked) -> Paper:
    """The version that is asked for, or in force on the day; for the public without what is the members'.

    In the language of the reader as far as it is translated.

    Queries: those of `document_of`, and one.
    """
    version = version_on(asked)
    title = _("Strategic framework of %(mission)s") % {"mission": asked.mission.name}
    if version is None:
        return paper_of(asked, title, [Paragraph(_("No framework is in force."))])
    wanted = frozenset(
        name for name in SECTIONS if asked.wants(name) and not (asked.public and name in MEMBERS_ONLY)
    )
    language = get_language()
    document = document_of(
        version, dimension_names(asked.mission), None if language == version.language else language
    )
    blocks = list(_blocks(document, wanted, public=asked.public))
    rows = [one for one in document.rows if not (asked.public and isinstance(one, INSIDE))]
    said = _translated(document, rows) if marks_of(rows, document.language) else ()
    return paper_of(asked, title, [*said, *blocks], subtitle=_subtitle(version))


def framework_paper(mission: Mission, document: Document) -> Paper:
    """The whole version as a paper. No query."""
    return Paper(
        title=_("Strategic framework of %(mission)s") % {"mission": mission.name},
        subtitle=_subtitle(document.version),
        language=document.language or get_language() or "en",
        blocks=[*_translated(document, document.rows), *_blocks(document, frozenset(SECTIONS))],
        audience=audience_words(public=False),
    )


def _translated(document: Document, rows: Sequence[Any]) -> Iterator[Block]:
    """How much of the paper is translated, and by whom, where it is asked for in another language."""
    if document.language is None:
        return
    names: Mapping[str, str] = {code: str(name) for code, name in settings.LANGUAGES}
    marks = marks_of(rows, document.language)
    sentence = _(
        "In %(language)s: %(done)s of %(total)s parts are translated, of them %(machine)s by machine, "
        "%(human)s by a person and %(checked)s checked. The rest stands in its original language, which "
        "alone is adopted."
    )
    yield Paragraph(
        sentence
        % {
            "language": names.get(document.language, document.language),
            "done": sum(marks.values()),
            "total": sum(has_words(row) for row in rows),
            "machine": marks.get(TranslationOrigin.MACHINE, 0),
            "human": marks.get(TranslationOrigin.HUMAN, 0),
            "checked": marks.get(TranslationOrigin.CHECKED, 0),
        },
        minor=True,
    )
    older = sum(bool(changed_since(translation_of(row, document.language))) for row in rows)
    if older:
        yield Paragraph(f"▲ {_('the original changed since')}: {older}", minor=True)


def _subtitle(version: FrameworkVersion) -> str:
    state = version.get_status_display()
    if version.adopted_on is not None:
        state = f"{state}, {day(version.adopted_on)}"
    return _("Version %(number)s: %(state)s") % {"number": version.number, "state": state}


def _blocks(document: Document, wanted: frozenset[str], *, public: bool = False) -> Iterator[Block]:
    if "factors" in wanted:
        yield from _factors(document)
    if "vision" in wanted:
        yield from _vision(document.version)
    if "objectives" in wanted:
        yield Heading(_("Objectives"))
        named = len(document.pillars) > 1 or any(pillar for pillar, _parts in document.pillars)
        for pillar, parts in document.pillars:
            if named:
                yield Heading(pillar or _("Under no pillar"), 2)
            for one in parts:
                yield from _objective(
                    one, 3 if named else 2, benchmarks="benchmarks" in wanted, public=public
                )
    if "assumptions" in wanted and document.assumptions:
        yield Heading(_("Why one leads to the other"))
        yield Items([f"{one.child} → {one.parent}: {one.assumption.text}" for one in document.assumptions])
    if "gates" in wanted and document.gates:
        yield Heading(_("Gates between the phases"))
        for gate in document.gates:
            yield from _gate(gate)
    for section in document.sections if "sections" in wanted else ():
        yield Heading(section.title, 1, section.language)
        if section.text:
            yield Prose(section.text, section.language)


def _factors(document: Document) -> Iterator[Block]:
    yield Heading(_("What drives the conflict"))
    if not document.factors:
        yield Paragraph(_("No conflict factor is recorded."), minor=True)
    for part in document.factors:
        yield Heading(part.factor.title, 2, part.factor.language)
        places = ", ".join(area.name for area in part.factor.areas.all())
        kind = part.factor.get_kind_display()
        yield Paragraph(f"{kind}; {places}" if places else kind, minor=True)
        if part.factor.description:
            yield Prose(part.factor.description, part.factor.language)


def _vision(version: FrameworkVersion) -> Iterator[Block]:
    yield Heading(_("Vision"))
    if version.vision:
        yield Prose(version.vision, version.language)
    else:
        yield Paragraph(_("This version records no vision."), minor=True)


def _objective(
    one: ObjectivePart, level: int, *, benchmarks: bool = True, public: bool = False
) -> Iterator[Block]:
    text = one.text
    yield Heading(" ".join(filter(None, (text.code, text.title))), level, text.language)
    if text.description:
        yield Prose(text.description, text.language)
    leads = ", ".join(agency.name for agency in text.lead_agencies.all())
    others = ", ".join(agency.name for agency in text.contributing_agencies.all())
    factors = "; ".join(factor.title for factor in text.conflict_factors.all())
    tasks = "; ".join(f"{task.mandate.symbol}: {task.text}" for task in text.mandate_tasks.all())
    answers = "; ".join(
        line.linked_framework.title + (f": {line.item.text}" if line.item else "")
        for line in text.linked_items.all()
    )
    needs = "; ".join(
        f"{day(need.period_from)} – {day(need.period_to)}: {money(need.amount, need.currency)}"
        for need in one.needs
    )
    lines = [
        (_("Dimension"), one.dimension),
        (_("Phases"), ", ".join(one.phases)),
        (_("Lead"), leads),
        (_("Contributing"), others),
        (_("Serves"), one.above or ""),
        *(
            ()
            if public
            else (
                (_("Conflict factors it answers"), factors),
                (_("Mandate"), tasks),
                (_("Other frameworks"), answers),
                (_("Required resources"), needs),
            )
        ),
    ]
    yield Items([f"{name}: {value}" for name, value in lines if value])
    for part in one.benchmarks if benchmarks else ():
        yield from _benchmark(part, level + 1)


def _benchmark(part: BenchmarkPart, level: int) -> Iterator[Block]:
    text = part.text
    yield Heading(_("Benchmark: %(text)s") % {"text": text.statement}, level, text.language)
    due = _("By %(date)s") % {"date": day(text.deadline)} if text.deadline else _("No date")
    owner = text.owner.name if text.owner else _("no owner")
    yield Paragraph(f"{due}; {owner}", minor=True)
    if part.indicators:
        yield Grid(
            (_("Indicator"), _("Baseline"), _("Milestones"), _("Target"), _("Source")),
            [_indicator(one) for one in part.indicators],
        )


def _indicator(one: Indicator) -> list[str]:
    milestones = "; ".join(f"{day(row.due_on)}: {value_text(row, 'value')}" for row in one.milestones.all())
    return [
        one.title if not one.unit else f"{one.title} ({one.unit})",
        _with_day(value_text(one, "baseline"), one.baseline_on),
        milestones,
        _with_day(value_text(one, "target"), one.target_on),
        one.source or "",
    ]


def _with_day(value: str | None, on: object) -> str:
    if value is None:
        return ""
    return value if on is None else f"{value} ({day(on)})"  # type: ignore[arg-type]


def _gate(part: GatePart) -> Iterator[Block]:
    gate = part.gate
    way = f"{gate.get_from_phase_display()} → {gate.get_to_phase_display()}"
    yield Heading(gate.title or way, 2)
    place = gate.area.name if gate.area else _("the whole mission")
    yield Paragraph(f"{way}; {place}", minor=True)
    if part.lines:
        yield Items(
            [
                f"{statement}: {line.get_comparator_display()} {number(line.threshold, 2)}"
                f" ({line.get_role_display()})"
                for line, statement in part.lines
            ]
        )
