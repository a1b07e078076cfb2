"""The web server's settings, for ./np demo and for the team's containers alike."""

import gc
import os

bind = f"127.0.0.1:{os.environ.get('NEXUSPLAN_PORT', '8000')}"
# One process of eight threads: on SQLite they share one cache and so one count of failed sign-ins.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
keepalive = 5
# Lines for the log come from Django; gunicorn's own say when it started and why a worker ended.
accesslog = None
# No file in the home of whoever runs it.
control_socket_disable = True
loglevel = "warning" if os.environ.get("NEXUSPLAN_DEMO") else "info"


def post_worker_init(_worker):
    """Everything that lives as long as the process leaves the garbage collector's rounds.

    Full collections over long-lived objects are most of a Django page's slow tail.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
