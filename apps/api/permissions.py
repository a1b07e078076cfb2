"""How far a token goes: asked once for every address and method, so that no view can forget it."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from apps.accounts.enums import TokenScope
from apps.accounts.models import ApiToken


class ScopeMissing(PermissionDenied):
    """The token does not go that far; `wanted` is the scope that would."""

    def __init__(self, wanted: TokenScope) -> None:
        sentence = _(
            "This token does not go that far. What you ask for needs a token with the scope %(scope)s."
        )
        super().__init__(sentence % {"scope": wanted.value})
        self.auth_header = f'Bearer error="insufficient_scope", scope="{wanted.value}"'


class WithinScope(BasePermission):
    """Whoever came in by a session may try everything; a token what its scope covers.

    A method that may change something asks for `write`, all others for `scope` of the view, or `read`.
    """

    usual: ClassVar = TokenScope.READ

    def has_permission(self, request: Any, view: Any) -> bool:
        """Raises ScopeMissing, which names the scope that is asked for."""
        if isinstance(request.auth, ApiToken):
            safe = request.method in SAFE_METHODS
            wanted = getattr(view, "scope", self.usual) if safe else TokenScope.WRITE
            if not TokenScope(request.auth.scope).covers(wanted):
                raise ScopeMissing(wanted)
        return True
