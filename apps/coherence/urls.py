from django.urls import path

from apps.coherence import views

app_name = "coherence"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("method/", views.method, name="method"),
    path("findings/", views.findings, name="findings"),
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("<str:level>/", views.level, name="level"),
    path("<str:level>/<str:subject>/", views.subject, name="subject"),
    path("<str:level>/<str:subject>/<str:indicator>/", views.indicator, name="indicator"),
]
