"""The text box in which a department is found: typing offers those that fit; without JavaScript it is a text box."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


class DepartmentSearch(forms.TextInput):
    """A box with a list of suggestions below it that htmx fills: a tree of hundreds is no list to choose from."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {})}
        options = f"{attrs.get('id') or f'id_{name}'}_options"
        attrs |= {
            "list": options,
            "autocomplete": "off",
            "hx-get": reverse("department_options"),
            "hx-trigger": "focus once, input changed delay:250ms",
            "hx-target": f"#{options}",
            "hx-swap": "innerHTML",
        }
        box = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}"></datalist>', box, options)
