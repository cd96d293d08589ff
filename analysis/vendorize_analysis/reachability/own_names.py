"""Who says in a module what its name is, and hands that on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.linking import Entity

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.summary import Part

_OWN_NAMES: Final = frozenset({"__name__", "__package__", "__spec__"})
_LOGGER: Final = (Entity("stdlib", "logging.getLogger"),)


class OwnNames(NamedTuple):
    """Who hands on the name of a module, in that module."""

    parts: frozenset[int]
    bound: frozenset[str]
    """The names that these parts bind."""


def says_where(part: Part) -> bool:
    """Tell whether a part says where in the program it stands."""
    return any(chain[0] in _OWN_NAMES for chain, _ in part.reads.refs)


def _only_names_a_logger(program: Program, linked: LinkedModule, part: Part) -> bool:
    """Tell whether all that a part reads beside the name of its module is `logging.getLogger`."""
    others = {chain for chain, _ in part.reads.refs if chain[0] not in _OWN_NAMES}
    found = [program.follow(linked.name, chain) for chain in others]
    return bool(found) and all(entities == _LOGGER and not rest for entities, rest in found)


def own_names(program: Program, linked: LinkedModule) -> OwnNames:
    """Find the parts that hand on the name of their module.

    Who only asks whether the module is the program, or does nothing but name a logger by it, does not.
    """
    readers = [
        part
        for part in linked.parts
        if says_where(part)
        and not (part.kind == "block" and part.name == "__main__")
        and not _only_names_a_logger(program, linked, part)
    ]
    bound = frozenset(name for part in readers for name in part.binds)
    return OwnNames(frozenset(part.index for part in readers), bound)
