"""The members page: what its administrators see and decide, at once and never without one of them."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.enums import Audience
from apps.core.files.storing import store
from apps.missions import services
from apps.missions.enums import ReadingKind, Role
from apps.missions.models import LastAdministrator, Membership, Reading
from apps.missions.services import NewReading
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import ObservationFactory
from tests.factories.frameworks import ObjectiveFactory
from tests.factories.missions import (
    DocumentFactory,
    DocumentFileFactory,
    InvitationFactory,
    MembershipFactory,
    ReadingFactory,
)
from tests.personas import member, sign_in


def at(name, mission, **parts):
    return reverse(f"missions:{name}", kwargs={"code": mission.code, **parts})


def of(persona):
    return Membership.objects.get(user=persona.user)


def change(persona, mission, row, role, agency=None):
    return persona.client.post(
        at("member", mission, uuid=row.uuid),
        {"role": role, "agency": "" if agency is None else agency.pk, "row_version": row.row_version},
    )


def remove(persona, mission, row):
    path = at("remove_member", mission, uuid=row.uuid)
    return persona.client.post(path, {"row_version": row.row_version})


def test_it_shows_who_belongs_to_the_mission_and_who_is_invited(mission, mission_admin, editor_a, outsider):
    Authenticator.objects.create(user=mission_admin.user, type="totp", data={})
    InvitationFactory(mission=mission, email="nina@example.org")
    page = mission_admin.client.get(at("members", mission)).content.decode()
    assert [words for words in ("mission_admin@", "editor_a@", "nina@", "AGA") if words not in page] == []
    assert outsider.user.email not in page
    assert (page.count("● set up"), page.count("○ none")) == (1, 1)


def test_it_costs_the_same_at_one_and_three_rows(mission, mission_admin, django_assert_num_queries):
    InvitationFactory(mission=mission)
    mission_admin.client.get(at("members", mission))
    with django_assert_num_queries(6):
        mission_admin.client.get(at("members", mission))
    for _more in range(2):
        MembershipFactory(mission=mission)
        InvitationFactory(mission=mission)
    with django_assert_num_queries(6):
        mission_admin.client.get(at("members", mission))


def test_a_changed_role_holds_from_the_next_page_on(mission, mission_admin, editor_a, agency_b):
    decide = reverse("missions:second_factor", kwargs={"code": mission.code})
    assert editor_a.client.get(decide).status_code == 404
    assert change(mission_admin, mission, of(editor_a), Role.PLANNER).status_code == 302
    assert editor_a.client.get(decide).status_code == 200
    change(mission_admin, mission, of(editor_a), Role.AGENCY_EDITOR, agency_b)
    assert (of(editor_a).role, of(editor_a).agency) == (Role.AGENCY_EDITOR, agency_b)


def test_a_role_for_an_agency_needs_one(mission, mission_admin, editor_a):
    answer = change(mission_admin, mission, of(editor_a), Role.AGENCY_EDITOR)
    assert answer.status_code == 200
    assert "needs an agency" in answer.content.decode()


def test_somebody_has_a_role_once(mission, mission_admin, planner):
    MembershipFactory(user=planner.user, mission=mission, role=Role.OBSERVER)
    row = Membership.objects.get(user=planner.user, role=Role.OBSERVER)
    answer = change(mission_admin, mission, row, Role.PLANNER)
    assert (answer.status_code, row.role) == (200, Role.OBSERVER)


def test_a_removed_member_is_outside_with_the_next_page_in_every_session(mission, mission_admin, editor_a):
    path = reverse("portal:overview", kwargs={"code": mission.code})
    elsewhere = sign_in(editor_a.user)
    assert remove(mission_admin, mission, of(editor_a)).status_code == 302
    assert [one.client.get(path).status_code for one in (editor_a, elsewhere)] == [404, 404]


def test_the_last_administrator_stays(mission, mission_admin):
    row = of(mission_admin)
    for answer in (remove(mission_admin, mission, row), change(mission_admin, mission, row, Role.OBSERVER)):
        assert answer.status_code == 200
        assert "Nobody else administers this mission" in answer.content.decode()
    with pytest.raises(LastAdministrator):
        services.remove_members(by=None, memberships=[row])
    second = member("second", mission, Role.MISSION_ADMIN)
    assert remove(mission_admin, mission, row).url == reverse("portal:home")
    with pytest.raises(LastAdministrator):
        services.remove_members(by=None, memberships=[of(second)])


def test_two_administrators_at_once_cannot_be_removed_together(mission, mission_admin):
    second = member("second", mission, Role.MISSION_ADMIN)
    with pytest.raises(LastAdministrator):
        services.remove_members(by=None, memberships=[of(mission_admin), of(second)])


def test_an_administrator_whose_account_is_closed_does_not_count(mission, mission_admin):
    second = member("second", mission, Role.MISSION_ADMIN)
    second.user.is_active = False
    second.user.save()
    with pytest.raises(LastAdministrator):
        services.remove_members(by=None, memberships=[of(mission_admin)])


def test_the_administration_keeps_one_too(mission, mission_admin, superuser):
    row = of(mission_admin)
    delete = reverse("admin:missions_membership_delete", args=[row.pk])
    superuser.client.post(delete, {"post": "yes"})
    superuser.client.post(
        reverse("admin:missions_membership_change", args=[row.pk]),
        {"user": row.user_id, "mission": mission.pk, "role": "observer", "agency": "", "read_version": 1},
    )
    assert of(mission_admin).role == Role.MISSION_ADMIN


@pytest.mark.parametrize("name", ["invite", "member", "remove_member", "invited", "second_factor"])
def test_a_change_asks_once_more_who_it_is_and_keeps_what_was_typed(mission, mission_admin, editor_a, name):
    """Signed in with a second factor, but half an hour ago."""
    late = sign_in(mission_admin.user, factor=True)
    session = late.client.session
    session["account_authentication_methods"][0]["at"] -= 1800
    session.save()
    uuid = {
        "member": of(editor_a).uuid,
        "remove_member": of(editor_a).uuid,
        "invited": InvitationFactory(mission=mission).uuid,
    }
    path = at(name, mission, **({"uuid": uuid[name]} if name in uuid else {}))
    assert late.client.get(path).status_code == 200
    before = list(Membership.objects.values())
    answer = late.client.post(path, {"row_version": 1, "email": "n@example.org", "role": "donor"})
    assert (answer.status_code, list(Membership.objects.values())) == (302, before)
    assert "/reauthenticate/" in answer.url


def test_what_was_typed_is_saved_after_saying_who_one_is(mission, mission_admin):
    from tests.factories.accounts import PASSWORD

    late = sign_in(mission_admin.user, factor=True)
    session = late.client.session
    session["account_authentication_methods"][0]["at"] -= 1800
    session.save()
    path = at("invite", mission)
    answer = late.client.post(path, {"email": "nina@example.org", "role": "donor"})
    late.client.post(answer.url, {"password": PASSWORD, "next": path})
    assert mission.invitation_set.get().email == "nina@example.org"


def test_a_stale_change_is_told_and_not_saved(mission, mission_admin, editor_a, agency_b):
    row = of(editor_a)
    change(mission_admin, mission, row, Role.AGENCY_EDITOR, agency_b)
    answer = change(mission_admin, mission, row, Role.DONOR)
    assert (answer.status_code, of(editor_a).role) == (409, Role.AGENCY_EDITOR)


def test_planners_and_administrators_say_whether_a_second_factor_is_asked(mission, planner, editor_a):
    person = sign_in(planner.user, factor=True)
    path = at("second_factor", mission)
    answer = person.client.post(path, {"second_factor_required": "on", "row_version": 1})
    assert "write one" in answer.content.decode()
    form = {"second_factor_required": "on", "second_factor_reason": "Our mandate", "row_version": 1}
    assert person.client.post(path, form).status_code == 302
    mission.refresh_from_db()
    assert (mission.second_factor_required, mission.second_factor_reason) == (True, "Our mandate")
    overview = reverse("portal:overview", kwargs={"code": mission.code})
    assert editor_a.client.get(overview).url == reverse("accounts:second_factor")


def test_who_read_and_changed_what_stands_in_one_place(mission, mission_admin, editor_a, agency_b, donor):
    services.note_readings(
        by=donor.user,
        readings=[
            NewReading(
                mission, ReadingKind.AGENCY_ROWS, "Activities", agency=agency_b, reason="Asked by them"
            )
        ],
    )
    services.invite(
        by=mission_admin.user,
        mission=mission,
        people=[services.NewInvitation("nina@example.org", Role.DONOR)],
        site="https://plan.example.org",
    )
    change(mission_admin, mission, of(editor_a), Role.DONOR, agency_b)
    remove(mission_admin, mission, of(editor_a))
    page = mission_admin.client.get(at("members_log", mission)).content.decode()
    for words in (
        "Asked by them",
        "AGB",
        "nina@example.org",
        "was invited",
        "another role",
        "was removed",
    ):
        assert words in page, words


def test_a_file_that_somebody_takes_is_noted_and_a_page_is_not(mission, mission_admin, donor, agency_a):
    activity = ActivityFactory(mission=mission, lead=agency_a)
    path = reverse("alignment:activity_funding", kwargs={"code": mission.code, "uuid": activity.uuid})
    assert donor.client.get(path).status_code == 200
    donor.client.head(path)
    donor.client.get(reverse("portal:overview", kwargs={"code": mission.code}))
    Client().get(path)
    (noted,) = Reading.objects.values_list("user", "mission", "kind", "what")
    assert noted[:3] == (donor.user.pk, mission.pk, ReadingKind.EXPORT)
    assert noted[3] == f"{mission.code}-{activity.key}-funding.csv"
    assert noted[3] in mission_admin.client.get(at("members_log", mission)).content.decode()


def test_what_an_agency_keeps_is_noted_once_a_day_wherever_it_is_read(
    mission, mission_admin, editor_a, agency_a, django_assert_num_queries
):
    """The note is read by people who may not see the row, so it does not say what it is called."""
    kept = ActivityFactory(mission=mission, lead=agency_a, title="Quiet", audience=Audience.AGENCY)
    activity = ActivityFactory(mission=mission, lead=agency_a, title="Loud", audience=Audience.MISSION)
    document = DocumentFactory(mission=mission, title="Hush", audience=Audience.AGENCY, agency=agency_a)
    observation = ObservationFactory(
        indicator__mission=mission, mission=mission, submitted_by=agency_a, audience=Audience.AGENCY
    )
    link = AlignmentLinkFactory(mission=mission, activity=kept, objective=ObjectiveFactory(mission=mission))
    for _time in range(2):
        for name, row in (
            ("alignment:activity", kept),
            ("alignment:activity", activity),
            ("missions:document", document),
            ("benchmarks:observation", observation),
            ("coherence:link", link),
        ):
            path = reverse(name, kwargs={"code": mission.code, "uuid": row.uuid})
            assert editor_a.client.get(path).status_code == 200, name
        rows = editor_a.client.get(f"/api/v1/missions/{mission.code}/activities/").json()["results"]
        assert {row["title"] for row in rows} == {"Quiet", "Loud"}
        editor_a.client.get(f"/api/v1/missions/{mission.code}/activities/{kept.uuid}/")
        editor_a.client.get(f"/api/v1/missions/{mission.code}/areas/")
    noted = Reading.objects.order_by("pk").values_list("user", "kind", "about", "agency")
    assert list(noted) == [
        *(
            (editor_a.user.pk, ReadingKind.PAGE, row.uuid, agency_a.pk)
            for row in (kept, document, observation, link)
        ),
        (editor_a.user.pk, ReadingKind.EXPORT, None, agency_a.pk),
    ]
    page = mission_admin.client.get(at("members_log", mission)).content.decode()
    assert f"activities that {agency_a} keeps to itself, through the interface for programs" in page
    assert "Quiet" not in page
    assert "Hush" not in page
    with django_assert_num_queries(0):
        services.note_kept_row(by=editor_a.user, row=activity)
    services.note_kept_row(by=editor_a.user, row=kept, at=timezone.now() + datetime.timedelta(days=1))
    assert Reading.objects.count() == 6


def test_a_file_of_what_an_agency_keeps_is_noted_without_its_name(
    mission, mission_admin, editor_a, agency_a, settings, tmp_path
):
    """Its name would tell an administrator, who may not see the row, what it is called."""
    settings.MEDIA_ROOT = str(tmp_path)
    kept = ActivityFactory(mission=mission, lead=agency_a, key="quiet-key", audience=Audience.AGENCY)
    document = DocumentFactory(mission=mission, audience=Audience.AGENCY, agency=agency_a)
    stored = store(b"words", "documents")
    DocumentFileFactory(document=document, name="hush.txt", stored=stored, media_type="text/plain")
    for name, row, more in (
        ("alignment:activity_funding", kept, {}),
        ("missions:document_file", document, {"number": 1}),
    ):
        answer = editor_a.client.get(reverse(name, kwargs={"code": mission.code, "uuid": row.uuid, **more}))
        assert answer.status_code == 200, name
        assert answer.getvalue()
    noted = Reading.objects.order_by("pk").values_list("user", "kind", "about", "agency")
    assert list(noted) == [
        (editor_a.user.pk, ReadingKind.EXPORT, row.uuid, agency_a.pk) for row in (kept, document)
    ]
    page = mission_admin.client.get(at("members_log", mission)).content.decode()
    assert f"document that {agency_a} keeps to itself" in page
    assert "hush" not in page
    assert "quiet" not in page


def test_the_log_costs_the_same_at_one_and_three_rows(mission, mission_admin, django_assert_num_queries):
    def one_more():
        ReadingFactory(mission=mission)
        services.add_members(
            by=mission_admin.user,
            mission=mission,
            members=[services.NewMember(MembershipFactory().user, Role.DONOR)],
        )

    one_more()
    mission_admin.client.get(at("members_log", mission))
    with django_assert_num_queries(7):
        mission_admin.client.get(at("members_log", mission))
    one_more()
    one_more()
    with django_assert_num_queries(7):
        mission_admin.client.get(at("members_log", mission))


def test_only_members_of_the_mission_are_named(mission, mission_admin, outsider):
    stranger = Membership.objects.filter(user=outsider.user).first()
    for name in ("member", "remove_member"):
        assert mission_admin.client.get(at(name, mission, uuid=stranger.uuid)).status_code == 404
    stranger.role, stranger.agency = Role.AGENCY_EDITOR, None
    with pytest.raises(ValidationError):
        services.change_members(by=mission_admin.user, memberships=[stranger])
    assert Client().get(at("members", mission)).status_code == 302
