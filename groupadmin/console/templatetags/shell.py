"""Template words every page of the console uses; docs/pages.md shows each in use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.db.models import QuerySet
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groupadmin.console.models import SavedFilter
from groupadmin.console.severities import severity_of
from groupadmin.console.terms import TERMS
from groupadmin.core.list_views import OUTCOMES
from groupadmin.core.lists import ShownList
from groupadmin.core.office_paper import head_line, signature_words

register = template.Library()

_CELL = re.compile(r"<t[dh]\b")
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
MESSAGE_ICONS = {"success": "good", "warning": "warn", "error": "bad"}


@register.simple_block_tag
def keep(content: str) -> SafeString:
    """Keep what stands inside under a name (``{% keep as page_title %}…{% endkeep %}``), so that it can show twice."""
    return SafeString(content.strip())


class Sentence(TranslateNode):
    """A fixed sentence: looked up once for each language, and not once for each row of a table."""

    def __init__(self, words: FilterExpression) -> None:
        super().__init__(words, noop=False)
        self.known: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        """Return the sentence in the reader's language."""
        language = get_language()
        if language not in self.known:
            self.known[language] = super().render(context)
        return self.known[language]


@register.tag
def translate(parser: Parser, token: Token) -> TranslateNode:
    """Read Django's own ``{% translate %}``; only what hangs on the context is looked up at each rendering."""
    node = do_translate(parser, token)
    words = node.filter_expression
    if node.noop or node.asvar or node.message_context or words.filters or not isinstance(words.var.literal, str):
        return node
    return Sentence(words)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """Return one drawing of static/img/icons.svg; with a label it speaks, without one it is decoration."""
    address = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def term(name: str, shown: str = "") -> SafeString:
    """Return a word of ``terms.TERMS`` that explains itself on hover, tap and keyboard; ``shown`` stands for it."""
    word, meaning = TERMS[name]
    return format_html(
        '<dfn class="term" tabindex="0">{}<span class="term-text" role="note">{}</span></dfn>', shown or word, meaning
    )


@register.simple_tag
def badge(text: object, severity: str = "", icon_name: str = "") -> SafeString:
    """Return a small label in one of the tones good, warn, bad, unknown, info or plain."""
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag{}">{}{}</span>', f" tag-{severity}" if severity else "", drawing, text)


@register.filter
def severity(value: object) -> str:
    """Return the tone a stored state wears (``{% badge group.get_status_display group.status|tone %}``)."""
    return severity_of(value)


@register.filter
def message_icon(level: str) -> str:
    return MESSAGE_ICONS.get(level, "info")


@register.filter
def age(when: datetime | date | None, stale_after: int | None = None) -> SafeString:
    """Say how old a fact is, in days; past ``stale_after`` days it warns, and never known is never green."""
    if when is None:
        return format_html('<span class="age tone-unknown">{}</span>', _("never"))
    days = age_in_days(when, timezone.localdate())
    stale = stale_after is not None and days > stale_after
    return format_html(
        '<time class="age{}" datetime="{}" title="{}">{}</time>',
        " tone-warn" if stale else "",
        when.isoformat(),
        exact(when),
        age_in_words(days),
    )


def age_in_days(when: datetime | date, today: date) -> int:
    """Return whole calendar days from a moment (in local time) or a day until today."""
    day = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return (today - day) // timedelta(days=1)


def age_in_words(days: int) -> str:
    if days < 0:
        return ngettext("in %(n)d day", "in %(n)d days", -days) % {"n": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def exact(when: datetime | date) -> str:
    """Return a moment or a day in office form: 2025-01-31 or 2025-01-31 14:05."""
    if isinstance(when, datetime):
        return date_format(timezone.localtime(when), "DATETIME_FORMAT")
    return date_format(when, "DATE_FORMAT")


@register.simple_tag
def upload_limits() -> str:
    """Say how large a file may be."""
    megabytes, rows = settings.UPLOAD_MAX_BYTES // (1024 * 1024), settings.UPLOAD_MAX_ROWS
    # Chinese counts in tens of thousands: 20 万行.
    in_myriads = (get_language() or "").startswith("zh") and rows % 10_000 == 0
    told = f"{rows // 10_000} 万" if in_myriads else f"{rows} "
    return _("At most %(megabytes)d MB and %(rows)srows.") % {"megabytes": megabytes, "rows": told}


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_choices(field: forms.BoundField) -> bool:
    """Say whether a field is several boxes or buttons: such a field is a fieldset, and has no one control to label."""
    return isinstance(field.field.widget, CHOICES)


@register.filter
def as_control(field: forms.BoundField) -> SafeString:
    """Return a form field's input in the console's look, marked and described when something is wrong with it."""
    widget = field.field.widget
    own = "" if is_choices(field) else widget.attrs.get("class", "")
    attributes: dict[str, Any] = {"class": f"{own} {_control_class(widget)}".strip()}
    if field.errors:
        attributes["class"] += " is-invalid"
        attributes["aria-describedby"] = f"{field.auto_id}_error"
    return field.as_widget(attrs=attributes)


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, CHOICES):
        return "choices"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.simple_tag
def column(shown: ShownList, name: str, label: str) -> SafeString:
    """Return the heading of a column by which a list can be put in order: a link that turns the order round."""
    here = shown.order.removeprefix("-") == name
    way = "descending" if shown.order.startswith("-") else "ascending"
    return format_html(
        '<th scope="col"{}><a class="sort" href="{}">{}{}</a></th>',
        format_html(' aria-sort="{}"', way) if here else "",
        shown.ordered_by(name),
        label,
        icon("down" if way == "descending" else "up") if here else "",
    )


@register.simple_tag(takes_context=True)
def saved_filters(context: template.Context) -> QuerySet[SavedFilter]:
    """Return the filters that the reader keeps of this page."""
    request = context["request"]
    return SavedFilter.objects.filter(user=request.user, page=request.path)


@register.simple_tag(takes_context=True)
def outcomes(context: template.Context) -> list[list[Any]]:
    """Return what became of the rows that were ticked just now, told once."""
    told: list[list[object]] = context["request"].session.pop(OUTCOMES, [])
    return told


@register.simple_tag(takes_context=True)
def paper_line(context: template.Context) -> tuple[str, ...]:
    """Return what stands below the title of a page that is printed: unit, day, and who printed it."""
    return head_line(context["request"].user, timezone.now())


register.simple_tag(signature_words, name="signature")


@register.filter
def labels(headers: Iterable[dict[str, object]]) -> list[str]:
    """Return the label of each column of a back-office list, made once for all its rows."""
    return [format_html(' data-label="{}"', capfirst(str(header["text"]))) for header in headers]


@register.filter
def labelled(cells: Iterable[str], attributes: list[str]) -> SafeString:
    """Give each cell of a row its column's label (``labels``), so that a phone can show the row as a card."""
    row = (_with_label(cell, label) for cell, label in zip(cells, attributes, strict=False))
    return mark_safe("".join(row))  # noqa: S308  Django's own cells, escaped where they were made


def _with_label(cell: str, label: str) -> str:
    found = _CELL.match(cell)
    return f"{found[0]}{label}{cell[found.end() :]}" if found else cell
