"""Words of benchmarks, indicators and gates in other languages; the triggers of benchmark texts made again."""

from importlib import import_module

from django.db import migrations, models

standing = import_module("apps.benchmarks.migrations.0002_adopted_texts_stand")


class Migration(migrations.Migration):
    dependencies = [("benchmarks", "0005_note_of_return")]
    operations = [
        *(
            migrations.AddField(model, "translations", models.JSONField(blank=True, null=True))
            for model in ("benchmarktext", "indicator", "gate")
        ),
        migrations.AddField("indicator", "language", models.TextField(blank=True, null=True)),
        migrations.RunPython(standing.install, migrations.RunPython.noop),
    ]
