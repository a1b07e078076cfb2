"""Addresses of the quality check below /m/<code>/framework/, in the namespace of the portal."""

from django.urls import path

from apps.portal.quality import views

urlpatterns = [
    path("check/", views.quality, name="quality"),
    path("check/<int:version>/<str:token>/accept/", views.accept_finding, name="accept_finding"),
    path("check/<int:version>/<str:token>/withdraw/", views.withdraw_reason, name="withdraw_reason"),
]
