"""The files of documents: each new version is a file of its own, kept under a generated name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.constraints import unique
from apps.missions.models.base import MissionPart
from apps.missions.models.setting import Document


class DocumentFile(MissionPart):
    """One version of a document, as it was checked and stored. `stored` is its generated name (core/files).

    It is never changed. `name` is for people; `names_an_author`: who wrote it can still be read in the file;
    `scanned_at`: when a virus scanner looked at it and found nothing, missing where none did.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    name = models.TextField()
    stored = models.CharField(max_length=80, unique=True, editable=False)
    media_type = models.TextField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    names_an_author = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "-number"]
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        constraints = [
            unique("document", "number", name="number", message=_("This version of the document is there."))
        ]

    def __str__(self) -> str:
        return self.name
