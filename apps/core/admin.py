"""The administration's base: safe edits of single rows, in the one change log with `via` "admin"."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from auditlog.admin import LogEntryAdmin
from auditlog.context import disable_auditlog
from auditlog.mixins import AuditlogHistoryAdminMixin
from auditlog.models import LogEntry
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.core import audience, changelog
from apps.core.editing.forms import Versioned
from apps.core.editing.views import edits
from apps.core.forms import row_version_field
from apps.core.models import Editable, Heartbeat, HistoryLeaf, HistorySeal, Job
from apps.core.services import EditConflict, change_rows, create_rows, remove_rows

VIA = "admin"


def person(request: HttpRequest) -> AbstractBaseUser:
    """Who is signed in; the administration lets nobody else in."""
    return cast("AbstractBaseUser", request.user)


class RowForm(Versioned, forms.ModelForm):
    """Shows both versions where somebody else changed the row since the page was opened.

    Rows without a version of their own are compared by the values that were seen.
    """

    version_name = "read_version"  # a form cannot name the column, which nobody edits
    read_version = row_version_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.row, Editable) and self.version_name in self.fields:
            self.fields[self.version_name].initial = self.row.row_version
            self.fields[self.version_name].required = True
        self.carry_what_is_seen()

    @property
    def row(self) -> models.Model | None:
        return self.instance if self.instance.pk is not None else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_a_wider_audience(cleaned)
        return cleaned

    def _refuse_a_wider_audience(self, cleaned: dict[str, Any]) -> None:
        if not audience.is_guarded(type(self.instance)) or audience.FIELD not in cleaned:
            return
        before = None if self.row is None else self.instance.audience
        if audience.widens(before, cleaned[audience.FIELD] or None):
            self.add_error(audience.FIELD, audience.reason())


class NumberOfSeenRow(ForeignKeyRawIdWidget):
    """The number of a row, with its name beside it only where the person may open that row."""

    def __init__(
        self, rel: Any, admin_site: admin.AdminSite, seen: models.QuerySet[Any], **more: Any
    ) -> None:
        super().__init__(rel, admin_site, **more)
        self.seen = seen

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        try:
            found = self.seen.filter(**{self.rel.get_related_field().name: value}).exists()
        except (ValueError, ValidationError):
            found = False
        return super().label_and_url_for_value(value) if found else ("", "")


def _unnamed(lines: Sequence[Any], names: Mapping[str, Any]) -> list[Any]:
    """The lines of a page about a removal; one that ends in one of the names says its table only."""
    found: list[Any] = []
    for line in lines:
        if isinstance(line, list):
            found.append(_unnamed(line, names))
            continue
        ends = [name for name in names if line.removesuffix("</a>").endswith(escape(name))]
        found.append(capfirst(str(names[max(ends, key=len)])) if ends else line)
    return found


class LoggedAdmin(AuditlogHistoryAdminMixin, admin.ModelAdmin):
    """Writes through the services of core, so that each save has one entry in the change log.

    Foreign keys are entered by number, for a list of 20,000 activities to choose from is no help. Columns
    that are foreign keys are read with the row, so that a list costs the same at 1 and at 100 rows.
    """

    form: Any = RowForm
    show_full_result_count = False
    also_select_related: tuple[str, ...] = ()

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        keys = [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]
        self.raw_id_fields = tuple(  # type: ignore[misc]
            f.name for f in [*keys, *model._meta.many_to_many] if f.editable
        )
        super().__init__(model, admin_site)

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        keys = {f.name for f in self.model._meta.concrete_fields if isinstance(f, models.ForeignKey)}
        shown = [name for name in self.get_list_display(request) if name in keys]
        return [*shown, *self.also_select_related]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.TextField):
            if db_field.null:
                kwargs["empty_value"] = None  # Django gives an empty text, but missing is None here
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Names no row that the page of its own table would not show to this person."""
        other = self._other(db_field.remote_field.model)
        if other is not None and db_field.name in self.raw_id_fields:
            seen = other.get_queryset(request)
            kwargs.setdefault("widget", NumberOfSeenRow(db_field.remote_field, self.admin_site, seen))
            kwargs.setdefault("queryset", seen)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _other(self, model: type[models.Model]) -> Any:
        registered = self.admin_site.is_registered(model)
        return self.admin_site.get_model_admin(model) if registered else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's, with no name of a row that the page of its own table would not show to this person."""
        removed, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        if not request.POST.get("post"):
            request.session[self._removal] = {
                str(row.pk): row.row_version for row in objs if isinstance(row, Editable)
            }
        hanging = NestedObjects(using=self.model._default_manager.db, origin=objs)
        hanging.collect(objs)
        rows = [*hanging.protected, *(row for found in hanging.data.values() for row in found)]
        names = {str(row): type(row)._meta.verbose_name for row in self.unseen(request, rows)}
        return _unnamed(removed, names), counts, forbidden, _unnamed(protected, names)

    def unseen(self, request: HttpRequest, rows: Iterable[models.Model]) -> list[models.Model]:
        """Those of the rows that the page of their table does not show. One query for each table."""
        found: list[models.Model] = []
        by_table: dict[type[models.Model], list[models.Model]] = {}
        for row in rows:
            by_table.setdefault(type(row), []).append(row)
        for model, group in by_table.items():
            other = self._other(model)
            if other is not None:
                seen = other.get_queryset(request).filter(pk__in=[row.pk for row in group])
                shown = set(seen.order_by().values_list("pk", flat=True))
                found += [row for row in group if row.pk not in shown]
        return found

    # Writing -------------------------------------------------------------------------------------------

    def fields_to_save(self, form: forms.ModelForm) -> list[str]:
        """Names of the row's own columns that the form may have changed."""
        own = {field.name for field in self.model._meta.concrete_fields}
        return [name for name in form.changed_data if name in own]

    def after_write(self, request: HttpRequest, rows: Sequence[models.Model]) -> None:
        """What must follow a change of these rows, in the same transaction."""

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        by, fields = person(request), self.fields_to_save(form)
        for field in self.model._meta.many_to_many:
            # A list with something in it was given, whatever the box beside it says.
            flag = f"{field.name}_recorded"
            if form.cleaned_data.get(field.name) and not getattr(obj, flag, True):
                setattr(obj, flag, True)
                fields.append(flag)
        if not change:
            create_rows([obj], by=by, via=VIA)
        elif isinstance(obj, Editable):
            change_rows([obj], sorted(set(fields)), by=by, via=VIA)
        else:
            self._change_plain(obj, sorted(set(fields)), by=by)
        self.after_write(request, [obj])

    def _change_plain(self, obj: models.Model, fields: list[str], *, by: AbstractBaseUser) -> None:
        """Save and log a row without a version of its own."""
        stored = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
        with disable_auditlog():
            if fields:
                obj.save(update_fields=fields)
        self._write_change(obj, changelog.difference(stored, obj, fields), by=by)

    def _write_change(self, obj: models.Model, changes: changelog.Changes, *, by: AbstractBaseUser) -> None:
        changelog.write([(obj, LogEntry.Action.UPDATE, changes)], by=by, at=timezone.now(), via=VIA)

    def save_related(
        self,
        request: HttpRequest,
        form: forms.ModelForm,
        formsets: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        names = [f.name for f in self.model._meta.many_to_many if f.name in form.changed_data]
        before = {name: self._listed(form.instance, name) for name in names}
        with disable_auditlog():
            super().save_related(request, form, formsets, change)
        changes = {
            name: [old, new]
            for name, old in before.items()
            if (new := self._listed(form.instance, name)) != old
        }
        self._write_change(form.instance, changes, by=person(request))

    @staticmethod
    def _listed(row: models.Model, name: str) -> str | None:
        return ", ".join(sorted(str(other) for other in getattr(row, name).all())) or None

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._remove(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self._remove(request, list(queryset))

    @property
    def _removal(self) -> str:
        """In the session: the versions of the rows that were shown when a removal was to be confirmed."""
        return f"removal {self.model._meta.label_lower}"

    def _remove(self, request: HttpRequest, rows: Sequence[models.Model]) -> None:
        """Raises EditConflict for a row that somebody changed since the page asked whether to remove it."""
        shown = request.session.pop(self._removal, {})
        with transaction.atomic():
            stale = [
                row
                for row in rows
                if isinstance(row, Editable) and shown.get(str(row.pk), row.row_version) != row.row_version
            ]
            if stale:
                raise EditConflict([(row, row) for row in stale])
            self.after_write(request, rows)
            remove_rows(rows, by=person(request), via=VIA)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Whoever confirms a removal after somebody changed the row is led to the row as it is now."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except EditConflict:
            return self._changed_since(request, "../change/")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the removal of rows chosen in it, as in `delete_view`."""
        try:
            return super().changelist_view(request, extra_context)
        except EditConflict:
            return self._changed_since(request, request.get_full_path())

    def _changed_since(self, request: HttpRequest, there: str) -> HttpResponse:
        sentence = _("Somebody changed this since you opened it. Read it again, then remove it.")
        self.message_user(request, sentence, messages.ERROR)
        return redirect(there)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        opened = edits(self.form)(super().changeform_view)
        return cast("HttpResponse", opened(request, object_id, form_url, extra_context))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().render_change_form(request, context, *args, **kwargs)
        if getattr(context["adminform"].form, "conflict", None) is not None:
            answer.status_code = 409
        return answer

    # One history: that of the change log ---------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return cast("HttpResponse", self.auditlog_history_view(request, object_id, extra_context))

    def log_addition(self, *_arguments: Any, **_named: Any) -> Any:
        """Nothing: the change log has it."""

    def log_change(self, *_arguments: Any, **_named: Any) -> Any:
        """Nothing: the change log has it."""

    def log_deletions(self, *_arguments: Any, **_named: Any) -> Any:
        """Nothing: the change log has it."""


class RowAdmin(LoggedAdmin):
    """For rows with a version: two people who edit one row at the same time do not overwrite each other."""


class ReadOnlyAdmin(LoggedAdmin):
    """For what the program itself writes: to be looked at."""

    def has_add_permission(self, *_arguments: Any, **_named: Any) -> bool:
        return False

    def has_change_permission(self, *_arguments: Any, **_named: Any) -> bool:
        return False

    def has_delete_permission(self, *_arguments: Any, **_named: Any) -> bool:
        return False


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    exclude = ("result",)
    list_display = ("task", "about", "status", "changes", "attempts", "requested_at", "finished_at")
    list_filter = ("status", "task")
    search_fields = ("task", "about")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")


@admin.register(HistorySeal)
class HistorySealAdmin(ReadOnlyAdmin):
    list_display = ("number", "last", "count", "hash", "sealed_at")


@admin.register(HistoryLeaf)
class HistoryLeafAdmin(ReadOnlyAdmin):
    list_display = ("entry", "seal", "actor", "content", "told")


admin.site.unregister(LogEntry)


@admin.register(LogEntry)
class ChangeLogAdmin(LogEntryAdmin):
    """The package's own page asks for a first and a last name, which a user here has not."""

    list_display: ClassVar[Iterable[str]] = ("created", "resource_url", "action", "msg_short", "actor", "via")
    list_filter: ClassVar[Iterable[str]] = ("action",)
    search_fields: ClassVar[Iterable[str]] = ("object_repr", "actor__email")

    @admin.display(description=_("via"))
    def via(self, entry: Any) -> str:
        return (entry.additional_data or {}).get("via", "")
