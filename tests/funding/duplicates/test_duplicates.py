"""The same activity entered twice: found, merged, taken apart."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.activities.models import Activity, SourceRecord
from apps.alignment.models import AlignmentLink, Consultation
from apps.core.enums import Audience
from apps.funding.duplicates.finding import Entry, pairs
from apps.funding.duplicates.selectors import MERGED, kept_in
from apps.funding.duplicates.services import merge_activities, take_apart
from apps.funding.models import FundingLine
from tests.factories.activities import (
    ActivityAreaFactory,
    ActivityFactory,
    ActivitySectorFactory,
    SourceRecordFactory,
)
from tests.factories.alignment import AlignmentLinkFactory, AuditUnitFactory, ConsultationFactory
from tests.factories.frameworks import ObjectiveFactory
from tests.factories.funding import FundingLineFactory

START, END = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)
LIST = "/m/MISA/money/duplicates/"
QUERIES = 6


def entry(key, title, *, dates=True, money=100, identifier=None):
    sums = frozenset() if money is None else frozenset({("USD", Decimal(money))})
    return Entry(key, title, START if dates else None, END if dates else None, sums, identifier)


def told(*entries):
    return [(pair.one, pair.other, pair.grounds) for pair in pairs(entries)]


def test_the_same_title_is_found_whatever_its_case_accents_and_order():
    found = told(
        entry(1, "Appui à la Justice", dates=False, money=None),
        entry(2, "la justice: appui A", dates=False, money=None),
        entry(3, "Appui à la police", dates=False, money=None),
    )
    assert found == [(1, 2, ("title",))]


def test_a_title_that_is_nearly_the_same_needs_dates_and_money():
    near = (
        entry(1, "Support to the courts of the north"),
        entry(2, "Support to courts of the northern provinces"),
    )
    assert told(*near) == [(1, 2, ("dates", "money"))]
    assert told(near[0], entry(2, "Support to courts of the northern provinces", money=90)) == []
    assert told(near[0], entry(2, "Seeds for farmers")) == []


def test_most_grounds_come_first_and_a_kind_of_work_is_no_pair():
    found = told(
        entry(1, "Courts", money=None),
        entry(2, "Courts", money=90),
        entry(3, "Police", identifier="X"),
        entry(4, "Police", identifier="X"),
    )
    assert found == [(3, 4, ("identifier", "title", "dates", "money")), (1, 2, ("title", "dates"))]
    assert told(*(entry(key, "Grant", money=key) for key in range(20))) == []


@pytest.fixture
def two(mission, agency_a):
    """Two records of one activity, each with its own lists, links and money."""
    kept, merged = (
        ActivityFactory(mission=mission, lead=agency_a, title="Courts", key=key, start=START, end=END)
        for key in ("KEPT", "MERGED")
    )
    for activity in (kept, merged):
        FundingLineFactory(mission=mission, activity=activity, funder=agency_a, committed=100)
    both, only = ObjectiveFactory(mission=mission), ObjectiveFactory(mission=mission)
    AlignmentLinkFactory(mission=mission, activity=kept, objective=both, rationale="First")
    AlignmentLinkFactory(mission=mission, activity=merged, objective=both, rationale="Second")
    AlignmentLinkFactory(mission=mission, activity=merged, objective=only, rationale="Third")
    ConsultationFactory(mission=mission, activity=merged, internal_actor=agency_a)
    SourceRecordFactory(mission=mission, activity=merged, identifier="S1")
    ActivityAreaFactory(activity=merged)
    ActivitySectorFactory(activity=merged, code="15130")
    merged.implementers.add(agency_a)
    return kept, merged


def facts():
    """What can be said of all activities, by the key of the activity."""
    return {
        activity.key: (
            activity.title,
            sorted(activity.links.values_list("rationale", flat=True)),
            [str(line.committed.normalize()) for line in FundingLine.objects.filter(activity=activity)],
            Consultation.objects.filter(activity=activity).count(),
            sorted(activity.dac_sectors.values_list("code", flat=True)),
            activity.areas.count(),
            activity.implementers.count(),
            sorted(record.identifier for record in activity.source_records.all()),
        )
        for activity in Activity.objects.order_by("key")
    }


@pytest.mark.parametrize(("money", "lines"), [("kept", 1), ("merged", 1), ("both", 2)])
def test_a_merge_keeps_every_source_and_counts_money_once_and_back(two, money, lines):
    before = facts()
    kept, merged = two
    record = merge_activities(by=None, kept=kept, merged=merged, money=money)
    assert Activity.objects.get() == kept
    assert sorted(AlignmentLink.objects.values_list("rationale", flat=True)) == ["First", "Third"]
    assert FundingLine.objects.filter(activity=kept).count() == FundingLine.objects.count() == lines
    assert Consultation.objects.get().activity == kept
    assert {one.identifier for one in kept.source_records.all()} == {"S1", "MERGED"}
    back = take_apart(by=None, record=SourceRecord.objects.get(pk=record.pk))
    assert back.uuid == merged.uuid
    assert facts() == before


def test_what_is_seen_by_different_people_is_not_merged(two):
    kept, merged = two
    merged.audience = Audience.AGENCY
    with pytest.raises(ValidationError):
        merge_activities(by=None, kept=kept, merged=merged, money="both")
    merged.audience = Audience.MISSION
    merge_activities(by=None, kept=kept, merged=merged, money="both")


def test_one_activity_or_two_missions_are_not_merged(two):
    kept, _merged = two
    for other in (kept, ActivityFactory()):
        with pytest.raises(ValidationError):
            merge_activities(by=None, kept=kept, merged=other, money="both")


def test_what_stands_with_both_is_settled_first(two):
    kept, merged = two
    unit = AuditUnitFactory(sample__mission=kept.mission, activity=kept)
    AuditUnitFactory(sample=unit.sample, activity=merged)
    with pytest.raises(ValidationError):
        merge_activities(by=None, kept=kept, merged=merged, money="kept")
    assert Activity.objects.count() == 2
    assert FundingLine.objects.count() == 2


def test_what_comes_in_a_file_is_never_brought_to_life(two):
    kept, merged = two
    record = merge_activities(by=None, kept=kept, merged=merged, money="both")
    record.content = {MERGED: record.content[MERGED][:-3] + "abc"}
    assert kept_in(record) is None
    with pytest.raises(ValidationError):
        take_apart(by=None, record=record)
    elsewhere = SourceRecordFactory(content=SourceRecord.objects.get(pk=record.pk).content)
    assert kept_in(elsewhere) is None
    assert kept_in(SourceRecordFactory(content={"any": "thing"})) is None
    assert kept_in(SourceRecordFactory(content={MERGED: {"row": "[]"}})) is None


def address(kept, merged):
    parts = {"code": "MISA", "uuid": kept.uuid, "other": merged.uuid}
    return reverse("funding:merge", kwargs=parts)


def text(answer):
    return answer.content.decode()


def test_an_editor_merges_and_takes_apart_on_screen(editor_a, editor_b, two):
    kept, merged = two
    assert address(kept, merged) in text(editor_a.client.get(LIST))
    assert "Nothing looks entered twice" in text(editor_b.client.get(LIST))
    page = text(editor_a.client.get(address(kept, merged)))
    assert address(merged, kept) in page
    stale = {"money": "kept", "row_version": 1, "other_version": 7}
    assert "changed the other activity" in text(editor_a.client.post(address(kept, merged), stale))
    late = editor_a.client.post(address(kept, merged), stale | {"row_version": 9, "other_version": 1})
    assert late.status_code == 409
    sent = {"money": "kept", "row_version": 1, "other_version": 1}
    assert editor_a.client.post(address(kept, merged), sent).status_code == 302
    record = SourceRecord.objects.get(identifier="MERGED")
    apart = reverse("funding:apart", kwargs={"code": "MISA", "uuid": record.uuid})
    shown = reverse("alignment:activity", kwargs={"code": "MISA", "uuid": kept.uuid})
    assert apart in text(editor_a.client.get(shown))
    assert apart not in text(editor_b.client.get(shown))
    assert editor_a.client.post(apart, {"row_version": 9}).status_code == 409
    assert editor_a.client.post(apart, {"row_version": 1}).status_code == 302
    assert Activity.objects.count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(editor_a, mission, agency_a, rows, django_assert_num_queries):
    for number in range(rows):
        for _ in range(2):
            activity = ActivityFactory(mission=mission, lead=agency_a, title=f"Courts {number}")
            FundingLineFactory(mission=mission, activity=activity, funder=agency_a, committed=10)
    with django_assert_num_queries(QUERIES):
        editor_a.client.get(LIST)
