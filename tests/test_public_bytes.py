"""What is not public changes no byte of what everybody may read: no page, count, chart or file.

A row of every table is made, changed and removed in a public mission, none of them public; the portal and the
computed results of everybody stay as they are, to the byte.
"""

import dataclasses

import pytest
from django.apps import apps
from django.db import models as fields

from apps.agencies.models import Agency
from apps.alignment.models import AudienceProposal
from apps.coherence import services
from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import IndicatorValue
from apps.coherence.selectors.inputs import PUBLIC, load_inputs
from apps.core.enums import Audience
from apps.missions.models.base import audiences_of, is_of_missions, path_to_mission
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import (
    CommentRoundFactory,
    PolicyCommitmentFactory,
    WholeOfGovernmentStrategyFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveTextFactory
from tests.test_leaks import AS_OF, changes, crawl, papers, world
from tests.test_visibility import MAKE

__all__ = ["world"]
STARTS = ("/", "/p/MISA/")
NEVER_PUBLIC = {
    # Positions, ratings, reviews and hours; samples; what members think up; who the members are.
    "alignment.AudienceProposal",
    "alignment.AuditSample",
    "alignment.AuditUnit",
    "alignment.InternalReview",
    "alignment.LiaisonRequest",
    "alignment.Mention",
    "alignment.PolicyPosition",
    "alignment.Relationship",
    "coherence.WhatIf",
    "missions.Invitation",
    "missions.Membership",
    "missions.Reading",
}
DRAFTED = {"frameworks.ObjectiveTranslation", "frameworks.VersionSection", "benchmarks.BenchmarkText"}
"""Parts of a version, made here in a draft."""


def hidden_tables() -> list:
    """The tables whose rows can be hidden: by an audience, of their own or of a row they name, or always."""
    return [
        model
        for model in apps.get_models()
        if model in MAKE
        and is_of_missions(model)
        and (audiences_of(model) or model._meta.label in NEVER_PUBLIC | DRAFTED)
    ]


def made_in(world, model, audience):
    """A row of the table in the mission of the world that is not public, beside its public ones."""
    shared = {
        "activity": world.hidden,
        "objective": world.objective,
        "area": world.area,
        "benchmark": world.benchmark,
        "indicator": world.indicator,
        "commitment": world.commitment,
        "strategy": world.strategy,
        "framework_version": world.draft,
        "objective_text": world.draft_text,
        "round": world.round,
    }
    given = {}
    for field in model._meta.concrete_fields:
        if field.name in shared and not (model is AudienceProposal and field.name == "framework_version"):
            given[field.name] = shared[field.name]
        elif field.related_model is Agency:
            given[field.name] = world.ministry if field.name == "agency_b" else world.agency_a
    path = path_to_mission(model)
    row = MAKE[model](**({} if path.partition("__")[0] in given else {path: world.mission}), **given)
    for path, agency in audiences_of(model):
        bound = row
        for step in path.split("__")[:-1]:
            bound = bound and getattr(bound, step)
        if bound is not None:
            kept = {"audience": audience, agency.rpartition("__")[2]: world.agency_a}
            type(bound).objects.filter(pk=bound.pk).update(**kept)
    return row


def altered(row) -> None:
    """Another text, number and day in each column of a row that holds one, past its services."""
    later = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.is_relation or field.choices or field.name in {"key", "uuid"}:
            continue
        if isinstance(field, fields.TextField | fields.CharField) and value:
            later[field.name] = f"{value} altered"[: field.max_length or 200]
        elif isinstance(field, fields.FloatField) and value is not None:
            later[field.name] = value / 2
    fields.QuerySet(type(row)).filter(pk=row.pk).update(**later) if later else None


def public_answers(world, client) -> dict[str, bytes]:
    """Every address of everybody, and every paper and file that is made for everybody."""
    return crawl(client, *STARTS) | papers(world, public=True)


def compared(before, after) -> dict[str, list[str]]:
    assert sorted(before) == sorted(after)
    return {path: changes(before[path], after[path]) for path in before if before[path] != after[path]}


def inputs_of(mission) -> dict[str, object]:
    """What the engine reads for everybody, but for wordings, of which it takes those in force."""
    read = load_inputs(mission, PUBLIC)
    wordings = {"framework_versions", "objective_texts", "benchmark_texts"}
    return {one.name: getattr(read, one.name) for one in dataclasses.fields(read) if one.name not in wordings}


def results_of(mission) -> list:
    """The computed results of everybody, past what a page rounds."""
    values = IndicatorValue.objects.filter(
        assessment__mission=mission, assessment__audience=AssessmentAudience.PUBLIC
    )
    columns = ("level", "subject", "indicator", "strip", "status", "value", "k", "n", "lo", "hi")
    return sorted(map(str, values.values_list(*columns)))


def test_most_tables_are_looked_at():
    assert len(hidden_tables()) > 25


@pytest.mark.django_db
@pytest.mark.parametrize("audience", [Audience.MISSION, Audience.AGENCY, None])
def test_making_changing_and_removing_what_is_hidden_changes_no_public_byte(
    world, anonymous, audience, record_property
):
    mission = world.mission
    # What is public itself, and only names what is hidden.
    world.commitment = PolicyCommitmentFactory(mission=mission, agency=world.agency_a)
    world.strategy = WholeOfGovernmentStrategyFactory(mission=mission)
    services.assess(mission=mission, as_of=AS_OF, audience=AssessmentAudience.PUBLIC)
    before, inputs, results = (
        public_answers(world, anonymous.client),
        inputs_of(mission),
        results_of(mission),
    )
    world.draft = FrameworkVersionFactory(mission=mission)
    world.draft_text = ObjectiveTextFactory(
        mission=mission, framework_version=world.draft, objective=world.objective
    )
    world.round = CommentRoundFactory(mission=mission, framework_version=world.draft)
    world.hidden = ActivityFactory(
        mission=mission, lead=world.agency_a, audience=audience, iati_publish=True, start=AS_OF
    )
    rows = [made_in(world, model, audience) for model in hidden_tables()]
    changed = {}

    def look(step: str) -> None:
        services.assess(mission=mission, as_of=AS_OF, audience=AssessmentAudience.PUBLIC)
        assert inputs_of(mission) == inputs, step
        assert results_of(mission) == results, step
        changed.update(compared(before, public_answers(world, anonymous.client)))

    look("made")
    for row in rows:
        altered(row)
    look("altered")
    for row in reversed(rows):
        if type(row).objects.filter(pk=row.pk).exists():
            type(row).objects.get(pk=row.pk).delete()
    look("removed")
    record_property("public bytes compared", 3 * sum(map(len, before.values())))
    assert changed == {}
    assert before
