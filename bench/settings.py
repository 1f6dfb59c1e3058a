"""The product's settings, for measurements: pages are asked for in the same process, and nothing is logged."""

from groupadmin.settings import *  # noqa: F403
from groupadmin.settings import JOB_HANDLERS, STATIC_ROOT, STORAGES

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
JOB_HANDLERS = JOB_HANDLERS | {"drill": "bench.drill_jobs.steps"}
