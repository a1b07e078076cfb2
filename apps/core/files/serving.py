"""How a kept file leaves: to be saved, never to be shown or run in a page of ours."""

from typing import IO, Any

from django.http import FileResponse
from django.utils.cache import patch_cache_control

SANDBOX = "sandbox; default-src 'none'"


def attachment(file: IO[Any], *, name: str, media_type: str) -> FileResponse:
    """The answer that hands over a file under its name (RFC 6266), for this person only."""
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=_plain(media_type))
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _plain(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
