"""What is held on a person: given out whole, without a secret; and nothing of it stays when it is erased."""

import io
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.models import ApiToken, User
from apps.accounts.services import NewUser, create_users
from apps.api.models import IdempotencyKey
from apps.core import history, jobs
from apps.exchange.models import ImportRun
from apps.missions import services
from apps.missions.enums import Role
from apps.missions.models import Invitation, LastAdministrator, Membership
from apps.portal.models import SavedFilter, SavedReport
from apps.portal.personal.erasing import erase_person, own_tables
from apps.portal.personal.holdings import holdings_of, keys_to_people
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.missions import InvitationFactory, MembershipFactory
from tests.personas import sign_in
from tests.test_factories import FACTORIES

MAKE = {factory._meta.model: factory for factory in FACTORIES}
NAME, EMAIL, SECOND = "Zébulon Canary", "zebulon.canary@example.org", "second.canary@example.org"
OWN_WORDS: dict[type, dict[str, object]] = {
    ApiToken: {"name": f"Notebook of {NAME}"},
    IdempotencyKey: {"body": {"title": NAME}},
    ImportRun: {"file_name": f"{NAME}.xlsx", "content": b"Canary"},
    SavedFilter: {"name": NAME},
    SavedReport: {"title": f"For {NAME}", "template": b"Canary", "content": b"Canary", "problem": NAME},
}
"""What a person writes for themselves alone."""
CANARIES = ("canary", "Canary", "CANARY")
SITE = "https://plan.example.org"
QUERIES = 9 + len(keys_to_people())


GOES = {
    "accounts.User_groups.user",
    "accounts.User_user_permissions.user",
    "accounts.ApiToken.user",
    "api.IdempotencyKey.user",
    "accounts.SentMail.user",
    "missions.Membership.user",
    "exchange.ImportRun.owner",
    "portal.SavedReport.owner",
    "portal.SavedFilter.owner",
    "admin.LogEntry.user",
    "account.EmailAddress.user",
    "mfa.Authenticator.user",
    "usersessions.UserSession.user",
    "socialaccount.SocialAccount.user",
}
"""What was the person's own, and goes with them."""
STAYS = {
    "core.Job.requested_by",
    "missions.DocumentFile.uploaded_by",
    "missions.Invitation.invited_by",
    "missions.Invitation.accepted_by",
    "missions.Reading.user",
    "alignment.Mention.user",
    "alignment.AudienceProposal.proposed_by",
    "alignment.AudienceProposal.decided_by",
    "coherence.WhatIf.owner",
    "auditlog.LogEntry.actor",
}
"""What is the mission's, or says who did something: it names a number from then on."""


def dump() -> dict[str, str]:
    """Every table of the database as a text."""
    with connection.cursor() as cursor:
        tables = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            tables[table] = str(cursor.fetchall())
    return tables


def tables_with(words) -> set[str]:
    return {table for table, text in dump().items() if any(word in text for word in words)}


def sign_in_really(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


@pytest.fixture
def canary(mission, mission_admin):
    """A person with a row in every table that can name one, made by the doors where there are any."""
    (user,) = create_users(by=mission_admin.user, users=[NewUser(EMAIL, NAME, PASSWORD)])
    services.add_members(
        by=mission_admin.user, mission=mission, members=[services.NewMember(user, Role.PLANNER)]
    )
    services.invite(
        by=user, mission=mission, people=[services.NewInvitation("n@example.org", Role.DONOR)], site=SITE
    )
    services.invite(
        by=mission_admin.user,
        mission=mission,
        people=[
            services.NewInvitation(EMAIL.upper(), Role.DONOR),
            services.NewInvitation(SECOND, Role.DONOR),
        ],
        site=SITE,
    )
    EmailAddress.objects.create(user=user, email=SECOND, verified=True)
    SocialAccount.objects.create(user=user, provider="sso", uid="1", extra_data={"email": EMAIL})
    planted = {(Membership, "user"), (Invitation, "invited_by")}
    for model, key in keys_to_people():
        if model in MAKE and (model, key) not in planted:
            MAKE[model](**{key: user}, **OWN_WORDS.get(model, {}))
    sign_in_really(user)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "the-secret-of-the-app"})
    user.name = f"{NAME} "
    user.save()
    history.seal()
    return user


def test_the_canaries_sit_where_they_could(canary):
    found = tables_with(CANARIES)
    wanted = {"accounts_user", "account_emailaddress", "socialaccount_socialaccount", "missions_invitation"}
    own = {model._meta.db_table for model in OWN_WORDS}
    assert found >= wanted | own | {"auditlog_logentry"}


def test_the_export_has_every_table_that_names_the_person(canary):
    found = {holding.table for holding in holdings_of(canary)}
    named = {f"{model._meta.label}.{key}" for model, key in keys_to_people()}
    # Nobody is put into groups, and Django's own log of the administration is not written.
    unused = {name for name in named if name.startswith(("accounts.User_", "admin."))}
    assert found >= (named - unused) | {
        "accounts.User",
        "missions.Invitation.email",
        "auditlog.LogEntry.object_id",
    }


def test_every_key_to_a_person_is_classified():
    """A new table says here whether its rows go with the person, or stay and name a number."""
    named = {f"{model._meta.label}.{key}" for model, key in keys_to_people()}
    assert named == GOES | STAYS
    own = {f"{model._meta.label}.{key}" for model, key in own_tables()}
    assert own == GOES - {"missions.Membership.user"}


