"""The Celery application: a queue of hints; the truth is the Job row (``groupadmin.core.jobs``)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupadmin.settings")

app = Celery("groupadmin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
