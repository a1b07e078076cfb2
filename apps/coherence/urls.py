from django.urls import include, path

from apps.coherence.views import dashboard, findings, levels, method, signals

app_name = "coherence"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("method/", method.method, name="method"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<slug:token>/", findings.finding, name="finding"),
    path("network/", signals.network, name="network"),
    path("signals/<str:signal>/", signals.signal, name="signal"),
    path("history/", include("apps.coherence.history.urls")),
    path("", include("apps.coherence.references.urls")),
    path("links/", include("apps.coherence.evidence.urls")),
    path("samples/", include("apps.coherence.audits.urls")),
    path("decisions/", include("apps.coherence.decisions.urls")),
    path("what-if/", include("apps.coherence.what_if.urls")),
    path("<str:level>/", levels.level, name="level"),
    path("<str:level>/<str:subject>/", levels.subject, name="subject"),
    path("<str:level>/<str:subject>/<str:indicator>/", levels.indicator, name="indicator"),
]
