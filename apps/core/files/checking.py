"""One door for every file that comes in: evidence, pictures, tables to be imported."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from apps.core.files import images, kinds, markup, office, pdf
from apps.core.files.kinds import IMAGES, KINDS, OLE, PACKED, TEXTS, Kind
from apps.core.files.refusals import FileRefused
from apps.core.files.scanning import scan

MOST_BYTES = 20 * 2**20
LONGEST_NAME = 120
EVIDENCE = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "jpeg", "png", "webp", "csv", "txt")
"""What is taken as evidence."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: `content` is what to store, made harmless where its kind can be.

    `name` is for people only: stored names are generated. `sha256` and `size` are of `content`,
    `sent_sha256` of what was sent. `names_an_author`: who wrote it can still be read in it. `scanned`: a
    virus scanner has looked at what was sent, and found nothing.
    """

    kind: Kind
    name: str
    content: bytes
    sent_sha256: str
    names_an_author: bool = False
    scanned: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        return len(self.content)


def check_upload(
    file: Any, *, allowed: Collection[str] = EVIDENCE, most_bytes: int = MOST_BYTES
) -> CheckedFile:
    """The file (a Django upload: `name`, `size`, `read`) if it is of an allowed kind and safe to keep.

    `allowed` are names of `kinds.KINDS`. Raises FileRefused, a ValidationError with one sentence for people.
    """
    if file.size > most_bytes:
        raise FileRefused(
            _("The file is larger than %(most)s MB.") % {"most": most_bytes // 2**20}, "too_large"
        )
    content: bytes = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise FileRefused(
            _("The file is larger than %(most)s MB.") % {"most": most_bytes // 2**20}, "too_large"
        )
    if not content:
        raise FileRefused(_("The file is empty."), "empty")
    name = clean_name(file.name)
    found, kept = _made_safe(content, name, allowed)
    if found not in allowed:
        raise _not_taken(_("It is %(kind)s.") % {"kind": KINDS[found].label}, allowed)
    kind = KINDS[found]
    ending = PurePosixPath(name).suffix.lower()
    if ending not in kind.endings:
        raise FileRefused(
            _("The name ends in “%(ending)s”, but the file is %(kind)s. Give it its right name.")
            % {"ending": ending or "—", "kind": kind.label},
            "ending",
        )
    return CheckedFile(
        kind=kind,
        name=name,
        content=kept,
        sent_sha256=hashlib.sha256(content).hexdigest(),
        names_an_author=found == "pdf" and pdf.names_an_author(content),
        scanned=scan(content),
    )


def clean_name(name: str | None) -> str:
    """The last part of a name, without signs that hide or turn it; long ones are cut before their ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '"<>|:*?')
    path = PurePosixPath(shown.strip(". ") or "file")
    return path.stem[: LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]


def _made_safe(content: bytes, name: str, allowed: Collection[str]) -> tuple[str, bytes]:
    """Kind and harmless content. Raises FileRefused."""
    found = kinds.of_content(content)
    if found == "zip":
        if not set(PACKED) & set(allowed):
            raise _not_taken(_("It is packed."), allowed)
        return office.checked(content)
    if found == "ole":
        raise FileRefused(
            _(
                "The file is in the old format of Office, or protected by a password. "
                "Save it as .docx or .xlsx."
            ),
            "ole",
        )
    if found in IMAGES:
        return found, images.drawn_anew(found, content) if found in allowed else content
    if found == "pdf":
        return found, pdf.checked(content)
    if found == "markup":
        return _markup(content, allowed)
    if found == "text":
        return _text(content, name, allowed)
    raise _not_taken(_("It seems to be %(kind)s.") % {"kind": kinds.looks_like(content)}, allowed)


def _markup(content: bytes, allowed: Collection[str]) -> tuple[str, bytes]:
    start = content[: kinds.HEAD].lower()
    if any(b"<" + tag in start for tag in (b"svg", b"html", b"!doctype html", b"script", b"body", b"iframe")):
        raise markup.is_shown()
    if "xml" not in allowed:
        raise _not_taken(_("It is XML or a web page."), allowed)
    markup.parse(content)
    return "xml", content


def _text(content: bytes, name: str, allowed: Collection[str]) -> tuple[str, bytes]:
    """By its ending, for texts of all kinds begin alike; a kind that is not allowed is plain text."""
    if OLE in content or kinds.as_text(content) is None:
        raise _not_taken(_("It is no text, whatever its name says."), allowed)
    ending = PurePosixPath(name).suffix.lower()
    kind = next((one for one in TEXTS if ending in KINDS[one].endings), "txt")
    if kind == "xml":
        markup.parse(content)
    if kind == "json":
        try:
            json.loads(content)
        except (ValueError, RecursionError) as error:
            raise FileRefused(_("The file is not JSON."), "not_json") from error
    return kind, content


def _not_taken(why: str, allowed: Collection[str]) -> FileRefused:
    names = ", ".join(str(KINDS[one].label) for one in KINDS if one in allowed)
    return FileRefused(
        _("This kind of file is not taken. %(why)s Taken are: %(names)s.") % {"why": why, "names": names},
        "kind",
    )
