"""Rules between rows: whatever the format calls a broken rule.

Every function takes the whole document and yields faults; a document with faults of shape is walked as far
as it goes. A rule that one field can mend points to that field, a rule between two rows points to the later
of them in the file.
"""

from collections.abc import Callable, Iterator, Set
from datetime import date

from django.utils.translation import gettext as _

from .collections import COLLECTIONS
from .faults import Code, Fault, Suggester, pointer, shown, some_names
from .rows import Document, Row, day_of, flag, items, number, rows, text

FOREVER = date.max.toordinal() + 2
DIMENSIONS = ("political", "security", "development", "human_rights", "humanitarian", "rule_of_law")


def _broken(path: tuple[str | int, ...], message: str) -> Fault:
    return Fault(pointer(path), Code.RULE_BROKEN, message)


# --- versions and wordings ----------------------------------------------------------------------------------


def _one_open_version(document: Document) -> Iterator[Fault]:
    first: int | None = None
    for index, row in rows(document, "framework_versions"):
        if text(row, "status") in {"draft", "consultation"}:
            if first is not None:
                message = _(
                    "%(first)s is open already; only one version can be draft or consultation at a time."
                )
                values = {"first": pointer(("framework_versions", first))}
                yield _broken(("framework_versions", index, "status"), message % values)
            first = index if first is None else first


def _overlaps(periods: list[tuple[int, int, int]]) -> dict[int, int]:
    """Of periods (first day, day after the last, position) those that overlap: later to earlier position."""
    found: dict[int, int] = {}
    longest: tuple[int, int] | None = None  # day after the last, position
    for start, end, index in sorted(periods):
        if longest is not None and start < longest[0]:
            later, earlier = max(index, longest[1]), min(index, longest[1])
            found.setdefault(later, earlier)
        if longest is None or end > longest[0]:
            longest = (end, index)
    return found


def _in_force(row: Row) -> tuple[int, int] | None:
    """First day in force and first day no longer in force; None if that is not recorded, or no day at all."""
    start, end = day_of(row, "adopted_on"), day_of(row, "superseded_on")
    status = text(row, "status")
    if status not in {"adopted", "superseded"} or (status == "superseded" and end is None):
        return None
    after = FOREVER if end is None else end.toordinal()
    # Adopted on an unknown day: certain is only the last day in force.
    first = after - 1 if start is None else start.toordinal()
    return (first, after) if first < after else None


def _one_version_in_force(document: Document) -> Iterator[Fault]:
    periods = [
        (*period, index)
        for index, row in rows(document, "framework_versions")
        if (period := _in_force(row)) is not None
    ]
    for later, earlier in _overlaps(periods).items():
        message = _(
            "The version is in force on a day on which %(other)s is in force; "
            "the earlier one ends on the day the later one is adopted."
        )
        values = {"other": pointer(("framework_versions", earlier))}
        yield _broken(("framework_versions", later), message % values)


def _unique(document: Document, collection: str, fields: tuple[str, str], message: str) -> Iterator[Fault]:
    first: dict[tuple[str, str], int] = {}
    for index, row in rows(document, collection):
        one, two = text(row, fields[0]), text(row, fields[1])
        if one is None or two is None:
            continue
        if first.setdefault((one, two), index) != index:
            other = pointer((collection, first[one, two]))
            values = {"one": shown(one), "two": shown(two), "other": other}
            yield _broken((collection, index), message % values)


def _one_text_per_version(document: Document) -> Iterator[Fault]:
    objective = _("The objective %(two)s has a text in the version %(one)s already: %(other)s.")
    yield from _unique(document, "objective_texts", ("framework_version", "objective"), objective)
    benchmark = _("The benchmark %(two)s has a text in the version %(one)s already: %(other)s.")
    yield from _unique(document, "benchmark_texts", ("framework_version", "benchmark"), benchmark)


def _one_link_per_pair(document: Document) -> Iterator[Fault]:
    message = _("The activity %(one)s is linked to the objective %(two)s already: %(other)s.")
    yield from _unique(document, "alignment_links", ("activity", "objective"), message)


def _one_presence_per_agency(document: Document) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, row in rows(document, "mission_agencies"):
        agency = text(row, "agency")
        if agency is not None and first.setdefault(agency, index) != index:
            message = _("The agency %(agency)s has a row already: %(other)s; give one row for each agency.")
            values = {"agency": shown(agency), "other": pointer(("mission_agencies", first[agency]))}
            yield _broken(("mission_agencies", index, "agency"), message % values)


# --- pairs --------------------------------------------------------------------------------------------------


def _with_itself(document: Document) -> Iterator[Fault]:
    for collection, one, two in (
        ("contradictions", "activity_a", "activity_b"),
        ("relationships", "agency_a", "agency_b"),
        ("assumptions", "parent", "child"),
    ):
        for index, row in rows(document, collection):
            key = text(row, one)
            if key is not None and key == text(row, two):
                message = _("%(key)s stands on both sides; name two different rows.") % {"key": shown(key)}
                yield _broken((collection, index, two), message)


