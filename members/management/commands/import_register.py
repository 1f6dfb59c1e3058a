"""Import the register of existing groups from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone

from groupadmin.core.commands import ConsoleCommand, add_answers, content_of, tell_reading
from groupadmin.core.question_forms import open_questions, sentence_of
from groupadmin.core.table_reader import Table
from groupadmin.regulations.load import library_at_hand
from members.register import column_words, services
from members.register.planning import RegisterPlan, plan_register
from members.register.problems import SENTENCES


class Command(ConsoleCommand):
    help = "Import existing groups from a ledger (CSV, TSV, XLSX or XLS); rows with problems are left out and listed."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
        add_answers(parser)

    def answer(self, **options: Any) -> dict[str, Any]:
        """Return counts, the problems of every row, and whether it was written (design §9)."""
        path: Path = options["file"]
        content = content_of(path)
        answers, dry_run = dict(options["answer"]), options["dry_run"]
        table = services.read_register(content, path.name, answers=answers)
        if "regulation" not in table.columns(column_words.HEADERS):
            return _imported(content, path.name, table, answers, dry_run=dry_run)
        with library_at_hand(self, keep=not dry_run):
            return _imported(content, path.name, table, answers, dry_run=dry_run)

    def tell(self, answer: dict[str, Any]) -> None:
        """Print the counts, how the file was read, and each row with a warning or a mistake."""
        errors, warnings = answer.pop("errors"), answer.pop("warnings")
        answer.pop("warning_codes")
        tell_reading(self, answer, answer.pop("reading"), errors, warnings)


def _imported(content: bytes, name: str, table: Table, answers: dict[str, str], *, dry_run: bool) -> dict[str, object]:
    at = timezone.now()
    if dry_run:
        made = plan_register(table, today=timezone.localdate(at), answers=answers)
        return _told(made, answers, applied=False)
    with transaction.atomic():  # a file that is refused leaves no batch behind
        batch = services.stage_register(
            content=content, file_name=name, actor=None, at=at, at_once=True, answers=answers
        )
        made = services.plan_of(batch)
        services.apply_register(batch, actor=None, at=at)
    return _told(made, answers, applied=True) | {key: batch.counts[key] for key in ("created", "updated", "unchanged")}


def _told(made: RegisterPlan, answers: dict[str, str], *, applied: bool) -> dict[str, object]:
    counts = made.counts()
    still_open = open_questions(made.questions, answers)
    return {
        **{name: counts[name] for name in ("created", "updated", "unchanged")},
        "errors": [problem.as_dict() for problem in made.problems],
        "applied": applied,
        "reading": made.report.as_dict(),
        "warnings": [
            *(note.sentence for note in made.notes),
            *(warning.sentence for warning in made.warnings),
            *(sentence_of(question, SENTENCES) for question in still_open),
        ],
        "warning_codes": [
            *(note.code for note in made.notes),
            *(warning.code for warning in made.warnings),
            *(question.code for question in still_open),
        ],
    }
