"""The suite's settings: the product's own, in a folder and a queue of their own, with cheap password hashes."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

# Each process of pytest-xdist has a folder, and on Redis a database, to itself: none takes another's messages.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "")
if "VAR_DIR" not in os.environ:
    made = tempfile.mkdtemp(prefix="groupadmin-tests-")
    os.environ["VAR_DIR"] = made
    atexit.register(shutil.rmtree, made, ignore_errors=True)
if PROCESS and Path(os.environ["VAR_DIR"]).name != PROCESS:
    os.environ["VAR_DIR"] = str(Path(os.environ["VAR_DIR"], PROCESS))
    if os.environ.get("REDIS_URL"):
        number = 1 + int(PROCESS.removeprefix("gw")) % 14
        os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()

from groupadmin.settings import *  # noqa: E402, F403
from groupadmin.settings import DATABASES, JOB_HANDLERS, STATIC_ROOT, STORAGES, VAR_DIR  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
JOB_HANDLERS = JOB_HANDLERS | {
    "steps": "tests.worker.handlers.steps",
    "refuse": "tests.worker.handlers.refuse",
    "break": "tests.worker.handlers.break_down",
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
