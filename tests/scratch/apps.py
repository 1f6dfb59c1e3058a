"""The scratch app says of itself that it is ours."""

from django.apps import AppConfig


class ScratchConfig(AppConfig):
    name = "tests.scratch"
    label = "scratch"
