"""What is worth a word about the reading of a file: codes with facts, told in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Note:
    """One thing about the reading of a file that a person should know before confirming.

    An app with sentences of its own makes a subclass whose ``wordings`` add to these.
    """

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    wordings: ClassVar[Mapping[str, str | Promise]] = {
        "side_by_side": _("%(number)s lists stand side by side on the sheet; all of them were read."),
        "stacked": _("Row %(row)s holds headings again, in another order; the rows below were read by them."),
        "sheets_read": _("The sheets %(sheets)s were read one after the other."),
        "rows_of_sheet": _("Row 2 of sheet “%(sheet)s” is shown here as row %(row)s, and so on."),
        "hidden_rows": _(
            "Rows hidden in the file, by hand or by a filter, were read too (%(number)s in all): %(rows)s."
        ),
        "hidden_column": _("Column %(column)s is hidden in the file and was not read, because another one shows it."),
        "hidden_column_read": _("Column %(column)s is hidden in the file and was read."),
        "hidden_sheets": _("Hidden sheets were not read: %(sheets)s."),
        "unread_sheets": _("Sheets that were not read: %(sheets)s."),
        "unread_block": _("From row %(row)s on stands another table (%(found)s); its rows were not read."),
        "words_behind_names": _("What stands behind %(number)s names (%(names)s) was left out of them."),
        "same_department": _(
            "“%(department)s” stands below %(titles)s and was read as one department. If there are several, add a "
            "column 单位 with the company of each person."
        ),
        "values_only": _(
            "Of a file of this kind (.xls, .ods) only the values are read. What it hides, numbers that it shows with "
            "zeros before them, and formulas that failed are not told; save it as .xlsx if it has any."
        ),
        "title_unread": _("“%(text)s” above the headings was not read."),
        "as_shown": _("%(number)s numbers were taken as the file shows them (%(example)s), not as it keeps them."),
    }

    @property
    def sentence(self) -> str:
        """Return the sentence in the language that is active now."""
        return str(self.wordings[self.code]) % self.facts

    def packed(self) -> list[Any]:
        """Return the note as a plain list."""
        return [self.code, self.facts]

    @classmethod
    def unpacked(cls, values: list[Any]) -> Self:
        """Return the note that ``packed`` made a list of."""
        return cls(*values)
