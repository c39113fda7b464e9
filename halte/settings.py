"""Settings. Whatever an operator may change comes from the environment (docs/operations.md)."""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pghistory
from csp.constants import NONE, SELF

from halte.core import devdb, env
from halte.core.env import EnvError
from halte.core.tasks import with_own_connection

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.text("HALTE_VAR") or ROOT / "var")

# ---- What this installation is ------------------------------------------------------------------
DEBUG = env.flag("HALTE_DEBUG")
PRODUCTION = env.flag("HALTE_PRODUCTION")
# The names of this machine itself always answer: health checks ask there.
ALLOWED_HOSTS = [*env.words("HALTE_HOSTS"), "127.0.0.1", "localhost", "[::1]"]


def _base_url() -> str:
    """The address that people type, without a slash at its end."""
    given = env.text("HALTE_BASE_URL").rstrip("/")
    if not given and PRODUCTION:
        raise EnvError(
            "HALTE_BASE_URL must hold the address that people type, such as https://epn.example."
        )
    parts = urlsplit(given or "http://127.0.0.1:8000")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise EnvError(
            f"HALTE_BASE_URL is “{given}”: write an address such as https://epn.example."
        )
    return parts.geturl()


BASE_URL = _base_url()
CSRF_TRUSTED_ORIGINS = [BASE_URL]


def _secret_key() -> str:
    """The key of the environment; outside production one is made once and kept in `var/`."""
    given = env.text("HALTE_SECRET_KEY")
    if given or PRODUCTION:
        if len(given) < 50:
            raise EnvError("HALTE_SECRET_KEY must have 50 characters or more in production.")
        return given
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


SECRET_KEY = _secret_key()

# ---- Applications, ground floor first -----------------------------------------------------------
INSTALLED_APPS = [
    "halte.core",
    "halte.core.files",
    "halte.core.mail",
    "halte.accounts",
    "halte.network",
    "halte.visitors",
    "halte.workshops",
    "halte.desk",
    "halte.directory",
    "halte.oversight",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "phonenumber_field",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "halte.core.logs.RequestLogMiddleware",
    "halte.core.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "halte.core.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "halte.core.history.history_middleware",
    "halte.core.work.middleware.WorkMiddleware",
    "halte.core.access.StatedAccessMiddleware",
    "halte.accounts.sign_in.sessions.LimitsMiddleware",
    "halte.accounts.sign_in.factors.RequiredFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "halte.urls"
WSGI_APPLICATION = "halte.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "halte.core.context.site",
                "halte.accounts.sign_in.sessions.time_left",
                "halte.network.context.sample",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "halte.core.templatetags.halte",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- Database -----------------------------------------------------------------------------------


def _database() -> dict:
    """PostgreSQL at DATABASE_URL, or else the embedded one under `var/`."""
    url = env.text("DATABASE_URL")
    if not url:
        return {"ENGINE": "django.db.backends.postgresql", **devdb.ensure_running()}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise EnvError("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


DATABASES = {"default": {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, **_database()}}
CACHES = {
    # Limits and used codes, one store for all processes: a table (halte.core.models.CacheEntry).
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cacheentry",
        "KEY_FUNCTION": "halte.core.cachekeys.secret_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Finished pages, one store a process: see halte/core/kept.py.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 120,
        "OPTIONS": {"MAX_ENTRIES": env.number("HALTE_KEPT_PAGES", 2000, most=1_000_000)},
    },
}

# ---- Accounts and sessions ----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "network:work"
LOGOUT_REDIRECT_URL = "directory:home"
# People come by invitation and sign in with their address, which an invitation has proven.
ACCOUNT_ADAPTER = "halte.accounts.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/10m/ip,5/10m/key",
    "reset_password": "10/10m/ip,3/10m/key",
    "reset_password_from_key": "20/10m/ip",
    "reauthenticate": "10/10m/user",
    "change_password": "5/10m/user",
    "manage_email": "5/10m/user",
}
MFA_ADAPTER = "halte.accounts.sign_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
# Passkeys need HTTPS, but for a browser on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION and urlsplit(BASE_URL).scheme == "http"
# Another sign-in, such as a region's: it attaches to accounts that exist.
OIDC_NAME = env.text("HALTE_OIDC_NAME")
OIDC_ISSUER = env.text("HALTE_OIDC_ISSUER").rstrip("/")
_oidc = [OIDC_ISSUER, env.text("HALTE_OIDC_CLIENT_ID"), env.text("HALTE_OIDC_SECRET")]
if any([OIDC_NAME, *_oidc]) and not all([OIDC_NAME, *_oidc]):
    raise EnvError(
        "HALTE_OIDC_NAME, HALTE_OIDC_ISSUER, HALTE_OIDC_CLIENT_ID and HALTE_OIDC_SECRET "
        "belong together: set all four or none."
    )
if OIDC_ISSUER and urlsplit(OIDC_ISSUER).scheme != "https":
    raise EnvError(f"HALTE_OIDC_ISSUER is “{OIDC_ISSUER}”: write an address with https://.")
