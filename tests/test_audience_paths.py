"""Every way on which an audience is written: one person alone never lets more people see a row."""

import ast
import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from apps.activities.models import Activity
from apps.core.audience import AudienceWidened, is_guarded, widens
from apps.core.enums import Audience
from apps.core.services import change_rows, create_rows
from apps.exchange.bundle import BundleRefused
from apps.exchange.selectors import export_bundle
from apps.exchange.services import import_bundle
from apps.missions.enums import MissionAudience
from apps.missions.models import MissionAgency
from apps.missions.services import open_agency_rows
from tests.factories.accounts import UserFactory
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import CommentFactory
from tests.factories.benchmarks import IndicatorFactory, ObservationFactory
from tests.factories.missions import DocumentFactory, MissionAgencyFactory, MissionFactory

APPS = Path(__file__).resolve().parent.parent / "apps"
AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
MAKE = {
    "activities.Activity": ActivityFactory,
    "alignment.Comment": CommentFactory,
    "benchmarks.Observation": ObservationFactory,
    "missions.Document": DocumentFactory,
    "missions.Mission": MissionFactory,
}
WIDER = [
    (before, after)
    for before in (None, *Audience.values)
    for after in (None, *Audience.values)
    if widens(before, after)
]


def guarded() -> dict:
    return {model._meta.label: model for model in apps.get_models() if is_guarded(model)}


def pairs(model) -> list:
    """The pairs (before, wider) that the table can hold."""
    known = {None, *dict(model._meta.get_field("audience").flatchoices)}
    return [(before, after) for before, after in WIDER if {before, after} <= known]


