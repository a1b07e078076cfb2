"""Every collection with the door through which it is written, or the reason why it has none."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.api.writing.doors import Door, Words
from apps.api.writing.kinds.framework import FRAMEWORK
from apps.api.writing.kinds.money import MONEY
from apps.api.writing.kinds.others import OTHERS
from apps.api.writing.kinds.records import RECORDS
from apps.api.writing.kinds.work import WORK

DOORS: Mapping[str, Door] = {door.collection: door for door in (*WORK, *MONEY, *RECORDS, *FRAMEWORK, *OTHERS)}
READ_ONLY: Mapping[str, Words] = {
    "agencies": _("The directory is shared by all missions; its administration changes it."),
    "assessments": _("The program computes them; a planner keeps one on its page."),
    "audit_samples": _("The program draws them at random; whoever checks answers on the page of the sample."),
    "benchmarks": _("The identity of a benchmark comes and goes with its wording in the open draft."),
    "calendar_proposals": _("A date is proposed, answered and agreed on its page."),
    "comment_rounds": _("Opening a round invites people and sends mails: planners do that on its page."),
    "comments": _("What people say to one another in a round is written on the page of its passage."),
    "gate_decisions": _(
        "A decision at a gate freezes the picture of its day: it is taken on the page of the gate."
    ),
    "liaison_requests": _("A request for the time of an internal actor comes with what asks for it."),
    "objectives": _("The identity of an objective comes and goes with its wording in the open draft."),
    "quality_waivers": _("What is accepted of the quality check is accepted on its page, with a reason."),
    "scenarios": _("What-if series come and go with the mission bundle."),
    "source_records": _("They are kept as they were imported."),
}
"""Collections that programs read only, and why."""
_TRANSLATED = _("A translation is written on its page, beside the original as it stands there.")
_TRACED = _("Which activities act on it is said on its page, with the documents that show it.")
_ATTESTED = _("Whoever attests or disputes has seen the evidence: it is said on the page of the link.")
OWN_PAGE: Mapping[str, Mapping[str, Words]] = {
    "alignment_links": dict.fromkeys(("grade", "attestor", "attested_on", "dispute"), _ATTESTED),
    "assumptions": {"translations": _TRANSLATED},
    "benchmark_texts": {"translations": _TRANSLATED},
    "conflict_factors": {"translations": _TRANSLATED},
    "framework_versions": {"translations": _TRANSLATED},
    "gates": {"translations": _TRANSLATED},
    "indicators": {"translations": _TRANSLATED},
    "objective_texts": {"translations": _TRANSLATED},
    "policy_commitments": {"activities": _TRACED},
    "whole_of_government_strategies": {"activities": _TRACED},
}
"""Fields of written collections that people fill on a page of their own, and why."""
