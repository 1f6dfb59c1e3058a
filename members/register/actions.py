"""What can be done on a group's edit page: each deed with its form, who may do it, and the service it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupadmin.core.audit import Actor
from groupadmin.directory import roles
from groupadmin.groups import dissolution, documents, services, transitions
from groupadmin.groups.models import Group
from members import access
from members.register import group_admins
from members.register.forms import (
    AnnouncementForm,
    ChecklistForm,
    EndForm,
    FactsForm,
    MergeForm,
    OwnPledgeForm,
    PledgeForm,
    ReasonForm,
    RenameForm,
    RunnersForm,
)
from members.register.group_rows import ROLE_OF, group_rows
from members.rosters.models import Membership

Facts = dict[str, Any]


@dataclass(frozen=True)
class GroupAction:
    """One thing done on the edit page. ``action`` is the step of the life cycle it needs to be possible, if any."""

    title: str | Promise
    button: str | Promise
    form: type[forms.BaseForm]
    do: Callable[[Group, Any, Actor, datetime], object]
    only_hr: bool = True
    action: str = ""
    dangerous: bool = False
    text: str | Promise = ""


def _facts(group: Group, form: FactsForm, actor: Actor, at: datetime) -> None:
    services.change_group(group, changes=form.changes(), actor=actor, at=at)


def _rename(group: Group, form: RenameForm, actor: Actor, at: datetime) -> None:
    services.rename_group(group, name=form.cleaned_data["name"], actor=actor, at=at, reported_by=str(actor))


def _runners(group: Group, form: RunnersForm, actor: Actor, at: datetime) -> None:
    group_admins.change_runners(group, form.wanted(), actor=actor, at=at)


def _pledge(group: Group, form: PledgeForm, actor: Actor, at: datetime) -> None:
    facts = dict(form.cleaned_data)
    signer = facts.pop("signer")
    names = {"signer_name": signer.name, "signer_staff_no": signer.staff_no}
    documents.sign_pledge(group, **facts, **names, actor=actor, at=at)
    _maybe_ready(group, actor, at)


def _own_pledge(group: Group, form: OwnPledgeForm, actor: Actor, at: datetime) -> None:
    signer = getattr(actor, "employee", None)
    if signer is None or not owns(actor, group):
        raise PermissionDenied
    text = form.cleaned_data["text_version"]
    facts = {"signer_name": signer.name, "signer_staff_no": signer.staff_no, "signed_on": timezone.localdate(at)}
    documents.sign_pledge(group, text_version=text, **facts, actor=actor, at=at)
    _maybe_ready(group, actor, at)


def owns(user: Any, group: Group) -> bool:
    """Say whether a log-in's employee is the group's owner, who signs its pledge."""
    mine = Membership.objects.present().filter(group=group, role=Membership.Role.OWNER)
    return bool(user.employee_id) and mine.filter(employee_id=user.employee_id).exists()


def _announce(group: Group, form: AnnouncementForm, actor: Actor, at: datetime) -> None:
    documents.post_announcement(group, **form.cleaned_data, actor=actor, at=at)
    _maybe_ready(group, actor, at)


def _maybe_ready(group: Group, actor: Actor, at: datetime) -> None:
    """The paper that was missing may be the last thing an approved group waited for."""
    services.activate_if_ready(group, has_roster=group.roster_taken_at is not None, actor=actor, at=at)


def _start(group: Group, form: ReasonForm, actor: Actor, at: datetime) -> None:
    dissolution.start_dissolving(group, reason=form.cleaned_data["reason"], actor=actor, at=at)


def _tick(group: Group, form: ChecklistForm, actor: Actor, at: datetime) -> None:
    dissolution.tick_dissolution(group, **form.cleaned_data, actor=actor, at=at)


def _dissolve(group: Group, form: EndForm, actor: Actor, at: datetime) -> None:
    dissolution.dissolve_group(group, on=form.cleaned_data["on"], actor=actor, at=at)


def _record(group: Group, form: EndForm, actor: Actor, at: datetime) -> None:
    dissolution.record_dissolved(group, on=form.cleaned_data["on"], actor=actor, at=at)


def _merge(group: Group, form: MergeForm, actor: Actor, at: datetime) -> None:
    services.merge_groups(group, into=form.cleaned_data["into"], actor=actor, at=at)


def _restore(group: Group, form: ReasonForm, actor: Actor, at: datetime) -> None:
    services.restore_group(group, reason=form.cleaned_data["reason"], actor=actor, at=at)


ACTIONS: Final[dict[str, GroupAction]] = {
    "facts": GroupAction(_("Facts"), _("Save"), FactsForm, _facts),
    "runners": GroupAction(_("Owner, deputies and admins"), _("Save"), RunnersForm, _runners),
    "rename": GroupAction(
        _("Group name"),
        _("Report the new name"),
        RenameForm,
        _rename,
        only_hr=False,
        text=_("The old name is kept with its days; the change counts as reported by you."),
    ),
    "sign": GroupAction(
        _("Sign the confidentiality pledge"),
        _("I sign"),
        OwnPledgeForm,
        _own_pledge,
        only_hr=False,
        text=_("You sign in your own name, with today's date. A pledge holds for twelve months."),
    ),
    "pledge": GroupAction(
        _("Confidentiality pledge on paper"),
        _("Keep the pledge"),
        PledgeForm,
        _pledge,
        text=_("A pledge holds for twelve months."),
    ),
    "announce": GroupAction(_("Announcement"), _("It is posted"), AnnouncementForm, _announce, only_hr=False),
    "start": GroupAction(
        _("Dissolve the group"),
        _("Begin the dissolution"),
        ReasonForm,
        _start,
        action=transitions.START_DISSOLVING,
        text=_("First a checklist opens: notice, files, proof. Nothing happens in WeChat by this."),
    ),
    "tick": GroupAction(
        _("Checklist of the dissolution"), _("Save"), ChecklistForm, _tick, action=transitions.DISSOLVE
    ),
    "dissolve": GroupAction(
        _("Finish the dissolution"),
        _("The group is dissolved"),
        EndForm,
        _dissolve,
        action=transitions.DISSOLVE,
        dangerous=True,
        text=_("The record stays; for thirty days the group is watched in case it comes back."),
    ),
    "record": GroupAction(
        _("It is gone already"),
        _("Record it as dissolved"),
        EndForm,
        _record,
        action=transitions.RECORD_DISSOLVED,
        dangerous=True,
        text=_("For a group that somebody has dissolved without the checklist."),
    ),
    "merge": GroupAction(
        _("Merge into another group"),
        _("Merge"),
        MergeForm,
        _merge,
        action=transitions.MERGE,
        dangerous=True,
    ),
    "restore": GroupAction(_("Take the end back"), _("Take back"), ReasonForm, _restore, action=transitions.RESTORE),
}


def possible(user: object, group: Group) -> list[str]:
    """Return the deeds this reader may do on this group now, in the page's order."""
    is_hr = roles.holds(user, roles.HR)
    runs = access.may_run(user, group)
    # What others than HR may do, each for its own reason.
    open_to = {"sign": owns(user, group), "pledge": is_hr or roles.holds(user, roles.CONFIDENTIALITY)}
    lives = group.status in (*Group.LIVE, Group.Status.APPROVED)
    return [
        name
        for name, deed in ACTIONS.items()
        if open_to.get(name, runs and (is_hr or not deed.only_hr))
        and (transitions.after(group.status, deed.action) if deed.action else lives or name == "facts")
        and not (name == "record" and group.status == Group.Status.DISSOLVING)
    ]


def form_of(name: str, group: Group, data: Any = None) -> forms.BaseForm:
    """Return a deed's form, filled with what is known; bound where ``data`` is given."""
    deed, prefix = ACTIONS[name], name
    if deed.form is FactsForm:
        return FactsForm(data, instance=group, prefix=prefix)
    return deed.form(data, initial=_known(name, group), prefix=prefix)


def _known(name: str, group: Group) -> Facts:
    today = timezone.localdate()
    if name == "runners":
        snapshot = next(group_rows(Group.objects.filter(pk=group.pk)))
        return {column: "、".join(p.told() for p in snapshot.runners(column)) for column in ROLE_OF}
    if name == "tick":
        open_one = group.dissolutions.open_for(group).first()
        return {step: getattr(open_one, step, None) for step in ChecklistForm.base_fields}
    return {"name": group.name, "code": group.code, "signed_on": today, "posted_on": today, "on": today}