def _relationships_overlap(document: Document) -> Iterator[Fault]:
    """Periods include both ends; one without an end is still running, one without a start has always run."""
    periods: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for index, row in rows(document, "relationships"):
        one, two = text(row, "agency_a"), text(row, "agency_b")
        if one is None or two is None or one == two:
            continue
        start, end = day_of(row, "period_from"), day_of(row, "period_to")
        first = 0 if start is None else start.toordinal()
        after = FOREVER if end is None else end.toordinal() + 1
        if first < after:
            periods.setdefault((min(one, two), max(one, two)), []).append((first, after, index))
    for listed in periods.values():
        for later, earlier in _overlaps(listed).items():
            message = _(
                "The period overlaps with %(other)s of the same agencies; end one before the other begins."
            )
            yield _broken(("relationships", later), message % {"other": pointer(("relationships", earlier))})


def _band(document: Document) -> Iterator[Fault]:
    for index, row in rows(document, "relationships"):
        for lowest, highest in (("band_min", "band_max"), ("band_proposed_min", "band_proposed_max")):
            low, high = number(row, lowest), number(row, highest)
            if low is not None and high is not None and low > high:
                message = _("band_min %(low)s is above band_max %(high)s; exchange the two.")
                yield _broken(("relationships", index, lowest), message % {"low": low, "high": high})


# --- single rows --------------------------------------------------------------------------------------------

_WITH_PERIOD = tuple(
    collection.name
    for collection in COLLECTIONS
    if {"period_from", "period_to"} <= {field.name for field in collection.fields}
)


def _period(document: Document) -> Iterator[Fault]:
    for collection in _WITH_PERIOD:
        for index, row in rows(document, collection):
            start, end = day_of(row, "period_from"), day_of(row, "period_to")
            if start is not None and end is not None and end < start:
                message = _(
                    "period_to %(end)s is before period_from %(start)s; exchange the two or correct one."
                )
                yield _broken((collection, index, "period_to"), message % {"end": end, "start": start})


def _days_in_order(document: Document) -> Iterator[Fault]:
    for collection, first, last in (
        ("unintended_consequences", "raised_on", "closed_on"),
        ("calendar_proposals", "starts_on", "ends_on"),
        ("calendar_proposals", "proposed_on", "decided_on"),
        ("regional_activities", "started_on", "ended_on"),
    ):
        for index, row in rows(document, collection):
            start, end = day_of(row, first), day_of(row, last)
            if start is not None and end is not None and end < start:
                message = _("%(last)s %(end)s is before %(first)s %(start)s; correct one of the two.")
                yield _broken(
                    (collection, index, last),
                    message % {"last": last, "end": end, "first": first, "start": start},
                )


def _gate_benchmarks(document: Document) -> Iterator[Fault]:
    for index, row in rows(document, "gates"):
        first: dict[str, int] = {}
        for position, item in items(row, "benchmarks"):
            key = text(item, "benchmark")
            if key is not None and first.setdefault(key, position) != position:
                message = _("The gate names the benchmark %(key)s twice; once is enough.") % {
                    "key": shown(key)
                }
                yield _broken(("gates", index, "benchmarks", position, "benchmark"), message)


def _audit_units(document: Document) -> Iterator[Fault]:
    for index, row in rows(document, "audit_samples"):
        drawn: set[str] = set()
        for place, unit in items(row, "units"):
            key = text(unit, "activity")
            if key is not None and key in drawn:
                message = _(
                    "The sample names the activity %(key)s twice; drawing is without replacement."
                ) % {"key": shown(key)}
                yield _broken(("audit_samples", index, "units", place, "activity"), message)
            elif key is not None:
                drawn.add(key)


def _comment_rounds(document: Document) -> Iterator[Fault]:
    open_: set[str] = set()
    for index, row in rows(document, "comment_rounds"):
        start = day_of(row, "opened_on")
        for name in ("closes_on", "closed_on"):
            end = day_of(row, name)
            if start is not None and end is not None and end < start:
                message = _("%(name)s %(end)s is before opened_on %(start)s; correct one of the two.")
                yield _broken(
                    ("comment_rounds", index, name), message % {"name": name, "end": end, "start": start}
                )
        version = text(row, "framework_version")
        if version is not None and row.get("closed_on") is None:
            if version in open_:
                message = _("Another comment round on the version %(key)s is open; close one of them.")
                yield _broken(
                    ("comment_rounds", index, "framework_version"), message % {"key": shown(version)}
                )
            open_.add(version)
        asked: set[str] = set()
        for place, invitation in items(row, "invitations"):
            key = text(invitation, "agency")
            if key is not None and key in asked:
                message = _("The round invites the agency %(key)s twice; once is enough.") % {
                    "key": shown(key)
                }
                yield _broken(("comment_rounds", index, "invitations", place, "agency"), message)
            elif key is not None:
                asked.add(key)


def _objections(document: Document) -> Iterator[Fault]:
    for index, row in rows(document, "calendar_proposals"):
        asked: set[str] = set()
        for place, answer in items(row, "answers"):
            path = ("calendar_proposals", index, "answers", place)
            if flag(answer, "endorses") is False and answer.get("reason") is None:
                yield _broken((*path, "reason"), _("An objection says why."))
            agency = text(answer, "agency")
            if agency is not None and agency in asked:
                yield _broken((*path, "agency"), _("This agency has answered already."))
            elif agency is not None:
                asked.add(agency)


