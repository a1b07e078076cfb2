"""What wakes the worker thread of this process before its next round."""

import heapq
import threading
import time

MANY = 1000
_moments: list[float] = []
_changed = threading.Condition()


def ring(seconds: float) -> None:
    """Something will be due in so many seconds."""
    with _changed:
        if len(_moments) < MANY:  # where nobody listens, the list must not grow for ever
            heapq.heappush(_moments, time.monotonic() + seconds)
            _changed.notify_all()


def wait(longest: float, stop: threading.Event) -> None:
    """Sleep until something is due, a stop is asked for, or `longest` seconds have passed."""
    end = time.monotonic() + longest
    with _changed:
        while not stop.is_set():
            now = time.monotonic()
            if _moments and _moments[0] <= now:
                while _moments and _moments[0] <= now:
                    heapq.heappop(_moments)
                return
            if now >= end:
                return
            wake = min(end, _moments[0]) if _moments else end
            _changed.wait(min(wake - now, 0.5))  # half a second, so that a stop is heard
