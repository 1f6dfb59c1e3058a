"""Patterns for nicknames and group names: a small template language. Pure: no Django.

``parse(template)`` gives a ``Pattern`` that renders, checks, splits and describes nicknames::

    {department}-{name}         tokens in braces, separators as they stand
    {name}({class}班主任|{subject})   a choice
    [{region}]{name}            an optional part
    {department}{sep}{name}     a separator that the regulation does not name: any, or none
    {free}{name}{free}          the real name somewhere in it ("real names", and no pattern said)

A backslash makes the next character literal. ``check_group_name`` does the same service for names of groups.

Half-width and full-width forms of a character are one (NFKC), so － passes for -; so are traditional and simplified
characters, since no regulation asks for a script, and the dots within a name. Look-alikes of separators that NFKC keeps
apart are not: an em dash under a hyphen rule is reported as WRONG_SEPARATOR with the correct nickname to copy, because
the regulations that say "—" (R06) and "-" (R05) mean it, and because telling both apart costs a reader nothing: they
copy.
"""

from groupadmin.regulations.patterns.fitting import Fit, Reason
from groupadmin.regulations.patterns.group_names import GroupNameKind, GroupNameRule, check_group_name
from groupadmin.regulations.patterns.matching import fold
from groupadmin.regulations.patterns.pattern import Pattern, parse
from groupadmin.regulations.patterns.template import PatternError
from groupadmin.regulations.patterns.words import TOKENS

__all__ = [
    "TOKENS",
    "Fit",
    "GroupNameKind",
    "GroupNameRule",
    "Pattern",
    "PatternError",
    "Reason",
    "check_group_name",
    "fold",
    "parse",
]
