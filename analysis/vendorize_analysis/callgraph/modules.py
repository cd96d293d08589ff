"""Modules: run when they are imported, their names are the cells of their frame."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Final, Protocol

from vendorize_analysis.callgraph.lowering import Lowering
from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.edges import Place
    from vendorize_analysis.callgraph.frames import Frame
    from vendorize_analysis.callgraph.machine import Machine
    from vendorize_analysis.summarizing import Target

_BUILTINS: Final = frozenset(dir(builtins))
_CONSTANTS: Final = frozenset({"True", "False", "None", "Ellipsis", "NotImplemented", "__debug__"})


class Sources(Protocol):
    """Where syntax trees come from."""

    target: Target

    def tree(self, module: str) -> ast.Module | None:
        """Give the syntax tree of a module that is to be followed, None for any other name."""

    def is_package(self, module: str) -> bool:
        """Tell whether a module is a package."""

    def kind(self, module: str) -> str:
        """Tell what a dotted name is: `source`, `extension`, `namespace`, `stdlib` or `missing`."""


class Modules:
    """All modules that were imported so far."""

    def __init__(self, machine: Machine, sources: Sources) -> None:
        self.machine = machine
        self.sources = sources
        self.rooted: frozenset[str] = frozenset()
        """Modules that may run as the program."""
        self.frames: dict[str, Frame | None] = {}
        self._lowerings: dict[str, Lowering] = {}
        self._fields: dict[tuple[str, str], int] = {}
        self._busy: set[tuple[str, str]] = set()
        """Names that are looked for now: modules take each other's names."""

    def lowering(self, module: str) -> Lowering:
        """Give what lowers the scopes of a module that was imported."""
        return self._lowerings[module]

    def run(self, module: str) -> Frame | None:
        """Run a module and its packages; None when it is not followed."""
        if module in self.frames:
            return self.frames[module]
        self.frames[module] = None
        package = module.rpartition(".")[0]
        if package:
            self.run(package)
        tree = self.sources.tree(module)
        if tree is None:
            return None
        lowering = Lowering(module, tree, is_package=self.sources.is_package(module), target=self.sources.target)
        lowering.is_program = module in self.rooted or module.rpartition(".")[2] == "__main__"
        self._lowerings[module] = lowering
        lowering.lower(lowering.scope)
        # The frame is known before its body runs: modules import each other.
        frame = self.machine.frames.enter(lowering.scope, None)
        self.frames[module] = frame
        return frame

    def is_followed(self, module: str) -> bool:
        """Tell whether a dotted name is a module whose code is followed, or a folder of such."""
        return self.run(module) is not None or self.sources.kind(module) == "namespace"

    def variable(self, module: str, name: str) -> int:
        """Give the variable of a name of a module."""
        lowering = self._lowerings.get(module)
        frame = self.frames.get(module)
        if frame is not None and lowering is not None and name in lowering.scope.cells:
            return frame.base + lowering.scope.cells[name]
        key = (module, name)
        if key not in self._fields:
            self._fields[key] = self.machine.solver.new()
        return self._fields[key]

    def names(self, module: str) -> frozenset[str]:
        """Give the names that a module binds."""
        lowering = self._lowerings.get(module)
        return lowering.scope.locals if lowering else frozenset()

    def write(self, module: str, name: str, source: int) -> None:
        """Give a name of a module a value."""
        self.machine.solver.link(source, self.variable(module, name))

    def read_global(self, name: str, request: Request) -> None:
        """Read a name in code of a module: its own, or a built-in."""
        machine, module, target = self.machine, request.frame.scope.module, request.target
        machine.solver.link(self.variable(module, name), target)
        scope = self._lowerings[module].scope
        stars = self._link_stars(module, name, request)
        if name in _BUILTINS and name not in scope.locals and not stars and name not in _CONSTANTS:
            machine.solver.add(target, machine.number("builtin", name))
        elif name == "__class__" and (owner := _owner(request.frame)) >= 0:
            machine.solver.add(target, owner)
        elif name in _CONSTANTS or name.startswith("__"):
            machine.solver.add(target, machine.number("plain", "object"))

    def _link_stars(self, module: str, name: str, request: Request) -> bool:
        """Read a name from star imports; tell whether one of them surely gives it."""
        found = False
        lowering = self._lowerings.get(module)
        if (module, name) in self._busy:
            return False
        self._busy.add((module, name))
        # What a star gave may be read before the module binds the name itself, by that very binding too.
        bound = lowering is not None and name in lowering.scope.locals
        for star in lowering.scope.stars if lowering else ():
            if name.startswith("_") and not self._exports(star, name):
                continue
            if self.is_followed(star):
                self.member(star, name, request)
                found = found or self.has(star, name)
            elif name not in _BUILTINS and not bound:
                self.machine.solver.add(request.target, self.machine.number("external", f"{star}.{name}"))
        self._busy.discard((module, name))
        return found

    def _exports(self, module: str, name: str) -> bool:
        """Tell whether a module says that a private name is for everybody."""
        return self.run(module) is not None and name in self._lowerings[module].exported

    def has(self, module: str, name: str) -> bool:
        """Tell whether a module surely binds a name."""
        seen = {module}
        waiting = [module]
        while waiting:
            lowering = self._lowerings.get(waiting.pop())
            if lowering is None:
                continue
            if name in lowering.scope.locals:
                return True
            fresh = [star for star in lowering.scope.stars if star not in seen]
            seen.update(fresh)
            waiting += fresh
        return False

    def imported(self, module: str, name: str, request: Request) -> None:
        """Import a module, or a name of one."""
        machine, target, place = self.machine, request.target, request.frame.place(request.line)
        if not module:
            machine.solver.add(target, UNKNOWN)
            return
        self._note_run(module, place)
        if not name:
            machine.solver.add(target, self.value(module))
        elif self.is_followed(module):
            below = f"{module}.{name}"
            is_own = request.frame.scope.name == module
            if (is_own or not self.has(module, name)) and self.sources.kind(below) in {"source", "namespace"}:
                self._note_run(below, place)
                if is_own:  # the name is bound by this very import
                    machine.solver.add(target, self.value(below))
            self.member(module, name, request)
        else:
            machine.solver.add(target, machine.number("external", f"{module}.{name}"))

    def _note_run(self, module: str, place: Place) -> None:
        package, _, _ = module.rpartition(".")
        if package:
            self._note_run(package, place)
        if self.run(module) is not None:
            self.machine.edges.run(place, module)

    def value(self, module: str) -> int:
        """Give a module as a value."""
        kind = "module" if self.is_followed(module) else "external"
        return self.machine.number(kind, module)

    def star(self, module: str, source: str, place: Place) -> None:
        """Run a module whose names another one takes; the names are asked for one by one."""
        if source and source != module:
            self._note_run(source, place)

    def member(self, module: str, name: str, request: Request) -> None:
        """Read a name of a module from outside: what it binds, else a module below it."""
        solver, target = self.machine.solver, request.target
        if target < 0:
            return
        solver.link(self.variable(module, name), target)
        self._link_stars(module, name, request)
        below = f"{module}.{name}"
        if not self.has(module, name) and self.sources.kind(below) != "missing":
            solver.add(target, self.value(below))
        elif name == "__getattr__" or self.frames.get(module) is None:
            return
        elif not self.has(module, name) and self.has(module, "__getattr__"):
            self._ask(module, name, request)

    def _ask(self, module: str, name: str, request: Request) -> None:
        """Ask a module's `__getattr__` for a name (PEP 562)."""
        machine = self.machine
        named = machine.solver.holder(machine.number("constant", name))
        asked = request._replace(positional=((named, False),), keywords=(), counts=False)
        machine.calls.call(self.variable(module, "__getattr__"), asked)


def _owner(frame: Frame) -> int:
    """Give the class that a method stands in, -1 elsewhere."""
    around: Frame | None = frame
    while around is not None and around.owner < 0:
        around = around.parent
    return around.owner if around is not None else -1
