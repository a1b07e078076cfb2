from django.urls import path

from apps.alignment.linking import views

urlpatterns = [
    path("unlinked/", views.unlinked, name="unlinked"),
    path("<uuid:uuid>/link/", views.link_activity, name="link_activity"),
    path("links/for/<uuid:uuid>/", views.link_objective, name="link_objective"),
    path("links/<uuid:uuid>/", views.link_edit, name="link_edit"),
    path("links/<uuid:uuid>/renew/", views.link_renew, name="link_renew"),
    path("links/<uuid:uuid>/remove/", views.link_remove, name="link_remove"),
]
