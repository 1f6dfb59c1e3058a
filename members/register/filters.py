"""The register as a list, and what a reader asks of it: one form for list, ledger, Excel and cards alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.console.severities import severity_of
from groupadmin.core.folding import name_key
from groupadmin.core.form_fields import midnight
from groupadmin.core.keyset import Keys, Page
from groupadmin.core.lists import Column, ListFilter, Listing, Order, Tab
from groupadmin.directory.forms import DepartmentSearch
from groupadmin.groups import querysets
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import GroupQuerySet
from groupadmin.regulations.models import Regulation
from members import access
from members.flags.kinds.group_life import fresh_for, is_fresh
from members.flags.models import Flag
from members.register.lookups import Departments
from members.register.problems import RegisterProblem
from members.register.querysets import BY_CODE, PAGE, WORST_FIRST, register_page, with_matters
from members.rosters.models import Membership, RoleChange

ANY = [("", _("any"))]
NOT_ENDED, EVERY, IN_USE, WATCHED = "LIVING", "EVERY", "LIVE", "WATCHED"
CONFIDENTIAL = "GUARDED"
# Days for which a change of roles is told on the home page.
TOLD_FOR = 7


def regulations() -> list[tuple[str, object]]:
    """Return the regulations to choose from; they are read when somebody looks at the choice, and not for a card."""
    newest = dict(Regulation.objects.order_by("slug", "edition").values_list("slug", "title"))
    return [*ANY, ("-", _("none adopted")), *sorted(newest.items(), key=lambda pair: pair[1])]


class RegisterFilter(ListFilter):
    """The filters above the register; an empty form shows every group that has not ended."""

    q = forms.CharField(label=_("Name, number or pinyin"), required=False, max_length=64)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("not ended")),
            (EVERY, _("all")),
            (IN_USE, _("in use or being dissolved")),
            *Group.Status.choices,
            (WATCHED, _("dissolved lately")),
        ],
    )
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[*ANY, *Group.Category.choices])
    platform = forms.ChoiceField(label=_("Platform"), required=False, choices=[*ANY, *Group.Platform.choices])
    department = forms.CharField(
        label=_("Department and below"), required=False, max_length=512, widget=DepartmentSearch()
    )
    regulation = forms.ChoiceField(label=_("Regulation"), required=False, choices=regulations)
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
    state = forms.ChoiceField(
        label=_("State of the group"),
        required=False,
        choices=[
            *ANY,
            ("LATE", _("something is overdue")),
            ("OPEN", _("something is open, nothing overdue")),
            ("UNKNOWN", _("no member list yet, nothing overdue: unknown")),
            ("GOOD", _("in order, as far as the last list tells")),
        ],
    )
    roles = forms.ChoiceField(
        label=_("Owner, deputies and admins"),
        required=False,
        choices=[*ANY, ("WAITING", _("a change waits for a word")), ("CHANGED", _("changed within a week"))],
    )
    run = forms.BooleanField(label=_("Groups I run"), required=False)

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
    return _by_roles(_by_state(_by_roster(groups, facts), facts.get("state", "")), facts.get("roles", ""))


def _by_status(groups: GroupQuerySet, status: str) -> GroupQuerySet:
    if status == EVERY:
        return groups
    if status == IN_USE:
        return groups.live()
    if status == WATCHED:
        return groups.watched(timezone.localdate())
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
    if facts.get("never"):
        groups = groups.never_imported()
    if (days := facts.get("older")) is None:
        return groups
    since = midnight(timezone.localdate(), days=-days)
    return groups.filter(Q(roster_taken_at=None) | Q(roster_taken_at__lt=since))


def _by_state(groups: GroupQuerySet, state: str) -> GroupQuerySet:
    """Return the groups in use of one state, as the card of the states counts them (``flags.overview``)."""
    if not state:
        return groups
    opened = Flag.objects.filter(group=OuterRef("pk"), state=Flag.State.OPEN)
    late = Q(Exists(opened.filter(due_on__lt=timezone.localdate())))
    listed, some = Q(roster_taken_at__isnull=False), Q(Exists(opened))
    wanted = {"LATE": late, "OPEN": some & ~late & listed, "UNKNOWN": ~late & ~listed, "GOOD": ~some & listed}
    return groups.live().filter(wanted[state])


def _by_roles(groups: GroupQuerySet, roles: str) -> GroupQuerySet:
    """Return the groups of which a change of owner, deputies or admins waits for a word, or was done lately."""
    if not roles:
        return groups
    changes = RoleChange.objects.filter(state=RoleChange.State.WAITING)
    if roles == "CHANGED":
        changes = changed_lately(timezone.localdate())
    return groups.filter(pk__in=changes.values("group"))


def changed_lately(today: date) -> QuerySet[RoleChange]:
    """Return the changes of roles that were carried out within a week."""
    since = midnight(today, days=-TOLD_FOR)
    return RoleChange.objects.filter(state=RoleChange.State.DONE, closed_at__gte=since)


def _owned_by(words: str) -> Q:
    """Say of a group that its present owner's name begins with, or staff number is, what was typed.

    The owners are walked, one a group: a surname alone is thousands of people with tens of thousands of memberships.
    """
    by_name = Q(employee__name_key__startswith=name_key(words)) | Q(employee__staff_no=words.strip())
    by_nickname = Q(employee=None, nickname__startswith=words)
    owners = Membership.objects.present().filter(by_name | by_nickname, role=Membership.Role.OWNER)
    return Q(pk__in=owners.values("group"))


def state_tone(group: Group, today: date) -> str:
    """Return the tone of a group's state: one in use is quiet only while a fresh list shows who is in."""
    if group.status != Group.Status.ACTIVE:
        return severity_of(group.status)
    if group.roster_taken_at is None:
        return "unknown"
    return severity_of(group.status) if is_fresh(group, today) else "warn"


