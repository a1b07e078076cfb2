"""How quick the pages are, beside the least that Django can do: `python -m bench.pages [--sqlite]`.
`--only activity,agency` asks these pages alone, and the floor.

Fills (once) a database of its own with a synthetic mission and another with the floor app, serves both with
two synchronous gunicorn workers on this machine and asks each page the same number of times, in turn, so that
a busy machine slows all of them alike. Compare the ratios of one run, never the milliseconds of two. How many
SQL statements a page asks is fixed by the suite, page by page.

PostgreSQL: BENCH_PG names a server (default postgres://root@127.0.0.1:5432); the databases are called
nexusplan_bench and nexusplan_floor. SQLite: two files in a temporary folder.
"""

import argparse
import gzip
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = 20070620
ITEMS, LINKS = 20_000, 100_000
ROUNDS, WARM_UP = 60, 5
PORT, FLOOR_PORT = 8791, 8792


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sqlite", action="store_true", help="measure SQLite instead of PostgreSQL")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--only", help="names of pages, split by commas")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        urls = _databases(Path(folder), sqlite=given.sqlite)
        env = {
            **os.environ,
            "NEXUSPLAN_LOCAL": "1",
            "NEXUSPLAN_VAR": folder,
            "NEXUSPLAN_JOBS_THREAD": "0",
            "STATIC_ROOT": str(Path(folder) / "static"),
            "DATABASE_URL": urls[0],
            "FLOOR_DATABASE_URL": urls[1],
            "WEB_CONCURRENCY": "2",
            "LOG_LEVEL": "WARNING",
        }
        _run(env, "manage.py", "migrate", "--verbosity", "0")
        _run(env, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        machine, session, paths = _filled(env)
        print(f"{machine}, seed {SEED}, {ITEMS} activities, {LINKS} links, 2 synchronous workers")
        floor = _run(env, "-m", "bench.floor.fill", str(SEED), str(ITEMS), str(LINKS)).split()[-1]
        servers = [_serve(env, "nexusplan.wsgi", PORT), _serve(env, "bench.floor.wsgi", FLOOR_PORT)]
        try:
            _wait(PORT, FLOOR_PORT)
            pages = _pages(session, paths)
            if given.only:
                pages = {name: pages[name] for name in given.only.split(",")}
            _measure({"floor list": (FLOOR_PORT, "/", floor, {})} | pages, given.rounds)
        finally:
            for server in servers:
                server.terminate()
                server.wait()


def _databases(folder: Path, *, sqlite: bool) -> tuple[str, str]:
    if sqlite:
        return f"sqlite:///{folder}/bench.sqlite3", f"sqlite:///{folder}/floor.sqlite3"
    server = os.environ.get("BENCH_PG", "postgres://root@127.0.0.1:5432")
    for name in ("nexusplan_bench", "nexusplan_floor"):
        words = ["psql", "-q", "-c", f"create database {name}", f"{server}/postgres"]
        subprocess.run(words, capture_output=True, check=False)  # it may be there already
    return f"{server}/nexusplan_bench", f"{server}/nexusplan_floor"


def _run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def _filled(env: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    """The machine, the planner's session and the addresses to ask; an empty database is filled first."""
    machine, session, *lines = _run(env, "-m", "bench.fill", str(SEED)).splitlines()
    return machine, session, dict(line.split("|", 1) for line in lines)


def _serve(env: dict[str, str], application: str, port: int) -> subprocess.Popen[bytes]:
    how = "-m gunicorn -c gunicorn.conf.py --log-level error --threads 1 -k sync -w 2 -b"
    words = [sys.executable, *how.split(), f"127.0.0.1:{port}", application]
    return subprocess.Popen(words, cwd=ROOT, env=env)


def _wait(*ports: int) -> None:
    for port in ports:
        for _ in range(100):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.2)


Asked = tuple[int, str, str, dict[str, str]]


def _pages(session: str, paths: dict[str, str]) -> dict[str, Asked]:
    pages: dict[str, Asked] = {}
    for name, path in paths.items():
        pages[name] = (PORT, path, session if path.startswith("/m/") else "", {})
        if name == "list":
            pages["list, part for htmx"] = (PORT, path, session, {"HX-Request": "true"})
    return pages


def _measure(pages: dict[str, Asked], rounds: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in pages}
    sizes: dict[str, int] = {}
    for turn in range(rounds + WARM_UP):
        for name, asked in pages.items():
            took, status, sizes[name] = _ask(asked)
            if status != 200:
                sys.exit(f"{name}: {asked[1]} answered {status}")
            if turn >= WARM_UP:
                times[name].append(took)
    floor = statistics.median(times["floor list"])
    print(f"{'page':22} {'p50 ms':>8} {'p95 ms':>8} {'p95/p50':>8} {'x floor':>8} {'bytes gz':>9}")
    for name, taken in times.items():
        middle, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        ratios = f"{high / middle:8.2f} {middle / floor:8.1f}"
        print(f"{name:22} {middle:8.1f} {high:8.1f} {ratios} {sizes[name]:9}")


def _ask(asked: Asked) -> tuple[float, int, int]:
    """Milliseconds, status and compressed size."""
    port, path, session, headers = asked
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookie = {"Cookie": f"sessionid={session}"} if session else {}
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", **cookie, **headers})
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - start) * 1000
    connection.close()
    packed = answer.getheader("Content-Encoding") == "gzip"
    return took, answer.status, len(body if packed else gzip.compress(body))


if __name__ == "__main__":
    main()
