"""Why a file is not taken."""

from django.core.exceptions import ValidationError


class FileRefused(ValidationError):
    """One sentence for people, and a code for tests and logs."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message, code=code)
