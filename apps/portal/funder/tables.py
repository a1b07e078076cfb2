"""The tables of a funder's page, as they stand on the screen and in its file."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.agencies.enums import AgencyKind
from apps.alignment.templatetags.alignment import sum_or_reason
from apps.core.figures import Table
from apps.frameworks.models import MutualCommitment
from apps.funding.selectors.scope import Name
from apps.portal.funder.selectors import Ahead, Government, KindLine, ObjectiveMoney, Paid, Unlinked


def who_word(who: str) -> str:
    """Who funds an objective."""
    return {"own": _("you fund it"), "others": _("others fund it"), "nobody": _("nobody funds it")}[who]


def kind_word(kind: str | None) -> str:
    """A kind of agencies."""
    return str(AgencyKind(kind).label) if kind else _("Not recorded")


def objectives_table(found: Sequence[ObjectiveMoney], unlinked: Unlinked) -> Table:
    """Objective, who funds it, one's own committed and disbursed, scheduled by all, required, short."""
    rows = [
        (
            one.name.label,
            who_word(one.who),
            sum_or_reason(one.committed.total),
            sum_or_reason(one.disbursed.total),
            sum_or_reason(one.scheduled_by_all.total),
            one.required,
            one.short,
        )
        for one in found
    ]
    if unlinked:
        own = (sum_or_reason(unlinked.committed.total), sum_or_reason(unlinked.disbursed.total))
        rows.append((_("Not linked"), who_word("own"), *own, None, None, None))
    return Table(
        (
            _("Objective"),
            _("Who funds it"),
            _("You committed"),
            _("You disbursed"),
            _("Scheduled by all"),
            _("Required"),
            _("Short"),
        ),
        tuple(rows),
    )


def paid_table(found: Sequence[Paid], first: str) -> Table:
    """Committed, scheduled, disbursed and the share paid, by year or by agency."""
    return Table(
        (first, _("Committed"), _("Scheduled"), _("Disbursed"), _("Paid of what was scheduled")),
        tuple(
            (
                one.name.label if isinstance(one.name, Name) else str(one.name),
                sum_or_reason(one.committed.total),
                sum_or_reason(one.scheduled.total),
                sum_or_reason(one.disbursed.total),
                one.share,
            )
            for one in found
        ),
    )


def promises_table(found: Sequence[MutualCommitment]) -> Table:
    """Commitment, day, as each side sees it."""
    return Table(
        (_("Commitment"), _("Due"), _("As you see it"), _("As others see it")),
        tuple(
            (
                one.text,
                one.due_on,
                one.get_status_by_party_display() if one.status_by_party else None,
                one.get_status_by_others_display() if one.status_by_others else None,
            )
            for one in found
        ),
    )


def ahead_table(found: Ahead) -> Table:
    """Year, amount, currency of a plan ahead."""
    return Table(
        (_("Year"), _("Amount"), _("Currency")),
        tuple((str(one.year), one.amount, one.currency) for one in found.amounts),
    )


def government_table(found: Government | None) -> Table:
    """The agencies of one's state: what they lead and pay, for how many objectives, how many yours too."""
    return Table(
        (
            _("Agency"),
            _("Activities it leads"),
            _("Disbursed"),
            _("Objectives it funds"),
            _("Of these, funded by you too"),
        ),
        ()
        if found is None
        else tuple(
            (one.name.label, one.leads, sum_or_reason(one.disbursed.total), one.objectives, one.shared)
            for one in found.agencies
        ),
    )


def kinds_table(own: KindLine, found: Sequence[KindLine]) -> Table:
    """One's own shares, and the middle of those of each kind of funders."""
    mine = (_("You"), None, own.given, own.paid, own.to_government, own.systems, own.ahead)
    return Table(
        (
            _("Kind of funder"),
            _("Funders"),
            _("Disbursed of what was committed"),
            _("Paid of what was scheduled"),
            _("To the government sector"),
            _("Through country systems"),
            _("Plans shared ahead, of three years"),
        ),
        (
            mine,
            *(
                (
                    kind_word(one.kind),
                    one.funders,
                    one.given,
                    one.paid,
                    one.to_government,
                    one.systems,
                    one.ahead,
                )
                for one in found
            ),
        ),
    )


def one_file(parts: Sequence[tuple[str, Table]]) -> Table:
    """Every table of a page in one, below each other: the part, its headings, its rows."""
    width = max(len(table.header) for _title, table in parts)
    rows: list[tuple[object | None, ...]] = []
    for title, table in parts:
        rows.append((title, *table.header, *[None] * (width - len(table.header))))
        rows += [(title, *row, *[None] * (width - len(row))) for row in table.rows]
    return Table((_("Part"), *[""] * width), tuple(rows))
