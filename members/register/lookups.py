"""Which department and which regulation a ledger's cell means, and how the ledger writes them without doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from groupadmin.core.folding import fold
from groupadmin.directory.models import Department, DepartmentShortName
from groupadmin.regulations.models import Regulation
from members.register.problems import RegisterProblem

STEPS = re.compile(r"\s*[/\\>》→／＼＞]\s*")


@dataclass(slots=True)
class Departments:
    """Every department by what people call it: name, short name, path."""

    names: dict[int, str] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    lineages: dict[int, str] = field(default_factory=dict)
    by_key: dict[str, set[int]] = field(default_factory=dict)
    by_path: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Departments:
        """Return all departments, with two queries."""
        known = cls()
        for pk, name, path, lineage in Department.objects.values_list("id", "name", "path", "lineage"):
            known.names[pk], known.paths[pk], known.lineages[pk] = name, path, lineage
            known.by_path[_path_key(path)] = pk
            known.by_key.setdefault(fold(name), set()).add(pk)
        for pk, short in DepartmentShortName.objects.values_list("department_id", "name"):
            known.by_key.setdefault(fold(short), set()).add(pk)
        return known

    def told(self, department_id: int | None) -> str:
        """Return the name the ledger writes: the plain one, or the whole path where others have the same name."""
        if department_id is None or department_id not in self.names:
            return ""
        name = self.names[department_id]
        return name if self.by_key[fold(name)] == {department_id} else self.paths[department_id]

    def find(self, text: str, *, row: int, column: str) -> int | RegisterProblem:
        """Return the department a cell names by path, name or short name, or the problem."""
        by_path = self.by_path.get(_path_key(text))
        found = {by_path} if by_path and STEPS.search(text) else self.by_key.get(fold(text), set())
        found = found or ({by_path} if by_path else self._by_ending(text))
        if len(found) == 1:
            return next(iter(found))
        if not found:
            return RegisterProblem(row, column, text, "no_such_department")
        known = "、".join(sorted(self.paths[pk] for pk in found)[:6])
        return RegisterProblem(row, column, text, "several_departments", {"known": known})

    def _by_ending(self, text: str) -> set[int]:
        """Return the departments whose path ends as the text does: 销售中心/华东区 without the company before it."""
        if not STEPS.search(text):
            return set()
        ending = "/" + _path_key(text)
        return {pk for path, pk in self.by_path.items() if path.endswith(ending)}


@dataclass(slots=True)
class Regulations:
    """Every regulation by title and short name; the newest edition is the one a ledger means."""

    titles: dict[int, str] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Regulations:
        """Return all editions, with one query."""
        known = cls()
        editions = Regulation.objects.order_by("slug", "edition").values_list("id", "slug", "title")
        for pk, slug, title in editions:
            known.titles[pk], known.slugs[pk] = title, slug
            known.newest[fold(slug)] = known.newest[fold(title)] = pk
        return known

    def told(self, regulation_id: int | None) -> str:
        """Return what the ledger writes: the title where it means this regulation alone, else the short name."""
        if regulation_id is None or regulation_id not in self.titles:
            return ""
        slug, title = self.slugs[regulation_id], self.titles[regulation_id]
        named = self.newest.get(fold(title))
        return title if named is not None and self.slugs[named] == slug else slug

    def find(self, text: str, *, row: int, column: str, current: int | None = None) -> int | RegisterProblem:
        """Return the regulation a cell names; the one a group has already, in whatever edition, before the newest."""
        found = self.newest.get(fold(text))
        if found is None:
            known = "、".join(list(dict.fromkeys(self.titles.values()))[:8])
            return RegisterProblem(row, column, text, "no_such_regulation", {"known": known})
        if current is not None and self.slugs.get(current) == self.slugs[found]:
            return current
        return found


def _path_key(path: str) -> str:
    return "/".join(fold(step) for step in STEPS.split(path))
