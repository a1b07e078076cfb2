"""What `manage.py check` refuses about people."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import DatabaseError

from apps.accounts.validators import DEMO_DOMAIN


@register(Tags.database)
def no_demonstration_people(
    *,
    app_configs: Any = None,  # noqa: ARG001 - its name in the protocol of checks
    databases: Sequence[str] | None = None,
    **_more: Any,
) -> list[CheckMessage]:
    """Rows of a demonstration copied to a server are an error: their password is public.

    `migrate` runs this too, so a server that holds them does not come up.
    """
    from apps.accounts.models import User

    if settings.DEMO or DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    if User._meta.db_table not in _tables():
        return []
    found = User.objects.filter(email__iendswith=f"@{DEMO_DOMAIN}").count()
    if not found:
        return []
    return [
        Error(
            f"{found} accounts of the demonstration (@{DEMO_DOMAIN}) are in this database.",
            hint="Their password is public. Remove them, or begin with an empty database.",
            id="accounts.E001",
        )
    ]


def _tables() -> list[str]:
    try:
        return connections[DEFAULT_DB_ALIAS].introspection.table_names()
    except DatabaseError:
        return []
