import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0001_initial'),
        ('missions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConflictFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('root_cause', 'Root cause'), ('driver', 'Driver'), ('trigger', 'Trigger'), ('capacity_for_peace', 'Capacity for peace')], max_length=18)),
                ('title', models.TextField()),
                ('description', models.TextField(blank=True, null=True)),
                ('areas_recorded', models.BooleanField(blank=True, null=True)),
                ('documents_recorded', models.BooleanField(blank=True, null=True)),
                ('areas', models.ManyToManyField(blank=True, to='missions.area')),
                ('documents', models.ManyToManyField(blank=True, to='missions.document')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_conflictfactor_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('kind__in', ['root_cause', 'driver', 'trigger', 'capacity_for_peace']), ('kind__isnull', True), _connector='OR'), name='frameworks_conflictfactor_kind_known', violation_error_message='This value is not in the list of allowed values.')],
            },
        ),
        migrations.CreateModel(
            name='LinkedFramework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('national_development_plan', 'National development plan'), ('prsp', 'Poverty reduction strategy paper'), ('undaf_unsdcf', 'UNDAF / UNSDCF'), ('humanitarian_appeal', 'Humanitarian appeal'), ('compact', 'Compact'), ('results_focused_transitional_framework', 'Results-focused transitional framework'), ('integrated_peacebuilding_strategy', 'Integrated peacebuilding strategy'), ('other', 'Other')], max_length=40)),
                ('title', models.TextField()),
                ('period_from', models.DateField(blank=True, null=True)),
                ('period_to', models.DateField(blank=True, null=True)),
                ('url', models.TextField(blank=True, null=True)),
                ('items_recorded', models.BooleanField(blank=True, null=True)),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, to='agencies.agency')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_linkedframework_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('kind__in', ['national_development_plan', 'prsp', 'undaf_unsdcf', 'humanitarian_appeal', 'compact', 'results_focused_transitional_framework', 'integrated_peacebuilding_strategy', 'other']), ('kind__isnull', True), _connector='OR'), name='frameworks_linkedframework_kind_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from')), ('period_to__isnull', True), ('period_from__isnull', True), _connector='OR'), name='frameworks_linkedframework_period_from_period_to_ordered', violation_error_message='The end lies before the beginning.')],
            },
        ),
        migrations.CreateModel(
            name='LinkedFrameworkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('text', models.TextField()),
                ('linked_framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='frameworks.linkedframework')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('linked_framework', 'key'), name='frameworks_linkedframeworkitem_key', violation_error_message='Another item of this framework has this key.')],
            },
        ),
        migrations.CreateModel(
            name='Objective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_objective_key', violation_error_message='Another row of this mission has this key.')],
            },
        ),
        migrations.CreateModel(
            name='MutualCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('party_text', models.TextField(blank=True, null=True)),
                ('text', models.TextField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('status_by_party', models.CharField(blank=True, choices=[('not_due', 'Not due'), ('kept', 'Kept'), ('partly_kept', 'Partly kept'), ('missed', 'Missed'), ('disputed', 'Disputed')], max_length=12, null=True)),
                ('status_by_others', models.CharField(blank=True, choices=[('not_due', 'Not due'), ('kept', 'Kept'), ('partly_kept', 'Partly kept'), ('missed', 'Missed'), ('disputed', 'Disputed')], max_length=12, null=True)),
                ('documents_recorded', models.BooleanField(blank=True, null=True)),
                ('documents', models.ManyToManyField(blank=True, to='missions.document')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, to='agencies.agency')),
                ('objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, to='frameworks.objective')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_mutualcommitment_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('status_by_party__in', ['not_due', 'kept', 'partly_kept', 'missed', 'disputed']), ('status_by_party__isnull', True), _connector='OR'), name='frameworks_mutualcommitment_status_by_party_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(('status_by_others__in', ['not_due', 'kept', 'partly_kept', 'missed', 'disputed']), ('status_by_others__isnull', True), _connector='OR'), name='frameworks_mutualcommitment_status_by_others_known', violation_error_message='This value is not in the list of allowed values.')],
            },
        ),
        migrations.CreateModel(
            name='ResourceRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('period_from', models.DateField()),
                ('period_to', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('amount', models.DecimalField(decimal_places=4, max_digits=22)),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='frameworks.objective')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_resourcerequirement_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from')), ('period_to__isnull', True), ('period_from__isnull', True), _connector='OR'), name='frameworks_resourcerequirement_period_from_period_to_ordered', violation_error_message='The end lies before the beginning.')],
            },
        ),
        migrations.CreateModel(
            name='StrategicFramework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('mission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
            ],
            options={
                'verbose_name': 'strategic framework',
            },
        ),
        migrations.CreateModel(
            name='FrameworkVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('number', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('consultation', 'In consultation'), ('adopted', 'Adopted'), ('superseded', 'Superseded')], max_length=12)),
                ('vision', models.TextField(blank=True, null=True)),
                ('language', models.TextField(blank=True, null=True)),
                ('adopted_on', models.DateField(blank=True, null=True)),
                ('adopted_by', models.TextField(blank=True, null=True)),
                ('superseded_on', models.DateField(blank=True, null=True)),
                ('documents_recorded', models.BooleanField(blank=True, null=True)),
                ('sections_recorded', models.BooleanField(blank=True, null=True)),
                ('reservations_recorded', models.BooleanField(blank=True, null=True)),
                ('acknowledged_by_recorded', models.BooleanField(blank=True, null=True)),
                ('adoption_document', models.TextField(blank=True, editable=False, null=True)),
                ('adoption_sha256', models.CharField(blank=True, editable=False, max_length=64, null=True)),
                ('documents', models.ManyToManyField(blank=True, to='missions.document')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='frameworks.strategicframework')),
            ],
            options={
                'ordering': ['number'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_frameworkversion_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'consultation', 'adopted', 'superseded']), ('status__isnull', True), _connector='OR'), name='frameworks_frameworkversion_status_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(('superseded_on__gte', models.F('adopted_on')), ('superseded_on__isnull', True), ('adopted_on__isnull', True), _connector='OR'), name='frameworks_frameworkversion_adopted_on_superseded_on_ordered', violation_error_message='The end lies before the beginning.'), models.UniqueConstraint(condition=models.Q(('status__in', ('draft', 'consultation'))), fields=('mission',), name='frameworks_frameworkversion_one_open', violation_error_message='Another version of this framework is still open: adopt or withdraw it first.')],
            },
        ),
        migrations.CreateModel(
            name='Assumption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('text', models.TextField()),
                ('tested_on', models.DateField(blank=True, null=True)),
                ('holds', models.BooleanField(blank=True, null=True)),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
                ('framework_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assumptions', to='frameworks.frameworkversion')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='frameworks.objective')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='frameworks.objective')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_assumption_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('parent', models.F('child')), _negated=True), name='frameworks_assumption_not_itself', violation_error_message='A row cannot be tied to itself.')],
            },
        ),
        migrations.CreateModel(
            name='ObjectiveText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('code', models.TextField(blank=True, null=True)),
                ('title', models.TextField()),
                ('description', models.TextField(blank=True, null=True)),
                ('language', models.TextField(blank=True, null=True)),
                ('pillar', models.TextField(blank=True, null=True)),
                ('dimension', models.CharField(max_length=40)),
                ('phases', models.JSONField(blank=True, null=True)),
                ('priority', models.PositiveIntegerField(blank=True, null=True)),
                ('origin', models.CharField(blank=True, choices=[('internal_led', 'Internally led'), ('co_designed', 'Designed together'), ('external_draft_endorsed', 'External draft, endorsed'), ('external', 'External')], max_length=24, null=True)),
                ('lead_agencies_recorded', models.BooleanField(blank=True, null=True)),
                ('contributing_agencies_recorded', models.BooleanField(blank=True, null=True)),
                ('conflict_factors_recorded', models.BooleanField(blank=True, null=True)),
                ('mandate_tasks_recorded', models.BooleanField(blank=True, null=True)),
                ('linked_items_recorded', models.BooleanField(blank=True, null=True)),
                ('endorsements_recorded', models.BooleanField(blank=True, null=True)),
                ('translations_recorded', models.BooleanField(blank=True, null=True)),
                ('position', models.PositiveIntegerField(blank=True, null=True)),
                ('conflict_factors', models.ManyToManyField(blank=True, to='frameworks.conflictfactor')),
                ('contributing_agencies', models.ManyToManyField(blank=True, related_name='+', to='agencies.agency')),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objective_texts', to='frameworks.frameworkversion')),
                ('lead_agencies', models.ManyToManyField(blank=True, related_name='+', to='agencies.agency')),
                ('mandate_tasks', models.ManyToManyField(blank=True, to='missions.mandatetask')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='texts', to='frameworks.objective')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='children_texts', to='frameworks.objective')),
            ],
            options={
                'ordering': ['position', 'code', 'key'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='frameworks_objectivetext_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('origin__in', ['internal_led', 'co_designed', 'external_draft_endorsed', 'external']), ('origin__isnull', True), _connector='OR'), name='frameworks_objectivetext_origin_known', violation_error_message='This value is not in the list of allowed values.'), models.UniqueConstraint(fields=('framework_version', 'objective'), name='frameworks_objectivetext_once', violation_error_message='This objective already has a text in this version.')],
            },
        ),
        migrations.CreateModel(
            name='ObjectiveLinkedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, to='frameworks.linkedframeworkitem')),
                ('linked_framework', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='frameworks.linkedframework')),
                ('objective_text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked_items', to='frameworks.objectivetext')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endorsed_on', models.DateField(blank=True, null=True)),
                ('income_share', models.FloatField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='agencies.agency')),
                ('objective_text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endorsements', to='frameworks.objectivetext')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('income_share__gte', 0), ('income_share__lte', 1)), ('income_share__isnull', True), _connector='OR'), name='endorsement_income_share', violation_error_message='This number lies outside its allowed range.')],
            },
        ),
        migrations.CreateModel(
            name='ObjectiveTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.TextField()),
                ('title', models.TextField()),
                ('description', models.TextField(blank=True, null=True)),
                ('origin', models.CharField(blank=True, choices=[('machine', 'By machine'), ('human', 'By a person'), ('checked', 'Checked')], max_length=8, null=True)),
                ('objective_text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='frameworks.objectivetext')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('origin__in', ['machine', 'human', 'checked']), ('origin__isnull', True), _connector='OR'), name='frameworks_objectivetranslation_origin_known', violation_error_message='This value is not in the list of allowed values.')],
            },
        ),
        migrations.CreateModel(
            name='VersionAcknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acknowledged_on', models.DateField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='agencies.agency')),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='frameworks.frameworkversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VersionReservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('dated_on', models.DateField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='agencies.agency')),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reservations', to='frameworks.frameworkversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VersionSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('title', models.TextField()),
                ('text', models.TextField(blank=True, null=True)),
                ('language', models.TextField(blank=True, null=True)),
                ('position', models.PositiveIntegerField(blank=True, null=True)),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='frameworks.frameworkversion')),
            ],
            options={
                'ordering': ['position', 'key'],
                'constraints': [models.UniqueConstraint(fields=('framework_version', 'key'), name='frameworks_versionsection_key', violation_error_message='Another section of this version has this key.')],
            },
        ),
    ]
