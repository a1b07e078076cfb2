"""Words that want to be programs, in every text of a mission, on every page of a real browser: T8.

    python -m bench.payloads [--language en] [--only PART_OF_A_NAME]

Fills the demonstration missions in a folder of its own and writes one of 180 payloads into every text of
every row. Then it writes every report as Word, PDF and tables, and opens every page of tests/e2e/pages.py in
Chromium with the content policy switched off, so that only what the pages themselves do keeps a payload from
running: it looks for what ran, for handlers, frames and script addresses that came into being, and for
templates that were computed. A second browser, with the policy on, counts what the policy had to refuse. Says
how many columns have no row in the demonstration; ends with status 1 if anything is found.
"""

import argparse
import datetime
import io
import itertools
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
    "NEXUSPLAN_LOCAL": "1",
    "NEXUSPLAN_DEMO": "1",
    "NEXUSPLAN_VAR": FOLDER.name,
    "NEXUSPLAN_JOBS_THREAD": "0",
    "DATABASE_URL": f"sqlite:///{FOLDER.name}/nexusplan.sqlite3",
    "LOG_LEVEL": "WARNING",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, models, transaction  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from apps.coherence.enums import AssessmentAudience  # noqa: E402
from apps.coherence.models import Assessment  # noqa: E402
from apps.coherence.services import assess  # noqa: E402
from apps.missions.models import Mission, MissionAgency  # noqa: E402
from apps.portal.management.commands.demo import PASSWORD  # noqa: E402
from apps.reports.asked import Asked  # noqa: E402
from apps.reports.catalogue import REPORTS  # noqa: E402
from apps.reports.pdf import as_pdf  # noqa: E402
from apps.reports.sheets import as_csv_files, as_workbook  # noqa: E402
from apps.reports.word import as_word  # noqa: E402
from tests.e2e.conftest import Site, free_port, wait_until_ready  # noqa: E402
from tests.e2e.pages import PAGES, Place  # noqa: E402

PRODUCT = "9801547"
"""1337 * 7331, which stands in no text: a page that shows it has computed a template."""
BREAKS = ("", "'\">", "</textarea>", "</title></script>", "-->", "]]>")
RUNS = (
    "<script>ran()</script>",
    "<script src=data:,ran()></script>",
    "<img src=x onerror=ran()>",
    "<img/src=x/onerror=ran()//",
    "<svg onload=ran()>",
    "<svg><script>ran()</script></svg>",
    "<svg><animate onbegin=ran() attributeName=x dur=1s>",
    "<body onload=ran()>",
    "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
    "<iframe src=javascript:parent.ran()></iframe>",
    "<input autofocus onfocus=ran()>",
    "<details open ontoggle=ran()>",
    "<video><source onerror=ran()></video>",
    "<audio src=x onerror=ran()>",
    "<object data=javascript:ran()>",
    "<embed src=javascript:ran()>",
    "<a href=javascript:ran()>x</a>",
    "<a href='java\tscript:ran()'>x</a>",
    "<form action=javascript:ran()><button>x</button></form>",
    "<button formaction=javascript:ran()>x</button>",
    "<math href=javascript:ran()>x</math>",
    "<marquee onstart=ran()>x</marquee>",
    "<style onload=ran()></style>",
    "<link rel=stylesheet href=x onerror=ran()>",
    "<div hx-get=/ hx-trigger=load hx-on:htmx:load=ran()>x</div>",
    "<div hx-vals='js:{x:ran()}' hx-get=/ hx-trigger=load>x</div>",
    "<template><script>ran()</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=ran()>'>",
    "[x](javascript:ran())",
)
COMPUTES = (
    "{{1337*7331}}",
    "{% widthratio 1337 1 7331 %}",
    "${1337*7331}",
    "#{1337*7331}",
    "<%=1337*7331%>",
    "=1337*7331",
)
SHORT = ("<b onclick=a>", "{{1}}")
PAYLOADS = [f"{end}{run}" for end, run in itertools.product(BREAKS, RUNS)] + list(COMPUTES)
SHOWN: set[str] = set()
"""Pages on which a payload stands as text: where none does, nothing was tried."""
WATCH = """
    window.found = [];
    window.ran = () => window.found.push("ran");
    window.alert = window.confirm = window.prompt = () => window.found.push("ran");
    document.addEventListener("securitypolicyviolation",
        (refused) => window.found.push(`policy: ${refused.violatedDirective}`));
"""
LOOK = """() => {
    const told = [...window.found];
    const script = /^[\\s\\u0000-\\u001f]*(j\\s*a\\s*v\\s*a|vb)\\s*script:|^\\s*data:(text|application)/i;
    const led = ["href", "src", "action", "formaction", "data", "srcdoc"];
    for (const one of document.querySelectorAll("*")) {
        for (const {name, value} of one.attributes) {
            if (/^on|^hx-on/.test(name) || (led.includes(name) && script.test(value)))
                told.push(`${one.tagName} ${name}=${value}`.slice(0, 120));
        }
        if (one.tagName === "SCRIPT" && !one.src && !/json$/.test(one.type)) told.push("inline script");
        if (["IFRAME", "OBJECT", "EMBED", "MARQUEE"].includes(one.tagName)) told.push(one.tagName);
    }
    return told;
}"""
LEFT = {
    "key",
    "code",
    "acronym",
    "uuid",
    "email",
    "iso3",
    "currency",
    "language",
    "password",
    "state_code",
    "sha256",
    "stored",
    "adoption_document",
}
"""Columns that are no free text: names of rows in files and codes, which forms take from lists."""


