"""The kinds of parts that a draft is made of: their rows, their forms, and the services that write them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.benchmarks.drafting.removing import remove_benchmark, remove_objective
from apps.benchmarks.models import Benchmark, BenchmarkText, Gate, GateBenchmark, Indicator, Milestone
from apps.benchmarks.services.writing import add_benchmarks, add_rows
from apps.core.templatetags.nexusplan import day
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    FrameworkVersion,
    ObjectiveText,
    ObjectiveTranslation,
    ResourceRequirement,
    VersionSection,
)
from apps.frameworks.services.editing import add_parts, change_parts, remove_parts
from apps.frameworks.services.objectives import add_objectives, change_objective, new_key
from apps.portal.drafting.choices import Draft
from apps.portal.drafting.forms.base import PartForm
from apps.portal.drafting.forms.measures import (
    AskedForm,
    BenchmarkForm,
    GateForm,
    IndicatorForm,
    MilestoneForm,
)
from apps.portal.drafting.forms.texts import (
    AssumptionForm,
    FactorForm,
    NeedForm,
    ObjectiveForm,
    SectionForm,
    TranslationForm,
    VisionForm,
)

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of part. `address`: the column by which addresses name a row. `under`: the kind above it.

    `home` is the page on which its parts stand.
    """

    name: str
    label: Promise
    new: Promise | None
    form: type[PartForm]
    rows: Callable[[FrameworkVersion], Rows]
    title: Callable[[Any], str]
    add: Callable[[Any, Draft, PartForm], Any]
    change: Callable[[Any, Draft, PartForm], Any]
    remove: Callable[[Any, Draft, Any], list[str]] | None
    address: str = "uuid"
    under: str | None = None
    moves: bool = False
    home: str = "portal:draft"

    def one(self, version: FrameworkVersion, given: str) -> Any | None:
        """The row of the version that an address names, read anew; None for none. One query."""
        if self.address == "uuid":
            try:
                given = str(UUID(given))
            except ValueError:
                return None
        elif self.address == "pk" and not (given.isascii() and given.isdecimal() and len(given) < 19):
            return None
        return self.rows(version).filter(**{self.address: given}).first()

    def named(self, row: Any) -> str:
        """What addresses name the row by."""
        return str(getattr(row, self.address))

    def anchor(self, row: Any) -> str:
        """Where the row stands in the document."""
        return f"{self.name}-{self.named(row)}"


# How most parts are written


def _added(by: Any, draft: Draft, form: PartForm) -> Any:
    return add_parts(by=by, version=draft.version, rows=[form.instance], lists=form.listed())


def _changed(by: Any, draft: Draft, form: PartForm) -> Any:
    return change_parts(
        by=by, version=draft.version, rows=[form.instance], fields=form.columns, lists=form.listed()
    )


def _translation_changed(by: Any, draft: Draft, form: PartForm) -> Any:
    """Whoever saves it has read it beside the original as that stands now."""
    was = ("was_title", "was_description")
    for name in was:
        setattr(form.instance, name, None)
    return change_parts(by=by, version=draft.version, rows=[form.instance], fields=[*form.columns, *was])


def _removed(by: Any, draft: Draft, row: Any) -> list[str]:
    return remove_parts(by=by, version=draft.version, rows=[row])


def _row_added(kind: str) -> Callable[[Any, Draft, PartForm], Any]:
    def add(by: Any, draft: Draft, form: PartForm) -> Any:
        return add_rows(by=by, version=draft.version, kind=kind, rows=[form.instance])

    return add


# How the others are


def _nothing_added(_by: Any, _draft: Draft, _form: PartForm) -> Any:
    raise NotImplementedError


def _section_added(by: Any, draft: Draft, form: PartForm) -> Any:
    form.instance.framework_version, form.instance.key = draft.version, new_key("section")
    last = VersionSection.objects.filter(framework_version=draft.version).count()
    form.instance.position = last + 1
    return _added(by, draft, form)


def _factor_added(by: Any, draft: Draft, form: PartForm) -> Any:
    form.instance.mission, form.instance.key = draft.mission, new_key("factor")
    return _added(by, draft, form)


def _objective_added(by: Any, draft: Draft, form: Any) -> Any:
    return add_objectives(
        by=by, version=draft.version, texts=[form.instance], lists=form.listed(), answers=form.answered()
    )


def _objective_changed(by: Any, _draft: Draft, form: Any) -> Any:
    answers = form.answered() if "answers" in form.fields else None
    return change_objective(
        by=by, text=form.instance, fields=form.columns, lists=form.listed(), answers=answers
    )


def _assumption_added(by: Any, draft: Draft, form: PartForm) -> Any:
    form.instance.mission, form.instance.key = draft.mission, new_key("assumption")
    form.instance.framework_version = draft.version
    return _added(by, draft, form)


def _need_added(by: Any, draft: Draft, form: PartForm) -> Any:
    form.instance.mission, form.instance.key = draft.mission, new_key("need")
    form.instance.objective = form.under.objective
    return _added(by, draft, form)


