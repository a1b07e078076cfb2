from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coherence", "0004_address_findings_by_what_they_name")]

    operations = [
        migrations.AddIndex("finding", models.Index(fields=["token"], name="coherence_finding_token")),
        migrations.AddConstraint(
            "finding",
            models.UniqueConstraint(
                fields=("assessment", "token"),
                name="coherence_finding_token_once",
                violation_error_message="This finding is already stored.",
            ),
        ),
    ]
