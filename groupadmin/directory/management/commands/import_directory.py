"""Import HR's staff list: ``import_directory FILE [--mode update|full] [--answer KEY=CHOICE] [--dry-run] [--json]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from groupadmin.core import question_forms as core_asking
from groupadmin.core.commands import ConsoleCommand, add_answers, content_of, tell_reading
from groupadmin.directory import importing, plan_questions


class Command(ConsoleCommand):
    help = "Import the staff directory from HR's spreadsheet; only differences are written."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="XLSX, XLS, CSV or TSV")
        parser.add_argument("--mode", choices=[importing.UPDATE, importing.FULL], default=importing.UPDATE)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument("--only-if-clean", action="store_true", help="write nothing when any row has a mistake")
        add_answers(parser)
        parser.add_argument("--reason", default="", help="why the list may mark so many people as left")

    def answer(self, **options: Any) -> dict[str, Any]:
        path = Path(options["file"])
        plan = importing.import_now(
            content=content_of(path),
            file_name=path.name,
            mode=options["mode"],
            dry_run=options["dry_run"],
            only_if_clean=options["only_if_clean"],
            override_reason=options["reason"],
            answers=dict(options["answer"]),
            actor=None,
            at=timezone.now(),
        )
        counts = plan.counts()
        return {
            **{name: counts[name] for name in ("created", "updated", "unchanged", "left", "departments")},
            "errors": [problem.as_dict() for problem in plan.problems],
            "applied": not options["dry_run"],
            "reading": plan.report.as_dict(),
            "warnings": [
                *(note.sentence for note in plan.notes),
                *(core_asking.sentence_of(question, plan_questions.SENTENCES) for question in plan.questions),
            ],
            "warning_codes": [*(note.code for note in plan.notes), *(question.code for question in plan.questions)],
        }

    def tell(self, answer: dict[str, Any]) -> None:
        """Print the counts, one a line, then how the file was read, and each row that was not taken."""
        errors, reading, warnings = (answer.pop(name) for name in ("errors", "reading", "warnings"))
        answer.pop("warning_codes")
        tell_reading(self, answer, reading, errors, warnings)
