from typing import Any

from rest_framework.throttling import SimpleRateThrottle


class PerPerson(SimpleRateThrottle):
    """So many requests a minute for each person, whatever tokens and sessions they use."""

    scope = "person"
    THROTTLE_RATES = {"person": "600/min"}

    def get_cache_key(self, request: Any, view: Any) -> str | None:  # noqa: ARG002 - DRF's signature
        """Nobody is counted before they have said who they are; signing in has limits of its own."""
        if not request.user.is_authenticated:
            return None
        return f"api-{request.user.pk}"
