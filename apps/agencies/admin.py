from collections.abc import Sequence

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.admin import RowAdmin, person


@admin.register(Agency)
class AgencyAdmin(RowAdmin):
    list_display = ("name", "acronym", "kind", "state", "parent")
    list_filter = ("kind",)
    search_fields = ("name", "acronym", "iati_identifier")

    def after_write(self, request: HttpRequest, rows: Sequence[models.Model]) -> None:
        """Every mission in which the agency is present is assessed again."""
        missions = Agency.objects.filter(pk__in=[row.pk for row in rows])
        for mission in missions.values_list("missionagency__mission__uuid", flat=True).distinct():
            if mission is not None:
                jobs.request("coherence.assess", about=mission, by=person(request))
