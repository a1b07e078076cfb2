"""Sessions end by themselves, and some pages open only to who has shown a second factor."""

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from apps.accounts import detour
from apps.accounts.models import User
from apps.accounts.session import BEGAN, SEEN, SecondFactorMissing, proves

GetResponse = Callable[[HttpRequest], HttpResponseBase]

NOTED_EVERY = 300
"""Seconds between two notes of the last page, so that reading does not write at every step."""


class Sessions:
    """Ends a session that is too old or was left alone; marks who has shown a second factor in it.

    Costs no query: both times stand in the session, and the user is read only where a page reads it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed_in = request.user
        request.user = cast("User", SimpleLazyObject(lambda: _current(request, signed_in)))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Whoever lacks a second factor is led to where one is set up, or shown."""
        if not isinstance(exception, SecondFactorMissing):
            return None
        return detour.lead(request, exception.reason)


def _current(request: HttpRequest, signed_in: Any) -> Any:
    """The person, who is nobody once the session has ended."""
    if not signed_in.is_authenticated:
        return signed_in
    now, session = time.time(), request.session
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is not None and seen is not None:
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
            session.flush()
            return AnonymousUser()
        if now - seen > NOTED_EVERY:
            session[SEEN] = now
    signed_in.second_factor_shown = any(map(proves, get_authentication_records(request, signed_in)))
    return signed_in
