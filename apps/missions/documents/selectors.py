"""Which documents a reader may see, write and name."""

from typing import cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import F, Q, QuerySet, Sum

from apps.agencies.models import Agency
from apps.missions.models import Document, DocumentFile, Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import memberships_in

Reader = AbstractBaseUser | AnonymousUser


def documents_for(user: Reader, mission: Mission) -> "QuerySet[Document]":
    """The documents of the mission that the user may see, newest first, each with its agency.

    Also what a form offers that names documents.
    """
    seen = cast("QuerySet[Document]", Document.objects.visible_to(user))
    named = seen.filter(mission=mission).select_related("agency", "mission")
    return named.order_by(F("dated_on").desc(nulls_last=True), "title", "pk")


def found_by(documents: "QuerySet[Document]", words: str) -> "QuerySet[Document]":
    """Those whose title, kind or description holds the words."""
    if not words:
        return documents
    return documents.filter(
        Q(title__icontains=words) | Q(description__icontains=words) | Q(type__icontains=words)
    )


def document_named(user: Reader, mission: Mission, uuid: UUID) -> Document | None:
    """The document, for who may see it; None for everybody else and for no document. One query."""
    return documents_for(user, mission).filter(uuid=uuid).first()


def files_of(document: Document) -> list[DocumentFile]:
    """Its versions, newest first, with who handed them in. One query."""
    return list(document.files.select_related("uploaded_by").order_by("-number"))


def agencies_written_for(user: Reader, mission: Mission) -> "QuerySet[Agency]":
    """The agencies of the mission for which the user writes."""
    mine = [one.agency_id for one in memberships_in(user, mission) if one.role in EDITORS and one.agency_id]
    return Agency.objects.filter(pk__in=mine).order_by("name")


def bytes_of(user: AbstractBaseUser) -> int:
    """How much a person has handed in that is still kept. One query."""
    found = DocumentFile.objects.filter(uploaded_by=user.pk).aggregate(sum=Sum("size_bytes"))["sum"]
    return int(found or 0)
