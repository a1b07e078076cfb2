"""Documents of office programs: no programs in them, nothing fetched from elsewhere, no author kept."""

import io
import re
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.core.files import packed
from apps.core.files.kinds import OLE, ZIP
from apps.core.files.markup import text_of
from apps.core.files.refusals import FileRefused

MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OPEN = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
PROGRAM = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex/|\.exe$|\.dll$|\.js$|\.vbs$|\.jar$|^basic/|^scripts/|oleobject"
    r"|customui/",
    re.IGNORECASE,
)
MARKUP = (".xml", ".rels", ".vml", ".rdf")
EMBEDDED = re.compile(r"(?:^|/)embeddings/[^/]+\.xlsx$", re.IGNORECASE)
FETCHED = re.compile(r"""Type\s*=\s*["'][^"']*/(\w+)["']""")
OUTSIDE = re.compile(
    r"""<(?:\w+:)?Relationship\b[^>]*TargetMode\s*=\s*["']External["'][^>]*>""", re.IGNORECASE
)
MOST_RELATIONS = 2 * 2**20
MAY_LEAD_OUT = {"hyperlink", "externalLinkPath", "externalLinkPathMissing"}
STARTS_A_PROGRAM = re.compile(r"<(?:\w+:)?ddeLink\b|\bDDE(?:AUTO)?\s+(?:\"|&quot;|\w:|cmd)", re.IGNORECASE)
SCRIPT = re.compile(r"<(?:\w+:)?script\b|\bxlink:href\s*=\s*[\"']vnd\.sun\.star\.script", re.IGNORECASE)
PERSONAL = {
    "docProps/core.xml": r"creator|lastModifiedBy",
    "docProps/app.xml": r"Manager|Company",
    "meta.xml": r"creator|initial-creator|printed-by",
}
NAMED_IN = re.compile(r"""(\b\w+:(?:author|initials|userId)\s*=\s*)(["'])[^"']*\2""")
DATE = (1980, 1, 1, 0, 0, 0)


def checked(content: bytes, *, depth: int = 0) -> tuple[str, bytes]:
    """The kind of a packed document and its content, packed anew without names of authors.

    Packing anew also drops what stood before, between and after the parts. Raises FileRefused.
    """
    with packed.opened(content) as archive:
        kind = _kind(archive)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for name, part in _parts(archive, depth):
                info = zipfile.ZipInfo(name, DATE)
                info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                made.writestr(info, part, compresslevel=1)
    return kind, out.getvalue()


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    found = [kind for name, kind in MAIN.items() if name in names]
    if found and "[Content_Types].xml" in names:
        return found[0]
    if "mimetype" in names and archive.getinfo("mimetype").file_size < packed.LONGEST_NAME:
        kind = OPEN.get(archive.read("mimetype").strip())
        if kind is not None:
            return kind
    raise FileRefused(
        _("The file is an archive. Hand in the documents in it one by one, not packed."), "archive"
    )


def _parts(archive: zipfile.ZipFile, depth: int) -> Iterator[tuple[str, bytes]]:
    for name, part in packed.parts(archive):
        if PROGRAM.search(name) or part.startswith((OLE, b"MZ", b"\x7fELF")):
            raise _program()
        if part.startswith(ZIP):
            if depth or not EMBEDDED.search(name):
                raise FileRefused(_("The document has another file packed in it. Take that out."), "nested")
            _inner, again = checked(part, depth=depth + 1)
            yield name, again
        elif name.lower().endswith(MARKUP) or part.lstrip()[:1] == b"<":
            yield name, _markup(name, part)
        else:
            yield name, part


def _markup(name: str, part: bytes) -> bytes:
    text = text_of(part)
    if name == "[Content_Types].xml" and re.search(r"macroEnabled|vnd\.ms-office\.vba|activeX", text):
        raise _program()
    small = text.lower()
    # Plain looks come first: they search a table of 50 MB in a moment, patterns would take seconds.
    if ("script" in small and SCRIPT.search(text)) or ("dde" in small and STARTS_A_PROGRAM.search(text)):
        raise _program()
    if name.endswith(".rels"):
        if len(text) > MOST_RELATIONS:
            raise FileRefused(_("The document is put together in a way that no office program does."), "odd")
        for found in OUTSIDE.findall(text):
            kind = FETCHED.search(found)
            if kind is None or kind.group(1) not in MAY_LEAD_OUT:
                raise FileRefused(
                    _("When opened, the document fetches something from another address. Take that out."),
                    "fetches",
                )
    without = _without_names(name, text)
    if without == text:
        return part
    return without.encode("utf-16" if part.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8")


def _without_names(name: str, text: str) -> str:
    if (elements := PERSONAL.get(name)) is not None:
        text = re.sub(rf"(<((?:\w+:)?(?:{elements}))\b[^>/]*>)[^<]*(</\2>)", r"\1\3", text)
    if any(sign in text for sign in (":author", ":initials", ":userId")):
        text = NAMED_IN.sub(r"\1\2\2", text)
    return text


def _program() -> FileRefused:
    return FileRefused(
        _("The document carries programs (macros or embedded objects). Save it without them."), "macros"
    )
