"""Which addresses this server may call: nothing inside its own network, however it is written."""

import ipaddress
import re
import socket
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 2000
PORTS = frozenset({None, 443, 8443})
NAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])",
    re.IGNORECASE,
)
TRANSLATED = tuple(
    ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
"""Blocks of IPv6 that carry an address of IPv4 inside, and lead to it."""


class NotAllowed(OSError):
    """The name leads to an address that this server does not call. Told as if nobody answered."""


def check_url(url: str) -> SplitResult:
    """The parts of an address that may be kept to be called later. No query of the network.

    Raises ValidationError for any but https to a name of the public network: numbers in the place of a name,
    however they are written, a name and password, other ports.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValidationError(_("This is not an address of the web.")) from None
    plain = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>^`{|}')
    if not plain or len(url) > LONGEST or not parts.hostname:
        raise ValidationError(_("This is not an address of the web."))
    if parts.scheme != "https":
        raise ValidationError(_("Only addresses that begin with https:// are called."))
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise ValidationError(_("Leave name and password out of the address."))
    if parts.fragment or port not in PORTS:
        raise ValidationError(_("Only the ports 443 and 8443 are called, and nothing may follow a #."))
    if not NAME.fullmatch(parts.hostname):
        raise ValidationError(_("Write the full name of a server in the public network, no number."))
    return parts


def is_public(text: str) -> bool:
    """Whether this is an address of a single machine in the public network."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address.scope_id is not None or any(address in block for block in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
    """Where a name leads now, as `getaddrinfo` says it. Raises NotAllowed unless every address is public: a
    name that leads to several is not tried until one works."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotAllowed(f"{host} leads nowhere") from error
    if not found or not all(is_public(str(one[4][0])) for one in found):
        raise NotAllowed(f"{host} leads to an address that is not called")
    return found
