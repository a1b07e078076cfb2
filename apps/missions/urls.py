from django.urls import path

from apps.missions.views import invitation, members

app_name = "missions"
urlpatterns = [
    path("invitation/", invitation.invitation, name="invitation"),
    path("invitation/<str:token>/", invitation.invitation_link, name="invitation_link"),
    path("m/<str:code>/members/", members.members, name="members"),
    path("m/<str:code>/members/invite/", members.invite, name="invite"),
    path("m/<str:code>/members/invitations/<uuid:uuid>/", members.invited, name="invited"),
    path("m/<str:code>/members/log/", members.log, name="members_log"),
    path("m/<str:code>/members/second-factor/", members.second_factor, name="second_factor"),
    path("m/<str:code>/members/<uuid:uuid>/", members.member, name="member"),
    path("m/<str:code>/members/<uuid:uuid>/remove/", members.remove, name="remove_member"),
]
