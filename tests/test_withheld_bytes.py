"""Two missions that differ only in what few internal actors answered give each reader outside the secretariat
the same bytes, as long as the level lies in the same band (docs/decisions/0019).

Whoever sees a mean and all that it was made of but one has that one: so it is not enough that a figure is
missing, nothing may have changed anywhere.
"""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.db.models import QuerySet
from django.urls import reverse

from apps.activities.models import Activity
from apps.alignment.models import Consultation, InternalReview
from apps.coherence import services
from apps.coherence.enums import AssessmentAudience, Level
from apps.coherence.history.services import history
from apps.coherence.models import Assessment, IndicatorValue, WhatIf
from apps.coherence.references import comparisons
from apps.coherence.references import services as references
from apps.coherence.selectors.shown import front_page
from apps.coherence.what_if import services as what_ifs
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.models import Job
from apps.exchange.selectors import export_bundle
from apps.missions.enums import MissionAudience, Role
from apps.missions.models import Mission, MissionAgency
from apps.reports.asked import Asked
from apps.reports.catalogue import REPORTS
from tests.coherence.conftest import AS_OF, karo, karo_document  # noqa: F401
from tests.coherence.what_if.conftest import CHANGES
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import MissionAgencyFactory
from tests.personas import member
from tests.test_leaks import TOKEN

LEVEL = Level.INTERNAL_EXTERNAL
AT = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
THEN = datetime.date(2025, 10, 1)
READERS = (Role.DONOR, Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART, Role.OBSERVER)


def answers_of(world, client) -> dict[str, bytes]:
    """Every page, file and answer in which a level, its history or what was made of it could stand."""

    def at(name: str, **names: object) -> str:
        return reverse(name, kwargs={"code": "KARO"} | names)

    of_level = {"level": LEVEL, "subject": "mission"}
    pair = f"?from={world.kept.uuid}&to=now"
    compared = f"?w={world.what_if.uuid}&w={world.other.uuid}"
    pages = {
        at("coherence:dashboard"): ("", "?format=csv", f"?kept={world.kept.uuid}", f"?as_of={THEN}"),
        at("coherence:level", level="agency"): ("",),
        at("coherence:subject", **of_level): (
            "",
            "?format=csv",
            f"?kept={world.kept.uuid}",
            f"?as_of={THEN}",
        ),
        **{
            at("coherence:indicator", **of_level, indicator=one): ("", "?format=csv")
            for one in ("I2", "I3", "I7")
        },
        at("coherence:history"): ("", *(f"?format=csv&figure={one}" for one in (*Level.values, "E1"))),
        at("coherence:compare"): ("", "?format=csv", pair, f"{pair}&format=csv"),
        at("coherence:references"): ("",),
        at("coherence:findings"): ("", "?format=csv"),
        at("coherence:signal", signal="D7"): ("", "?format=csv"),
        at("coherence:what_ifs"): ("",),
        at("coherence:what_if", uuid=world.what_if.uuid): ("", "?format=csv"),
        at("coherence:what_ifs_compared"): (compared,),
        at("portal:overview"): ("", "?format=csv&figure=levels"),
        at("portal:my_work"): ("",),
        at("api:assessment"): ("",),
        at("api:values"): ("", f"?level={LEVEL}"),
        at("api:findings"): ("",),
        at("api:assessments"): ("",),
        at("api:feed_assessment_values", ending="csv"): ("",),
        at("api:feed_assessment_values", ending="json"): ("",),
    }
    return {page + query: read(client, page + query) for page, queries in pages.items() for query in queries}


