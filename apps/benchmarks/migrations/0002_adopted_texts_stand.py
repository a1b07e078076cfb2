"""The wording of a benchmark in an adopted version refuses change."""

from django.db import migrations

from apps.core import triggers

TABLE = "benchmarks_benchmarktext"
SENTENCE = "This version of the framework is adopted: open a new draft to change it."
SEALED = "EXISTS (SELECT 1 FROM frameworks_frameworkversion v WHERE v.id = {row}.framework_version_id AND v.adoption_sha256 IS NOT NULL)"
OLD, NEW = SEALED.format(row="OLD"), SEALED.format(row="NEW")
CONDITIONS = {"INSERT": NEW, "UPDATE": f"({OLD} OR {NEW})", "DELETE": OLD}


def install(apps, schema_editor):
    for event, condition in CONDITIONS.items():
        triggers.refuse(
            schema_editor,
            name=f"{TABLE}_adopted_{event.lower()}",
            table=TABLE,
            event=event,
            condition=condition,
            sentence=SENTENCE,
        )


def remove(apps, schema_editor):
    for event in CONDITIONS:
        triggers.drop(schema_editor, name=f"{TABLE}_adopted_{event.lower()}", table=TABLE)


class Migration(migrations.Migration):
    dependencies = [("benchmarks", "0001_initial"), ("frameworks", "0002_adopted_versions_stand")]
    operations = [migrations.RunPython(install, remove)]
