"""The list of regulations: put on shelves by what they are for, searched, narrowed, and taken out as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.lists import Column, ListFilter, Listing, Order, Tab, in_full, read_as_looked_up
from groupadmin.regulations import rendering
from groupadmin.regulations.models import Blank, CategoryRule, NicknamePattern, Regulation


class LibraryFilter(ListFilter):
    """What the list of regulations is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Title, issuer or short name"), required=False, max_length=64)
    category = forms.ChoiceField(
        label=gettext_lazy("Kind of group"),
        required=False,
        choices=[("", gettext_lazy("every kind")), *CategoryRule.Category.choices],
    )
    adopted = forms.ChoiceField(
        label=gettext_lazy("Adopted"),
        required=False,
        choices=[
            ("", gettext_lazy("any")),
            ("yes", gettext_lazy("groups are under it")),
            ("no", gettext_lazy("no group")),
        ],
    )
    blanks = forms.BooleanField(label=gettext_lazy("something is to be filled in"), required=False)


def adopted(user: object, today: date) -> Mapping[str, int]:
    """Return how many of the groups that a reader sees are under each regulation, by its short name."""
    found: Mapping[str, int] = import_string(settings.GROUPS_UNDER)(user, today)
    return found


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[Regulation]:
    """Return the newest editions asked for by a ``LibraryFilter``; ``place`` orders them by what they are for."""
    rows = Regulation.objects.newest()
    if words := chosen.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(issuer__icontains=words) | Q(slug__icontains=words))
    if chosen.get("category"):
        governs = CategoryRule.objects.filter(category=chosen["category"]).values("regulation")
        every = ~Q(pk__in=CategoryRule.objects.values("regulation")) & Q(coverage=Regulation.Coverage.EVERY)
        rows = rows.filter(Q(pk__in=governs) | every)
    if chosen.get("adopted"):
        under = Q(slug__in=adopted(user, today))
        rows = rows.filter(under if chosen["adopted"] == "yes" else ~under)
    if chosen.get("blanks"):
        rows = rows.filter(Exists(Blank.objects.filter(regulation=OuterRef("pk"))))
    first = CategoryRule.objects.filter(regulation=OuterRef("pk")).order_by("pk").values("category")[:1]
    shelf = [When(first=category, then=Value(str(at))) for at, category in enumerate(CategoryRule.Category.values, 1)]
    shelved = rows.annotate(first=Subquery(first))
    return shelved.annotate(place=Concat(Case(*shelf, default=Value("0")), Value("/"), "title"))


def _told(rows: Sequence[Regulation], today: date) -> list[Regulation]:
    """Return editions in full, with the words the list has for them."""
    named = Regulation.objects.with_blanks().prefetch_related(
        Prefetch("categories", CategoryRule.objects.order_by("pk")),
        Prefetch("nickname_patterns", NicknamePattern.objects.order_by("pk")),
    )
    found = in_full(rows, named)
    for one in found:
        kinds = [rule.get_category_display() for rule in one.categories.all()]
        one.shelf = kinds[0] if kinds else _("all groups")  # type: ignore[attr-defined]  # for the page
        one.kinds = "、".join(kinds) or _("all groups")  # type: ignore[attr-defined]
        one.nicknames = "、".join(rule.example for rule in one.nickname_patterns.all())  # type: ignore[attr-defined]
        one.stands = one.is_in_force(today)  # type: ignore[attr-defined]
        one.round = rendering.round_in_words(one)  # type: ignore[attr-defined]
    return found


LIBRARY = Listing(
    name="regulation_library",
    title=gettext_lazy("Regulations"),
    rows=_asked_for,
    filter=LibraryFilter,
    orders=(Order("title", gettext_lazy("Regulation"), ("title", "pk")),),
    tabs=(
        Tab(gettext_lazy("All")),
        Tab(gettext_lazy("Adopted"), {"adopted": "yes"}),
        Tab(gettext_lazy("Not adopted"), {"adopted": "no"}),
        Tab(gettext_lazy("To fill in"), {"blanks": "on"}),
    ),
    columns=(
        Column(gettext_lazy("Regulation"), lambda one: one.title),
        Column(gettext_lazy("Issued by"), lambda one: one.issuer),
        Column(gettext_lazy("Kinds of groups"), lambda one: one.one_group or one.kinds),
        Column(gettext_lazy("Nickname"), lambda one: one.nicknames),
        Column(gettext_lazy("List is checked"), lambda one: one.round.text if one.round else ""),
        Column(gettext_lazy("In force from"), lambda one: one.effective_from),
        Column(gettext_lazy("Standing"), lambda one: one.get_standing_display()),
        Column(gettext_lazy("Edition"), lambda one: one.edition),
        Column(gettext_lazy("To fill in"), lambda one: one.blank_count),
    ),
    tell=_told,
    read=read_as_looked_up("place"),
)
