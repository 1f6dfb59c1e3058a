"""The members app: who is in a group, who is behind a nickname, and what is wrong."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")
    back_office = "changed"
