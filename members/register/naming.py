"""Whether a group may bear a name under its regulation: a warning with the offending word, never a refusal.

A regulation fixes a name, a pattern, a code, or that the name must not reveal the unit (R13 and others). What a person
enters is kept all the same: the name stands in the chat program already, and changing it there is the owner's work.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from groupadmin.core.errors import sentences
from groupadmin.directory.models import Department, DepartmentShortName
from groupadmin.regulations import patterns
from groupadmin.regulations.models import Regulation
from groupadmin.regulations.rendering import reason_in_words


def warning(name: str, regulation: Regulation | None, department: Department | None) -> str:
    """Return what is wrong with a name, in the reader's language, with a name that would fit; "" where nothing is.

    At most three queries, and none where the regulation leaves the name free.
    """
    if regulation is None or not name.strip():
        return ""
    kind = patterns.GroupNameKind(regulation.group_name_kind or patterns.GroupNameKind.FREE)
    rule = patterns.GroupNameRule(kind, regulation.group_name_text, bool(regulation.group_name_conceals))
    try:
        fit = patterns.check_group_name(
            rule, name, _words_of_units() if rule.conceals else (), _facts(rule, department)
        )
    except patterns.PatternError:
        return ""
    if fit.ok:
        return ""
    told = _("“%(regulation)s” wants another name: %(reason)s") % {
        "regulation": regulation.title,
        "reason": reason_in_words(fit),
    }
    return sentences(told, _("This would fit: %(name)s") % {"name": fit.expected} if fit.expected else "")


def live(code: str = "", prefix: str = "") -> dict[str, str]:
    """Return the attributes by which a name field has its warning shown below it while somebody types."""
    field = f"{prefix}-name" if prefix else "name"
    asked = {"group": code} if code else {}
    return {
        "hx-get": reverse("group_name_check") + (f"?{urlencode(asked)}" if asked else ""),
        "hx-trigger": "input changed delay:300ms",
        "hx-include": "[name='regulation'],[name='department']",
        "hx-target": f"#id_{field}_helptext",
        "hx-swap": "innerHTML",
    }


def _words_of_units() -> list[str]:
    names = Department.objects.values_list("name", flat=True)
    return [*names, *DepartmentShortName.objects.values_list("name", flat=True)]


def _facts(rule: patterns.GroupNameRule, department: Department | None) -> dict[str, tuple[str, ...]]:
    if rule.kind is not patterns.GroupNameKind.PATTERN or department is None:
        return {}
    return {"department": (department.name, *department.short_names.values_list("name", flat=True))}
