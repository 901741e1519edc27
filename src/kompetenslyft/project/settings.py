"""Settings. Everything a deployment decides comes from the environment; the defaults run the embedded system."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import dj_database_url
from django.contrib.messages import constants as message_constants
from django.utils.translation import gettext_lazy as _

from kompetenslyft.core.text import Text
from kompetenslyft.project.secret import kept_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("KOMPETENSLYFT_DATA", Path.cwd() / "var")).resolve()

DEBUG = os.environ.get("DEBUG", "") == "1"
# An embedded installation keeps a key of its own beside its database; a server is given one.
SECRET_KEY = os.environ.get("SECRET_KEY") or kept_key(DATA_DIR / "secret_key")

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
BASE_URL = os.environ.get("BASE_URL", "http://localhost:8000")
OPEN_DATA_CONTACT = os.environ.get("OPEN_DATA_CONTACT", "")
"""The address that whoever has a question about published tables writes to."""
"""The address that links in e-mail begin with."""

INSTALLED_APPS = [
    # First: its templates stand in for those that come with allauth.
    "kompetenslyft.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ninja",
    "kompetenslyft.apps.audit",
    "kompetenslyft.apps.accounts",
    "kompetenslyft.apps.organisations",
    "kompetenslyft.apps.collection",
    "kompetenslyft.apps.grants",
    "kompetenslyft.apps.staff",
    "kompetenslyft.apps.competence",
    "kompetenslyft.apps.publishing",
    "kompetenslyft.apps.comparison",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kompetenslyft.web.headers.ContentSecurityPolicyMiddleware",
    "kompetenslyft.web.headers.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kompetenslyft.web.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kompetenslyft.web.errors.AddressMiddleware",
    "kompetenslyft.web.errors.RefusalMiddleware",
]

ROOT_URLCONF = "kompetenslyft.project.urls"
WSGI_APPLICATION = "kompetenslyft.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kompetenslyft.web.context.shell",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'kompetenslyft.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write transactions take the lock at once, so that two writers wait for one another instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

# Failed logins are counted here: by all the processes together, so not in the memory of each.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "kompetenslyft.web.accounts.adapter.ClosedSignup"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kompetenslyft"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("svenska")), ("en", _("engelska"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "kompetenslyft@localhost")

# A form or a JSON document with more than this is refused unread. Files do not count: the pipeline refuses a workbook
# of more than 10 MB with a reason.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if os.environ.get("BEHIND_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000
    # The visitor's address, by which failed logins are counted, is what the proxy says.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

PAYER = {name: os.environ.get(f"PAYER_{name.upper()}", "") for name in ("name", "number", "iban", "bic")}
"""The agency as its bank knows it: name, number (of the organisation, or of its agreement with the bank), and the
account that grants are paid from. Without them no payment file is made."""

DEMO_DATE = date.fromisoformat(value) if (value := os.environ.get("KOMPETENSLYFT_DEMO_DATE")) else None
"""The day that a demonstration is set in. None: today."""

DEMO_LOGINS = [
    login | {"role": Text(**login["role"]), "to_try": Text(**login["to_try"])}
    for login in json.loads(os.environ.get("KOMPETENSLYFT_DEMO_LOGINS", "[]"))
]
"""The demonstration's logins, shown on the login page, from JSON: a list of {"email", "password", "name",
"role": {"sv", "en"}, "to_try": {"sv", "en"}}."""

MESSAGE_TAGS = {message_constants.ERROR: "danger", message_constants.DEBUG: "neutral"}

NINJA_PAGINATION_PER_PAGE = 100

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
