from django.urls import path

from apps.coherence.evidence import views

urlpatterns = [
    path("<uuid:uuid>/", views.link, name="link"),
    path("<uuid:uuid>/ask/", views.link_request, name="link_request"),
    path("<uuid:uuid>/verify/", views.link_verify, name="link_verify"),
    path("<uuid:uuid>/answer/", views.link_say, name="link_say"),
    path("<uuid:uuid>/settle/", views.link_settle, name="link_settle"),
    path("<uuid:uuid>/ask/<int:pk>/withdraw/", views.link_unask, name="link_unask"),
]
