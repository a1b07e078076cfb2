from django.urls import path

from apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("second-factor/", views.second_factor, name="second_factor"),
    path("mails/", views.mails, name="mails"),
    path("mails/stop/<str:token>/", views.stop_mail, name="stop_mail"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:uuid>/withdraw/", views.token_withdraw, name="token_withdraw"),
]
