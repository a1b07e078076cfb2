"""Addresses of mutual commitments below /m/<code>/framework/, in the namespace of the portal."""

from django.urls import path

from apps.portal.promises import views

urlpatterns = [
    path("commitments/", views.promises, name="promises"),
    path("commitments/new/", views.promise_new, name="promise_new"),
    path("commitments/<uuid:uuid>/", views.promise, name="promise"),
    path("commitments/<uuid:uuid>/remove/", views.promise_remove, name="promise_remove"),
]
