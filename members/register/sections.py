"""What a ledger says of whole parts of it: titles between its rows, names of sheets, and words that must be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from groupadmin.core.dividing_rows import title_in
from groupadmin.core.question_forms import Question
from groupadmin.core.table_reader import Table, folded, said
from groupadmin.directory.vocabulary import truth_of
from members.register import column_words
from members.register.reading import RegisterRow

DISSOLVED, IN_USE, STOPPED = "dissolved", "in_use", "stopped"
ENDED = re.compile("(?:解散|注销|撤销|关闭|废弃|作废|停用|销群)")
NOT_ENDED = re.compile("未|拟|待|计划|将|无|不")
# A title over groups, and not the name of one: 已解散群, 使用中的群（12个）.
OF_GROUPS = re.compile(
    r"(?:以下(?:群聊?)?(?:为|均)?)?(?:已经?)?(?:解散|注销|撤销|停用|关闭|在用|使用中|正常使用|现有|存续)(?:中|了)?的?"
    r"(?:工作|微信|QQ)?(?:群聊?|群组)?(?:名单|列表|清单|台账)?[:：]?(?:[(（].{0,15}[)）])?"
)
BEHIND_A_NAME = re.compile(r"[(（\s_—-]已?(?:解散|注销|撤销|停用|废弃|作废)[)）]?$")
# Columns that ask whether a group is no more, or is there still.
ASKS_ENDED = re.compile("(?:是否)?已?(?:解散|注销|撤销|停用|关闭|废弃)(?:与否)?")
ASKS_IN_USE = re.compile("(?:是否)?(?:仍|还|正常)?(?:在用|使用中?|启用|存续|有效|保留)(?:与否)?")
FIGURES_DEEP = 3
SHOWN = 5


def says_ended(text: str) -> bool:
    """Say whether a title is about groups that are no more."""
    return bool(ENDED.search(text)) and not NOT_ENDED.search(text)


def titles_of(table: Table) -> dict[int, str]:
    """Return the rows that only part the ledger: row number to title."""
    found = {}
    for number, cells in table.rows:
        text, depth = title_in(cells)
        if text and (0 < depth < FIGURES_DEEP or (OF_GROUPS.fullmatch(text) and (depth or says_ended(text)))):
            found[number] = text
    return found


def ask_about_ends(
    table: Table, titles: Mapping[int, str], rows: Sequence[RegisterRow], answers: Mapping[str, str]
) -> list[Question]:
    """Return what is to be asked about groups that may be no more; by the answers their rows say 已解散.

    Asked are rows without a status of their own below such a title or on such a sheet, and rows that say 停用.
    """
    asked = [
        _asked(f"ended:row:{number}", "row", title, _below(number, titles, table, rows), answers)
        for number, title in titles.items()
        if says_ended(title)
    ]
    asked += [
        _asked(
            f"ended:sheet:{sheet}",
            "sheet",
            sheet,
            (row for row in rows if _sheet_of(row.number, table) == sheet),
            answers,
        )
        for sheet in table.first_rows
        if says_ended(sheet)
    ]
    asked += [
        _asked(f"ended:column:{heading}", "column", heading, those, answers, suggested="")
        for heading, those in _by_column(table, rows)
    ]
    noted = [
        row for row in rows if says_ended(row.texts.get("note", "")) or BEHIND_A_NAME.search(row.texts.get("name", ""))
    ]
    asked.append(_asked("ended:note", "note", "", noted, answers, suggested=""))
    return [one for one in (*asked, _asked_of_stopped(rows, answers)) if one is not None]


def asks_about_end(heading: str) -> bool | None:
    """Say whether a yes below a heading is the end of a group (是否解散), or a no is (是否在用: False); None: no."""
    key = folded(heading)
    return True if ASKS_ENDED.fullmatch(key) else False if ASKS_IN_USE.fullmatch(key) else None


def _by_column(table: Table, rows: Sequence[RegisterRow]) -> list[tuple[str, list[RegisterRow]]]:
    """Return the rows that say under such a heading that their group is no more; a status that says so asks nothing."""
    read, cells_of = set(table.columns(column_words.HEADERS).values()), dict(table.rows)
    found = []
    for at, heading in enumerate(table.header):
        end = None if at in read else asks_about_end(heading)
        if end is not None:
            those = [row for row in rows if (word := said(cells_of[row.number][at])) and truth_of(word) is end]
            found.append((heading, those))
    return found


def _sheet_of(number: int, table: Table) -> str:
    return max((first, sheet) for sheet, first in table.first_rows.items() if first < number)[1]


def _below(number: int, titles: Mapping[int, str], table: Table, rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """Return the rows below a title, up to the next one and the end of its sheet."""
    end = min((other for other in titles if other > number), default=None)
    sheet = _sheet_of(number, table)
    return [
        row
        for row in rows
        if row.number > number and (end is None or row.number < end) and _sheet_of(row.number, table) == sheet
    ]


def _asked(
    key: str,
    where: str,
    text: str,
    rows: Iterable[RegisterRow],
    answers: Mapping[str, str],
    *,
    suggested: str = DISSOLVED,
) -> Question | None:
    those = [
        row for row in rows if not row.texts.get("dissolved_on") and (where == "column" or not row.texts.get("status"))
    ]
    if not those:
        return None
    facts = {"where": where, "text": text, "number": len(those), "names": _names(those)}
    if answers.get(key, suggested) == DISSOLVED:
        _say_dissolved(those)
    return Question(key, "ended", (DISSOLVED, IN_USE), suggested, facts)


def _asked_of_stopped(rows: Iterable[RegisterRow], answers: Mapping[str, str]) -> Question | None:
    those = [row for row in rows if folded(row.texts.get("status", "")) in column_words.STOPPED_WORDS]
    ended = [row for row in those if row.texts.get("dissolved_on")]
    _say_dissolved(ended)
    those = [row for row in those if row not in ended]
    if not those:
        return None
    if answers.get(STOPPED) == DISSOLVED:
        _say_dissolved(those)
    words = "、".join(dict.fromkeys(row.texts["status"] for row in those if row.texts["status"] != "已解散"))
    facts = {"words": words or "停用", "number": len(those), "names": _names(those)}
    return Question(STOPPED, STOPPED, (DISSOLVED, IN_USE), "", facts)


def _say_dissolved(rows: Iterable[RegisterRow]) -> None:
    for row in rows:
        row.texts["status"] = column_words.word("status", "DISSOLVED", column_words.CHINESE)


def _names(rows: Sequence[RegisterRow]) -> str:
    return "、".join(row.texts.get("name", "") for row in rows[:SHOWN])
