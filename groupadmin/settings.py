"""One settings file. Every value has a default that runs; the environment overrides (``.env.example``).

Apps, sweeps, job handlers and home cards are named by dotted string, so the project package imports no app.
"""

import os
import stat
from pathlib import Path

import environ
from celery.schedules import crontab

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))


def keep_private(folder: Path) -> None:
    """Let nobody but this account into the folder of our data, and not read a file that this process makes.

    What several accounts share on purpose (a sticky folder such as /tmp, or one that is not ours) is left as it is.
    """
    os.umask(os.umask(0o077) | 0o077)
    folder.mkdir(parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX and found.st_mode & 0o077:
        folder.chmod(0o700)
        for file in folder.iterdir():  # made by a release that did not look after it
            if file.is_file() and not file.is_symlink():
                file.chmod(0o600)


keep_private(VAR_DIR)

# -- who may reach us -------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# HTTPS=1 behind a TLS proxy switches on everything that would lock out a plain http://127.0.0.1.
HTTPS = env.bool("HTTPS", False)
# Addresses or networks of the proxies in front of us: what they say of the visitor's address is believed, and nothing
# that anybody else says. With HTTPS there is a proxy, and unless said otherwise it runs on this machine.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"] if HTTPS else [])


def secret_key() -> str:
    """Return SECRET_KEY from the environment, else one made once and kept beside the database."""
    given: str = env.str("SECRET_KEY", "")
    if given:
        return given
    kept = VAR_DIR / "secret_key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key() + get_random_secret_key())
    return kept.read_text().strip()


SECRET_KEY = secret_key()
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Probes of a load balancer speak plain HTTP to us and take no redirect for an answer.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# -- apps, lowest floor last --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "members",
    "groupadmin.groups",
    "groupadmin.regulations",
    "groupadmin.console",
    "groupadmin.directory",
    "groupadmin.core",
    "import_export",
    "axes",
    "groupadmin.console.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
AUTH_USER_MODEL = "directory.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "groupadmin.core.middleware.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are five times their size without it. Forms carry masked tokens and answers get a random length, so that the
    # size of an answer tells nothing of what is in it (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "groupadmin.core.middleware.ContentSecurityPolicy",
    "groupadmin.core.middleware.NoNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "groupadmin.core.middleware.ChosenLanguage",
    "groupadmin.core.middleware.FaultsInWords",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groupadmin.directory.middleware.DenyByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "groupadmin.urls"
WSGI_APPLICATION = "groupadmin.wsgi.application"
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
                "groupadmin.console.navigation.shell",
            ],
            "builtins": ["django.templatetags.i18n", "groupadmin.console.templatetags.shell"],
        },
    }
]

# -- logging in ---------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # Before Django's own: what a role allows needs no look into its tables of permissions.
    "groupadmin.directory.roles.ByRole",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "groupadmin.directory.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "groupadmin.directory.passwords.NotGuessable"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
# Five wrong passwords for one name at one place lock that pair for fifteen minutes; tries while it is locked do not
# count. What a place is, and the brake on places that try many names: groupadmin/directory/log_in_brake.py.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "groupadmin.directory.login_throttle.LoginThrottle"
AXES_CLIENT_IP_CALLABLE = "groupadmin.directory.login_throttle.place_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Who logged in when is in the audit trail as far as it must be; a second list with addresses is kept nowhere.
AXES_DISABLE_ACCESS_LOG = True
LOG_IN_NAMES_PER_ADDRESS = env.int("LOG_IN_NAMES_PER_ADDRESS", 30)
LOG_IN_FAILURES_KEPT_DAYS = env.int("LOG_IN_FAILURES_KEPT_DAYS", 7)
AXES_LOCKOUT_TEMPLATE = "directory/locked_out.html"
AXES_VERBOSE = False
# Locks are lifted by waiting or by `manage.py axes_reset`; its tables speak English only and are no clerk's business.
AXES_ENABLE_ADMIN = False

# -- the database ---------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'groupadmin.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE and WAL together: without IMMEDIATE more than half of concurrent writes fail (docs/decisions/0003).
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a statement takes longer than the statement, and helpers for one page are taken from the others
    # (docs/decisions/0031). Options in the address itself go before.
    PLAINLY = "-c jit=off -c max_parallel_workers_per_gather=0"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", PLAINLY)

