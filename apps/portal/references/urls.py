"""Addresses of what the framework answers to below /m/<code>/framework/, in the namespace of the portal."""

from django.urls import path

from apps.portal.references import views
from apps.portal.views import coverage

urlpatterns = [
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/<str:book>/new/", views.reference_new, name="reference_new"),
    path("coverage/<str:book>/<uuid:uuid>/", views.reference, name="reference"),
    path("coverage/<str:book>/<uuid:uuid>/remove/", views.reference_remove, name="reference_remove"),
    path("coverage/<str:book>/<uuid:uuid>/items/<str:item>/", views.reference_item, name="reference_item"),
]
