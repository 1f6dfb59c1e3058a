"""The console for governing work groups: the project package and its ground floor."""

from groupadmin.celery import app as celery_app

__all__ = ["celery_app"]
