"""One table with a key to each thing that an undo touches; none has a way back."""

from django.db import models


class Case(models.Model):
    membership = models.ForeignKey("members.Membership", models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey("groups.Group", models.PROTECT, null=True, related_name="+")
    employee = models.ForeignKey("directory.Employee", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("directory.Department", models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, related_name="+")
    flag = models.ForeignKey("members.Flag", models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey("members.IdentityDecision", models.PROTECT, null=True, related_name="+")

    class Meta:
        app_label = "scratch"
        verbose_name = "case"

    def __str__(self) -> str:
        return f"case {self.pk}"
