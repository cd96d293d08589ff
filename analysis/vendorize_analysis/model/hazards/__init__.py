"""Code whose needs cannot be read off it: every kind of hazard, and all that is said of it.

A hazard is a named tuple, because it travels in summaries. The first field is its line, the last its code (`VZnnn`),
which no two kinds share, so that hazards of different kinds are never equal; what is between says what confines it.
The files here, in `summarizing/hazards/` (how it is found) and in `reachability/hazards/` (what is kept for it) have
the same names. Codes are never used again for something else: scripts and comments name them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from vendorize_analysis.model.hazards import attributes, code, files, members, modules, namespaces, unread
from vendorize_analysis.model.hazards.attributes import AttributeHazard
from vendorize_analysis.model.hazards.code import CodeHazard
from vendorize_analysis.model.hazards.files import FileHazard
from vendorize_analysis.model.hazards.members import MemberHazard
from vendorize_analysis.model.hazards.modules import ModuleHazard
from vendorize_analysis.model.hazards.namespaces import NamespaceHazard
from vendorize_analysis.model.hazards.unread import UnreadHazard
from vendorize_analysis.model.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize_analysis.model.hazards.description import Description

__all__ = [
    "DESCRIPTIONS",
    "SITE_CODES",
    "AttributeHazard",
    "CodeHazard",
    "FileHazard",
    "Hazard",
    "MemberHazard",
    "ModuleHazard",
    "NamespaceHazard",
    "SiteHazard",
    "UnreadHazard",
    "decode",
    "encode",
    "imports_by_name",
    "order",
]

SiteHazard = ModuleHazard | AttributeHazard | NamespaceHazard | MemberHazard | CodeHazard | FileHazard
"""What stands at a line of source; a comment can take it away."""

Hazard = SiteHazard | UnreadHazard

_GROUPS: Final = (modules, attributes, namespaces, members, code, files, unread)


def imports_by_name(parts: Iterable[Any]) -> bool:
    """Tell whether one of some parts of a module (which have `hazards`) imports by a name that is computed."""
    return any(isinstance(hazard, modules.ComputedImport) for part in parts for hazard in part.hazards)


def _code_of(kind: type) -> str:
    return str(cast("Any", kind)._field_defaults["code"])


DESCRIPTIONS: Final[dict[str, Description]] = dict(
    sorted((_code_of(kind), said) for group in _GROUPS for kind, said in group.DESCRIPTIONS.items())
)
"""What is said to people of each code, in the order of codes."""

SITE_CODES: Final = frozenset(map(_code_of, get_args(SiteHazard)))
"""Codes that stand at a line of source; the others are about files."""


def order(hazard: Hazard) -> tuple[str, Hazard]:
    """Return what hazards are sorted by: code, line, and all that is known of them."""
    return hazard.code, hazard


# -- storing ---------------------------------------------------------------------------------------------------

_Row = tuple[Any, ...]


def encode(hazard: Hazard) -> _Row:
    """Return a hazard as a tuple that `marshal` knows; its last item is the code."""
    return tuple([tuple(value) if value.__class__ is Pattern else value for value in hazard])


def decode(row: _Row) -> Hazard:
    """Return the hazard that was encoded; KeyError or IndexError for any other tuple."""
    return _MAKERS[row[-1]](row)


# Without the named tuple's own check of the number of fields: who changes them changes the key of the cache.
_pattern = cast("Callable[[_Row], Pattern]", partial(tuple.__new__, Pattern))


def _maker(kind: type) -> Callable[[_Row], Hazard]:
    """Return what makes a hazard of a plain tuple. A field that holds a pattern has one as its default."""
    make = cast("Callable[[_Row], Hazard]", partial(tuple.__new__, kind))
    fields, defaults = cast("Any", kind)._fields, cast("Any", kind)._field_defaults
    places = [place for place, name in enumerate(fields) if isinstance(defaults.get(name), Pattern)]
    if not places:
        return make
    (place,) = places

    def make_with_pattern(row: _Row) -> Hazard:
        return make((*row[:place], _pattern(row[place]), *row[place + 1 :]))

    return make_with_pattern


_MAKERS: Final = {_code_of(kind): _maker(kind) for kind in get_args(Hazard)}
