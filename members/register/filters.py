"""What a reader asks of the register, as one form for list, ledger and Excel alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core.folding import name_key
from groupadmin.core.lists import ListFilter
from groupadmin.directory.forms import DepartmentSearch
from groupadmin.directory.models import Employee
from groupadmin.groups import querysets
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import GroupQuerySet
from groupadmin.regulations.models import Regulation
from members.register.lookups import Departments
from members.register.problems import RegisterProblem
from members.register.querysets import with_matters
from members.rosters.models import Membership

ANY = [("", _("any"))]
NOT_ENDED, EVERY = "LIVING", "EVERY"
CONFIDENTIAL = "GUARDED"


class RegisterFilter(ListFilter):
    """The filters above the register; an empty form shows every group that has not ended."""

    q = forms.CharField(label=_("Name, number or pinyin"), required=False, max_length=64)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("not ended")), (EVERY, _("all")), *Group.Status.choices],
    )
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[*ANY, *Group.Category.choices])
    platform = forms.ChoiceField(label=_("Platform"), required=False, choices=[*ANY, *Group.Platform.choices])
    department = forms.CharField(
        label=_("Department and below"), required=False, max_length=512, widget=DepartmentSearch()
    )
    regulation = forms.ChoiceField(label=_("Regulation"), required=False)
    secrecy = forms.ChoiceField(
        label=_("Secrecy level"),
        required=False,
        choices=[*ANY, *Group.Secrecy.choices, (CONFIDENTIAL, _("sensitive or classified"))],
    )
    papers = forms.ChoiceField(
        label=_("Pledge and announcement"),
        required=False,
        choices=[
            *ANY,
            ("UNSIGNED", _("pledge asked for, none that stands")),
            ("ENDING", _("pledge ends soon")),
            ("SILENT", _("announcement asked for, none known")),
        ],
    )
    owner = forms.CharField(label=_("Owner's name or staff number"), required=False, max_length=64)
    older = forms.IntegerField(label=_("Roster older than … days"), required=False, min_value=0, max_value=3650)
    never = forms.BooleanField(label=_("Roster never imported"), required=False)
    matters = forms.BooleanField(label=_("With open matters"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = dict(Regulation.objects.order_by("slug", "edition").values_list("slug", "title"))
        self.fields["regulation"].choices = [  # type: ignore[attr-defined]
            *ANY,
            ("-", _("none adopted")),
            *sorted(newest.items(), key=lambda pair: pair[1]),
        ]

    def clean_department(self) -> str:
        """Look the department up; its subtree is what is shown."""
        text: str = self.cleaned_data["department"].strip()
        if text:
            known = Departments.load()
            found = known.find(text, row=0, column=str(_("Department")))
            if isinstance(found, RegisterProblem):
                raise forms.ValidationError(found.reason)
            self.cleaned_data["lineage"] = known.lineages[found]
        return text

    def chosen(self) -> dict[str, Any]:
        """Return what is filled in; where something is wrong, that no group is asked for."""
        return self.cleaned_data if self.is_valid() else {"is_wrong": True}


def narrowed(groups: GroupQuerySet, facts: dict[str, Any]) -> GroupQuerySet:
    """Return those of the groups that a filled-in ``RegisterFilter`` lets through."""
    if facts.get("is_wrong"):
        return groups.none()
    groups = _by_status(groups.found_by(facts.get("q", "")), facts.get("status", ""))
    same = {name: facts[name] for name in ("category", "platform") if facts.get(name)}
    groups = _by_secrecy(groups.filter(**same), facts.get("secrecy", ""))
    groups = _by_rule(_by_papers(groups, facts.get("papers", "")), facts.get("regulation", ""))
    if facts.get("lineage"):
        groups = groups.filter(department__lineage__startswith=facts["lineage"])
    if facts.get("owner"):
        groups = groups.filter(_owned_by(facts["owner"]))
    if facts.get("matters"):
        groups = with_matters(groups)
    return _by_roster(groups, facts)


def _by_status(groups: GroupQuerySet, status: str) -> GroupQuerySet:
    if status == EVERY:
        return groups
    return groups.filter(status=status) if status else groups.exclude(status__in=Group.ENDED)


def _by_secrecy(groups: GroupQuerySet, level: str) -> GroupQuerySet:
    if level == CONFIDENTIAL:
        return groups.filter(secrecy__in=querysets.CONFIDENTIAL)
    return groups.filter(secrecy=level) if level else groups


def _by_papers(groups: GroupQuerySet, papers: str) -> GroupQuerySet:
    """What the officer's card counts: groups in use whose paper is asked for and is not there, or not for long."""
    today = timezone.localdate()
    missing = {
        "UNSIGNED": querysets.asked_for_pledge() & ~querysets.pledge_stands(today),
        "ENDING": querysets.asked_for_pledge() & querysets.pledge_ends_soon(today),
        "SILENT": querysets.asked_for_announcement() & ~querysets.has_announcement(),
    }.get(papers)
    return groups if missing is None else groups.filter(missing, status__in=Group.LIVE)


def _by_rule(groups: GroupQuerySet, slug: str) -> GroupQuerySet:
    if not slug:
        return groups
    return groups.filter(regulation=None) if slug == "-" else groups.filter(regulation__slug=slug)


def _by_roster(groups: GroupQuerySet, facts: dict[str, Any]) -> GroupQuerySet:
    """Never known counts as old: unknown is never green."""
    never, days = Q(roster_taken_at=None), facts.get("older")
    if facts.get("never"):
        return groups.filter(never)
    if days is None:
        return groups
    return groups.filter(never | Q(roster_taken_at__lt=timezone.now() - timedelta(days=days)))


def _owned_by(words: str) -> Q:
    """Say of a group that its present owner's name begins with, or staff number is, what was typed.

    The owners are walked, one a group: a surname alone is thousands of people with tens of thousands of memberships,
    and those whom nobody has identified are hundreds of thousands. ``who`` keeps SQLite from gathering all of those by
    their index.
    """
    owners = Membership.objects.present().filter(role=Membership.Role.OWNER).alias(who=Coalesce("employee_id", 0))
    people = Employee.objects.filter(Q(name_key__startswith=name_key(words)) | Q(staff_no=words.strip()))
    by_person = owners.filter(who__in=people.values("pk")).values("group")
    by_nickname = owners.filter(who=0, nickname__startswith=words).values("group")
    return Q(pk__in=by_person) | Q(pk__in=by_nickname)
