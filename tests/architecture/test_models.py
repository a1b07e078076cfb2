"""What holds for every table: where its keys point, what its constraints say, that its changes are logged."""

import tomllib
from itertools import chain
from pathlib import Path

import pytest
from auditlog.registry import auditlog
from django.apps import apps
from django.conf import settings
from django.db import connection, models

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
ORDER = [
    {name.strip(" ()") for name in layer.split("|")}
    for layer in next(contract for contract in CONTRACTS if contract["id"] == "order-of-apps")["layers"]
]
OWN = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("apps.")]
CONSTRAINTS = [
    pytest.param(constraint, id=constraint.name) for model in OWN for constraint in model._meta.constraints
]
# These come after adoption as rows of their own, and the audience of a version goes on from draft to public.
AFTER_ADOPTION = {"VersionReservation", "VersionAcknowledgement", "Endorsement"}


def level(app_label: str) -> int:
    """How high an app stands; 0 is the top."""
    return next(n for n, names in enumerate(ORDER) if app_label in names)


def keys():
    """Yields (model, field, target) of every foreign key and many-to-many relation of our tables."""
    for model in OWN:
        for field in chain(model._meta.local_fields, model._meta.local_many_to_many):
            if field.is_relation:
                yield model, field, field.related_model


def test_there_is_something_to_check():
    assert len(OWN) > 80
    assert len(CONSTRAINTS) > 50


def test_every_app_has_its_place_in_the_order():
    installed = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}
    optional = {"api", "reports"}
    assert set().union(*ORDER) - optional <= installed <= set().union(*ORDER)


def test_foreign_keys_point_down():
    user = apps.get_model(settings.AUTH_USER_MODEL)
    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in keys()
        if target is not user
        and target.__module__.startswith("apps.")
        and model._meta.app_label != target._meta.app_label
        and level(target._meta.app_label) <= level(model._meta.app_label)
    ]
    assert upward == []


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_constraint_says_what_is_wrong(constraint):
    assert constraint.violation_error_message != constraint.default_violation_error_message


def test_every_business_table_is_in_the_change_log():
    left_out = set(settings.AUDITLOG_EXCLUDE_TRACKING_MODELS)
    unlogged = {
        model._meta.label_lower
        for model in OWN
        if not model._meta.auto_created and not auditlog.contains(model)
    }
    assert unlogged == {name for name in left_out if name.partition(".")[0] in set().union(*ORDER)}


def test_a_row_that_another_app_needs_is_not_deleted_under_it():
    """Keys restrict. Only a mission, and the whole of which a row is a part, take rows along."""
    cascading = {
        f"{model._meta.label}.{field.name}"
        for model, field, target in keys()
        if not model._meta.auto_created
        and field.remote_field.on_delete not in {None, models.RESTRICT}
        and target._meta.app_label != model._meta.app_label
        and target._meta.label != "missions.Mission"
    }
    assert cascading == {
        "alignment.AudienceProposal.activity",
        "alignment.AudienceProposal.decided_by",
        "alignment.AudienceProposal.document",
        "alignment.AudienceProposal.framework_version",
        "alignment.AudienceProposal.observation",
        "alignment.AudienceProposal.proposed_by",
        "alignment.CommitmentTrace.activity",
        "alignment.StrategyTrace.activity",
        "api.IdempotencyKey.user",
        "benchmarks.BenchmarkText.framework_version",
        "benchmarks.QualityWaiver.framework_version",
        "coherence.WhatIf.owner",
        "core.Job.requested_by",
        "exchange.ColumnMapping.agency",
        "exchange.ImportRun.agency",
        "exchange.ImportRun.owner",
        "exchange.KnownName.agency",
        "exchange.KnownName.owner_agency",
        "missions.Membership.user",
        "portal.SavedFilter.owner",
        "portal.SavedReport.owner",
    }


def sealed_tables():
    """The tables whose rows are part of an adopted version: what hangs on a version or its texts."""
    version = apps.get_model("frameworks", "FrameworkVersion")
    sealed = {version}
    for _round in range(3):
        sealed |= {
            model
            for model, field, target in keys()
            if target in sealed
            and model._meta.app_label in {"frameworks", "benchmarks"}
            and model.__name__ not in AFTER_ADOPTION
            and not isinstance(field, models.ManyToManyField)
            and field.remote_field.related_name != "+"
        }
    return {model._meta.db_table for model in sealed}


@pytest.mark.django_db
def test_the_database_itself_keeps_adopted_versions_unchanged():
    version = "frameworks_frameworkversion"
    expected = {
        f"{table}_adopted_{event}"
        for table in sealed_tables()
        for event in ("insert", "update", "delete")
        if (table, event) != (version, "insert")
    }
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question)
        there = {name for (name,) in cursor.fetchall() if "_adopted_" in name}
    assert there == expected
