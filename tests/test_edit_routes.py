"""Every address that takes a form: two people who change one row there do not overwrite each other.

A new address that takes POST needs its line here: in EDITS (or BY_OWN_TESTS) if it changes or removes a row
that somebody saw before, else in OTHERS with the reason why nothing can be overwritten.
"""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.coherence.enums import DecisionKind
from apps.core.models import Row
from apps.missions.enums import Role
from tests import routes
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AuditUnitFactory, DissentFactory, UnintendedConsequenceFactory
from tests.factories.api import WebhookFactory
from tests.factories.benchmarks import GateDecisionFactory, GateFactory
from tests.factories.coherence import DecisionFactory, WhatIfFactory
from tests.factories.frameworks import FrameworkVersionFactory, VersionSectionFactory
from tests.factories.missions import (
    AreaFactory,
    DocumentFactory,
    InvitationFactory,
    MandateFactory,
    MembershipFactory,
    MissionAgencyFactory,
    PhasePeriodFactory,
)
from tests.pages import form_with, shown_forms
from tests.routes import named_routes

ROOT = Path(__file__).resolve().parent.parent
DAY = datetime.date(2026, 1, 1)


class Edit(NamedTuple):
    """How one route is exercised. `field` None: a button, for which there is nothing to type.

    `column` of `row` is what the others change, from whatever it is to `theirs`, while `mine` is typed, and
    `more` with it.
    """

    row: Callable[[Any, Any], Row]
    field: str | None
    mine: str = "Mine of the two"
    column: str | None = None
    theirs: Any = "Theirs of the two"
    shown: str = "Theirs of the two"
    address: Callable[[Any], dict[str, Any]] | None = None
    more: dict[str, str] = {}
    who: str = "planner"
    is_text: bool = True
    has_page: bool = True
    saves: bool = True


def decision(mission, _user):
    return GateDecisionFactory(mission=mission, gate=GateFactory(mission=mission), decided_on=DAY)


def dissent(mission, _user):
    agency = AgencyFactory()
    MissionAgencyFactory(mission=mission, agency=agency)
    return DissentFactory(mission=mission, gate=GateFactory(mission=mission), agency=agency)


def unit(mission, _user):
    agency = MissionAgencyFactory(mission=mission).agency
    return AuditUnitFactory(sample__mission=mission, activity__mission=mission, activity__lead=agency)


def what_if(mission, user):
    MissionAgencyFactory(mission=mission)
    changes = [{"kind": "resolve_contradiction", "contradiction": key} for key in ("e1", "e2")]
    return WhatIfFactory(mission=mission, owner=user, changes=changes, as_of=timezone.localdate())


def version(mission, _user):
    return FrameworkVersionFactory(mission=mission)


def member(mission, _user):
    return MembershipFactory(mission=mission, role=Role.OBSERVER)


def document(mission, _user):
    return DocumentFactory(mission=mission)


def invited(mission, _user):
    return InvitationFactory(mission=mission)


def section(mission, _user):
    return VersionSectionFactory(framework_version=FrameworkVersionFactory(mission=mission), title="Ours")


def phase(mission, _user):
    return PhasePeriodFactory(mission=mission)


def area(mission, _user):
    return AreaFactory(mission=mission)


def consequence(mission, _user):
    return UnintendedConsequenceFactory(mission=mission)


def registered(row):
    return {"register": "consequences", "uuid": row.uuid}


def taken(mission, _user):
    return DecisionFactory(mission=mission, kind=DecisionKind.DECISION)


def webhook(mission, _user):
    return WebhookFactory(mission=mission)


def mandate(mission, _user):
    return MandateFactory(mission=mission)


def booked(row):
    return {"book": "mandate", "uuid": row.uuid}


def drafted(row):
    return {"kind": "section", "row": row.key}


