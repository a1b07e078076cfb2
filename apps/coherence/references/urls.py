"""Addresses below /m/<code>/coherence/, in its namespace."""

from django.urls import path

from apps.coherence.references import views

urlpatterns = [
    path("references/", views.references, name="references"),
    path("references/<uuid:uuid>/restate/", views.restate, name="restate"),
    path("compare/", views.compare, name="compare"),
    path("compare/ask/", views.ask_comparison, name="ask_comparison"),
]
