"""The open-world closure: what unknown objects may be, which are those that escaped, and what these hold.

Where a call or an attribute of something unknown was seen, every escaped object may be meant. That is far less than
every class with a member of that name: only classes count of which reached code makes objects and lets one escape, and
what is entered for it may let more escape. So both grow together until nothing new follows. Special methods and
overridden ones are called without anybody asking, so for these every object that exists counts. Hints name what no
value leads to: modules that are imported by computed names, members that are listed, names in strings that become code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.escape.unknown_code import UnknownCode
from vendorize_analysis.callgraph.ir.operations import RETURNED, YIELDED
from vendorize_analysis.callgraph.semantics.class_attributes import names_of
from vendorize_analysis.callgraph.solver.objects import BuiltinObject, ClassObject, ExternalObject, ModuleObject
from vendorize_analysis.model.callgraph import OUTSIDE
from vendorize_analysis.model.names import is_special
from vendorize_analysis.tables import stdlib

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.callgraph.escape.entry_points import EntryPoints
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter
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


class OpenWorld:
    """Enters what unresolved sites may lead to."""

    def __init__(self, interp: AbstractInterpreter, entry_points: EntryPoints, hints: Mapping[str, Hint]) -> None:
        self.interp = interp
        self.entry_points = entry_points
        self.hints = dict(hints)
        outside = self.hints.pop(OUTSIDE, None)
        self.unknown_code = UnknownCode(interp, entry_points, outside.names if outside else ())
        self._classes: dict[int, int] = {}
        """Those that there are objects of, with how many of these were taken up."""
        self._implicit: dict[int, dict[int, None]] = {}
        """Of each class the members that are called without anybody asking."""
        self._frames = 0
        self._entered = 0
        self._defined = 0
        self._asked = 0
        self._escaped = 0
        self._passed = 0
        self._swapped: dict[int, None] = {}
        interp.heap.escapes.escape_held([interp.heap.exceptions.thrown])

    def run(self) -> None:
        """Enter until nothing new follows."""
        while self._step():
            self.interp.solver.drain()
            self.unknown_code.enter_waiting()
            self.entry_points.run()
            self.interp.solver.drain()

    def _step(self) -> bool:
        """Take up what turned up since: objects, names that were asked for, frames; tell whether there was anything."""
        escapes, unknown = self.interp.heap.escapes.objects, self.unknown_code
        asked = list(self.interp.edges.asked)[self._asked :]
        self._asked += len(asked)
        names = {**dict.fromkeys(name for _, name, _ in asked), **self._take_hints()}
        newly = list(escapes.escaped)[self._escaped :]
        self._escaped += len(newly)
        passed = list(escapes.passed)[self._passed :]
        self._passed += len(passed)
        frames = self.interp.heap.frames.all[self._frames :]
        self._frames += len(frames)
        fresh = unknown.ask_for(names)
        self._find_metaclasses()
        for value in newly:
            unknown.have(value)
        for value in passed:
            unknown.give(value)
        taken = self._take_swapped() or self._take_objects()
        for frame in frames:
            if frame.scope.kind == "module":
                self._ask_module(frame)
        self._watch_entered()
        unknown.read_fields()
        return bool(fresh or newly or passed or taken or frames or unknown.is_waiting())

    def _watch_entered(self) -> None:
        """Hand out what functions give to callers that are not known."""
        frames = list(self.entry_points.frames.values())
        for frame in frames[self._entered :]:
            for variable in (frame.base + RETURNED, frame.base + YIELDED):
                self.interp.solver.listen(variable, self.unknown_code.have)
        self._entered = len(frames)

    # -- hints ----------------------------------------------------------------------------------------------

    def _take_hints(self) -> dict[str, None]:
        """Follow the hints of scopes that were entered since; give the attributes that they may ask for."""
        names: dict[str, None] = {}
        scopes = ["", *(frame.scope.name for frame in self.interp.heap.frames.all[self._frames :])]
        for scope in scopes:
            hint = self.hints.pop(scope, None)
            if hint is not None:
                names.update(dict.fromkeys(hint.names))
                for module, name in hint.targets:
                    self._reach(module, name)
        return names

    def _take_swapped(self) -> bool:
        """Ask classes that objects get later for all that they have."""
        classes = self.interp.heap.classes
        fresh = [cls for cls in classes.swapped if cls in classes.all and cls not in self._swapped]
        for cls in fresh:
            self._swapped[cls] = None
            self.unknown_code.have(cls)
            for name in names_of(self.interp, cls):
                self.unknown_code.want(cls, name)
        return bool(fresh)

    def _reach(self, module: str, name: str) -> None:
        interp = self.interp
        if interp.run_module(module) is None:
            return
        if not name:
            self.unknown_code.have(interp.objects.number(ModuleObject, module))
            return
        first, *rest = name.split(".")
        interp.solver.listen(interp.heap.modules.variable(module, first), lambda value: self._below(value, rest))

    def _below(self, value: int, names: list[str]) -> None:
        """Hand out a value, or a member of a class."""
        classes = self.interp.heap.classes
        if not names:
            self.unknown_code.have(value)
            self.unknown_code.give(value)
        elif value in classes.all:
            first, *rest = names
            if rest or self.interp.objects.kind(value) is not ClassObject:
                classes.resolve(value, first, lambda it: self._below(it, rest))
            else:
                self.unknown_code.want(value, first)

    def _ask_module(self, frame: Frame) -> None:
        for name in ("__dir__", "__getattr__"):
            if name in frame.scope.cells:
                self.interp.solver.listen(frame.cell(name), self.unknown_code.have)

    # -- objects --------------------------------------------------------------------------------------------

    def _find_metaclasses(self) -> None:
        """Count every class of classes as one that there are objects of."""
        classes = self.interp.heap.classes
        known = list(classes.all)
        for cls in known[self._defined :]:
            if self.interp.objects.number(BuiltinObject, "type") in classes.mro(cls):
                self.unknown_code.have(cls)
        self._defined = len(known)

    def _take_objects(self) -> bool:
        """Take up objects that were made since; tell whether there are any."""
        found = False
        for cls, instances in list(self.interp.heap.classes.instances.items()):
            if len(instances) <= self._classes.get(cls, 0):
                continue
            found = True
            if cls not in self._classes:
                self._take(cls)
            fresh = list(instances)[self._classes.get(cls, 0) :]
            self._classes[cls] = len(instances)
            for value in fresh if self._may_be_kept(cls) else ():
                self.unknown_code.have(value)
            for member in list(self._implicit.get(cls, ())):
                self.unknown_code.call_on(member, cls, fresh)
        return found

    def _may_be_kept(self, cls: int) -> bool:
        """Tell whether code that is not read has the objects of a class because it is theirs."""
        known = (self.interp.objects[base] for base in self.interp.heap.classes.external_bases(cls))
        return any(
            not isinstance(each, BuiltinObject)
            and not (isinstance(each, ExternalObject) and each.name.rpartition(".")[0] in _HARMLESS)
            for each in known
        )

    def _take(self, cls: int) -> None:
        """Take up a class of which there are objects: what is called without anybody asking."""
        classes = self.interp.heap.classes
        members = names_of(self.interp, cls)
        called = [name for name in members if is_special(name) and name not in _EXPLICIT]
        for base in classes.external_bases(cls):
            held = self.interp.objects[base]
            known = stdlib.overrides_of(held.name) if isinstance(held, (BuiltinObject, ExternalObject)) else None
            called += [
                name for name in members if (name not in _CONSTRUCTING and known is None) or name in (known or ())
            ]
        for name in dict.fromkeys(called):
            if classes.finds(cls, name):
                classes.resolve(cls, name, lambda member: self._call_implicitly(member, cls))

    def _call_implicitly(self, member: int, cls: int) -> None:
        self._implicit.setdefault(cls, {})[member] = None
        self.unknown_code.call_on(member, cls, list(self.interp.heap.classes.instances.get(cls, ())))
