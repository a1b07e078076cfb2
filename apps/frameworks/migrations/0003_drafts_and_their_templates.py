"""What a draft was begun from, its pillars, and edits of sections and translations that compare versions.

New columns rebuild tables on SQLite, which drops their triggers: all of them are made again.
"""

from importlib import import_module

from django.db import migrations, models

standing = import_module("apps.frameworks.migrations.0002_adopted_versions_stand")


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0002_adopted_versions_stand")]
    operations = [
        migrations.AddField("frameworkversion", "pillars", models.JSONField(blank=True, null=True)),
        migrations.AddField("frameworkversion", "template", models.TextField(blank=True, null=True)),
        migrations.AddField(
            "objectivetranslation", "row_version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.AddField(
            "versionsection", "row_version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.RunPython(standing.install, migrations.RunPython.noop),
    ]
