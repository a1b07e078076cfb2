from django.urls import path

from apps.alignment.grid import views

urlpatterns = [
    path("grid/", views.grid, name="grid"),
    path("bulk/", views.bulk, name="bulk"),
]
