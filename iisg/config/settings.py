"""Settings. Everything that differs between installations comes from the environment (docs/operations.md)."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("IISG_VAR", BASE.parent / "var"))

DEMONSTRATION = os.environ.get("IISG_DEMO") == "1"
MIGRATING = os.environ.get("IISG_MIGRATING") == "1"
OVER_HTTP = os.environ.get("IISG_HTTPS") != "1"
DEBUG = False


def secret_key() -> str:
    """The key from the environment, else one kept beside the embedded database."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = VAR / "secret_key"
    if not file.exists():
        if "DATABASE_URL" in os.environ and not DEMONSTRATION:
            raise ImproperlyConfigured("SECRET_KEY is not set. Set it to 50 random characters, the same on each start.")
        VAR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(os.urandom(32).hex())
    return file.read_text().strip()


SECRET_KEY = secret_key()
# Signs who is acting towards the database; `access` stores it where only the rule's own role can read it.
ACTOR_KEY = hashlib.sha256(b"iisg actor " + SECRET_KEY.encode()).digest()


# Nothing that a request left standing keeps its locks: the database ends it. A report or an allocation is made between
# two statements, so a transaction may stand idle for a while. Values travel beside the statement, never in its text:
# that text is shown in the server's list of sessions.
SERVING = {
    "options": "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=120s",
    "server_side_binding": True,
}


def database(url: str) -> dict[str, Any]:
    """A Django database from a PostgreSQL URL; a socket folder is given as ?host=/folder."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query | ({} if MIGRATING else SERVING),
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_OWNER_URL" if MIGRATING else "DATABASE_URL", "postgresql:///iisg"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "iisg.access",
    "iisg.history",
    "iisg.members",
    "iisg.framework",
    "iisg.needs",
    "iisg.responses",
    "iisg.search",
    "iisg.reports",
    "iisg.exchange",
    "iisg.explore",
    "iisg.scenarios",
    "iisg.site",
]

MIDDLEWARE = [
    "iisg.access.middleware.add_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "iisg.site.refusals.refuse",
    "iisg.access.middleware.open_transaction",  # nothing below may touch the database before this
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "iisg.access.middleware.become_person",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "iisg.config.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The site's own templates come first: they replace allauth's.
        "DIRS": [BASE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "iisg.site.context.page",
            ],
        },
    },
]

AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "explore:matrix"
ACCOUNT_ADAPTER = "iisg.members.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by the Secretariat, nobody signs up
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, and after twelve hours
ACCOUNT_RATE_LIMITS = False  # by members/passwords.py
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who has no account here gets no mail from here
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[IISG] "
ACCOUNT_FORMS = {"change_password": "iisg.members.forms.ChangePassword"}
PASSWORD_RESET_TIMEOUT = 20 * 60
DEVICE_COOKIE_NAME = "device"
# Nothing is cached, and so nothing is read back that could have been changed in between: Django's caches unpickle.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

SESSION_ENGINE = "iisg.access.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 12 * 60 * 60  # access/lasting.py: half an hour without a click ends it before
SESSIONS_AT_A_TIME = None if DEMONSTRATION else 3  # of one person; demonstration accounts are everybody's
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "iisg.site.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if not OVER_HTTP:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    DEVICE_COOKIE_NAME = "__Host-device"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else one stranger's wrong passwords lock everybody out

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
# What the door (door.py) lets in: bytes of path and query, of cookies, of a body, seconds until all of it is here, and
# bytes of all bodies that one process holds at a time. No form takes more; `iisg load` takes large files past the door.
LONGEST_ADDRESS = 8_000
LONGEST_COOKIES = 4_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
BODY_SECONDS = 20
BODIES_AT_A_TIME = 64 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/Sarajevo"
USE_TZ = True
USE_I18N = True


def mail_server(url: str) -> tuple[str, int, str, str, bool, bool]:
    """Host, port, user, password, STARTTLS, TLS from the start: smtp://, smtp+tls:// or smtp+ssl://USER:PASSWORD@HOST."""
    ports = {"": 25, "smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
    parts = urlsplit(url)
    if parts.scheme not in ports:
        raise ImproperlyConfigured("EMAIL_URL begins with smtp://, smtp+tls:// or smtp+ssl://.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_tls, is_ssl = parts.scheme == "smtp+tls", parts.scheme == "smtp+ssl"
    return parts.hostname or "localhost", parts.port or ports[parts.scheme], user, password, is_tls, is_ssl


EMAIL_URL = os.environ.get("EMAIL_URL", "")
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = mail_server(EMAIL_URL)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'console'}.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "webmaster@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
