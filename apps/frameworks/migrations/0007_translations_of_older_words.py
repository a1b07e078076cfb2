"""What the original of an objective's translation said, where it says something else since.

As in 0005, new columns rebuild the table on SQLite, so the triggers are made again.
"""

from importlib import import_module

from django.db import migrations, models

standing = import_module("apps.frameworks.migrations.0002_adopted_versions_stand")


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0006_embargo")]
    operations = [
        *(
            migrations.AddField(
                "objectivetranslation", name, models.TextField(blank=True, editable=False, null=True)
            )
            for name in ("was_title", "was_description")
        ),
        migrations.RunPython(standing.install, migrations.RunPython.noop),
    ]
