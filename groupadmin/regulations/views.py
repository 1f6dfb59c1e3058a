"""The library of regulations: the list, a regulation as a page, and what HR does with an edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from groupadmin.core.addresses import address_of
from groupadmin.core.errors import DomainError
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import ShownList
from groupadmin.directory import roles
from groupadmin.directory.models import Department
from groupadmin.directory.roles import everybody
from groupadmin.regulations import library_list, patterns, rendering, serialization, services
from groupadmin.regulations.forms import BlanksForm, NicknameForm, PublishForm
from groupadmin.regulations.models import NicknamePattern, Regulation


@everybody
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """List the newest edition of every regulation by what it is for, with what tells them apart at a glance."""
    shown = ShownList(library_list.LIBRARY, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("regulations")
    adopted = library_list.adopted(request.user, shown.today)
    for one in context["regulations"]:
        one.adopted = adopted.get(one.slug, 0)
    return render(request, "regulations/library.html", context | {"groups_url": address_of("register")})


@everybody
@require_GET
def regulation(request: HttpRequest, slug: str, edition: int | None = None) -> HttpResponse:
    """Show one edition (the newest without a number) as a page of plain words."""
    shown = _edition(slug, edition)
    today = timezone.localdate()
    trial = _trial(request, shown)
    context = trial | {
        "regulation": shown,
        "chapters": rendering.chapters(serialization.regulation_to_dict(shown)),
        "blank_count": shown.blanks.count(),
        "shows_mobiles": any("mobile" in patterns.parse(rule.template).tokens for rule in trial["nickname_rules"]),
        "editions": Regulation.objects.filter(slug=slug).order_by("-edition"),
        "in_force": shown.is_in_force(today),
        "may_edit": shown.may_be_edited(today) and roles.holds(request.user, roles.HR),
        "is_hr": roles.holds(request.user, roles.HR),
    }
    # Groups adopt the newest edition; the page for it stands on a floor above.
    context["adopt_url"] = address_of("adopt", slug) if shown == context["editions"].first() else ""
    return render(request, "regulations/regulation.html", context)


@everybody
@require_GET
def try_nickname(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    """Answer the live trial of a nickname with the verdict alone."""
    shown = _edition(slug, edition)
    return render(request, "regulations/_verdict.html", _trial(request, shown) | {"regulation": shown})


@roles.only(roles.HR)
@require_http_methods(["GET", "POST"])
def new_edition(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    """Ask, then copy an edition into a new one that can be edited."""
    shown = _edition(slug, edition)
    if request.method == "POST":
        made = services.new_edition(shown, actor=request.user, at=timezone.now())
        messages.success(request, _("Edition %(edition)s was made. It can be edited.") % {"edition": made.edition})
        return redirect("regulation_edition", slug, made.edition)
    return render(request, "regulations/new_edition.html", {"regulation": shown})


@roles.only(roles.HR)
@require_http_methods(["GET", "POST"])
def fill_in(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    """Ask for everything an edition leaves open."""
    shown = _edition(slug, edition)
    form = BlanksForm(shown, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            filled = services.fill_blanks(shown, values=form.values(), actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Filled in: %(n)s.") % {"n": len(filled)})
        return redirect("regulation_edition", slug, edition)
    editable = shown.may_be_edited(timezone.localdate())
    return render(request, "regulations/fill_in.html", {"regulation": shown, "form": form, "editable": editable})


@roles.only(roles.HR)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    """Note how an edition was made known and from when it is in force."""
    shown = _edition(slug, edition)
    today = timezone.localdate()
    form = PublishForm(request.POST or None, initial={"published_on": today, "effective_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.publish(shown, **form.cleaned_data, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Published."))
        return redirect("regulation_edition", slug, edition)
    return render(request, "regulations/publish.html", {"regulation": shown, "form": form})


def _edition(slug: str, edition: int | None) -> Regulation:
    """Return one edition, or without a number the newest; raises Http404."""
    editions = Regulation.objects.filter(slug=slug).order_by("-edition")
    return get_object_or_404((editions if edition is None else editions.filter(edition=edition))[:1])


def _trial(request: HttpRequest, shown: Regulation) -> dict[str, Any]:
    """Return the nickname form and, where a nickname was given, the verdict of each pattern."""
    facts = _example_facts(request)
    form = NicknameForm(request.GET if "nickname" in request.GET else None, initial=facts)
    rules = list(NicknamePattern.objects.filter(regulation=shown).order_by("pk"))
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    verdicts = [_verdict(rule, given) for rule in rules] if given.get("nickname") else []
    return {"nickname_form": form, "nickname_rules": rules, "verdicts": verdicts}


def _verdict(rule: NicknamePattern, given: dict[str, Any]) -> dict[str, Any]:
    facts = {key: [given[key]] for key in ("name", "department") if given.get(key)}
    known = {
        patterns.fold(name) for name in Department.objects.filter(name=_guess(given)).values_list("name", flat=True)
    }
    fit = patterns.parse(rule.template).check(given["nickname"], facts, known_departments=known)
    return {"rule": rule, "fit": fit, "reason": rendering.reason_in_words(fit)}


def _guess(given: dict[str, Any]) -> str:
    """Return the part of the nickname beside the real name, which may be another department."""
    rest: str = given["nickname"].replace(given.get("name") or "\0", "")
    return rest.strip(" -—_·|/")


def _example_facts(request: HttpRequest) -> dict[str, str]:
    """Return the reader's own name and department, else placeholders, to try nicknames with."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        return {name: patterns.TOKENS[name].example for name in ("name", "department")}
    return {"name": employee.name, "department": employee.department.name if employee.department else ""}
