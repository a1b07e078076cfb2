"""Every address of the site for every kind of person: one table, and nothing of it forgotten.

What somebody may not see is answered like what does not exist, to the byte.
"""

import datetime
import re
import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.benchmarks.drafting.document import seal
from apps.benchmarks.enums import ObservationState
from apps.coherence import services
from apps.coherence.models import Finding, WhatIf
from apps.core.enums import Audience
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import MissionAudience
from apps.missions.models import Mission
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import (
    AlignmentLinkFactory,
    AudienceProposalFactory,
    AuditUnitFactory,
    DissentFactory,
)
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateDecisionFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
    QualityWaiverFactory,
)
from tests.factories.coherence import AssessmentFactory, WhatIfFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import (
    DocumentFactory,
    InvitationFactory,
    MembershipFactory,
    MissionAgencyFactory,
    MissionFactory,
)
from tests.routes import named_routes

DAY = datetime.date(2025, 1, 1)
PERSONAS = ("planner", "editor_a", "editor_b", "internal_counterpart", "donor", "outsider", "anonymous")
MEMBERS = (200, 200, 200, 200, 200, 404, 302)
PLANNER_ACTS = (302, 404, 404, 404, 404, 404, 302)
EVERYBODY = (200, 200, 200, 200, 200, 200, 200)
PLANNER = (200, 404, 404, 404, 404, 404, 302)
PLANNER_AND_LEAD = (200, 200, 404, 404, 404, 404, 302)
LEAD_AGENCY = (404, 200, 404, 404, 404, 404, 302)
NOBODY = (404, 404, 404, 404, 404, 404, 302)
SPEAKERS = (404, 200, 200, 200, 404, 404, 302)
NOT_PUBLIC = (404, 404, 404, 404, 404, 404, 404)
SIGNED_IN = (200, 200, 200, 200, 200, 200, 302)
SIGNED_OUT = (302, 302, 302, 302, 302, 302, 200)
UNKNOWN = (401, 401, 401, 401, 401, 401, 401)
ELSEWHERE = (302, 302, 302, 302, 302, 302, 302)