def test_every_audience_that_people_choose_is_guarded():
    own = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        and any(field.name == "audience" for field in model._meta.concrete_fields)
    }
    # An assessment is computed for an audience, a proposal is about one: nobody edits either.
    assert own - {"coherence.Assessment", "alignment.AudienceProposal"} == set(guarded()) == set(MAKE)
    assert {label for label, model in guarded().items() if hasattr(model, "audience_agency")} == set(MAKE) - {
        "missions.Mission"
    }
    assert WIDER == [
        (None, "public"),
        ("mission", "public"),
        ("agency", None),
        ("agency", "public"),
        ("agency", "mission"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("label", MAKE)
def test_no_service_widens_for_one_person(label):
    user, model = UserFactory(), guarded()[label]
    for before, after in pairs(model):
        row = MAKE[label](audience=before)
        row.audience = after
        with pytest.raises(AudienceWidened):
            change_rows([row], ["audience"], by=user)
        assert model.objects.get(pk=row.pk).audience == before
        row.refresh_from_db()
        row.audience = after
        change_rows([row], ["audience"], by=None)
        assert model.objects.get(pk=row.pk).audience == after
        row.audience = before
        change_rows([row], ["audience"], by=user)
        assert model.objects.get(pk=row.pk).audience == before


@pytest.mark.django_db
@pytest.mark.parametrize("label", MAKE)
def test_nothing_that_one_person_makes_is_public_from_the_start(label):
    user, model = UserFactory(), guarded()[label]
    kept = MAKE[label]()
    twin = MAKE[label].build(
        **{f.name: getattr(kept, f.name) for f in model._meta.concrete_fields if f.is_relation},
        audience=Audience.PUBLIC,
    )
    before = model.objects.count()
    with pytest.raises(AudienceWidened):
        create_rows([twin], by=user)
    assert model.objects.count() == before
    create_rows([twin], by=None)
    assert model.objects.get(pk=twin.pk).audience == Audience.PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize("label", MAKE)
def test_the_administration_widens_nothing(label, superuser):
    model = guarded()[label]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    for before, after in pairs(model):
        row = MAKE[label](audience=before)
        if before == Audience.AGENCY:
            presence = MissionAgencyFactory(mission=row.mission)
            model.objects.filter(pk=row.pk).update(**{model.audience_agency: presence.agency})
            # Only what was opened with a reason can be edited there at all.
            open_agency_rows(by=superuser.user, mission=row.mission, agency=presence.agency, reason="Repair")
        address = reverse(name, args=[row.pk])
        form = superuser.client.get(address).context["adminform"].form
        fields = {field: "" if (value := form[field].value()) is None else value for field in form.fields}
        answer = superuser.client.post(address, {**fields, "audience": after or ""})
        assert answer.status_code in {200, 409}
        assert "audience" in answer.context["adminform"].form.errors, (before, after)
        assert model.objects.get(pk=row.pk).audience == before


def filled(audience):
    """A mission with a row of each guarded table of this audience."""
    mission = MissionFactory(audience=None)
    lead = AgencyFactory()
    MissionAgencyFactory(mission=mission, agency=lead, key="LEAD")
    inside = {"mission": mission, "audience": audience}
    return mission, [
        ActivityFactory(lead=lead, **inside),
        DocumentFactory(agency=lead, **inside),
        CommentFactory(agency=lead, **inside),
        ObservationFactory(
            submitted_by=lead, indicator=IndicatorFactory(mission=mission, benchmark=None), **inside
        ),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), WIDER)
def test_a_file_that_a_person_brings_widens_nothing(before, after):
    """By a command it may: who runs the server answers for it."""
    mission, rows = filled(before)
    document = export_bundle(mission=mission)
    for name in ("activities", "documents", "comments", "observations"):
        for row in document[name]:
            row["audience"] = after
    with pytest.raises(BundleRefused) as refused:
        import_bundle(by=UserFactory(), document=document, at=AT, overwrite=True)
    assert sorted(fault.pointer for fault in refused.value.faults) == [
        f"/{name}/0/audience" for name in ("activities", "comments", "documents", "observations")
    ]
    report = import_bundle(by=None, document=document, at=AT, overwrite=True)
    assert report.widened == 4
    for row in rows:
        row.refresh_from_db()
        assert widens(before, row.audience)


@pytest.mark.django_db
def test_a_new_mission_from_a_file_that_a_person_brings_is_not_public():
    mission, _rows = filled(Audience.PUBLIC)
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    document = export_bundle(mission=mission)
    mission.delete()
    with pytest.raises(BundleRefused) as refused:
        import_bundle(by=UserFactory(), document=document, at=AT)
    assert {fault.pointer for fault in refused.value.faults} >= {"/mission/audience"}
    assert import_bundle(by=None, document=document, at=AT).widened == 5


def test_only_an_agreed_proposal_passes_the_guard():
    """`agreed=True` stands in one place of the program."""
    found = [
        str(path.relative_to(APPS))
        for path in APPS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and any(word.arg == "agreed" for word in node.keywords)
    ]
    assert found == ["alignment/audiences/services.py"]


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [None, Audience.MISSION, Audience.AGENCY])
@pytest.mark.parametrize(("flag", "principled"), [(True, None), (None, True), (True, True)])
def test_a_humanitarian_activity_begins_inside_its_agency(flag, principled, chosen):
    presence = MissionAgencyFactory(principled_humanitarian=principled)
    made = create_rows(
        [
            ActivityFactory.build(
                mission=presence.mission, lead=presence.agency, humanitarian=flag, audience=chosen
            )
        ],
        by=UserFactory(),
        via="import",
    )
    assert [row.audience for row in Activity.objects.filter(pk=made[0].pk)] == [Audience.AGENCY]


@pytest.mark.django_db
def test_other_activities_begin_as_they_were_chosen():
    presence = MissionAgencyFactory()
    elsewhere = MissionAgencyFactory(agency=presence.agency, principled_humanitarian=True)
    assert MissionAgency.objects.filter(agency=presence.agency).count() == 2
    made = create_rows(
        [
            ActivityFactory.build(mission=presence.mission, lead=presence.agency, audience=audience)
            for audience in (None, Audience.MISSION)
        ],
        by=UserFactory(),
    )
    assert [row.audience for row in made] == [None, Audience.MISSION]
    assert elsewhere.mission != presence.mission
