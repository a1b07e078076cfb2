from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from apps.accounts import signed_tokens
from apps.core.views import not_found

urlpatterns = [
    path("", include("apps.portal.urls")),
    path("", include("apps.missions.urls")),
    path("m/<str:code>/activities/", include("apps.activities.urls")),
    path("m/<str:code>/activities/", include("apps.alignment.urls")),
    path("m/<str:code>/imports/", include("apps.exchange.urls")),
    path("m/<str:code>/iati/", include("apps.exchange.publication.urls")),
    path("m/<str:code>/coherence/", include("apps.coherence.urls")),
    path("m/<str:code>/benchmarks/", include("apps.benchmarks.urls")),
    path("m/<str:code>/money/", include("apps.funding.urls")),
    path("m/<str:code>/webhooks/", include("apps.api.webhooks.urls")),
    path("", include("apps.api.urls")),
    path("accounts/", include("apps.accounts.urls")),
    # Nobody signs in by a code in a mail.
    path("accounts/login/code/confirm/", not_found, name="account_confirm_login_code"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/sso/", include("allauth.socialaccount.urls")),
    path("accounts/sso/oidc/<str:provider_id>/login/", signed_tokens.login, name="openid_connect_login"),
    path(
        "accounts/sso/oidc/<str:provider_id>/login/callback/",
        signed_tokens.callback,
        name="openid_connect_callback",
    ),
    path("accounts/sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
    # A foreign site may choose somebody's language, no more: pages of the portal stay free of tokens.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]

handler400 = "apps.core.views.bad_request"
handler403 = "apps.core.views.forbidden"
handler404 = "apps.api.pages.not_found"
handler500 = "apps.core.views.server_error"
