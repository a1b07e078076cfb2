"""A whole mission from one document: all of it, or every reason why not."""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import jobs
from apps.exchange.bundle import BundleRefused, Code, Fault, check
from apps.exchange.bundle.faults import pointer
from apps.exchange.bundle.moments import moment
from apps.exchange.services import refusals
from apps.exchange.services.audiences import wider_faults
from apps.exchange.services.edits import After, edit_faults
from apps.exchange.services.limits import limit_faults
from apps.exchange.services.plan import Plans, plans
from apps.exchange.services.report import ImportReport, Outcome
from apps.exchange.services.store import Stale
from apps.exchange.services.writing import Writer
from apps.missions.models import Mission

# Faults that leave the document in a shape that can be compared with what is stored.
_OF_RULES = {Code.RULE_BROKEN, Code.REGISTER_CONFLICT}
_LOCK = 7235401  # one import at a time on PostgreSQL; SQLite has one writer anyway


def import_bundle(
    *,
    by: AbstractBaseUser | None,
    document: dict[str, Any],
    replace: bool = False,
    overwrite: bool = False,
    dry_run: bool = False,
    at: datetime.datetime,
) -> ImportReport:
    """Store a bundle document as a new mission or as the mission that it names by uuid or code.

    Rows are matched by uuid, then by key. Rows that the document does not name are kept, or removed with
    `replace`. Rows that others changed after the document was exported are refused if they differ, unless
    `overwrite`; so are, where a person imports, rows that more people would see. A dry run changes nothing
    and reports what would happen. `at` is the time of the entries in the change log. Texts are expected in
    NFC, as `bundle.read` gives them.

    One transaction. Raises BundleRefused with every fault found, and stores nothing. If anything changed, a
    new assessment is asked for. Queries: a fixed number for each collection and 500 to 2,000 rows.
    """
    found = check(document)
    if any(fault.code not in _OF_RULES for fault in found):
        raise BundleRefused(found)
    found += [*limit_faults(document), *refusals.row_faults(document)]
    with transaction.atomic():
        _one_at_a_time()
        planned = plans(document, _stored_mission(document["mission"]), replace=replace)
        found += refusals.faults(planned)
        wider = list(wider_faults(planned))
        if by is not None:
            found += wider
        if not overwrite:
            found += edit_faults(planned, After(moment(document.get("exported_at") or ""), by))
        if found:
            raise BundleRefused(_in_order(found))
        report = _report(planned, dry_run=dry_run)
        report.widened = len(wider)
        if dry_run or not report.changed:
            return report
        try:
            writer = Writer(planned, by=by, at=at)
            mission = writer.write()
        except Stale as stale:
            raise BundleRefused([_conflict(planned, stale)]) from stale
        jobs.request("coherence.assess", about=mission.uuid, by=by)
        report.mission = mission.uuid
    return report


def _one_at_a_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _stored_mission(row: dict[str, Any]) -> Mission | None:
    """The mission of the file: by uuid, then by code."""
    mission = None
    if row.get("uuid") is not None:
        mission = Mission.objects.filter(uuid=row["uuid"]).first()
    return mission or Mission.objects.filter(code=row["code"]).first()


def _report(planned: Plans, *, dry_run: bool) -> ImportReport:
    collections = {}
    for name, plan in planned.collections.items():
        collections[name] = Outcome(
            new=[plan.rows[index]["key"] for index in plan.new],
            changed=[plan.rows[index]["key"] for index in sorted(plan.changed)],
            same=[plan.rows[index]["key"] for index in plan.same],
            kept=[row["key"] for row in plan.kept.values()],
            removed=[row["key"] for row in plan.removed.values()],
        )
    return ImportReport(
        code=planned.document["mission"]["code"],
        mission=None if planned.mission is None else planned.mission.uuid,
        mission_is_new=planned.mission is None,
        mission_changed=list(planned.mission_difference),
        collections=collections,
        dry_run=dry_run,
    )


def _conflict(planned: Plans, stale: Stale) -> Fault:
    """Somebody saved one of the rows while the import was being prepared."""
    for name, plan in planned.collections.items():
        if plan.versions and stale.pks[0] in plan.versions and stale.pks[0] in plan.pks:
            index = plan.pks.index(stale.pks[0])
            if index in plan.changed:
                message = _("Somebody is changing this row at this moment; import again.")
                return Fault(pointer((name, index)), Code.EDIT_CONFLICT, message)
    return Fault("/mission", Code.EDIT_CONFLICT, _("Somebody is changing this mission now; import again."))


def _in_order(faults: list[Fault]) -> list[Fault]:
    """Each fault once (a second look at the same row may say the same in other words), by place."""
    once = {(fault.pointer, fault.code): fault for fault in reversed(faults)}
    return sorted(once.values(), key=_place)


def _place(fault: Fault) -> list[tuple[bool, int, str]]:
    parts = fault.pointer.split("/")[1:]
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]
