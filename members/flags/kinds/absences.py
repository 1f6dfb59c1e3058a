"""Who must be in and is not: staff × groups by the regulation's list, less who is there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations import titles
from groupadmin.regulations.models import RequiredMember
from members.flags.kinds import tasks
from members.flags.kinds.base import Due, Facts, FlagRule, Texts
from members.flags.models import Flag
from members.flags.rule_context import AWAY, CONFIDENTIAL, RuleContext
from members.flags.sql import NOTHING, Select, compiled

# The subtree of every department as pairs, walked once: comparing each group's lineage with each department's would
# be groups × departments. Staff × groups is no path of foreign keys, hence no queryset.
QUERY = """
WITH RECURSIVE below(top_id, department_id) AS (
    SELECT id, id FROM directory_department
    UNION ALL
    SELECT b.top_id, d.id FROM below b JOIN directory_department d ON d.parent_id = b.department_id
), must(group_id, secrecy, employee_id, whom, post) AS (
    SELECT g.id, g.secrecy, e.id, r.whom, r.post
    FROM groups_group g
    JOIN regulations_requiredmember r ON r.regulation_id = {regulation}
    JOIN below b ON b.top_id = g.department_id
    JOIN directory_employee e ON e.department_id = b.department_id
    WHERE NOT r.whole_organisation AND (r.category = '' OR r.category = g.category) AND {group} AND {person}
    UNION ALL
    SELECT g.id, g.secrecy, e.id, r.whom, r.post
    FROM regulations_requiredmember r
    CROSS JOIN directory_employee e
    JOIN groups_group g ON r.regulation_id = {regulation}
    WHERE r.whole_organisation AND (r.category = '' OR r.category = g.category) AND {person} AND {group}
)
SELECT m.group_id AS f_group, 'employee:' || m.employee_id AS f_subject, CAST(NULL AS bigint) AS f_membership,
       m.employee_id AS f_employee,
       CASE WHEN m.secrecy IN ({confidential}) THEN %s ELSE %s END AS f_due,
       {json}('whom', m.whom, 'post', m.post) AS f_evidence
FROM must m
WHERE NOT EXISTS (
    SELECT 1 FROM members_membership s
    WHERE s.group_id = m.group_id AND s.employee_id = m.employee_id AND s.gone_by IS NULL{memberships})
"""
MEMBERSHIPS = " AND s.group_id IN (SELECT g.id FROM groups_group g WHERE {group})"
AT_WORK = """
    e.status NOT IN ({out}) AND (e.left_on IS NULL OR e.left_on >= %s) AND e.employment NOT IN ({sponsored})
    AND (r.whom = 'EVERYBODY' OR (r.whom = 'MANAGERS' AND e.is_manager)
         OR (r.whom = 'POST' AND r.post <> ''
             AND (e.post LIKE '%%' || r.post || '%%' OR e.level LIKE '%%' || r.post || '%%'{families}))
         OR (r.whom = 'UNIT' AND r.unit <> '' AND EXISTS (
             SELECT 1 FROM directory_department u WHERE u.id = e.department_id AND u.path LIKE '%%' || r.unit || '%%')))
"""
# What a staff list says for a post that the regulation names by the name of its family: our own words, put in as text.
FAMILIES = "".join(
    f" OR (r.post = '{post}' AND (e.post LIKE '%%{word}%%' OR e.level LIKE '%%{word}%%'))"
    for post, words in titles.FAMILIES.items()
    for word in words
)


def missing(scope: RuleContext, due: Due) -> Select:
    """Find who must be in, by the last full list, and is not (R01, R04, R12, R22: managers, posts, levels).

    Counted are those at work: not leavers, nor people on long leave or suspended, nor those who need a sponsor.
    """
    group, in_scope = _groups(scope)
    regulation, which = ("g.regulation_id", ()) if scope.regulation is None else ("%s", (scope.regulation.pk,))
    person = AT_WORK.format(
        out=_words(*Employee.OUTSIDE_WORK, *AWAY), sponsored=_words(*Employee.NEEDS_SPONSOR), families=FAMILIES
    )
    sql = QUERY.format(
        regulation=regulation,
        group=group,
        person=person,
        # Asked about a few groups, PostgreSQL would otherwise read all memberships there are.
        memberships="" if scope.groups is None else MEMBERSHIPS.format(group=group),
        confidential=_words(*CONFIDENTIAL),
        json="jsonb_build_object" if connection.vendor == "postgresql" else "json_object",
    )
    ordinary, confidential = (scope.today + timedelta(days=days) for days in (due.ordinary, due.confidential))
    of_the_subtree = (*which, *in_scope, scope.today)
    of_everywhere = (*which, scope.today, *in_scope)
    return Select(sql, (*of_the_subtree, *of_everywhere, confidential, ordinary, *in_scope))


def _groups(scope: RuleContext) -> tuple[str, tuple[Any, ...]]:
    """Return the condition on groups: live, with a full list to compare with, and of the scope."""
    live = f"g.status IN ({_words(*Group.LIVE)}) AND g.roster_taken_at IS NOT NULL"
    if scope.groups is None:
        return live, ()
    inner = compiled(scope.groups, "pk")
    if inner is NOTHING:
        return "1 = 0", ()
    return f"{live} AND g.id IN ({inner.sql})", inner.params


def _words(*codes: str) -> str:
    """Return stored codes (our own constants) as an SQL list."""
    return ", ".join(f"'{code}'" for code in codes)


def _missing(flag: Flag, facts: Facts, today: date) -> str:
    if facts.get("post"):
        return _("Must be in as “%(post)s”.") % {"post": facts["post"]}
    return _("Must be in: %(whom)s.") % {"whom": dict(RequiredMember.Whom.choices).get(facts.get("whom", ""), "")}


FLAG_RULES = (
    FlagRule(
        kind=Flag.Kind.MISSING,
        sweep="missing",
        label=gettext_lazy("must be in, but is not"),
        query=missing,
        key="employee",
        removal=False,
        returns=True,
        usual_due=Due(3, 3),
        task=tasks.ADD,
        action=None,
        reason=_missing,
        texts=Texts(
            gettext_lazy(
                "Hello everybody. These colleagues should be in this group and are not yet; whoever has them as a "
                "contact, please invite them %(by)s. Thank you:"
            ),
            gettext_lazy(
                "Hello %(name)s, by the rules you belong into the work group “%(group)s” and are not in it yet. May I "
                "invite you %(by)s?"
            ),
        ),
    ),
)
