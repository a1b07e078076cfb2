"""Reading the settings of the environment; what cannot be read is noted in `wrong`."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ


class Environment(environ.Env):
    """Remembers which settings were given, so that a backup can name them; it keeps no value."""

    def __init__(self) -> None:
        super().__init__()
        self.given: set[str] = set()

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        if self.ENVIRON.get(var):
            self.given.add(var)
        return super().get_value(var, *args, **kwargs)


env = Environment()
wrong: list[str] = []
"""A sentence on each setting that is missing or cannot be read. They stop the start together, at the end."""


def flag(name: str, *, default: bool) -> bool:
    """A setting that is on (1, true, yes, on) or off (0, false, no, off); empty counts as not given.

    Anything else is wrong: a misspelt `true` is not "off".
    """
    value = env.str(name, default="").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        wrong.append(f"{name} must be 1 or 0.")
    return default


def number(name: str, *, default: float) -> float:
    """A setting that is a number of 0 or more; empty counts as not given."""
    value = env.str(name, default="").strip()
    try:
        result = float(value) if value else default
    except ValueError:
        result = -1
    if 0 <= result < float("inf"):
        return result
    wrong.append(f"{name} must be a number of 0 or more.")
    return default


def whole(name: str, *, default: int, most: int = 10_000) -> int:
    """A setting that is a whole number from 1 to `most`; empty counts as not given."""
    value = env.str(name, default="").strip()
    if not value:
        return default
    if value.isdecimal() and value.isascii() and 1 <= int(value) <= most:
        return int(value)
    wrong.append(f"{name} must be a whole number from 1 to {most}.")
    return default


def listed(name: str) -> list[str]:
    """A setting that is a list, separated by commas."""
    return [part.strip() for part in env.str(name, default="").split(",") if part.strip()]


def readable(name: str, file: str) -> str:
    """The path of a file as given, if it can be read; empty stays empty, and stands for any other."""
    if file and not os.access(file, os.R_OK):
        wrong.append(f"{name} names no file that can be read.")
        return ""
    return file


def checked(name: str, address: str, schemes: set[str], example: str) -> str:
    """The address as given, if it has one of the schemes and a readable port; empty stays empty.

    Empty for any other, which may hold a password and is not shown.
    """
    try:
        parts = urlsplit(address)
        readable = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        readable = False
    if address and not readable:
        wrong.append(f"{name} cannot be read: write {example}")
        return ""
    return address


def local_secret_key(folder: Path) -> str:
    """The secret key that `./np` wrote for this machine, or "" where there is none."""
    path = folder / "secret_key"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""
