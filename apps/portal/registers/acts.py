"""What can be done with a contradiction: reply, acknowledge, check, settle, withdraw, open it again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.enums import ContradictionStatus
from apps.alignment.models import Contradiction
from apps.alignment.tensions import services
from apps.portal.registers.base import Words

OPEN = ContradictionStatus.OPEN


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done: by whom (a rule), in which state, and what is said to it."""

    name: str
    label: Words
    about: Words
    rule: str
    fits: Callable[[Contradiction], bool]
    do: Callable[..., Any]
    with_text: bool = True


def _settle(status: str) -> Callable[..., Any]:
    def do(*, by: Any, contradiction: Contradiction, agency: Agency | None, text: str) -> Any:
        return services.settle(by=by, contradiction=contradiction, status=status, agency=agency, text=text)

    return do


def _acknowledge(*, by: Any, contradiction: Contradiction, agency: Agency | None, **_said: str) -> Any:
    return services.acknowledge(by=by, contradiction=contradiction, agency=agency)


def _is_open(row: Contradiction) -> bool:
    return row.status == OPEN


def _pulls(row: Contradiction) -> bool:
    return row.status == OPEN and row.score < 0


ACTS = {
    act.name: act
    for act in (
        Act(
            "reply",
            _("Reply"),
            _("Both leads have the right of reply; what is said stands with the contradiction."),
            "alignment.answer_contradiction",
            lambda _row: True,
            services.reply,
        ),
        Act(
            "acknowledge",
            _("Acknowledge"),
            _("Your agency sees it too. That accepts no blame: an acknowledged tension can be worked on."),
            "alignment.answer_contradiction",
            _is_open,
            _acknowledge,
            with_text=False,
        ),
        Act(
            "mitigate",
            _("Say that it is mitigated"),
            _("Say what was done so that the one no longer makes the other harder."),
            "alignment.settle_contradiction",
            _pulls,
            _settle(ContradictionStatus.MITIGATED),
        ),
        Act(
            "accept",
            _("Accept as a trade-off"),
            _("Both go on, and the price is known: say which, and why it is worth paying."),
            "alignment.settle_contradiction",
            _pulls,
            _settle(ContradictionStatus.ACCEPTED_TRADE_OFF),
        ),
        Act(
            "confirm",
            _("Confirm as a reviewer"),
            _("A reviewer of neither party has seen the evidence: say what it shows. Then it is verified."),
            "alignment.confirm_contradiction",
            lambda row: row.status == OPEN and row.grade == "evidenced",
            services.confirm,
        ),
        Act(
            "withdraw",
            _("Withdraw"),
            _("It was not so, or is no longer meant: say why. It stays on record as withdrawn."),
            "alignment.correct_contradiction",
            _is_open,
            _settle(ContradictionStatus.WITHDRAWN),
        ),
        Act(
            "open",
            _("Open it again"),
            _("Say what has come back."),
            "alignment.correct_contradiction",
            lambda row: row.status != OPEN,
            _settle(OPEN),
        ),
    )
}


def acts_for(user: Any, row: Contradiction) -> Sequence[Act]:
    """What the person can do with it now. A few queries, each rule asked once."""
    allowed = {
        rule: user.has_perm(rule, row) for rule in {act.rule for act in ACTS.values() if act.fits(row)}
    }
    return [act for act in ACTS.values() if allowed.get(act.rule) and act.fits(row)]
