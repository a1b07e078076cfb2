"""Missions and what lies in them. The base classes serve all apps above."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from auditlog.models import LogEntry
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core import jobs
from apps.core.admin import ChangeLogAdmin, LoggedAdmin, ReadOnlyAdmin, RowAdmin, RowForm, person
from apps.core.enums import Audience
from apps.missions import services
from apps.missions.enums import Role
from apps.missions.models import (
    AnalyticWork,
    Area,
    Attendance,
    Document,
    DocumentFile,
    Event,
    Forum,
    ForumChair,
    ForumMeeting,
    HarmonisationItem,
    Invitation,
    JointMission,
    LastAdministrator,
    Mandate,
    MandateTask,
    Membership,
    Mission,
    MissionAgency,
    Network,
    NetworkMember,
    PhasePeriod,
    Post,
    Reading,
    RegionalActivity,
)
from apps.missions.models.base import audiences_of, is_of_missions, path_to_mission
from apps.missions.models.membership import refuse_if_last
from apps.missions.selectors import absent_agencies, rows_naming


def mission_of(row: Any) -> Mission | None:
    """The mission in which a row lies, if need be through the row of which it is a part."""
    if isinstance(row, Mission):
        return row
    if isinstance(getattr(row, "mission", None), Mission):
        return row.mission
    for field in row._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            whole = getattr(row, field.name)
            if whole is not None and (mission := mission_of(whole)) is not None:
                return mission
    return None


class InMissionForm(RowForm):
    """Refuses to name rows of another mission."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        mission = cleaned.get("mission")
        if mission is None:
            mission = next(filter(None, (mission_of(row) for row in self._named_rows(cleaned))), None)
        if mission is None:
            return cleaned
        for name, value in list(cleaned.items()):
            rows: Iterable[Any] = (
                value
                if isinstance(value, models.QuerySet)
                else [value]
                if isinstance(value, models.Model)
                else []
            )
            if any(other not in {None, mission} for other in map(mission_of, rows)):
                self.add_error(name, _("This row belongs to another mission."))
            elif name in self.changed_data and not isinstance(self.instance, MissionAgency):
                for agency in absent_agencies(mission, rows):
                    text = _("%(agency)s is not in this mission yet. Add it there first.")
                    self.add_error(name, text % {"agency": agency})
        return cleaned

    @staticmethod
    def _named_rows(cleaned: dict[str, Any]) -> list[models.Model]:
        return [value for value in cleaned.values() if isinstance(value, models.Model)]


class AssessedAgain:
    """A change of these rows changes what a mission's assessment is computed from."""

    def after_write(self, request: HttpRequest, rows: Sequence[models.Model]) -> None:
        about: set[uuid.UUID] = {mission.uuid for row in rows if (mission := mission_of(row)) is not None}
        for subject in sorted(about):
            jobs.request("coherence.assess", about=subject, by=person(request))


def opened_to(rows: "models.QuerySet[Any]", user: AbstractBaseUser) -> "models.QuerySet[Any]":
    """The rows without what agencies keep to themselves, unless the user is a member for the agency or has
    opened it with a reason (`services.open_agency_rows`). Two queries, none for tables that cannot be closed.
    """
    model: Any = rows.model
    bounds = audiences_of(model)
    if not bounds:
        return rows
    open_to = services.kept_open_for(user) | set(
        Membership.objects.filter(user=user.pk, agency__isnull=False).values_list("mission", "agency")
    )
    way = path_to_mission(model)
    for audience, agency in bounds:
        seen = models.Q(**{f"{audience}__isnull": True}) | ~models.Q(**{audience: Audience.AGENCY})
        for mission, opened in open_to:
            seen |= models.Q(**{way: mission, agency: opened})
        rows = rows.filter(seen)
    return rows


class NoSilentReading:
    """Rows that an agency keeps to itself are opened with a reason before they are read here."""

    def get_queryset(self, request: HttpRequest) -> "models.QuerySet[Any]":
        return opened_to(super().get_queryset(request), person(request))  # type: ignore[misc]

    def history_view(self, request: HttpRequest, object_id: str, *more: Any, **named: Any) -> HttpResponse:
        if self.get_object(request, object_id) is None:  # type: ignore[attr-defined]
            raise Http404
        found: HttpResponse = super().history_view(request, object_id, *more, **named)  # type: ignore[misc]
        return found


