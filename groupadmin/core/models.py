"""The ground floor's tables: what happened, long work, the nights, and the batches that files arrive in.

No table here points at a person by foreign key: evidence survives its subject, and this floor imports no app.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from groupadmin.core.appendonly import AppendOnlyModel, AppendOnlyQuerySet


class AuditEvent(AppendOnlyModel):
    """One thing somebody did or looked at; written in the transaction of the deed by the service that did it."""

    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("user number"), null=True)
    actor_name = models.CharField(_("who"), max_length=150)
    action = models.CharField(_("what"), max_length=60)
    subject_type = models.CharField(_("kind of subject"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=60)
    subject_label = models.CharField(_("name of the subject"), max_length=255)
    detail = models.JSONField(_("detail"), default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        base_manager_name = "objects"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_of_a_subject"),
            models.Index(fields=["action", "-id"], name="audit_of_an_action"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_an_actor"),
            models.Index(fields=["at"], name="audit_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"


class Job(models.Model):
    """Long or scheduled work. The queue is a hint, this row the truth: claimed by one conditional UPDATE, leased."""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("waiting")
        RUNNING = "RUNNING", _("running")
        DONE = "DONE", _("done")
        FAILED = "FAILED", _("failed")

    kind = models.CharField(_("kind"), max_length=40)
    payload = models.JSONField(_("payload"), default=dict)
    # What may be under way only once at a time, such as the night's walk; "" where as many as like.
    once = models.CharField(_("only one at a time"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    # When its number goes to the queue again if nobody works on it: later each time, so a slow queue is not flooded.
    send_again_at = models.DateTimeField(_("sent again at"), null=True)
    sends = models.PositiveSmallIntegerField(_("times sent"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    # The process that holds it, as others on its machine can look it up (``groupadmin.core.jobs``).
    holder = models.CharField(_("held by"), max_length=120, blank=True, default="")
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    progress_done = models.PositiveIntegerField(_("done so far"), default=0)
    progress_total = models.PositiveIntegerField(_("to do in all"), default=0)
    result = models.JSONField(_("result"), default=dict)
    error = models.TextField(_("error"), blank=True)
    requested_by_id = models.BigIntegerField(_("user number"), null=True)
    requested_by_name = models.CharField(_("requested by"), max_length=150)
    language = models.CharField(_("language of who asked"), max_length=8, blank=True)
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "send_again_at"], name="jobs_the_reaper_looks_for"),
            models.Index(fields=["finished_at"], name="jobs_to_forget"),
            models.Index(fields=["requested_by_id", "finished_at"], name="jobs_somebody_waits_for"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="RUNNING") | models.Q(lease_until__isnull=False),
                name="a_running_job_holds_a_lease",
            ),
            models.UniqueConstraint(
                fields=["once"],
                condition=models.Q(state__in=["QUEUED", "RUNNING"]) & ~models.Q(once=""),
                name="only_one_such_job_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class ExportFile(models.Model):
    """What a job wrote for the one who asked for it, to be fetched until it expires; dropped by the night after."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="file", verbose_name=_("job"))
    file_name = models.CharField(_("file name"), max_length=255)
    # A workbook is packed by nature; the bytes stand here as they are fetched.
    content = models.BinaryField(_("content"))
    requested_by_id = models.BigIntegerField(_("user number"))
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("is dropped at"))

    class Meta:
        verbose_name = _("exported file")
        verbose_name_plural = _("exported files")
        ordering = ["-id"]
        indexes = [models.Index(fields=["expires_at"], name="exports_to_purge")]

    def __str__(self) -> str:
        return self.file_name


class SweepRun(models.Model):
    """One sweep on one day: a rerun of the same day updates the row."""

    name = models.CharField(_("sweep"), max_length=60)
    on = models.DateField(_("day"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    raised = models.PositiveIntegerField(_("raised"), default=0)
    cleared = models.PositiveIntegerField(_("cleared"), default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("sweep run")
        verbose_name_plural = _("sweep runs")
        ordering = ["-on", "id"]
        constraints = [models.UniqueConstraint(fields=["name", "on"], name="one_row_per_sweep_and_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class ImportBatch(models.Model):
    """A file or paste on its way in: staged, previewed, applied, and undone as one.

    The raw file is never kept. ``table`` holds its cells without the columns that we must not keep; ``preview`` the
    differences; ``undo`` what the rows were before. All three are packed (``groupadmin.core.imports``) and purged
    when the batch expires.
    """

    class Kind(models.TextChoices):
        DIRECTORY = "DIRECTORY", _("staff directory")
        REGISTER = "REGISTER", _("register of groups")
        ROSTER = "ROSTER", _("group roster")

    class State(models.TextChoices):
        STAGED = "STAGED", _("being read")
        PLANNED = "PLANNED", _("waiting for confirmation")
        APPLYING = "APPLYING", _("being applied")
        APPLIED = "APPLIED", _("applied")
        UNDONE = "UNDONE", _("undone")
        DISCARDED = "DISCARDED", _("discarded")
        FAILED = "FAILED", _("failed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.STAGED)
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("file hash"), max_length=64)
    options = models.JSONField(_("options"), default=dict)
    dropped_columns = models.JSONField(_("columns not kept"), default=list)
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("error"), blank=True)
    table = models.BinaryField(_("staged cells"), null=True)
    preview = models.BinaryField(_("preview"), null=True)
    undo = models.BinaryField(_("undo"), null=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, verbose_name=_("job"))
    requested_by_id = models.BigIntegerField(_("user number"), null=True)
    requested_by_name = models.CharField(_("imported by"), max_length=150)
    created_at = models.DateTimeField(_("created at"))
    applied_at = models.DateTimeField(_("applied at"), null=True)
    applied_by_name = models.CharField(_("confirmed by"), max_length=150, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by_name = models.CharField(_("undone by"), max_length=150, blank=True)
    expires_at = models.DateTimeField(_("cells are dropped at"))

    class Meta:
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "file_hash"], name="batches_of_the_same_file"),
            models.Index(fields=["expires_at"], name="batches_to_purge"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.file_name}"


class ColumnMapping(models.Model):
    """What a person said which column is which, for files of the same layout."""

    kind = models.CharField(_("kind"), max_length=10, choices=ImportBatch.Kind.choices)
    signature = models.CharField(_("layout"), max_length=64)
    mapping = models.JSONField(_("columns"), default=dict)
    said_at = models.DateTimeField(_("said at"), null=True)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="one_mapping_per_layout")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
