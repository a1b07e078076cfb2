"""Requests that may be sent twice: the first is carried out, the others get its answer."""

import datetime
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.models import IdempotencyKey
from apps.api.problems import Problem

HEADER = "Idempotency-Key"
KEPT_FOR = datetime.timedelta(days=7)
LONGEST = 255
TOLD = ("Location", "ETag")
_under_way: set[tuple[int, str]] = set()
_guard = threading.Lock()


def keyed(request: Request, act: Callable[[], Response], *, sent: str | None = None) -> Response:
    """The answer of `act` in one transaction; with an `Idempotency-Key` what it did is done once.

    The answer is kept in the same transaction, so that a server that is killed has done both or neither.
    What is refused leaves nothing behind, and its key can be used again. Raises Problem: 400 for a key that
    is none, 409 while a request with this key is under way, 422 for the key of another request. Queries:
    two more with a key, three on PostgreSQL. `sent`: a fingerprint of the request of the caller's own.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with transaction.atomic():
            return act()
    if not 0 < len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise Problem(400, _("An Idempotency-Key has 1 to 255 printable characters of ASCII."))
    sent = sent or fingerprint(request)
    with _alone(request.user.pk, key), transaction.atomic():
        _lock(request.user.pk, key)
        kept = IdempotencyKey.objects.filter(user=request.user.pk, key=key).first()
        if kept is not None:
            if kept.request != sent:
                raise Problem(422, _("This Idempotency-Key belongs to another request: make a new one."))
            told = {**kept.headers, "Idempotency-Replayed": "true"}
            return Response(kept.body, status=kept.status, headers=told)
        answer = act()
        IdempotencyKey.objects.create(
            user_id=request.user.pk,
            key=key,
            request=sent,
            status=answer.status_code,
            headers={name: answer.headers[name] for name in TOLD if name in answer.headers},
            body=answer.data,
            made_at=timezone.now(),
        )
    return answer


def fingerprint(request: Request) -> str:
    """SHA-256 of method, address and body; to be asked before the body is parsed."""
    parts = (str(request.method).encode(), request.get_full_path().encode(), request.body)
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def forget(before: datetime.datetime) -> int:
    """Delete the answers that were kept before this moment. Returns how many."""
    return IdempotencyKey.objects.filter(made_at__lt=before).delete()[0]


@contextmanager
def _alone(user: int, key: str) -> Iterator[None]:
    """One request of this process at a time. On SQLite all are of one, and wait for one another there."""
    with _guard:
        if (user, key) in _under_way:
            raise _busy()
        _under_way.add((user, key))
    try:
        yield
    finally:
        with _guard:
            _under_way.discard((user, key))


def _lock(user: int, key: str) -> None:
    """One request of all processes at a time; the lock goes with the transaction, or with its server."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"api {user} {key}"])
        if not cursor.fetchone()[0]:
            raise _busy()


def _busy() -> Problem:
    problem = Problem(409, _("A request with this Idempotency-Key is under way: send it again in a moment."))
    problem.wait = 1
    return problem
