"""The door through which rows of the registers of a mission are stored, changed and taken out.

One for all of them: what a table asks beyond its constraints is said by its `clean`.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.enums import Register
from apps.core.services import change_lists, change_rows, create_rows, remove_rows
from apps.missions.models import Mission, MissionAgency, MissionRow
from apps.missions.selectors import absent_agencies

M = TypeVar("M", bound=MissionRow)
Lists = Mapping[str, Sequence[models.Model]]
By = AbstractBaseUser | None


def save_record(
    *,
    by: By,
    row: M,
    fields: Sequence[str],
    lists: Lists | None = None,
    at: datetime.datetime | None = None,
) -> M:
    """Store and log a new row, or these fields and lists of one that is there; ask for a new assessment.

    A new row whose `uuid` is stored already was delivered twice: the stored one is returned as it is.
    Raises ValidationError, by field, for what the table refuses and for agencies and rows that are not of the
    mission; EditConflict where somebody changed it meanwhile. Queries: one for each key, and the log.
    """
    lists = lists or {}
    with transaction.atomic():
        if row.pk is None:
            # A form sent twice at the same moment waits here, and the second finds what the first stored.
            Mission.objects.select_for_update().get(pk=row.mission_id)
            there: Any = type(row)._default_manager.filter(uuid=row.uuid).first()
            if there is not None and there.mission_id == row.mission_id:
                stored: M = there
                return stored
            if there is not None:
                row.uuid = uuid4()
            row.key = f"{row._meta.model_name}-{row.uuid.hex[:12]}"
        _check(row, fields, lists)
        if row.pk is None:
            create_rows([row], by=by, at=at)
            changed = True
        else:
            changed = bool(change_rows([row], fields, by=by, at=at))
        changed |= bool(change_lists([row], lists, by=by, at=at))
        if changed:
            jobs.request("coherence.assess", about=row.mission.uuid, by=by)
    return row


@contextmanager
def one_at_a_time(row: MissionRow) -> Iterator[None]:
    """A transaction in which nobody else stores a record of the mission: what a service looks for and does
    not find is still not there when it stores the row. One query."""
    with transaction.atomic():
        Mission.objects.select_for_update().get(pk=row.mission_id)
        yield


def declare_register(
    *,
    by: By,
    row: Mission | MissionAgency,
    register: str,
    empty: bool,
    at: datetime.datetime | None = None,
) -> None:
    """Say that a register of the mission, or of one agency in it, was looked for and there is nothing in it;
    or take that back. Nobody having entered anything is another thing.

    Raises EditConflict where somebody changed the mission or the agency meanwhile.
    """
    column = f"register_{register}"
    setattr(row, column, Register.DECLARED_EMPTY if empty else None)
    row.registers_recorded = True
    mission = row if isinstance(row, Mission) else row.mission
    with transaction.atomic():
        if change_rows([row], [column, "registers_recorded"], by=by, at=at):
            jobs.request("coherence.assess", about=mission.uuid, by=by)


def remove_record(*, by: By, row: MissionRow, at: datetime.datetime | None = None) -> None:
    """Take a row and its lines out and ask for a new assessment; the log keeps what it was.

    Raises ValidationError where another row names it.
    """
    mission = row.mission
    try:
        with transaction.atomic():
            remove_rows([row], by=by, at=at)
            jobs.request("coherence.assess", about=mission.uuid, by=by)
    except models.RestrictedError as error:
        raise ValidationError(_("It stays: other rows name it.")) from error


def _check(row: Any, fields: Sequence[str], lists: Lists) -> None:
    every = [field.name for field in row._meta.concrete_fields]
    asked = every if row.pk is None else fields
    wrong = _strangers(row, asked, lists)
    if wrong:
        raise ValidationError(wrong)
    row.full_clean(exclude={"mission", *(name for name in every if name not in asked)})


def _strangers(row: Any, fields: Sequence[str], lists: Lists) -> dict[str, str]:
    """What is named in these fields and lists and is not of the mission, as sentences. At most one query."""
    named: dict[str, Sequence[Any]] = {
        field.name: [getattr(row, field.name)]
        for field in row._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.name in fields and field.name != "mission"
    }
    named |= dict(lists)
    absent = set(absent_agencies(row.mission, [one for rows in named.values() for one in rows]))
    wrong = {}
    for name, rows in named.items():
        for one in rows:
            if isinstance(one, Agency) and one in absent:
                wrong[name] = _("This agency is not in the mission.")
            elif isinstance(one, MissionRow) and one.mission_id != row.mission_id:
                wrong[name] = _("This is not of this mission.")
    return wrong
