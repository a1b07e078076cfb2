"""How any part of an open version is added, changed, put in order and taken out.

A part is a row of the version itself (a text, a section, an assumption), or a row of the mission that the
version speaks about (a conflict factor, what an objective needs). What the assessment counts asks for a new
one: the texts of a draft are not counted before they are adopted.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from apps.core import jobs
from apps.core.models import Editable
from apps.core.services import change_lists, change_rows, create_rows, kept_for_undo, remove_rows
from apps.frameworks.enums import TranslationOrigin
from apps.frameworks.models import (
    FrameworkVersion,
    ObjectiveText,
    ObjectiveTranslation,
    Standing,
    VersionAdopted,
)
from apps.frameworks.selectors.drafts import OPEN

P = TypeVar("P", bound=models.Model)
E = TypeVar("E", bound=Editable)
Lists = Mapping[str, Sequence[models.Model]]
WORDS = frozenset({"vision", "pillars", "title", "description", "text", "statement"})
"""The columns of all kinds of parts that are translated."""
AGING = ("title", "description", "origin", "was_title", "was_description")
"""The columns of an objective's translation."""


def add_parts(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    rows: Sequence[P],
    lists: Lists | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[P]:
    """Store and log new rows of one model, each with the given lists.

    Raises ValidationError, by field, for what cannot be; VersionAdopted where the version is not open.
    """
    with transaction.atomic():
        ensure_open(version)
        for row in rows:
            row.full_clean()
        made = create_rows(rows, by=by, via=via, at=at)
        editable: Any = made
        change_lists(editable, _given(lists), by=by, via=via, at=at)
        _ask(by, version, made)
    return made


def change_parts(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    rows: Sequence[E],
    fields: Sequence[str],
    lists: Lists | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[E]:
    """Save these fields of rows of one model, and let each hold these lists. Returns the changed rows.

    A translation of other words keeps what they were, and is checked no longer. Raises ValidationError by
    field, EditConflict where somebody changed a row since it was read, VersionAdopted where the version is
    not open.
    """
    with transaction.atomic():
        ensure_open(version)
        for row in rows:
            row.full_clean()
        reworded = _reworded(rows, fields)
        along = _age_own(reworded)
        changed = change_rows(rows, [*fields, *along], by=by, via=via, at=at)
        _age_rows(reworded, by=by, via=via, at=at)
        listed = change_lists(rows, lists or {}, by=by, via=via, at=at)
        both = [row for row in rows if row in changed or row in listed]
        _ask(by, version, both)
    return both


def _reworded(rows: Sequence[E], fields: Sequence[str]) -> list[tuple[E, Mapping[str, Any]]]:
    """The rows whose words differ from what is stored, each with what these columns said.

    One query, none where no words are saved.
    """
    words = [name for name in fields if name in WORDS]
    if not rows or not words:
        return []
    stored: Any = type(rows[0])._default_manager.in_bulk([row.pk for row in rows])
    found: list[tuple[E, Mapping[str, Any]]] = []
    for row in rows:
        if row.pk in stored:
            said = {name: getattr(stored[row.pk], name) for name in words}
            before = {name: was for name, was in said.items() if was != getattr(row, name)}
            if before:
                found.append((row, before))
    return found


def _age_own(reworded: Sequence[tuple[Any, Mapping[str, Any]]]) -> list[str]:
    """Let translations that stand on these rows be of older words; the columns to be saved for it."""
    found = [(row, before) for row, before in reworded if _own(row)]
    for row, before in found:
        row.translations = [_aged(one, row, before) for one in _own(row)]
    return ["translations"] if found else []


def _own(row: Any) -> Sequence[Mapping[str, Any]]:
    return () if isinstance(row, ObjectiveText) else getattr(row, "translations", None) or ()


def _aged(entry: Mapping[str, Any], row: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    """A translation after its row was reworded: a person's, where it was checked, and what the row had said
    of each text that it translates, unless the row says that again."""
    found = dict(entry)
    if found.get("origin") == TranslationOrigin.CHECKED:
        found["origin"] = TranslationOrigin.HUMAN.value
    for name in before:
        was = found.pop(f"was_{name}", None) or before[name]
        if found.get(name) and was and was != getattr(row, name):
            found[f"was_{name}"] = was
    return found


def _age_rows(
    reworded: Sequence[tuple[Any, Mapping[str, Any]]],
    *,
    by: AbstractBaseUser | None,
    via: str,
    at: datetime.datetime | None,
) -> None:
    """The same for objectives, whose translations are rows of their own."""
    texts = {row.pk: (row, before) for row, before in reworded if isinstance(row, ObjectiveText)}
    if not texts:
        return
    rows: Any = ObjectiveTranslation.objects.filter(objective_text__in=texts)
    found = []
    for one in rows:
        entry = {name: getattr(one, name) for name in AGING}
        aged = dict.fromkeys(AGING) | _aged(entry, *texts[one.objective_text_id])
        if aged != entry:
            for name, value in aged.items():
                setattr(one, name, value)
            found.append(one)
    change_rows(found, ["origin", "was_title", "was_description"], by=by, via=via, at=at)


def put_in_order(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    rows: Sequence[E],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> None:
    """Let rows of one model with a `position` stand in the order given. Raises as `change_parts`."""
    with transaction.atomic():
        ensure_open(version)
        for position, row in enumerate(rows, start=1):
            row.position = position  # type: ignore[attr-defined]
        change_rows(rows, ["position"], by=by, via=via, at=at)


def remove_parts(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    rows: Sequence[models.Model],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[str]:
    """Take rows of one model out, with what hangs on them. Returns what `bring_back_parts` needs.

    Raises ValidationError, with nothing taken out, where another row or an adopted version names one of them;
    VersionAdopted where the version is not open.
    """
    try:
        with transaction.atomic():
            ensure_open(version)
            kept = kept_for_undo(rows)
            _ask(by, version, rows)
            remove_rows(rows, by=by, via=via, at=at)
    except (models.RestrictedError, IntegrityError) as error:
        raise ValidationError(
            _("It stays: an adopted version of the framework or something else in the mission names it.")
        ) from error
    return [kept]


def ensure_open(version: FrameworkVersion) -> None:
    """Lock the version in the transaction; raises VersionAdopted unless it is open. One query."""
    rows: Any = FrameworkVersion.objects.select_for_update()
    if not rows.filter(pk=version.pk, status__in=OPEN).exists():
        raise VersionAdopted


def _given(lists: Lists | None) -> Lists:
    return {name: rows for name, rows in (lists or {}).items() if rows}


def _ask(by: AbstractBaseUser | None, version: FrameworkVersion, rows: Sequence[models.Model]) -> None:
    if rows and not isinstance(rows[0], Standing):
        jobs.request("coherence.assess", about=version.mission.uuid, by=by)
