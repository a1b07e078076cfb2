"""PDF: kept byte for byte, so that a signature in it stays good; refused where it runs something."""

import re
import zlib

from django.utils.translation import gettext as _

from apps.core.files.refusals import FileRefused

ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Movie)\b"
)
ENCRYPTED = re.compile(rb"/Encrypt\b")
OBJECTS = re.compile(rb"/ObjStm\b.{0,2000}?stream\r?\n", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
AUTHOR = re.compile(rb"/Author\s*(?:\((?:[^()\\]|\\.){1,400}\)|<[0-9A-Fa-f\s]{2,800}>)|<dc:creator>")
END = 1024
AFTER_END = 64
MOST_OBJECTS = 20 * 2**20
MOST_STREAMS = 5000


def checked(content: bytes) -> bytes:
    """The same bytes. Raises FileRefused."""
    place = content.rfind(b"%%EOF")
    if place < 0 or len(content) - place > END:
        raise FileRefused(_("The PDF is cut off or has something else behind it."), "damaged")
    if len(content[place:].rstrip(b"\r\n \0")) > AFTER_END or b"<" in content[place:]:
        raise FileRefused(_("The PDF is cut off or has something else behind it."), "damaged")
    shown = _names_spelt_out(content)
    if ENCRYPTED.search(shown):
        raise FileRefused(_("The file is protected by a password. Save it without one."), "encrypted")
    for text in (shown, *_packed_objects(content)):
        if ACTIVE.search(text):
            raise FileRefused(
                _("The PDF runs something or carries other files. Print it to a new PDF and hand that in."),
                "active",
            )
    return content


def names_an_author(content: bytes) -> bool:
    """Whether the PDF says who wrote it, as far as that can be seen from outside."""
    return AUTHOR.search(content) is not None


def _names_spelt_out(text: bytes) -> bytes:
    """Names with their escapes resolved: /J#61vaScript is /JavaScript."""
    return ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), text) if b"#" in text else text


def _packed_objects(content: bytes) -> list[bytes]:
    """The objects in compressed streams of objects, within a limit."""
    found, left = [], MOST_OBJECTS
    if content.count(b"/ObjStm") > MOST_STREAMS:
        raise FileRefused(_("The PDF is put together in a way that no program does."), "odd")
    for start in OBJECTS.finditer(content):
        end = content.find(b"endstream", start.end())
        try:
            text = zlib.decompressobj().decompress(content[start.end() : end], left)
        except zlib.error:
            continue
        left -= len(text)
        if left <= 0:
            raise FileRefused(
                _("Unpacked, the file would be far larger than it looks. Such files are not opened."),
                "bomb",
            )
        found.append(_names_spelt_out(text))
    return found