# -- the queue ------------------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 3,
        # A page must not wait for a queue that is away: one try, then the reaper's tick sends the job.
        "max_retries": 0,
    }
else:
    queue_dir = VAR_DIR / "queue"
    queue_dir.mkdir(exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "groupadmin.core.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(queue_dir),
        "data_folder_out": str(queue_dir),
        "control_folder": str(VAR_DIR / "queue-control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", False)
CELERY_TIMEZONE = env.str("TIME_ZONE", "Asia/Shanghai")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "schedule")
# From this hour on the night's walk is due; a console that was off then makes up for it at its first tick.
NIGHTLY_HOUR = env.int("NIGHTLY_HOUR", 2)
TICK_SECONDS = env.int("TICK_SECONDS", 5)
CELERY_BEAT_SCHEDULE = {
    # Ticks must not pile up while no worker is there, nor lapse in the second it takes the file queue to look again.
    "tick": {"task": "core.tick", "schedule": float(TICK_SECONDS), "options": {"expires": TICK_SECONDS + 10}},
    "nightly-sweeps": {
        "task": "core.nightly_sweeps",
        "schedule": crontab(hour=NIGHTLY_HOUR, minute=0),
        "options": {"expires": 6 * 3600},
    },
}

# A job holds a lease while it works; whoever lets it lapse is taken for dead and the job is sent again.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", 10)
JOB_MAX_ATTEMPTS = 3
# Imports above this many rows become a job with a progress bar; below it the answer comes in the request.
IMPORT_ROWS_IN_REQUEST = env.int("IMPORT_ROWS_IN_REQUEST", 2000)
# A ledger of more groups than this is written by a job and fetched afterwards.
LEDGER_ROWS_IN_REQUEST = env.int("LEDGER_ROWS_IN_REQUEST", 200)
# The same of any other list, whose rows are shorter.
LIST_ROWS_IN_REQUEST = env.int("LIST_ROWS_IN_REQUEST", 2000)

# What can be imported: ImportBatch.kind → its groupadmin.core.import_kinds.ImportKind.
IMPORT_KINDS: dict[str, str] = {
    "DIRECTORY": "groupadmin.directory.import_kind.STAFF_LIST",
    "REGISTER": "members.register.services.REGISTER",
    "ROSTER": "members.imports.applying.ROSTER",
}

