"""Modules: run when they are imported, and asked for names."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.lowering.modules import ModuleLowering
from vendorize_analysis.callgraph.lowering.visitors import LoweringContext
from vendorize_analysis.callgraph.solver.objects import (
    UNKNOWN,
    BuiltinObject,
    ConstantObject,
    ExternalObject,
    ModuleObject,
    PlainObject,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.edges import Location
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter

_BUILTINS: Final = frozenset(dir(builtins))
_CONSTANTS: Final = frozenset({"True", "False", "None", "Ellipsis", "NotImplemented", "__debug__"})


def run_module(interp: AbstractInterpreter, module: str) -> Frame | None:
    """Run a module and its packages; None when it is not followed."""
    modules = interp.heap.modules
    if module in modules.frames:
        return modules.frames[module]
    modules.frames[module] = None
    package = module.rpartition(".")[0]
    if package:
        run_module(interp, package)
    tree = modules.sources.tree(module)
    if tree is None:
        return None
    context = LoweringContext(
        package=module if modules.sources.is_package(module) else package,
        target=modules.sources.target,
        is_program=module in modules.rooted or module.rpartition(".")[2] == "__main__",
    )
    lowering = ModuleLowering(module, tree, context)
    modules.lowerings[module] = lowering
    lowering.lower(lowering.scope)
    # The frame is known before its body runs: modules import each other.
    frame = interp.enter(lowering.scope, None)
    modules.frames[module] = frame
    return frame


def _is_followed(interp: AbstractInterpreter, module: str) -> bool:
    """Tell whether a dotted name is a module whose code is followed, or a folder of such."""
    return run_module(interp, module) is not None or interp.heap.modules.sources.kind(module) == "namespace"


def module_value(interp: AbstractInterpreter, module: str) -> int:
    """Return the object that a module is."""
    if _is_followed(interp, module):
        return interp.objects.number(ModuleObject, module)
    return interp.objects.number(ExternalObject, module)


# -- names --------------------------------------------------------------------------------------------------------


def read_global(interp: AbstractInterpreter, name: str, site: CallSite) -> None:
    """Read a name in code of a module: its own, or a built-in."""
    solver, objects, modules = interp.solver, interp.objects, interp.heap.modules
    module, target = site.frame.scope.module, site.target
    solver.add_edge(modules.variable(module, name), target)
    scope = modules.lowerings[module].scope
    stars = _read_stars(interp, module, name, site)
    if name in _BUILTINS and name not in scope.locals and not stars and name not in _CONSTANTS:
        solver.add(target, objects.number(BuiltinObject, name))
    elif name == "__class__" and (owner := _owner(site.frame)) >= 0:
        solver.add(target, owner)
    elif name in _CONSTANTS or name.startswith("__"):
        solver.add(target, objects.number(PlainObject, "object"))


def _owner(frame: Frame) -> int:
    """Return the class that a method stands in, -1 elsewhere."""
    around: Frame | None = frame
    while around is not None and around.owner < 0:
        around = around.parent
    return around.owner if around is not None else -1


def _read_stars(interp: AbstractInterpreter, module: str, name: str, site: CallSite) -> bool:
    """Read a name from star imports; tell whether one of them surely gives it."""
    modules = interp.heap.modules
    found = False
    if (module, name) in modules.busy:
        return False
    modules.busy.add((module, name))
    for star in modules.stars(module):
        if name.startswith("_") and not _exports(interp, star, name):
            continue
        if _is_followed(interp, star):
            read_member(interp, star, name, site)
            found = found or modules.has(star, name)
        elif name not in _BUILTINS and not modules.binds(module, name):
            interp.solver.add(site.target, interp.objects.number(ExternalObject, f"{star}.{name}"))
    modules.busy.discard((module, name))
    return found


def _exports(interp: AbstractInterpreter, module: str, name: str) -> bool:
    """Tell whether a module says that a private name is for everybody."""
    return run_module(interp, module) is not None and name in interp.heap.modules.lowerings[module].exported


def read_member(interp: AbstractInterpreter, module: str, name: str, site: CallSite) -> None:
    """Read a name of a module from outside: what it binds, else a module below it."""
    modules, target = interp.heap.modules, site.target
    if target < 0:
        return
    interp.solver.add_edge(modules.variable(module, name), target)
    _read_stars(interp, module, name, site)
    below = f"{module}.{name}"
    if not modules.has(module, name) and modules.sources.kind(below) != "missing":
        interp.solver.add(target, module_value(interp, below))
    elif name == "__getattr__" or modules.frames.get(module) is None:
        return
    elif not modules.has(module, name):
        if modules.has(module, "__getattr__"):
            _call_getattr(interp, module, name, site)
        else:
            # It is bound by who knows the module as a value, or another object takes the module's place.
            interp.solver.add(target, UNKNOWN)


def _call_getattr(interp: AbstractInterpreter, module: str, name: str, site: CallSite) -> None:
    """Ask a module's `__getattr__` for a name (PEP 562)."""
    named = interp.solver.singleton(interp.objects.number(ConstantObject, name))
    asked = site._replace(positional=((named, False),), keywords=(), counts=False)
    interp.call(interp.heap.modules.variable(module, "__getattr__"), asked)


# -- imports ------------------------------------------------------------------------------------------------------


def import_name(interp: AbstractInterpreter, module: str, name: str, site: CallSite) -> None:
    """Import a module (empty name), or a name of one."""
    solver, modules, target, location = interp.solver, interp.heap.modules, site.target, site.location
    if not module:
        solver.add(target, UNKNOWN)
        return
    _note_run(interp, module, location)
    if not name:
        solver.add(target, module_value(interp, module))
    elif _is_followed(interp, module):
        below = f"{module}.{name}"
        is_own = site.frame.scope.name == module
        if (is_own or not modules.has(module, name)) and modules.sources.kind(below) in {"source", "namespace"}:
            _note_run(interp, below, location)
            if is_own:  # the name is bound by this very import
                solver.add(target, module_value(interp, below))
        read_member(interp, module, name, site)
    else:
        solver.add(target, interp.objects.number(ExternalObject, f"{module}.{name}"))


def import_star(interp: AbstractInterpreter, module: str, source: str, location: Location) -> None:
    """Run a module whose names another one takes; the names are asked for one by one."""
    if source and source != module:
        _note_run(interp, source, location)


def _note_run(interp: AbstractInterpreter, module: str, location: Location) -> None:
    package, _, _ = module.rpartition(".")
    if package:
        _note_run(interp, package, location)
    if run_module(interp, module) is not None:
        interp.edges.run(location, module)
