"""What must hold of the data whatever happened to the processes, asked by SQL: each question names the rows that break it."""

from __future__ import annotations

from django.db import connection

BROKEN: dict[str, str] = {
    "an account is in a group twice": """
        SELECT group_id, account_key FROM members_membership WHERE gone_by IS NULL AND account_key <> ''
        GROUP BY group_id, account_key HAVING COUNT(*) > 1""",
    "somebody is in a group twice by one nickname": """
        SELECT group_id, employee_id, nickname_key FROM members_membership
        WHERE gone_by IS NULL AND account_key = '' AND employee_id IS NOT NULL
        GROUP BY group_id, employee_id, nickname_key HAVING COUNT(*) > 1""",
    "a group has two owners": """
        SELECT group_id FROM members_membership WHERE gone_by IS NULL AND role = 'OWNER'
        GROUP BY group_id HAVING COUNT(*) > 1""",
    "a group's head count is not that of its members": """
        SELECT g.id FROM groups_group g WHERE g.headcount IS NOT NULL AND g.headcount <>
        (SELECT COUNT(*) FROM members_membership m WHERE m.group_id = g.id AND m.gone_by IS NULL)""",
    "a matter is open twice": """
        SELECT group_id, kind, subject FROM members_flag WHERE state = 'OPEN'
        GROUP BY group_id, kind, subject HAVING COUNT(*) > 1""",
    "a job has not ended": "SELECT id FROM core_job WHERE state IN ('QUEUED', 'RUNNING')",
    "a batch is under way though its job has ended": """
        SELECT b.id FROM core_importbatch b LEFT JOIN core_job j ON j.id = b.job_id
        WHERE b.state IN ('STAGED', 'APPLYING') AND (j.id IS NULL OR j.state IN ('DONE', 'FAILED'))""",
    "an import was written down as applied twice": """
        SELECT action, subject_type, subject_id FROM core_auditevent
        WHERE action IN ('import.applied', 'roster.applied', 'import.staged', 'drill.done')
        GROUP BY action, subject_type, subject_id HAVING COUNT(*) > 1""",
    "a list is applied of which the trail knows nothing": """
        SELECT r.id FROM members_rosterimport r JOIN core_importbatch b ON b.id = r.batch_id
        WHERE b.state = 'APPLIED' AND b.applied_at >= %s AND NOT EXISTS (
            SELECT 1 FROM core_auditevent e WHERE e.action = 'roster.applied' AND e.subject_id = CAST(r.id AS varchar(60)))
        """,
    "a sweep has two rows for one day": """
        SELECT name, "on" FROM core_sweeprun GROUP BY name, "on" HAVING COUNT(*) > 1""",
}


def broken(since: object = "9999-12-31") -> dict[str, list[tuple]]:
    """Return what does not hold, each with the first rows that show it; empty where all is well.

    Lists applied before ``since`` (a demo's own past, which is written without the services) are not asked for on the
    trail.
    """
    found = {}
    with connection.cursor() as cursor:
        for words, question in BROKEN.items():
            cursor.execute(question, [since] if "%s" in question else [])
            if rows := cursor.fetchmany(5):
                found[words] = rows
    return found
