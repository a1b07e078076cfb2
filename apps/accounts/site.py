"""The administration: it opens only to who has shown a second factor, by the same door as everybody's."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from apps.accounts.session import require_second_factor


class Administration(AdminSite):
    """Has no sign-in of its own: limits, second factors and records are those of the one sign-in page."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Raises SecondFactorMissing for an administrator who came in by password alone."""
        allowed = super().has_permission(request)
        if allowed:
            require_second_factor(
                request.user, _("Administrators reach everything, so a password is not enough.")
            )
        return allowed

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        return super().login(request, extra_context)
