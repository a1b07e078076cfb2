"""Zip files: everything that can be wrong with one, found in its directory and again while it is read."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.core.files.refusals import FileRefused

MOST_MEMBERS = 2000
MOST_UNPACKED = 100 * 2**20
MOST_OF_ONE = 60 * 2**20
GREATEST_RATIO = 100
RATIO_MATTERS_FROM = 2**20
"""Bytes below which a good ratio is no danger: a blank sheet packs better than 1 to 100."""
LONGEST_NAME = 255
PIECE = 2**16
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
DRIVE = re.compile(r"[A-Za-z]:")


def opened(content: bytes) -> zipfile.ZipFile:
    """The zip, whose directory holds nothing that must not be unpacked. Raises FileRefused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE as error:
        raise _damaged() from error
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise FileRefused(
            _("The file holds more than %(most)s parts. That is no document of people's making.")
            % {"most": MOST_MEMBERS},
            "too_many_members",
        )
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise FileRefused(_("The file names one of its parts twice."), "twice")
    for member in members:
        _check(member)
    _check_size(members, len(content))
    return archive


def _check(member: zipfile.ZipInfo) -> None:
    # Names as they were written: zipfile itself cuts them at a NUL and turns the slashes of Windows.
    name = member.orig_filename
    parts = re.split(r"[/\\]", name)
    if (
        name.startswith(("/", "\\"))
        or ".." in parts
        or "\0" in name
        or DRIVE.match(name)
        or len(name) > LONGEST_NAME
    ):
        raise FileRefused(_("A part of the file has a name that leads out of it."), "path")
    if member.flag_bits & 0x1:
        raise FileRefused(_("The file is protected by a password. Save it without one."), "encrypted")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused(_("A part of the file is a link to something else."), "link")
    if member.compress_type not in COMPRESSIONS:
        raise FileRefused(_("The file is packed in a way that no office program uses."), "compression")


def _check_size(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    too_large = unpacked > MOST_UNPACKED or any(member.file_size > MOST_OF_ONE for member in members)
    if too_large or (unpacked > RATIO_MATTERS_FROM and unpacked > GREATEST_RATIO * size):
        raise _bomb()
    for member in members:
        ratio_allows = GREATEST_RATIO * max(member.compress_size, 1)
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > ratio_allows:
            raise _bomb()


def parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part, counted while it is unpacked, for a directory can lie."""
    total = 0
    for member in archive.infolist():
        if member.is_dir():
            continue
        pieces = []
        try:
            with archive.open(member) as packed:
                while piece := packed.read(PIECE):
                    total += len(piece)
                    if total > MOST_UNPACKED:
                        raise _bomb()
                    pieces.append(piece)
        except UNREADABLE as error:
            raise _damaged() from error
        content = b"".join(pieces)
        if len(content) != member.file_size:
            raise _damaged()
        yield member.filename, content


def _bomb() -> FileRefused:
    return FileRefused(
        _("Unpacked, the file would be far larger than it looks. Such files are not opened."),
        "bomb",
    )


def _damaged() -> FileRefused:
    return FileRefused(_("The file is damaged: what it says about its parts is not so."), "damaged")
