"""What stands before the first element of an XML file: nothing there may define anything.

A DOCTYPE can name entities that grow without end or files of this machine, so it is refused before the
parser sees it. `Guarded` also ends a file that unpacks to too much, or in which one activity never ends.
"""

import gzip
import zlib
from typing import IO, Protocol

from django.utils.translation import gettext as _

from apps.exchange.portfolio.record import Unreadable

LONGEST_PROLOG = 65_536
LARGEST_ACTIVITY = 8 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024
MOST_GROWTH = 200  # unpacked bytes for each packed one; real files have 20 to 40
FREE_GROWTH = 8 * 1024 * 1024
GZIP = b"\x1f\x8b"


class Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Guarded:
    """A stream of bytes that gives up when an XML file asks for more than any real one does."""

    def __init__(self, stream: Source, *, packed: int | None) -> None:
        self._stream = stream
        self._most = MOST_BYTES if packed is None else min(MOST_BYTES, FREE_GROWTH + packed * MOST_GROWTH)
        self._head = b""
        self.given = 0
        self.settled = 0

    def settle(self) -> None:
        """An activity has ended: what was given so far is done with."""
        self.settled = self.given

    def peek(self, size: int) -> bytes:
        """The first bytes, which `read` gives again."""
        while len(self._head) < size and (more := self._next(size - len(self._head))):
            self._head += more
        return self._head[:size]

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            taken, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
        else:
            taken = self._next(size)
        self.given += len(taken)
        if self.given > self._most:
            raise Unreadable(_("Unpacked, the file is larger than any real one: it was not read further."))
        if self.given - self.settled > LARGEST_ACTIVITY:
            raise Unreadable(
                _("One activity of the file is longer than %(size)d MB: it was not read further.")
                % {"size": LARGEST_ACTIVITY // 1024 // 1024}
            )
        return taken

    def _next(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(_("The packed file is damaged: it cannot be unpacked.")) from error


def guarded(stream: IO[bytes]) -> Guarded:
    """The bytes of a file, unpacked if it is gzip. Raises Unreadable for what is not the start of XML."""
    start = stream.read(2)
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    if start == GZIP:
        # A member may claim any size, so the unpacked bytes are counted as they come.
        found = Guarded(gzip.GzipFile(fileobj=stream, mode="rb"), packed=size)
    else:
        found = Guarded(stream, packed=None)
    check_prolog(found.peek(LONGEST_PROLOG))
    return found


def check_prolog(head: bytes) -> None:
    """Raises Unreadable unless the text begins, after comments at most, with an element."""
    text = _decoded(head).lstrip("\ufeff")
    place = 0
    while True:
        while place < len(text) and text[place] in " \t\r\n":
            place += 1
        if text.startswith("<!--", place):
            place = _after(text, "-->", place + 4)
        elif text.startswith("<?", place):
            place = _after(text, "?>", place + 2)
        elif text.startswith("<!", place):
            raise Unreadable(_("The file has a DOCTYPE, which IATI never has: it was not read."))
        elif (
            place + 1 < len(text)
            and text[place] == "<"
            and (text[place + 1].isalpha() or text[place + 1] in "_:")
        ):
            return
        else:
            raise not_xml()


def not_xml() -> Unreadable:
    return Unreadable(_("This is not an XML file: nothing could be read from it."))


def _after(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    if found < 0:
        raise not_xml()
    return found + len(end)


def _decoded(head: bytes) -> str:
    """Enough of the text to see its markup; what stands between is of no interest here."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head.decode("utf-16", errors="replace")
    if head[:4] == b"<\x00?\x00":
        return head.decode("utf-16-le", errors="replace")
    if head[:4] == b"\x00<\x00?":
        return head.decode("utf-16-be", errors="replace")
    return head.decode("utf-8", errors="replace")
