"""D3 overlap and duplication, D4 contradictions."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.selectors.candidates import reason, rows_of
from apps.coherence.signals.page import Drawn, Fact, Names, Page, Sheet, Stored, many, one, share_of, short
from apps.core.figures import against

DRAWN_AT_MOST = 24


def overlap_words() -> dict[str, str]:
    """What a cell of overlap is, in words, by its status."""
    return {
        "duplication": _("duplication"),
        "need_or_people_not_recorded": _("overlap, need or people not recorded"),
        "no_duplication": _("overlap within the need"),
    }


def overlap(stored: Stored) -> Page:
    content = stored.content
    labels = {
        "duplication": _("Duplication: more people planned for than in need"),
        "need_or_people_not_recorded": _("Overlap; need or people not recorded"),
        "no_duplication": _("Overlap within the recorded need"),
    }
    order = list(labels)
    cells = sorted(
        content["cells"].items(),
        key=lambda pair: (order.index(pair[1]["status"]), -(pair[1]["excess"] or 0), pair[0]),
    )
    counts = {status: sum(item["status"] == status for _key, item in cells) for status in labels}
    if content["value"] is None:
        sentence = _(
            "No activity has area, target group and type of intervention recorded, so no overlap can be seen."
        )
    else:
        sentence = ngettext(
            "%(k)s of %(n)s activities share their place, people and kind of work with another agency; in "
            "%(count)s cell more people are planned for than are in need.",
            "%(k)s of %(n)s activities share their place, people and kind of work with another agency; in "
            "%(count)s cells more people are planned for than are in need.",
            counts["duplication"],
        ) % {
            "k": words.number(content["k"]),
            "n": words.number(content["n"]),
            "count": words.number(counts["duplication"]),
        }
    drawn = [(key, item) for key, item in cells if item["planned"] is not None and item["need"] is not None]

    def figures(names: Names) -> list[Drawn]:
        if not drawn:
            return []
        rows = []
        for key, item in drawn[:DRAWN_AT_MOST]:
            _dimension, area, group, kind = key.split("|", 3)
            label = f"{names.label('areas', area)}, {group}, {kind}"
            told = _("%(planned)s for %(need)s") % {
                "planned": words.number(item["planned"]),
                "need": words.number(item["need"]),
            }
            rows.append((label, item["planned"], item["need"], told, None))
        figure = against(
            prefix="D3",
            title=_("People planned for against people in need"),
            desc=sentence,
            rows=rows,
            gaps=False,
            fmt=short,
            columns=(_("Cell"), _("People planned for"), _("People in need")),
        )
        return [
            Drawn(
                _("People planned for (bar) against people in need (mark); red: more than are in need"),
                figure,
            )
        ]

    told = overlap_words()
    return Page(
        sentence,
        (
            share_of(_("Activities that overlap"), content["value"], content["k"], content["n"]),
            *(Fact(labels[status], words.number(number)) for status, number in counts.items()),
        ),
        (
            Sheet(
                _("Cells in which agencies meet"),
                (
                    (_("Area"), "rows"),
                    (_("People and kind of work"), "text"),
                    (_("Activities"), "rows"),
                    (_("Agencies"), "rows"),
                    (_("People planned for"), "number"),
                    (_("People in need"), "number"),
                    (_("Beyond the need"), "share"),
                    (_("What it is"), "text"),
                ),
                [
                    (
                        one("areas", key.split("|", 3)[1]),
                        ", ".join(key.split("|", 3)[2:]),
                        many("activities", item["activities"]),
                        many("agencies", item["leads"]),
                        item["planned"],
                        item["need"],
                        item["excess"],
                        told[item["status"]],
                    )
                    for key, item in cells
                ],
                _("No two agencies do the same in one place on this date."),
            ),
        ),
        tuple(("areas", key.split("|", 3)[1]) for key, _item in drawn[:DRAWN_AT_MOST]),
        figures,
    )


def contradictions(stored: Stored) -> Page:
    content = stored.content
    live = content["live"]
    weights = stored.behind.get("severity", {})
    if live:
        sentence = ngettext(
            "%(count)s contradiction is live; over %(n)s reviewed activities the mean severity is %(value)s.",
            "%(count)s contradictions are live; over %(n)s reviewed activities the mean severity is "
            "%(value)s.",
            len(live),
        ) % {
            "count": words.number(len(live)),
            "n": words.number(content["n"]),
            "value": words.degree(content["value"]) or _("not assessed"),
        }
    else:
        sentence = _(
            "No contradiction is live. That is no proof that there is none: %(n)s activities were reviewed."
        ) % {"n": words.number(content["n"])}
    return Page(
        sentence,
        (
            Fact(_("Live contradictions"), words.number(len(live))),
            Fact(_("Mean severity, 0 to 1"), words.degree(content["value"])),
            Fact(_("Reviewed activities"), words.number(content["n"])),
        ),
        (
            Sheet(
                _("Live contradictions, the most severe first"),
                ((_("Contradiction"), "rows"), (_("Severity"), "degree")),
                [
                    (one("contradictions", key), weights.get(key))
                    for key in sorted(live, key=lambda key: (-weights.get(key, 0.0), key))
                ],
                _("None on this date."),
            ),
            Sheet(
                _("Reviewed activities and the severity of their worst contradiction"),
                ((_("Activity"), "rows"), (_("Severity"), "degree")),
                [
                    (one("activities", key), value)
                    for key, value in sorted(
                        content["severity"].items(), key=lambda pair: (-pair[1], pair[0])
                    )
                ],
                _("No contradiction review has looked at an activity yet."),
            ),
            Sheet(
                _("Where a contradiction may lie, for somebody to look at; none of these is counted"),
                (
                    (_("Activities"), "rows"),
                    (_("Areas that they share"), "rows"),
                    (_("Why they are suggested"), "text"),
                    (_("Shown by"), "rows"),
                ),
                [
                    (
                        many("activities", [candidate["activity_a"], candidate["activity_b"]]),
                        many("areas", candidate["areas"]),
                        " ".join(reason(because) for because in candidate["because"]),
                        tuple(rows_of(candidate)[len(candidate["areas"]) :]),
                    )
                    for candidate in stored.behind.get("candidates", ())
                ],
                _(
                    "No two activities in one area have leads with opposed positions, or objectives between "
                    "which a contradiction is live."
                )
                if "candidates" in stored.behind
                else _("This assessment is from before they were looked for."),
            ),
        ),
    )
