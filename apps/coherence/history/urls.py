from django.urls import path

from apps.coherence.history import views

urlpatterns = [
    path("", views.history, name="history"),
    path("day/", views.ask_day, name="ask_day"),
    path("again/", views.again, name="again"),
]
