"""Settings of the interface for programs (apps/api)."""

from typing import Any

SIGNED_IN_WITHIN_SCOPE = ["rest_framework.permissions.IsAuthenticated", "apps.api.permissions.WithinScope"]

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.authentication.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": SIGNED_IN_WITHIN_SCOPE,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.api.parsers.CarefulJson"],
    "DEFAULT_THROTTLE_CLASSES": ["apps.api.throttling.PerPerson"],
    "DEFAULT_SCHEMA_CLASS": "apps.api.described.AsSaid",
    "EXCEPTION_HANDLER": "apps.api.problems.answer",
    "NUM_PROXIES": 0,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "nexusplan",
    "DESCRIPTION": (
        "The strategic framework of a mission and everything that hangs on it. Rows are those of the mission "
        "bundle: the same words, the same keys. What you may not see on screen you do not see here."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": SIGNED_IN_WITHIN_SCOPE,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["apps.api.schema.with_rows"],
    "SORT_OPERATIONS": False,
}
