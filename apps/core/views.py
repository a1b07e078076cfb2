import shutil
import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import database, jobs

RETRY_AFTER_SECONDS = 30
DISK_FREE_MIN = 0.05


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return HttpResponse(loader.render_to_string(template, {}, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For an address that is not ours or a request that nobody should send: without context processors, which
    may ask for the host.
    """
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page; or, where the database is away or too busy, the 503 page with a time to try again.

    Django calls it while the error is being handled, wherever it came from: a view, or a middleware that
    read the session. Both pages are rendered without context processors, which may ask the database.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return HttpResponse(
            loader.render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}
        )
    return HttpResponse(loader.render_to_string("500.html"), status=500)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers 200 as long as the process lives; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the database answers and its schema is that of this code, else 503.

    A disk with less than a twentieth free is an emergency: 503. A cache or broker that is away, no worker for
    two minutes, or work that waits for two minutes takes nothing from reading and saving: 200, "degraded",
    with the names of the parts.
    """
    try:
        database.ask()
        pending = database.migrations_wait()
        waiting = [] if pending else jobs.backlog()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "reason": "database"}, status=503)
    if pending:
        return JsonResponse({"status": "unavailable", "reason": "migrations"}, status=503)
    if not _disk_has_room():
        return JsonResponse({"status": "unavailable", "reason": "disk"}, status=503)
    redis_away = settings.REDIS_URL and not _redis_answers()
    missing = [*(["redis"] if redis_away else []), *waiting]
    if missing:
        return JsonResponse({"status": "degraded", "reason": ", ".join(missing)})
    return JsonResponse({"status": "ok"})


def _disk_has_room() -> bool:
    """Whether at least 5 % of the disk with the files of this installation is free."""
    folder = next(path for path in (settings.VAR_DIR, *settings.VAR_DIR.parents) if path.exists())
    disk = shutil.disk_usage(folder)
    return disk.free >= disk.total * DISK_FREE_MIN


def _redis_answers() -> bool:
    import redis

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=None
        ) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
