from django.urls import path, re_path
from drf_spectacular.views import SpectacularJSONAPIView

from apps.api import pages
from apps.api.feeds.urls import urlpatterns as feeds
from apps.api.v1 import missions
from apps.api.v1.collections import VIEWSETS, addresses
from apps.api.work.urls import urlpatterns as work

app_name = "api"
urlpatterns = [
    path("api/", pages.documentation, name="documentation"),
    path("api/feeds/", pages.feeds, name="feeds_page"),
    path("api/v1/openapi.json", SpectacularJSONAPIView.as_view(), name="schema"),
    path("api/v1/missions/", missions.Missions.as_view(), name="missions"),
    path("api/v1/missions/<str:code>/", missions.OneMission.as_view(), name="mission"),
    path("api/v1/missions/<str:code>/assessment/", missions.Computed.as_view(), name="assessment"),
    path("api/v1/missions/<str:code>/assessment/values/", missions.Values.as_view(), name="values"),
    path("api/v1/missions/<str:code>/assessment/findings/", missions.Findings.as_view(), name="findings"),
    path("api/v1/missions/<str:code>/work/", missions.Work.as_view(), name="work"),
    *work,
    *feeds,
    *(
        path(f"api/v1/missions/<str:code>/{below}/", view.as_view(actions), name=name)
        for collection, view in VIEWSETS.items()
        for below, name, actions in addresses(collection)
    ),
    # What stands nowhere is answered as programs read it, not by the page for people.
    re_path(r"^api/v1/[^\0]+/$", missions.Nowhere.as_view(), name="nowhere"),
]
