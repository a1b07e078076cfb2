"""What a password must be, and where the accounts of the demonstration may live."""

import gzip
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

RECOMMENDED = 15
"""Characters of a password that stands by itself, after ASVS 5.0, 6.2.1."""
FREQUENT = Path(__file__).resolve().parent / "common" / "passwords.txt.gz"
DEMO_DOMAIN = "demo.example"
"""The password of these accounts is public, so they live nowhere else."""


class Length(MinimumLengthValidator):
    """The shortest that is taken; a longer one is recommended. Of what it is made is everybody's choice."""

    def get_help_text(self) -> str:
        return gettext(
            "At least %(least)d characters; %(better)d or more are better. A sentence of your own is easy to "
            "remember, and spaces count."
        ) % {"least": self.min_length, "better": RECOMMENDED}


class Common(CommonPasswordValidator):
    """Refuses Django's common passwords and the 10,000 most frequent of twelve and more characters.

    Of Django's 20,000 only 190 are as long as a password here must be; ASVS 5.0, 6.2.4 asks for 3,000 such.
    """

    def __init__(self) -> None:
        super().__init__()
        with gzip.open(FREQUENT, "rt", encoding="utf-8") as lines:
            self.passwords |= {line.strip() for line in lines}


class Breached(CommonPasswordValidator):
    """Refuses what stands in the file of BREACHED_PASSWORDS, of tens of gigabytes (ASVS 5.0, 6.2.12); without
    one, nothing. Each look reads some forty lines of it."""

    def __init__(self) -> None:
        """Reads no list of its own."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django asks so
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        if settings.BREACHED_PASSWORDS and is_listed(Path(settings.BREACHED_PASSWORDS), digest.encode()):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_help_text(self) -> str:
        return ""


def is_listed(path: Path, start: bytes) -> bool:
    """Whether a line of a file whose lines are in order begins with these bytes."""
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            file.seek(max(middle - 1, 0))
            if middle:
                file.readline()
            line = file.readline()
            if line and line[: len(start)].upper() < start:
                low = file.tell()
            else:
                high = middle
        file.seek(low)
        return file.readline()[: len(start)].upper() == start


def is_demo_address(email: str) -> bool:
    """The address is one of the demonstration's."""
    return email.casefold().rpartition("@")[2] == DEMO_DOMAIN


def refuse_demo_address(email: str) -> None:
    """Raises ValidationError for an address of the demonstration where the settings show none."""
    if is_demo_address(email) and not settings.DEMO:
        raise ValidationError(
            _("Addresses of %(domain)s belong to the demonstration (./np demo)."),
            params={"domain": DEMO_DOMAIN},
            code="demo",
        )
