"""The page of what was said about columns: seen, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groupadmin.core import audit
from groupadmin.core.models import ColumnMapping, ImportBatch
from groupadmin.directory import roles
from groupadmin.directory.headers import STAFF
from groupadmin.directory.roles import only

SHOWN = 200


@dataclass(frozen=True)
class RememberedMapping:
    """A mapping in words: kind of list, heading and what it was said to be ("" for nothing)."""

    pk: int
    kind: str
    columns: list[tuple[str, str]]
    said_at: datetime | None


@only(roles.HR)
def mappings(request: HttpRequest) -> HttpResponse:
    """List what is remembered about columns, the latest first."""
    rows = ColumnMapping.objects.order_by("-said_at", "-pk")[:SHOWN]
    return render(request, "directory/mappings.html", {"mappings": [_told(row) for row in rows]})


@only(roles.HR)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Forget what was said of one layout: the next such file is asked about again."""
    row = get_object_or_404(ColumnMapping, pk=number)
    detail = {"kind": row.kind, "mapping": row.mapping}
    audit.record("columns.forgotten", row, actor=request.user, at=timezone.now(), detail=detail)
    row.delete()
    messages.success(request, _("Forgotten. The next file with these headings is asked about again."))
    return redirect("directory_mappings")


def _told(row: ColumnMapping) -> RememberedMapping:
    is_staff = row.kind == ImportBatch.Kind.DIRECTORY
    columns = [
        (heading, STAFF.label(field) if is_staff and field in STAFF.fields else field)
        for heading, field in row.mapping.items()
        if heading
    ]
    return RememberedMapping(row.pk, row.get_kind_display(), columns, row.said_at)
