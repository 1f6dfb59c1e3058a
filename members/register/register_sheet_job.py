"""A long ledger, written by a job and fetched afterwards by who asked for it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from groupadmin.core import audit, exports, jobs
from groupadmin.core.models import Job
from groupadmin.directory import roles
from groupadmin.directory.models import User
from members import access
from members.register import register_sheet
from members.register.filters import RegisterFilter, asked_for

KIND = "write_ledger"


def ask_for(chosen: dict[str, object], *, actor: audit.Actor, at: datetime) -> Job:
    """Put the writing of a ledger on the list of jobs; asked again while it is under way, it is the same job.

    ``chosen`` are the filters, name → text.
    """
    mark = hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()[:16]
    who = actor.pk if actor is not None else ""
    return jobs.enqueue(KIND, {"filters": chosen}, actor=actor, at=at, once=f"{KIND} {who} {mark}")


def may_fetch(user: audit.Actor, job: Job) -> bool:
    """Say whether a log-in may have a ledger today: the roles that see every group may."""
    return roles.holds(user, *access.SEE_EVERY_GROUP)


@jobs.called(gettext_lazy("the register as a file"))
def write_sheet(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Write the ledger of the groups that who asked may see now, and keep it for them."""
    chosen = job.payload["filters"]
    actor, at = User.objects.get(pk=job.requested_by_id or 0), timezone.now()
    roles.require(actor, *access.SEE_EVERY_GROUP)
    groups = asked_for(actor, RegisterFilter(chosen).chosen(), timezone.localdate(at))
    total = groups.count()
    progress(0, total)
    content = register_sheet.workbook(
        groups, actor=actor, at=at, chosen=chosen, told=lambda done: progress(min(done, total), total)
    )
    kept = exports.store_export(job, file_name=register_sheet.file_name(at), content=content, at=at)
    progress(total, total)
    return {"groups": total, "file": kept.file_name}
