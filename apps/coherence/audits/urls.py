from django.urls import path

from apps.coherence.audits import views

urlpatterns = [
    path("", views.samples, name="samples"),
    path("draw/", views.draw, name="sample_draw"),
    path("<uuid:uuid>/", views.sample, name="sample"),
]
