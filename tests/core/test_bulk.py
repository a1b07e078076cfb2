"""Rows by the ten thousand: what is stored is what was given, whatever stands in it."""

import datetime
from decimal import Decimal

from apps.activities.models import Activity, SourceRecord
from apps.core.bulk import insert
from apps.funding.models import FundingLine
from tests.factories.activities import ActivityFactory

DAY = datetime.date(2025, 1, 1)
TEXTS = ('l\'été "cité" \\n\n\t%s {}', "سلام 😀", "null", "", '{"a": 1}')


def test_texts_dates_and_lists_come_back_as_they_were(mission, agency_a):
    made = [
        Activity(
            mission=mission,
            key=f"a{place}",
            lead=agency_a,
            title=text,
            dimension="security",
            status="active",
            start=DAY if place else None,
            intended_phases=["one", text] if place else None,
            humanitarian=None if place else False,
            country_owned_results_q1=0.1 + place / 1e9,
            people_planned=2**40 + place,
        )
        for place, text in enumerate(TEXTS)
    ]
    insert(made)
    names = [field.attname for field in Activity._meta.concrete_fields]
    for row in made:
        kept = Activity.objects.get(pk=row.pk)
        assert {name: getattr(kept, name) for name in names} == {name: getattr(row, name) for name in names}


def test_amounts_keep_their_decimals_and_what_json_holds_its_kind(mission, agency_a):
    activity = ActivityFactory(mission=mission, lead=agency_a)
    line = FundingLine(
        mission=mission,
        key="f",
        activity=activity,
        funder=agency_a,
        period_from=DAY,
        currency="USD",
        committed=Decimal("123456789.8901"),
    )
    contents = ["text", {"a": [1, None, True, "ä"]}, 1.5, None]
    records = [
        SourceRecord(mission=mission, key=f"s{place}", activity=activity, source="other", content=content)
        for place, content in enumerate(contents)
    ]
    insert([line])
    insert(records)
    line.refresh_from_db()
    assert line.committed == Decimal("123456789.8901")
    assert [SourceRecord.objects.get(pk=row.pk).content for row in records] == contents
    assert list(SourceRecord.objects.filter(content__isnull=True).values_list("key", flat=True)) == ["s3"]
