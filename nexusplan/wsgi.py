import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
application = get_wsgi_application()

if not settings.LOCAL and not settings.BUILT_STATIC:
    raise ImproperlyConfigured(
        f"STATIC_ROOT ({settings.STATIC_ROOT}) holds no built files: run `manage.py collectstatic` first."
    )
# Every page is loaded before the first visitor comes, and one that cannot be loaded stops the start.
get_resolver().url_patterns  # noqa: B018
