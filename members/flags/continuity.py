"""One question about one member that changes its name: whoever was "who is this?" and is now "from outside" waits on.

A later list or a word on who somebody is must not give a matter new days. So what is raised about a member on the day
on which another matter of the same question was cleared, goes on with that one's age, level and due day.
"""

from __future__ import annotations

from datetime import date

from groupadmin.core.sql import execute
from members.flags.models import Flag

Kind = Flag.Kind
# Who is this, and may they be in: one question, whatever the answer of the day is called.
ONE_QUESTION = (Kind.UNIDENTIFIED, Kind.OUTSIDER, Kind.BANNED, Kind.LEAVER, Kind.OUT_OF_SCOPE)


def carry_on(today: date, group_id: int | None = None) -> int:
    """Give today's new matters the age, level and due day of those they go on from; returns how many.

    A matter goes on from one of the same member and the same question that was cleared today, unless both are about
    employees and not the same one. It is never due later than it would be by itself. Run twice, it changes nothing.
    """
    kinds = ", ".join(f"'{kind}'" for kind in ONE_QUESTION)
    here = "" if group_id is None else " AND members_flag.group_id = %s"
    return execute(
        f"""
        UPDATE members_flag SET
            raised_on = o.raised_on,
            reopened = o.reopened,
            due_on = CASE WHEN o.due_on < members_flag.due_on THEN o.due_on ELSE members_flag.due_on END,
            level = CASE WHEN {_CLIMBED} THEN o.level ELSE members_flag.level END,
            assignee_id = CASE WHEN {_CLIMBED} THEN o.assignee_id ELSE members_flag.assignee_id END
        FROM members_flag o
        WHERE members_flag.state = 'OPEN' AND members_flag.raised_on = %s AND members_flag.reopened = 0{here}
          AND o.id = (
            SELECT MIN(x.id) FROM members_flag x
            WHERE x.membership_id = members_flag.membership_id AND x.state = 'CLEARED' AND x.cleared_on = %s
              AND x.raised_on < %s
              AND (x.kind = members_flag.kind OR (x.kind IN ({kinds}) AND members_flag.kind IN ({kinds})))
              AND (x.employee_id IS NULL OR members_flag.employee_id IS NULL
                   OR x.employee_id = members_flag.employee_id))
        """,  # noqa: S608  only our own text is put in
        [today, *([] if group_id is None else [group_id]), today, today],
    )


# Where the former head of a person's department has the first turn (R08, level 0), they keep it.
_CLIMBED = "members_flag.level > 0 AND o.level > members_flag.level"
