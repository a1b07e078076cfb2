"""Addresses of comment rounds below /m/<code>/framework/, in the namespace of the portal."""

from django.urls import path

from apps.portal.rounds.views import reading, writing

urlpatterns = [
    path("rounds/", reading.rounds, name="rounds"),
    path("rounds/open/", writing.round_open, name="round_open"),
    path("rounds/<uuid:uuid>/", reading.comment_round, name="round"),
    path("rounds/<uuid:uuid>/close/", writing.round_close, name="round_close"),
    path("rounds/<uuid:uuid>/comment/<str:token>/", writing.round_comment, name="round_comment"),
    path("rounds/<uuid:uuid>/position/<str:agency>/<str:text>/", writing.position, name="round_position"),
    path("rounds/comments/<uuid:uuid>/", writing.comment, name="round_thread"),
    path("rounds/consultations/<uuid:uuid>/", reading.consultation, name="consultation"),
]
