"""Keeping an assessment, computing it again from its own rows, and restating it from today's."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.forms.models import model_to_dict

from apps.activities.models import Activity
from apps.alignment.models import AlignmentLink, Contradiction
from apps.coherence import services as coherence
from apps.coherence.engine.frozen import UnknownShape
from apps.coherence.engine.output import as_document
from apps.coherence.models import Assessment, FrozenInputs
from apps.coherence.references import selectors, services
from apps.coherence.references.services import NothingToRestate
from apps.coherence.selectors.inputs import MEMBERS, PUBLIC, load_inputs
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.models import Job
from apps.exchange.services import import_bundle
from tests.coherence.conftest import AS_OF
from tests.coherence.references.conftest import BEFORE
from tests.factories.coherence import AssessmentFactory

VALUES = (
    "level",
    "subject",
    "indicator",
    "strip",
    "status",
    "value",
    "k",
    "n",
    "eligible",
    "lo",
    "hi",
    "units",
)


def values(assessment):
    return list(assessment.values.order_by("pk").values(*VALUES, "details"))


def findings(assessment):
    return list(
        assessment.findings.order_by("pk").values(
            "signal", "kind", "code", "params", "rows", "who_can_act", "weight"
        )
    )


def test_what_is_kept_is_what_was_computed(assessed, kept):
    assert (kept.kind, kept.occasion, kept.note) == ("recorded", "planner", "Year's end")
    assert (kept.audience, kept.as_of, kept.framework_version.key) == ("mission", AS_OF, "V2")
    assert values(kept) == values(assessed)
    assert findings(kept) == findings(assessed)
    stored = [
        one.signals.order_by("signal").values("signal", "content", "behind") for one in (kept, assessed)
    ]
    assert list(stored[0]) == list(stored[1])
    without_keys = [
        {key: value for key, value in one.result.items() if key != "findings"} for one in (kept, assessed)
    ]
    assert without_keys[0] == without_keys[1]


def test_as_recorded_then_whatever_became_of_the_rows(karo, kept):
    before = values(kept)
    Contradiction.objects.all().delete()
    AlignmentLink.objects.all().delete()
    Activity.objects.filter(key="X3").update(status="suspended", end=None)
    computed = selectors.recomputed(kept)
    document = as_document(computed, inputs_sha256=kept.inputs_sha256)
    again = Assessment(pk=kept.pk)
    made = coherence._values(again, computed, document)
    assert [{name: getattr(one, name) for name in (*VALUES, "details")} for one in made] == before
    assert coherence._front_page(document, computed).items() <= kept.result.items()
    e1 = coherence.assess(mission=karo, as_of=AS_OF).values.get(indicator="E1")
    assert e1.value == 0


def test_keeping_again_keeps_nothing_new(karo, by, kept):
    again = services.keep(by=by, mission=karo, as_of=AS_OF, occasion="planner", note="Another word")
    assert (again.pk, again.note) == (kept.pk, "Year's end")
    assert FrozenInputs.objects.count() == 1


@pytest.mark.parametrize("other", [{"occasion": "review"}, {"as_of": BEFORE}, {"audience": "public"}])
def test_another_occasion_date_or_audience_is_kept_beside_it(karo, by, kept, other):
    also = services.keep(by=by, mission=karo, **({"as_of": AS_OF, "occasion": "planner"} | other))
    assert also.pk != kept.pk
    assert FrozenInputs.objects.count() == 2


def test_changed_rows_are_kept_beside_what_was_kept(karo, by, kept):
    AlignmentLink.objects.filter(activity__key="X3").update(grade="claimed")
    also = services.keep(by=by, mission=karo, as_of=AS_OF, occasion="planner")
    assert (also.values.get(indicator="E1").value, kept.values.get(indicator="E1").value) == (0.5, 4 / 6)


def test_keeping_is_one_entry_in_the_change_log_and_asks_for_an_assessment(karo, by):
    jobs.run_pending()
    before = LogEntry.objects.count()
    kept = services.keep(by=by, mission=karo, as_of=AS_OF, occasion="review")
    assert LogEntry.objects.count() == before + 1
    entry = LogEntry.objects.latest("pk")
    assert (entry.object_pk, entry.actor, entry.changes["occasion"]) == (str(kept.pk), by, [None, "review"])
    assert Job.objects.get(task="coherence.assess", status="queued").about == karo.uuid


def test_a_room_below_asks_for_one_by_name(karo, by):
    version = karo.frameworkversion_set.get(key="V2")
    asked = {"mission": str(karo.uuid), "as_of": "2026-01-01", "occasion": "adoption"}
    jobs.request("coherence.keep", about=version.uuid, by=by, arguments=asked)
    jobs.run_pending()
    kept = Assessment.objects.get(occasion="adoption")
    assert (kept.as_of, kept.audience) == (AS_OF, "mission")
    assert LogEntry.objects.get_for_object(kept).get().actor == by


def test_in_a_public_mission_one_is_kept_for_the_public_too(karo, by):
    karo.audience = "public"
    karo.save()
    Activity.objects.filter(key="X1").update(audience=Audience.PUBLIC)
    ours = services.keep_for_all(by=by, mission=karo, as_of=BEFORE, occasion="planner")
    public = Assessment.objects.get(kind="recorded", audience="public")
    assert ours.audience == "mission"
    assert [row.key for row in load_inputs(karo, PUBLIC).assessments] == [public.key]
    assert {row.key for row in load_inputs(karo, MEMBERS).assessments} == {ours.key, "AS-2025"}
    assert (
        coherence.assess(mission=karo, as_of=AS_OF, audience="public").result["trend"]["against"]
        == public.key
    )
    assert coherence.assess(mission=karo, as_of=AS_OF).result["trend"]["against"] == ours.key


def test_the_trend_compares_with_the_latest_earlier_one(karo, by):
    services.keep(by=by, mission=karo, as_of=AS_OF, occasion="planner")
    assert coherence.assess(mission=karo, as_of=AS_OF).result["trend"]["against"] == "AS-2025"
    earlier = services.keep(by=by, mission=karo, as_of=BEFORE, occasion="planner")
    assert coherence.assess(mission=karo, as_of=AS_OF).result["trend"]["against"] == earlier.key
    assert selectors.latest_reference(karo, AS_OF) == earlier


def test_of_two_kept_for_one_date_the_later_counts(karo, by):
    at = datetime.datetime(2026, 1, 3, tzinfo=datetime.UTC)
    services.keep(by=by, mission=karo, as_of=BEFORE, occasion="planner", at=at)
    later = services.keep(
        by=by, mission=karo, as_of=BEFORE, occasion="adoption", at=at + datetime.timedelta(hours=1)
    )
    assert coherence.assess(mission=karo, as_of=AS_OF).result["trend"]["against"] == later.key
    assert selectors.latest_reference(karo, AS_OF) == later


def test_a_restatement_takes_the_place_of_what_it_restates_and_both_stay(karo, by):
    kept = services.keep(by=by, mission=karo, as_of=BEFORE, occasion="planner")
    before = values(kept)
    AlignmentLink.objects.update(grade="claimed")
    restated = services.restate(by=by, assessment=kept, note="Nothing was evidenced")
    assert (restated.restates, restated.occasion, restated.audience) == (kept, "restatement", "mission")
    assert (restated.as_of, restated.note) == (BEFORE, "Nothing was evidenced")
    assert values(kept) == before != values(restated)
    assert restated.key > kept.key
    assert coherence.assess(mission=karo, as_of=AS_OF).result["trend"]["against"] == restated.key
    assert selectors.latest_reference(karo, AS_OF) == restated
    assert [(one.pk, one.restated) for one in selectors.for_page(karo)][:2] == [
        (restated.pk, False),
        (kept.pk, True),
    ]


def test_with_nothing_new_there_is_nothing_to_restate(karo, by, kept):
    with pytest.raises(NothingToRestate):
        services.restate(by=by, assessment=kept)
    Contradiction.objects.all().delete()
    services.restate(by=by, assessment=kept)
    with pytest.raises(NothingToRestate):
        services.restate(by=by, assessment=kept)


def test_an_imported_one_is_restated_from_todays_rows(karo, by):
    imported = Assessment.objects.get(key="AS-2025")
    restated = services.restate(by=by, assessment=imported)
    assert (restated.key, restated.restates, restated.audience) == ("AS-2025-r2", imported, "mission")
    assert [row.key for row in load_inputs(karo, MEMBERS).assessments] == ["AS-2025-r2"]


def test_a_key_in_use_or_too_long_is_not_taken_twice(karo, by):
    imported = Assessment.objects.get(key="AS-2025")
    AssessmentFactory(mission=karo, key="AS-2025-r2")
    assert services.restate(by=by, assessment=imported).key == "AS-2025-r3"
    long = AssessmentFactory(mission=karo, key="L" * 64)
    assert services.restate(by=by, assessment=long).key == "L" * 61 + "-r2"


def test_an_imported_one_has_no_rows_of_its_own(karo):
    with pytest.raises(FrozenInputs.DoesNotExist):
        selectors.recomputed(Assessment.objects.get(key="AS-2025"))


def test_bytes_of_another_engine_are_refused_but_the_stored_values_stay(kept):
    kept.frozen.content = b"of another time"
    kept.frozen.save()
    with pytest.raises(UnknownShape):
        selectors.recomputed(kept)
    shot = selectors.stored_snapshot(kept)
    assert shot.leads is None
    assert shot.consistency["external", None] == pytest.approx(0.744444, abs=1e-6)


def test_the_stored_snapshot_is_that_of_the_computation(karo, kept):
    from apps.coherence.engine.compare import snapshot

    inputs = load_inputs(karo, MEMBERS)
    stored, computed = (
        selectors.stored_snapshot(kept),
        snapshot(selectors.recomputed(kept), inputs),
    )
    assert (stored.consistency, stored.process, stored.leads, stored.positions) == (
        computed.consistency,
        computed.process,
        computed.leads,
        computed.positions,
    )
    for part, indicators in computed.indicators.items():
        for name, one in indicators.items():
            other = stored.indicators[part][name]
            assert (other.value, other.n, other.N, other.units) == (one.value, one.n, one.N, one.units)


def test_an_import_leaves_what_was_kept_here(karo, by, kept, karo_document):
    import_bundle(by=None, document=karo_document, at=datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC))
    kept.refresh_from_db()
    assert model_to_dict(kept)["occasion"] == "planner"
    assert kept.values.filter(units__isnull=False).exists()
