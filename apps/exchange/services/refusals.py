"""What is wrong with a file only because of what is stored: every fault, before anything is written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from apps.exchange import mapping, selectors
from apps.exchange.bundle import Code, Fault, check
from apps.exchange.bundle.collections import FORMAT, VERSION
from apps.exchange.bundle.faults import pointer, shown
from apps.exchange.mapping import Row
from apps.exchange.services.plan import SHARED, Plans
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission, MissionAgency

BATCH = 500

# What may follow after adoption, by collection; everything else in these rows stands.
_AFTER_ADOPTION = {
    "framework_versions": frozenset(
        {"status", "superseded_on", "embargo_until", "reservations", "acknowledged_by"}
    ),
    "objective_texts": frozenset({"endorsements"}),
    "assumptions": frozenset[str](),
    "benchmark_texts": frozenset[str](),
}
_ADOPTED = {"adopted", "superseded"}


def _broken(path: tuple[str | int, ...], message: str) -> Fault:
    return Fault(pointer(path), Code.RULE_BROKEN, message)


def batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in lists that fit into one query."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


# --- inside the file, but told by the tables ----------------------------------------------------------------


def row_faults(document: dict[str, Any]) -> Iterator[Fault]:
    """Rules of the tables that the format leaves open."""
    for index, row in enumerate(document.get("framework_versions") or ()):
        start, end = row.get("adopted_on"), row.get("superseded_on")
        if start is not None and end is not None and end < start:
            message = _("superseded_on %(end)s is before adopted_on %(start)s; correct one of the two.")
            path = ("framework_versions", index, "superseded_on")
            yield _broken(path, message % {"end": end, "start": start})
    for index, row in enumerate(document.get("objective_texts") or ()):
        seen: set[tuple[str, str]] = set()
        for position, entry in enumerate(row.get("mandate_tasks") or ()):
            item = (entry["mandate"], entry["task"])
            if item in seen:
                message = _("The task %(task)s of the mandate %(mandate)s is listed twice; once is enough.")
                place = ("objective_texts", index, "mandate_tasks", position)
                yield _broken(place, message % {"task": shown(item[1]), "mandate": shown(item[0])})
            seen.add(item)


# --- against other missions ---------------------------------------------------------------------------------


def code_faults(document: dict[str, Any], mission: Mission | None) -> Iterator[Fault]:
    """duplicate_key where another mission has the code, in capital letters or small ones."""
    code = document["mission"]["code"]
    others = Mission.objects.annotate(lower=Lower("code")).filter(lower=Lower(_value(code)))
    if mission is not None:
        others = others.exclude(pk=mission.pk)
    other = others.first()
    if other is not None:
        message = _("Another mission has the code %(code)s; choose one that is not taken.")
        yield Fault("/mission/code", Code.DUPLICATE_KEY, message % {"code": shown(other.code)})


def _value(text: str) -> Any:
    from django.db.models import Value

    return Value(text)


def foreign_uuid_faults(plans: Plans) -> Iterator[Fault]:
    """rule_broken for each uuid that belongs to a row of another mission. Agencies belong to all."""
    for name, plan in plans.collections.items():
        if name == mapping.AGENCIES:
            continue
        given = {row["uuid"]: index for index, row in enumerate(plan.rows) if row.get("uuid") is not None}
        if not given:
            continue
        model = MissionAgency if name == mapping.PRESENCES else mapping.MODELS[name]
        others = model._default_manager.all()
        if plans.mission is not None:
            others = others.exclude(mission=plans.mission)
        if not others.exists():
            continue
        for some in batches(list(given)):
            for uuid, code in others.filter(uuid__in=some).values_list("uuid", "mission__code"):
                message = _("This uuid belongs to a row of the mission %(code)s; leave it out.")
                yield _broken((name, given[str(uuid)], "uuid"), message % {"code": shown(code)})


def shared_faults(plans: Plans) -> Iterator[Fault]:
    """shared_field for each shared field of an agency that would change while another mission uses it."""
    plan = plans.collections[mapping.AGENCIES]
    found = {
        index: {name: values for name, values in differing.items() if name in SHARED}
        for index, differing in [*plan.changed.items(), *plans.joined.items()]
    }
    pks = [plan.pks[index] for index, differing in found.items() if differing]
    used: dict[int, str] = {}
    for some in batches(pks):
        others = MissionAgency.objects.filter(agency__in=some).order_by("pk")
        if plans.mission is not None:
            others = others.exclude(mission=plans.mission)
        used.update(others.values_list("agency_id", "mission__code"))
    for index, differing in sorted(found.items()):
        code = used.get(plan.pks[index] or 0)
        if code is None:
            continue
        for name, (before, after) in differing.items():
            message = _(
                "The field %(name)s of this agency is shared with the mission %(code)s: there %(before)s; "
                "the file says %(after)s. Write the shared value, or change it in the directory first."
            )
            values = {"name": name, "code": shown(code), "before": _said(before), "after": _said(after)}
            where = (mapping.AGENCIES, index, *((name,) if name in plan.rows[index] else ()))
            yield Fault(pointer(where), Code.SHARED_FIELD, message % values)


def _said(value: Any) -> str:
    if value is None:
        return _("missing")
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value)
    return shown(value)


# --- adopted versions ---------------------------------------------------------------------------------------


def adopted_faults(plans: Plans) -> Iterator[Fault]:
    """rule_broken for each change of an adopted version, its texts and its assumptions."""
    if plans.mission is None:
        return
    sealed = set(
        FrameworkVersion.objects.filter(mission=plans.mission, adoption_sha256__isnull=False).values_list(
            "pk", flat=True
        )
    )
    if not sealed:
        return
    keys = {plans.names.keys["framework_versions"][pk] for pk in sealed}
    for name, free in _AFTER_ADOPTION.items():
        plan = plans.collections[name]
        for index, differing in plan.changed.items():
            pk = plan.pks[index]
            row = plan.rows[index]
            if name == "framework_versions":
                stands = pk in sealed
                if stands and "status" in differing and row["status"] not in _ADOPTED:
                    message = _("An adopted version stays adopted; open a new draft to change it.")
                    yield _broken((name, index, "status"), message)
            else:
                stored = plan.stored[pk or 0]
                stands = row.get("framework_version") in keys or stored.get("framework_version") in keys
            for field in differing if stands else ():
                if field not in free:
                    message = _("This belongs to an adopted version; open a new draft to change it.")
                    if field == "uuid":
                        message = _("The adopted version is stored under another uuid; leave the uuid out.")
                    yield _broken((name, index, *((field,) if field in row else ())), message)
        if name == "framework_versions":
            removed = [row["key"] for pk, row in plan.removed.items() if pk in sealed]
        else:
            for index in plan.new:
                if plan.rows[index].get("framework_version") in keys:
                    message = _("The version is adopted; nothing can be added to it. Open a new draft.")
                    yield _broken((name, index), message)
            removed = [row["key"] for row in plan.removed.values() if row.get("framework_version") in keys]
        for key in removed:
            message = _("The file lacks %(key)s, which belongs to an adopted version and cannot be removed.")
            yield _broken((name,) if name in plans.document else (), message % {"key": shown(key)})


# --- with the rows that the file does not name --------------------------------------------------------------


def union_faults(plans: Plans) -> Iterator[Fault]:
    """What the rules between rows say of the file together with the rows that are kept.

    A fault of a row of the file keeps its pointer. One of a kept row points to its collection in the file
    and names the row, if it comes from the file: what is wrong in the stored rows already is not reported.
    """
    kept = {name: plan.kept for name, plan in plans.collections.items() if plan.kept}
    if not kept or plans.mission is None:
        return
    document = {**_bare(plans), **{n: list(plan.rows) for n, plan in plans.collections.items() if plan.rows}}
    for name, rows in kept.items():
        document[name] = [*document.get(name, ()), *rows.values()]
    before: set[tuple[str, str, str]] | None = None
    for fault in check(document):
        name, index, rest = _parts(fault.pointer)
        plan = plans.collections.get(name)
        if plan is None or index is None or index < len(plan.rows):
            yield fault
            continue
        if before is None:
            before = _faults_before(plans)
        row = document[name][index]
        if (name, f"{row['key']}/{rest}", fault.code) in before:
            continue
        message = _("%(key)s, which is stored and which the file does not name: %(message)s")
        where = pointer((name,)) if name in plans.document else ""
        yield Fault(where, fault.code, message % {"key": shown(row["key"]), "message": fault.message})


def _bare(plans: Plans) -> Row:
    return {"format": FORMAT, "version": VERSION, "mission": plans.document["mission"]}


def _parts(where: str) -> tuple[str, int | None, str]:
    parts = where.split("/", 3)
    index = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else None
    return (parts[1] if len(parts) > 1 else ""), index, "".join(parts[3:])


def _faults_before(plans: Plans) -> set[tuple[str, str, str]]:
    """The faults of the mission as it is stored: (collection, key and field, code)."""
    if plans.mission is None:
        return set()
    document = selectors.export_bundle(mission=plans.mission)
    found = set()
    for fault in check(document):
        name, index, rest = _parts(fault.pointer)
        if index is not None and isinstance(document.get(name), list):
            found.add((name, f"{document[name][index]['key']}/{rest}", str(fault.code)))
    return found


def faults(plans: Plans) -> list[Fault]:
    """Every fault of a file without faults of its own, against what is stored (edits of people apart)."""
    found: Iterable[Fault] = (
        *code_faults(dict(plans.document), plans.mission),
        *foreign_uuid_faults(plans),
        *shared_faults(plans),
        *adopted_faults(plans),
        *union_faults(plans),
    )
    return list(dict.fromkeys(found))
