"""All settings, from the environment only. docs/operations.md lists each one.

Local use (`./np`) sets NEXUSPLAN_LOCAL=1: plain HTTP on this machine, SQLite and a secret key of its own.
Anything else is a server that people rely on: missing and wrong settings stop it, each with its name.
"""

import hashlib
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from nexusplan.environment import checked, env, flag, listed, local_secret_key, number, readable, whole, wrong
from nexusplan.policy import CONTENT_SECURITY_POLICY  # noqa: F401
from nexusplan.rest import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401

# After a start that failed these settings are read once more in the same process.
wrong.clear()
BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"

LOCAL = flag("NEXUSPLAN_LOCAL", default=False)
DEMO = flag("NEXUSPLAN_DEMO", default=False)
VAR_DIR = Path(env.str("NEXUSPLAN_VAR", default="") or BASE_DIR / "var").absolute()

if DEMO and not LOCAL:
    wrong.append("NEXUSPLAN_DEMO=1 without NEXUSPLAN_LOCAL=1: demonstrations exist on a local machine only.")


def required(name: str, local: str) -> str:
    """The value of a setting that a server must state; `local` stands in for it on a local machine."""
    value = env.str(name, default="")
    if not value and not LOCAL:
        wrong.append(f"{name} is not set. docs/operations.md says what belongs there.")
    return value or local


DEBUG = False
SECRET_KEY = required("SECRET_KEY", local_secret_key(VAR_DIR) or "only-for-a-machine-without-users")
if not LOCAL and env.str("SECRET_KEY", default="") and len(SECRET_KEY) < 50:
    wrong.append("SECRET_KEY is shorter than 50 characters: use a long random text.")
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
required("ALLOWED_HOSTS", "")
ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
if not LOCAL and any("/" in host or host == "*" for host in ALLOWED_HOSTS):
    wrong.append("ALLOWED_HOSTS takes names such as plan.example.org, without https:// or *.")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
if any(not origin.startswith(("https://", "http://")) for origin in CSRF_TRUSTED_ORIGINS):
    wrong.append("CSRF_TRUSTED_ORIGINS takes addresses that begin with https://.")

INSTALLED_APPS = [
    "apps.core",
    "apps.accounts",
    "apps.agencies",
    "apps.missions",
    "apps.frameworks",
    "apps.benchmarks",
    "apps.activities",
    "apps.alignment",
    "apps.funding",
    "apps.coherence",
    "apps.exchange",
    "apps.reports",
    "apps.portal",
    "apps.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "apps.accounts.apps.AdministrationConfig",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "auditlog",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "template_partials",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "apps.core.middleware.Probes",
    "apps.core.middleware.Privacy",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Before the files too: a local machine has no compressed copies of them lying ready.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.Sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "apps.core.middleware.Addresses",
    "apps.missions.middleware.Memberships",
    "apps.missions.middleware.Downloads",
]

ROOT_URLCONF = "nexusplan.urls"
WSGI_APPLICATION = "nexusplan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data ----------------------------------------------------------------------------------------------
DATABASE_URL = checked(
    "DATABASE_URL",
    required("DATABASE_URL", f"sqlite:///{quote(str(VAR_DIR / 'nexusplan.sqlite3'))}"),
    {"postgres", "postgresql", "sqlite"},
    "postgres://user:password@host:5432/name or sqlite:////path/to/file",
)
DATABASE = dict(environ.Env.db_url_config(DATABASE_URL or "sqlite://:memory:"))
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # WAL and IMMEDIATE together lose no write to "database is locked"; FULL, because power fails.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;",
    }
