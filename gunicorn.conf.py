"""The web server's settings, for ./np demo and for the team's containers alike."""

import gc
import importlib
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

sys.path.insert(0, str(Path(__file__).resolve().parent))
try:
    settings = importlib.import_module("nexusplan.settings")
except ImproperlyConfigured as error:
    sys.exit(str(error))
# Read afresh by each worker, also by those that a reload starts on newer code.
del sys.modules["nexusplan.settings"]

bind = f"127.0.0.1:{settings.PORT}"
# One process of eight threads: on SQLite they share one cache and so one count of failed sign-ins.
workers = settings.WEB_CONCURRENCY
worker_class = "gthread"
threads = settings.WEB_THREADS
timeout = 60
graceful_timeout = 30
keepalive = 5
# Lines for the log come from Django; gunicorn's own say when it started and why a worker ended.
accesslog = None
# No file in the home of whoever runs it.
control_socket_disable = True
loglevel = "warning" if settings.DEMO else "info"


def post_worker_init(_worker):
    """Every page's code is read before the first is asked for, by one thread; then everything that lives as
    long as the process leaves the garbage collector's rounds.

    Full collections over long-lived objects are most of a Django page's slow tail.
    """
    importlib.import_module("nexusplan.urls")
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
