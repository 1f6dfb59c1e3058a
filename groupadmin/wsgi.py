"""The WSGI application, for whoever serves it otherwise than by ``manage.py web``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupadmin.settings")

application = get_wsgi_application()
