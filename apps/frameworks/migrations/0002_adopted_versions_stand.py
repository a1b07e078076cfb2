"""An adopted version refuses change: its own columns, texts, sections, assumptions and what hangs on them."""

from django.db import migrations

from apps.core import triggers

SENTENCE = "This version of the framework is adopted: open a new draft to change it."
SEALED = 'EXISTS (SELECT 1 FROM frameworks_frameworkversion v WHERE v.id = {row}."{column}" AND v.adoption_sha256 IS NOT NULL)'
SEALED_TEXT = (
    "EXISTS (SELECT 1 FROM frameworks_objectivetext t JOIN frameworks_frameworkversion v ON v.id = t.framework_version_id"
    ' WHERE t.id = {row}."objectivetext_id" AND v.adoption_sha256 IS NOT NULL)'
)

# table -> the column by which it hangs on a version
OF_VERSION = {
    "frameworks_versionsection": "framework_version_id",
    "frameworks_assumption": "framework_version_id",
    "frameworks_objectivetext": "framework_version_id",
    "frameworks_frameworkversion_documents": "frameworkversion_id",
}
# table -> the column by which it hangs on an objective text
OF_TEXT = {
    "frameworks_objectivetranslation": "objective_text_id",
    "frameworks_objectivelinkeditem": "objective_text_id",
    "frameworks_objectivetext_lead_agencies": "objectivetext_id",
    "frameworks_objectivetext_contributing_agencies": "objectivetext_id",
    "frameworks_objectivetext_conflict_factors": "objectivetext_id",
    "frameworks_objectivetext_mandate_tasks": "objectivetext_id",
}
# Rows of their own that come after adoption need these two to move; everything else in the row stands.
MAY_CHANGE = {
    "frameworks_frameworkversion": {"status", "superseded_on", "embargo_until", "row_version", "reservations_recorded", "acknowledged_by_recorded"},
    "frameworks_objectivetext": {"row_version", "endorsements_recorded"},
}


def statements(apps, schema_editor):
    """Yields (name, table, event, condition) of every trigger."""
    version = apps.get_model("frameworks", "FrameworkVersion")
    text = apps.get_model("frameworks", "ObjectiveText")
    fixed = {
        model._meta.db_table: [
            f.column for f in model._meta.concrete_fields if f.column not in MAY_CHANGE[model._meta.db_table]
        ]
        for model in (version, text)
    }
    table = "frameworks_frameworkversion"
    sealed = "OLD.adoption_sha256 IS NOT NULL"
    # Its status may become superseded, never open again.
    reopened = "NEW.status NOT IN ('adopted', 'superseded')"
    condition = f"{sealed} AND ({triggers.changed(fixed[table])} OR {reopened})"
    yield f"{table}_adopted_update", table, "UPDATE", condition
    yield f"{table}_adopted_delete", table, "DELETE", sealed
    for tables, rule in ((OF_VERSION, SEALED), (OF_TEXT, SEALED_TEXT.replace("objectivetext_id", "{column}"))):
        for table, column in tables.items():
            old, new = rule.format(row="OLD", column=column), rule.format(row="NEW", column=column)
            moved = f" AND {triggers.changed(fixed[table])}" if table in fixed else ""
            yield f"{table}_adopted_insert", table, "INSERT", new
            yield f"{table}_adopted_update", table, "UPDATE", f"({old} OR {new}){moved}"
            yield f"{table}_adopted_delete", table, "DELETE", old


def install(apps, schema_editor):
    for name, table, event, condition in statements(apps, schema_editor):
        triggers.refuse(
            schema_editor, name=name, table=table, event=event, condition=condition, sentence=SENTENCE
        )


def remove(apps, schema_editor):
    for name, table, _event, _condition in statements(apps, schema_editor):
        triggers.drop(schema_editor, name=name, table=table)


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
