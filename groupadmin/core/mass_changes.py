"""The brake on a full list: stop when too many would vanish by it. Pure: no Django."""

from __future__ import annotations

MANY, MANY_SHARE = 50, 0.20
FEW_SHARE = 0.80
FEWEST = 5


def is_mass_removal(present: int, leaving: int) -> bool:
    """Tell whether a full list of somebody known must stop until a person gives a reason.

    ``present`` is how many we know now, ``leaving`` how many of them the list would close. WeCom's own two rules
    (practice §2.2): more than 50 vanish and they are more than 20 %; or it is about few people and more than 80 % go.
    "Few" is read as few who vanish, which also covers few who are there.
    """
    if leaving > MANY:
        return leaving > MANY_SHARE * present
    return leaving > FEW_SHARE * present


def is_mass_joining(present: int, joining: int) -> bool:
    """Tell whether a list that brings so many who were not there must stop until a person gives a reason.

    The same shares as of those who vanish; of fewer than FEWEST known members no share says anything.
    """
    if present < FEWEST:
        return False
    return joining > (MANY_SHARE if joining > MANY else FEW_SHARE) * present


def is_list_of_strangers(known: int, strangers: int) -> bool:
    """Tell whether a list is another unit's or the whole company's: most of those whom it names do not belong here."""
    return strangers >= FEWEST and strangers * 2 > known
