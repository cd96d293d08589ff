"""Classes: what they inherit from, in which order members are looked for, what instances are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.outside import Outside
from vendorize_analysis.callgraph.values import UNKNOWN
from vendorize_analysis.model.names import is_special

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.frames import Frame
    from vendorize_analysis.callgraph.machine import Machine
    from vendorize_analysis.callgraph.scopes import Scope

    Found = Callable[[int], None]


_TUPLES: Final = frozenset({"typing.NamedTuple"})
_ENUMS: Final = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))


class _Class:
    """What is known about one class."""

    def __init__(self, frame: Frame, places: int) -> None:
        self.frame = frame
        self.bases: list[list[int]] = [[] for _ in range(places)]
        """At each place all values that the base may be."""
        self.below: dict[int, None] = {}
        self.questions: list[tuple[str, Found, set[int], int]] = []
        """Name, who asked, classes that have answered, and the class after which the search begins (or -1)."""
        self.metaclasses: list[int] = []
        self.listeners: list[Callable[[], None]] = []
        """What to do when a base or a subclass turns up."""


class Classes:
    """All classes that were defined so far."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.all: dict[int, _Class] = {}
        self.instances: dict[int, dict[int, None]] = {}
        """Of each class."""
        self._fields: dict[tuple[int, str], int] = {}
        self.written: dict[str, list[int]] = {}
        """Who has an attribute of a name of its own."""
        self._absent: dict[tuple[int, str], list[Callable[[int], None]]] = {}
        """What to do when an attribute that nobody has written yet is written."""
        self._orders: dict[int, tuple[int, ...]] = {}
        self._outsiders = Outside()
        self.swapped: dict[int, None] = {}
        """Classes that objects get after they were made: who asks them for what is not followed."""
        self.asked: dict[tuple[int, str], None] = {}
        """Members that somebody asked for, by the class that defines them."""

    def take_over(self, cls: int) -> None:
        """Note that an object of another class may become one of this class."""
        self.swapped[cls] = None

    def scope(self, cls: int) -> Scope:
        """Give the scope of a class."""
        return self.all[cls].frame.scope

    def define(self, body: Frame, bases: tuple[int, ...], metaclass: int, request: Request) -> None:
        """Make a class of a body that runs."""
        machine = self.machine
        cls = body.owner
        if cls not in self.all:
            self.all[cls] = _Class(body, len(bases))
            for place, base in enumerate(bases):
                self._watch_base(cls, place, base, request)
            self._name_members(cls, request)
            if metaclass >= 0:
                machine.solver.watch(metaclass, lambda value: self._with_metaclass(cls, value, request))
        machine.solver.add(request.target, cls)

    def _watch_base(self, cls: int, place: int, base: int, request: Request) -> None:
        def found(value: int) -> None:
            known = self.all[cls]
            if value in known.bases[place] or value == cls:
                return
            if self.machine.values.kind(value) == "instance":
                self._replace_base(cls, place, value, request)
                return
            known.bases[place].append(value)
            if value in self.all:
                self.all[value].below[cls] = None
                for listener in list(self.all[value].listeners):
                    listener()
                hook = request.silent()._replace(positional=((self.machine.solver.holder(cls), False),))
                self.ask(value, "__init_subclass__", lambda it: self.machine.calls.invoke(self.unwrapped(it), hook))
            self._again(cls)

        self.machine.solver.watch(base, found)

    def _replace_base(self, cls: int, place: int, value: int, request: Request) -> None:
        """Ask an object among the bases for what stands in its place."""
        machine = self.machine
        bases, base = machine.solver.new(), machine.solver.new()
        asked = request.silent()._replace(target=bases, positional=((machine.solver.new(), False),))
        if machine.protocols.ask(value, "__mro_entries__", asked):
            machine.protocols.iterate(bases, request.silent()._replace(target=base))
            self._watch_base(cls, place, base, request)

    def _name_members(self, cls: int, request: Request) -> None:
        """Tell objects in the body of a class their names (`__set_name__`)."""
        machine = self.machine
        frame = self.all[cls].frame
        asked = request.silent()._replace(
            positional=((machine.solver.holder(cls), False), (machine.solver.new(), False))
        )
        for name in sorted(frame.scope.cells):
            member = machine.frames.cell(frame, name)
            machine.solver.watch(member, lambda value: machine.protocols.ask(value, "__set_name__", asked))

    def unwrapped(self, value: int) -> int:
        """Give the function inside a class or static method."""
        known = self.machine.value(value)
        return known[2] if known[0] == "wrapped" else value

    def _with_metaclass(self, cls: int, metaclass: int, request: Request) -> None:
        self.all[cls].metaclasses.append(metaclass)
        self._again(cls)
        if metaclass in self.all:
            machine = self.machine
            holders = (machine.solver.holder(metaclass), machine.solver.holder(cls))
            body = machine.solver.holder(machine.number("namespace", cls))
            rest = ((machine.solver.new(), False), (machine.solver.new(), False), (body, False))
            for name, first in (("__prepare__", holders[0]), ("__new__", holders[0]), ("__init__", holders[1])):
                hook = request.silent()._replace(positional=((first, False), *rest))
                self.ask(metaclass, name, lambda it, hook=hook: machine.calls.invoke(self.unwrapped(it), hook))  # type: ignore[misc]

    def _again(self, cls: int) -> None:
        """Answer all questions again that a new base may change the answer of."""
        waiting, seen = [cls], {cls}
        while waiting:
            each = waiting.pop()
            self._orders.pop(each, None)
            fresh = [below for below in self.all[each].below if below not in seen]
            seen.update(fresh)
            waiting += fresh
        for each in sorted(seen):
            for question in list(self.all[each].questions):
                self._answer(each, question)
            for listener in list(self.all[each].listeners):
                listener()

    # -- order ----------------------------------------------------------------------------------------------

    def order(self, cls: int) -> tuple[int, ...]:
        """Give the classes in which a member is looked for, in order (C3; by depth where that has no answer)."""
        if cls not in self._orders:
            self._orders[cls] = (cls,)  # while it is being found: a class that inherits from itself
            self._orders[cls] = self._linearise(cls)
        return self._orders[cls]

    def _linearise(self, cls: int) -> tuple[int, ...]:
        if cls not in self.all:
            return (cls,)
        bases = [base for place in self.all[cls].bases for base in place]
        lists = [list(self.order(base)) for base in bases]
        merged = _merge([*lists, list(bases)])
        if merged is None:
            merged = list(dict.fromkeys(each for found in lists for each in found))
        return (cls, *(each for each in merged if each != cls))

    def is_open(self, cls: int) -> bool:
        """Tell whether a class may inherit from something that is not known."""
        return UNKNOWN in self.order(cls)

    def inherits(self, cls: int, other: int) -> bool:
        """Tell whether a class is another one or inherits from it."""
        return other in self.order(cls)

    def collect(self, cls: int, name: str, target: int) -> None:
        """Put the classes that an attribute of a class lists into a variable, now and later."""

        def tell() -> None:
            known = self.all[cls]
            bases = tuple(base for place in known.bases for base in place)
            for value in (
                tuple(known.below) if name == "__subclasses__" else bases if name == "__bases__" else self.order(cls)
            ):
                self.machine.solver.add(target, value)

        if cls in self.all:
            self.all[cls].listeners.append(tell)
            tell()

    # -- members --------------------------------------------------------------------------------------------

    def field(self, holder: int, name: str) -> int:
        """Give the variable of an attribute of a class or an instance itself."""
        known = self.all.get(holder)
        if known is not None and name in known.frame.scope.cells:
            return self.machine.frames.cell(known.frame, name)
        key = (holder, name)
        if key not in self._fields:
            self._fields[key] = self.machine.solver.new()
            self.written.setdefault(name, []).append(holder)
            for action in self._absent.pop(key, ()):
                action(self._fields[key])
        return self._fields[key]

    def when_written(self, holder: int, name: str, action: Callable[[int], None]) -> None:
        """Call a function with the variable of an attribute, as soon as somebody writes it."""
        known = self.all.get(holder)
        if (holder, name) in self._fields or (known is not None and name in known.frame.scope.cells):
            action(self.field(holder, name))
        else:
            self._absent.setdefault((holder, name), []).append(action)

    def has_written(self, holder: int, name: str) -> bool:
        """Tell whether an attribute of an object itself has a value so far."""
        return (holder, name) in self._fields and bool(self.machine.solver.held(self._fields[holder, name]))

    def ask(self, cls: int, name: str, found: Found, after: int = -1) -> None:
        """Call a function with everything that a member may be; `after` begins behind a class."""
        if cls not in self.all:
            return
        question = (name, found, set[int](), after)
        self.all[cls].questions.append(question)
        self._answer(cls, question)

    def _answer(self, cls: int, question: tuple[str, Found, set[int], int]) -> None:
        name, found, answered, after = question
        order = self.order(cls)
        if after >= 0:
            order = order[order.index(after) + 1 :] if after in order else ()
        for each in order:
            if each in answered:
                if self.defines(each, name):
                    return
                continue
            answered.add(each)
            if each in self.all:
                if self.defines(each, name):
                    self.asked[each, name] = None
                    self.machine.solver.watch(self.field(each, name), found)
                    return
                self.when_written(each, name, lambda field: self.machine.solver.watch(field, found))
            elif each == UNKNOWN:
                found(UNKNOWN)
            else:
                self._outside(cls, each, name, found)

    def _outside(self, cls: int, base: int, name: str, found: Found) -> None:
        """Ask a base that is not read: it may have any name but special ones, and those that the class gives itself."""
        kind, *rest = self.machine.value(base)
        if kind not in {"external", "result"} or is_special(name):
            return
        scopes = [self.scope(each) for each in self.order(cls) if each in self.all]
        if self._outsiders.may_have(rest[0], name, scopes):
            found(self.machine.number("external", f"{rest[0]}.{name}"))

    def defines(self, cls: int, name: str) -> bool:
        """Tell whether a class defines a name in its body."""
        return cls in self.all and name in self.scope(cls).locals

    def finds(self, cls: int, name: str) -> bool:
        """Tell whether a class or one that it inherits from defines a name in its body."""
        return any(self.defines(each, name) for each in self.order(cls))

    def metaclasses(self, cls: int) -> tuple[int, ...]:
        """Give what a class may be an instance of, `type` aside."""
        return tuple(meta for each in self.order(cls) if each in self.all for meta in self.all[each].metaclasses)

    def annotated(self, cls: int) -> list[str]:
        """Give the fields that a data class or named tuple would have, in order."""
        names: dict[str, None] = {}
        for each in reversed(self.order(cls)):
            node = self.scope(each).node if each in self.all else None
            for statement in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    names[statement.target.id] = None
        return list(names)

    def is_tuple(self, cls: int) -> bool:
        """Tell whether the objects of a class are named tuples."""
        return self._has_outsider(cls, _TUPLES)

    def is_enum(self, cls: int) -> bool:
        """Tell whether the attributes of a class are its objects."""
        return self._has_outsider(cls, _ENUMS)

    def when_enum(self, cls: int, action: Callable[[], None]) -> None:
        """Do something as soon as a class is known to be an enumeration."""
        if self.is_enum(cls):
            action()
        elif cls in self.all and self.all[cls].bases:
            self.all[cls].listeners.append(lambda: action() if self.is_enum(cls) else None)

    def _has_outsider(self, cls: int, names: frozenset[str]) -> bool:
        values = (self.machine.value(each) for each in self.outsiders(cls))
        return any(len(value) > 1 and value[1] in names for value in values)

    def outsiders(self, cls: int) -> tuple[int, ...]:
        """Give the bases of a class that are not read."""
        return tuple(each for each in self.order(cls) if each not in self.all)


def _merge(lists: list[list[int]]) -> list[int] | None:
    """Merge orders as C3 does (Barrett and others, 1996); None where they disagree."""
    lists = [each for each in lists if each]
    merged: list[int] = []
    while lists:
        tails = {item for each in lists for item in each[1:]}
        head = next((each[0] for each in lists if each[0] not in tails), None)
        if head is None:
            return None
        merged.append(head)
        lists = [rest for each in lists if (rest := [item for item in each if item != head])]
    return merged
