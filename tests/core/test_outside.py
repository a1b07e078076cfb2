"""Which addresses this server calls: nothing inside its own network, however it is written (T15).

A trap stands where sockets connect, and a resolver of the test says where names lead.
"""

import http.server
import socket
import threading

import pytest
import requests
from django.core.exceptions import ValidationError

from apps.accounts.adapter import SingleSignOn
from apps.core.outside import addresses, sending
from apps.core.outside.sending import NotAnswered, post, session

PUBLIC = "93.184.215.14"
NEVER_KEPT = [
    "http://example.org/hook",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1.:443/",
    "https://localhost/",
    "https://localhost./",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[fe80::1%25eth0]/",
    "https://[64:ff9b::7f00:1]/",
    "https://0/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://10.0.0.5/",
    "https://192.168.1.1/",
    "https://metadata/",
    "https://internal:8080/",
    "https://example.org:22/",
    "https://example.org:6379/",
    "https://me:secret@example.org/",
    "https://example.org@127.0.0.1/",
    "https://example.org\\@127.0.0.1/",
    "https://example.org#@127.0.0.1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://exämple.org/",
    "https://example.org./",
    "https://exa mple.org/",
    "https://example.org/\r\nX-Injected: 1",
    "https:///nowhere",
    "https://example.org:99999/",
    "https://" + "a" * 64 + ".org/",
    "file:///etc/passwd",
    "gopher://example.org/_GET",
    "ftp://example.org/",
    "dict://127.0.0.1:11211/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "//example.org/",
    "",
]
NEVER_CALLED = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - an address that is refused
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
]


@pytest.fixture
def trap(monkeypatch):
    """Every address that a socket was asked to connect to; none is reached."""
    called = []

    def connect(_self, address):
        called.append(address[0])
        raise OSError("the trap")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return called


@pytest.fixture
def leads_to(monkeypatch):
    """Says where every name leads, one list for each time it is asked; the last one stays."""

    def say(*answers):
        left = list(answers)

        def getaddrinfo(_host, port, *_given, **_more):
            found = left.pop(0) if len(left) > 1 else left[0]
            return [
                (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
                for one in found
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return say


@pytest.mark.parametrize("url", NEVER_KEPT)
def test_an_address_that_is_no_name_of_the_public_network_is_neither_kept_nor_called(url, trap, leads_to):
    leads_to([PUBLIC])
    with pytest.raises(ValidationError):
        addresses.check_url(url)
    with pytest.raises((ValidationError, NotAnswered)):
        post(url, b"", {})
    assert trap == []


@pytest.mark.parametrize(
    "url", ["https://example.org", "https://hooks.example.org:8443/a?b=c", "https://xn--exmple-cua.org/"]
)
def test_a_name_of_the_public_network_is_kept(url):
    assert addresses.check_url(url).hostname


@pytest.mark.parametrize("address", NEVER_CALLED)
def test_a_name_that_leads_inside_is_not_called(address, trap, leads_to):
    leads_to([address])
    with pytest.raises(NotAnswered, match="not_allowed"):
        post("https://hooks.example.org/", b"", {})
    with pytest.raises(requests.ConnectionError):
        session().get("https://hooks.example.org/")
    assert trap == []


def test_a_name_that_leads_inside_and_outside_is_not_tried_until_one_works(trap, leads_to):
    leads_to([PUBLIC, "127.0.0.1"])
    with pytest.raises(NotAnswered, match="not_allowed"):
        post("https://hooks.example.org/", b"", {})
    assert trap == []


def test_the_address_that_was_looked_at_is_the_one_that_is_called(trap, leads_to):
    """A name that leads elsewhere when it is asked a second time (rebinding) is not asked a second time."""
    leads_to([PUBLIC], ["127.0.0.1"])
    with pytest.raises(NotAnswered, match="no_answer"):
        post("https://hooks.example.org/", b"", {})
    assert trap == [PUBLIC]


@pytest.mark.parametrize(
    "url", ["http://login.example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://example.org/"]
)
def test_single_sign_on_asks_by_tls_only(url, trap, leads_to, settings):
    leads_to([PUBLIC])
    settings.OIDC_ISSUER = "https://login.example.org"
    with pytest.raises(requests.RequestException):
        SingleSignOn().get_requests_session().get(url)
    assert trap == []


def test_single_sign_on_asks_inside_only_whom_the_operator_named(trap, leads_to, settings):
    """The document of the provider may name other addresses, for tokens and keys."""
    settings.OIDC_ISSUER = "https://login.example.org"
    leads_to(["10.0.0.5"])
    asking = SingleSignOn().get_requests_session()
    for url in (
        "https://login.example.org.evil.org/",
        "https://keys.example.org/",
        "https://169.254.169.254/",
    ):
        with pytest.raises(requests.ConnectionError):
            asking.get(url)
    assert trap == []
    with pytest.raises(requests.ConnectionError):
        asking.get("https://login.example.org/.well-known/openid-configuration")
    assert set(trap) == {"10.0.0.5"}


class Receiver(http.server.BaseHTTPRequestHandler):
    """Redirects, or drips, as its path says."""

    seen: list = []

    def do_POST(self):
        self.seen.append(self.path)
        if self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                try:
                    self.wfile.write(b"X-A: b\r\n")
                    self.wfile.flush()
                except OSError:
                    return
                self.server.pause.wait(0.05)
            return
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_given):
        pass


@pytest.fixture
def receiver(monkeypatch):
    """A receiver on this machine, which is reached by plain HTTP for once."""
    from urllib3.connection import HTTPConnection

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads, server.pause = True, threading.Event()
    Receiver.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = server.server_port
    monkeypatch.setattr(
        sending, "connection_to", lambda _host, _port: HTTPConnection("127.0.0.1", here, timeout=5)
    )
    yield server
    server.pause.set()
    server.shutdown()
    server.server_close()


def test_a_redirect_is_an_answer_and_not_followed(receiver):
    assert post("https://hooks.example.org/first", b"{}", {}) == 302
    assert Receiver.seen == ["/first"]


def test_whoever_drips_is_hung_up_on(receiver, monkeypatch):
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.3)
    with pytest.raises(NotAnswered, match="no_answer"):
        post("https://hooks.example.org/slow", b"{}", {})
