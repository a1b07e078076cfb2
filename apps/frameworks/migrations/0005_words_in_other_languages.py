"""Words of a version, its sections, conflict factors and assumptions in other languages, and in which they are.

A new column rebuilds the table on SQLite, which drops its triggers, and they name the columns that stand: all
of them are made again.
"""

from importlib import import_module

from django.db import migrations, models

standing = import_module("apps.frameworks.migrations.0002_adopted_versions_stand")


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0004_basis_of_adoption")]
    operations = [
        *(
            migrations.AddField(model, "translations", models.JSONField(blank=True, null=True))
            for model in ("frameworkversion", "versionsection", "conflictfactor", "assumption")
        ),
        *(
            migrations.AddField(model, "language", models.TextField(blank=True, null=True))
            for model in ("conflictfactor", "assumption")
        ),
        migrations.RunPython(standing.install, migrations.RunPython.noop),
    ]
