"""Boxes in which somebody or something is picked by name, number, pinyin or department, and never by heart.

Typing brings suggestions (``static/js/pick.js``). Without scripts, and where what was typed may mean several, the form
asks again: one button for each who may be meant, and nothing else that was filled in is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SEPARATORS = re.compile(r"[、，,；;\n\t]+")
# 张三(000123): what stands in the brackets tells the one who is meant from their namesakes.
WITH_BRACKET = re.compile(r"(?P<name>.*?)\s*[(（](?P<inside>[^()（）]+)[)）]")
# Of so many texts that are not clear a form asks back; of more somebody has pasted something else.
ASKED = 10
AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)


class Offer(NamedTuple):
    """Somebody or something that may be meant: what then stands in the box, and what tells it from its namesakes."""

    text: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Meant:
    """What a text means: the one, or else those among whom somebody has to choose."""

    one: Any = None
    offers: Sequence[Offer] = ()


def parts_of(text: str) -> list[str]:
    """Return the texts for one each in a box for several; a line of numbers may be parted by spaces alone."""
    parts: list[str] = []
    for part in SEPARATORS.split(text):
        words = part.split()
        numbers = len(words) > 1 and all(any(map(str.isdigit, word)) and "(" not in word for word in words)
        parts += words if numbers else [part.strip()]
    return list(dict.fromkeys(part for part in parts if part))


def name_and_bracket(text: str) -> tuple[str, str]:
    """Return the name and what stands in brackets behind it: 张三(000123), 张三（财务部）; without them "" for it."""
    found = WITH_BRACKET.fullmatch(text.strip())
    return (found["name"], found["inside"].strip()) if found else (text.strip(), "")


class PickBox(forms.TextInput):
    """A text box with suggestions below it; ``asked`` holds what was typed and is not clear, with who may be meant."""

    def __init__(self, address: str, *, many: bool = False, rows: int = 0, attrs: dict[str, Any] | None = None) -> None:
        """``address`` names the page that answers with suggestions; ``rows`` makes it a box of several lines."""
        super().__init__(attrs=(attrs or {}) | ({"rows": rows, "spellcheck": "false"} if rows else {}))
        self.address, self.many, self.rows = address, many, rows
        self.asked: dict[str, Sequence[Offer]] = {}
        if rows:
            self.template_name = "django/forms/widgets/textarea.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was typed, with the answers in place of what was asked back."""
        typed = data.get(name)
        parts = parts_of(typed or "") if self.many else [(typed or "").strip()]
        answers = {part: answer for part in parts if (answer := data.get(f"{name}~{part}"))}
        return "、".join(answers.get(part, part) for part in parts) if answers else typed

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {})}
        offers = f"{attrs.setdefault('id', f'id_{name}')}_offers"
        attrs |= {
            # A box of several lines is a text box to everybody, and cannot be said to be opened.
            **({} if self.rows else {"role": "combobox", "aria-expanded": "false"}),
            "autocomplete": "off",
            "aria-autocomplete": "list",
            "aria-controls": offers,
            "data-pick": "many" if self.many else "one",
            "hx-get": reverse(self.address),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{offers}",
        }
        box = super().render(name, value, attrs, renderer)
        asked = [
            (f"{name}~{part}", f"{offers}-{at}", part, of_part)
            for at, (part, of_part) in enumerate(self.asked.items(), start=1)
        ]
        return render_to_string("partials/_pick.html", {"box": box, "offers": offers, "asked": asked})


class Picked(forms.CharField):
    """A field of such a box; gives who or what is meant (or, ``many``, a list of them).

    ``reader`` is who fills it in (``asked_by``): only what they may know of is offered to them.
    """

    address = ""
    reader: Any = None
    widget: PickBox

    def __init__(self, *, many: bool = False, rows: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500 if not rows else None)
        super().__init__(widget=PickBox(self.address, many=many, rows=rows), **kwargs)
        self.many = many

    def meant(self, texts: Sequence[str]) -> dict[str, Meant]:
        """Return of each text who or what is meant by it; a field that says nothing of it knows nobody."""
        return {text: Meant() for text in texts}

    def clean(self, value: object) -> Any:
        """Return who or what is meant; what is not clear is asked back."""
        text = super().clean(value).strip()
        texts = parts_of(text) if self.many else [text] * bool(text)
        found = self.meant(texts) if texts else {}
        unclear = {text: meant.offers for text, meant in found.items() if meant.one is None}
        if unclear:
            raise ValidationError(self.ask_back(unclear))
        picked = list({id_of(meant.one): meant.one for meant in found.values()}.values())
        return picked if self.many else next(iter(picked), None)

    def ask_back(self, unclear: dict[str, Sequence[Offer]]) -> list[str]:
        """Offer those who may be meant below the box; returns what is said of each text that is not clear."""
        self.widget.asked = {text: offers for text, offers in list(unclear.items())[:ASKED] if offers}
        nobody = [text for text in unclear if text not in self.widget.asked]
        told = [_("Choose below who or what is meant by “%(text)s”.") % {"text": text} for text in self.widget.asked]
        if nobody:
            shown = "、".join(nobody[:ASKED])
            told.append(
                _("Nothing is found for “%(text)s”. Type a name, a number, pinyin or a department.") % {"text": shown}
            )
        return told


def id_of(one: object) -> Any:
    """Return by what one that is picked is known again."""
    return getattr(one, "pk", one)


def asked_by(form: AnyForm, reader: object) -> AnyForm:
    """Tell a form, and those of its fields that offer people or groups, who fills it in."""
    form.reader = reader  # type: ignore[attr-defined]  # read by forms that look people up themselves
    for field in form.fields.values():
        if isinstance(field, Picked):
            field.reader = reader
    return form


def typed_in(request: HttpRequest) -> str:
    """Return what is being looked for in a box, whatever the box is called: the last of several, if it holds some."""
    parts = SEPARATORS.split(str(next(iter(request.GET.values()), "")).replace("\0", "")[-500:])
    return parts[-1].strip()[:64]


def suggestions(offers: Iterable[Offer], typed: str) -> HttpResponse:
    """Return what stands below a box while somebody types."""
    option = '<li role="option" aria-selected="false" data-text="{}">{}</li>'
    told = '<strong>{}</strong> <span class="muted small">{}</span>'
    rows = format_html_join("", option, ((one.text, format_html(told, one.name, one.note)) for one in offers))
    if not rows and typed:
        rows = format_html('<li class="muted small">{}</li>', _("Nothing is found."))
    return HttpResponse(rows)
