"""Where checked files are kept: under names that say nothing, in a folder that no address leads to."""

from typing import IO, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def store(content: bytes, folder: str) -> str:
    """Keep a checked file; the name to find it by."""
    key = uuid4().hex
    return str(default_storage.save(f"{folder}/{key[:2]}/{key}", ContentFile(content)))


def opened(stored: str) -> IO[Any]:
    """The file, to be read. Raises FileNotFoundError."""
    return default_storage.open(stored)


def discard(stored: str) -> None:
    """Delete a file; one that is gone already is no error."""
    default_storage.delete(stored)
