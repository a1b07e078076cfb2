"""Whatever changes a row that the engine reads asks for a new assessment; nothing of it is forgotten."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.coherence.selectors.inputs import load_inputs
from apps.core import jobs
from apps.core.admin import LoggedAdmin, ReadOnlyAdmin
from apps.core.models import Job

ROOT = Path(__file__).resolve().parents[2]
WRITES = re.compile(r"\b(?:create_rows|change_rows|remove_rows)\(")
ASKS = re.compile(r"jobs\.request\(\s*(?:\"coherence\.assess\"|ASSESS\b)")
NO_INPUT = {
    "apps/accounts/services.py": "people are no input",
    "apps/accounts/tokens.py": "programs are no input",
    "apps/alignment/commenting/services.py": "what people say is no input",
    "apps/alignment/calendars/services.py": "dates that are proposed are no input",
    "apps/alignment/tensions/overlaps.py": "what was agreed in words is no input",
    "apps/alignment/rounds/mentions.py": "who is mentioned is no input",
    "apps/api/webhooks/services.py": "whom programs tell is no input",
    "apps/benchmarks/services/quality.py": "what was accepted of a check is no input",
    "apps/coherence/decisions/services.py": "what a review decided is no input",
    "apps/coherence/what_if/services.py": "a what-if never changes the plan",
    "apps/core/services.py": "the doors themselves",
    "apps/core/admin.py": "each page of the administration says what follows: below",
    "apps/exchange/publication/services.py": "what leaves is no input",
    "apps/exchange/portfolio/services.py": "a file on its way is no input; running.py asks once it is stored",
    "apps/exchange/portfolio/writing.py": "importing.py and running.py ask once for the whole file",
    "apps/exchange/services/writing.py": "importing.py asks once for the whole file",
    "apps/frameworks/services/commitments.py": "what the parties promise is no input",
    "apps/frameworks/services/references.py": "what a draft answers to is no input",
    "apps/portal/saved/services.py": "what somebody asks of a list is no input",
    "apps/missions/starting.py": "a new mission has no rows yet",
    "apps/missions/services/invitations.py": "members are no input",
    "apps/missions/services/members.py": "members are no input",
    "apps/missions/services/mission.py": "a new mission has no rows yet, and how people sign in is no input",
}


def test_every_service_that_writes_an_input_asks_for_an_assessment():
    silent = set()
    for path in sorted((ROOT / "apps").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if WRITES.search(text) and not ASKS.search(text):
            silent.add(path.relative_to(ROOT).as_posix())
    assert silent == set(NO_INPUT)


def test_every_page_of_the_administration_of_an_input_asks_for_an_assessment(karo):
    with CaptureQueriesContext(connection) as queries:
        load_inputs(karo, "mission")
    read = {
        table
        for one in queries.captured_queries
        for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"])
    }
    models = {model for model in apps.get_models() if model._meta.db_table in read}
    assert len(models) > 40
    silent = {
        model._meta.label
        for model, page in admin.site._registry.items()
        if model in models
        and not isinstance(page, ReadOnlyAdmin)
        and type(page).after_write is LoggedAdmin.after_write
    }
    assert silent == set()


@pytest.mark.parametrize("audience", ["mission", "public"])
def test_many_changes_are_one_assessment_and_one_history(karo, audience):
    karo.audience = audience
    karo.save()
    Job.objects.all().delete()
    for _change in range(20):
        jobs.request("coherence.assess", about=karo.uuid)
    assert list(Job.objects.values_list("task", "changes")) == [("coherence.assess", 20)]
    jobs.run_pending()
    for task in ("coherence.assess", "coherence.history"):
        assert list(Job.objects.filter(task=task).values_list("status", flat=True)) == ["done"]
