"""What the audit trail calls what is done to people, departments and log-ins."""

from django.utils.translation import gettext_lazy as _

from groupadmin.directory import roles

LABELS = {
    "directory.imported": _("the staff list was imported"),
    "directory.import_undone": _("a staff list was taken back"),
    "columns.forgotten": _("what was remembered of a list's columns was forgotten"),
    "directory.departures_swept": _("departures due that day were carried out"),
    "person.looked_at": _("a person's page was looked at"),
    "department.heads_set": _("the heads of a department were set"),
    "department.moved": _("a department was moved"),
    "department.numbered": _("a department was given a number"),
    "department.placed": _("a department was entered"),
    "department.renamed": _("a department was renamed"),
    "department.short_names_set": _("the short names of a department were set"),
    "user.made": _("a log-in was made"),
    "user.locked": _("a log-in was locked"),
    "user.unlocked": _("a log-in was opened again"),
    "user.password_chosen": _("a password was chosen"),
    "user.password_reset": _("a password was set anew"),
    "user.password_taken_back": _("a one-time password was taken back"),
    "user.slips_shown": _("a sheet of one-time passwords was looked at again"),
    "user.roles_given": _("roles were given or taken"),
}
FACTS = {
    "departments": _("new departments"),
    "locked": _("log-ins locked"),
    "because": _("because of"),
    "people": _("people"),
    "path": _("path"),
    "roles": _("Roles"),
    "present": _("staff before"),
}
ROLES = {
    roles.HR: _("HR administrator"),
    roles.CONFIDENTIALITY: _("Confidentiality officer"),
    roles.APPROVER: _("Approver"),
    roles.AUDITOR: _("Auditor"),
}
CODES = {"before": ROLES, "after": ROLES, "roles": ROLES}
