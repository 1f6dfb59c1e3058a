"""Every address and every field of every form takes what no honest reader types: an answer below 500, always.

The values are put into each place of each route, into every name that the code reads from an address, and into every
field of every form that stands on a page, together and one by one. What a form did is rolled back. The places are
found in the URL conf, in the code and on the pages, so a page that is added is asked too.
"""

from __future__ import annotations

import re
import traceback
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.organisation import PLACE, Organisation
from tests.test_every_url import every_address

LONG, HUGE = "9" * 30, "9" * 5000
NUMBERS = ("-1", LONG, HUGE, "9223372036854775808", "²", "٣", "1e9")
DAYS = ("0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59")
TEXTS = ("a\0b", "\ud800", "\"'><b>", "x" * 5000, "//[", "\u202e\u200b%_\\")
VALUES = NUMBERS + DAYS + TEXTS
# One of each kind, for places that are asked one by one.
FEW = (LONG, HUGE, "²", "a\0b", "\ud800", "0001-01-01T00:00")
# Names by which more than one value is told: flag-3, choice-7, who=employee:5.
BEGINNINGS = ("employee:", "staff:", "choice-", "field-", "remove:", "person-")
READ = re.compile(r"""\b(?:GET|POST|given|data)(?:\.get|\.getlist|)[(\[]\s*"([\w-]+)"|\bname="([\w-]+)\"""")
READ_EVERYWHERE = ("after", "before", "q", "at", "next", "part")
LEAVES = ("/logout/",)


def encoded(value: str) -> str:
    """Return a value as an address holds it; half a character goes as its three bytes."""
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def names_read() -> list[str]:
    """Return all names that our code or our pages read from an address or a form."""
    found = set()
    for folder, kind in (("groupadmin", "*.py"), ("members", "*.py"), ("templates", "*.html")):
        for file in Path(settings.BASE_DIR, folder).rglob(kind):
            found |= {one or other for one, other in READ.findall(file.read_text(encoding="utf-8"))}
    return sorted(found | {"part", "next", "page", "p", "o", "e", "_popup", "_changelist_filters", "all"})