# (name of the address, rows that stand in it, status for each of PERSONAS)
READ = [
    ("portal:home", "", EVERYBODY),
    ("portal:new_mission", "", NOBODY),
    ("portal:mission_from_file", "", NOBODY),
    ("portal:templates", "", SIGNED_IN),
    ("portal:template", "template_key", SIGNED_IN),
    ("portal:my_data", "", ELSEWHERE),
    ("portal:my_data_file", "", ELSEWHERE),
    ("portal:erase_me", "", SIGNED_IN),
    ("portal:overview", "code", MEMBERS),
    ("portal:changes", "code", MEMBERS),
    ("portal:audiences", "code", MEMBERS),
    ("portal:audience_decide", "code proposal", PLANNER),
    ("portal:audience_decide", "code foreign_proposal", NOBODY),
    ("portal:audience_propose", "code kind_of_row activity", PLANNER_AND_LEAD),
    ("portal:audience_propose", "code kind_of_row kept", LEAD_AGENCY),
    ("portal:audience_propose", "code kind_of_row foreign_activity", NOBODY),
    ("portal:audience_propose_mission", "code", PLANNER),
    ("portal:framework", "code", MEMBERS),
    ("portal:objective", "code objective", MEMBERS),
    ("portal:objective", "code foreign_objective", NOBODY),
    ("portal:versions", "code", MEMBERS),
    ("portal:version_compare", "code", MEMBERS),
    ("portal:adoption", "code adopted", MEMBERS),
    ("portal:adoption", "code draft", NOBODY),
    ("portal:adopt", "code draft", PLANNER),
    ("portal:adopt", "code adopted", NOBODY),
    ("portal:theory", "code", MEMBERS),
    ("portal:draft", "code", PLANNER),
    ("portal:draft_add", "code part_kind", PLANNER),
    ("portal:draft_part", "code part_kind draft_row", PLANNER),
    ("portal:draft_part", "code part_kind foreign_draft_row", NOBODY),
    ("portal:quality", "code", MEMBERS),
    ("portal:accept_finding", "code draft should", PLANNER),
    ("portal:accept_finding", "code draft must", NOBODY),
    ("portal:accept_finding", "code adopted should", NOBODY),
    ("portal:withdraw_reason", "code draft accepted", PLANNER),
    ("portal:withdraw_reason", "code draft should", NOBODY),
    ("portal:benchmarks", "code", MEMBERS),
    ("portal:benchmark", "code benchmark", MEMBERS),
    ("portal:benchmark", "code foreign_benchmark", NOBODY),
    ("portal:benchmark_dissent", "code benchmark", SPEAKERS),
    ("portal:benchmark_dissent", "code foreign_benchmark", NOBODY),
    ("portal:dissent", "code dissent", (200, 200, 404, 404, 404, 404, 302)),
    ("portal:dissent", "code foreign_dissent", NOBODY),
    ("portal:gates", "code", MEMBERS),
    ("portal:gate", "code gate", MEMBERS),
    ("portal:gate", "code foreign_gate", NOBODY),
    ("portal:decide_gate", "code gate", PLANNER),
    ("portal:decide_gate", "code foreign_gate", NOBODY),
    ("portal:gate_dissent", "code gate", SPEAKERS),
    ("portal:gate_dissent", "code foreign_gate", NOBODY),
    ("portal:gate_decision", "code decision", MEMBERS),
    ("portal:gate_decision", "code foreign_decision", NOBODY),
    ("portal:series", "code series", MEMBERS),
    ("portal:series", "code foreign_series", NOBODY),
    ("portal:agencies", "code", MEMBERS),
    ("portal:agency", "code agency", MEMBERS),
    ("portal:agency", "code foreign_agency", NOBODY),
    ("portal:timeline", "code", MEMBERS),
    ("api:documentation", "", SIGNED_IN),
    ("accounts:tokens", "", ELSEWHERE),
    ("accounts:token_withdraw", "activity", (405,) * 7),
    ("funding:money", "code", MEMBERS),
    ("funding:gaps", "code", MEMBERS),
    ("funding:funders", "code", MEMBERS),
    ("funding:lines", "code", MEMBERS),
    ("portal:public", "code", EVERYBODY),
    ("portal:public", "private", NOT_PUBLIC),
    ("portal:public_activities", "code", EVERYBODY),
    ("portal:public_activities", "private", NOT_PUBLIC),
    ("portal:public_areas", "code", EVERYBODY),
    ("portal:public_areas", "private", NOT_PUBLIC),
    ("portal:public_indicator", "code series", EVERYBODY),
    ("portal:public_indicator", "code foreign_series", NOT_PUBLIC),
    ("portal:public_indicator", "private foreign_series", NOT_PUBLIC),
    ("alignment:activities", "code", MEMBERS),
    ("alignment:activities_map", "code", MEMBERS),
    ("alignment:activity", "code activity", MEMBERS),
    ("alignment:activity", "code kept", LEAD_AGENCY),
    ("alignment:activity", "code foreign_activity", NOBODY),
    ("alignment:activity_funding", "code activity", MEMBERS),
    ("alignment:activity_funding", "code kept", LEAD_AGENCY),
    ("alignment:activity_funding", "code foreign_activity", NOBODY),
    ("alignment:unlinked", "code", MEMBERS),
    ("alignment:matrix", "code", MEMBERS),
    ("alignment:link_activity", "code activity", PLANNER_AND_LEAD),
    ("alignment:link_activity", "code kept", LEAD_AGENCY),
    ("alignment:link_activity", "code foreign_activity", NOBODY),
    ("alignment:link_objective", "code objective", (200, 200, 200, 200, 404, 404, 302)),
    ("alignment:link_objective", "code foreign_objective", NOBODY),
    ("alignment:link_edit", "code link", PLANNER_AND_LEAD),
    ("alignment:link_edit", "code foreign_link", NOBODY),
    ("alignment:link_renew", "code link", PLANNER_AND_LEAD),
    ("alignment:link_renew", "code foreign_link", NOBODY),
    ("alignment:link_remove", "code link", PLANNER_AND_LEAD),
    ("alignment:link_remove", "code foreign_link", NOBODY),
    ("coherence:dashboard", "code", MEMBERS),
    ("coherence:history", "code", MEMBERS),
    ("coherence:method", "code", MEMBERS),
    ("coherence:findings", "code", MEMBERS),
    ("coherence:network", "code", MEMBERS),
    ("coherence:signal", "code signal", MEMBERS),
    ("coherence:finding", "code finding", MEMBERS),
    ("coherence:finding", "code foreign_finding", NOBODY),
    ("coherence:references", "code", MEMBERS),
    ("coherence:compare", "code", MEMBERS),
    ("coherence:samples", "code", MEMBERS),
    ("coherence:sample_draw", "code", PLANNER),
    ("coherence:deferrals", "code", MEMBERS),
    ("coherence:sample", "code sample", MEMBERS),
    ("coherence:sample", "code foreign_sample", NOBODY),
    ("coherence:what_ifs", "code", MEMBERS),
    ("coherence:what_if_new", "code", MEMBERS),
    ("coherence:what_ifs_compared", "code", MEMBERS),
    ("coherence:what_if", "code what_if", MEMBERS),
    ("coherence:what_if", "code own_what_if", LEAD_AGENCY),
    ("coherence:what_if", "code foreign_what_if", NOBODY),
    ("coherence:what_if_copy", "code what_if", MEMBERS),
    ("coherence:what_if_copy", "code own_what_if", LEAD_AGENCY),
    ("coherence:what_if_edit", "code what_if", LEAD_AGENCY),
    ("coherence:what_if_edit", "code own_what_if", LEAD_AGENCY),
    ("coherence:what_if_add", "code what_if kind", LEAD_AGENCY),
    ("coherence:what_if_remove", "code what_if", LEAD_AGENCY),
    ("coherence:level", "code level", MEMBERS),
    ("coherence:subject", "code level subject", MEMBERS),
    ("coherence:subject", "code level foreign_subject", NOBODY),
    ("coherence:indicator", "code level subject indicator", MEMBERS),
    ("missions:members", "code", NOBODY),
    ("missions:members_log", "code", NOBODY),
    ("missions:invite", "code", NOBODY),
    ("missions:invited", "code invited", NOBODY),
    ("missions:invited", "code foreign_invited", NOBODY),
    ("missions:member", "code member", NOBODY),
    ("missions:member", "code foreign_member", NOBODY),
    ("missions:remove_member", "code member", NOBODY),
    ("missions:remove_member", "code foreign_member", NOBODY),
    ("missions:second_factor", "code", PLANNER),
    ("missions:invitation", "", EVERYBODY),
    ("missions:invitation_link", "token", ELSEWHERE),
    ("account_login", "", SIGNED_OUT),
    ("account_signup", "", SIGNED_OUT),
    ("account_logout", "", SIGNED_IN),
    ("account_email", "", SIGNED_IN),
    ("account_change_password", "", SIGNED_IN),
    ("account_set_password", "", ELSEWHERE),
    ("account_reauthenticate", "", SIGNED_IN),
    ("account_reset_password", "", EVERYBODY),
    ("account_reset_password_done", "", EVERYBODY),
    ("account_reset_password_from_key", "uidb36 key", EVERYBODY),
    ("account_reset_password_from_key_done", "", EVERYBODY),
    ("account_inactive", "", EVERYBODY),
    ("account_email_verification_sent", "", EVERYBODY),
    ("account_confirm_email", "confirmation", EVERYBODY),
    ("account_confirm_login_code", "", ELSEWHERE),
    ("accounts:second_factor", "", SIGNED_IN),
    ("mfa_index", "", SIGNED_IN),
    ("mfa_authenticate", "", ELSEWHERE),
    ("mfa_reauthenticate", "", ELSEWHERE),
    ("mfa_activate_totp", "", ELSEWHERE),
    ("mfa_deactivate_totp", "", NOBODY),
    ("mfa_view_recovery_codes", "", NOBODY),
    ("mfa_generate_recovery_codes", "", ELSEWHERE),
    ("mfa_download_recovery_codes", "", NOBODY),
    ("mfa_list_webauthn", "", SIGNED_IN),
    ("mfa_add_webauthn", "", ELSEWHERE),
    ("mfa_reauthenticate_webauthn", "", ELSEWHERE),
    ("mfa_remove_webauthn", "security_key", ELSEWHERE),
    ("mfa_edit_webauthn", "security_key", ELSEWHERE),
    ("mfa_login_webauthn", "", ELSEWHERE),
    ("socialaccount_login_cancelled", "", EVERYBODY),
    ("socialaccount_login_error", "", UNKNOWN),
    ("socialaccount_signup", "", ELSEWHERE),
    ("socialaccount_connections", "", SIGNED_IN),
    ("openid_connect_login", "provider", NOT_PUBLIC),
    ("openid_connect_callback", "provider", NOT_PUBLIC),
    ("usersessions_list", "", SIGNED_IN),
    ("set_language", "", ELSEWHERE),
]
OURS = [row for row in READ if ":" in row[0]]
# The same for addresses that are only posted to, here with an empty form.
ACT = [
    ("portal:draft_begin", "code", PLANNER_ACTS),
    ("portal:draft_template", "code", PLANNER_ACTS),
    ("portal:draft_undo", "code", NOBODY),
    ("portal:draft_remove", "code part_kind draft_row", PLANNER),
    ("portal:draft_remove", "code part_kind foreign_draft_row", NOBODY),
    ("portal:draft_move", "code part_kind draft_row", NOBODY),
    ("coherence:ask_day", "code", MEMBERS),
    ("coherence:again", "code", PLANNER_ACTS),
    ("coherence:ask_comparison", "code", MEMBERS),
    ("coherence:restate", "code reference", PLANNER_ACTS),
    ("coherence:restate", "code foreign_reference", NOBODY),
]
FORMS = {"set_language", *(name for name, _rows, _statuses in READ if ":" not in name)}
"""They take POST: Django's and allauth's own, tested by them; signing in also by tests/accounts."""
OUR_FORMS = {
    "portal:erase_me",
    "missions:invite",
    "missions:invited",
    "missions:member",
    "missions:remove_member",
    "missions:second_factor",
    "missions:invitation",
    "portal:audience_decide",
    "portal:audience_propose",
    "portal:audience_propose_mission",
    "alignment:link_activity",
    "alignment:link_edit",
    "alignment:link_remove",
    "alignment:link_renew",
    "accounts:second_factor",
    "accounts:tokens",
    "accounts:token_withdraw",
    "coherence:deferrals",
    "coherence:sample",
    "coherence:sample_draw",
    "portal:accept_finding",
    "portal:adopt",
    "portal:new_mission",
    "portal:mission_from_file",
    "portal:draft_add",
    "portal:draft_part",
    "portal:withdraw_reason",
    "portal:benchmark_dissent",
    "portal:decide_gate",
    "portal:dissent",
    "portal:gate_decision",
    "portal:gate_dissent",
    "coherence:references",
    "coherence:what_if_new",
    "coherence:what_if_copy",
    "coherence:what_if_edit",
    "coherence:what_if_add",
    "coherence:what_if_remove",
}
"""Pages of ours that take a form as well; the tests of their apps send them."""
OUR_PAGES = {name for name, _rows, _statuses in OURS}
MEMBER_NAMES = set(PERSONAS) - {"outsider", "anonymous"}

WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)

PARTS = {"private": "code", "kept": "uuid", "confirmation": "key", "provider": "provider_id"} | dict.fromkeys(
    ("objective", "benchmark", "series", "agency", "activity", "what_if", "own_what_if", "sample"), "uuid"
)
PARTS |= dict.fromkeys(("link", "member", "invited", "gate", "dissent", "decision", "reference"), "uuid")
PARTS |= {"proposal": "uuid"}
PARTS |= {"kind_of_row": "kind"}
PARTS |= {"part_kind": "kind", "draft_row": "row", "template_key": "key"}


def part_of(kind: str) -> str:
    """The part of an address that a kind of row fills."""
    kind = kind.removeprefix("foreign_")
    other = {"finding": "token", "security_key": "pk", "adopted": "version", "draft": "version"}
    other |= dict.fromkeys(("should", "must", "accepted"), "token")
    return PARTS.get(kind) or other.get(kind, kind)


def rows_of(mission, agency) -> SimpleNamespace:
    """One row of each kind that an address can name, all of them public."""
    objective = ObjectiveFactory(mission=mission)
    version = FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY)
    ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective)
    benchmark = BenchmarkFactory(mission=mission, objective=objective)
    BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
    IndicatorFactory(mission=mission, benchmark=benchmark, headline=True)
    series = IndicatorFactory(mission=mission, benchmark=None)
    ObservationFactory(
        mission=mission, indicator=series, audience=Audience.PUBLIC, state=ObservationState.ACCEPTED
    )
    gate = GateFactory(mission=mission)
    dissent = DissentFactory(mission=mission, gate=gate, agency=agency)
    activity = ActivityFactory(mission=mission, lead=agency, audience=Audience.PUBLIC)
    link = AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    drawn = AuditUnitFactory(sample__mission=mission, activity=activity)
    FundingLineFactory(mission=mission, activity=activity, funder=agency, committed=10)
    # Without one the mission has an objective that nobody serves, which is a finding.
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=ObjectiveFactory(mission=mission)
    )
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    draft = FrameworkVersionFactory(mission=mission, number=2)
    drafted = ObjectiveTextFactory(mission=mission, framework_version=draft, objective=objective)
    services.assess(mission=mission, as_of=DAY + datetime.timedelta(days=30))
    return SimpleNamespace(
        objective=objective.uuid,
        adopted=version.number,
        draft=draft.number,
        draft_row=str(drafted.uuid),
        should="no_vision",
        must="no_objective",
        accepted=QualityWaiverFactory(mission=mission, framework_version=draft, rule="no_analysis").rule,
        benchmark=benchmark.uuid,
        series=series.uuid,
        gate=gate.uuid,
        dissent=dissent.uuid,
        proposal=AudienceProposalFactory(
            mission=mission, activity=None, document=DocumentFactory(mission=mission)
        ).uuid,
        decision=GateDecisionFactory(mission=mission, gate=gate).uuid,
        activity=activity.uuid,
        link=link.uuid,
        agency=agency.uuid,
        sample=drawn.sample.uuid,
        what_if=WhatIfFactory(mission=mission, shared=True).uuid,
        reference=AssessmentFactory(mission=mission, as_of=DAY).uuid,
        invited=InvitationFactory(mission=mission).uuid,
        member=MembershipFactory(mission=mission).uuid,
        finding=Finding.objects.filter(assessment__mission=mission).latest("pk").token,
    )