def test_the_export_opens_no_door(canary):
    session = UserSession.objects.get(user=canary)
    text = json.dumps([holding.rows for holding in holdings_of(canary)])
    secrets = [canary.password, "the-secret-of-the-app", session.session_key]
    assert [secret for secret in secrets if secret in text] == []


def test_after_an_erasure_nothing_of_the_person_stands_anywhere_and_the_history_holds(canary, mission):
    other = MembershipFactory(user=UserFactory(name="Other person"), mission=mission)
    before = list(User.objects.filter(pk=other.user_id).values()), list(LogEntry.objects.values_list("pk"))
    erased = erase_person(by=None, user=canary, via="command")
    jobs.run_pending()
    assert tables_with(CANARIES) == set()
    assert erased.places == []
    assert erased.entries > 5
    assert {
        f"{model._meta.label}.{key}"
        for model, key in keys_to_people()
        if model._default_manager.filter(**{key: canary.pk}).exists()
    } <= STAYS
    assert history.verify().finding is None
    kept = list(User.objects.filter(pk=other.user_id).values())
    assert (kept, set(LogEntry.objects.values_list("pk")) >= set(before[1])) == (before[0], True)
    assert Membership.objects.filter(user=other.user_id).exists()


def test_whoever_is_erased_is_out_at_once_and_stays_out(canary):
    client = sign_in_really(canary)
    elsewhere = sign_in(canary).client
    erase_person(by=None, user=User.objects.get(pk=canary.pk))
    for one in (client, elsewhere):
        assert one.get(reverse("account_email")).url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in sign_in_really(canary).session
    canary.refresh_from_db()
    assert (canary.is_active, canary.has_usable_password(), canary.name) == (False, False, "")
    assert not Membership.objects.filter(user=canary).exists()


def test_what_others_wrote_about_the_person_is_named_for_people_to_look_at(canary, mission):
    mission.second_factor_reason = f"Asked for by {NAME}"
    mission.save()
    places = erase_person(by=None, user=canary).places
    assert [(place.column, place.count) for place in places] == [("second_factor_reason", 1)]


def test_a_short_name_is_not_torn_out_of_other_words(mission, mission_admin):
    ali = UserFactory(name="Ali", email="ali@example.org")
    services.add_members(by=None, mission=mission, members=[services.NewMember(ali, Role.DONOR)])
    services.set_second_factor(by=ali, mission=mission, required=True, reason="Ali Sabieh, Alignment")
    erase_person(by=None, user=ali)
    told = str(list(LogEntry.objects.values_list("object_repr", "changes")))
    assert "Ali Sabieh, Alignment" in told
    assert "Ali: " not in told


def test_the_last_administrator_of_a_mission_or_of_all_stays(mission, mission_admin, superuser):
    with pytest.raises(LastAdministrator):
        erase_person(by=None, user=mission_admin.user)
    with pytest.raises(ValidationError, match="administers this installation"):
        erase_person(by=None, user=superuser.user)
    for persona in (mission_admin, superuser):
        persona.user.refresh_from_db()
        assert persona.user.is_active
        assert not persona.user.email.endswith("erased.invalid")


def test_a_person_reads_and_takes_their_data_after_saying_once_more_who_they_are(planner):
    page, file = reverse("portal:my_data"), reverse("portal:my_data_file")
    for path in (page, file):
        assert "/reauthenticate/" in planner.client.get(path).url
    sure = sign_in(planner.user, factor=True).client
    assert "planner@example.org" in sure.get(page).content.decode()
    answer = sure.get(file)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.json()["tables"]["accounts.User"][0]["email"] == "planner@example.org"


def test_a_person_closes_their_own_account(planner, mission_admin):
    path = reverse("portal:erase_me")
    assert "/reauthenticate/" in planner.client.post(path, {"email": "planner@example.org"}).url
    sure = sign_in(planner.user, factor=True).client
    wrong = sure.post(path, {"email": "mission_admin@example.org"})
    assert "not the address of your account" in wrong.content.decode()
    answer = sure.post(path, {"email": "Planner@example.org"}, follow=True)
    assert "taken out" in answer.content.decode()
    assert not User.objects.filter(email="planner@example.org").exists()
    assert history.verify().finding is None
    assert tables_with(["planner@example.org"]) == set()


def test_the_page_of_ones_data_costs_the_same_at_one_and_three_rows(planner, django_assert_num_queries):
    sure = sign_in(planner.user, factor=True).client
    InvitationFactory(invited_by=planner.user)
    path = reverse("portal:my_data")
    sure.get(path)
    with django_assert_num_queries(QUERIES):
        sure.get(path)
    for _more in range(2):
        InvitationFactory(invited_by=planner.user)
        MembershipFactory(user=planner.user)
    with django_assert_num_queries(QUERIES):
        sure.get(path)


def test_an_administrator_of_the_server_does_both_by_command(canary):
    out = io.StringIO()
    call_command("export_person", EMAIL, stdout=out)
    assert json.loads(out.getvalue())["person"] == str(canary.uuid)
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_person", EMAIL)
    call_command("erase_person", EMAIL, "--yes", stdout=out)
    assert "name nobody now" in out.getvalue()
    for name in ("export_person", "erase_person"):
        with pytest.raises(CommandError, match="Nobody here"):
            call_command(name, EMAIL)
