from django.urls import include, path

from apps.alignment import views
from apps.alignment.matrix.views import activities_matrix

app_name = "alignment"
urlpatterns = [
    path("", views.activities, name="activities"),
    path("map/", views.activities_map, name="activities_map"),
    path("matrix/", activities_matrix, name="matrix"),
    path("", include("apps.alignment.grid.urls")),
    path("", include("apps.alignment.linking.urls")),
    path("<uuid:uuid>/", views.activity, name="activity"),
    path("<uuid:uuid>/funding.csv", views.activity_funding, name="activity_funding"),
]