admin.site.unregister(LogEntry)


@admin.register(LogEntry)
class ChangesAdmin(ChangeLogAdmin):
    """The change log without entries of rows that an agency keeps to itself, as for the rows.

    What is removed stays as closed as it was: told is a row that said of itself, at its removal, that others
    see it too, and of no row that hung on another is known whether that one was closed.
    """

    def get_queryset(self, request: HttpRequest) -> "models.QuerySet[LogEntry]":
        entries = super().get_queryset(request)
        for model in apps.get_models():
            if not is_of_missions(model) or not audiences_of(model):
                continue
            rows = model._default_manager.all()
            closed = rows.exclude(pk__in=opened_to(rows, person(request)).values("pk"))
            kind = ContentType.objects.get_for_model(model)
            entries = entries.exclude(content_type=kind, object_id__in=closed.order_by().values("pk"))
            gone = LogEntry.objects.filter(content_type=kind, action=LogEntry.Action.DELETE)
            if audiences_of(model) == (("audience", getattr(model, "audience_agency", None)),):
                gone = gone.filter(changes__audience__0=Audience.AGENCY.value)
            gone = gone.exclude(object_id__in=rows.order_by().values("pk"))  # one that was brought back
            entries = entries.exclude(content_type=kind, object_id__in=gone.order_by().values("object_id"))
        return entries


class MissionRowAdmin(NoSilentReading, AssessedAgain, RowAdmin):
    form = InMissionForm
    list_display: Any = ("key", "__str__", "mission")
    list_filter: ClassVar[Any] = ("mission",)
    search_fields: ClassVar[Any] = ("key",)


class PartAdmin(NoSilentReading, AssessedAgain, LoggedAdmin):
    """For a line of a list of another row."""

    form = InMissionForm


@admin.register(Mission)
class MissionAdmin(AssessedAgain, RowAdmin):
    list_display = ("code", "name", "currency", "audience", "started_on", "ended_on")
    list_filter = ("audience",)
    search_fields = ("code", "name")


