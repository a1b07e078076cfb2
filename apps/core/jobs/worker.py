"""The worker of the embedded default: a thread of each server process, or a process of its own."""

import logging
import os
import threading

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from apps.core import history
from apps.core.jobs import bell, days
from apps.core.jobs.queue import carry_next, names

ROUND = 5.0
log = logging.getLogger(__name__)


def work(stop: threading.Event, *, round_seconds: float = ROUND) -> None:
    """Carry jobs until `stop` is set; the job at hand is finished first. Survives a database that is away.

    When nothing waits, a new day is begun, and what is new in the change log is sealed; each at most once a
    minute.
    """
    while not stop.is_set():
        carried = False
        try:
            carried = carry_next()
            if not carried:
                days.look()
                history.look()
        except (DatabaseError, InterfaceError):
            log.exception("The database did not answer; the next round comes in %s s.", round_seconds)
        finally:
            if not carried:
                connections.close_all()
        if not carried:
            bell.wait(round_seconds, stop)


_lock = threading.Lock()
_thread: threading.Thread | None = None
_thread_of = 0
_stop = threading.Event()


def ensure_thread(**_signal: object) -> None:
    """Start this process's worker thread, once, where the settings ask for one.

    Called by the first page a server process answers, hence after a fork and never in a command.
    """
    global _thread, _thread_of, _stop  # noqa: PLW0603
    if not settings.JOBS_THREAD or (_thread_of == os.getpid() and _thread is not None and _thread.is_alive()):
        return
    with _lock:
        if _thread_of == os.getpid() and _thread is not None and _thread.is_alive():
            return
        # Before there is a second thread: two that import the same libraries at once shut each other out.
        names()
        _stop = threading.Event()
        _thread = threading.Thread(target=work, args=(_stop,), name="nexusplan-jobs", daemon=True)
        _thread_of = os.getpid()
        _thread.start()


def stop_thread(seconds: float = 10.0) -> None:
    """End the thread after its current job; for tests."""
    global _thread  # noqa: PLW0603
    if _thread is not None:
        _stop.set()
        _thread.join(seconds)
        _thread = None
