"""Where the settings name a virus scanner, no file is kept that it did not see."""

import contextlib
import socket
import struct
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core.files import FileRefused, check_upload, scanning
from tests.core.files.good import PDF, located

# The test file of the European Institute for Computer Antivirus Research, in two halves for this file's sake.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SILENT = b""


class Scanner:
    """A clamd that keeps what it was shown; `answer` None: as clamd answers, else these bytes."""

    def __init__(self, answer, *, hangs=False):
        self.seen, self.answer, self.hangs = [], answer, hangs
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self.door.accept()
                with connection, connection.makefile("rb") as stream:
                    self._listen(connection, stream)

    def _listen(self, connection, stream):
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        self.seen.append(content)
        if self.hangs:
            self.over.wait(5)
        elif self.answer is not None:
            connection.sendall(self.answer)
        else:
            found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
            connection.sendall(found)


@pytest.fixture
def scanner(settings):
    made = []

    def start(answer=None, **more):
        made.append(Scanner(answer, **more))
        settings.VIRUS_SCANNER = made[-1].address
        return made[-1]

    yield start
    for one in made:
        one.over.set()
        one.door.close()


def handed_in(content=PDF, name="report.pdf"):
    return check_upload(SimpleUploadedFile(name, content))


def test_without_a_scanner_a_file_is_kept_and_said_to_be_unscanned(settings):
    settings.VIRUS_SCANNER = ""
    assert not handed_in().scanned


def test_the_scanner_sees_what_was_sent_and_not_what_is_kept(scanner):
    clamd = scanner()
    assert handed_in().scanned
    assert handed_in(located(), "photo.jpg").scanned
    assert clamd.seen == [PDF, located()]


def test_a_file_larger_than_a_piece_arrives_whole(scanner):
    clamd, content = scanner(), b"word " * 50_000
    assert handed_in(content, "long.txt").scanned
    assert clamd.seen == [content]


def test_what_it_finds_is_refused_with_one_sentence_and_a_line_in_the_log(scanner, caplog):
    scanner()
    with pytest.raises(FileRefused) as refused:
        handed_in(EICAR, "note.txt")
    assert (refused.value.code, refused.value.message) == (
        "virus",
        "A virus scanner found something in this file, so it was not kept.",
    )
    [line] = [one.getMessage() for one in caplog.records if one.name == "nexusplan.security"]
    assert line == f"file-refused virus=stream: Eicar-Signature FOUND size={len(EICAR)}"


@pytest.mark.parametrize(
    "answer",
    [
        SILENT,
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK but not quite\0",
        b"stream: OK\n forged line\0",
        b"\xff" * 5000,
    ],
)
def test_without_a_clear_answer_nothing_is_kept(scanner, answer, caplog):
    scanner(answer)
    with pytest.raises(FileRefused) as refused:
        handed_in()
    assert refused.value.code == "not_scanned"
    assert "\n" not in caplog.records[-1].getMessage()


def test_a_scanner_that_hangs_is_waited_for_and_then_no_more(scanner, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    scanner(hangs=True)
    with pytest.raises(FileRefused) as refused:
        handed_in()
    assert refused.value.code == "not_scanned"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "tcp://"])
def test_a_scanner_that_is_away_keeps_nothing(settings, address):
    settings.VIRUS_SCANNER = address
    with pytest.raises(FileRefused) as refused:
        handed_in()
    assert refused.value.code == "not_scanned"


def test_a_socket_of_this_machine_serves_as_well(settings, tmp_path):
    settings.VIRUS_SCANNER = f"unix://{tmp_path}/clamd.ctl"
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{tmp_path}/clamd.ctl")
        door.listen()

        def serve():
            connection, _address = door.accept()
            with connection:
                while not connection.recv(2**20).endswith(b"\0\0\0\0"):
                    pass
                connection.sendall(b"stream: OK\0")

        threading.Thread(target=serve, daemon=True).start()
        assert handed_in().scanned