@pytest.fixture
def world(mission, agency_a, agency_b, ministry, outsider):
    """Mission A, public, with one of everything, and a private mission that only the outsider knows."""
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    here = rows_of(mission, agency_a)
    kept = ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY)
    private = MissionFactory(code="PRIV")
    stranger = AgencyFactory()
    MissionAgencyFactory(mission=private, agency=stranger, key="STRANGER")
    there = rows_of(private, stranger)
    return SimpleNamespace(
        **vars(here),
        **{f"foreign_{name}": value for name, value in vars(there).items()},
        code=mission.code,
        private=private.code,
        kept=kept.uuid,
        own_what_if=WhatIfFactory(mission=mission).uuid,
        kind="resolve_contradiction",
        part_kind="objective",
        kind_of_row="activity",
        template_key="un-isf",
        level="agency",
        subject="AGA",
        foreign_subject="STRANGER",
        indicator="A1",
        signal="D2",
        uidb36="1",
        key="old-link",
        token="old-link",
        confirmation="old-link",
        provider="sso",
        security_key=7,
    )


@pytest.fixture
def people(world, request) -> dict:
    found = {name: request.getfixturevalue(name) for name in PERSONAS}
    WhatIf.objects.filter(mission__code=world.code).update(owner=found["editor_a"].user)
    return found


