"""The doors through which documents and their files come and go."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.files import CheckedFile
from apps.core.files.storing import discard, store
from apps.core.services import EditConflict, change_rows, create_rows, remove_rows
from apps.missions.documents.selectors import bytes_of
from apps.missions.models import Document, DocumentFile, Mission

QUOTA = 500 * 2**20
"""Bytes that one person can have handed in."""
Moment = datetime.datetime | None
FOLDER = "documents"
SAID = ("title", "type", "audience", "agency", "language", "dated_on", "url", "description")
OF_FILE = ("sha256", "media_type", "size_bytes")


@dataclass(frozen=True, slots=True)
class SaidOfDocument:
    """What people say of a document, beside its file."""

    title: str
    type: str | None = None
    audience: str | None = None
    agency: Agency | None = None
    language: str | None = None
    dated_on: datetime.date | None = None
    url: str | None = None
    description: str | None = None


def add_document(
    *,
    by: AbstractBaseUser,
    mission: Mission,
    said: SaidOfDocument,
    file: CheckedFile | None,
    at: datetime.datetime | None = None,
) -> Document:
    """A new document with its first file, if it has one. Raises ValidationError by field."""
    _check(said)
    document = Document(mission=mission, key=f"document-{uuid4().hex[:12]}")
    _say(document, said)
    if file is not None:
        _describe(document, file)
        _check_quota(by, file)
    document.full_clean(exclude=["key"])

    def write(stored: str | None) -> None:
        create_rows([document], by=by, at=at)
        if file is not None and stored is not None:
            create_rows([_row(document, file, stored, number=1, by=by, at=at)], by=by, at=at)

    _with_file(file, write)
    return document


def change_document(
    *, by: AbstractBaseUser, document: Document, said: SaidOfDocument, at: datetime.datetime | None = None
) -> Document:
    """Save what is said of a document.

    Raises ValidationError by field, EditConflict where somebody changed it since it was read.
    """
    _check(said)
    _say(document, said)
    with transaction.atomic():
        change_rows([document], SAID, by=by, at=at)
        _assess(document.mission, by)
    return document


def add_version(
    *, by: AbstractBaseUser, document: Document, file: CheckedFile, at: datetime.datetime | None = None
) -> Document:
    """A new file of a document; those before it stay.

    Raises ValidationError for a file that is there already or more than one can hand in, EditConflict
    where somebody changed the document meanwhile.
    """
    newest = document.files.order_by("-number").first()
    if newest is not None and newest.sha256 == file.sha256:
        raise ValidationError({"file": _("This is the file that is there already.")})
    _check_quota(by, file)
    number = 1 if newest is None else newest.number + 1
    _describe(document, file)

    def write(stored: str | None) -> None:
        change_rows([document], OF_FILE, by=by, at=at)
        create_rows([_row(document, file, stored or "", number=number, by=by, at=at)], by=by, at=at)

    _with_file(file, write)
    return document


def remove_document(*, by: AbstractBaseUser, document: Document, at: datetime.datetime | None = None) -> None:
    """Remove a document and its files for good.

    Raises ValidationError where something rests on it, EditConflict where somebody changed it meanwhile.
    """
    if uses := used_by(document):
        raise ValidationError(
            _("Something rests on this document (%(names)s). Take it out there first.")
            % {"names": ", ".join(uses)}
        )
    with transaction.atomic():
        stored = Document.objects.select_for_update().filter(pk=document.pk).first()
        if stored is None or stored.row_version != document.row_version:
            raise EditConflict([(document, stored)])
        files = list(document.files.values_list("stored", flat=True))
        remove_rows([document], by=by, at=at)
        for name in files:
            transaction.on_commit(lambda name=name: discard(name))  # type: ignore[misc]


def used_by(document: Document) -> list[str]:
    """The kinds of rows that name the document as their evidence. A query for each kind."""
    found = set()
    for relation in Document._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.is_relation is False or relation.one_to_one:
            continue
        if relation.many_to_many:
            model, name = relation.related_model, relation.field.name  # type: ignore[union-attr]
            if model._default_manager.filter(**{name: document.pk}).exists():  # type: ignore[union-attr]
                found.add(str(model._meta.verbose_name))  # type: ignore[union-attr]
    return sorted(found)


def _check(said: SaidOfDocument) -> None:
    if not said.title.strip():
        raise ValidationError({"title": _("Say what the document is.")})
    if said.audience == Audience.AGENCY and said.agency is None:
        raise ValidationError({"agency": _("Say inside which agency it is kept.")})


def _say(document: Document, said: SaidOfDocument) -> None:
    for name in SAID:
        setattr(document, name, getattr(said, name))
    document.title = said.title.strip()


def _describe(document: Document, file: CheckedFile) -> None:
    document.sha256, document.media_type = file.sha256, file.kind.media_type
    document.size_bytes = file.size


def _row(
    document: Document, file: CheckedFile, stored: str, *, number: int, by: AbstractBaseUser, at: Moment
) -> DocumentFile:
    now = at or timezone.now()
    return DocumentFile(
        document=document,
        number=number,
        name=file.name,
        stored=stored,
        media_type=file.kind.media_type,
        sha256=file.sha256,
        size_bytes=file.size,
        names_an_author=file.names_an_author,
        uploaded_by_id=by.pk,
        uploaded_at=now,
        scanned_at=now if file.scanned else None,
    )


def _check_quota(by: AbstractBaseUser, file: CheckedFile) -> None:
    if bytes_of(by) + file.size > QUOTA:
        raise ValidationError(
            {
                "file": _("You have handed in %(most)s MB, which is all that one person can.")
                % {"most": QUOTA // 2**20}
            }
        )


def _with_file(file: CheckedFile | None, write: Callable[[str | None], None]) -> None:
    """Store the file, write the rows in one transaction, and take the file away again where that fails."""
    stored = None if file is None else store(file.content, FOLDER)
    try:
        with transaction.atomic():
            write(stored)
    except BaseException:
        if stored is not None:
            discard(stored)
        raise


def _assess(mission: Mission, by: AbstractBaseUser) -> None:
    """The day and the audience of a document decide what it proves, and to whom."""
    jobs.request("coherence.assess", about=mission.uuid, by=by)
