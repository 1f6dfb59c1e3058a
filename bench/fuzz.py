"""``python -m bench.fuzz``: files with one to four bytes changed, a thousand of each kind.

Whatever a file has become, reading it ends in a table or in a sentence (a ``Refusal``); anything else is kept in a folder
and named. ``--count``, ``--seed`` and ``--kinds`` choose which; the same seed makes the same files. A small part of it
stands in the suite (``tests/core/test_fuzzed_files.py``).
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
ROWS = [("工号", "姓名", "部门"), *[(f"{number:06}", f"张三{number}", "总公司/销售部") for number in range(1, 30)]]


def workbook() -> bytes:
    """Return a small staff list as a workbook."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(separator: str) -> bytes:
    return "\r\n".join(separator.join(row) for row in ROWS).encode()


def _page() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td colspan='1'>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return f"<html><head><style>td {{}}</style></head><table>{rows}</table></html>".encode()


def _xml_of_2003() -> bytes:
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in ROWS
    )
    return (
        f'<?xml version="1.0"?><Workbook><Worksheet ss:Name="A"><Table>{cells}</Table></Worksheet></Workbook>'.encode()
    )


def _members() -> bytes:
    return json.dumps([{"群昵称": row[1], "wxid": row[0]} for row in ROWS], ensure_ascii=False).encode()


KINDS: dict[str, Callable[[], bytes]] = {
    "xlsx": workbook,
    "xls": (FIXTURES / "old_excel.xls").read_bytes,
    "ods": (FIXTURES / "open_office.ods").read_bytes,
    "csv": lambda: _lines(","),
    "html": _page,
    "xml2003": _xml_of_2003,
    "json": _members,
    "solitaire": lambda: ("#接龙\n" + "\n".join(f"{n}. {row[1]}" for n, row in enumerate(ROWS, 1))).encode(),
}


def changed(content: bytes, chance: random.Random) -> bytes:
    """Return a file with one to four of its bytes changed."""
    made = bytearray(content)
    for _byte in range(chance.randint(1, 4)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def outcome(kind: str, content: bytes) -> str:
    """Return ``table``, or the code of the refusal. Anything else that reading does is raised."""
    from groupadmin.core.errors import DomainError
    from groupadmin.core.table_reader import read_table
    from groupadmin.directory.headers import STAFF
    from members.rosters import roster_file

    try:
        if kind in ("json", "solitaire"):
            roster_file.read_roster(content, f"list.{kind}")
        else:
            read_table(content, f"list.{kind}", known=STAFF)
    except DomainError as refusal:
        assert str(refusal)
        return refusal.code
    return "table"


def fuzz(kind: str, count: int, seed: int, kept: Path) -> Counter[str]:
    """Return how often each outcome came for one kind; files that came to anything else are kept."""
    chance, whole = random.Random(f"{seed} {kind}"), KINDS[kind]()
    found: Counter[str] = Counter()
    for number in range(count):
        content = changed(whole, chance)
        try:
            found[outcome(kind, content)] += 1
        except Exception as problem:  # noqa: BLE001  every fault there may be is what is looked for
            found["FAULT"] += 1
            (kept / f"{kind}-{seed}-{number}").write_bytes(content)
            print(f"  {kind} {number}: {problem!r}", flush=True)
    return found


def main() -> int:
    """Fuzz what is asked for; 1 where anything was no table and no sentence."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    wanted = parser.parse_args()
    kept = Path(tempfile.mkdtemp(prefix="fuzz-"))
    os.environ.setdefault("VAR_DIR", str(kept / "var"))
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{kept / 'fuzz.sqlite3'}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    os.environ.setdefault("READER_CPU_SECONDS", "5")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    faults = 0
    for kind in wanted.kinds:
        found = fuzz(kind, wanted.count, wanted.seed, kept)
        faults += found["FAULT"]
        print(f"{kind:<10}" + "  ".join(f"{name} {number}" for name, number in found.most_common()), flush=True)
    print(f"{faults} faults, kept in {kept}" if faults else "Every one is a table or a sentence.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
