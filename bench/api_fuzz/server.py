"""The server that is asked: it counts its answers, and watches that reading writes nothing.

Lines of JSON in the file NEXUSPLAN_FUZZ_LOG: for each answer of 500 and more, and for each statement of a GET
that writes, apart from what says when somebody was last seen.
"""

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application

inner = get_wsgi_application()

from django.db import connection  # noqa: E402

from apps.api.throttling import PerPerson  # noqa: E402

PerPerson.THROTTLE_RATES = {"person": "1000000/min"}
LOG = Path(os.environ["NEXUSPLAN_FUZZ_LOG"])
WRITES = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
# When a token was last used; what was opened of what an agency keeps to itself, and whom it is told to; the
# cache of the machine; who carries jobs.
LAST_SEEN = {
    "accounts_apitoken",
    "missions_reading",
    "core_job",
    "nexusplan_cache",
    "core_heartbeat",
    "django_session",
}
counted: Counter[str] = Counter()


def note(**said: Any) -> None:
    with LOG.open("a", encoding="utf-8") as file:
        file.write(json.dumps(said) + "\n")


def application(environ: dict[str, Any], start_response: Any) -> Any:
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        found = WRITES.match(sql)
        if found and found[1] not in LAST_SEEN:
            note(kind="write", method=method, path=path, sql=sql[:200])
        return execute(sql, params, many, context)

    def begin(status: str, headers: Any, *more: Any) -> Any:
        counted[status[:3]] += 1
        if status >= "500":
            note(kind="failure", method=method, path=path, status=status, query=environ.get("QUERY_STRING"))
        if sum(counted.values()) % 100 == 0:
            LOG.with_suffix(f".{os.getpid()}").write_text(json.dumps(counted), "utf-8")
        return start_response(status, headers, *more)

    if method in {"GET", "HEAD"}:
        with connection.execute_wrapper(watch):
            return list(inner(environ, begin))
    return inner(environ, begin)
