"""Refusals: what the domain says no to, as a code with facts; the edge makes the sentence, in the reader's language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise


class DomainError(Exception):
    """The base of every domain error.

    A subclass stands beside the function that raises it and gives ``code`` (stable, for scripts and tests) and
    ``wording`` (a lazy translation with ``%(fact)s`` places: what is wrong, where, and what to do).
    """

    code: ClassVar[str] = "refused"
    wording: ClassVar[str | Promise] = "%(detail)s"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return str(self.wording) % self.facts

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal for ``--json``: code, sentence in the active language, facts."""
        return {"code": self.code, "message": str(self), "facts": {k: str(v) for k, v in self.facts.items()}}