def address(world, name: str, rows: str, **instead: object) -> str:
    """The address with the named rows of the world in it, or others `instead`."""
    parts = {part_of(kind): getattr(world, kind) for kind in rows.split()}
    return reverse(name, kwargs=parts | instead)


def body(answer, path: str) -> bytes:
    """What stands on the page, without the token of its forms and without its own address."""
    text = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)
    return text.replace(path.encode(), b"")


def test_no_address_is_forgotten():
    # The interface for programs has a table of its own in tests/api, but for its one page.
    named = {name for name in named_routes() if not name.startswith(("admin:", "api:"))}
    named.add("api:documentation")
    assert {name for name, _rows, _statuses in READ + ACT} == named


def test_an_address_in_the_table_has_all_its_parts():
    routes = named_routes()
    assert [
        name
        for name, rows, _statuses in READ + ACT
        if {part_of(kind) for kind in rows.split()} != routes[name]
    ] == []


def test_every_address_answers_every_person_as_the_table_says(world, people):
    found, wanted = {}, {}
    for name, rows, statuses in READ:
        path = address(world, name, rows)
        for persona, status in zip(PERSONAS, statuses, strict=True):
            wanted[f"{name} {rows} {persona}"] = status
            found[f"{name} {rows} {persona}"] = people[persona].client.get(path).status_code
    assert {cell: found[cell] for cell in wanted if found[cell] != wanted[cell]} == {}


