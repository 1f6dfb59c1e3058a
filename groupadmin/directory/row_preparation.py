"""What is done to a staff list before its rows are read: one path of departments, one row a person, leavers told.

All of it works on cells, so whatever reads the rows afterwards knows of none of it. What may be meant in two ways is a
question, answered by a person before anything is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from groupadmin.core.dividing_rows import labelled
from groupadmin.core.headings import said
from groupadmin.core.question_forms import Question
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import SkippedRow
from groupadmin.core.sheet_formats import letters_of
from groupadmin.core.table_choices import COLUMN, NO_COLUMN, joined
from groupadmin.core.table_reader import Table
from groupadmin.directory import leavers
from groupadmin.directory.headers import LEVELS, STAFF, TIERS
from groupadmin.directory.row_parsers import CellError
from groupadmin.directory.vocabulary import ACCOUNT_STATES, GONE, folded, status_of

FURTHER = "；"
OF_ALL, OF_NOBODY = "all_rows", "no_row"
# What titles and sheets of companies, branches and works are called.
ORGANISATION = re.compile(
    r"(?:公司|集团|工厂|分厂|[总分支]部|[分支]行|医院|学院|学校|研究院|门店|项目部|大区)\s*(?:[(（:：].{0,20})?$"
)
# 主 in the column that tells somebody's main post from the others.
MAIN = frozenset(("主", "主岗", "主职", "主要", "主任职", "主部门"))


@dataclass
class PreparedList:
    """A list ready to be read row by row. ``faults`` says what is wrong with which row already."""

    table: Table
    columns: dict[str, int]
    faults: dict[int, list[CellError]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def prepare_list(table: Table, mapping: Mapping[str, str], answers: Mapping[str, str]) -> PreparedList:
    """Return a list as its rows are to be read, by a person's mapping of columns and their answers.

    The table's own rows stay as they are.
    """
    made = PreparedList(table, table.columns(STAFF, mapping))
    _ask_about_account_states(made, answers)
    _tell_cells_without_value(made)
    _read_titles(made, answers)
    _join_departments(made)
    _tell_same_department_of_two_titles(made)
    _add_further_departments(made)
    leavers.tell(made, answers)
    _join_posts(made)
    return made


def _tell_cells_without_value(made: PreparedList) -> None:
    """Blame a row for a formula that failed, and a line of text for having more cells than there are headings."""
    fields = {at: name for name, at in made.columns.items()}
    for fault in made.table.faults:
        if fault.column in fields:
            found = CellError(fields[fault.column], fault.value, fault.code, {})
        elif fault.code == "too_many_cells":
            found = CellError("name", fault.value, fault.code, {})
        else:
            continue
        made.faults.setdefault(fault.row, []).append(found)


def _ask_about_account_states(made: PreparedList, answers: Mapping[str, str]) -> None:
    """Ask what 状态 is about where it only says what platforms say of accounts: 已激活, 已禁用."""
    at = made.columns.get("status")
    words = set() if at is None else {folded(cells[at]) for _number, cells in made.table.rows} - {""}
    if at is None or not words or not words <= ACCOUNT_STATES:
        return
    letter, heading = letters_of(at + 1), made.table.header[at]
    facts = {
        "field": STAFF.label("status"),
        "columns": [{"column": letter, "heading": heading, "example": sorted(words)[0]}],
    }
    made.questions.append(Question(f"{COLUMN}:status", COLUMN, (letter, NO_COLUMN), NO_COLUMN, facts))
    if answers.get(f"{COLUMN}:status") != letter:
        del made.columns["status"]


def _read_titles(made: PreparedList, answers: Mapping[str, str]) -> None:
    """Ask whether 部门：财务部 above the headings is the department of all rows, where no column tells it."""
    for name, text, value in labelled(made.table.title_rows, STAFF):
        if name not in TIERS or name in made.columns:
            made.notes.append(Note("title_unread", {"text": text}))
            continue
        question = Question(f"title:{name}", "title", (OF_ALL, OF_NOBODY), "", {"text": text})
        made.questions.append(question)
        if answers.get(question.key) == OF_ALL:
            header, rows = (*made.table.header, text.partition(value)[0]), made.table.rows
            made.table = replace(made.table, header=header, rows=[(n, (*cells, value)) for n, cells in rows])
            made.columns[name] = len(header) - 1


def _join_departments(made: PreparedList) -> None:
    """Make one column of whole paths where a list has one for each level: 单位, 部门, 班组 or 一级部门, 二级部门.

    A column of departments beside the levels is the path itself, or says their last one once more.
    """
    levels = [made.columns[name] for name in LEVELS if name in made.columns]
    tiers = [made.columns[name] for name in TIERS if name in made.columns]
    places = levels if levels and _says_no_more(made, levels) else tiers
    if len(places) == 1:
        made.columns["department"] = places[0]
    elif places:
        rows = [(number, (*cells, joined(cells[at] for at in places))) for number, cells in made.table.rows]
        header = (*made.table.header, "/".join(made.table.header[at] for at in places))
        made.table = replace(made.table, header=header, rows=rows)
        made.columns["department"] = len(header) - 1


def _tell_same_department_of_two_titles(made: PreparedList) -> None:
    """Say so where one department stands below the titles (or on the sheets) of two companies: 甲公司, 乙公司."""
    at, name_at, number_at = (made.columns.get(name, -1) for name in ("department", "name", "staff_no"))
    if at < 0 or "company" in made.columns:
        return
    starts = {first: sheet for sheet, first in made.table.first_rows.items() if len(made.table.first_rows) > 1}
    title, titles = "", dict[str, dict[str, None]]()
    for number, cells in made.table.rows:
        title = next((sheet for first, sheet in reversed(starts.items()) if first < number), title) if starts else title
        if not starts and not (number_at >= 0 and cells[name_at] and cells[number_at]):
            filled = [cell for cell in cells if cell]
            title = filled[0] if len(filled) == 1 else title
        elif ORGANISATION.search(title) and "/" not in cells[at]:
            titles.setdefault(said(cells[at]), {})[title] = None
    for department, those in titles.items():
        if department and len(those) > 1:
            facts = {"department": department, "titles": "、".join(f"“{one}”" for one in those)}
            made.notes.append(Note("same_department", facts))


def _add_further_departments(made: PreparedList) -> None:
    """Put what stands under 兼职部门 behind the department of its row, as if it stood in the same cell."""
    at, further = (made.columns.get(name, -1) for name in ("department", "further_department"))
    if min(at, further) < 0:
        return
    rows = [
        (number, _with_departments(cells, at, [cells[further]]) if said(cells[at]) and said(cells[further]) else cells)
        for number, cells in made.table.rows
    ]
    made.table = replace(made.table, rows=rows)


def _says_no_more(made: PreparedList, levels: list[int]) -> bool:
    """Say whether the column of departments says the last of the levels, or their path, in every row."""
    at = made.columns.get("department")
    if at is None:
        return True
    paths = {(said(cells[at]), joined(cells[n] for n in levels)) for _number, cells in made.table.rows}
    return all(not name or name == path or path.endswith(f"/{name}") for name, path in paths)


def _join_posts(made: PreparedList) -> None:
    """Make one row of the several that a person has, one for each department, as HR systems export 兼职.

    Rows that differ in the name, or do not differ in the department, stay: they are mistakes.
    """
    number_at, name_at, at = (made.columns.get(name, -1) for name in ("staff_no", "name", "department"))
    if min(number_at, name_at, at) < 0:
        return
    rows = made.table.rows
    numbers = [cells[number_at] for _number, cells in rows]
    if len(set(numbers)) == len(numbers):
        return
    several = {number for number, times in Counter(numbers).items() if times > 1 and said(number)}
    of_people: dict[str, list[int]] = {}
    for place, number in enumerate(numbers):
        if number in several:
            of_people.setdefault(number, []).append(place)
    merged: dict[int, tuple[str, ...]] = {}
    gone: set[int] = set()
    for places in of_people.values():
        if not _is_one_person(rows, places, name_at, at):
            continue
        if not _blame_for_two_states(made, places):
            first = next((n for n in places if not MAIN.isdisjoint(rows[n][1])), places[0])
            others = [n for n in places if n != first]
            merged[first] = _with_departments(rows[first][1], at, (rows[n][1][at] for n in others))
            gone.update(others)
    _replace_rows(made, merged, gone)


def _is_one_person(
    rows: list[tuple[int, tuple[str, ...]]], places: list[int], name_at: int, department_at: int
) -> bool:
    departments = [said(rows[n][1][department_at]) for n in places]
    return (
        len({rows[n][1][name_at].replace(" ", "") for n in places}) == 1
        and len(set(departments)) == len(departments)
        and all(departments)
    )


def _blame_for_two_states(made: PreparedList, places: list[int]) -> bool:
    """Blame the rows of a person of whom one says they are here and another that they have left; say whether so."""
    at = made.columns.get("status", -1)
    if at < 0:
        return False
    words = {made.table.rows[n][0]: said(made.table.rows[n][1][at]) for n in places}
    states = {status_of(word) in GONE for word in words.values() if word}
    if len(states) > 1:
        known = {"known": "、".join(dict.fromkeys(filter(None, words.values())))}
        for row, word in words.items():
            made.faults.setdefault(row, []).append(CellError("status", word, "posts_disagree", known))
    return len(states) > 1


def _with_departments(cells: tuple[str, ...], at: int, others: Iterable[str]) -> tuple[str, ...]:
    return (*cells[:at], FURTHER.join((cells[at], *others)), *cells[at + 1 :])


def _replace_rows(made: PreparedList, merged: Mapping[int, tuple[str, ...]], gone: set[int]) -> None:
    if not merged:
        return
    rows = []
    for place, (number, cells) in enumerate(made.table.rows):
        if place in gone:
            made.skipped.append(SkippedRow(number, "further_post", " ".join(filter(None, cells))[:60]))
        else:
            rows.append((number, merged.get(place, cells)))
    made.table = replace(made.table, rows=rows)
