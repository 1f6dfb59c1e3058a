"""Who is meant by the people cells of a ledger: 张三(000123)、李四, or somebody who is not staff, 王老师(外部)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace, Trim

from groupadmin.core.folding import fold, name_key
from groupadmin.directory.models import Employee
from members.register import column_words
from members.register.problems import RegisterProblem

SEPARATORS = re.compile(r"[、，,；;/\n]+")
WITH_BRACKET = re.compile(r"(?P<name>[^()]*?)\s*\((?P<inside>[^()]*)\)\s*")
# A staff number beside a name holds a digit; eleven digits that begin with 1 are a mobile, which we do not keep.
BESIDE = re.compile(r"(?P<name>\D*?[^\d\s\-A-Za-z])\s*(?P<number>[A-Za-z\-]*\d[\w\-]*)")
STAFF_NO = re.compile(r"[A-Za-z\-]*\d[\w\-]*")
MOBILE = re.compile(r"1[3-9]\d{9}")
# What stands in brackets beside a name and is no department: the person's part in the group.
PARTS_IN_THE_GROUP = frozenset(
    "群主 副群主 管理员 群管理员 群管 责任人 负责人 联系人 本人 兼 兼任 主 副 正 owner admin".split()
)
GONE = re.compile("已?(?:离职|离任|退休|调离|调走|离岗)")
DEPARTMENT_BESIDE = re.compile(r"(?P<one>[^\-—–_·:：]+)[\-—–_·:：]+(?P<other>[^\-—–_·:：]+)")
NOT_OURS = re.compile(rf"[^、]+(?=\((?:{'|'.join((*column_words.OUTSIDE, *column_words.UNIDENTIFIED))})\)(?:、|$))")
EMPLOYEE, OUTSIDER, UNKNOWN = "EMPLOYEE", "OUTSIDER", "UNKNOWN"
# Up to here people are looked up by name; above it the whole directory is read once.
FEW = 800


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody as a cell names them: a name with or without staff number or department, or a non-staff label."""

    name: str
    staff_no: str = ""
    department: str = ""
    identity: str = EMPLOYEE


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody as the directory knows them, or a label from outside (``employee_id`` None)."""

    employee_id: int | None
    name: str
    staff_no: str = ""
    identity: str = EMPLOYEE
    department_id: int | None = None
    department: str = ""
    lineage: str = ""
    working: bool = True
    status: str = ""

    @property
    def key(self) -> int | str:
        return key_of(self.employee_id, self.name)

    def told(self, language: int = column_words.CHINESE) -> str:
        """Return how the ledger writes this person."""
        if self.identity == EMPLOYEE:
            return f"{self.name}({self.staff_no})"
        label = column_words.OUTSIDE if self.identity == OUTSIDER else column_words.UNIDENTIFIED
        return f"{self.name}({label[language]})"


def key_of(employee_id: int | None, name: str) -> int | str:
    """Return what somebody in a group is known again by: the employee, or else the folded name."""
    return employee_id or fold(name) or name


def without_names(cell: str) -> str:
    """Return a ledger's people with those from outside and the unidentified left nameless: 张三(000123)、(外部)."""
    return NOT_OURS.sub("", cell)


def mentions(cell: str) -> list[Mention]:
    """Return the people a cell names, in order, each once."""
    found = (mention(part) for part in SEPARATORS.split(cell.replace("（", "(").replace("）", ")")))
    return list(dict.fromkeys(one for one in found if one.name or one.staff_no))


def mention(text: str) -> Mention:
    """Return the one person that a text names."""
    text = text.strip()
    if match := WITH_BRACKET.fullmatch(text):
        return _with_inside(match["name"].strip(), match["inside"].strip())
    if match := BESIDE.fullmatch(text):
        return _with_inside(match["name"].strip(), match["number"])
    return Mention("", text) if STAFF_NO.fullmatch(text) else Mention(text)


def _with_inside(name: str, inside: str) -> Mention:
    if inside in column_words.OUTSIDE or inside == "外部人员":
        return Mention(name, identity=OUTSIDER)
    if inside in column_words.UNIDENTIFIED:
        return Mention(name, identity=UNKNOWN)
    if inside.casefold() in PARTS_IN_THE_GROUP:
        return mention(name)
    if MOBILE.fullmatch(inside):
        return Mention(name)
    return Mention(name, staff_no=inside) if STAFF_NO.fullmatch(inside) else Mention(name, department=inside)


