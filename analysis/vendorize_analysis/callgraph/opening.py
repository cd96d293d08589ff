"""What unknown objects may be: those that the analysis lost sight of (`losing`), and what these hold.

Where a call or an attribute of something unknown was seen, every lost object may be meant. That is far less than every
class with a member of that name: only classes count of which reached code makes objects and loses one, and what is
entered for it may lose more. So both grow together until nothing new follows. Special methods and overridden ones are
called without anybody asking, so for these every object that exists counts. Hints name what no value leads to: modules
that are imported by computed names, members that are listed, names in strings that become code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.facts import RETURNED, YIELDED
from vendorize_analysis.callgraph.unseen import Unseen
from vendorize_analysis.model.callgraph import OUTSIDE
from vendorize_analysis.model.names import is_special
from vendorize_analysis.tables import stdlib

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.callgraph.entering import Entering
    from vendorize_analysis.callgraph.frames import Frame
    from vendorize_analysis.callgraph.machine import Machine
    from vendorize_analysis.model.callgraph import Hint


_CONSTRUCTING: Final = frozenset({"__init__", "__new__", "__post_init__"})
"""What only a call of the class itself calls."""
_EXPLICIT: Final = _CONSTRUCTING | {
    "__aenter__", "__aexit__", "__await__", "__call__", "__class_getitem__", "__delete__", "__enter__", "__exit__",
    "__get__", "__getattr__", "__getattribute__", "__init_subclass__", "__instancecheck__", "__missing__",
    "__mro_entries__", "__prepare__", "__set__", "__set_name__", "__setattr__", "__subclasscheck__",
}  # fmt: skip
"""Special methods that nothing calls but what the graph follows, as long as the object is in sight."""
_HARMLESS: Final = frozenset({"abc", "collections.abc", "enum", "numbers", "typing", "typing_extensions"})
"""Modules whose classes keep no objects and hand out none."""


class Opening:
    """Enters what open places may lead to."""

    def __init__(self, machine: Machine, entering: Entering, hints: Mapping[str, Hint]) -> None:
        self.machine = machine
        self.entering = entering
        self.hints = dict(hints)
        self.unseen = Unseen(machine, entering)
        self._classes: dict[int, int] = {}
        """Those that there are objects of, with how many of these were taken up."""
        self._implicit: dict[int, dict[int, None]] = {}
        """Of each class the members that are called without anybody asking."""
        self._frames = 0
        self._entered = 0
        self._defined = 0
        self._asked = 0
        self._lost = 0
        self._given = 0
        self._swapped: dict[int, None] = {}
        outside = self.hints.pop(OUTSIDE, None)
        self.unseen.outside = outside.names if outside else ()
        machine.losing.lose_held([machine.protocols.thrown])

    def run(self) -> None:
        """Enter until nothing new follows."""
        while self._step():
            self.machine.solver.drain()
            self.unseen.enter_waiting()
            self.entering.run()
            self.machine.solver.drain()

    def _step(self) -> bool:
        """Take up what turned up since: objects, names that were asked for, frames; tell whether there was anything."""
        machine, unseen = self.machine, self.unseen
        asked = list(machine.edges.asked)[self._asked :]
        self._asked += len(asked)
        names = {**dict.fromkeys(name for _, name, _ in asked), **self._take_hints()}
        lost = list(machine.losing.lost)[self._lost :]
        self._lost += len(lost)
        given = list(machine.losing.given)[self._given :]
        self._given += len(given)
        frames = machine.frames.all[self._frames :]
        self._frames += len(frames)
        fresh = unseen.ask_for(names)
        self._find_metaclasses()
        for value in lost:
            unseen.have(value)
        for value in given:
            unseen.give(value)
        taken = self._take_swapped() or self._take_objects()
        for frame in frames:
            if frame.scope.kind == "module":
                self._ask_module(frame)
        self._watch_entered()
        unseen.read_fields()
        return bool(fresh or lost or given or taken or frames or unseen.is_waiting())

    def _watch_entered(self) -> None:
        """Hand out what functions give to callers that are not known."""
        frames = list(self.entering.frames.values())
        for frame in frames[self._entered :]:
            for variable in (frame.base + RETURNED, frame.base + YIELDED):
                self.machine.solver.watch(variable, self.unseen.have)
        self._entered = len(frames)

    # -- hints ----------------------------------------------------------------------------------------------

    def _take_hints(self) -> dict[str, None]:
        """Follow the hints of scopes that were entered since; give the attributes that they may ask for."""
        machine = self.machine
        names: dict[str, None] = {}
        scopes = ["", *(frame.scope.name for frame in machine.frames.all[self._frames :])]
        for scope in scopes:
            hint = self.hints.pop(scope, None)
            if hint is not None:
                names.update(dict.fromkeys(hint.names))
                for module, name in hint.targets:
                    self._reach(module, name)
        return names

    def _take_swapped(self) -> bool:
        """Ask classes that objects get later for all that they have."""
        classes = self.machine.classes
        fresh = [cls for cls in classes.swapped if cls in classes.all and cls not in self._swapped]
        for cls in fresh:
            self._swapped[cls] = None
            self.unseen.have(cls)
            for name in self.machine.attributes.names(cls):
                self.unseen.want(cls, name)
        return bool(fresh)

    def _reach(self, module: str, name: str) -> None:
        machine = self.machine
        if machine.modules.run(module) is None:
            return
        if not name:
            self.unseen.have(machine.number("module", module))
            return
        first, *rest = name.split(".")
        machine.solver.watch(machine.modules.variable(module, first), lambda value: self._below(value, rest))

    def _below(self, value: int, names: list[str]) -> None:
        """Hand out a value, or a member of a class."""
        machine = self.machine
        if not names:
            self.unseen.have(value)
            self.unseen.give(value)
        elif value in machine.classes.all:
            first, *rest = names
            if rest or machine.values.kind(value) != "class":
                machine.classes.ask(value, first, lambda it: self._below(it, rest))
            else:
                self.unseen.want(value, first)

    def _ask_module(self, frame: Frame) -> None:
        for name in ("__dir__", "__getattr__"):
            if name in frame.scope.cells:
                self.machine.solver.watch(self.machine.frames.cell(frame, name), self.unseen.have)

    # -- objects --------------------------------------------------------------------------------------------

    def _find_metaclasses(self) -> None:
        """Count every class of classes as one that there are objects of."""
        machine = self.machine
        known = list(machine.classes.all)
        for cls in known[self._defined :]:
            if machine.number("builtin", "type") in machine.classes.order(cls):
                self.unseen.have(cls)
        self._defined = len(known)

    def _take_objects(self) -> bool:
        """Take up objects that were made since; tell whether there are any."""
        found = False
        for cls, instances in list(self.machine.classes.instances.items()):
            if len(instances) <= self._classes.get(cls, 0):
                continue
            found = True
            if cls not in self._classes:
                self._take(cls)
            fresh = list(instances)[self._classes.get(cls, 0) :]
            self._classes[cls] = len(instances)
            for value in fresh if self._may_be_kept(cls) else ():
                self.unseen.have(value)
            for member in list(self._implicit.get(cls, ())):
                self.unseen.call_on(member, cls, fresh)
        return found

    def _may_be_kept(self, cls: int) -> bool:
        """Tell whether code that is not read has the objects of a class because it is theirs."""
        for base in self.machine.classes.outsiders(cls):
            kind, *rest = self.machine.value(base)
            if kind != "builtin" and not (kind == "external" and rest[0].rpartition(".")[0] in _HARMLESS):
                return True
        return False

    def _take(self, cls: int) -> None:
        """Take up a class of which there are objects: what is called without anybody asking."""
        classes = self.machine.classes
        members = self.machine.attributes.names(cls)
        called = [name for name in members if is_special(name) and name not in _EXPLICIT]
        for base in classes.outsiders(cls):
            kind, *rest = self.machine.value(base)
            known = stdlib.overrides_of(rest[0]) if kind in {"builtin", "external"} else None
            called += [
                name for name in members if (name not in _CONSTRUCTING and known is None) or name in (known or ())
            ]
        for name in dict.fromkeys(called):
            if classes.finds(cls, name):
                classes.ask(cls, name, lambda member: self._call_implicitly(member, cls))

    def _call_implicitly(self, member: int, cls: int) -> None:
        self._implicit.setdefault(cls, {})[member] = None
        self.unseen.call_on(member, cls, list(self.machine.classes.instances.get(cls, ())))
