from groupadmin.core.commands import ConsoleCommand


class Command(ConsoleCommand):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--if-empty", action="store_true")

    def answer(self, **options):
        return {}
