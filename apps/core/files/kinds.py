"""The kinds of files that are taken, and what a beginning gives away of those that are not."""

from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind is called, served and stored."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    label: object

    @property
    def ending(self) -> str:
        return self.endings[0]


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "application/pdf", (".pdf",), "PDF"),
        Kind("docx", OFFICE + "wordprocessingml.document", (".docx",), gettext_lazy("Word (.docx)")),
        Kind("xlsx", OFFICE + "spreadsheetml.sheet", (".xlsx",), gettext_lazy("Excel (.xlsx)")),
        Kind("pptx", OFFICE + "presentationml.presentation", (".pptx",), gettext_lazy("PowerPoint (.pptx)")),
        Kind("odt", OPEN + "text", (".odt",), gettext_lazy("OpenDocument text (.odt)")),
        Kind("ods", OPEN + "spreadsheet", (".ods",), gettext_lazy("OpenDocument table (.ods)")),
        Kind("jpeg", "image/jpeg", (".jpg", ".jpeg"), "JPEG"),
        Kind("png", "image/png", (".png",), "PNG"),
        Kind("webp", "image/webp", (".webp",), "WebP"),
        Kind("csv", "text/csv", (".csv",), "CSV"),
        Kind("txt", "text/plain", (".txt",), gettext_lazy("plain text (.txt)")),
        Kind("xml", "application/xml", (".xml",), "XML"),
        Kind("json", "application/json", (".json", ".geojson"), "JSON"),
    )
}
PACKED = ("docx", "xlsx", "pptx", "odt", "ods")
IMAGES = ("jpeg", "png", "webp")
TEXTS = ("csv", "txt", "xml", "json")

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


def of_content(content: bytes) -> str | None:
    """ "zip", "ole", "markup", "text" or the kind that the very first bytes show; None for anything else."""
    for start, name in (
        (b"%PDF-", "pdf"),
        (ZIP, "zip"),
        (OLE, "ole"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpeg"),
    ):
        if content.startswith(start):
            return name
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    text = as_text(content[:HEAD], whole=False)
    if text is None:
        return None
    return "markup" if text.lstrip("\ufeff \t\r\n").startswith("<") else "text"


def as_text(content: bytes, *, whole: bool = True) -> str | None:
    """The text in UTF-8, UTF-16 with its mark, or else Windows Latin; None for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="strict" if whole and len(content) % 2 == 0 else "ignore")
    else:
        try:
            text = content.decode("utf-8-sig", errors="strict" if whole else "ignore")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    controls = sum(1 for sign in text if ord(sign) < ord(" ") and sign not in "\t\n\r\f")
    return None if controls or "\ufffd" in text else text


def looks_like(content: bytes) -> str:
    """What a file that is not taken seems to be, for the sentence that refuses it."""
    try:
        found = puremagic.magic_string(content[:HEAD])
    except (puremagic.PureError, ValueError):
        return _("a kind that is not known here")
    return str(found[0].name) or _("a kind that is not known here")