def _one_headline(document: Document) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, row in rows(document, "indicators"):
        benchmark = text(row, "benchmark")
        if benchmark is None or flag(row, "headline") is not True:
            continue
        if first.setdefault(benchmark, index) != index:
            message = _("The benchmark %(benchmark)s has a headline indicator already: %(other)s.")
            values = {"benchmark": shown(benchmark), "other": pointer(("indicators", first[benchmark]))}
            yield _broken(("indicators", index, "headline"), message % values)


def _late(document: Document) -> Iterator[Fault]:
    starts = {text(row, "key"): day_of(row, "start") for _index, row in rows(document, "activities")}
    for index, row in rows(document, "alignment_links"):
        late, claimed = flag(row, "late"), day_of(row, "claimed_on")
        start = starts.get(text(row, "activity"))
        if late is None or claimed is None or start is None or late is (claimed > start):
            continue
        if late:
            message = _("The link is marked late, but claimed on %(claimed)s, not after the start %(start)s.")
        else:
            message = _("The link is marked not late, but claimed on %(claimed)s, after the start %(start)s.")
        yield _broken(("alignment_links", index, "late"), message % {"claimed": claimed, "start": start})


# --- trees --------------------------------------------------------------------------------------------------

_TREES = (
    ("areas", "parent"),
    ("agencies", "parent"),
    ("forums", "escalates_to"),
    ("comments", "reply_to"),
    ("assessments", "restates"),
)


def _circles(document: Document) -> Iterator[Fault]:
    for collection, field in _TREES:
        above: dict[str, tuple[str, int]] = {}
        for index, row in rows(document, collection):
            key, parent = text(row, "key"), text(row, field)
            if key is not None and parent is not None:
                above.setdefault(key, (parent, index))
        yield from _circle_faults(above, collection, field)
    versions: dict[str, dict[str, tuple[str, int]]] = {}
    for index, row in rows(document, "objective_texts"):
        version, key, parent = text(row, "framework_version"), text(row, "objective"), text(row, "parent")
        if version is not None and key is not None and parent is not None:
            versions.setdefault(version, {}).setdefault(key, (parent, index))
    for above in versions.values():
        yield from _circle_faults(above, "objective_texts", "parent")


def _circle_faults(above: dict[str, tuple[str, int]], collection: str, field: str) -> Iterator[Fault]:
    """One fault for each circle, at its first row in the file. `above`: key to (key above it, position)."""
    walk_of: dict[str, int] = {}
    for walk, start in enumerate(above):
        trail: list[str] = []
        key = start
        while key in above and key not in walk_of:
            walk_of[key] = walk
            trail.append(key)
            key = above[key][0]
        if trail and walk_of.get(key) == walk:
            circle = trail[trail.index(key) :]
            message = _("The rows stand above each other in a circle: %(keys)s; leave one %(field)s out.")
            index = min(above[one][1] for one in circle)
            yield _broken((collection, index, field), message % {"keys": some_names(circle), "field": field})


# --- values that depend on another row ----------------------------------------------------------------------


def _dimensions(document: Document, suggest: Suggester) -> Iterator[Fault]:
    mission = document.get("mission")
    listed = mission.get("dimensions") if isinstance(mission, dict) else None
    if not isinstance(mission, dict) or not (listed is None or isinstance(listed, list)):
        return
    entries = DIMENSIONS if listed is None else listed
    codes = [entry.get("code") if isinstance(entry, dict) else entry for entry in entries]
    allowed = [code for code in codes if isinstance(code, str)]
    known = frozenset(allowed)
    for collection in ("objective_texts", "activities", "needs"):
        for index, row in rows(document, collection):
            dimension = text(row, "dimension")
            if dimension is not None and dimension not in known:
                message = _(
                    "%(dimension)s is not a dimension of this mission; its dimensions are: %(known)s."
                )
                values = {"dimension": shown(dimension), "known": some_names(allowed)}
                path = (collection, index, "dimension")
                yield _broken(path, message % values + suggest.did_you_mean(dimension, allowed))


_ROW_RULES: tuple[Callable[[Document], Iterator[Fault]], ...] = (
    _one_open_version,
    _one_version_in_force,
    _one_text_per_version,
    _one_link_per_pair,
    _one_presence_per_agency,
    _with_itself,
    _relationships_overlap,
    _band,
    _period,
    _days_in_order,
    _gate_benchmarks,
    _audit_units,
    _comment_rounds,
    _objections,
    _one_headline,
    _late,
    _circles,
)


def rule_faults(document: Document, suggest: Suggester, taken: Set[str]) -> Iterator[Fault]:
    """Every rule_broken of the document.

    `taken` are the pointers of faults of shape: a value that is malformed is not judged again.
    """
    for rule in _ROW_RULES:
        yield from rule(document)
    for fault in _dimensions(document, suggest):
        if fault.pointer not in taken:
            yield fault
