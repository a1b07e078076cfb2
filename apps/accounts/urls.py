from django.urls import path

from apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("second-factor/", views.second_factor, name="second_factor"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:uuid>/withdraw/", views.token_withdraw, name="token_withdraw"),
]
