"""Commitments with their activities, documents with their record, and the strategy of a state."""

from django.urls import reverse

from apps.alignment.models import PolicyCommitment, PolicyProduct, WholeOfGovernmentStrategy
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import (
    CommitmentTraceFactory,
    PolicyCommitmentFactory,
    StrategyTraceFactory,
    WholeOfGovernmentStrategyFactory,
)
from tests.factories.missions import DocumentFactory
from tests.pages import form_with


def address(name, register, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA", "register": register} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_activities_are_linked_to_a_commitment_and_taken_off(
    editor_a, editor_b, planner, mission, agency_a, agency_b
):
    add = address("register_add", "commitments")
    document = DocumentFactory(mission=mission)
    given = form_with(editor_a.client.get(add).content, "text")
    given |= {"text": ["Train the police"], "due_on": ["2025-01-01"], "documents": [str(document.pk)]}
    assert editor_a.client.post(add, given).status_code == 302
    row = PolicyCommitment.objects.get()
    assert (row.agency, list(row.documents.all())) == (agency_a, [document])
    here = address("register_row", "commitments", uuid=row.uuid)
    assert "by no activity" in text_of(editor_a.client.get(here))
    # A form that is sent as it is shown changes nothing.
    edit = address("register_edit", "commitments", uuid=row.uuid)
    assert editor_a.client.post(edit, form_with(editor_a.client.get(edit).content, "text")).status_code == 302
    assert list(row.documents.all()) == [document]

    own = ActivityFactory(mission=mission, lead=agency_a, title="Police school")
    ActivityFactory(mission=mission, lead=agency_b, title="Another school")
    page = address("register_traces", "commitments", uuid=row.uuid)
    assert editor_b.client.get(page).status_code == 404
    shown = text_of(editor_a.client.get(page))
    assert "Police school" in shown
    assert "Another school" not in shown
    sent = form_with(editor_a.client.get(page).content, "row_version")
    sent |= {"add": [str(own.pk)], "documents": [str(document.pk)]}
    assert editor_a.client.post(page, sent).status_code == 302
    assert editor_a.client.post(page, sent).status_code == 409
    trace = row.traces.get()
    assert (trace.activity, trace.grade, list(trace.documents.all())) == (own, "evidenced", [document])
    assert "with evidence" in text_of(planner.client.get(here))
    gone = form_with(editor_a.client.get(page).content, "row_version") | {"remove": [str(own.pk)]}
    assert editor_a.client.post(page, gone).status_code == 302
    row.refresh_from_db()
    assert (row.traces.count(), row.activities_recorded) == (0, True)


def test_a_document_says_how_much_of_its_record_is_there(editor_a, mission):
    add = address("register_add", "products")
    given = form_with(editor_a.client.get(add).content, "title") | {"title": ["Country strategy"]}
    assert editor_a.client.post(add, given).status_code == 302
    row = PolicyProduct.objects.get()
    assert row.consulted is None
    edit = address("register_edit", "products", uuid=row.uuid)
    parts = {"consulted": ["true"], "references": ["true"], "contested_points": ["false"]}
    changed = form_with(editor_a.client.get(edit).content, "title") | parts
    assert editor_a.client.post(edit, changed).status_code == 302
    assert "2 of 3 parts" in text_of(editor_a.client.get(address("register_row", "products", uuid=row.uuid)))


def test_a_state_has_one_strategy_that_its_own_agencies_sign(editor_a, planner, mission, agency_a, agency_b):
    agency_a.state = "NOR"
    agency_a.save()
    add = address("register_add", "strategies")
    given = form_with(editor_a.client.get(add).content, "state")
    given |= {"state": ["NOR"], "status": ["adopted"], "signatories": [str(agency_b.pk)]}
    assert set(editor_a.client.post(add, given).context["form"].errors) == {"signatories"}
    given |= {"signatories": [str(agency_a.pk)], "mechanism_regular_mechanism": ["5"]}
    assert editor_a.client.post(add, given).status_code == 302
    row = WholeOfGovernmentStrategy.objects.get()
    assert (list(row.signatories.all()), row.mechanism_recorded) == ([agency_a], True)
    second = form_with(planner.client.get(add).content, "state") | {"state": ["NOR"], "status": ["none"]}
    assert set(planner.client.post(add, second).context["form"].errors) == {"state"}


def test_a_trace_is_shown_by_documents_and_verified_by_a_peer(
    editor_a, editor_b, internal_counterpart, donor, mission, agency_a, agency_b, ministry
):
    own = ActivityFactory(mission=mission, lead=agency_a, title="Police school")
    own.implementers.add(ministry)
    document = DocumentFactory(mission=mission, title="Results framework")
    other = DocumentFactory(mission=mission)
    row = PolicyCommitmentFactory(mission=mission, agency=agency_a)
    trace = CommitmentTraceFactory(commitment=row, activity=own, grade="claimed")
    here = address("register_row", "commitments", uuid=row.uuid)
    evidence = address("trace_evidence", "commitments", uuid=row.uuid, other=own.uuid)
    verify = address("trace_verify", "commitments", uuid=row.uuid, other=own.uuid)

    # Nobody verifies what is only claimed, and only the agency itself says which documents show it.
    assert editor_b.client.get(verify).status_code == 302
    assert editor_b.client.get(evidence).status_code == 404
    sent = form_with(editor_a.client.get(evidence).content, "row_version") | {"documents": [str(document.pk)]}
    assert editor_a.client.post(evidence, sent).status_code == 302
    assert editor_a.client.post(evidence, sent | {"documents": [str(other.pk)]}).status_code == 409
    trace.refresh_from_db()
    assert (trace.grade, list(trace.documents.all())) == ("evidenced", [document])
    # Neither the lead nor who implements it is a peer; a donor speaks for none.
    for persona in (editor_a, internal_counterpart, donor):
        assert persona.client.get(verify).status_code == 404
    assert "Verify" not in text_of(editor_a.client.get(here))
    assert "Verify" in text_of(editor_b.client.get(here))
    said = form_with(editor_b.client.get(verify).content, "text")
    assert set(editor_b.client.post(verify, said).context["form"].errors) == {"text"}
    assert editor_b.client.post(verify, said | {"text": ["Code A3 stands in it"]}).status_code == 302
    trace.refresh_from_db()
    assert trace.grade == "verified"
    shown = text_of(editor_a.client.get(here))
    assert "Code A3 stands in it" in shown
    assert "Results framework" in shown
    # Without its document nothing is left of it.
    bare = form_with(editor_a.client.get(evidence).content, "row_version") | {"documents": []}
    assert editor_a.client.post(evidence, bare).status_code == 302
    trace.refresh_from_db()
    assert trace.grade == "claimed"


def test_a_strategy_is_verified_within_its_state(editor_a, editor_b, mission, agency_a, agency_b):
    for agency in (agency_a, agency_b):
        agency.state = "NOR"
        agency.save()
    own = ActivityFactory(mission=mission, lead=agency_a)
    row = WholeOfGovernmentStrategyFactory(mission=mission, state="NOR")
    StrategyTraceFactory(strategy=row, activity=own, grade="evidenced")
    verify = address("trace_verify", "strategies", uuid=row.uuid, other=own.uuid)
    assert editor_a.client.get(verify).status_code == 404
    assert editor_b.client.get(verify).status_code == 200
    agency_b.state = "SWE"
    agency_b.save()
    assert editor_b.client.get(verify).status_code == 404
