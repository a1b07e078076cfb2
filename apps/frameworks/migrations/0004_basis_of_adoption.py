"""On what basis a version was adopted.

A new column rebuilds the table on SQLite, which drops its triggers, and they name the columns that stand: all
of them are made again.
"""

from importlib import import_module

from django.db import migrations, models

standing = import_module("apps.frameworks.migrations.0002_adopted_versions_stand")


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0003_drafts_and_their_templates")]
    operations = [
        migrations.AddField("frameworkversion", "adoption_basis", models.TextField(blank=True, null=True)),
        migrations.RunPython(standing.install, migrations.RunPython.noop),
    ]