class MembershipForm(InMissionForm):
    """Refuses to leave a mission without an administrator."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        before = Membership.objects.filter(pk=self.instance.pk, role=Role.MISSION_ADMIN).first()
        stays = (
            cleaned.get("role") == Role.MISSION_ADMIN and before and cleaned.get("mission") == before.mission
        )
        if before is not None and not stays:
            refuse_if_last([before])
        return cleaned


@admin.register(Membership)
class MembershipAdmin(RowAdmin):
    form = MembershipForm

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        removed, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        try:
            with transaction.atomic():
                refuse_if_last(list(objs))
        except LastAdministrator as error:
            protected = [*protected, *error.messages]
        return removed, counts, forbidden, protected

    list_display = ("user", "mission", "role", "agency")
    list_filter = ("role", "mission")
    search_fields = ("user__email", "user__name")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "role", "agency", "mission", "invited_at", "expires_at", "accepted_at")
    list_filter = ("role", "mission")
    search_fields = ("email",)


class ReadingForm(forms.ModelForm):
    """Opens the rows that an agency keeps to itself, for an hour: the agency is told, with the reason."""

    class Meta:
        model = Reading
        fields = ("mission", "agency", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        agency, mission = cleaned.get("agency"), cleaned.get("mission")
        if agency and mission and absent_agencies(mission, [agency]):
            self.add_error("agency", _("This agency is not in the mission."))
        return cleaned


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    form = ReadingForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        noted = services.open_agency_rows(by=person(request), **form.cleaned_data)
        obj.pk = noted.pk

    def save_related(self, *_arguments: Any, **_named: Any) -> None:
        """Nothing: a reading has no lists."""

    list_display = ("at", "user", "kind", "what", "mission", "reason")
    list_filter = ("kind", "mission")
    search_fields = ("what", "user__email")


@admin.register(MissionAgency)
class MissionAgencyAdmin(MissionRowAdmin):
    """An agency leaves a mission only when nothing there names it any more."""

    list_display = ("key", "agency", "mission", "side", "tier")
    list_filter = ("side", "tier", "mission")
    search_fields = ("key", "agency__name", "agency__acronym")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        removed, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        found = [row for one in objs for row in rows_naming(one)]
        unseen = set(self.unseen(request, found))
        naming = [str(row) for row in found if row not in unseen]
        naming += sorted({capfirst(str(row._meta.verbose_name)) for row in unseen})
        return removed, counts, forbidden, [*protected, *naming]


@admin.register(Document)
class DocumentAdmin(MissionRowAdmin):
    list_display = ("key", "title", "mission", "audience", "dated_on")
    list_filter = ("audience", "mission")
    search_fields = ("key", "title", "url")


@admin.register(DocumentFile)
class DocumentFileAdmin(NoSilentReading, ReadOnlyAdmin):
    list_display = ("document", "number", "name", "media_type", "size_bytes", "uploaded_at")
    list_filter = ("media_type",)
    search_fields = ("name", "sha256")


@admin.register(Area)
class AreaAdmin(MissionRowAdmin):
    list_display = ("key", "name", "code", "parent", "mission")
    search_fields = ("key", "name", "code")


@admin.register(PhasePeriod)
class PhasePeriodAdmin(MissionRowAdmin):
    list_display = ("key", "mission", "area", "phase", "period_from", "period_to")
    list_filter = ("phase", "mission")


@admin.register(Network)
class NetworkAdmin(MissionRowAdmin):
    list_display = ("key", "name", "kind", "mission")
    search_fields = ("key", "name")


@admin.register(NetworkMember)
class NetworkMemberAdmin(PartAdmin):
    list_display = ("network", "agency")


@admin.register(Mandate)
class MandateAdmin(MissionRowAdmin):
    list_display = ("key", "symbol", "title", "mission", "adopted_on", "valid_until")
    search_fields = ("key", "symbol", "title")


@admin.register(MandateTask)
class MandateTaskAdmin(PartAdmin):
    list_display = ("key", "mandate", "text", "agency")
    search_fields = ("key", "text")


@admin.register(Event)
class EventAdmin(MissionRowAdmin):
    list_display = ("key", "title", "kind", "starts_on", "ends_on", "regression_trigger", "mission")
    list_filter = ("kind", "mission")
    search_fields = ("key", "title")


@admin.register(Forum)
class ForumAdmin(MissionRowAdmin):
    list_display = ("key", "name", "purpose", "decision_authority", "mission")
    list_filter = ("purpose", "decision_authority", "mission")
    search_fields = ("key", "name")


@admin.register(ForumChair)
class ForumChairAdmin(PartAdmin):
    list_display = ("forum", "position", "agency")


@admin.register(ForumMeeting)
class ForumMeetingAdmin(MissionRowAdmin):
    list_display = ("key", "forum", "held_on", "hours", "mission")


@admin.register(Attendance)
class AttendanceAdmin(PartAdmin):
    list_display = ("meeting", "agency", "persons", "hours")


@admin.register(JointMission)
class JointMissionAdmin(MissionRowAdmin):
    list_display = ("key", "title", "lead", "started_on", "ended_on", "mission")
    search_fields = ("key", "title")


@admin.register(AnalyticWork)
class AnalyticWorkAdmin(MissionRowAdmin):
    list_display = ("key", "title", "lead", "published_on", "mission")
    search_fields = ("key", "title")


@admin.register(HarmonisationItem)
class HarmonisationItemAdmin(MissionRowAdmin):
    list_display = ("key", "title", "subject", "state", "owner", "mission")
    list_filter = ("subject", "state", "mission")
    search_fields = ("key", "title")


@admin.register(Post)
class PostAdmin(MissionRowAdmin):
    list_display = ("key", "title", "agency", "vacancy", "since", "mission")
    list_filter = ("vacancy", "mission")
    search_fields = ("key", "title")


@admin.register(RegionalActivity)
class RegionalActivityAdmin(MissionRowAdmin):
    list_display = ("key", "title", "network", "kind", "started_on", "averted_conflict", "mission")
    list_filter = ("kind", "averted_conflict", "mission")
    search_fields = ("key", "title")
