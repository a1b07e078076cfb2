"""What-ifs are made, changed, computed and removed, and the plan never notices."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from apps.activities.models import Activity
from apps.coherence import services as assessments
from apps.coherence.engine.assess import assess as run_engine
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.what_if import ChangeError, LinkActivity, ResolveContradiction, side_of
from apps.coherence.models import WhatIf
from apps.coherence.selectors.inputs import MEMBERS, load_inputs
from apps.coherence.what_if import selectors, services
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.models import Job
from apps.core.services import EditConflict
from tests.coherence.conftest import AS_OF
from tests.coherence.what_if.conftest import CHANGES

QUERIES_BESIDE_INPUTS = 2  # is an assessment of the day stored; the update


def state_of_the_plan() -> dict[str, tuple[int, int | None]]:
    """Rows and highest version of every table but what-ifs, jobs, and what was made of them."""
    state = {}
    for model in apps.get_models():
        if model in {WhatIf, Job, LogEntry} or not model.__module__.startswith("apps."):
            continue
        names = {field.name for field in model._meta.get_fields()}
        version = (
            model._default_manager.aggregate(top=Max("row_version"))["top"]
            if "row_version" in names
            else None
        )
        state[model._meta.label] = (model._default_manager.count(), version)
    ours = "coherence", "whatif"
    others = LogEntry.objects.exclude(content_type__app_label=ours[0], content_type__model=ours[1])
    return state | {"log": (others.count(), None)}


def test_a_whole_life_leaves_the_plan_as_it_was(karo, karo_donor, assessed):
    jobs.run_pending()  # what the import asked for
    before, inputs = state_of_the_plan(), load_inputs(karo, MEMBERS)
    made = services.create_what_if(by=karo_donor.user, mission=karo, title="A", as_of=AS_OF, changes=CHANGES)
    jobs.run_pending()
    services.set_changes(
        by=karo_donor.user, what_if=made, changes=(*CHANGES, LinkActivity("X4", "O3", "evidenced"))
    )
    jobs.run_pending()
    services.copy_what_if(by=karo_donor.user, what_if=made, title="B")
    jobs.run_pending()
    services.remove_what_if(by=karo_donor.user, what_if=made)
    assert state_of_the_plan() == before
    assert load_inputs(karo, MEMBERS) == inputs
    assert assessments.assess(mission=karo, as_of=AS_OF).pk == assessed.pk


def test_a_result_says_what_would_move(computed, assessed):
    levels = computed.result["levels"]
    assert levels["external"]["before"]["strips"]["consistency"]["value"] == pytest.approx(0.744444, abs=1e-6)
    assert levels["external"]["after"]["strips"]["consistency"]["value"] == pytest.approx(0.833333, abs=1e-6)
    assert not levels["whole_of_government"]["moved"]
    assert computed.inputs_sha256 == assessed.inputs_sha256
    assert computed.row_version == 1


def test_the_stored_assessment_stands_for_a_run_of_the_engine(karo, what_if, assessed):
    inputs = load_inputs(karo, MEMBERS)
    side = selectors.stored_side(karo, AS_OF, fingerprint(inputs))
    assert side == side_of(run_engine(inputs, AS_OF))
    assert selectors.stored_side(karo, AS_OF, "0" * 64) is None
    assert selectors.stored_side(karo, datetime.date(2025, 1, 1), fingerprint(inputs)) is None
    services.compute(what_if=what_if)
    what_if.refresh_from_db()
    stored = what_if.result
    assessed.delete()
    services.compute(what_if=what_if)
    what_if.refresh_from_db()
    assert what_if.result == stored


def test_computing_twice_stores_the_same(computed):
    first = computed.result
    services.compute(what_if=computed)
    computed.refresh_from_db()
    assert computed.result == first


def test_a_job_computes_it_once_however_often_it_is_asked_for(what_if, karo_donor):
    services.request(by=karo_donor.user, what_if=what_if)
    assert Job.objects.filter(task=services.TASK).count() == 1
    assert selectors.is_waiting(what_if)
    jobs.run_pending()
    assert not selectors.is_waiting(what_if)
    what_if.refresh_from_db()
    assert what_if.result is not None


def test_a_job_for_one_that_is_gone_does_nothing(what_if, karo_donor):
    services.remove_what_if(by=karo_donor.user, what_if=what_if)
    jobs.run_pending()
    assert Job.objects.get(task=services.TASK).result is None


def test_what_cannot_be_made_is_the_result(karo, karo_donor):
    made = services.create_what_if(
        by=karo_donor.user,
        mission=karo,
        title="A",
        as_of=AS_OF,
        changes=(CHANGES[0], ResolveContradiction("e1")),
    )
    services.compute(what_if=made)
    made.refresh_from_db()
    assert made.result == {"error": {"code": "not_open", "number": 2, "field": "contradiction", "params": {}}}


def test_rows_kept_inside_an_agency_do_not_exist_here(karo, karo_donor):
    Activity.objects.filter(key="X4").update(audience=Audience.AGENCY)
    made = services.create_what_if(
        by=karo_donor.user,
        mission=karo,
        title="A",
        as_of=AS_OF,
        changes=(LinkActivity("X4", "O3", "evidenced"),),
    )
    services.compute(what_if=made)
    made.refresh_from_db()
    assert made.result["error"] == {
        "code": "unknown_row",
        "number": 1,
        "field": "activity",
        "params": {"key": "X4"},
    }


def test_changed_changes_forget_the_result_and_a_late_computation_does_not_bring_it_back(
    computed, karo_donor
):
    late = WhatIf.objects.get(pk=computed.pk)
    services.set_changes(by=karo_donor.user, what_if=computed, changes=CHANGES[:1])
    assert (computed.result, computed.row_version) == (None, 2)
    assert not services.compute(what_if=late)
    computed.refresh_from_db()
    assert computed.result is None


def test_equal_changes_keep_the_result(computed, karo_donor):
    services.set_changes(by=karo_donor.user, what_if=computed, changes=CHANGES)
    computed.refresh_from_db()
    assert (computed.row_version, computed.result is None) == (1, False)


def test_a_new_name_keeps_the_result_and_a_new_date_does_not(computed, karo_donor):
    kept = {"by": karo_donor.user, "note": None, "shared": True, "title": "B"}
    services.describe_what_if(what_if=computed, as_of=AS_OF, **kept)
    assert computed.result is not None
    services.describe_what_if(what_if=computed, as_of=AS_OF - datetime.timedelta(days=1), **kept)
    assert computed.result is None
    with pytest.raises(ValidationError):
        services.describe_what_if(what_if=computed, as_of=AS_OF, **kept | {"title": ""})


def test_the_second_of_two_edits_is_refused(what_if, karo_donor):
    other = WhatIf.objects.get(pk=what_if.pk)
    services.set_changes(by=karo_donor.user, what_if=what_if, changes=CHANGES[:1])
    with pytest.raises(EditConflict):
        services.set_changes(by=karo_donor.user, what_if=other, changes=())


def test_a_list_that_cannot_be_read_is_not_saved(what_if, karo_donor):
    with pytest.raises(ChangeError):
        services.set_changes(
            by=karo_donor.user, what_if=what_if, changes=(LinkActivity("", "O3", "claimed"),)
        )


def test_it_is_stale_from_the_request_for_a_new_assessment_on(karo, computed, assessed):
    Job.objects.all().delete()
    assert not selectors.is_stale(computed)
    jobs.request("coherence.assess", about=karo.uuid)
    assert selectors.is_stale(computed)
    Job.objects.all().delete()
    assert not selectors.is_stale(computed)
    Activity.objects.filter(key="X4").update(dimension="political")
    assessments.assess(mission=karo, as_of=AS_OF)
    assert selectors.is_stale(computed)
    services.compute(what_if=computed)
    computed.refresh_from_db()
    assert not selectors.is_stale(computed)


def test_only_the_owner_sees_it_until_it_is_shared(
    karo, what_if, karo_donor, karo_planner, outsider, anonymous
):
    def seers():
        people = {"donor": karo_donor, "planner": karo_planner, "outsider": outsider, "anonymous": anonymous}
        return {name for name, one in people.items() if selectors.visible(karo, one.user).exists()}

    assert seers() == {"donor"}
    what_if.shared = True
    what_if.save()
    assert seers() == {"donor", "planner"}


def test_computing_costs_what_the_inputs_cost(karo, what_if, django_assert_num_queries):
    with CaptureQueriesContext(connection) as loading:
        load_inputs(karo, MEMBERS)
    with django_assert_num_queries(len(loading) + QUERIES_BESIDE_INPUTS):
        services.compute(what_if=what_if)
