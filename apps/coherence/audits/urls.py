from django.urls import path

from apps.coherence.audits import deferrals, views

urlpatterns = [
    path("", views.samples, name="samples"),
    path("draw/", views.draw, name="sample_draw"),
    path("deferrals/", deferrals.deferrals, name="deferrals"),
    path("<uuid:uuid>/", views.sample, name="sample"),
]
