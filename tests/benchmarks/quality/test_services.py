"""What a planner accepts, what has to be mended, and what the missions of the demonstration lack."""

import datetime
from collections import Counter
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.benchmarks.drafting.document import seal
from apps.benchmarks.models import QualityWaiver
from apps.benchmarks.quality.rules import Severity
from apps.benchmarks.selectors.quality import blocking, findings_of, found, waivers_of
from apps.benchmarks.services.quality import accept, withdraw
from apps.core.services import EditConflict
from apps.exchange.bundle import read
from apps.exchange.services import import_bundle
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, VersionAdopted
from apps.missions.enums import ForumPurpose
from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory, IndicatorFactory
from tests.factories.frameworks import (
    ConflictFactorFactory,
    EndorsementFactory,
    FrameworkVersionFactory,
    LinkedFrameworkFactory,
    ObjectiveLinkedItemFactory,
    ObjectiveTextFactory,
)
from tests.factories.missions import ForumFactory

DAY = datetime.date(2026, 2, 1)
AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission, number=1, vision="Peace")


def tokens(version):
    return {one.token for one in findings_of(version)}


def accepted(version, token, by=None, **more):
    finding = found(findings_of(version), token)
    given = {"reason": "The accord says so.", "accepted_on": DAY, "at": AT} | more
    return accept(by=by, version=version, finding=finding, **given)


def test_what_stands_beside_the_version_is_read_from_the_rows(version, ministry):
    mission = version.mission
    text = ObjectiveTextFactory(mission=mission, framework_version=version, objective__key="O1")
    before = {
        "no_national_reference",
        "no_coordination",
        "objective_without_endorsement:O1",
        "objective_without_lead:O1",
        "dimension_empty:political",
    }
    assert before <= tokens(version)
    ObjectiveLinkedItemFactory(objective_text=text, linked_framework=LinkedFrameworkFactory(mission=mission))
    ForumFactory(mission=mission, purpose=ForumPurpose.JOINT_DECISION)
    EndorsementFactory(objective_text=text, agency=ministry)
    text.lead_agencies.add(ministry)
    mission.dimensions = ["rule_of_law"]
    mission.save()
    assert before & tokens(FrameworkVersion.objects.get(pk=version.pk)) == set()


@pytest.mark.parametrize("kind", ["benchmark", "indicator", "conflict_factor", "objective", "subject", None])
def test_a_reason_names_the_row_it_is_about(version, planner, kind):
    mission = version.mission
    ObjectiveTextFactory(mission=mission, framework_version=version, objective__key="O1")
    ConflictFactorFactory(mission=mission, key="F1")
    benchmark = BenchmarkFactory(mission=mission, key="B1")
    BenchmarkTextFactory(
        mission=mission, framework_version=version, benchmark=benchmark, statement="Progress made in peace"
    )
    IndicatorFactory(mission=mission, benchmark=benchmark, key="I1")
    token = {
        "benchmark": "vague_benchmark:B1",
        "conflict_factor": "factor_without_objective:F1",
        "objective": "objective_without_resources:O1",
        "subject": "dimension_empty:security",
        None: "no_national_reference",
        "indicator": None,
    }[kind]
    if token is None:
        with pytest.raises(ValidationError, match="has to be mended"):
            accepted(version, "indicator_without_source:I1")
        return
    waiver = accepted(version, token, by=planner.user)
    assert waivers_of(version) == {token: waiver}
    named = {
        name for name in ("objective", "benchmark", "conflict_factor", "subject") if getattr(waiver, name)
    }
    assert named == ({kind} if kind else set())
    assert LogEntry.objects.get_for_object(waiver).get().actor == planner.user


def test_a_reason_is_changed_and_withdrawn_and_an_empty_one_is_none(version):
    with pytest.raises(ValidationError):
        accepted(version, "no_coordination", reason=" ")
    waiver = accepted(version, "no_coordination")
    again = accepted(version, "no_coordination", reason="Another.")
    assert (again.pk, again.reason, again.row_version) == (waiver.pk, "Another.", 2)
    with pytest.raises(EditConflict):
        accepted(version, "no_coordination", reason="A third.", waiver=waiver)
    withdraw(by=None, waiver=again)
    assert not QualityWaiver.objects.exists()


def test_reasons_of_an_adopted_version_stand(version):
    waiver = accepted(version, "no_coordination")
    finding = found(findings_of(version), "no_analysis")
    FrameworkVersion.objects.filter(pk=version.pk).update(status=VersionStatus.ADOPTED)
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    adopted = FrameworkVersion.objects.get(pk=version.pk)
    with pytest.raises(VersionAdopted):
        accept(by=None, version=adopted, finding=finding, reason="Late.", accepted_on=DAY)
    waiver.framework_version = adopted
    with pytest.raises(VersionAdopted):
        withdraw(by=None, waiver=waiver)


@pytest.mark.parametrize(
    ("file", "version", "expected"),
    [
        ("karo", "V2", {"must": 10, "should": 4, "consider": 9}),
        ("burundi", "V1", {"must": 8, "should": 20, "consider": 25}),
    ],
)
@pytest.mark.django_db
def test_what_the_missions_of_the_demonstration_lack(file, version, expected):
    path = ROOT / "demo" / f"{file}.bundle.json"
    import_bundle(by=None, document=read(path.read_bytes()), at=AT)
    found_ = findings_of(FrameworkVersion.objects.get(key=version))
    assert Counter(str(one.rule.severity) for one in found_) == expected


def test_only_musts_block(version):
    assert {one.rule.severity for one in blocking(version)} == {Severity.MUST}
    assert {one.rule.id for one in blocking(version)} == {"no_objective"}
