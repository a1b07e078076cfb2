from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiToken, SentMail, User
from apps.core.admin import LoggedAdmin, ReadOnlyAdmin


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class UserAdmin(LoggedAdmin, DjangoUserAdmin):
    form = UserChangeForm
    add_form = NewUserForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)


@admin.register(ApiToken)
class ApiTokenAdmin(LoggedAdmin):
    """Tokens are made by their own people only; an administrator may end one."""

    list_display = ("user", "name", "shown", "scope", "expires_on", "withdrawn_at", "last_used_at")
    readonly_fields = (
        "user",
        "name",
        "shown",
        "scope",
        "only_mission",
        "second_factor",
        "created_at",
        "expires_on",
        "last_used_at",
    )
    exclude = ("sha256",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False


@admin.register(SentMail)
class SentMailAdmin(ReadOnlyAdmin):
    list_display = ("user", "what", "at")
