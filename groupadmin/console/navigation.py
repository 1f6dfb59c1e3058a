"""The places of the console, in the order of the menu. Who may go where is what each page itself says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch, resolve
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupadmin.console import guides
from groupadmin.console.notices import NEW, counts
from groupadmin.core.addresses import address_of
from groupadmin.directory import roles


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu: its words, the name of its address, its drawing."""

    label: str | Promise
    url_name: str
    icon: str
    starts_section: bool = False
    also: str = ""  # the beginning of addresses that belong here though they do not begin with this one's


@dataclass(frozen=True)
class ShownEntry:
    """An entry of the menu as one reader sees it."""

    label: str | Promise
    url: str
    icon: str
    starts_section: bool
    is_here: bool
    count: int = 0


MENU = (
    MenuEntry(_("Today's list"), "home", "home"),
    MenuEntry(_("Groups"), "register", "groups"),
    MenuEntry(_("Matters"), "matters", "flag"),
    MenuEntry(_("People"), "people", "people", also="/departments/"),
    MenuEntry(_("Regulations"), "regulation_library", "book"),
    MenuEntry(_("Nightly sweeps"), "nights", "moon", starts_section=True),
    MenuEntry(_("Accounts"), "accounts", "key"),
    MenuEntry(_("Audit trail"), "trail", "clock"),
    MenuEntry(_("Back office"), "admin:index", "gear"),
)


def entries_for(request: HttpRequest) -> Iterator[ShownEntry]:
    """Yield the places this reader may go to, the nearest marked; a place whose address does not exist is left out."""
    places = [(entry, url) for entry in MENU if (url := address_of(entry.url_name)) and may_go(request, url)]
    near = [_nearness(request.path, url, entry.also) for entry, url in places]
    counted = counts(request)
    for (entry, plain), nearness in zip(places, near, strict=True):
        count, url = counted.get(entry.url_name, (0, plain))
        yield ShownEntry(entry.label, url, entry.icon, entry.starts_section, 0 < nearness == max(near), count)


def may_go(request: HttpRequest, url: str) -> bool:
    """Ask the page at an address whom it is guarded for, as DenyByDefault does."""
    match = _page_at(url, settings.ROOT_URLCONF)
    if match.app_names[:1] == ["admin"]:
        return roles.may_enter(request.user)
    if getattr(match.func, "is_public", False):
        return True
    wanted = getattr(match.func, "guarded_for", None)
    return wanted is not None and (not wanted or roles.holds(request.user, *wanted))


@lru_cache(maxsize=64)
def _page_at(url: str, urlconf: str) -> ResolverMatch:
    """Find what answers at an address; the menu asks it of the same few on every page."""
    return resolve(url, urlconf)


def _nearness(path: str, url: str, also: str) -> int:
    """Return how much of a path an entry's addresses are the beginning of; home is nothing's beginning."""
    return max(len(one) for one in (url, also, "") if path.startswith(one) and (one != "/" or path == one))


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the menu, the number of new messages and the place of the guide (worked out only when a template asks)."""
    return {
        "navigation": partial(entries_for, request),
        "new_messages": lambda: counts(request).get(NEW, (0, ""))[0],
        "help_address": partial(guides.help_address, request),
        "now": timezone.now(),
    }
