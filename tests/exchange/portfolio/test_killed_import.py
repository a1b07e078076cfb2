"""A worker that stores a table is killed; `python -m bench.import_kills` does the same two hundred times."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import tables

ROOT = Path(__file__).resolve().parents[3]


def test_a_killed_import_leaves_all_or_nothing_and_is_finished_by_the_next_worker(tmp_path):
    file = tmp_path / "kills.sqlite3"
    shutil.copy(tables.sqlite_file(), file)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{file}",
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.import_kills", "--kills", "6", "--rows", "60"],
        cwd=ROOT,
        env=environment,
        check=False,
        timeout=240,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 something in between" in done.stdout
    assert "it equals the undisturbed run" in done.stdout