class Forms(HTMLParser):
    """The forms of a page: where each is sent, how, and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("method") or "get", given.get("action") or "", {}))
        elif tag in ("input", "select", "textarea", "button") and given.get("name") and self.found:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                self.found[-1][2].setdefault(given["name"], given.get("value") or "on")
            else:
                self.found[-1][2][given["name"]] = given.get("value") or ""


class HostileValues(Organisation):
    def setUp(self):
        self.reasons = []
        got_request_exception.connect(self.note)
        self.addCleanup(got_request_exception.disconnect, self.note)
        self.client = self.log_in(self.boss)

    def note(self, sender, request=None, **kwargs):
        self.reasons.append("".join(traceback.format_exc().splitlines(keepends=True)[-4:]))

    def log_in(self, user) -> Client:
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        return client

    def ask(self, method: str, path: str, told: str, client: Client | None = None, **more) -> int:
        """Ask, roll back what it did, and note every answer of 500 and above with its cause."""
        client = client or self.client
        with transaction.atomic():
            status = getattr(client, method)(path, **more).status_code
            transaction.set_rollback(True)
        if status == 405 and method == "get":
            return self.ask("post", path, told, client)
        if status >= 500:
            cause = self.reasons[-1] if self.reasons else ""
            self.wrong.setdefault(cause.strip().splitlines()[-1][:200] + cause, []).append(f"{method} {told}"[:200])
        return status

    def say(self):
        told = [f"{len(where)} times, such as {where[:4]}\n{cause}" for cause, where in self.wrong.items()]
        self.assertEqual(told, [], "\n\n".join(told))

    def test_in_the_places_of_each_route(self):
        self.wrong = {}
        for route in every_address():
            for (_place, name), value in product(PLACE.findall(route), VALUES):
                self.ask("get", self.filled(route, {name: encoded(value)}), f"{route} {name}={value[:40]!r}")
        self.say()

    def test_in_every_name_that_an_address_may_hold(self):
        self.wrong = {}
        names = names_read()
        for route, path in self.pages().items():
            if path in LEAVES:
                continue
            for value in VALUES:
                query = "&".join(f"{name}={encoded(value)}" for name in names)
                self.ask("get", f"{path}?{query}", f"{route} all={value[:40]!r}")
        self.say()

    def test_one_by_one_in_lists_that_stop_at_the_first_mistake(self):
        self.wrong = {}
        for path in self.pages().values():
            if path in LEAVES:
                continue
            fields = {
                name for method, _to, found in Forms(self.text_of(path)).found if method == "get" for name in found
            }
            for name, value in product(sorted(fields - {"q"}), FEW):
                self.ask("get", f"{path}?{name}={encoded(value)}", f"{path} {name}={value[:40]!r}")
        self.say()

    def text_of(self, path: str) -> str:
        answer = self.client.get(path)
        return answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""

    def test_by_every_reader(self):
        self.wrong = {}
        for reader in (None, *self.readers[1:]):
            client = self.log_in(reader)
            for (route, path), value in product(self.pages().items(), (LONG, "a\0b", "²", "0001-01-01")):
                if path not in LEAVES:
                    query = "&".join(f"{name}={encoded(value)}" for name in READ_EVERYWHERE)
                    self.ask("get", f"{path}?{query}", f"{route} {value!r} by {reader}", client)
        self.say()

    def forms(self):
        """Yield every form of every page once: where it is sent, and its fields as they stand there."""
        seen = set()
        for path in [*self.pages().values(), "/groups/G00001/members/?show=all"]:
            for method, action, fields in Forms(self.text_of(path)).found:
                target = action.partition("?")[0] or path
                shape = (method, target, tuple(sorted(fields)))
                if method == "post" and target not in LEAVES and shape not in seen:
                    seen.add(shape)
                    yield target, fields

    def test_in_every_field_of_every_form(self):
        self.wrong, sent = {}, 0
        for target, fields in self.forms():
            names = [name for name in fields if name != "csrfmiddlewaretoken"]
            for value in VALUES:
                self.post(target, dict.fromkeys(names, value), f"{target} all={value[:40]!r}")
            for name, value in product(names, FEW):
                self.post(target, fields | {name: value}, f"{target} {name}={value[:40]!r}")
                sent += 1
            for beginning, value in product(BEGINNINGS, (LONG, HUGE, "²")):
                told = {f"{beginning}{value}": "1"} | dict.fromkeys(names, f"{beginning}{value}")
                self.post(target, fields | told, f"{target} {beginning}{value[:40]!r}")
        self.assertGreater(sent, 300)
        self.say()

    def test_in_every_form_sent_by_whom_it_is_not_for(self):
        self.wrong, forms = {}, list(self.forms())
        for reader in (None, *self.readers[1:]):
            client = self.log_in(reader)
            for (target, fields), value in product(forms, (LONG, "a\0b", "employee:" + HUGE)):
                self.post(target, dict.fromkeys(fields, value), f"{target} {value[:40]!r} by {reader}", client)
        self.say()

    def post(self, path: str, fields: dict[str, str], told: str, client: Client | None = None) -> None:
        body = urlencode([tuple(text.encode("utf-8", "surrogatepass") for text in pair) for pair in fields.items()])
        self.ask("post", path, told, client, data=body, content_type="application/x-www-form-urlencoded")

    def test_in_the_back_office(self):
        self.wrong = {}
        for model, its_admin in site._registry.items():
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            names = ("q", "p", "o", "all", *getattr(its_admin, "_declared_lookups", tuple)())
            for name, value in product(names, FEW):
                self.ask("get", f"{address}?{name}={encoded(value)}", f"{address} {name}={value[:40]!r}")
            for value in FEW:
                self.ask("get", f"{address}{encoded(value)}/change/", f"{address} {value[:40]!r}")
        self.say()

    def test_in_headers(self):
        self.wrong = {}
        for header, value in product(
            ("HX-Current-URL", "Referer", "Accept-Language", "X-Forwarded-For"), ("http://[", "²", "x" * 5000)
        ):
            for client, method in product((self.client, self.log_in(None)), ("get", "post")):
                self.ask(
                    method,
                    "/people/",
                    f"{header} {value[:40]!r}",
                    client,
                    headers={header: value, "HX-Request": "true"},
                )
                self.ask(method, "/people/", f"{header} {value[:40]!r}", client, headers={header: value})
        self.say()

    def test_in_cookies(self):
        self.wrong = {}
        for name, value in product(
            ("sessionid", "csrftoken", "messages", "django_language", "known_12345678"),
            ('"a\\000bcdefgh"', "²" * 20, "x" * 3000),
        ):
            client = self.log_in(None)
            self.ask("get", "/people/", f"{name} {value[:40]!r}", client, headers={"Cookie": f"{name}={value}"})
            self.ask("post", "/login/", f"{name} {value[:40]!r}", client, headers={"Cookie": f"{name}={value}"})
        self.say()

    def test_in_the_names_of_files(self):
        self.wrong = {}
        for name in ("a\0b.csv", "\u202ecsv.exe", "x" * 5000 + ".csv", "../../a.csv", '".csv', "²"):
            for path in ("/people/import/", "/groups/import/", "/groups/G00001/roster/"):
                file = SimpleUploadedFile(name, "姓名,工号\n甲,000001\n".encode())
                self.ask("post", path, f"{path} {name[:40]!r}", data={"file": file, "mode": "update"})
        self.say()
