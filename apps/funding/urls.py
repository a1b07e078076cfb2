from django.urls import path

from apps.funding import views
from apps.funding.duplicates.views import apart, duplicates, merge

app_name = "funding"
urlpatterns = [
    path("", views.money, name="money"),
    path("gaps/", views.gaps, name="gaps"),
    path("funders/", views.funders, name="funders"),
    path("lines/", views.lines, name="lines"),
    path("duplicates/", duplicates, name="duplicates"),
    path("duplicates/<uuid:uuid>/<uuid:other>/", merge, name="merge"),
    path("duplicates/<uuid:uuid>/apart/", apart, name="apart"),
]
