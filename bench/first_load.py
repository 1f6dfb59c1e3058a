"""What a phone's first load brings over the wire: the page and every file it asks for, compressed as served."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from groupadmin.directory import roles
from groupadmin.directory.models import User
from members.demo import making

ASKED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


def run() -> list[tuple[str, float, str]]:
    """Return kilobytes for the log-in page, and home of HR and of an owner."""
    making.make(employees=320, groups=24, seed=1, at=timezone.now())
    hr = User.objects.get(username="hr")
    hr.groups.add(AuthGroup.objects.get(name=roles.HR))
    answers = [("first load of the log-in page", _weight(Client(), "/login/"))]
    for username in ("hr", "owner"):
        visitor = Client()
        visitor.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        answers.append((f"first load of home, as {username}", _weight(visitor, "/")))
    return [(name, size / 1024, "KB") for name, size in answers]


def _weight(visitor: Client, path: str) -> int:
    page = visitor.get(path).content
    files = {finders.find(name.removeprefix(settings.STATIC_URL)) for name in ASKED.findall(page.decode())}
    return sum(len(gzip.compress(content, 6)) for content in [page, *(Path(file).read_bytes() for file in files)])