def asked_for(user: object, facts: dict[str, Any], today: date) -> GroupQuerySet:
    """Return the groups that a reader may see and asks for by a filled-in ``RegisterFilter``."""
    groups = narrowed(access.groups_seen_by(user), facts)
    return groups.filter(pk__in=access.groups_run_by(user).values("pk")) if facts.get("run") else groups


def _read(groups: QuerySet[Group], order: str, keys: Keys, size: int) -> Page[Group]:
    """Read a page of the register, each group with how its state looks today."""
    page, today = register_page(groups, order, keys, size), timezone.localdate()
    for group in page.rows:
        group.fresh_days, group.state_tone = fresh_for(group), state_tone(group, today)
    return page


REGISTER = Listing(
    name="register",
    title=_("Groups"),
    rows=asked_for,
    filter=RegisterFilter,
    orders=(Order(WORST_FIRST, _("Open matters"), ("code",)), Order(BY_CODE, _("Group number"), ("code",))),
    tabs=(
        Tab(_("Not ended")),
        Tab(_("Something overdue"), {"state": "LATE"}),
        Tab(_("With open matters"), {"matters": "on"}),
        Tab(_("Without a list"), {"never": "on"}),
        Tab(_("All, also dissolved ones"), {"status": EVERY}),
    ),
    # The list as it stands on the page; the office's form of it is the ledger.
    columns=(
        Column(_("Group number"), lambda group: group.code),
        Column(_("Group name"), lambda group: group.name),
        Column(_("Platform"), lambda group: group.get_platform_display()),
        Column(_("Category"), lambda group: group.get_category_display()),
        Column(_("Owner"), lambda group: group.owner_name),
        Column(_("Department"), lambda group: group.department.path if group.department else ""),
        Column(_("Members"), lambda group: group.headcount),
        Column(_("From outside"), lambda group: group.headcount_outside),
        Column(_("Roster checked"), lambda group: group.roster_taken_at),
        Column(_("Open matters"), lambda group: group.open_matters),
        Column(_("Overdue"), lambda group: group.is_late),
        Column(_("Status"), lambda group: group.get_status_display()),
    ),
    read=_read,
    size=PAGE,
)


def groups_under(user: object, today: date) -> dict[str, int]:
    """Return how many groups each regulation has, as the register narrowed to it shows them."""
    groups = REGISTER.narrowed(user, today).exclude(regulation=None).order_by()
    return dict(groups.values_list("regulation__slug").annotate(n=Count("pk")))
