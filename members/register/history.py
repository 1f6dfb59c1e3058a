"""What happened to a group, from its audit events, in words: what was done, and apart from it who looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groupadmin.core.audit_labels import actor, in_words
from groupadmin.core.form_fields import Day, midnight
from groupadmin.core.lists import Column, ListFilter, Listing, Order, Tab, in_full
from groupadmin.core.models import AuditEvent
from groupadmin.groups.models import Group
from members.register import column_words
from members.register.register_sheet import language
from members.rosters.models import Membership, RosterImport

ACTIONS: Final = {
    "group.registered": _("came into the register"),
    "group.renamed": _("was renamed"),
    "group.facts_changed": _("facts were changed"),
    "group.import_changed": _("was changed by an import of the register"),
    "group.runners_changed": _("owner, deputies or admins were changed"),
    "group.roles_asked": _("a change of owner, deputies or admins was asked for"),
    "group.roles_agreed": _("one of two agreed to a change of owner, deputies or admins"),
    "group.roles_changed": _("owner, deputies or admins were changed by somebody's word"),
    "group.roles_declined": _("a change of owner, deputies or admins was declined"),
    "group.activated": _("went into use"),
    "group.expired": _("approval expired"),
    "group.dissolving_started": _("its dissolution began"),
    "group.dissolution_ticked": _("checklist of the dissolution was filled in"),
    "group.dissolved": _("was dissolved"),
    "group.merged": _("was merged into another group"),
    "group.restored": _("its end was taken back"),
    "group.pledged": _("a pledge was signed"),
    "group.announced": _("an announcement was posted"),
    "group.regulation_adopted": _("a regulation was adopted"),
    "group.regulation_taken_back": _("the adoption of a regulation was taken back"),
    "group.viewed": _("its page was looked at"),
    "group.said_in_use": _("was said to be in use"),
    "roster.viewed": _("its members were looked at"),
    "roster.lists_viewed": _("its member lists were looked at"),
    "roster.viewed_as_of": _("was asked who was in it at a moment"),
    "wording.copied": _("a text was copied"),
    "wording.sent": _("a text was sent"),
    "wording.sent_undone": _("that a text was sent was taken back"),
    "flags.passed_on": _("matters were passed on to the next level"),
    "flags.reminded": _("whose turn it is was reminded of matters"),
    "flags.acted": _("matters were said to be done"),
    "flags.acted_undone": _("that matters are done was taken back"),
    "roster.applied": _("a member list was applied"),
    "roster.undone": _("a member list was taken back"),
    "identity.decided": _("was decided who a member is"),
    "identity.forgotten": _("a decision on who a member is was forgotten"),
    "identity.account_kind": _("the kind of an account was set"),
    "outsider.sponsored": _("somebody answered for an outsider"),
    "silence.excused": _("a silence was excused"),
}
# What changed nothing: who read what, and which texts were taken out.
LOOKS: Final = ("group.viewed", "roster.viewed", "roster.lists_viewed", "roster.viewed_as_of", "wording.copied")
ROSTER, MEMBER = RosterImport._meta.label_lower, Membership._meta.label_lower
# The word in an address for who looked.
LOOKED: Final = "looks"
# Facts of an event that its page or its line says already.
SAID_ELSEWHERE: Final = frozenset({"group", "employee", "changes", "roles", "before", "after", "reason"})
# What an approved group can still wait for (groupadmin.groups.services.missing_to_activate).
MISSING: Final = {
    "roster": _("the first member list"),
    "pledge": _("the owner's confidentiality pledge"),
    "announcement": _("the announcement in the group"),
}
STATES: Final = dict(Group.Status.choices)
ROLES: Final = dict(Membership.Role.choices)


def deeds(group: Group) -> QuerySet[AuditEvent]:
    """Return what was done to a group, its lists and its members: two queries find those, and one the events."""
    lists = map(str, group.rosters.order_by().values_list("pk", flat=True))
    members = map(str, Membership.objects.filter(group=group).order_by().values_list("pk", flat=True))
    about = Q(subject_type=ROSTER, subject_id__in=list(lists)) | Q(subject_type=MEMBER, subject_id__in=list(members))
    about |= Q(action="identity.forgotten", detail__group=group.code)
    return AuditEvent.objects.filter(_of(group) | about).exclude(action__in=LOOKS)


def looks(group: Group) -> QuerySet[AuditEvent]:
    """Return who looked at a group, its members or its lists, and who took texts out of it."""
    return AuditEvent.objects.filter(_of(group), action__in=LOOKS)


class HistoryFilter(ListFilter):
    """What the history of a group is narrowed to; ``show=looks`` asks who looked."""

    q = forms.CharField(label=_("Who did it"), required=False, max_length=150)
    action = forms.ChoiceField(label=_("What"), required=False)
    since = Day(label=_("From"), required=False)
    until = Day(label=_("Until"), required=False)
    show = forms.ChoiceField(required=False, choices=[(LOOKED, _("Who looked"))], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((name, str(words)) for name, words in ACTIONS.items()), key=lambda pair: pair[1])
        self.fields["action"].choices = [("", gettext("anything")), *named]  # type: ignore[attr-defined]


def of_group(group: Group, *, may_run: bool) -> Listing:
    """Return the list of what was done to one group, or of who looked at it; whoever asks for it may see the group."""

    def rows(user: object, chosen: dict[str, Any], today: date) -> QuerySet[AuditEvent]:
        events = looks(group) if chosen.get("show") == LOOKED else deeds(group)
        if chosen.get("q"):
            events = events.filter(actor_name__icontains=chosen["q"])
        if chosen.get("action"):
            events = events.filter(action=chosen["action"])
        if chosen.get("since"):
            events = events.filter(at__gte=midnight(chosen["since"]))
        return events.filter(at__lt=midnight(chosen["until"], days=1)) if chosen.get("until") else events

    def tell(events: Sequence[AuditEvent], today: date) -> Sequence[dict[str, Any]]:
        return told_all(group, in_full(events, AuditEvent.objects.all()), may_run=may_run)

    return Listing(
        name="group_history",
        title=_("History"),
        rows=rows,
        filter=HistoryFilter,
        orders=(Order("at", _("When"), ("-pk",)),),
        tabs=(Tab(_("What was done")), Tab(_("Who looked"), {"show": LOOKED})),
        columns=(
            Column(_("When"), lambda event: event["at"]),
            Column(_("Who"), lambda event: event["who"]),
            Column(_("What"), lambda event: event["what"]),
            Column(_("About"), lambda event: event["about"]),
            Column(_("Detail"), _detail),
            Column(_("Reason"), lambda event: event["reason"]),
        ),
        tell=tell,
    )


def _detail(event: dict[str, Any]) -> str:
    lines = [f"{line['heading']} {line['before']} → {line['after']}".strip() for line in event["lines"]]
    return "；".join([*lines, *([event["facts"]] if event["facts"] else [])])


def told_all(group: Group, events: Sequence[AuditEvent], *, may_run: bool) -> list[dict[str, Any]]:
    """Return events for the page, each with whom it is about, and with a link to its list where the reader has one."""
    ids = {kind: [event.subject_id for event in events if event.subject_type == kind] for kind in (ROSTER, MEMBER)}
    batches = dict(RosterImport.objects.filter(pk__in=ids[ROSTER]).values_list("pk", "batch_id"))
    members = Membership.objects.select_related("employee").in_bulk(list(map(int, ids[MEMBER])))
    lines = []
    for event in events:
        about = members.get(int(event.subject_id)) if event.subject_type == MEMBER else None
        batch = batches.get(int(event.subject_id)) if event.subject_type == ROSTER and may_run else None
        url = reverse("roster", args=[group.code, batch]) if batch else ""
        lines.append(told(event) | {"about": _name(about) if about else "", "url": url})
    return lines


def _of(group: Group) -> Q:
    return Q(subject_type=Group._meta.label_lower, subject_id=str(group.pk))


def _name(member: Membership) -> str:
    return member.employee.name if member.employee else member.nickname or member.account_key


def told(event: AuditEvent) -> dict[str, Any]:
    """Return one event for the page: when, who, what, and the differences as heading, before, after."""
    detail = event.detail
    changes = detail.get("changes", {})
    lines = [
        {"heading": _heading(name), "before": pair[0], "after": pair[1]}
        for name, pair in changes.items()
        if isinstance(pair, list | tuple) and len(pair) == 2
    ]
    lines += [role_line(one) for one in detail.get("roles", ()) if isinstance(one, dict)]
    if "before" in detail and "after" in detail:
        before, after = detail["before"], detail["after"]
        lines.append({"heading": "", "before": STATES.get(before, before), "after": STATES.get(after, after)})
    return {
        "at": event.at,
        "who": actor(event),
        "what": ACTIONS.get(event.action, event.action),
        "lines": lines,
        "facts": in_words({name: value for name, value in detail.items() if name not in SAID_ELSEWHERE})
        if event.subject_type in (ROSTER, MEMBER)
        else "",
        "reason": detail.get("reason", ""),
    }


def role_line(one: dict[str, Any]) -> dict[str, Any]:
    """Return one person's change of role: who, what they were, what they are."""
    return {
        "heading": one.get("who") or gettext("somebody not identified"),
        "before": ROLES.get(one.get("before", ""), ""),
        "after": ROLES.get(one.get("after", ""), gettext("no longer in the group")),
    }


def _heading(name: str) -> str:
    if name in column_words.BY_FIELD:
        return column_words.BY_FIELD[name].heading(language())
    field = next((field for field in Group._meta.fields if field.name == name), None)
    return str(field.verbose_name) if field else name
