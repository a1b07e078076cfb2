from django.urls import path

from apps.funding import views
from apps.funding.duplicates.views import apart, duplicates, merge
from apps.funding.editing import views as editing

app_name = "funding"
urlpatterns = [
    path("", views.money, name="money"),
    path("gaps/", views.gaps, name="gaps"),
    path("funders/", views.funders, name="funders"),
    path("lines/", views.lines, name="lines"),
    path("<str:kind>/add/", editing.add, name="add"),
    path("<str:kind>/<uuid:uuid>/", editing.change, name="change"),
    path("<str:kind>/<uuid:uuid>/remove/", editing.remove, name="remove"),
    path("duplicates/", duplicates, name="duplicates"),
    path("duplicates/<uuid:uuid>/<uuid:other>/", merge, name="merge"),
    path("duplicates/<uuid:uuid>/apart/", apart, name="apart"),
]
