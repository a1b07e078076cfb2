"""What a virus scanner says of a file, where the settings name one: clamd of ClamAV, asked by INSTREAM.

https://docs.clamav.net/manpages/clamd.html: each piece after its length in four bytes, a length of zero at
the end; the answer is "stream: OK", "stream: NAME FOUND" or something that ends with "ERROR".
"""

import logging
import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.files.refusals import FileRefused

PIECE = 2**16
SECONDS = 20.0
"""The longest that a person waits for the whole answer."""
LONGEST_ANSWER = 1000

log = logging.getLogger("nexusplan.security")


def scan(content: bytes) -> bool:
    """Whether a scanner has looked at it and found nothing; False where the settings name none.

    Raises FileRefused for a file in which it found something, and where it gave no answer: a server that
    was given a scanner keeps nothing that it did not see.
    """
    if not settings.VIRUS_SCANNER:
        return False
    try:
        said = _ask(settings.VIRUS_SCANNER, content)
    except OSError as error:
        said = f"{type(error).__name__} ERROR"
    if said == "stream: OK":
        return True
    # Of its answer only signs that belong there: a log has one line for each event.
    plain = "".join(sign for sign in said if sign.isalnum() or sign in " :._-/")[:200]
    if said.endswith(" FOUND"):
        log.warning("file-refused virus=%s size=%s", plain, len(content))
        raise FileRefused(_("A virus scanner found something in this file, so it was not kept."), "virus")
    log.error("virus-scanner-away said=%s", plain)
    raise FileRefused(
        _("The file could not be scanned for viruses just now, so it was not kept. Try again later."),
        "not_scanned",
    )


def _ask(address: str, content: bytes) -> str:
    """What clamd answers. Raises OSError, also where it takes too long or says something else than text."""
    until = time.monotonic() + SECONDS
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            _wait_until(connection, until)
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            _wait_until(connection, until)
            got = connection.recv(LONGEST_ANSWER)
            if not got:
                break
            answer += got
    return answer.partition(b"\0")[0].decode("utf-8", errors="replace").strip()


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _wait_until(connection: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)
