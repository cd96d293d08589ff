"""Which names of which modules are read by what may run when Python ends."""

from __future__ import annotations

import builtins
import io
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.deferral import leaving
from vendorize_analysis.deferral.ending import LAMBDA, STACKED, Ending, Endings
from vendorize_analysis.deferral.expressions import ANY
from vendorize_analysis.deferral.leaving import OPERATES, RESULT, SOME, UNKNOWN
from vendorize_analysis.deferral.loose import ANY_MEMBER
from vendorize_analysis.summarizing.syntax.lasting import DIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.linking import Entity, Program
    from vendorize_analysis.model.summary import Chain

_CLOSERS = {"aclosing": "aclose", "closing": "close"}
_STACKS = frozenset({"AsyncExitStack", "ExitStack"})
_STREAMS = frozenset(name for name, kind in vars(io).items() if isinstance(kind, type) and issubclass(kind, io.IOBase))
"""Classes whose instances are closed when they go, and written to before."""
_EXITS = ("__aexit__", "__exit__")
_NO_OPERATORS = frozenset({DIES, "__init__", "__new__", "__init_subclass__", "__set_name__", *_EXITS})
_ANYWHERE = frozenset({*UNKNOWN, *OPERATES, SOME})
_Key = tuple[str, int]
"""A module, and the place of one of its entries."""


_ANYTHING = Ending("", calls=frozenset({UNKNOWN}))
_ANY_EXIT = Ending("", left=frozenset({UNKNOWN}))
_TO_ANYTHING, _TO_ANY_EXIT = ("", 0), ("", 1)
"""Entries that lead to all that may be called, or left: followed once."""


class _Edge(NamedTuple):
    """One way on."""

    how: str
    """`calls`, `leaves`, `asks`."""
    chain: Chain
    module: str = ""
    owner: str = ""


def read_at_the_end(known: Mapping[str, Endings], program: Program) -> frozenset[tuple[str, str]]:
    """Return what may be read when Python ends, as modules with names; `known` is what each module says."""
    follower = _Follower(known, program)
    return follower.read_from(follower.seeds())