def read(client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return TOKEN.sub(b"", body)


def papers_of(mission, *, public: bool) -> dict[str, bytes]:
    presence = MissionAgency.objects.get(mission=mission, key="DEV")
    given = {
        kind: Asked(mission, public, AS_OF, since=THEN, agency=presence if report.agency else None)
        for kind, report in REPORTS.items()
        if report.public or not public
    }
    return {kind: str(REPORTS[kind].make(asked)).encode() for kind, asked in given.items()}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    assert before.keys() == after.keys()
    return [name for name in before if before[name] != after[name]]


def past_the_log(model, key: str, **values: object) -> None:
    QuerySet(model).filter(key=key).update(**values)


def worked_out(world) -> None:
    """All that is computed of the rows as they are now; what was kept as if it had been made of them."""
    today = services.assess(mission=world.mission, as_of=AS_OF, at=AT)
    world.kept.values.all().delete()
    copies = list(today.values.order_by("pk"))
    for one in copies:
        one.pk, one.assessment = None, world.kept
    IndicatorValue.objects.bulk_create(copies)
    QuerySet(Assessment).filter(pk=world.kept.pk).update(
        result=today.result, inputs_sha256=today.inputs_sha256
    )
    # What is kept is an input of what is compared with it.
    for day in (THEN, AS_OF):
        services.assess(mission=world.mission, as_of=day, at=AT)
    for one in (world.what_if, world.other):
        what_ifs.compute(what_if=one)
    Job.objects.all().delete()
    sides = [comparisons.side(world.mission, one, AS_OF) for one in (str(world.kept.uuid), comparisons.NOW)]
    comparisons.request_comparison(by=None, mission=world.mission, before=sides[0], after=sides[1])
    comparisons.request_trend(by=None, mission=world.mission, today=AS_OF)
    jobs.run_pending()
    history(mission=world.mission, audience="mission", until=AS_OF, quarters=3, at=AT)


@pytest.fixture
def world(karo):  # noqa: F811
    """The worked example, in which one internal actor answered, and who reads it."""
    past_the_log(InternalReview, "IR-X3", confidential=True)
    planner = member("planner", karo, Role.PLANNER)
    other = AgencyFactory()
    MissionAgencyFactory(mission=karo, agency=other, key="MIN", side="internal")
    agencies = {
        Role.AGENCY_EDITOR: MissionAgency.objects.get(mission=karo, key="DEV").agency,
        Role.INTERNAL_COUNTERPART: other,
    }
    made = SimpleNamespace(
        mission=Mission.objects.get(pk=karo.pk),
        planner=planner,
        readers={role: member(role, karo, role, agencies.get(role)) for role in READERS},
        kept=references.keep(by=planner.user, mission=karo, as_of=THEN, occasion="planner", note=None),
    )
    asked = {"by": planner.user, "mission": karo, "as_of": AS_OF}
    made.what_if = what_ifs.create_what_if(title="One", changes=CHANGES, **asked)
    made.other = what_ifs.create_what_if(title="Other", changes=CHANGES[:1], **asked)
    for one in (made.what_if, made.other):
        QuerySet(WhatIf).filter(pk=one.pk).update(shared=True)
    return made


def strip_of(world, strip: str, audience: str = "mission") -> tuple[float, str]:
    value = IndicatorValue.objects.get(
        assessment__kind="computed",
        assessment__as_of=AS_OF,
        assessment__audience=audience,
        level=LEVEL,
        indicator=None,
        strip=strip,
    )
    return value.value, value.details["band"]["label"]


@time_machine.travel(AT, tick=False)
def test_what_few_answered_changes_no_byte_but_for_the_secretariat(world, record_property):
    """A confidential answer, of which nobody but its actor knows the day, counts or does not."""

    def looked() -> tuple[dict[str, dict[str, bytes]], tuple[float, str]]:
        worked_out(world)
        found = {role: answers_of(world, one.client) for role, one in world.readers.items()}
        for role, one in world.readers.items():
            found[role]["bundle"] = repr(export_bundle(mission=world.mission, user=one.user)).encode()
        found["papers"] = papers_of(world.mission, public=False)
        found["secretariat"] = answers_of(world, world.planner.client)
        return found, strip_of(world, "consistency")

    before, (was, band) = looked()
    past_the_log(InternalReview, "IR-X3", reviewed_on=AS_OF + datetime.timedelta(days=90))
    after, (now, same_band) = looked()
    assert (was != now, band) == (True, same_band)
    of_others = {name: changed(before[name], after[name]) for name in before if name != "secretariat"}
    assert of_others == {name: [] for name in of_others}
    # Were it not so, the test would prove nothing: the same addresses tell the secretariat.
    told = changed(before["secretariat"], after["secretariat"])
    for name in (
        "coherence:dashboard",
        "coherence:history",
        "coherence:compare",
        "api:assessment",
        "api:values",
    ):
        assert reverse(name, kwargs={"code": "KARO"}) in told
    record_property("bytes compared where few answered", sum(map(len, before[Role.DONOR].values())))


@time_machine.travel(AT, tick=False)
def test_what_few_answered_changes_no_public_byte(world, anonymous):
    """Of public rows too: when a public activity was discussed stands nowhere in public."""
    QuerySet(Mission).filter(pk=world.mission.pk).update(audience=MissionAudience.PUBLIC)
    QuerySet(Activity).filter(mission=world.mission).update(audience=Audience.PUBLIC)
    world.mission.refresh_from_db()
    page = reverse("portal:public", kwargs={"code": "KARO"})

    def looked() -> tuple[dict[str, bytes], float]:
        services.assess(mission=world.mission, as_of=AS_OF, audience=AssessmentAudience.PUBLIC, at=AT)
        queries = ("", "?format=json", "?format=csv&figure=levels")
        found = {page + query: read(anonymous.client, page + query) for query in queries}
        return found | papers_of(world.mission, public=True), strip_of(world, "process", "public")[0]

    before, was = looked()
    past_the_log(Consultation, "CN-X3", held_on=datetime.date(2025, 1, 1))
    after, now = looked()
    assert was != now
    assert changed(before, after) == []


def test_a_third_actor_makes_it_visible_to_everybody(world):
    """The same figures for all: the sentence that says so holds."""
    donor = world.readers[Role.DONOR]
    page = reverse("coherence:dashboard", kwargs={"code": "KARO"})
    assessment = services.assess(mission=world.mission, as_of=AS_OF, at=AT)
    assert b"A third actor who answers makes it visible" in donor.client.get(page).content
    for name in ("I3", "I7"):
        assert name in front_page(assessment, world.planner.user)["levels"][LEVEL]["indicators"]
    for number in range(2):
        agency = AgencyFactory()
        MissionAgencyFactory(mission=world.mission, agency=agency, key=f"IN{number}", side="internal")
        for model, key in ((InternalReview, "IR-X1"), (Consultation, "CN-X1")):
            row = model.objects.get(key=key)
            row.pk, row.key, row.uuid, row.internal_actor = None, f"{key}-{number}", None, agency
            row.uuid = model._meta.get_field("uuid").get_default()
            row.save()
    assessment = services.assess(mission=world.mission, as_of=AS_OF, at=AT)
    assert front_page(assessment, donor.user) == front_page(assessment, world.planner.user)
    assert b"A third actor who answers makes it visible" not in donor.client.get(page).content