class PeopleLookup:
    """The part of the directory that a file talks about: asked by staff number and by folded name."""

    def __init__(self, people: Iterable[NamedPerson]) -> None:
        self.by_staff_no: dict[str, NamedPerson] = {}
        self.by_name: dict[str, list[NamedPerson]] = {}
        self.by_bare_number: dict[str, list[NamedPerson]] = {}
        for person in people:
            self.by_staff_no[person.staff_no.casefold()] = person
            self.by_bare_number.setdefault(bare(person.staff_no), []).append(person)
            self.by_name.setdefault(name_key(person.name), []).append(person)

    def find(self, meant: Mention, *, row: int, column: str, lineage: str = "") -> NamedPerson | RegisterProblem:
        """Return who is meant: by staff number, else a unique name, else the one in the department (``lineage``).

        Somebody who works here goes before namesakes who have left. Otherwise the problem, with the candidates named.
        """
        if meant.identity != EMPLOYEE:
            return NamedPerson(None, meant.name, identity=meant.identity)
        if GONE.match(meant.department):
            return RegisterProblem(row, column, meant.name, "said_to_have_left")
        if meant.staff_no:
            return self._by_staff_no(meant, row, column)
        return self._by_name(meant, row, column, lineage)

    def _by_name(self, meant: Mention, row: int, column: str, lineage: str) -> NamedPerson | RegisterProblem:
        candidates = self.by_name.get(name_key(meant.name), [])
        if not candidates and not meant.department:
            beside = [one for one in _with_department(meant) if name_key(one.name) in self.by_name]
            if len(beside) == 1:
                return self._by_name(beside[0], row, column, lineage)
        for narrowed in _narrowed(candidates, meant.department, lineage):
            if len(narrowed) == 1:
                return narrowed[0]
        if not candidates:
            return RegisterProblem(row, column, meant.name, "no_such_person")
        known = "、".join(f"{p.name}({p.staff_no}{' ' + p.department if p.department else ''})" for p in candidates[:6])
        if meant.department and not any(fold(p.department) == fold(meant.department) for p in candidates):
            facts = {"known": known, "department": meant.department}
            return RegisterProblem(row, column, meant.name, "other_department", facts)
        return RegisterProblem(row, column, meant.name, "several_people", {"known": known})

    def _by_staff_no(self, meant: Mention, row: int, column: str) -> NamedPerson | RegisterProblem:
        person = self.by_staff_no.get(meant.staff_no.casefold())
        same = self.by_bare_number.get(bare(meant.staff_no), [])
        if person is None and len(same) == 1:
            person = same[0]  # a spreadsheet has taken the zeros before the number
        if person is None:
            return RegisterProblem(row, column, meant.name, "no_such_staff_no", {"staff_no": meant.staff_no})
        if meant.name and name_key(meant.name) != name_key(person.name):
            facts = {"staff_no": meant.staff_no, "name": person.name}
            return RegisterProblem(row, column, meant.name, "other_name", facts)
        return person


def bare(staff_no: str) -> str:
    """Return a staff number as a spreadsheet leaves it: without the zeros before it, in either case."""
    return staff_no.casefold().lstrip("0")


def _with_department(meant: Mention) -> list[Mention]:
    """Return how a name may be read that has the department before or behind it: 华东区-刘书瑶, 刘书瑶·华东区."""
    if not (match := DEPARTMENT_BESIDE.fullmatch(meant.name)):
        return []
    one, other = match["one"].strip(), match["other"].strip()
    return [Mention(other, department=one), Mention(one, department=other)]


def _narrowed(candidates: list[NamedPerson], department: str, lineage: str) -> Iterable[list[NamedPerson]]:
    """Yield ever narrower readings of who is meant: everybody, those here, those of a department, those below it."""
    if department:
        key = fold(department)
        yield [p for p in candidates if fold(p.department) == key]
        return
    yield candidates
    here = [p for p in candidates if p.working]
    yield here
    if lineage:
        yield [p for p in here if p.lineage.startswith(lineage)]


def people_named(found: Iterable[Mention]) -> PeopleLookup:
    """Return the part of the directory that these mentions could mean; one or two queries for any number of them."""
    numbers = {bare(one.staff_no) for one in found if one.staff_no}
    named = [one for one in found if one.name and not one.staff_no and one.identity == EMPLOYEE]
    keys = {name_key(way.name) for one in named for way in (one, *_with_department(one))}
    staff = Employee.objects.order_by("staff_no")
    if len(numbers) + len(keys) <= FEW:
        bare_number = Lower(Trim(Replace("staff_no", Value("0"), Value(" "))))
        digits = {number.replace("0", " ").strip() for number in numbers}
        numbered = Employee.objects.alias(bare=bare_number).filter(bare__in=digits).values("pk")
        staff = staff.filter(Q(name_key__in=keys) | Q(pk__in=numbered))
    columns = ("id", "name", "staff_no", "department_id", "department__name", "department__lineage", "status")
    rows = staff.values_list(*columns).iterator(chunk_size=5000)
    return PeopleLookup(
        NamedPerson(
            pk,
            name,
            number,
            EMPLOYEE,
            unit,
            unit_name or "",
            lineage or "",
            status not in Employee.OUTSIDE_WORK,
            str(Employee.Status(status).label),
        )
        for pk, name, number, unit, unit_name, lineage, status in rows
    )
