"""Addresses of an internal counterpart below /m/<code>/, in the namespace of the portal."""

from django.urls import path

from apps.portal.counterpart import positions, views

urlpatterns = [
    path("asked/", views.asked, name="asked"),
    path("asked/<uuid:uuid>/hours/", views.hours, name="liaison_hours"),
    path("asked/<uuid:uuid>/enough/", views.enough, name="liaison_enough"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<uuid:uuid>/", views.review, name="review"),
    path("reviews/objections/<uuid:uuid>/", views.objection, name="objection"),
    path("positions/", positions.positions, name="positions"),
    path("positions/<str:agency>/<uuid:uuid>/", positions.position, name="position"),
]
