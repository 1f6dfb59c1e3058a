"""Whose turn a matter is first: the owner's, or, where a regulation says so, that of the person's former head (R08).

"When a project's staff change, that project's leasing manager updates the roster promptly": the task is on the head of
the department the person was of. Said once, as SQL over whatever row names kind, group, member and person, so that the
night's INSERT and the hand-over of what waits ask the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from groupadmin.directory.models import Employee
from groupadmin.regulations.models import Regulation
from members.flags.models import Flag

# The department a person was of, by what became of them; who never moved has no other than today's, and no manager.
_FORMER_DEPARTMENT: Mapping[str, str] = {
    Flag.Kind.LEAVER: "(SELECT p.department_id FROM directory_employee p WHERE p.id = {row}.{employee})",
    Flag.Kind.OUT_OF_SCOPE: """(
        SELECT n.identified_in_id FROM members_membership n JOIN directory_employee p ON p.id = n.employee_id
        WHERE n.id = {row}.{membership} AND (p.department_id IS NULL OR n.identified_in_id <> p.department_id))""",
}
KINDS = tuple(_FORMER_DEPARTMENT)
# Says of an employee ``e`` that they work here on a day (practice §2.1), as ``Scope.working`` says it to the ORM.
WORKS_HERE = f"""e.status NOT IN ({", ".join(f"'{status}'" for status in Employee.OUTSIDE_WORK)})
          AND (e.left_on IS NULL OR e.left_on >= %s)"""
# Says of a head ``h``, the employee ``e``, that the headship stands, as ``DepartmentHead.objects.standing`` says it.
STANDS = """(e.department_id = h.named_in_id OR (e.department_id IS NULL AND h.named_in_id IS NULL) OR EXISTS (
            SELECT 1 FROM directory_department own JOIN directory_department headed ON headed.id = h.department_id
            WHERE own.id = e.department_id AND headed.lineage = SUBSTR(own.lineage, 1, LENGTH(headed.lineage))))"""
Params = tuple[object, ...]


def managers(kind: str, row: str, today: date, *, prefix: str = "", suffix: str = "_id") -> tuple[str, Params]:
    """Return FROM … WHERE of the heads (``h``) whose turn a matter of a kind is first, with its parameters.

    ``row``: the table or alias that names the group, the member and the person, in columns with ``prefix`` and
    ``suffix``. Only heads who work here today, and nobody about themselves.
    """
    named = {name: f"{prefix}{name}{suffix}" for name in ("group", "employee", "membership")}
    department = _FORMER_DEPARTMENT[kind].format(row=row, **named)
    sql = f"""
        FROM groups_group g JOIN regulations_regulation r ON r.id = g.regulation_id
        JOIN directory_departmenthead h ON h.department_id = {department}
        JOIN directory_employee e ON e.id = h.employee_id
        WHERE g.id = {row}.{named["group"]} AND r.staff_change_falls_to = %s
          AND h.employee_id <> {row}.{named["employee"]}
          AND {WORKS_HERE} AND {STANDS}"""
    return sql, (Regulation.StaffChange.FORMER_HEAD, today)


def manager(kind: str, row: str, today: date, *, prefix: str = "", suffix: str = "_id") -> tuple[str, Params]:
    """Return a scalar subquery: the first of them, NULL where there is none or the kind knows no other turn."""
    if kind not in KINDS:
        return "CAST(NULL AS bigint)", ()
    sql, params = managers(kind, row, today, prefix=prefix, suffix=suffix)
    return f"(SELECT h.employee_id {sql} ORDER BY h.rank LIMIT 1)", params
