"""What tables are made from: the words of their codes, and append-only ones.

An append-only table is written once. More is refused in the queryset, in the model and, on PostgreSQL, by triggers.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError

ModelT = TypeVar("ModelT", bound=models.Model)


class AppendOnlyViolation(DomainError):
    code = "append_only"
    wording = _("Records of “%(table)s” cannot be changed or deleted; write a new one that corrects it.")


class AppendOnlyQuerySet(models.QuerySet[ModelT]):
    """A queryset that reads and inserts, and refuses everything else."""

    def _refuse(self) -> NoReturn:
        raise AppendOnlyViolation(table=self.model._meta.verbose_name)

    def update(self, **kwargs: object) -> NoReturn:
        self._refuse()

    def delete(self) -> NoReturn:
        self._refuse()

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        self._refuse()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[ModelT]:
        """Insert new rows; one that turns into an update of an old one is refused."""
        if kwargs.get("update_conflicts") or len(args) > 3:
            self._refuse()
        return super().bulk_create(*args, **kwargs)

    # The base manager's update and delete go round the class above only through _raw_delete.
    def _raw_delete(self, using: object) -> NoReturn:
        self._refuse()


class AppendOnlyModel(models.Model):
    """A model whose rows are written once."""

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyViolation(table=self._meta.verbose_name)
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise AppendOnlyViolation(table=self._meta.verbose_name)


TRIGGER = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""
NEVER_EMPTIED = """
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only();
"""


def create_triggers(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Guard a table's rows, and the table against TRUNCATE, which no trigger of rows sees.

    PostgreSQL only: SQLite loses triggers when a migration rebuilds the table.
    """
    if editor.connection.vendor == "postgresql":
        editor.execute(TRIGGER.format(table=table) + NEVER_EMPTIED.format(table=table))


def drop_triggers(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the guards off again, when the migration is reversed."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP FUNCTION {table}_append_only() CASCADE")


class Labelled(models.Model):
    """A table whose rows are shown by the dozen, their codes in words. Finds the word by the code.

    Django's own way hashes all labels of the field first, and a label is translated anew each time: of the page of
    fifty people that was a quarter.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802  Django's own name, behind every get_…_display
        value = getattr(self, field.attname)
        return force_str(dict(field.flatchoices).get(value, value), strings_only=True)