SOCIALACCOUNT_ADAPTER = "halte.accounts.sign_in.elsewhere.Adapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "elsewhere",
                "name": OIDC_NAME,
                "client_id": _oidc[1],
                "secret": _oidc[2],
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_NAME
        else [],
    }
}
SESSION_ENGINE = "halte.accounts.session_store"
SESSION_IDLE_MINUTES = env.number("HALTE_SESSION_IDLE_MINUTES", 30, least=5, most=24 * 60)
SESSION_HOURS = env.number("HALTE_SESSION_HOURS", 12, least=1, most=24 * 30)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "halte.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "halte.accounts.passwords.UnlikeThePerson"},
    {"NAME": "halte.accounts.passwords.NotCommon"},
]

# ---- Languages and time -------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
# Each is shown by its own name, which CLDR knows (halte/core/i18n.py).
LANGUAGES = [(code, code) for code in ["fr", "nl", "en", "ar", "tr", "ro", "sq", "pl", "pt", "es"]]
# Translations that a native reader has not yet gone through; their pages say so.
LANGUAGES_TO_REVIEW = ["ar", "tr", "ro", "sq", "pl", "pt", "es"]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = env.text("HALTE_TIME_ZONE", "Europe/Brussels")
# Days and hours where a template writes them: day first, 24 hours, in every language.
FORMAT_MODULE_PATH = "halte.core.formats"
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError) as error:
    raise EnvError(
        f"HALTE_TIME_ZONE is “{TIME_ZONE}”: write a name such as Europe/Brussels."
    ) from error
PHONENUMBER_DEFAULT_REGION = env.text("HALTE_PHONE_REGION", "BE")

# ---- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Files that people give: below no address, opened by halte/core/files/views.py alone.
PRIVATE_FILES = Path(env.text("HALTE_PRIVATE_FILES") or VAR / "private")
# Bytes of all files of one request; what goes beyond is dropped while it arrives.
UPLOAD_MOST = env.number("HALTE_UPLOAD_MB", 20, least=1, most=500) * 1_000_000
FILE_UPLOAD_HANDLERS = [
    "halte.core.files.uploads.LimitingHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- Words that belong to an installation ---
PUBLISHER = env.text("HALTE_PUBLISHER")
# Name and address of the data protection officer, for the register of processing.
DATA_PROTECTION_OFFICER = env.text("HALTE_DPO")
# Where the source of this copy can be had (AGPL 3.0, section 13).
SOURCE_URL = env.text("HALTE_SOURCE_URL")

# ---- Map ----------------------------------------------------------------------------------------
# Without a provider the page shows a schematic map and calls nobody.
TILES_URL = env.text("HALTE_TILES_URL")
TILES_ATTRIBUTION = env.text("HALTE_TILES_ATTRIBUTION")
_tile_host = urlsplit(TILES_URL.replace("{s}", "*"))


def _origin(address: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


# ---- Security -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"]
        + ([f"{_tile_host.scheme}://{_tile_host.netloc}"] if TILES_URL else []),
        "object-src": [NONE],
        "base-uri": [NONE],
        # A browser also asks this of where a form is sent on to.
        "form-action": [SELF, *([_origin(OIDC_ISSUER)] if OIDC_ISSUER else [])],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = env.flag("HALTE_HTTPS", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("HALTE_HSTS_SECONDS", 0)
BEHIND_PROXY = env.flag("HALTE_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Under this prefix a browser takes a cookie only over HTTPS and from this very host, so that no
# neighbour under the same domain can slip one in.
_prefix = "__Host-" if SECURE_SSL_REDIRECT else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Django's warnings about what `halte check --deploy` refuses in sentences of its own
# (halte/core/checks.py), and about HSTS for names that may belong to others.
SILENCED_SYSTEM_CHECKS = [
    f"security.W{number:03}" for number in (4, 5, 8, 9, 10, 11, 12, 15, 16, 17, 18, 20, 21)
]

# ---- Mail ---------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("HALTE_MAIL_FROM", "halte@localhost")
EMAIL_HOST = env.text("HALTE_MAIL_HOST")
EMAIL_PORT = env.number("HALTE_MAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("HALTE_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("HALTE_MAIL_PASSWORD")
_mail_tls = env.choice("HALTE_MAIL_TLS", ["starttls", "tls", "none"], "starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail_tls == "starttls", _mail_tls == "tls"
EMAIL_TIMEOUT = 20

# ---- Logs: one JSON object a line, with the request's id ----------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "halte.core.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("HALTE_LOG", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO"),
    },
    "loggers": {
        "django": {"level": "WARNING", "propagate": True, "handlers": []},
        # 404 and 403 stand in the line of the request already.
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
    },
}

# ---- History: who did it stands beside each event, not in a table of its own ---------------------
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()

# ---- Background work: each app registers its jobs in its own `jobs.py` ---------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"task_middleware": [with_own_connection]}
