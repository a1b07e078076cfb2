from django.db import migrations

from apps.core import triggers

SENTENCE = "What is sealed in the history cannot be changed or removed."
LOG, SEALS, LEAVES = "auditlog_logentry", "core_historyseal", "core_historyleaf"
FIXED = (
    "id",
    "content_type_id",
    "object_pk",
    "object_id",
    "action",
    "timestamp",
    "cid",
    "additional_data",
)
TOLD = (
    "object_repr",
    "changes",
    "changes_text",
    "serialized_data",
    "remote_addr",
    "remote_port",
    "actor_email",
)
LEAF = ("entry", "seal_id", "actor", "content", "told")
LAST = f"(SELECT MAX(s.last) FROM {SEALS} s)"
# An erasure is an entry that no seal covers yet and that names what it blanks (apps.core.history.erase).
ERASING = (
    f"EXISTS (SELECT 1 FROM {LOG} e WHERE e.id > COALESCE({LAST}, 0) AND CAST(e.additional_data AS text) "
    "LIKE '%%\"erased\": {{%%\"' || OLD.{column} || '\": %%')"
)


def statements():
    """(name, table, event, condition) of every trigger."""
    sealed = f"OLD.id <= {LAST}"
    renamed = "(NEW.actor_id IS NOT NULL AND OLD.actor_id {distinct} NEW.actor_id)"
    erasing, of_leaf = (ERASING.replace("{column}", column) for column in ("id", "entry"))
    changed = (
        f"({triggers.changed(FIXED)} OR {renamed} OR ({triggers.changed(TOLD)} AND NOT {erasing}))"
    )
    yield f"{LOG}_sealed_update", LOG, "UPDATE", f"{sealed} AND {changed}"
    yield f"{LOG}_sealed_delete", LOG, "DELETE", sealed
    yield f"{LEAVES}_sealed_update", LEAVES, "UPDATE", f"({triggers.changed(LEAF)} OR NOT {of_leaf})"
    yield f"{LEAVES}_sealed_delete", LEAVES, "DELETE", "1 = 1"
    yield f"{SEALS}_sealed_update", SEALS, "UPDATE", "1 = 1"
    yield f"{SEALS}_sealed_delete", SEALS, "DELETE", "1 = 1"


def install(apps, schema_editor):
    for name, table, event, condition in statements():
        triggers.refuse(
            schema_editor, name=name, table=table, event=event, condition=condition, sentence=SENTENCE
        )


def remove(apps, schema_editor):
    for name, table, _event, _condition in statements():
        triggers.drop(schema_editor, name=name, table=table)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_history_seals"), ("auditlog", "0017_add_actor_email")]
    operations = [migrations.RunPython(install, remove)]
