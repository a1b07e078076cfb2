"""Compute an assessment with the pure engine and store it: values, units, findings, hash of the inputs."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.coherence.engine import results
from apps.coherence.engine.assess import assess as run_engine
from apps.coherence.engine.evidence import evidence
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.history import first_day
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.measure import PROPORTIONS
from apps.coherence.engine.output import as_document
from apps.coherence.engine.settings import ENGINE_VERSION
from apps.coherence.enums import AssessmentAudience, AssessmentKind, Level, Strip
from apps.coherence.models import Assessment, Finding, IndicatorValue, SignalContent
from apps.coherence.selectors.inputs import load_inputs
from apps.core import outbox
from apps.core.bulk import insert, insert_values
from apps.core.memory import rarely_collected
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import MissionAudience
from apps.missions.models import Mission


@rarely_collected()
def assess(
    *,
    mission: Mission,
    as_of: datetime.date,
    audience: str = AssessmentAudience.MISSION,
    at: datetime.datetime | None = None,
) -> Assessment:
    """The stored assessment of a mission on a date for one audience, computed again if its inputs changed.

    Equal inputs and an equal engine leave the stored rows as they are: running twice changes nothing.
    Units are kept by the latest computation and by the latest date, others keep only the values. It has no
    entry in the change log, because it follows from rows that have.
    Queries: those of `load_inputs`, a handful, and one for each 2,000 values or findings.
    """
    at = at or timezone.now()
    inputs = load_inputs(mission, audience)
    sha256 = fingerprint(inputs)
    kept = Assessment.objects.filter(
        mission=mission,
        kind=AssessmentKind.COMPUTED,
        as_of=as_of,
        audience=audience,
        inputs_sha256=sha256,
        engine_version=ENGINE_VERSION,
    ).first()
    if kept is not None:
        return kept
    computed = run_engine(inputs, as_of)
    document = as_document(computed, inputs_sha256=sha256)
    with transaction.atomic(), disable_auditlog():
        assessment, _new = Assessment.objects.update_or_create(
            mission=mission,
            kind=AssessmentKind.COMPUTED,
            as_of=as_of,
            audience=audience,
            defaults={
                "key": f"computed-{as_of}-{audience}",
                "computed_at": at,
                **described(mission, computed, document),
            },
        )
        assessment.values.all().delete()
        assessment.findings.all().delete()
        assessment.signals.all().delete()
        IndicatorValue.objects.filter(
            assessment__mission=mission,
            assessment__kind=AssessmentKind.COMPUTED,
            assessment__audience=audience,
            units__isnull=False,
        ).exclude(assessment=assessment).exclude(assessment__as_of=_newest(assessment)).update(units=None)
        fill(assessment, computed, document, inputs)
        if audience == AssessmentAudience.MISSION:
            outbox.tell("assessment.computed", mission, [assessment])
    return assessment


def described(mission: Mission, computed: results.Assessment, document: dict[str, Any]) -> dict[str, Any]:
    """The columns of an assessment that say by which framework, method, engine and inputs. One query."""
    return {
        "framework_version": FrameworkVersion.objects.filter(
            mission=mission, key=computed.framework_version
        ).first(),
        "method_version": computed.method_version,
        "engine_version": ENGINE_VERSION,
        "inputs_sha256": document["computed_by"]["inputs_sha256"],
    }


def fill(
    assessment: Assessment, computed: results.Assessment, document: dict[str, Any], inputs: Inputs
) -> None:
    """Store what the pages of an assessment show: its first page, values with units, signals and findings.

    Queries: three, and one for each 2,000 values or findings. Not logged.
    """
    insert(_values(assessment, computed, document))
    insert(_signals(assessment, computed, document))
    first_findings = _insert_findings(assessment, computed.findings)
    assessment.result = _front_page(document, computed) | {
        "first_day": _iso(first_day(inputs)),
        "findings": first_findings,
    }
    assessment.save(update_fields=["result"])


def _newest(assessment: Assessment) -> datetime.date:
    """The latest date computed for the same mission and audience."""
    same = Assessment.objects.filter(
        mission=assessment.mission_id, kind=AssessmentKind.COMPUTED, audience=assessment.audience
    )
    newest: datetime.date = same.aggregate(newest=Max("as_of"))["newest"]
    return newest


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def audiences(mission: Mission) -> list[AssessmentAudience]:
    """Members, and for a public mission the public, whose results come from public rows only."""
    if mission.audience == MissionAudience.PUBLIC:
        return [AssessmentAudience.MISSION, AssessmentAudience.PUBLIC]
    return [AssessmentAudience.MISSION]


FRONT_PAGE = (
    "preconditions",
    "who_says_so",
    "weakest",
    "trade_offs",
    "trend",
    "gates",
    "transitions",
    "exit",
)


def _front_page(document: dict[str, Any], computed: results.Assessment) -> dict[str, Any]:
    """What the dashboard shows first, in the words of the printed document, and what would move it."""
    levels = document["levels"]
    return {
        **{part: document[part] for part in FRONT_PAGE},
        "levels": {
            Level.AGENCY: levels["agency"]["system"],
            Level.WHOLE_OF_GOVERNMENT: levels["whole_of_government"]["system"],
            Level.EXTERNAL: levels["external"],
            Level.INTERNAL_EXTERNAL: levels["internal_external"],
        },
        "subjects": {
            Level.AGENCY: len(levels["agency"]["subjects"]),
            Level.WHOLE_OF_GOVERNMENT: len(levels["whole_of_government"]["subjects"]),
        },
        "evidence": evidence(computed),
        "shares": {
            "T1": _shares(computed.trade_offs.bloc_pressure),
            "T2": {key: _shares(one) for key, one in computed.trade_offs.government_over_ownership.items()},
            "T3": {key: _shares(one) for key, one in computed.trade_offs.silos.items()},
        },
        "movers": {level: [_mover(mover) for mover in movers] for level, movers in computed.movers.items()},
    }


def _values(
    assessment: Assessment, computed: results.Assessment, document: dict[str, Any]
) -> list[IndicatorValue]:
    """Values of every subject of every level, with what the printed document says of each beside them."""
    levels, printed = computed.levels, document["levels"]
    rows: list[IndicatorValue] = []
    for level, part in (
        (Level.AGENCY, levels.agency),
        (Level.WHOLE_OF_GOVERNMENT, levels.whole_of_government),
    ):
        for key, subject in part.subjects.items():
            rows += _subject(assessment, level, key, subject, printed[level]["subjects"][key])
        rows += _strips(assessment, level, None, part.system, printed[level]["system"])
    for level, whole in (
        (Level.EXTERNAL, levels.external),
        (Level.INTERNAL_EXTERNAL, levels.internal_external),
    ):
        rows += _subject(assessment, level, None, whole, printed[level])
    return rows


SHOWN_OF_INDICATOR = ("wilson", "grades", "sample")
SHOWN_OF_STRIP = (
    "coverage",
    "weight_range",
    "leave_one_out",
    "geometric",
    "minimum",
    "distribution",
)
SHOWN_OF_SUBJECT = ("band", "critical", "quadrant")


def _subject(
    assessment: Assessment,
    level: Level,
    key: str | None,
    subject: results.Subject,
    printed: dict[str, Any],
) -> Iterable[IndicatorValue]:
    for found in subject.indicators.values():
        scores = [unit.score for unit in found.units if unit.score is not None]
        yield IndicatorValue(
            assessment_id=assessment.pk,
            level=level,
            subject=key,
            indicator=found.id,
            strip=found.strip,
            status=found.status,
            value=found.value,
            k=sum(scores) if found.id in PROPORTIONS else None,
            n=found.n,
            eligible=found.N,
            lo=found.lo,
            hi=found.hi,
            units=[_unit(unit) for unit in found.units],
            details=_shown(printed["indicators"][found.id], SHOWN_OF_INDICATOR) | {"flag": found.flag},
        )
    yield from _strips(assessment, level, key, subject, printed)


def _shown(printed: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: printed[name] for name in names if name in printed}


def _strips(
    assessment: Assessment,
    level: Level,
    key: str | None,
    subject: results.Subject | results.System,
    printed: dict[str, Any],
) -> Iterable[IndicatorValue]:
    for name, strip in ((Strip.CONSISTENCY, subject.consistency), (Strip.PROCESS, subject.process)):
        yield IndicatorValue(
            assessment_id=assessment.pk,
            level=level,
            subject=key,
            strip=name,
            status=strip.status,
            value=strip.value,
            n=strip.n,
            eligible=strip.N,
            lo=strip.lo,
            hi=strip.hi,
            details=_shown(printed["strips"][name], SHOWN_OF_STRIP) | _shown(printed, SHOWN_OF_SUBJECT),
        )


def _mover(mover: results.Mover) -> dict[str, Any]:
    return {
        "code": mover.code,
        "params": dict(mover.params),
        "rows": [list(row) for row in mover.rows],
        "effect": mover.effect,
    }


def _signals(
    assessment: Assessment, computed: results.Assessment, document: dict[str, Any]
) -> list[SignalContent]:
    """Signals, preconditions and trade-offs: each with what the document prints of it and what is behind."""
    behind = {key: dict(signal.behind) for key, signal in computed.signals.items()}
    behind |= _behind_preconditions(computed.preconditions) | _behind_trade_offs(computed.trade_offs)
    printed = document["signals"] | document["preconditions"] | document["trade_offs"]
    return [
        SignalContent(assessment=assessment, signal=key, content=printed[key], behind=behind[key])
        for key in behind
    ]


def _behind_preconditions(found: results.Preconditions) -> dict[str, dict[str, Any]]:
    units = {
        "P1": found.adoption.units,
        "P2": found.dissemination.units,
        "P3": found.monitored.units,
        "P4": found.endorsed.units,
        "P5": found.breadth.units,
    }
    return {key: {"units": [_unit(unit) for unit in of]} for key, of in units.items()}


def _behind_trade_offs(found: results.TradeOffs) -> dict[str, dict[str, Any]]:
    return {
        "T1": _behind_trade_off(found.bloc_pressure),
        "T2": {state: _behind_trade_off(one) for state, one in found.government_over_ownership.items()},
        "T3": {state: _behind_trade_off(one) for state, one in found.silos.items()},
    }


def _shares(found: results.TradeOff) -> list[float | None]:
    return [found.first, found.second]


def _behind_trade_off(found: results.TradeOff) -> dict[str, Any]:
    return {
        "value": found.value,
        "flag": found.flag,
        "n": found.n,
        "first": found.first,
        "second": found.second,
        "units": [[unit.activity, unit.first, unit.second, unit.reason] for unit in found.units],
    }


def _unit(unit: results.Unit) -> list[Any]:
    return [[list(row) for row in unit.keys], unit.score, unit.weight, unit.reason]


FINDING_COLUMNS = (
    "assessment_id",
    "token",
    "signal",
    "kind",
    "code",
    "params",
    "rows",
    "who_can_act",
    "weight",
)


def _insert_findings(assessment: Assessment, found: Iterable[results.Finding]) -> list[dict[str, Any]]:
    """Store the findings; returns the first of each code. Of equal names the second and further ones carry
    their number.

    Ten thousand findings are stored as values: making a row of the model of each takes longer than that.
    """
    seen: Counter[str] = Counter()
    firsts: dict[str, dict[str, Any]] = {}
    lines: list[tuple[Any, ...]] = []
    for finding in found:
        named = _named(assessment, finding)
        token = hashlib.sha256(f"{named}{seen[named] or ''}".encode()).hexdigest()[:32]
        seen[named] += 1
        params, rows, actors = dict(finding.params), list(map(list, finding.rows)), list(finding.who_can_act)
        values = (assessment.pk, token, finding.signal, finding.kind, finding.code)
        lines.append((*values, *map(json.dumps, (params, rows, actors)), finding.weight))
        if finding.code in firsts:
            firsts[finding.code]["more"] += 1
        else:
            columns = (*values, params, rows, actors, finding.weight)
            firsts[finding.code] = Finding(**dict(zip(FINDING_COLUMNS, columns, strict=True))).summary()
    insert_values(Finding, FINDING_COLUMNS, lines)
    return list(firsts.values())


def _named(assessment: Assessment, finding: results.Finding) -> str:
    """What makes a finding this one: assessment, signal, code, rows, and the names and years in its
    sentence. Amounts and counts may change without making it another."""
    names = {
        name: value for name, value in finding.params.items() if isinstance(value, str) or name == "year"
    }
    return json.dumps(
        [assessment.key, finding.signal, finding.code, sorted(finding.rows), names], sort_keys=True
    )
