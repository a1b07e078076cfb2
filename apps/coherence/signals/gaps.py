"""D1 strategic deficit, D2 orphan objectives, D10 phase fit."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.coherence import words
from apps.coherence.signals.page import Drawn, Fact, Names, Page, Sheet, Stored, one, share_of
from apps.core.figures import grade_bar


def strategic_deficit(stored: Stored) -> Page:
    content = stored.content
    count, unlinked = content["N"], content["unlinked"]
    none, unproven, unverified = (set(unlinked[grade]) for grade in ("claimed", "evidenced", "verified"))
    if content["claimed"] is None:
        sentence = _("No framework is in force: there is nothing that activities could be linked to.")
    elif not count:
        sentence = _("There is no active activity that would have to be linked.")
    else:
        sentence = ngettext(
            "%(unproven)s of %(count)s activity has no evidenced link to the framework; %(none)s not even "
            "a claim.",
            "%(unproven)s of %(count)s activities have no evidenced link to the framework; %(none)s not "
            "even a claim.",
            count,
        ) % {
            "unproven": words.number(len(unproven)),
            "count": words.number(count),
            "none": words.number(len(none)),
        }
    reached = [
        (
            key,
            _("No link")
            if key in none
            else _("Claimed only")
            if key in unproven
            else _("Evidenced, not verified"),
        )
        for key in sorted(unverified, key=lambda key: (key not in none, key not in unproven, key))
    ]
    counts = [
        ("verified", _("Verified"), count - len(unverified)),
        ("evidenced", _("Evidenced"), len(unverified) - len(unproven)),
        ("claimed", _("Claimed only"), len(unproven) - len(none)),
        ("unlinked", _("No link"), len(none)),
    ]

    def figures(_names: Names) -> list[Drawn]:
        if content["claimed"] is None:
            return []
        bar = grade_bar(
            prefix="D1",
            title=_("Activities by grade of evidence"),
            desc=", ".join(f"{label}: {words.number(n)}" for _key, label, n in counts),
            counts=counts,
            empty=_("No activity"),
            columns=(_("Grade"), _("Activities")),
        )
        return [
            Drawn(_("Activities by the best grade of their links: verified, evidenced, claimed, none"), bar)
        ]

    return Page(
        sentence,
        (
            share_of(_("Without a claim"), content["claimed"], len(none), count),
            share_of(_("Without evidence"), content["evidenced"], len(unproven), count),
            share_of(_("Not verified"), content["verified"], len(unverified), count),
        ),
        (
            Sheet(
                _("Activities by what their links lack"),
                ((_("Activity"), "rows"), (_("Best link"), "text")),
                [(one("activities", key), grade) for key, grade in reached],
                _("Every activity has a verified link, or none is active."),
            ),
        ),
        figures=figures,
    )


def _served() -> dict[str, str]:
    return {
        "orphan": _("No activity at all"),
        "paper_only": _("On paper only: claims, not yet evidenced"),
        "external_only": _("External activities only"),
        "internal_only": _("Internal activities only"),
        "served": _("External and internal activities"),
    }


def orphan_objectives(stored: Stored) -> Page:
    objectives = stored.content["objectives"]
    labels = _served()
    counts = {status: sum(item["status"] == status for item in objectives.values()) for status in labels}
    unfunded = sum(item["unfunded"] for item in objectives.values())
    if objectives:
        sentence = ngettext(
            "%(served)s of %(count)s objective is served by external and internal activities with "
            "evidence; %(orphan)s by none, %(paper)s on paper only.",
            "%(served)s of %(count)s objectives are served by external and internal activities with "
            "evidence; %(orphan)s by none, %(paper)s on paper only.",
            len(objectives),
        ) % {
            "served": words.number(counts["served"]),
            "count": words.number(len(objectives)),
            "orphan": words.number(counts["orphan"]),
            "paper": words.number(counts["paper_only"]),
        }
    else:
        sentence = _("No objective is in force.")
    order = list(labels)
    links, unrecorded = stored.behind.get("links", {}), stored.behind.get("unrecorded", {})
    return Page(
        sentence,
        (
            *(Fact(labels[status], words.number(number)) for status, number in counts.items()),
            Fact(_("Without attributed disbursement"), words.number(unfunded)),
        ),
        (
            Sheet(
                _("Objectives by who serves them"),
                (
                    (_("Objective"), "rows"),
                    (_("Served by"), "text"),
                    (_("Disbursement"), "text"),
                    (_("Links"), "number"),
                    (_("Lines whose amount is not recorded"), "number"),
                ),
                [
                    (
                        one("objectives", key),
                        labels[item["status"]],
                        _("attributed")
                        if not item["unfunded"]
                        else _("not recorded")
                        if unrecorded.get(key)
                        else _("none attributed"),
                        links.get(key),
                        unrecorded.get(key),
                    )
                    for key, item in sorted(
                        objectives.items(), key=lambda pair: (order.index(pair[1]["status"]), pair[0])
                    )
                ],
            ),
        ),
    )


def phase_word(phase: str | None) -> str | None:
    return {
        "stabilisation": _("Stabilisation"),
        "transition": _("Transition"),
        "consolidation": _("Consolidation"),
        "exit": pgettext("phase of a mission", "Exit"),
    }.get(phase or "")


def phase_fit(stored: Stored) -> Page:
    content, behind = stored.content, stored.behind
    counts = content["counts"]
    labels = {
        "premature": _("Premature: two phases or more ahead"),
        "lagging": _("Lagging: all its phases are past"),
        "preparatory": _("Preparatory: one phase ahead"),
        "fit": _("Fits the current phase"),
    }
    if content["n"]:
        sentence = _(
            "In %(fit)s of %(n)s places an activity fits the phase its area is in; %(premature)s are "
            "premature and %(lagging)s are lagging."
        ) % {key: words.number(value) for key, value in {**counts, "n": content["n"]}.items()}
    else:
        sentence = _("No activity has both its phases and the phase of its area recorded.")
    phases = behind.get("phases", {})
    rows = []
    for fit, label in labels.items():
        for pair in content.get(fit, behind.get(fit, ())):
            activity, area = pair.rsplit("@", 1)
            rows.append(
                (one("activities", activity), one("areas", area), phase_word(phases.get(area)), label)
            )
    return Page(
        sentence,
        tuple(Fact(label, words.number(counts[fit])) for fit, label in labels.items()),
        (
            Sheet(
                _("Activities in their areas"),
                (
                    (_("Activity"), "rows"),
                    (_("Area"), "rows"),
                    (_("Phase of the area"), "text"),
                    (_("Fit"), "text"),
                ),
                rows,
            ),
        ),
    )
