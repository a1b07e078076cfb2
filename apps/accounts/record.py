"""What the server's log keeps of signing in and of what guards an account: who, what, from where; no secret.

People are numbers here, and an address that was typed is a keyed hash: what is typed there is sometimes a
password, and a log goes to more places than the database.
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import signals as auth
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from apps.accounts.session import proves

log = logging.getLogger("nexusplan.security")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def note(event: str, request: HttpRequest | None, user: Any = None, **more: object) -> None:
    """One line: `event`, the person's number, the address of the machine, and plain words."""
    fields = {"user": getattr(user, "pk", None), "from": _machine(request), **more}
    log.info("%s %s", event, " ".join(f"{name}={value}" for name, value in fields.items()))


def _machine(request: HttpRequest | None) -> str | None:
    if request is None:
        return None
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None


@receiver(auth.user_logged_in)
def _signed_in(request: HttpRequest, user: Any, **_more: Any) -> None:
    records = get_authentication_records(request, user)
    note("signed-in", request, user, by="+".join(one["method"] for one in records) or None)


@receiver(auth.user_logged_out)
def _signed_out(request: HttpRequest, user: Any, **_more: Any) -> None:
    note("signed-out", request, user)


@receiver(auth.user_login_failed)
def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or "").casefold()
    hashed = salted_hmac("nexusplan.refused", typed, algorithm="sha256").hexdigest()[:16]
    note("sign-in-refused", request, address=hashed)


@receiver(mfa.authentication_failed)
def _factor_refused(request: HttpRequest, user: Any, authenticator: Any, **_more: Any) -> None:
    note("factor-refused", request, user, kind=getattr(authenticator, "type", None))


@receiver(mfa.authenticator_added)
def _factor_added(request: HttpRequest, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    """The first factor was shown by setting it up; one beside it was added by who may lack that one."""
    note("factor-added", request, user, kind=authenticator.type)
    others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk)
    if authenticator.type in FACTORS and not others.exists():
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(mfa.authenticator_removed)
def _factor_removed(request: HttpRequest, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    """Whoever has no factor left has shown none, here and in every other session."""
    note("factor-removed", request, user, kind=authenticator.type)
    if Authenticator.objects.filter(user=user, type__in=FACTORS).exists():
        return
    records = get_authentication_records(request, user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if not proves(one)]
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


@receiver(mfa.authenticator_reset)
def _codes_renewed(request: HttpRequest, user: Any, **_more: Any) -> None:
    note("recovery-codes-renewed", request, user)


@receiver(account.password_changed)
@receiver(account.password_set)
def _password_changed(request: HttpRequest, user: Any, **_more: Any) -> None:
    note("password-changed", request, user)


@receiver(account.password_reset)
def _password_reset(request: HttpRequest, user: Any, **_more: Any) -> None:
    note("password-reset", request, user)


@receiver(account.email_changed)
@receiver(account.email_added)
@receiver(account.email_removed)
def _address_changed(request: HttpRequest, user: Any, **_more: Any) -> None:
    note("address-changed", request, user)
