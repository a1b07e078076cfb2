"""Addresses of versions below /m/<code>/framework/, in the namespace of the portal."""

from django.urls import path

from apps.portal.versions import views

urlpatterns = [
    path("versions/", views.version_list, name="versions"),
    path("versions/compare/", views.version_compare, name="version_compare"),
    path("versions/<int:version>/adopt/", views.adopt, name="adopt"),
    path("versions/<int:version>/adoption/", views.adoption, name="adoption"),
]