def _benchmark_added(by: Any, draft: Draft, form: PartForm) -> Any:
    objective = form.under.objective
    return add_benchmarks(by=by, version=draft.version, objective=objective, texts=[form.instance])


def _under(column: str, kind: str) -> Callable[[Any, Draft, PartForm], Any]:
    def add(by: Any, draft: Draft, form: PartForm) -> Any:
        under = form.under
        setattr(form.instance, column, under.benchmark if isinstance(under, BenchmarkText) else under)
        if kind:
            return _row_added(kind)(by, draft, form)
        return _added(by, draft, form)

    return add


def _translation_added(by: Any, draft: Draft, form: PartForm) -> Any:
    form.instance.objective_text = form.under
    return _added(by, draft, form)


def _objective_title(text: ObjectiveText) -> str:
    return " ".join(filter(None, (text.code, text.title)))


def _gate_title(gate: Gate) -> str:
    return gate.title or f"{gate.get_from_phase_display()} → {gate.get_to_phase_display()}"


def _in_version(version: FrameworkVersion) -> Any:
    return Benchmark.objects.filter(texts__framework_version=version)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "vision",
            _("Vision and pillars"),
            None,
            VisionForm,
            lambda version: FrameworkVersion.objects.filter(pk=version.pk),
            lambda _row: gettext("Vision and pillars"),
            _nothing_added,
            _changed,
            None,
        ),
        Kind(
            "factor",
            _("Conflict factor"),
            _("Add a conflict factor"),
            FactorForm,
            lambda version: ConflictFactor.objects.filter(mission=version.mission_id),
            lambda row: row.title,
            _factor_added,
            _changed,
            _removed,
        ),
        Kind(
            "objective",
            _("Objective"),
            _("Add an objective"),
            ObjectiveForm,
            lambda version: ObjectiveText.objects.filter(framework_version=version).select_related(
                "framework_version__mission", "objective"
            ),
            _objective_title,
            _objective_added,
            _objective_changed,
            lambda by, _draft, row: remove_objective(by=by, text=row),
            moves=True,
        ),
        Kind(
            "need",
            _("Required resources"),
            _("Add required resources"),
            NeedForm,
            lambda version: ResourceRequirement.objects.filter(
                objective__texts__framework_version=version
            ).select_related("objective"),
            lambda row: f"{row.period_from.year}: {row.amount.normalize():f} {row.currency}",
            _need_added,
            _changed,
            _removed,
            under="objective",
        ),
        Kind(
            "benchmark",
            _("Benchmark"),
            _("Add a benchmark"),
            BenchmarkForm,
            lambda version: BenchmarkText.objects.filter(framework_version=version).select_related(
                "framework_version__mission", "benchmark"
            ),
            lambda row: row.statement,
            _benchmark_added,
            _changed,
            lambda by, _draft, row: remove_benchmark(by=by, text=row),
            under="objective",
        ),
        Kind(
            "indicator",
            _("Indicator"),
            _("Add an indicator"),
            IndicatorForm,
            lambda version: Indicator.objects.filter(benchmark__in=_in_version(version)),
            lambda row: row.title,
            _under("benchmark", "indicator"),
            _changed,
            _removed,
            under="benchmark",
        ),
        Kind(
            "milestone",
            _("Milestone"),
            _("Add a milestone"),
            MilestoneForm,
            lambda version: Milestone.objects.filter(
                indicator__benchmark__in=_in_version(version)
            ).select_related("indicator"),
            lambda row: str(day(row.due_on)),
            _under("indicator", "milestone"),
            _changed,
            _removed,
            under="indicator",
        ),
        Kind(
            "assumption",
            _("Assumption"),
            _("Add an assumption"),
            AssumptionForm,
            lambda version: Assumption.objects.filter(framework_version=version),
            lambda row: row.text,
            _assumption_added,
            _changed,
            _removed,
        ),
        Kind(
            "gate",
            _("Gate"),
            _("Add a gate"),
            GateForm,
            lambda version: Gate.objects.filter(mission=version.mission_id),
            _gate_title,
            _row_added("gate"),
            _changed,
            _removed,
        ),
        Kind(
            "asked",
            _("What a gate asks"),
            _("Ask for a benchmark"),
            AskedForm,
            lambda version: GateBenchmark.objects.filter(gate__mission=version.mission_id).select_related(
                "gate", "benchmark"
            ),
            lambda row: row.benchmark.key,
            _under("gate", ""),
            _changed,
            _removed,
            address="pk",
            under="gate",
        ),
        Kind(
            "section",
            _("Section"),
            _("Add a section"),
            SectionForm,
            lambda version: VersionSection.objects.filter(framework_version=version),
            lambda row: row.title,
            _section_added,
            _changed,
            _removed,
            address="key",
            moves=True,
        ),
        Kind(
            "translation",
            _("Translation"),
            _("Translate an objective"),
            TranslationForm,
            lambda version: ObjectiveTranslation.objects.filter(
                objective_text__framework_version=version
            ).select_related("objective_text__framework_version"),
            lambda row: row.title,
            _translation_added,
            _translation_changed,
            _removed,
            address="pk",
            under="objective",
            home="portal:translations",
        ),
    )
}