def test_every_action_answers_every_person_as_the_table_says(world, people):
    found, wanted = {}, {}
    for name, rows, statuses in ACT:
        for persona, status in zip(PERSONAS, statuses, strict=True):
            for method, code, expected in (
                ("get", world.code, 405),
                ("post", world.code, status),
                ("post", "NOWHERE", 302 if persona == "anonymous" else 404),
            ):
                answer = getattr(people[persona].client, method)(address(world, name, rows, code=code))
                cell = f"{method} {name} {code} {persona}"
                found[cell], wanted[cell] = answer.status_code, expected
    assert {cell: found[cell] for cell in wanted if found[cell] != wanted[cell]} == {}


def test_a_mission_that_asks_for_a_second_factor_answers_nothing_before(world, people):
    """Whether it is read or sent, a whole page or a part of one."""
    Mission.objects.filter(code=world.code).update(second_factor_required=True)
    hub = reverse("accounts:second_factor")
    found, wanted = {}, {}
    inside = [
        row for row in READ + ACT if "code" in row[1].split() and not row[0].startswith("portal:public")
    ]
    for name, rows, _statuses in inside:
        for persona in PERSONAS:
            client = people[persona].client
            path = address(world, name, rows)
            acts = name in OUR_FORMS or (name, rows) in {row[:2] for row in ACT}
            for method in ("get", "post") if acts else ("get",):
                answer = getattr(client, method)(path)
                cell = f"{method} {name} {rows} {persona}"
                found[cell] = (answer.status_code, answer.headers.get("Location", "").partition("?")[0])
                wanted[cell] = (
                    (405, "")
                    if method == "get" and acts and name not in OUR_FORMS
                    else (404, "")
                    if persona == "outsider"
                    else (302, reverse("account_login") if persona == "anonymous" else hub)
                )
            part = client.get(path, headers={"HX-Request": "true"})
            assert persona not in MEMBER_NAMES or name not in OUR_PAGES or part.headers["HX-Redirect"] == hub
    assert {cell: found[cell] for cell in wanted if found[cell] != wanted[cell]} == {}


