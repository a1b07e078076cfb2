from django.urls import path

from apps.activities.editing import views

app_name = "activities"
urlpatterns = [
    path("new/", views.activity_new, name="new"),
    path("<uuid:uuid>/copy/", views.activity_new, name="copy"),
    path("<uuid:uuid>/edit/", views.activity_edit, name="edit"),
    path("<uuid:uuid>/close/", views.activity_close, name="close"),
]
