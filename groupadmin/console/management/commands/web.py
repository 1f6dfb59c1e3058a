"""``manage.py web``: the web process, which ``make run`` and a service manager start."""

from __future__ import annotations

import logging

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application

from groupadmin.console import front


class Command(BaseCommand):
    help = "Serve the console's pages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=front.THREADS)
        parser.add_argument("--shared", action="store_true", help="several such processes have this address together")

    def handle(self, *args: object, host: str, port: int, threads: int, shared: bool, **options: object) -> None:
        # How long its queue is, and that no place is free, would be a line for every request of an attack.
        logging.getLogger("waitress").setLevel(logging.ERROR)
        try:
            opened = front.open_socket(host, port, shared=shared)
        except OSError as problem:
            raise CommandError(f"Port {port} on {host} cannot be had ({problem.strerror}).") from None
        front.serve(get_wsgi_application(), opened, threads=threads)
