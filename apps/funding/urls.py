from django.urls import path

from apps.funding import views

app_name = "funding"
urlpatterns = [
    path("", views.money, name="money"),
    path("gaps/", views.gaps, name="gaps"),
    path("funders/", views.funders, name="funders"),
    path("lines/", views.lines, name="lines"),
]
