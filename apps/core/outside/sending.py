"""The connections of this server to others: made to the address that was looked at, and to no other."""

import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from apps.core.outside.addresses import NotAllowed, check_url, resolve

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 20.0


class NotAnswered(Exception):
    """Nobody answered, or not in time, or not as a web server does. Its text is a code, for the page."""


class Looked(HTTPSConnection):
    """TLS to a name of which every address was looked at first; the look and the call are one, so that a
    name that changes in between leads nowhere else. `known` are names of the operator's own choice."""

    known: frozenset[str] = frozenset()

    def _new_conn(self) -> socket.socket:
        host, port = str(self.host), int(self.port or 443)
        if host in self.known:
            return super()._new_conn()
        last: OSError = NotAllowed(host)
        for family, kind, proto, _name, address in resolve(host, port):
            made = socket.socket(family, kind, proto)
            try:
                made.settimeout(CONNECT_SECONDS)
                made.connect(address)
            except OSError as error:
                made.close()
                last = error
            else:
                return made
        raise last


def connection_to(host: str, port: int) -> Any:
    return Looked(host, port, timeout=CONNECT_SECONDS, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where())


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a body; returns the status of the answer, of which nothing else is read. No redirect is followed.

    Raises NotAnswered within twenty-five seconds, whatever the other side does.
    """
    parts = check_url(url)
    connection = connection_to(str(parts.hostname), parts.port or 443)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    late = threading.Event()
    timer = threading.Timer(WHOLE_SECONDS, _hang_up(connection, late))
    timer.daemon = True
    try:
        connection.connect()
        # A timeout of the socket counts from each byte; this one counts the whole exchange.
        timer.start()
        connection.request("POST", target, body=body, headers=dict(headers), preload_content=False)
        status = int(connection.getresponse().status)
    except NotAllowed as error:
        raise NotAnswered("not_allowed") from error
    except (HTTPError, OSError, ValueError) as error:
        refused = isinstance(error.__cause__, NotAllowed)
        raise NotAnswered("not_allowed" if refused else "no_answer") from error
    finally:
        timer.cancel()
        connection.close()
    # Headers that were cut off read like headers that ended.
    if late.is_set():
        raise NotAnswered("no_answer")
    return status


def _hang_up(connection: Any, late: threading.Event) -> Callable[[], None]:
    def hang_up() -> None:
        late.set()
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)

    return hang_up


# For libraries that ask by themselves -------------------------------------------------------------------


class _Adapter(HTTPAdapter):
    """Sends by connections of this kind, each hop of a redirect too."""

    def __init__(self, kind: type[Looked]) -> None:
        self._kind = kind
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pool = type("Pool", (HTTPSConnectionPool,), {"ConnectionCls": self._kind})
        self.poolmanager.pool_classes_by_scheme = {"https": pool}


class _Nothing(HTTPAdapter):
    """What is not sent by TLS is not sent."""

    def send(self, *_args: Any, **_more: Any) -> requests.Response:
        raise requests.ConnectionError("Only addresses that begin with https:// are called.")


def session(known: frozenset[str] = frozenset()) -> requests.Session:
    """A session that calls public addresses only, and the hosts in `known`, by TLS. A proxy that the
    operator's environment names is used as it is."""
    made = requests.Session()
    made.mount("https://", _Adapter(type("Known", (Looked,), {"known": known})))
    made.mount("http://", _Nothing())
    return made
