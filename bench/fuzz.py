"""``python -m bench.fuzz``: files with one to four bytes changed, a thousand of each kind.

Whatever a file has become, reading it ends in a table or in a sentence (a ``Refusal``); anything else is kept in a folder
and named. ``--count``, ``--seed`` and ``--kinds`` choose which; the same seed makes the same files. ``--pages`` brings
workbooks and CSV by the three pages instead, each of which must answer with a preview or a sentence. A small part of
both stands in the suite (``tests/core/test_fuzzed_files.py``).
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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from django.test import Client

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
ROWS = [("工号", "姓名", "部门"), *[(f"{number:06}", f"张三{number}", "总公司/销售部") for number in range(1, 30)]]


LEDGER = [("群编号", "群名称", "所属部门"), *[(f"G{number:05}", f"第{number}群", "销售部") for number in range(1, 30)]]


def workbook(rows: Sequence[tuple[str, ...]] = ROWS) -> bytes:
    """Return a small list as a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(separator: str, rows: Sequence[tuple[str, ...]] = ROWS) -> bytes:
    return "\r\n".join(separator.join(row) for row in rows).encode()


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


def brought(client: Client, url: str, name: str, content: bytes, **said: str) -> str:
    """Return what a page makes of a file: ``preview`` or ``sentence``. Raises AssertionError where it is neither."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(url, {**said, "file": SimpleUploadedFile(name, content)})
    if answer.status_code == 302:
        shown = client.get(answer.url, follow=True).status_code
        assert shown == 200, f"the preview answers {shown}"
        return "preview"
    assert answer.status_code == 422, f"{url} answers {answer.status_code}"
    assert answer.context["form"].errors, f"{url} says nothing"
    return "sentence"


def files_for_pages(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield (name of the address, name of a file, its changed bytes) for each page that takes lists."""
    for address, rows in (("directory_import", ROWS), ("register_import", LEDGER), ("roster_new", ROWS)):
        for kind, whole in (("xlsx", workbook(rows)), ("csv", _lines(",", rows))):
            chance = random.Random(f"{seed} {address} {kind}")
            yield from ((address, f"list.{kind}", changed(whole, chance)) for _file in range(count))


def fuzz_pages(count: int, seed: int, kept: Path) -> int:
    """Bring so many changed workbooks and CSV by each page; returns the number of faults."""
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.urls import reverse
    from django.utils import timezone

    from groupadmin.directory.models import User
    from groupadmin.groups.models import Group

    setup_test_environment()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("fuzz"))
    group = Group.objects.create(code="G1", name="第一群", name_key="第一群", registered_on=timezone.localdate())
    found: Counter[str] = Counter()
    for number, (address, name, content) in enumerate(files_for_pages(count, seed)):
        arguments = [group.code] if address == "roster_new" else []
        mode = "PARTIAL" if arguments else "update"
        try:
            result = brought(client, reverse(address, args=arguments), name, content, mode=mode, text="")
        except AssertionError as problem:
            result = "FAULT"
            (kept / f"{address}-{seed}-{number}-{name}").write_bytes(content)
            print(f"  {address} {number}: {problem}", flush=True)
        found[f"{address} {result}"] += 1
    print("  ".join(f"{name} {number}" for name, number in sorted(found.items())), flush=True)
    return sum(number for name, number in found.items() if name.endswith("FAULT"))


def main() -> int:
    """Fuzz what is asked for; 1 where anything was no table and no sentence."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--pages", action="store_true", help="bring them by the pages; --count of each kind and page")
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
    faults = fuzz_pages(wanted.count, wanted.seed, kept) if wanted.pages else 0
    for kind in () if wanted.pages else wanted.kinds:
        found = fuzz(kind, wanted.count, wanted.seed, kept)
        faults += found["FAULT"]
        print(f"{kind:<10}" + "  ".join(f"{name} {number}" for name, number in found.most_common()), flush=True)
    print(f"{faults} faults, kept in {kept}" if faults else "Every one is a table, a preview or a sentence.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
