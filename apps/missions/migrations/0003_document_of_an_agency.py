import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("missions", "0002_events_that_open_a_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
    ]