ADMINISTERED = {"who": "mission_admin", "column": "role", "theirs": Role.DONOR, "shown": "Donor"}
EDITS = {
    "missions:member": Edit(member, "role", "planner", is_text=False, **ADMINISTERED),
    "missions:remove_member": Edit(member, None, **ADMINISTERED),
    "missions:invited": Edit(invited, None, **ADMINISTERED),
    "missions:document_edit": Edit(document, "title", column="title"),
    "missions:document_remove": Edit(document, None, column="title"),
    "missions:second_factor": Edit(
        lambda mission, _user: mission,
        "second_factor_reason",
        column="second_factor_reason",
        address=lambda _row: {},
        who="mission_admin",
    ),
    "webhooks:one": Edit(webhook, "name", column="name", who="mission_admin"),
    "webhooks:remove": Edit(webhook, None, column="name", who="mission_admin"),
    "portal:register_edit": Edit(consequence, "text", column="text", address=registered),
    "portal:register_remove": Edit(consequence, None, column="text", address=registered),
    "portal:draft_part": Edit(section, "title", column="title", address=drafted),
    "portal:draft_remove": Edit(section, None, column="title", address=drafted, has_page=False),
    "portal:translate_part": Edit(
        section,
        "title",
        column="title",
        shown="What they changed is not in this form.",
        address=lambda row: {"language": "fr", **drafted(row)},
        saves=False,  # what is saved is no column of its own: tests/portal/drafting
    ),
    "portal:phase": Edit(phase, "basis", column="basis"),
    "portal:phase_remove": Edit(phase, None, column="basis"),
    "portal:area": Edit(area, "name", column="name"),
    "portal:area_remove": Edit(area, None, column="name"),
    "portal:reference": Edit(mandate, "title", column="title", address=booked),
    "portal:reference_remove": Edit(mandate, None, column="title", address=booked),
    "portal:gate_decision": Edit(
        decision, "next_review_on", "2026-09-09", "next_review_on", datetime.date(2026, 8, 8), "8 Aug 2026"
    ),
    "portal:dissent": Edit(dissent, "answer", column="answer"),
    "coherence:decision": Edit(taken, "title", column="title"),
    "coherence:decision_remove": Edit(taken, None, column="title"),
    "coherence:what_if_edit": Edit(what_if, "title", column="title"),
    "coherence:what_if_edit buttons": Edit(what_if, None, column="title", more={"action": "remove-1"}),
    "coherence:what_if_remove": Edit(what_if, None, column="title"),
    "portal:adopt": Edit(
        version,
        "adopted_by",
        column="vision",
        shown="What they changed is not in this form.",
        address=lambda row: {"version": row.number},
        saves=False,  # an empty draft is not adopted
    ),
    "coherence:sample": Edit(
        unit,
        "unit-{pk}-note",
        column="note",
        address=lambda row: {"uuid": row.sample.uuid},
        saves=False,  # a note alone is no answer
    ),
}
BY_OWN_TESTS = {
    "publication:activity": "tests/exchange/publication",
    "portal:filter_remove": "tests/portal/saved",
    "portal:liaison_enough": "tests/portal/counterpart",
    "portal:liaison_hours": "tests/portal/counterpart",
    "portal:position": "tests/portal/counterpart",
    "portal:review": "tests/portal/counterpart",
    "funding:change": "tests/funding/editing",
    "funding:remove": "tests/funding/editing",
    "activities:edit": "tests/activities/editing",
    "activities:close": "tests/activities/editing",
    "coherence:link_verify": "tests/coherence/evidence",
    "coherence:link_settle": "tests/coherence/evidence",
    "coherence:link_unask": "tests/coherence/evidence",
    "funding:merge": "tests/funding/duplicates",
    "funding:apart": "tests/funding/duplicates",
    "alignment:grid": "tests/alignment/grid",
    "alignment:bulk": "tests/alignment/grid",
    "alignment:link_edit": "tests/alignment/linking",
    "alignment:link_renew": "tests/alignment/linking",
    "alignment:link_remove": "tests/alignment/linking",
    "benchmarks:observation_change": "tests/benchmarks/test_observing.py",
    "benchmarks:observation_accept": "tests/benchmarks/test_observing.py",
    "benchmarks:observation_return": "tests/benchmarks/test_observing.py",
    "portal:accept_finding": "tests/portal/quality",
    "portal:consultation": "tests/portal/rounds",
    "portal:promise": "tests/portal/promises",
    "portal:register_empty": "tests/portal/registers",
    "portal:register_traces": "tests/portal/registers",
    "portal:trace_evidence": "tests/portal/registers",
    "portal:trace_verify": "tests/portal/registers",
    "portal:relationship_band": "tests/portal/registers",
    "portal:calendar_act": "tests/portal/registers",
    "portal:contradiction_act": "tests/portal/registers",
    "portal:promise_remove": "tests/portal/promises",
    "portal:reference_item": "tests/portal/references",
    "portal:round_close": "tests/portal/rounds",
    "portal:round_open": "tests/portal/rounds",
    "portal:round_position": "tests/portal/rounds",
    "portal:round_thread": "tests/portal/rounds",
    "portal:withdraw_reason": "tests/portal/quality",
    "portal:audience_decide": "tests/portal/test_audiences.py",
    "portal:audience_postpone": "tests/portal/test_audiences.py",
    "missions:document_version": "tests/missions/documents",
}
"""Made of the shared kit, as is checked here; what a conflict shows there, the tests of the app say."""
LOOKED_AT = "stores the differences that were looked at, or shows them again where they are others by now"
NEW = "makes a new row"
OWN = "the person's own account"
SET_WISE = (
    "changes a list of rows chosen by ticking: only those still in the state that was shown are offered"
)
OWN_IMPORT = "a step of the person's own import; one that went on in another window says so"
OTHERS = {
    "portal:round_comment": NEW,
    "portal:filter_save": "one's own filter, named on purpose",
    "portal:objection": NEW,
    "portal:promise_new": NEW,
    "portal:register_add": NEW,
    "portal:overlap": NEW,
    "portal:reference_new": NEW,
    "portal:public_round": NEW,
    "benchmarks:observe": NEW,
    "accounts:mails": OWN,
    "accounts:stop_mail": OWN,
    "accounts:tokens": NEW,
    "accounts:token_withdraw": "ends one's own token, whatever else happened to it",
    "portal:report_new": NEW,
    "portal:report_again": "has one's own report made anew, whatever else happened to it",
    "portal:report_remove": "puts one's own report away",
    "funding:add": NEW,
    "exchange:imports": NEW,
    "exchange:series": LOOKED_AT,
    "exchange:sheet": LOOKED_AT,
    "exchange:import_columns": OWN_IMPORT,
    "exchange:import_organisations": OWN_IMPORT,
    "exchange:import_activities": OWN_IMPORT,
    "exchange:import_apply": OWN_IMPORT,
    "exchange:import_remove": OWN_IMPORT,
    "portal:decide_gate": NEW,
    "portal:gate_dissent": NEW,
    "portal:benchmark_comment": NEW,
    "portal:benchmark_dissent": NEW,
    "coherence:sample_draw": NEW,
    "coherence:decision_new": NEW,
    "coherence:what_if_new": NEW,
    "coherence:what_if_copy": NEW,
    "coherence:what_if_add": "adds to the list of changes as it stands when it is sent",
    "coherence:deferrals": SET_WISE,
    "coherence:references": "keeps a computed assessment",
    "coherence:restate": "computes a kept assessment again",
    "coherence:again": "asks for a computation",
    "coherence:ask_day": "asks for a computation",
    "coherence:ask_comparison": "asks for a computation",
    "accounts:second_factor": OWN,
    "portal:erase_me": OWN,
    "missions:invite": NEW,
    "missions:document_add": NEW,
    "portal:audience_propose": NEW,
    "portal:audience_propose_mission": NEW,
    "activities:new": NEW,
    "activities:copy": NEW,
    "alignment:link_activity": NEW,
    "portal:new_mission": NEW,
    "webhooks:new": NEW,
    "webhooks:rotate": "makes a new secret; the former one stays valid for a day",
    "webhooks:again": "sends a message once more, as it is",
    "portal:mission_from_file": NEW,
    "portal:phase_add": NEW,
    "portal:area_add": NEW,
    "portal:area_shapes": "gives areas the shapes of a file; what people wrote stays",
    "portal:draft_template": "adds what is missing and changes nothing",
    "coherence:link_request": NEW,
    "coherence:link_say": NEW,
    "portal:draft_begin": NEW,
    "portal:draft_add": NEW,
    "portal:draft_undo": "brings back a removed row, which nobody can have changed",
    "portal:draft_move": "puts a row before or behind its neighbour as they stand when it is sent",
    "missions:invitation": OWN,
    "set_language": "the person's own choice",
}


