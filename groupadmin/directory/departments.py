"""What is done to the department tree: place, move, rename, short names. Lineage and path are kept by set-based SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.folding import fold
from groupadmin.directory import roles
from groupadmin.directory.department_paths import LONGEST_PATH, MOST_LEVELS, Tree
from groupadmin.directory.models import Department, DepartmentHead, DepartmentShortName, DirectoryState, Employee
from groupadmin.directory.vocabulary import leads


class DepartmentExists(DomainError):
    code = "department_exists"
    wording = _("There is already a department called “%(name)s” here. Choose another name or another place.")


class BelowItself(DomainError):
    code = "department_below_itself"
    wording = _("“%(name)s” cannot be moved below itself or one of its own parts.")


class TooDeep(DomainError):
    code = "department_too_deep"
    wording = _("“%(name)s” would lie deeper than %(limit)s levels.")


class ShortNameTaken(DomainError):
    code = "short_name_taken"
    wording = _("“%(name)s” is already a short name of %(holder)s.")


class CodeTaken(DomainError):
    code = "department_code_taken"
    wording = _("“%(code)s” is already the number of %(holder)s.")


class NotHere(DomainError):
    code = "not_here"
    wording = _("%(name)s does not work here any more and cannot head a department.")


def name_of_the_unit() -> str:
    """Return the name of the one department at the top, which is the organisation; "" where there are several."""
    top = Department.objects.filter(parent=None, is_active=True).values_list("name", flat=True)[:2]
    return str(top[0]) if len(top) == 1 else ""


def place_department(*, name: str, parent: Department | None, actor: audit.Actor, at: datetime) -> Department:
    """Make a department under another, or at the top. Raises DepartmentExists, TooDeep."""
    roles.require(actor, roles.HR)
    if parent is not None:
        parent.refresh_from_db(fields=["lineage", "path"])  # it may have moved since the caller read it
    made = Department(name=name.strip(), name_key=key_of(name), parent=parent)
    try:
        with transaction.atomic():
            DirectoryState.advance()
            made.save(force_insert=True)
            _set_place(made, parent)
            made.save(update_fields=["lineage", "path"])
            audit.record("department.placed", made, actor=actor, at=at, detail={"path": made.path})
    except IntegrityError as problem:
        raise DepartmentExists(name=name.strip()) from problem
    return made


@transaction.atomic
def move_department(department: Department, *, parent: Department | None, actor: audit.Actor, at: datetime) -> None:
    """Move a department with all below it: one UPDATE rewrites lineage and path of the whole subtree.

    Raises BelowItself, DepartmentExists, TooDeep.
    """
    roles.require(actor, roles.HR)
    DirectoryState.advance()
    department.refresh_from_db()
    if parent is not None:
        parent.refresh_from_db()
        if parent.lineage.startswith(department.lineage):
            raise BelowItself(name=department.name)
    before = (department.lineage, department.path)
    department.parent = parent
    _set_place(department, parent)
    try:
        with transaction.atomic():
            Department.objects.filter(pk=department.pk).update(parent=parent)
    except IntegrityError as problem:
        raise DepartmentExists(name=department.name) from problem
    _rewrite_below(before, (department.lineage, department.path))
    detail = {"from": before[1], "to": department.path}
    audit.record("department.moved", department, actor=actor, at=at, detail=detail)


@transaction.atomic
def rename_department(department: Department, *, name: str, actor: audit.Actor, at: datetime) -> None:
    """Give a department another name; the paths below it follow in one UPDATE. Raises DepartmentExists."""
    roles.require(actor, roles.HR)
    DirectoryState.advance()
    department.refresh_from_db()
    before = (department.lineage, department.path)
    department.name, department.name_key = name.strip(), key_of(name)
    _set_place(department, department.parent)
    try:
        with transaction.atomic():
            department.save(update_fields=["name", "name_key"])
    except IntegrityError as problem:
        raise DepartmentExists(name=name.strip()) from problem
    _rewrite_below(before, (department.lineage, department.path))
    detail = {"from": before[1], "to": department.path}
    audit.record("department.renamed", department, actor=actor, at=at, detail=detail)


@transaction.atomic
def set_code(department: Department, *, code: str, actor: audit.Actor, at: datetime) -> None:
    """Set the number by which lists may name a department (WeCom's are numeric, practice §2.2); "" takes it away.

    Raises CodeTaken.
    """
    roles.require(actor, roles.HR)
    before, after = department.code, code.strip() or None
    if before == after:
        return
    DirectoryState.advance()
    department.code = after
    try:
        with transaction.atomic():
            department.save(update_fields=["code"])
    except IntegrityError as problem:
        department.code = before
        raise CodeTaken(code=after, holder=Department.objects.get(code=after).path) from problem
    audit.record("department.numbered", department, actor=actor, at=at, detail={"from": before, "to": after})


@transaction.atomic
def set_short_names(department: Department, *, names: Sequence[str], actor: audit.Actor, at: datetime) -> None:
    """Set the other names people write for a department, the whole list at once. Raises ShortNameTaken.

    A short name that is another department's name or short name would make nicknames unclear, so it is refused.
    """
    roles.require(actor, roles.HR)
    wanted = {key_of(name): name.strip() for name in names if name.strip()}
    wanted.pop(department.name_key, None)
    holder = (
        DepartmentShortName.objects.filter(name_key__in=wanted)
        .exclude(department=department)
        .select_related("department")
        .first()
    )
    if holder is not None:
        raise ShortNameTaken(name=wanted[holder.name_key], holder=holder.department.path)
    named = Department.objects.filter(name_key__in=wanted, is_active=True).exclude(pk=department.pk).first()
    if named is not None:
        raise ShortNameTaken(name=wanted[named.name_key], holder=named.path)
    DirectoryState.advance()
    before = list(department.short_names.values_list("name", flat=True))
    department.short_names.exclude(name_key__in=wanted).delete()
    DepartmentShortName.objects.bulk_create(
        [DepartmentShortName(department=department, name=name, name_key=key) for key, name in wanted.items()],
        ignore_conflicts=True,
    )
    detail = {"before": before, "after": list(wanted.values())}
    audit.record("department.short_names_set", department, actor=actor, at=at, detail=detail)


@transaction.atomic
def set_heads(department: Department, *, heads: Sequence[Employee], actor: audit.Actor, at: datetime) -> None:
    """Set who heads a department, the first gets what is escalated. Heads are managers while they head something.

    Raises NotHere for somebody who has left.
    """
    roles.require(actor, roles.HR)
    gone = [head for head in heads if head.status in Employee.OUTSIDE_WORK]
    if gone:
        raise NotHere(name=str(gone[0]))
    DirectoryState.advance()
    before = list(department.heads.order_by("rank").values_list("employee__staff_no", flat=True))
    were = list(Employee.objects.filter(heads__department=department))
    department.heads.all().delete()
    wanted = dict.fromkeys(heads)
    DepartmentHead.objects.bulk_create(
        DepartmentHead(department=department, employee=head, rank=rank, named_in_id=head.department_id)
        for rank, head in enumerate(wanted, 1)
    )
    Employee.objects.filter(pk__in=[head.pk for head in wanted]).update(is_manager=True, confirmed_at=at)
    still = set(DepartmentHead.objects.filter(employee__in=were).values_list("employee_id", flat=True))
    plain = [one.pk for one in were if one.pk not in still and not leads(one.post, one.level)]
    Employee.objects.filter(pk__in=plain).update(is_manager=False, confirmed_at=at)
    detail = {"before": before, "after": [head.staff_no for head in heads]}
    audit.record("department.heads_set", department, actor=actor, at=at, detail=detail)


def load_tree() -> Tree:
    """Return the departments we have, with their short names, for reading a list against. Two queries."""
    tree = Tree(key_of)
    waiting = list(Department.objects.order_by("id").values_list("id", "name", "parent_id", "code"))
    while waiting:
        ready = [row for row in waiting if row[2] is None or row[2] in tree.by_id]
        for number, name, parent, code in ready:
            tree.add(number, name, parent, code or "")
        waiting = [row for row in waiting if row[0] not in tree.by_id]
    for number, short in DepartmentShortName.objects.values_list("department_id", "name"):
        tree.add_short_name(number, short)
    return tree


def write_new(departments: Iterable[tuple[int, int | None, str]]) -> dict[int, int]:
    """Write departments that a list has brought: (temporary id below 0, parent, name), parents before children.

    Returns temporary id to real id. One INSERT and one UPDATE per level of the tree. Raises DepartmentExists.
    """
    made: dict[int, Department] = {}
    waiting = list(departments)
    above = {p for _temporary, p, _name in waiting if p and p > 0}
    parents: dict[int, Department] = dict(Department.objects.in_bulk(above).items())
    while waiting:
        ready = [row for row in waiting if row[1] is None or row[1] in parents]
        rows = [
            Department(name=name, name_key=key_of(name), parent=parents[parent] if parent else None)
            for _temporary, parent, name in ready
        ]
        try:
            with transaction.atomic():
                Department.objects.bulk_create(rows, batch_size=500)
        except IntegrityError as problem:
            raise DepartmentExists(name=rows[0].name) from problem
        for row in rows:
            _set_place(row, row.parent)
        Department.objects.bulk_update(rows, ["lineage", "path"], batch_size=200)
        made |= {temporary: row for (temporary, _parent, _name), row in zip(ready, rows, strict=True)}
        parents |= made
        waiting = [row for row in waiting if row[0] not in made]
    return {temporary: row.pk for temporary, row in made.items()}


def key_of(name: str) -> str:
    """Return the key department names are compared by, at most 64 characters."""
    return (fold(name) or name.strip())[:64]


def _set_place(department: Department, parent: Department | None) -> None:
    department.lineage = f"{parent.lineage if parent else '/'}{department.pk}/"
    department.path = f"{parent.path}/{department.name}" if parent else department.name
    if department.lineage.count("/") - 1 > MOST_LEVELS or len(department.path) > LONGEST_PATH:
        raise TooDeep(name=department.name, limit=MOST_LEVELS)


def _rewrite_below(before: tuple[str, str], after: tuple[str, str]) -> None:
    """Put the new beginnings in place of the old ones, in the department and everything below it."""
    Department.objects.filter(lineage__startswith=before[0]).update(
        lineage=Concat(Value(after[0]), Substr(F("lineage"), len(before[0]) + 1)),
        path=Concat(Value(after[1]), Substr(F("path"), len(before[1]) + 1)),
    )