class _Follower:
    """Follows calls by names, and by what is known of the receivers."""

    def __init__(self, known: Mapping[str, Endings], program: Program) -> None:
        self._known, self._program = {**known, "": Endings((_ANYTHING, _ANY_EXIT))}, program
        self._of_owners: dict[str, dict[str, list[_Key]]] = {}
        """Entries by name, and by what they are members of."""
        self._exits: dict[str, list[_Key]] = {}
        self._bases: dict[str, set[str]] = {}
        self._derived: dict[str, set[str]] = {}
        self._related: dict[str, set[str]] = {}
        for module, told in known.items():
            for place, one in enumerate(told.found):
                if one.kind == "exit":
                    self._exits.setdefault(one.name, []).append((module, place))
                else:
                    self._of_owners.setdefault(one.name, {}).setdefault(one.owner, []).append((module, place))
            for name, base in told.bases:
                self._bases.setdefault(name, set()).add(base)
                self._derived.setdefault(base, set()).add(name)
        self._by_name = {name: [*chain.from_iterable(keys.values())] for name, keys in self._of_owners.items()}
        self._special = sorted(name for name in self._by_name if name.startswith("__") and name not in _NO_OPERATORS)
        self._values = frozenset().union(*(one.values for one in known.values()))
        self._held = frozenset().union(*(one.held for one in known.values()))
        self._openers = {self._entry(key).name for key in self._all() if self._entry(key).kind == "opener"}

    def read_from(self, waiting: list[_Key]) -> frozenset[tuple[str, str]]:
        """Return what some entries read, and those that they lead to."""
        found, followed = set[_Key](), set[_Edge]()
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                edges = [one for one in self._edges(key) if one not in followed]
                followed.update(edges)
                waiting += (each for one in edges for each in self._targets(one))
        return frozenset((key[0], name) for key in found for name in self._entry(key).names)

    def seeds(self) -> list[_Key]:
        """Return what Python itself calls when it ends."""
        loose = self._openers & (self._values | self._held)
        streams = _closure(set(_STREAMS), self._derived)
        return [
            *self._named(DIES),
            *(key for name in sorted(loose) for key in self._exits.get(name, ())),
            *(key for key in self._all() if self._entry(key).owner in streams),
        ]

    def _edges(self, key: _Key) -> Iterator[_Edge]:
        """Yield what leads on from an entry; where it is does not matter for what may be anything."""
        entry = self._entry(key)
        for how, chains in (("calls", entry.calls), ("leaves", entry.left), ("asks", entry.asked)):
            for one in chains:
                yield _Edge(how, one) if one[0] in _ANYWHERE else _Edge(how, one, key[0], entry.owner)

    def _targets(self, edge: _Edge) -> list[_Key]:
        if edge.how == "leaves":
            return self._left(edge.module, edge.owner, edge.chain)
        found = self._called(edge.module, edge.owner, edge.chain)
        return found if edge.how == "calls" else [one for one in found if self._entry(one).kind == "property"]

    def _entry(self, key: _Key) -> Ending:
        return self._known[key[0]].found[key[1]]

    def _all(self) -> Iterator[_Key]:
        return (key for keys in self._by_name.values() for key in keys)

    def _named(self, name: str) -> list[_Key]:
        return self._by_name.get(name, [])

    def _called(self, module: str, owner: str, called: Chain) -> list[_Key]:
        """Return what a name may stand for where it is called."""
        first, *rest = called
        match first:
            case _ if first in UNKNOWN:
                names = [*sorted(self._values & self._by_name.keys()), LAMBDA, "__call__"]
                found = [key for name in names for key in self._named(name) if self._entry(key).kind != "class"]
            case _ if first in OPERATES:
                found = [key for name in self._special for key in self._named(name)]
            case leaving.RESULT:
                found = self._of_result(module, owner, tuple(rest))
            case leaving.SOME:
                found = self._named(rest[-1])
            case leaving.SELF:
                found = self._of_class(owner, rest[-1])
            case _:
                own = [] if rest else [one for one in self._named(first) if one[0] == module]
                found = own or self._followed(module, called)
        return found

    def _followed(self, module: str, called: Chain) -> list[_Key]:
        found, left = self._program.follow(module, called)
        if not found:
            plain = len(called) == 1 and hasattr(builtins, called[0])
            return [] if plain else self._named(called[-1])
        return [key for one in found for key in self._of_entity(one, left)]

    def _of_entity(self, entity: Entity, left: Chain) -> list[_Key]:
        linked = self._program.module(entity.module) if entity.part >= 0 else None
        if linked is None:
            return []
        binds = linked.parts[entity.part].binds
        if not left:
            return [key for name in binds for key in self._named(name) if key[0] == entity.module]
        if entity.kind == "class" and len(left) == 1:
            return [key for name in binds for key in self._of_class(name, left[0])]
        return self._named(left[-1])

    def _of_class(self, owner: str, name: str) -> list[_Key]:
        """Return what an attribute of a class, or of its instances, may be."""
        if owner in {"", ANY}:
            return self._named(name)
        return self._of_kin(owner, name) or self._of_kin(owner, ANY_MEMBER)

    def _of_kin(self, owner: str, name: str) -> list[_Key]:
        found = self._of_owners.get(name, {})
        return [key for one in found.keys() & self._kin(owner) for key in found[one]]

    def _kin(self, owner: str) -> set[str]:
        """Return the classes whose methods an instance of a class, or of one derived from it, may have; `*` is one."""
        if owner not in self._related:
            self._related[owner] = _closure(_closure({owner}, self._derived), self._bases) | {ANY}
        return self._related[owner]

    def _of_result(self, module: str, owner: str, called: Chain) -> list[_Key]:
        """Return what runs where the result of a call is called."""
        if called[0] == RESULT or called == UNKNOWN:
            return [_TO_ANYTHING]
        makers = self._called(module, owner, called)
        kinds = {self._entry(one).kind for one in makers}
        found = [key for one in makers for key in self._of_class(self._entry(one).name, "__call__")]
        return found if kinds <= {"class"} else [*found, _TO_ANYTHING]

    def _left(self, module: str, owner: str, item: Chain) -> list[_Key]:
        """Return what runs where a manager of a context is left."""
        first, *rest = item
        if first != RESULT:
            return self._left_by_name(module, owner, item)
        if rest[-1] in _STACKS:
            return [*self._named(STACKED), _TO_ANY_EXIT]
        if rest[-1] in _CLOSERS:
            return self._named(_CLOSERS[rest[-1]])
        if rest[0] == RESULT or tuple(rest) == UNKNOWN:
            return [_TO_ANY_EXIT]
        found = list[_Key]()
        for one in self._called(module, owner, tuple(rest)):
            entry = self._entry(one)
            if entry.kind == "class":
                found += (key for name in _EXITS for key in self._of_class(entry.name, name))
            elif entry.kind == "opener":
                found += (key for key in self._exits.get(entry.name, ()) if key[0] == one[0])
            else:
                found.append(_TO_ANY_EXIT)
        return found

    def _left_by_name(self, module: str, owner: str, item: Chain) -> list[_Key]:
        """Return the same of a variable or attribute: what it was given is asked, where that can be seen."""
        if item == UNKNOWN:
            return [*(key for name in _EXITS for key in self._named(name)), *chain.from_iterable(self._exits.values())]
        given = self._called(module, owner, item)
        made = [(key, each) for key in given for each in self._entry(key).calls]
        if not made or any(each[0] != RESULT for _, each in made):
            return [_TO_ANY_EXIT]
        return [one for key, each in made for one in self._left(key[0], self._entry(key).owner, each)]


def _closure(names: set[str], leads: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += leads.get(name, ())
    return found
