from django.urls import path

from apps.portal.papers import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/<str:kind>/", views.report_new, name="report_new"),
    path("<uuid:uuid>/", views.report, name="report"),
    path("<uuid:uuid>/again/", views.report_again, name="report_again"),
    path("<uuid:uuid>/remove/", views.report_remove, name="report_remove"),
    path("<uuid:uuid>/file/", views.report_file, name="report_file"),
]
