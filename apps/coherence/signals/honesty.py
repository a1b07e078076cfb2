"""D5 ahead of the evidence, INT integrity of the evidence. Always: not yet evidenced; never: false."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.engine.registry import CATEGORY_TEXTS
from apps.coherence.signals.page import Fact, Page, Sheet, Stored, one, share_of


def false_coherence(stored: Stored) -> Page:
    content = stored.content
    gap, late, silent = content["claim_gap"], content["repackaging"], content["unacknowledged"]
    if gap["claimed_evidenced"] is None:
        sentence = _(
            "No framework is in force, or no external activity: there is no claim to compare with evidence."
        )
    else:
        sentence = _(
            "%(gap)s of external activities claim a link that is not yet evidenced; %(late)s of %(all)s "
            "links added after the start are still only claimed; %(silent)s of %(live)s live "
            "contradictions are acknowledged by neither lead."
        ) % {
            "gap": words.percent(gap["claimed_evidenced"]),
            "late": words.number(late["k"]),
            "all": words.number(late["n"]),
            "silent": words.number(silent["k"]),
            "live": words.number(silent["n"]),
        }
    return Page(
        sentence,
        (
            share_of(_("Claimed, not yet evidenced"), gap["claimed_evidenced"], None, None),
            share_of(_("Claimed, not yet verified"), gap["claimed_verified"], None, None),
            share_of(_("Late links still only claimed"), late["value"], late["k"], late["n"]),
            share_of(_("Contradictions nobody acknowledges"), silent["value"], silent["k"], silent["n"]),
            Fact(
                _("A framework without a reservation while contradictions are live"),
                _("yes") if content["suspicious_unanimity"] else _("no"),
            ),
        ),
        (
            Sheet(
                _("Links added after the start, without redesign, not yet evidenced"),
                ((_("Link"), "rows"),),
                [(one("alignment_links", key),) for key in late["links"]],
                _("None on this date."),
            ),
            Sheet(
                _("Live contradictions that neither lead has acknowledged"),
                ((_("Contradiction"), "rows"),),
                [(one("contradictions", key),) for key in silent["contradictions"]],
                _("None on this date."),
            ),
        ),
    )


def integrity(stored: Stored) -> Page:
    content = stored.content
    returned, voice = content["reciprocity"], content["single_voice"]
    stuffed, neutral = content["link_stuffing"], content["neutral_positions"]
    sentence = _(
        "%(returned)s of %(attestations)s attestations were returned within a year; %(many)s of %(linked)s "
        "linked activities name more than three objectives; %(neutral)s of %(positions)s positions are "
        "neutral."
    ) % {
        "returned": words.number(returned["k"]),
        "attestations": words.number(returned["n"]),
        "many": words.number(stuffed["k"]),
        "linked": words.number(stuffed["n"]),
        "neutral": words.number(neutral["k"]),
        "positions": words.number(neutral["n"]),
    }
    return Page(
        sentence,
        (
            share_of(_("Attestations returned"), returned["value"], returned["k"], returned["n"]),
            share_of(_("Attestations of the largest attestor"), voice["value"], None, None),
            share_of(_("Attestations of the largest category"), voice["category_share"], None, None),
            share_of(
                _("Activities with more than three objectives"), stuffed["value"], stuffed["k"], stuffed["n"]
            ),
            share_of(_("Neutral positions"), neutral["value"], neutral["k"], neutral["n"]),
            *(_agreement(what, content.get("agreement", {}).get(what)) for what in AGREEMENT),
        ),
        (
            Sheet(
                _("Who speaks in the internal attestations"),
                ((_("Category"), "text"), (_("Attestations"), "number")),
                [(_(CATEGORY_TEXTS.get(name, name)), number) for name, number in voice["categories"].items()],
            ),
            Sheet(
                _("Attestations that were returned"),
                ((_("Link"), "rows"),),
                [(one("alignment_links", key),) for key in returned["links"]],
                _("None on this date."),
            ),
            Sheet(
                _("Activities with more than three objectives"),
                ((_("Activity"), "rows"),),
                [(one("activities", key),) for key in stuffed["activities"]],
                _("None on this date."),
            ),
            Sheet(
                _("Agencies that are neutral on every objective they took a position on"),
                ((_("Agency"), "rows"),),
                [(one("agencies", key),) for key in neutral["agencies"]],
                _("None on this date."),
            ),
            *(_coded(what, stored.behind.get("coded", {}).get(what, ())) for what in AGREEMENT),
        ),
    )


AGREEMENT = ("contradictions", "links")


def _agreement(what: str, found: Mapping[str, Any] | None) -> Fact:
    """Krippendorff's alpha with its interval and what it allows to say."""
    label = (
        _("Agreement on contradictions (alpha)")
        if what == "contradictions"
        else _("Agreement on checked links (alpha)")
    )
    if found is None:
        return Fact(label, None)
    said = {
        "not_assessed": _("nothing to compare: fewer than two were coded twice, or all say the same"),
        "too_few": _("too few to say whether it is reliable"),
        "reliable": _("reliable"),
        "tentative": _("tentative"),
        "unreliable": _("not reliable: what rests on it is provisional"),
    }[found["status"]]
    of = ngettext("%(n)s coded twice or more", "%(n)s coded twice or more", found["n"]) % {
        "n": words.number(found["n"])
    }
    if found["value"] is None:
        return Fact(label, None, f"{of}; {said}")
    bounds = _("95 %% interval %(bounds)s") % {"bounds": words.interval(found["lo"], found["hi"])}
    return Fact(label, words.degree(found["value"]), f"{bounds}; {of}; {said}")


def _coded(what: str, coded: Sequence[Any]) -> Sheet:
    """What two or more agencies have coded, those that disagree most first."""
    contradictions = what == "contradictions"
    ordered = sorted(coded, key=lambda entry: (min(entry[1]) - max(entry[1]), entry[0]))
    return Sheet(
        _("Contradictions that two or more agencies have scored")
        if contradictions
        else _("Activities whose links two or more agencies have checked"),
        (
            (_("Rows"), "rows"),
            (_("Scores") if contradictions else _("Answers"), "text"),
        ),
        [
            (
                tuple((collection, key) for collection, key in keys),
                "; ".join(
                    words.number(value)
                    if contradictions
                    else (_("confirmed") if value else _("not confirmed"))
                    for value in values
                ),
            )
            for keys, values in ordered
        ],
        _("None on this date."),
    )
