"""Whether the database answers, and whether its tables are those of this code."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def ask() -> None:
    """Raises OperationalError if a server refuses a connection; the pool would go on trying for seconds."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        import psycopg

        with connection.wrap_database_errors:
            psycopg.connect(**connection.get_connection_params(), autocommit=True).close()


def migrations_wait() -> bool:
    """Whether a migration of this code has not run yet. Raises OperationalError where nobody answers."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
