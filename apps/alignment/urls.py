from django.urls import path

from apps.alignment import views

app_name = "alignment"
urlpatterns = [
    path("", views.activities, name="activities"),
    path("map/", views.activities_map, name="activities_map"),
    path("<uuid:uuid>/", views.activity, name="activity"),
    path("<uuid:uuid>/funding.csv", views.activity_funding, name="activity_funding"),
]
