from django.urls import path

from apps.exchange.portfolio import views
from apps.exchange.series import views as series

app_name = "exchange"
urlpatterns = [
    path("", views.listing, name="imports"),
    path("series/<uuid:uuid>/", series.series, name="series"),
    path("observations/", series.sheet, name="sheet"),
    path("<uuid:uuid>/", views.shown, name="import"),
    path("<uuid:uuid>/columns/", views.columns, name="import_columns"),
    path("<uuid:uuid>/organisations/", views.organisations, name="import_organisations"),
    path("<uuid:uuid>/activities/", views.activities, name="import_activities"),
    path("<uuid:uuid>/store/", views.apply, name="import_apply"),
    path("<uuid:uuid>/remove/", views.remove, name="import_remove"),
    path("<uuid:uuid>/file.xlsx", views.file, name="import_file"),
]
