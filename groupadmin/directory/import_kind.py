"""The staff list as a kind of import."""

from django.urls import reverse

from groupadmin.core.import_kinds import ImportKind
from groupadmin.directory import importing, undoing

STAFF_LIST = ImportKind(
    kind=importing.KIND,
    plan=importing.plan_directory,
    apply=importing.apply_directory,
    undo=undoing.undo_directory,
    bad_rows=importing.bad_rows,
    page=lambda batch: reverse("directory_import_batch", args=[batch.pk]),
)
