"""Addresses of the registers below /m/<code>/registers/, in the namespace of the portal."""

from django.urls import path

from apps.portal.registers import bands, calendar, contradictions, overlaps, suggestions, traces, views

urlpatterns = [
    path("", views.registers, name="registers"),
    path("overlaps/", overlaps.overlaps, name="overlaps"),
    path("overlaps/<slug:cell>/", overlaps.overlap, name="overlap"),
    path("<slug:register>/", views.register, name="register"),
    path("<slug:register>/new/", views.register_add, name="register_add"),
    path("<slug:register>/<uuid:uuid>/", views.register_row, name="register_row"),
    path("<slug:register>/<uuid:uuid>/edit/", views.register_edit, name="register_edit"),
    path("<slug:register>/<uuid:uuid>/remove/", views.register_remove, name="register_remove"),
    path("<slug:register>/<uuid:uuid>/activities/", traces.register_traces, name="register_traces"),
    path(
        "<slug:register>/<uuid:uuid>/activities/<uuid:other>/evidence/",
        traces.trace_evidence,
        name="trace_evidence",
    ),
    path(
        "<slug:register>/<uuid:uuid>/activities/<uuid:other>/verify/",
        traces.trace_verify,
        name="trace_verify",
    ),
    path("<slug:register>/empty/<uuid:uuid>/", views.register_empty, name="register_empty"),
    path("relationships/<uuid:uuid>/band/<slug:act>/", bands.relationship_band, name="relationship_band"),
    path("contradictions/suggested/", suggestions.contradictions_suggested, name="contradictions_suggested"),
    path(
        "contradictions/<uuid:uuid>/<slug:act>/", contradictions.contradiction_act, name="contradiction_act"
    ),
    path("calendar/<uuid:uuid>/<slug:act>/", calendar.calendar_act, name="calendar_act"),
]
