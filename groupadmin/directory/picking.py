"""People as they are picked in a form: who fits what is typed, and how much of them a reader is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from groupadmin.core.folding import name_key
from groupadmin.core.picking import ASKED, Meant, Offer, Picked, name_and_bracket
from groupadmin.core.search import LIMIT
from groupadmin.directory import roles
from groupadmin.directory.access import SEE_EVERYBODY, people_seen_by
from groupadmin.directory.models import Employee
from groupadmin.directory.search import find_in


def known_to(reader: object) -> QuerySet[Employee]:
    """Return whom a reader is told of in full: whom they may look up, and whom they meet in their groups."""
    people = Employee.objects.select_related("department")
    if roles.holds(reader, *SEE_EVERYBODY):
        return people
    met = import_string(settings.PEOPLE_MET)(reader)
    return people.filter(Q(pk__in=people_seen_by(reader).values("pk")) | Q(pk__in=met))


def offered(reader: object, typed: str) -> list[Offer]:
    """Return who may be meant by what was typed, those who work here first.

    A stranger to the reader is offered only to who types their whole name, and without the staff number; that is what
    a pasted list is answered with too (``members.access.people_for``).
    """
    if reader is None or not typed:
        return []
    found = find_in(known_to(reader), typed, LIMIT)
    offers = [_told(one) for one in sorted(found, key=_has_gone)]
    if not roles.holds(reader, *SEE_EVERYBODY) and len(name_key(typed)) > 1:
        offers += _veiled(_of_name(typed).exclude(pk__in=known_to(reader).values("pk"))[: LIMIT - len(offers)])
    return offers


def meant_by(reader: object, texts: Sequence[str]) -> dict[str, Meant]:
    """Return of each text whom it means: a staff number, a name that one person bears, or what was offered.

    Where the name is somebody else's than the number's, or several bear it, those who may be meant are offered.
    """
    by_number = Employee.objects.select_related("department").in_bulk(
        {number for text in texts for number in _numbers(text)}, field_name="staff_no"
    )
    found: dict[str, Meant] = {}
    for text in texts:
        numbered = next((by_number[number] for number in _numbers(text) if number in by_number), None)
        name, inside = name_and_bracket(text)
        if numbered is not None and (not inside or name_key(name) in ("", name_key(numbered.name))):
            found[text] = Meant(numbered)
        elif sum(meant.one is None for meant in found.values()) < ASKED:
            found[text] = _by_name(reader, text)
        else:
            found[text] = Meant()
    return found


def _numbers(text: str) -> tuple[str, ...]:
    number = name_and_bracket(text)[1] or text
    return number, number.upper()


def _by_name(reader: object, text: str) -> Meant:
    name, inside = name_and_bracket(text)
    namesakes = list(_of_name(name)[: LIMIT + 1])
    if inside:
        fits = [one for one in namesakes if inside in (_end_of_number(one), one.department and one.department.name)]
        if len(fits) == 1:
            return Meant(fits[0])
    here = [one for one in namesakes if not _has_gone(one)] or namesakes
    if not inside and len(here) == 1:
        return Meant(here[0])
    return Meant(offers=offered(reader, name if inside else text))


def _of_name(name: str) -> QuerySet[Employee]:
    return Employee.objects.select_related("department").filter(name_key=name_key(name)).order_by("staff_no")


def _has_gone(person: Employee) -> bool:
    return person.status in Employee.OUTSIDE_WORK


def _told(person: Employee) -> Offer:
    place = person.department.path if person.department else ""
    gone = person.get_status_display() if _has_gone(person) else ""
    return Offer(
        as_picked(person),
        person.name,
        " · ".join(filter(None, (person.staff_no, place, person.post, gone))),
    )


def as_picked(person: Employee) -> str:
    """Return what stands in a box for somebody."""
    return f"{person.name}({person.staff_no})"


def _end_of_number(person: Employee) -> str:
    """Return what tells two of one name and department apart."""
    return f"…{person.staff_no[-2:]}"


def _veiled(people: Iterable[Employee]) -> list[Offer]:
    return [
        Offer(
            f"{one.name}({_end_of_number(one)})",
            one.name,
            " · ".join(filter(None, (one.department.name if one.department else "", _end_of_number(one)))),
        )
        for one in people
        if not _has_gone(one)
    ]


class PersonField(Picked):
    """Somebody of the directory."""

    address = "people_options"

    def meant(self, texts: Sequence[str]) -> dict[str, Meant]:
        return meant_by(self.reader, texts)


def number_of(reader: object, text: str) -> str:
    """Return the staff number of whom a text means, or the text itself where that is not clear."""
    one = meant_by(reader, [text])[text].one
    return one.staff_no if one is not None else text
