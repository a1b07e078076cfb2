"""Addresses below /m/<code>/coherence/decisions/, in the namespace of coherence."""

from django.urls import path

from apps.coherence.decisions import views

urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("new/", views.decision_new, name="decision_new"),
    path("<uuid:uuid>/", views.decision, name="decision"),
    path("<uuid:uuid>/remove/", views.decision_remove, name="decision_remove"),
]
