"""A day before which nobody outside of the members learns of an adopted version.

A new column rebuilds the table on SQLite, which drops its triggers, and they name the columns that stand: all
of them are made again.
"""

from importlib import import_module

from django.db import migrations, models

standing = import_module("apps.frameworks.migrations.0002_adopted_versions_stand")


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0005_words_in_other_languages")]
    operations = [
        migrations.AddField("frameworkversion", "embargo_until", models.DateField(blank=True, null=True)),
        migrations.RunPython(standing.install, migrations.RunPython.noop),
    ]
