"""Classes: what they inherit from, in which order members are looked for, what their objects hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.heap.class_entry import ClassEntry
from vendorize_analysis.callgraph.heap.external_bases import ExternalBases
from vendorize_analysis.callgraph.heap.linearization import merge_orders
from vendorize_analysis.callgraph.solver.objects import UNKNOWN, ExternalObject, ExternalResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.class_entry import MemberListener
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.ir.scopes import CodeScope
    from vendorize_analysis.callgraph.solver.points_to import Solver


class ClassTable:
    """All classes that were defined so far."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self.all: dict[int, ClassEntry] = {}
        self.instances: dict[int, dict[int, None]] = {}
        """Of each class."""
        self._fields: dict[tuple[int, str], int] = {}
        self.written: dict[str, list[int]] = {}
        """Who has an attribute of a name of its own."""
        self._absent: dict[tuple[int, str], list[Callable[[int], None]]] = {}
        """What to do when an attribute that nobody has written yet is written."""
        self._orders: dict[int, tuple[int, ...]] = {}
        self._names: dict[int, frozenset[str]] = {}
        self._external = ExternalBases()
        self.swapped: dict[int, None] = {}
        """Classes that objects get after they were made: who asks them for what is not followed."""
        self.asked: dict[tuple[int, str], None] = {}
        """Members that somebody asked for, by the class that defines them."""

    def take_over(self, cls: int) -> None:
        """Note that an object of another class may become one of this class."""
        self.swapped[cls] = None

    def close(self) -> None:
        """Let go of listeners and of who asked."""
        self._absent.clear()
        for entry in self.all.values():
            entry.questions.clear()
            entry.listeners.clear()

    def scope(self, cls: int) -> CodeScope:
        """Return the scope of a class."""
        return self.all[cls].frame.scope

    def enter(self, cls: int, body: Frame, places: int) -> bool:
        """Make a class of a body, with so many bases that are to come; tell whether it is new."""
        if cls in self.all:
            return False
        self.all[cls] = ClassEntry(body, places)
        if cls in self._orders:  # somebody asked while its body ran
            self._names.clear()
        return True

    def add_base(self, cls: int, place: int, value: int) -> None:
        """Add what a base may be; `refresh` must follow."""
        self.all[cls].bases[place].append(value)
        if value in self.all:
            self.all[value].below[cls] = None
            for listener in list(self.all[value].listeners):
                listener()

    def add_metaclass(self, cls: int, metaclass: int) -> None:
        """Add what a metaclass may be, and answer questions again."""
        self.all[cls].metaclasses.append(metaclass)
        self.refresh(cls)

    def add_instance(self, cls: int, value: int) -> None:
        """Note an object of a class."""
        self.instances.setdefault(cls, {})[value] = None

    def refresh(self, cls: int) -> None:
        """Answer all questions again that a new base may change the answer of."""
        waiting, seen = [cls], {cls}
        while waiting:
            each = waiting.pop()
            self._orders.pop(each, None)
            self._names.pop(each, None)
            fresh = [below for below in self.all[each].below if below not in seen]
            seen.update(fresh)
            waiting += fresh
        for each in sorted(seen):
            for question in list(self.all[each].questions):
                self._answer(each, question)
            for listener in list(self.all[each].listeners):
                listener()

    def mro(self, cls: int) -> tuple[int, ...]:
        """Return the classes in which a member is looked for, in order (C3; by depth where that has no answer)."""
        if cls not in self._orders:
            self._orders[cls] = (cls,)  # while it is being found: a class that inherits from itself
            self._orders[cls] = self._linearise(cls)
        return self._orders[cls]

    def _linearise(self, cls: int) -> tuple[int, ...]:
        if cls not in self.all:
            return (cls,)
        bases = [base for place in self.all[cls].bases for base in place]
        lists = [list(self.mro(base)) for base in bases]
        merged = merge_orders([*lists, list(bases)])
        if merged is None:
            merged = list(dict.fromkeys(each for found in lists for each in found))
        return (cls, *(each for each in merged if each != cls))

    def is_open(self, cls: int) -> bool:
        """Tell whether a class may inherit from something that is not known."""
        return UNKNOWN in self.mro(cls)

    def inherits(self, cls: int, other: int) -> bool:
        """Tell whether a class is another one or inherits from it."""
        return other in self.mro(cls)

    def collect(self, cls: int, name: str, target: int) -> None:
        """Put the classes that an attribute of a class lists into a variable, now and later."""

        def tell() -> None:
            known = self.all[cls]
            bases = tuple(base for place in known.bases for base in place)
            for value in (
                tuple(known.below) if name == "__subclasses__" else bases if name == "__bases__" else self.mro(cls)
            ):
                self._solver.add(target, value)

        if cls in self.all:
            self.all[cls].listeners.append(tell)
            tell()

    # -- members --------------------------------------------------------------------------------------------

    def field(self, holder: int, name: str) -> int:
        """Return the variable of an attribute of a class or an instance itself."""
        known = self.all.get(holder)
        if known is not None and name in known.frame.scope.cells:
            return known.frame.cell(name)
        key = (holder, name)
        if key not in self._fields:
            self._fields[key] = self._solver.new()
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
        return (holder, name) in self._fields and bool(self._solver.points_to(self._fields[holder, name]))

    def resolve(self, cls: int, name: str, found: MemberListener, after: int = -1) -> None:
        """Call a function with everything that a member may be; `after` begins behind a class."""
        if cls not in self.all:
            return
        question = (name, found, set[int](), after)
        self.all[cls].questions.append(question)
        self._answer(cls, question)

    def _answer(self, cls: int, question: tuple[str, MemberListener, set[int], int]) -> None:
        name, found, answered, after = question
        order = self.mro(cls)
        if after >= 0:
            order = order[order.index(after) + 1 :] if after in order else ()
        for each in order:
            entry = self.all.get(each)
            defines = entry is not None and name in entry.frame.scope.locals
            if each in answered:
                if defines:
                    return
                continue
            answered.add(each)
            if entry is not None:
                if defines:
                    self.asked[each, name] = None
                    self._solver.listen(self.field(each, name), found)
                    return
                self.when_written(each, name, lambda field: self._solver.listen(field, found))
            elif each == UNKNOWN:
                found(UNKNOWN)
            else:
                self._outside(cls, each, name, found)

    def _outside(self, cls: int, base: int, name: str, found: MemberListener) -> None:
        """Ask a base that is not read: it may have names that the class does not give itself."""
        known = self._solver.objects[base]
        if not isinstance(known, (ExternalObject, ExternalResult)):
            return
        scopes = [self.scope(each) for each in self.mro(cls) if each in self.all]
        if self._external.may_have(known.name, name, scopes):
            found(self._solver.objects.number(ExternalObject, f"{known.name}.{name}"))

    def defines(self, cls: int, name: str) -> bool:
        """Tell whether a class defines a name in its body."""
        return cls in self.all and name in self.scope(cls).locals

    def names(self, cls: int) -> frozenset[str]:
        """Return the names that a class and those that it inherits from define in their bodies."""
        found = self._names.get(cls)
        if found is None:
            scopes = [self.scope(each).locals for each in self.mro(cls) if each in self.all]
            found = self._names[cls] = scopes[0] if len(scopes) == 1 else frozenset().union(*scopes)
        return found

    def finds(self, cls: int, name: str) -> bool:
        """Tell whether a class or one that it inherits from defines a name in its body."""
        return name in self.names(cls)

    def metaclasses(self, cls: int) -> tuple[int, ...]:
        """Return what a class may be an instance of, `type` aside."""
        return tuple(meta for each in self.mro(cls) if each in self.all for meta in self.all[each].metaclasses)

    def external_bases(self, cls: int) -> tuple[int, ...]:
        """Return the bases of a class that are not read."""
        return tuple(each for each in self.mro(cls) if each not in self.all)

    def external_names(self, cls: int) -> list[str]:
        """Return the dotted names of these bases, as far as they have one."""
        known = [self._solver.objects[each] for each in self.external_bases(cls)]
        return [each.name for each in known if isinstance(each, (ExternalObject, ExternalResult))]