def texts_of(model: Any) -> list[Any]:
    """The columns of a table into which somebody writes words of their own."""
    return [
        field
        for field in model._meta.concrete_fields
        if type(field) in {models.TextField, models.CharField}
        and not field.choices
        and field.name not in LEFT
        and not field.name.endswith(("sha256", "_code", "_key", "_stage", "token", "hash"))
    ]


def fill() -> dict[str, int]:
    """The demonstration with a payload in each text of each row."""
    call_command("migrate", verbosity=0)
    call_command("demo")
    with connection.cursor() as cursor:
        cursor.execute("select name from sqlite_master where type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'drop trigger "{name}"')
    payloads, done = itertools.cycle(PAYLOADS), {"columns": 0, "texts": 0, "columns without a row": 0}
    for model in apps.get_models():
        fields = texts_of(model) if model.__module__.startswith("apps.") else []
        for field in fields:
            rows = models.QuerySet(model)
            pks = list(rows.values_list("pk", flat=True))
            done["columns" if pks else "columns without a row"] += 1
            for pk in pks:
                done["texts"] += _write(rows.filter(pk=pk), field, payloads, pk)
    for mission in Mission.objects.filter(assessment__isnull=False).distinct():
        for audience in (AssessmentAudience.MISSION, AssessmentAudience.PUBLIC):
            assess(mission=mission, as_of=day_of(mission), audience=audience)
    return done


def _write(row: Any, field: Any, payloads: Iterator[str], pk: int) -> int:
    """Put the next payload that fits there; the number keeps what must be unique apart."""
    most = field.max_length or 10_000
    fitting = (
        text for text in itertools.chain(itertools.islice(payloads, 40), SHORT) if len(text) + 7 <= most
    )
    text = next(fitting, None)
    if text is None:
        return 0
    try:
        with transaction.atomic():
            row.update(**{field.name: f"{text} {pk}"[:most]})
    except DatabaseError:
        return 0
    return 1


def reports() -> tuple[int, list[str]]:
    """Every report of both missions as Word, PDF and tables: how many, and which computed a template."""
    writers: dict[str, Any] = {
        "pdf": lambda paper: as_pdf(paper).content,
        "word": as_word,
        "excel": as_workbook,
        "csv": as_csv_files,
    }
    found, number = [], 0
    for mission in Mission.objects.all():
        for kind, report in REPORTS.items():
            agency = MissionAgency.objects.filter(mission=mission).first() if report.agency else None
            paper = report.make(Asked(mission, False, day_of(mission), agency=agency))
            for form, write in writers.items():
                number += 1
                if PRODUCT.encode() in _unpacked(write(paper)):
                    found.append(f"{mission.code} {kind} as {form} has computed a template")
    return number, found


def day_of(mission: Mission) -> datetime.date:
    """The day of its newest assessment."""
    return Assessment.objects.filter(mission=mission).latest("as_of").as_of


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def opened(site: Site, page: Page, place: Place, rows: Any) -> list[str]:
    """What is wrong with one page; a page that the payloads broke is wrong too."""
    try:
        path = place.path(rows).removesuffix("{next}")
    except KeyError as missing:
        return [f"no row {missing}"]
    answer = page.goto(site.url + path, wait_until="load")
    page.wait_for_timeout(50)
    told: list[str] = page.evaluate(LOOK)
    if answer is not None and answer.status >= 500:
        told.append(f"status {answer.status}")
    content = page.content()
    if PRODUCT in content:
        told.append("computed")
    if any(sign in content for sign in ("ran()", "1337")):
        SHOWN.add(place.name)
    return told


def crawl(site: Site, asked: argparse.Namespace, *, policy: bool) -> tuple[int, dict[str, list[str]]]:
    """Every page as a planner, and those of the portal signed out."""
    places = [place for place in PAGES if asked.only in place.name]
    found: dict[str, list[str]] = {}
    rows = site.rows()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=["--no-sandbox"], executable_path=asked.chromium)
        for member in (True, False):
            context = browser.new_context(bypass_csp=not policy, locale=asked.language, base_url=site.url)
            context.add_init_script(WATCH)
            context.set_default_timeout(60_000)
            page = context.new_page()
            page.on("dialog", lambda dialog: dialog.dismiss())
            if member:
                page.goto("/accounts/login/")
                page.fill("input[name=login]", "planner@demo.example")
                page.fill("input[name=password]", PASSWORD)
                page.click("main form button[type=submit]")
                page.wait_for_load_state()
            for place in places:
                if place.signed_in == member and (told := opened(site, page, place, rows)):
                    found[place.name] = told
        browser.close()
    return len(places), found


def main() -> None:
    from tests.conftest import CHROMIUM

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--language", default="en-GB")
    options.add_argument("--only", default="", help="pages whose name holds this")
    options.add_argument("--chromium", default=CHROMIUM)
    asked = options.parse_args()
    done = fill()
    print(f"{len(PAYLOADS)} payloads; {done}", flush=True)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "nexusplan.wsgi"],
        cwd=ROOT,
        env=os.environ | {"NEXUSPLAN_PORT": str(port)},
    )
    wrong: dict[str, list[str]] = {}
    try:
        written, computed = reports()
        print(f"{written} papers written, {len(computed)} with a computed template", flush=True)
        wrong |= {paper: ["computed"] for paper in computed}
        site = Site(f"http://127.0.0.1:{port}", Path(FOLDER.name) / "nexusplan.sqlite3")
        wait_until_ready(site.url, server)
        for policy in (False, True):
            number, found = crawl(site, asked, policy=policy)
            how = "on" if policy else "off"
            print(f"policy {how}: {number} pages, {len(SHOWN)} show payloads, {len(found)} with findings")
            wrong |= {f"{name} (policy {policy})": told for name, told in found.items()}
    finally:
        server.terminate()
        server.wait(60)
    for name, told in wrong.items():
        print(f"  {name}: {told[:5]}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
