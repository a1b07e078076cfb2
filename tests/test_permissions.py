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

from apps.activities.models import Activity
from apps.benchmarks.drafting.document import seal
from apps.benchmarks.enums import ObservationState
from apps.coherence import services
from apps.coherence.models import Finding, WhatIf
from apps.core.enums import Audience
from apps.exchange.models import ImportRun
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.funding.duplicates.services import merge_activities
from apps.missions.enums import MissionAudience
from apps.missions.models import Mission
from apps.portal.models import SavedFilter, SavedReport
from tests.addresses import ACT, FORMS, MEMBER_NAMES, OUR_FORMS, OUR_PAGES, OURS, PERSONAS, READ, part_of
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import (
    AlignmentLinkFactory,
    AudienceProposalFactory,
    AuditUnitFactory,
    CalendarProposalFactory,
    CommentFactory,
    CommentRoundFactory,
    CommitmentTraceFactory,
    ConsultationFactory,
    ContradictionFactory,
    DissentFactory,
    InternalReviewFactory,
    LiaisonRequestFactory,
    LinkDisputeFactory,
    PolicyCommitmentFactory,
    RelationshipFactory,
    UnintendedConsequenceFactory,
)
from tests.factories.api import WebhookDeliveryFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateDecisionFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
    QualityWaiverFactory,
)
from tests.factories.coherence import AssessmentFactory, DecisionFactory, WhatIfFactory
from tests.factories.exchange import ImportRunFactory
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    MutualCommitmentFactory,
    ObjectiveFactory,
    ObjectiveTextFactory,
)
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import (
    AreaFactory,
    DocumentFactory,
    DocumentFileFactory,
    InvitationFactory,
    MandateTaskFactory,
    MembershipFactory,
    MissionAgencyFactory,
    MissionFactory,
    PhasePeriodFactory,
)
from tests.factories.portal import SavedFilterFactory, SavedReportFactory
from tests.routes import named_routes

DAY = datetime.date(2025, 1, 1)
NOTE = 'INSERT INTO "missions_reading"'
"""That somebody took a file out of a mission is noted."""
ASKS = {"coherence:compare": '"core_job"'}
"""Looking at two dates that nobody has compared asks for the comparison; nothing of the plan moves."""
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)


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
    observation = ObservationFactory(
        mission=mission,
        indicator=IndicatorFactory(mission=mission, benchmark=benchmark),
        submitted_by=agency,
        state=ObservationState.SUBMITTED,
    )
    gate = GateFactory(mission=mission)
    dissent = DissentFactory(mission=mission, gate=gate, agency=agency)
    activity = ActivityFactory(mission=mission, lead=agency, audience=Audience.PUBLIC)
    link = AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    drawn = AuditUnitFactory(sample__mission=mission, activity=activity)
    money_line = FundingLineFactory(mission=mission, activity=activity, funder=agency, committed=10)
    # Without one the mission has an objective that nobody serves, which is a finding.
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=ObjectiveFactory(mission=mission)
    )
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    # Rounds are opened on drafts; one on the adopted version leaves the draft free to be opened to comments.
    comment_round = CommentRoundFactory(
        mission=mission, framework_version=version, open_to="public", closes_on=datetime.date(2999, 1, 1)
    )
    draft = FrameworkVersionFactory(mission=mission, number=2)
    drafted = ObjectiveTextFactory(mission=mission, framework_version=draft, objective=objective)
    services.assess(mission=mission, as_of=DAY + datetime.timedelta(days=30))
    document = DocumentFileFactory(document__mission=mission).document
    told = WebhookDeliveryFactory(webhook__mission=mission)
    return SimpleNamespace(
        document=document.uuid,
        objected=InternalReviewFactory(mission=mission, activity=activity, outcome="objection").uuid,
        objective=objective.uuid,
        adopted=version.number,
        draft=draft.number,
        draft_row=str(drafted.uuid),
        whole=str(draft.uuid),
        phase=PhasePeriodFactory(mission=mission).uuid,
        area=AreaFactory(mission=mission).uuid,
        round=comment_round.uuid,
        promise=MutualCommitmentFactory(mission=mission, party=agency).uuid,
        consequence=UnintendedConsequenceFactory(mission=mission, activity=activity).uuid,
        commitment=PolicyCommitmentFactory(mission=mission, agency=agency).uuid,
        acted_on=CommitmentTraceFactory(
            commitment__mission=mission, commitment__agency=agency, activity=activity, grade="evidenced"
        ).commitment.uuid,
        acting=activity.uuid,
        relationship=RelationshipFactory(mission=mission, agency_a=agency).uuid,
        contradiction=ContradictionFactory(
            mission=mission,
            activity_a=activity,
            activity_b=ActivityFactory(mission=mission, lead=agency, audience=Audience.PUBLIC),
        ).uuid,
        follow_up=DecisionFactory(mission=mission, owner=agency).uuid,
        mandate=MandateTaskFactory(mandate__mission=mission, key="T1").mandate.uuid,
        passage="vision",
        thread=CommentFactory(mission=mission, round=comment_round, framework_version=version).uuid,
        speaker=agency.uuid,
        worded=version.objective_texts.first().uuid,
        consulted=ConsultationFactory(
            mission=mission, activity=None, framework_version=version, internal_actor=agency
        ).uuid,
        should="no_vision",
        must="no_objective",
        accepted=QualityWaiverFactory(mission=mission, framework_version=draft, rule="no_analysis").rule,
        benchmark=benchmark.uuid,
        series=series.uuid,
        observation=observation.uuid,
        money_line=money_line.uuid,
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
        **{"import": ImportRunFactory(mission=mission).uuid},
        report=SavedReportFactory(mission=mission).uuid,
        webhook=told.webhook.uuid,
        message=told.uuid,
        filter=SavedFilterFactory(mission=mission).uuid,
        proposed_date=CalendarProposalFactory(mission=mission).uuid,
        endorse="endorse",
        # Adopted later than what the pages are about, and known to the members only.
        embargoed=FrameworkVersionFactory(
            mission=mission,
            number=3,
            status=VersionStatus.ADOPTED,
            adopted_on=datetime.date(2200, 1, 1),
            embargo_until=datetime.date(2200, 2, 1),
        ).uuid,
        finding=Finding.objects.filter(assessment__mission=mission).latest("pk").token,
    )


