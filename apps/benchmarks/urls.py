from django.urls import path

from apps.benchmarks import views

app_name = "benchmarks"
urlpatterns = [
    path("reporting/", views.calendar, name="reporting"),
    path("<uuid:uuid>/observe/", views.observe, name="observe"),
    path("observations/<uuid:uuid>/", views.observation, name="observation"),
    path("observations/<uuid:uuid>/change/", views.change, name="observation_change"),
    path("observations/<uuid:uuid>/accept/", views.accept, name="observation_accept"),
    path("observations/<uuid:uuid>/return/", views.send_back, name="observation_return"),
]
