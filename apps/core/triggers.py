"""Database triggers in the two dialects, for rules that must hold whoever writes."""

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Event = str  # "INSERT", "UPDATE" or "DELETE"


def refuse(
    schema_editor: BaseDatabaseSchemaEditor,
    *,
    name: str,
    table: str,
    event: Event,
    condition: str,
    sentence: str,
) -> None:
    """Make `event` on `table` fail with an IntegrityError saying `sentence` where `condition` holds.

    `condition` is SQL over OLD and NEW; write `{distinct}` between two values for a comparison in which
    NULL equals NULL. Safe to run again. On SQLite a later migration that rebuilds the table drops its
    triggers: such a migration must call this again (a test looks for every trigger).
    """
    sentence = sentence.replace("'", "''")
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        condition = condition.format(distinct="IS DISTINCT FROM")
        give = "OLD" if event == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {give}; END $$"
        )
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    elif vendor == "sqlite":
        condition = condition.format(distinct="IS NOT")
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
    else:
        raise NotImplementedError(f"No triggers are written for {vendor}.")


def drop(schema_editor: BaseDatabaseSchemaEditor, *, name: str, table: str) -> None:
    """Remove what `refuse` made."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def changed(columns: Iterable[str]) -> str:
    """SQL that is true when one of the columns differs between OLD and NEW."""
    return "(" + " OR ".join(f'OLD."{c}" {{distinct}} NEW."{c}"' for c in columns) + ")"
