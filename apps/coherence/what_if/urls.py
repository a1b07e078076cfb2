from django.urls import path

from apps.coherence.what_if.views import editing, reading

urlpatterns = [
    path("", reading.listing, name="what_ifs"),
    path("new/", editing.new, name="what_if_new"),
    path("compare/", reading.compared, name="what_ifs_compared"),
    path("<uuid:uuid>/", reading.shown, name="what_if"),
    path("<uuid:uuid>/edit/", editing.edit, name="what_if_edit"),
    path("<uuid:uuid>/add/<str:kind>/", editing.add, name="what_if_add"),
    path("<uuid:uuid>/copy/", editing.copy, name="what_if_copy"),
    path("<uuid:uuid>/remove/", editing.remove, name="what_if_remove"),
]
