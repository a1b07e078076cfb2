"""Who sees a row is never widened by one person alone: `agency`, then `mission`, then `public`.

Two members agree on it (apps/alignment/audiences). Commands of who runs the server are exempt: they have no
person, and what they import carries the audiences of its file.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from apps.core.enums import Audience

WIDTH = {Audience.AGENCY.value: 0, None: 1, Audience.MISSION.value: 1, Audience.PUBLIC.value: 2}
"""How many people an audience holds, in order; without one a row is the mission's."""
FIELD = "audience"


class AudienceWidened(ValidationError):
    """One person alone tried to let more people see a row. `rows` are those rows."""

    def __init__(self, rows: Sequence[models.Model]) -> None:
        self.rows = list(rows)
        super().__init__({FIELD: reason()})


def reason() -> str:
    """Why it is refused, and what to do instead."""
    return _(
        "One person alone cannot let more people see this. Save it with a narrower audience, then propose "
        "the wider one: another member agrees to it."
    )


def widens(before: str | None, after: str | None) -> bool:
    """Whether more people see a row with the audience `after`; a new row has been the mission's before."""
    return WIDTH[after] > WIDTH[before]


def is_guarded(model: Any) -> bool:
    """Whether the audience of the rows of this table is for people to choose (`audience_by_two`)."""
    return bool(getattr(model, "audience_by_two", False))


def refuse_new(rows: Iterable[Any]) -> None:
    """Raise AudienceWidened if one of these new rows of one table would be public from the start."""
    found = [row for row in rows if widens(None, row.audience)]
    if found:
        raise AudienceWidened(found)


def refuse_wider(pairs: Iterable[tuple[Any, Any]]) -> None:
    """Raise AudienceWidened if one of these rows of one table, (as stored, to be saved), is seen by more."""
    found = [after for before, after in pairs if widens(before.audience, after.audience)]
    if found:
        raise AudienceWidened(found)
