import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0001_initial'),
        ('frameworks', '0002_adopted_versions_stand'),
        ('missions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('computed', 'Computed'), ('recorded', 'Recorded')], max_length=8)),
                ('as_of', models.DateField()),
                ('method_version', models.TextField(blank=True, null=True)),
                ('engine_version', models.TextField(blank=True, null=True)),
                ('inputs_sha256', models.CharField(blank=True, max_length=64, null=True)),
                ('audience', models.CharField(blank=True, choices=[('public', 'Public'), ('mission', 'Mission members')], max_length=10, null=True)),
                ('values_recorded', models.BooleanField(blank=True, null=True)),
                ('computed_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(blank=True, null=True)),
                ('framework_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, to='frameworks.frameworkversion')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
            ],
            options={
                'ordering': ['-as_of'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='coherence_assessment_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('kind__in', ['computed', 'recorded']), ('kind__isnull', True), _connector='OR'), name='coherence_assessment_kind_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(('audience__in', ['public', 'mission']), ('audience__isnull', True), _connector='OR'), name='coherence_assessment_audience_known', violation_error_message='This value is not in the list of allowed values.'), models.UniqueConstraint(condition=models.Q(('kind', 'computed')), fields=('mission', 'as_of', 'audience'), name='coherence_assessment_computed_once', violation_error_message='This date is already assessed for this audience.')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('title', models.TextField()),
                ('decided_on', models.DateField()),
                ('body', models.TextField(blank=True, null=True)),
                ('text', models.TextField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('follow_up', models.TextField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('assessment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, to='coherence.assessment')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, to='agencies.agency')),
            ],
            options={
                'ordering': ['-decided_on'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='coherence_decision_key', violation_error_message='Another row of this mission has this key.')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signal', models.CharField(max_length=4)),
                ('kind', models.CharField(choices=[('gap', 'Gap'), ('friction', 'Friction'), ('honesty', 'Honesty'), ('load', 'Load'), ('independence', 'Independence')], max_length=12)),
                ('code', models.CharField(max_length=60)),
                ('params', models.JSONField(default=dict)),
                ('rows', models.JSONField(default=list)),
                ('who_can_act', models.JSONField(default=list)),
                ('weight', models.FloatField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='coherence.assessment')),
            ],
            options={
                'ordering': ['-weight', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['gap', 'friction', 'honesty', 'load', 'independence']), ('kind__isnull', True), _connector='OR'), name='coherence_finding_kind_known', violation_error_message='This value is not in the list of allowed values.')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('agency', 'Agency'), ('whole_of_government', 'Whole of government'), ('external', 'External'), ('internal_external', 'Internal and external')], max_length=20)),
                ('subject', models.TextField(blank=True, null=True)),
                ('indicator', models.TextField(blank=True, null=True)),
                ('strip', models.CharField(blank=True, choices=[('consistency', 'Consistency'), ('process', 'Coordination process')], max_length=11, null=True)),
                ('status', models.CharField(choices=[('assessed', 'Assessed'), ('not_assessed', 'Not assessed'), ('not_applicable', 'Not applicable')], max_length=14)),
                ('value', models.FloatField(blank=True, null=True)),
                ('k', models.FloatField(blank=True, null=True)),
                ('n', models.FloatField(blank=True, null=True)),
                ('eligible', models.FloatField(blank=True, null=True)),
                ('lo', models.FloatField(blank=True, null=True)),
                ('hi', models.FloatField(blank=True, null=True)),
                ('units', models.JSONField(blank=True, null=True)),
                ('details', models.JSONField(blank=True, null=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='coherence.assessment')),
            ],
            options={
                'indexes': [models.Index(fields=['assessment', 'level', 'subject', 'indicator'], name='coherence_value_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['agency', 'whole_of_government', 'external', 'internal_external']), ('level__isnull', True), _connector='OR'), name='coherence_indicatorvalue_level_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(('strip__in', ['consistency', 'process']), ('strip__isnull', True), _connector='OR'), name='coherence_indicatorvalue_strip_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(('status__in', ['assessed', 'not_assessed', 'not_applicable']), ('status__isnull', True), _connector='OR'), name='coherence_indicatorvalue_status_known', violation_error_message='This value is not in the list of allowed values.')],
            },
        ),
    ]
