"""Every refusal in one form: problem details (RFC 9457), with a pointer to each thing that is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import IntegrityError
from django.db.models import RestrictedError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from apps.accounts.session import SecondFactorMissing
from apps.core.services import AlreadyThere, EditConflict
from apps.frameworks.models import VersionAdopted

MEDIA_TYPE = "application/problem+json"


class Problem(exceptions.APIException):
    """A request that cannot be served. `errors` are (pointer or parameter, sentence), `more` other members
    of the document, `wait` the seconds after which it may be sent again.
    """

    wait: int | None = None

    def __init__(self, code: int, detail: str, errors: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status_code = code
        self.errors = list(errors)
        self.headers: dict[str, str] = {}
        self.more: dict[str, Any] = {}


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:  # noqa: ARG001 - DRF's signature
    """The answer to an exception, as Django REST framework asks for it; None for one that is no refusal."""
    problem = _problem(error)
    return None if problem is None else told(problem)


def nothing_here() -> Problem:
    """What is said where nothing stands, or nothing that the reader may see."""
    return Problem(status.HTTP_404_NOT_FOUND, _("There is nothing at this address that you may see."))


def told(problem: exceptions.APIException) -> Response:
    """A problem as programs read it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _title(problem.status_code),
        "status": problem.status_code,
        "detail": str(problem.detail),
    }
    errors = getattr(problem, "errors", ())
    if errors:
        body["errors"] = [
            {"pointer" if where.startswith("#") else "parameter": where, "detail": sentence}
            for where, sentence in errors
        ]
    body |= getattr(problem, "more", {})
    headers = dict(getattr(problem, "headers", {}))
    if getattr(problem, "auth_header", None):
        headers["WWW-Authenticate"] = problem.auth_header
    if getattr(problem, "wait", None):
        headers["Retry-After"] = str(int(problem.wait))
    return Response(body, status=problem.status_code, headers=headers, content_type=MEDIA_TYPE)


def _problem(error: Exception) -> Any:
    if isinstance(error, Http404):
        return nothing_here()
    if isinstance(error, SecondFactorMissing):
        return Problem(
            status.HTTP_403_FORBIDDEN,
            _("This mission asks for a second factor: make the token in a session in which you showed one."),
        )
    if isinstance(error, exceptions.APIException):
        return error
    return _refused_below(error)


def _refused_below(error: Exception) -> Problem | None:
    """What rules, services and the database refuse, one answer for each kind of it."""
    if isinstance(error, PermissionDenied):
        return Problem(status.HTTP_403_FORBIDDEN, _("You may see this, but not change it."))
    if isinstance(error, EditConflict):
        sentence = _("Somebody else changed this since you read it. Nothing is saved yet.")
        return Problem(status.HTTP_412_PRECONDITION_FAILED, sentence)
    if isinstance(error, AlreadyThere | VersionAdopted):
        return Problem(status.HTTP_409_CONFLICT, " ".join(error.messages))
    if isinstance(error, ValidationError):
        return Problem(status.HTTP_422_UNPROCESSABLE_ENTITY, " ".join(error.messages))
    if isinstance(error, RestrictedError):
        return Problem(status.HTTP_409_CONFLICT, _("It stays: other rows name it."))
    if isinstance(error, IntegrityError):
        return Problem(
            status.HTTP_409_CONFLICT, _("Another row stands against this one; nothing was stored.")
        )
    if isinstance(error, RequestDataTooBig):
        return Problem(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, _("This is more than one request takes."))
    return None


def _title(code: int) -> str:
    titles = {
        400: _("The request cannot be read"),
        401: _("Sign in first"),
        403: _("You may not do this"),
        404: _("Not found"),
        405: _("This address does not take this method"),
        406: _("This form of answer is not known"),
        409: _("This cannot be done as things stand"),
        412: _("Somebody else changed this in the meantime"),
        413: _("Too much at once"),
        415: _("This form of content is not taken"),
        422: _("Not stored"),
        428: _("Say which version you read"),
        429: _("Too many requests"),
    }
    return titles.get(code, _("The request was refused"))
