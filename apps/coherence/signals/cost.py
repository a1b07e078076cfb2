"""D7 cost of coordination."""

from django.utils.translation import gettext as _

from apps.coherence import words
from apps.coherence.enums import Level
from apps.coherence.signals.page import Fact, Page, Sheet, Stored, amount, one

MILLION = 1_000_000


def coordination_cost(stored: Stored) -> Page:
    content = stored.content
    labels = {None: _("below the first threshold"), "watch": _("watch"), "high": _("high")}
    if content["value"] is not None:
        sentence = _(
            "Coordination costs %(share)s of what external actors disbursed in twelve months: %(flag)s."
        ) % {
            "share": _fine(content["value"]),
            "flag": labels[content["flag"]],
        }
    elif content["status"] == "not_applicable":
        sentence = _("Nothing was disbursed in twelve months, so there is no proportion to state.")
    else:
        sentence = _("Not assessed: the cost, or too much of the disbursement, is not recorded.")
    costs = stored.behind.get("coordination_costs", ())
    returns = content.get("returns") or {}
    return Page(
        sentence,
        (
            Fact(
                _("Share of external disbursement"),
                None if content["value"] is None else _fine(content["value"]),
            ),
            Fact(_("Cost of coordination"), amount(content["cost"], stored.currency)),
            Fact(_("External disbursement"), amount(content["disbursement"], stored.currency)),
            Fact(
                _("More cost without any level moving up"),
                {True: _("yes"), False: _("no"), None: None}[returns.get("diminishing")],
                _("against the two recorded assessments before"),
            ),
        ),
        (
            Sheet(
                _("Costs of the last twelve months"),
                ((_("Cost"), "rows"),),
                [(one("coordination_costs", key),) for key in costs],
                _("No cost of coordination is recorded for these months."),
            ),
            Sheet(
                _("What more cost bought, by level"),
                (
                    (_("Level"), "text"),
                    (_("Change since the last recorded assessment"), "degree"),
                    (_("Change for a million added"), "degree"),
                ),
                [
                    (
                        str(Level(level).label),
                        item["change"],
                        None if item["per_cost"] is None else item["per_cost"] * MILLION,
                    )
                    for level, item in returns.get("per_level", {}).items()
                ],
                _("No earlier assessment is recorded to compare with."),
            ),
            Sheet(
                _("Cost of twelve months, up to each assessment before"),
                ((_("Assessment"), "rows"), (_("Cost"), "money")),
                [
                    (one("assessments", key), value)
                    for key, value in zip(returns.get("against", ()), returns.get("costs", ()), strict=False)
                ],
                _("No earlier assessment is recorded to compare with."),
            ),
        ),
    )


def _fine(share: float) -> str:
    """A percentage with one decimal: the thresholds are 5 and 10."""
    return _("%(number)s %%") % {"number": words.number(share * 100, 1)}
