import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from apps.core import jobs


class Command(BaseCommand):
    help = "Carry out background jobs in this process until it is asked to stop (SIGTERM or Ctrl-C)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        stop = threading.Event()

        def end(_signum: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        self.stdout.write(_("Waiting for work."))
        self.stdout.flush()
        jobs.work(stop)
        self.stdout.write(_("Stopped after the last job."))
