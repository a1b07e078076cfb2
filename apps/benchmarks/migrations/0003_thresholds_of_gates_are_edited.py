from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("benchmarks", "0002_adopted_texts_stand")]
    operations = [
        migrations.AddField(
            "gatebenchmark", "row_version", models.PositiveIntegerField(default=1, editable=False)
        ),
    ]
