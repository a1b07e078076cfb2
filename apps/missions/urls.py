from django.urls import path

from apps.missions.documents import views as documents
from apps.missions.views import invitation, members

app_name = "missions"
urlpatterns = [
    path("invitation/", invitation.invitation, name="invitation"),
    path("invitation/<str:token>/", invitation.invitation_link, name="invitation_link"),
    path("m/<str:code>/documents/", documents.documents, name="documents"),
    path("m/<str:code>/documents/add/", documents.document_add, name="document_add"),
    path("m/<str:code>/documents/<uuid:uuid>/", documents.document, name="document"),
    path("m/<str:code>/documents/<uuid:uuid>/edit/", documents.document_edit, name="document_edit"),
    path("m/<str:code>/documents/<uuid:uuid>/version/", documents.document_version, name="document_version"),
    path("m/<str:code>/documents/<uuid:uuid>/remove/", documents.document_remove, name="document_remove"),
    path(
        "m/<str:code>/documents/<uuid:uuid>/files/<int:number>/",
        documents.document_file,
        name="document_file",
    ),
    path("m/<str:code>/members/", members.members, name="members"),
    path("m/<str:code>/members/invite/", members.invite, name="invite"),
    path("m/<str:code>/members/invitations/<uuid:uuid>/", members.invited, name="invited"),
    path("m/<str:code>/members/log/", members.log, name="members_log"),
    path("m/<str:code>/members/second-factor/", members.second_factor, name="second_factor"),
    path("m/<str:code>/members/<uuid:uuid>/", members.member, name="member"),
    path("m/<str:code>/members/<uuid:uuid>/remove/", members.remove, name="remove_member"),
]
