"""What the engine reads from the database is what a bundle of the same mission says."""

from dataclasses import replace

import pytest

from apps.activities.models import Activity
from apps.coherence.engine import fingerprint, inputs_from_document
from apps.coherence.selectors.inputs import ALL, MEMBERS, PUBLIC, load_inputs
from apps.core.enums import Audience
from apps.missions.models import Document

QUERIES = 73  # one for each table or list that the engine reads


def test_the_database_and_the_bundle_give_equal_inputs(karo, karo_document):
    loaded = load_inputs(karo)
    assert loaded == inputs_from_document(karo_document)
    assert fingerprint(loaded) == fingerprint(inputs_from_document(karo_document))


def test_loading_takes_a_fixed_number_of_queries(mission, karo, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        load_inputs(mission)
    with django_assert_num_queries(QUERIES):
        load_inputs(karo)


def test_members_see_what_is_not_kept_inside_an_agency(karo):
    Activity.objects.filter(key="X5").update(audience=Audience.AGENCY)
    everything, members = load_inputs(karo, ALL), load_inputs(karo, MEMBERS)
    assert {a.key for a in everything.activities} - {a.key for a in members.activities} == {"X5"}
    assert {link.key for link in everything.alignment_links} - {
        link.key for link in members.alignment_links
    } == {"X5-O1", "X5-O3"}
    assert {c.key for c in members.contradictions} == {"e2", "e4"}
    assert all("X5" not in (review.activities or ()) for review in members.contradiction_reviews)
    assert {line.activity for line in members.funding_lines} == {"X1", "X2", "X3", "X4", "X6", "X7", "X8"}


def test_the_public_sees_public_rows_only(karo):
    Activity.objects.filter(key__in=["X1", "X7"]).update(audience=Audience.PUBLIC)
    public = load_inputs(karo, PUBLIC)
    assert {a.key for a in public.activities} == {"X1", "X7"}
    assert {link.activity for link in public.alignment_links} <= {"X1", "X7"}
    assert public.policy_positions == ()
    assert public.relationships == ()
    assert public.internal_reviews == ()
    assert public.contradiction_reviews == ()
    assert public.liaison_requests == ()
    assert public.observations == ()
    assert {presence.liaison_hours_per_quarter for presence in public.mission_agencies} == {None}


@pytest.mark.parametrize(("audience", "kept"), [(PUBLIC, False), (MEMBERS, True)])
def test_a_row_is_as_visible_as_the_documents_it_names(karo, audience, kept):
    Activity.objects.update(audience=Audience.PUBLIC)
    link = Activity.objects.get(key="X1").links.get()
    document = Document.objects.create(mission=karo, key="inside", title="Minutes", audience=Audience.MISSION)
    link.documents.add(document)
    found = {one.key for one in load_inputs(karo, audience).alignment_links}
    assert (link.key in found) is kept


def test_a_method_setting_of_the_mission_reaches_the_engine(karo):
    karo.setting_cap_threshold = 0.1
    karo.save()
    loaded = load_inputs(karo)
    assert loaded.mission.settings == replace(loaded.mission.settings, cap_threshold=0.1)
