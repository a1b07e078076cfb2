"""The doors through which what-ifs are made, changed, computed and removed; none leads to the plan."""

import datetime
from collections.abc import Sequence
from uuid import uuid4

from auditlog.context import disable_auditlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from apps.coherence.engine.assess import assess as run_engine
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.settings import ENGINE_VERSION
from apps.coherence.engine.what_if import Change, ChangeError, apply, as_json, compare, parse, side_of
from apps.coherence.models import WhatIf
from apps.coherence.selectors.inputs import MEMBERS, load_inputs
from apps.coherence.what_if.selectors import stored_side
from apps.core import jobs
from apps.core.memory import rarely_collected
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.models import Mission

TASK = "coherence.what_if"
FORGOTTEN = {"result": None, "engine_version": None, "inputs_sha256": None, "computed_at": None}


def create_what_if(
    *,
    by: AbstractBaseUser,
    mission: Mission,
    title: str,
    as_of: datetime.date,
    note: str | None = None,
    changes: Sequence[Change] = (),
    at: datetime.datetime | None = None,
) -> WhatIf:
    """Store and log a new what-if of one's own, not shared, and ask for its computation.

    Raises ValidationError, by field, for what cannot be: no title.
    """
    key = f"what-if-{uuid4().hex[:12]}"
    what_if = WhatIf(
        mission=mission,
        key=key,
        title=title,
        note=note,
        as_of=as_of,
        changes=as_json(tuple(changes)),
        owner_id=by.pk,
    )
    with transaction.atomic():
        what_if.full_clean(exclude=["changes"])
        create_rows([what_if], by=by, at=at)
        if changes:
            request(by=by, what_if=what_if)
    return what_if


def describe_what_if(
    *,
    by: AbstractBaseUser,
    what_if: WhatIf,
    title: str,
    note: str | None,
    as_of: datetime.date,
    shared: bool,
    at: datetime.datetime | None = None,
) -> WhatIf:
    """Save name, note, date and whether the members see it. Another date has to be computed anew.

    Raises ValidationError by field, and EditConflict where somebody changed it since it was read.
    """
    moved = what_if.as_of != as_of
    what_if.title, what_if.note, what_if.as_of, what_if.shared = title, note, as_of, shared
    with transaction.atomic():
        what_if.full_clean(exclude=["changes"])
        change_rows([what_if], ["title", "note", "as_of", "shared"], by=by, at=at)
        if moved:
            _compute_anew(by, what_if)
    return what_if


def set_changes(
    *,
    by: AbstractBaseUser,
    what_if: WhatIf,
    changes: Sequence[Change],
    at: datetime.datetime | None = None,
) -> WhatIf:
    """Save the changes in their order, forget the result and ask for a new one.

    Raises ChangeError for a list that `parse` would refuse, EditConflict where somebody changed it since it
    was read.
    """
    what_if.changes = as_json(parse(as_json(tuple(changes))))
    with transaction.atomic():
        if change_rows([what_if], ["changes"], by=by, at=at):
            _compute_anew(by, what_if)
    return what_if


def copy_what_if(
    *, by: AbstractBaseUser, what_if: WhatIf, title: str, at: datetime.datetime | None = None
) -> WhatIf:
    """An own one with the same changes, to go on from. Raises as `create_what_if`."""
    return create_what_if(
        by=by,
        mission=what_if.mission,
        title=title,
        as_of=what_if.as_of,
        note=what_if.note,
        changes=parse(what_if.changes),
        at=at,
    )


def remove_what_if(*, by: AbstractBaseUser, what_if: WhatIf, at: datetime.datetime | None = None) -> None:
    """Delete and log it."""
    remove_rows([what_if], by=by, at=at)


def request(*, by: AbstractBaseUser | None, what_if: WhatIf) -> None:
    """Ask for its computation, in the caller's transaction."""
    jobs.request(TASK, about=what_if.uuid, by=by)


@rarely_collected()
def compute(*, what_if: WhatIf, at: datetime.datetime | None = None) -> bool:
    """Run the engine with the changes and store what moves; the plan is only read.

    What stands without them is read from the stored assessment of the day if it was made of equal inputs,
    and computed otherwise.

    What the mission's members share is read, whoever asks. A change that cannot be made is stored as the
    result, with its number and field. Whether something was stored: not if the what-if was changed
    meanwhile, because then another computation is asked for. Queries: those of `load_inputs`, one,
    and five where an assessment of the day is stored.
    """
    inputs = load_inputs(what_if.mission, MEMBERS)
    sha256 = fingerprint(inputs)
    try:
        made = apply(inputs, parse(what_if.changes))
    except ChangeError as error:
        result = {
            "error": {
                "code": error.code,
                "number": error.number,
                "field": error.field,
                "params": error.params,
            }
        }
    else:
        before = stored_side(what_if.mission, what_if.as_of, sha256)
        if before is None:
            before = side_of(run_engine(inputs, what_if.as_of))
        result = compare(before, side_of(run_engine(made, what_if.as_of)))
    # It follows from rows that have their entry in the change log, and edits of the row must not conflict.
    with disable_auditlog():
        stored = WhatIf.objects.filter(pk=what_if.pk, row_version=what_if.row_version).update(
            result=result,
            engine_version=ENGINE_VERSION,
            inputs_sha256=sha256,
            computed_at=at or timezone.now(),
        )
    return stored == 1


def _compute_anew(by: AbstractBaseUser, what_if: WhatIf) -> None:
    """Forget a result that no longer belongs to the what-if."""
    with disable_auditlog():
        WhatIf.objects.filter(pk=what_if.pk).update(**FORGOTTEN)
    for name, value in FORGOTTEN.items():
        setattr(what_if, name, value)
    request(by=by, what_if=what_if)
