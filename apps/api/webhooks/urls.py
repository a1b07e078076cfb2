from django.urls import path

from apps.api.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:uuid>/", views.one, name="one"),
    path("<uuid:uuid>/remove/", views.remove, name="remove"),
    path("<uuid:uuid>/secret/", views.rotate, name="rotate"),
    path("<uuid:uuid>/messages/<uuid:other>/again/", views.again, name="again"),
]
