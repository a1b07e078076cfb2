"""The product's own settings as on a local machine, made quick for the suite."""

import os
import zlib

os.environ.setdefault("NEXUSPLAN_LOCAL", "1")

from nexusplan.settings import *  # noqa: F403
from nexusplan.settings import BASE_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
JOBS_THREAD = False
JOBS_DEBOUNCE_SECONDS = 0

# Each new test client would look through the folders of static files, which a server does once.
WHITENOISE_USE_FINDERS = False

# A Redis of this machine would carry counts of sign-ins from one test into the next; the tests that want
# a broker ask for the fixture `redis_url`.
REDIS_URL = CELERY_BROKER_URL = ""
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if DATABASES["default"]["NAME"] == "postgres":
    # The database that every server has; two checkouts tested at once do not share a test database.
    DATABASES["default"]["TEST"] = {"NAME": f"test_nexusplan_{zlib.crc32(str(BASE_DIR).encode())}"}
