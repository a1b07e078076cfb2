import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("missions", "0003_second_factor_of_a_mission"),
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
