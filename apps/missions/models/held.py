"""What a person does in the missions: while a page is made it is read once, however many rules ask for it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.missions.models.membership import Membership

Person = AbstractBaseUser | AnonymousUser

_kept: ContextVar[dict[int, Sequence[Membership]] | None] = ContextVar("memberships", default=None)


@contextmanager
def kept_memberships() -> Iterator[None]:
    """Within it `keep` is remembered. For what only reads: whoever changes memberships must see them anew."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def keep(user: Person, memberships: Sequence[Membership]) -> None:
    """Remembers all memberships of the user, with their missions and agencies, until the page is made."""
    kept = _kept.get()
    if kept is not None and user.pk is not None:
        kept[user.pk] = memberships


def kept_of(user: Person) -> Sequence[Membership] | None:
    """All memberships of the user where they were kept, otherwise None. No query."""
    kept = _kept.get()
    return None if kept is None or user.pk is None else kept.get(user.pk)


def held_in(user: Person, mission_id: int) -> Sequence[Membership]:
    """What the user does in the mission, with the agencies it is done for. One query at most."""
    if not user.is_authenticated:
        return ()
    kept = kept_of(user)
    if kept is not None:
        return [row for row in kept if row.mission_id == mission_id]
    rows = Membership.objects.filter(user=user.pk, mission=mission_id)
    return list(rows.select_related("agency").order_by("pk"))