NAMED = {name.split()[0] for name in EDITS} | set(BY_OWN_TESTS) | set(OTHERS)


def takes_post(name: str, parts: set[str]) -> bool:
    """Whether the address takes POST: what does not says so before it asks who sends it."""
    values = dict.fromkeys(parts, "7")
    for part in parts & {"uuid", "other"}:
        values[part] = "00000000-0000-0000-0000-000000000007"
    if "kind" in parts:
        values["kind"] = "move_money"
    return Client().post(reverse(name, kwargs=values)).status_code != 405


@pytest.mark.django_db
def test_no_address_that_takes_a_form_is_forgotten():
    found = {
        name
        for name, parts in named_routes().items()
        # Of Django and allauth: the person's own account. The administration: tests/test_admin_conflicts.py.
        # The interface for programs says who asks before it says what it takes: tests/api/test_doors.py asks
        # every address that changes a row for its version.
        if ":" in name and not name.startswith(("admin:", "api:")) and takes_post(name, parts)
    }
    assert found - NAMED == set()
    assert NAMED - found == {"set_language"}


def test_an_address_that_changes_a_row_is_made_of_the_shared_kit():
    views = routes.views()
    made = {name.split()[0] for name in EDITS} | set(BY_OWN_TESTS)
    assert {name for name in made if not getattr(views[name], "loses_nothing", False)} == set()
    assert [path for path in BY_OWN_TESTS.values() if not (ROOT / path).exists()] == []


