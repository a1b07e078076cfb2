from django.urls import path

from apps.api.work import imports, reports

MISSION = "api/v1/missions/<str:code>/"
urlpatterns = [
    path(f"{MISSION}imports/", imports.Imports.as_view(), name="imports"),
    path(f"{MISSION}imports/<uuid:uuid>/", imports.Import.as_view(), name="import"),
    path(f"{MISSION}imports/<uuid:uuid>/rows/", imports.Rows.as_view(), name="import_rows"),
    path(f"{MISSION}imports/<uuid:uuid>/file/", imports.File.as_view(), name="import_file"),
    path(f"{MISSION}imports/<uuid:uuid>/apply/", imports.Apply.as_view(), name="import_apply"),
    path(f"{MISSION}reports/", reports.Reports.as_view(), name="reports"),
    path(f"{MISSION}reports/<uuid:uuid>/", reports.Report.as_view(), name="report"),
    path(f"{MISSION}reports/<uuid:uuid>/file/", reports.File.as_view(), name="report_file"),
]
