import hashlib
import json
from collections import Counter

from django.db import migrations, models


def name_findings(registry, schema_editor):
    """Give the findings that are stored the token that `coherence.services` makes, and the first pages too."""
    assessments = registry.get_model("coherence", "Assessment")
    findings = registry.get_model("coherence", "Finding")
    for assessment in assessments.objects.filter(findings__isnull=False).distinct().iterator():
        seen, tokens, rows = Counter(), {}, []
        for finding in findings.objects.filter(assessment=assessment).order_by("pk"):
            names = {k: v for k, v in finding.params.items() if isinstance(v, str) or k == "year"}
            named = json.dumps(
                [assessment.key, finding.signal, finding.code, sorted(finding.rows), names], sort_keys=True
            )
            finding.token = hashlib.sha256(f"{named}{seen[named] or ''}".encode()).hexdigest()[:32]
            seen[named] += 1
            tokens[finding.pk] = finding.token
            rows.append(finding)
        findings.objects.bulk_update(rows, ["token"], batch_size=500)
        listed = (assessment.result or {}).get("findings", [])
        for summary in listed:
            if "pk" in summary:
                summary["token"] = tokens.get(summary.pop("pk"), "")
        if listed:
            assessments.objects.filter(pk=assessment.pk).update(result=assessment.result)


class Migration(migrations.Migration):
    dependencies = [("coherence", "0003_content_of_signals")]

    operations = [
        migrations.AddField(
            "finding", "token", models.CharField(max_length=32, default=""), preserve_default=False
        ),
        migrations.RunPython(name_findings, migrations.RunPython.noop),
    ]