@pytest.fixture
def opened(request, mission):
    """Opens the page of an edit: its address, the row, what the form on it would send, and who sends it."""

    def open_page(name: str) -> tuple[str, Row, dict[str, Any], Client]:
        edit = EDITS[name]
        persona = request.getfixturevalue(edit.who)
        row = edit.row(mission, persona.user)
        parts = {"uuid": row.uuid} if edit.address is None else edit.address(row)
        address = reverse(name.split(maxsplit=1)[0], kwargs={"code": mission.code, **parts})
        version = f"unit-{row.pk}-row_version" if name == "coherence:sample" else "row_version"
        if not edit.has_page:
            return address, row, {"row_version": [str(row.row_version)]}, persona.client
        [sent] = [
            form
            for form in shown_forms(persona.client.get(address).content)
            if version in form
            and (edit.field.format(pk=row.pk) in form if edit.field else "title" not in form)
        ]
        return address, row, sent | edit.more, persona.client

    return open_page


def others_save(row: Row, column: str, value: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**{column: value, "row_version": F("row_version") + 1})


def value_of(row: Row, column: str) -> str | None:
    value = type(row).objects.values_list(column, flat=True).get(pk=row.pk)
    return None if value is None else str(value)


@pytest.mark.parametrize("name", EDITS)
def test_a_stale_form_overwrites_nothing_and_loses_nothing(name, opened):
    edit = EDITS[name]
    address, row, sent, client = opened(name)
    others_save(row, edit.column, edit.theirs)
    if edit.field:
        sent[edit.field.format(pk=row.pk)] = [edit.mine]
    answer = client.post(address, sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert value_of(row, edit.column) == str(edit.theirs)
    if edit.field is None:
        return
    assert edit.shown in text
    again = form_with(text, edit.field.format(pk=row.pk))
    assert again[edit.field.format(pk=row.pk)] == [edit.mine]
    if not edit.saves:
        return
    assert client.post(address, again).status_code == 302
    assert value_of(row, edit.column) == edit.mine


@pytest.mark.parametrize("name", [name for name, edit in EDITS.items() if edit.field and edit.is_text])
def test_of_a_row_that_is_gone_the_own_text_comes_back(name, opened):
    edit = EDITS[name]
    address, row, sent, client = opened(name)
    sent[edit.field.format(pk=row.pk)] = [edit.mine]
    holder = row.sample if name == "coherence:sample" else row
    type(holder).objects.filter(pk=holder.pk).delete()
    answer = client.post(address, sent)
    assert answer.status_code == 404
    assert edit.mine in answer.content.decode()