@pytest.fixture
def world(mission, agency_a, agency_b, ministry, outsider):
    """Mission A, public, with one of everything, and a private mission that only the outsider knows."""
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    here = rows_of(mission, agency_a)
    kept = ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY)
    activity = Activity.objects.get(uuid=here.activity)
    disputed = LinkDisputeFactory(
        link__mission=mission, link__activity=activity, link__objective__mission=mission, by=ministry
    )
    asked = LiaisonRequestFactory(
        mission=mission, internal_actor=ministry, activity=activity, kind="verification"
    )
    private = MissionFactory(code="PRIV")
    stranger = AgencyFactory()
    MissionAgencyFactory(mission=private, agency=stranger, key="STRANGER")
    there = rows_of(private, stranger)
    return SimpleNamespace(
        **vars(here),
        **{f"foreign_{name}": value for name, value in vars(there).items()},
        code=mission.code,
        number=1,
        private=private.code,
        kept=kept.uuid,
        disputed=disputed.link.uuid,
        other_activity=ActivityFactory(mission=mission, lead=agency_a).uuid,
        merged=merge_activities(
            by=None,
            kept=ActivityFactory(mission=mission, lead=agency_a),
            merged=ActivityFactory(mission=mission, lead=agency_a),
            money="both",
        ).uuid,
        asked=asked.pk,
        internal=ministry.uuid,
        own_what_if=WhatIfFactory(mission=mission).uuid,
        own_import=ImportRunFactory(mission=mission).uuid,
        own_report=SavedReportFactory(mission=mission).uuid,
        kind_of_report="sheet",
        own_filter=SavedFilterFactory(mission=mission).uuid,
        kind="resolve_contradiction",
        register="consequences",
        traced="commitments",
        declared_register="forums",
        mission_itself=mission.uuid,
        holder=mission.uuid,
        act="acknowledge",
        band_act="propose",
        cell="none",
        part_kind="objective",
        vision_kind="vision",
        french="fr",
        book="mandate",
        task="T1",
        line_kind="line",
        rate_kind="rate",
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
    ImportRun.objects.filter(uuid=world.own_import).update(owner=found["editor_a"].user)
    SavedReport.objects.filter(uuid=world.own_report).update(owner=found["editor_a"].user)
    SavedFilter.objects.filter(uuid=world.own_filter).update(owner=found["editor_a"].user)
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
    # The interface for programs has a table of its own in tests/api, but for its two pages.
    named = {name for name in named_routes() if not name.startswith(("admin:", "api:"))}
    named |= {"api:documentation", "api:feeds_page"}
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
    members = sorted(MEMBER_NAMES)
    for number, (name, rows, _statuses) in enumerate(inside):
        # One guard stands before every page of the mission: each address meets one of its members, in turn.
        for persona in (members[number % len(members)], "outsider", "anonymous"):
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
                (name, one["sql"][:100])
                for one in queries.captured_queries
                if WRITES.match(one["sql"])
                and NOTE not in one["sql"]
                and ASKS.get(name, NOTE) not in one["sql"]
            ]
    assert wrote == []