def test_nobody_of_a_mission_gets_into_the_administration(people):
    """Grouped: one guard stands before them all (tests/test_admin.py opens them as a superuser)."""
    open_to_all = {"admin:login", "admin:logout", "admin:jsi18n"}
    plain = {name for name, parts in named_routes().items() if name.startswith("admin:") and not parts}
    answers = {
        f"{name} {persona}": people[persona].client.get(reverse(name)).status_code
        for name in plain - open_to_all
        for persona in PERSONAS
    }
    assert len(answers) > 300
    assert {name: status for name, status in answers.items() if status not in {302, 403}} == {}


def answers_of(client, paths: list[str]) -> set[tuple[int, str | None, bytes]]:
    """The different answers to these addresses: status, kind, and what they say."""
    answers = [client.get(path) for path in paths]
    return {
        (answer.status_code, answer.headers.get("Content-Type"), body(answer, path))
        for answer, path in zip(answers, paths, strict=True)
    }


def test_a_foreign_mission_and_no_mission_are_answered_alike(world, people):
    """Members' pages of mission A for somebody of another, the portal of a private one for everybody."""
    told = {}
    for name, rows, _statuses in OURS:
        if "code" in rows.split() or "private" in rows.split():
            portal = name.startswith("portal:public")
            client = people["anonymous" if portal else "outsider"].client
            codes = (world.private if portal else world.code, "NOWHERE")
            found = answers_of(client, [address(world, name, rows, code=code) for code in codes])
            if len(found) != 1 or next(iter(found))[0] != 404:
                told[f"{name} {rows}"] = found
    assert told == {}


def test_somebody_who_is_not_signed_in_is_asked_to_for_any_code(world, people):
    client = people["anonymous"].client
    found, wanted = {}, {}
    for name, rows, _statuses in OURS:
        if "code" in rows.split() and not name.startswith("portal:public"):
            for code in (world.code, world.private, "NOWHERE"):
                path = address(world, name, rows, code=code)
                answer = client.get(path)
                found[path] = (answer.status_code, answer.headers.get("Location"), answer.content)
                wanted[path] = (302, f"{reverse('account_login')}?next={path}", b"")
    assert found == wanted


def test_a_row_of_elsewhere_a_hidden_row_and_no_row_are_answered_alike(world, people):
    kinds = {row: part for row in vars(world) if (part := part_of(row)) in {"uuid", "pk", "subject"}}
    nowhere = {"uuid": uuid.UUID(int=7), "pk": 10**9, "subject": "NOBODY"}
    told = {}
    for name, rows, _statuses in OURS:
        row = rows.split()[-1] if rows else ""
        if row in kinds and (row.startswith("foreign_") or row == "kept"):
            paths = [
                address(world, name, rows),
                address(world, name, rows, **{kinds[row]: nowhere[kinds[row]]}),
            ]
            for persona in ("planner", "editor_b", "donor"):
                found = answers_of(people[persona].client, paths)
                if len(found) != 1 or next(iter(found))[0] != 404:
                    told[f"{name} {row} {persona}"] = found
    assert told == {}


def test_a_page_to_read_takes_nothing_else(world, people):
    answers = {
        f"{method} {name} {rows} {persona}": getattr(people[persona].client, method)(
            address(world, name, rows)
        ).status_code
        for persona in ("planner", "outsider", "anonymous")
        for method in ("post", "put", "patch", "delete")
        for name, rows, _statuses in OURS
        if name not in OUR_FORMS
    }
    assert {name: status for name, status in answers.items() if status != 405} == {}


def test_every_address_that_takes_a_form_is_named_as_one():
    assert {name for name, _rows, _statuses in READ} - {name for name, _rows, _ in OURS} == FORMS


def test_looking_writes_nothing(world, people):
    wrote = []
    for persona in ("planner", "editor_a", "outsider", "anonymous"):
        for name, rows, _statuses in OURS:
            with CaptureQueriesContext(connection) as queries:
                people[persona].client.get(address(world, name, rows))
            wrote += [
                (name, one["sql"][:100]) for one in queries.captured_queries if WRITES.match(one["sql"])
            ]
    assert wrote == []
