from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def single_sign_on() -> list[dict[str, str]]:
    """The providers of the settings: name, and the address where one signs in or connects. No query."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [
        {
            "name": app["name"],
            "address": reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]}),
        }
        for app in apps
    ]