else:
    # The pool wants CONN_MAX_AGE=0; with health checks it lends no connection that died.
    # Giving up early on reconnecting makes the next request try at once, not after a long back-off.
    DATABASE["CONN_MAX_AGE"] = 0
    DATABASE["CONN_HEALTH_CHECKS"] = True
    # Compiling a query of many joins costs more than running it: it doubled the heavy filters.
    DATABASE["OPTIONS"] = {
        "connect_timeout": 3,
        "options": "-c jit=off",
        **DATABASE.get("OPTIONS", {}),
        "pool": {
            "min_size": 1,
            "max_size": whole("DATABASE_POOL_SIZE", default=10),
            "timeout": 3,
            "reconnect_timeout": 3,
        },
    }
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_SCHEMES = {"redis", "rediss", "unix"}
REDIS_URL = checked(
    "REDIS_URL", env.str("REDIS_URL", default=""), REDIS_SCHEMES, "redis://:password@host:6379/0"
)
CACHES = {
    "default": {
        "BACKEND": "apps.core.cache.SharedCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "nexusplan_cache"}
}

# Background work: the job table is the source of truth, a broker only carries it sooner ------------
CELERY_BROKER_URL = checked(
    "CELERY_BROKER_URL",
    env.str("CELERY_BROKER_URL", default="") or REDIS_URL,
    {*REDIS_SCHEMES, "amqp", "amqps"},
    "redis://:password@host:6379/0 or amqp://user:password@host:5672/",
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if not CELERY_BROKER_URL.startswith("amqp"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 5}
CELERY_TASK_IGNORE_RESULT = True
CELERY_BEAT_SCHEDULE = {"carry-due-jobs": {"task": "apps.core.tasks.carry_due", "schedule": 30.0}}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
JOBS_THREAD = flag("NEXUSPLAN_JOBS_THREAD", default=not CELERY_BROKER_URL)
JOBS_DEBOUNCE_SECONDS = number("NEXUSPLAN_JOBS_DEBOUNCE", default=2.0)

# People --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.missions.passwords.WordsOfThisPlace"},
    {"NAME": "apps.accounts.validators.Length", "OPTIONS": {"min_length": 12}},
    {"NAME": "apps.accounts.validators.Common"},
    {"NAME": "apps.accounts.validators.Breached"},
]
BREACHED_PASSWORDS = readable("BREACHED_PASSWORDS", env.str("BREACHED_PASSWORDS", default=""))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:begin"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "apps.accounts.adapter.ClosedSignupAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
_forms = {"change_password": "Change", "set_password": "Set", "reset_password_from_key": "Reset"}
ACCOUNT_FORMS = {name: f"apps.accounts.forms.{verb}Password" for name, verb in _forms.items()}
# The cookie goes with the browser; longer than SESSION_COOKIE_AGE no session lasts in any case.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "apps.accounts.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = MFA_PASSKEY_LOGIN_ENABLED = True  # addresses come by invitation
MFA_TOTP_ISSUER = "nexusplan"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A browser takes http://localhost for safe; any other address needs TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL

# Single sign-on: one provider of OpenID Connect, named by its issuer, so that another issuer is another
# provider and its people are not mistaken for those of the first.
OIDC_ISSUER = checked(
    "OIDC_ISSUER", env.str("OIDC_ISSUER", default=""), {"https"}, "https://login.example.org"
)
SOCIALACCOUNT_ADAPTER = "apps.accounts.adapter.SingleSignOn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": f"sso-{hashlib.sha256(OIDC_ISSUER.encode()).hexdigest()[:12]}",
            "name": env.str("OIDC_NAME", default="") or urlsplit(OIDC_ISSUER).hostname,
            "client_id": required("OIDC_CLIENT_ID", ""),
            "secret": required("OIDC_CLIENT_SECRET", ""),
            "settings": {
                "server_url": OIDC_ISSUER,
                "fetch_userinfo": False,
                # Whatever the provider says of itself: its tokens are those of this issuer.
                "openid_configuration_overrides": {"issuer": OIDC_ISSUER},
            },
        }
    )

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# A session ends twelve hours after it began, and three hours after its last page.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 3 * 3600
if not LOCAL:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_SECURE = True
    # Their own cookie has no setting for a __Host- name, and what they say is nobody else's business.
    MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if flag("BEHIND_PROXY", default=False):
        # Without it both headers are anybody's word: who came by TLS, and from which address.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Mail ----------------------------------------------------------------------------------------------
EMAIL_URL = checked(
    "EMAIL_URL",
    required("EMAIL_URL", "consolemail://"),
    set(environ.Env.EMAIL_SCHEMES),
    "smtp+tls://user:password@host:587, or dummymail:// for no mail",
)
vars().update(environ.Env.email_url_config(EMAIL_URL or "dummymail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or "nexusplan@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10

# Languages -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = USE_I18N = True

# Files ---------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or BASE_DIR / "staticfiles").absolute()
BUILT_STATIC = (STATIC_ROOT / "staticfiles.json").exists()
MEDIA_ROOT = str(Path(env.str("MEDIA_ROOT", default="") or VAR_DIR / "media").absolute())
VIRUS_SCANNER = checked(
    "VIRUS_SCANNER",
    env.str("VIRUS_SCANNER", default=""),
    {"tcp", "unix"},
    "tcp://host:3310 or unix:///run/clamav/clamd.ctl",
)
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if BUILT_STATIC or not LOCAL
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not BUILT_STATIC
# A local machine serves straight from the source folders; it has no STATIC_ROOT and needs none.
warnings.filterwarnings("ignore", message="No directory at: ", category=UserWarning)
WHITENOISE_AUTOREFRESH = WHITENOISE_ALLOW_ALL_ORIGINS = False

# History -------------------------------------------------------------------------------------------
AUDITLOG_INCLUDE_ALL_MODELS = True
AUDITLOG_EXCLUDE_TRACKING_MODELS = (
    "account",
    "mfa",
    "socialaccount",
    "usersessions",
    "admin",
    "auth.permission",
    "contenttypes",
    "sessions",
    "core.job",
    *("exchange.importrun", "exchange.importrow", "portal.savedreport"),  # files on their way
    *("core.heartbeat", "accounts.sentmail", "api.idempotencykey", "api.webhookdelivery"),
    "missions.reading",
    # They are about the log itself.
    "core.historyseal",
    "core.historyleaf",
    # Computed by the engine from rows that are themselves in the log.
    "coherence.finding",
    "coherence.indicatorvalue",
    # A copy of logged rows, kept with an assessment that is in the log itself.
    "coherence.frozeninputs",
)
AUDITLOG_CID_HEADER = None
AUDITLOG_EXCLUDE_TRACKING_FIELDS = (
    *("last_login", "password", "row_version", "search", "token_hash", "sealed", "sealed_before"),
)

LOG_LEVEL = (env.str("LOG_LEVEL", default="") or "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    wrong.append("LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
# The web server (gunicorn.conf.py) -----------------------------------------------------------------
PORT = whole("NEXUSPLAN_PORT", default=8000, most=65535)
WEB_CONCURRENCY = whole("WEB_CONCURRENCY", default=1)
WEB_THREADS = whole("WEB_THREADS", default=8)
SETTINGS_GIVEN = sorted(env.given)

if not LOCAL and not env.str("SECRET_KEY", default=""):
    wrong.insert(0, "Without NEXUSPLAN_LOCAL=1 this is a server. On a machine of your own use ./np.")
if wrong:
    raise ImproperlyConfigured("\n".join(wrong))
