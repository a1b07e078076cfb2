"""IATI activity files, versions 1.04 to 2.03: read in a stream, without a database and without trust."""

from apps.exchange.iati.reader import Reading, opened

__all__ = ["Reading", "opened"]
