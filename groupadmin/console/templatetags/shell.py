"""Template words every page of the console uses."""

from django import template

register = template.Library()
