"""The product's own settings as on a local machine, made quick for the suite."""

import os

os.environ.setdefault("NEXUSPLAN_LOCAL", "1")

from nexusplan.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
JOBS_THREAD = False
JOBS_DEBOUNCE_SECONDS = 0
