from django.urls import path

from apps.exchange.publication import views

app_name = "publication"
urlpatterns = [
    path("", views.listing, name="activities"),
    path("file.xml", views.file, name="file"),
    path("agencies/<uuid:uuid>/file.xml", views.file, name="agency_file"),
    path("<uuid:uuid>/", views.decide, name="activity"),
]