JOB_HANDLERS: dict[str, str] = {
    "run_sweeps": "groupadmin.core.sweeps.run_job",
    "plan_import": "groupadmin.core.import_kinds.plan_job",
    "apply_import": "groupadmin.core.import_kinds.apply_job",
    "recheck_nicknames": "members.flags.adoption.recheck_job",
    "simulate_adoption": "members.flags.adoption_views.simulate_job",
    "write_ledger": "members.register.register_sheet_job.write_sheet",
    "write_list": "groupadmin.console.list_views.write_list",
}
# Who may fetch the file that a job of a kind has written: functions (user, job) -> bool.
FILE_RIGHTS: dict[str, str] = {
    "write_ledger": "members.register.register_sheet_job.may_fetch",
    "write_list": "groupadmin.console.list_views.may_fetch",
}
# The night's work: tuples of sweeps, in this order; beat, `manage.py sweep` and the page's button walk this same list.
NIGHTLY_SWEEPS: list[str] = [
    "groupadmin.directory.sweeps.SWEEPS",
    "members.flags.sweeps.SWEEPS",
    "members.imports.sweeps.SWEEPS",
    # After the matter about it: who approved the group is told even where the nights before were missed.
    "members.register.sweeps.SWEEPS",
    "groupadmin.core.housekeeping.SWEEPS",
]
# A function () -> [(kind of matter, how many are open, address of the list of them)], for the page of the nights.
OPEN_BY_KIND = "members.flags.lists.open_by_kind"
# A function (user, today) -> {short name of a regulation: how many groups that the user sees are under it}.
GROUPS_UNDER = "members.register.filters.groups_under"
# Modules with the words of the audit trail: LABELS of actions, FACTS of an event, CODES among them, each as needed.
AUDIT_WORDS: list[str] = [
    "groupadmin.core.audit_labels",
    "groupadmin.core.audit_labels",
    "groupadmin.directory.audit_labels",
    "groupadmin.regulations.audit_labels",
    "members.audit_labels",
]
# Functions (text) -> [(kind of subject, its number)] of whom or what somebody may mean by a number.
AUDIT_SUBJECTS: list[str] = ["members.register.search.numbered"]
# Functions (user, today) -> list[Card]; the home page asks each in this order.
HOME_CARDS: list[str] = [
    "groupadmin.directory.cards.cards",
    "members.register.cards.cards",
    "members.register.role_cards.cards",
    "members.flags.cards.cards",
    "members.flags.confidential_cards.cards",
    "members.flags.figures.cards",
]
# Kinds of messages (core.cards.NoticeKind) that the bell counts and the page of messages tells; tuples by dotted name.
NOTICES: list[str] = [
    "members.flags.notices.NOTICES",
    "members.register.role_cards.NOTICES",
    "groupadmin.console.notices.NOTICES",
    "groupadmin.directory.cards.NOTICES",
]
# What the menu counts: name of an address -> function (user) -> (queryset, address of just these rows).
MENU_COUNTS: dict[str, str] = {"matters": "members.flags.lists.waiting_for"}
# Functions (user) -> list[FirstStep], shown in this order while an installation is new.
FIRST_STEPS: list[str] = [
    "groupadmin.directory.cards.steps",
    "members.register.cards.steps",
]
# A function () -> the name of the organisation, as its papers bear it; "" where that is not known.
NAME_OF_THE_UNIT = "groupadmin.directory.departments.name_of_the_unit"
# A function () -> queryset of the numbers of employees who run groups: whom HR makes log-ins for first.
RUNNERS_OF_GROUPS = "members.access.runners"
# Functions (request, person) -> the part of a person's page that another floor tells.
PERSON_PARTS = ["members.flags.list_views.groups_of"]
# A function (user) -> queryset of the numbers of employees whom a reader meets in the groups they see.
PEOPLE_MET = "members.access.people_met_by"
# Functions (user, q) -> Found; the search page shows what each finds, in this order.
SEARCH_PROVIDERS: list[str] = [
    "groupadmin.directory.search.find_people",
    "members.register.search.find_groups",
]

# -- `make run` -----------------------------------------------------------------------------------------------------
# Commands that prepare a database, in their order; with DEMO=0 an empty one stays empty.
FIRST_START = ["load_regulations", "demo --if-empty"]
DEMO = env.bool("DEMO", True)
# What is said about log-ins when the console has started.
LOG_IN_HINT = "members.demo.accounts.hint"

# -- uploads --------------------------------------------------------------------------------------------------------
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", 50 * 1024 * 1024)
UPLOAD_MAX_ROWS = env.int("UPLOAD_MAX_ROWS", 200_000)
# What somebody may send who has not logged in: a log-in form is far smaller.
STRANGERS_MAX_BYTES = 64 * 1024
# Files and pasted texts are read in processes of their own (docs/decisions/0025). Each may use so much memory beyond
# what it starts with, so many seconds of the processor and of the clock; so many may be at work on this machine, and
# somebody who comes when all are busy waits so long before they are asked to come again.
READER_MEMORY_MB = env.int("READER_MEMORY_MB", 512)
READER_CPU_SECONDS = env.int("READER_CPU_SECONDS", 20)
READER_SECONDS = env.int("READER_SECONDS", 25)
READERS_AT_ONCE = env.int("READERS_AT_ONCE", 4)
READER_WAIT_SECONDS = env.float("READER_WAIT_SECONDS", 2.0)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Columns that rosters and directories bring along and that we drop at the door unless named here (PIPL, practice §5.3).
KEEP_COLUMNS: list[str] = env.list("KEEP_COLUMNS", default=[])

# -- language, time, static files -----------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = ["groupadmin.formats"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- import-export: lists and exports of the back office only; formulas: groupadmin/core/back_office.py -----------
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
