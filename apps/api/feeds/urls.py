from django.urls import path

from apps.api.feeds.views import VIEWS, Feeds

MISSION = "api/v1/missions/<str:code>/feeds/"
urlpatterns = [
    path(MISSION, Feeds.as_view(), name="feeds"),
    *(
        path(f"{MISSION}{name}.<str:ending>", view.as_view(), name=f"feed_{name}")
        for name, view in VIEWS.items()
    ),
]
