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
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('co_leads_recorded', models.BooleanField(blank=True, null=True)),
                ('implementers_recorded', models.BooleanField(blank=True, null=True)),
                ('title', models.TextField()),
                ('description', models.TextField(blank=True, null=True)),
                ('language', models.TextField(blank=True, null=True)),
                ('dimension', models.CharField(max_length=40)),
                ('intended_phases', models.JSONField(blank=True, null=True)),
                ('areas_recorded', models.BooleanField(blank=True, null=True)),
                ('target_group', models.TextField(blank=True, null=True)),
                ('intervention_type', models.TextField(blank=True, null=True)),
                ('people_planned', models.PositiveBigIntegerField(blank=True, null=True)),
                ('people_by_area_recorded', models.BooleanField(blank=True, null=True)),
                ('status', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('active', 'Active'), ('suspended', 'Suspended'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], max_length=10)),
                ('approved_on', models.DateField(blank=True, null=True)),
                ('start', models.DateField(blank=True, null=True)),
                ('end', models.DateField(blank=True, null=True)),
                ('dac_sectors_recorded', models.BooleanField(blank=True, null=True)),
                ('humanitarian', models.BooleanField(blank=True, null=True)),
                ('audience', models.CharField(blank=True, choices=[('public', 'Public'), ('mission', 'Mission members'), ('agency', 'Own agency only')], max_length=10, null=True)),
                ('iati_identifier', models.TextField(blank=True, null=True)),
                ('country_owned_results_q1', models.FloatField(blank=True, null=True)),
                ('country_owned_results_q2', models.FloatField(blank=True, null=True)),
                ('country_owned_results_q3', models.FloatField(blank=True, null=True)),
                ('country_owned_results_recorded', models.BooleanField(blank=True, null=True)),
                ('verification_deferred', models.BooleanField(blank=True, null=True)),
                ('verification_deferred_reason', models.TextField(blank=True, null=True)),
                ('results', models.TextField(blank=True, null=True)),
                ('register_consultations', models.CharField(blank=True, choices=[('recorded', 'Recorded'), ('declared_empty', 'Declared empty'), ('missing', 'Missing')], max_length=14, null=True)),
                ('registers_recorded', models.BooleanField(blank=True, null=True)),
                ('documents_recorded', models.BooleanField(blank=True, null=True)),
                ('search', models.TextField(default='', editable=False)),
                ('co_leads', models.ManyToManyField(blank=True, related_name='+', to='agencies.agency')),
                ('documents', models.ManyToManyField(blank=True, to='missions.document')),
                ('implementers', models.ManyToManyField(blank=True, related_name='+', to='agencies.agency')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='led_activities', to='agencies.agency')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
            ],
            options={
                'verbose_name': 'activity',
                'verbose_name_plural': 'activities',
                'abstract': False,
                'indexes': [models.Index(fields=['mission', 'title'], name='activities_by_title')],
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='activities_activity_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'approved', 'active', 'suspended', 'completed', 'cancelled']), ('status__isnull', True), _connector='OR'), name='activities_activity_status_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(('audience__in', ['public', 'mission', 'agency']), ('audience__isnull', True), _connector='OR'), name='activities_activity_audience_known', violation_error_message='This value is not in the list of allowed values.'), models.CheckConstraint(condition=models.Q(models.Q(('country_owned_results_q1__gte', 0), ('country_owned_results_q1__lte', 1)), ('country_owned_results_q1__isnull', True), _connector='OR'), name='activity_country_owned_results_q1', violation_error_message='This number lies outside its allowed range.'), models.CheckConstraint(condition=models.Q(models.Q(('country_owned_results_q2__gte', 0), ('country_owned_results_q2__lte', 1)), ('country_owned_results_q2__isnull', True), _connector='OR'), name='activity_country_owned_results_q2', violation_error_message='This number lies outside its allowed range.'), models.CheckConstraint(condition=models.Q(models.Q(('country_owned_results_q3__gte', 0), ('country_owned_results_q3__lte', 1)), ('country_owned_results_q3__isnull', True), _connector='OR'), name='activity_country_owned_results_q3', violation_error_message='This number lies outside its allowed range.')],
            },
        ),
        migrations.CreateModel(
            name='ActivityArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='activities.activity')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='missions.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('activity', 'area'), name='activities_activityarea_once', violation_error_message='This activity already has this area.')],
            },
        ),
        migrations.CreateModel(
            name='ActivityPeople',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveBigIntegerField(blank=True, null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people_by_area', to='activities.activity')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='missions.area')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActivitySector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField()),
                ('share', models.FloatField(blank=True, null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dac_sectors', to='activities.activity')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('share__gte', 0), ('share__lte', 1)), ('share__isnull', True), _connector='OR'), name='activitysector_share', violation_error_message='This number lies outside its allowed range.')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('dimension', models.CharField(max_length=40)),
                ('target_group', models.TextField()),
                ('intervention_type', models.TextField()),
                ('people', models.PositiveBigIntegerField(blank=True, null=True)),
                ('dated_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to='missions.area')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='activities_need_key', violation_error_message='Another row of this mission has this key.')],
            },
        ),
        migrations.CreateModel(
            name='SourceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('source', models.CharField(choices=[('iati', 'IATI'), ('government_database', 'Government database'), ('agency_sheet', 'Agency sheet'), ('other', 'Other')], max_length=20)),
                ('identifier', models.TextField(blank=True, null=True)),
                ('retrieved_on', models.DateField(blank=True, null=True)),
                ('title', models.TextField(blank=True, null=True)),
                ('content', models.JSONField(blank=True, null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='source_records', to='activities.activity')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='missions.mission')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('mission', 'key'), name='activities_sourcerecord_key', violation_error_message='Another row of this mission has this key.'), models.CheckConstraint(condition=models.Q(('source__in', ['iati', 'government_database', 'agency_sheet', 'other']), ('source__isnull', True), _connector='OR'), name='activities_sourcerecord_source_known', violation_error_message='This value is not in the list of allowed values.')],
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='areas',
            field=models.ManyToManyField(blank=True, through='activities.ActivityArea', to='missions.area'),
        ),
    ]
