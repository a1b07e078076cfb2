"""What wakes the worker thread of this process before its next round."""

import threading
import time

_ring = threading.Event()
_at = 0.0
_lock = threading.Lock()


def ring(seconds: float) -> None:
    """Something will be due in so many seconds."""
    global _at  # noqa: PLW0603
    with _lock:
        moment = time.monotonic() + seconds
        _at = moment if not _ring.is_set() else min(_at, moment)
        _ring.set()


def wait(longest: float, stop: threading.Event) -> None:
    """Sleep until something is due, a stop is asked for, or `longest` seconds have passed."""
    end = time.monotonic() + longest
    while not stop.is_set() and (left := end - time.monotonic()) > 0:
        if _ring.wait(min(left, 0.5)):
            with _lock:
                pause = _at - time.monotonic()
                _ring.clear()
            stop.wait(max(0.0, min(pause, left)))
            return
