"""Imports by a name that is a value: `importlib.import_module` and `__import__`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.semantics.strings import text_of
from vendorize_analysis.callgraph.solver.objects import UNKNOWN, ConstantObject
from vendorize_analysis.model.names import absolute

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_PLACE_OF_NAMES: Final = 3
"""Argument of `__import__`: with names to be taken from it, it gives the module itself, else the outermost package."""


def _import_module(interp: AbstractInterpreter, site: CallSite) -> None:
    """Import a module by a name that flows here."""
    if not site.positional:
        return
    package = site.argument(1, "package")

    def found(value: int) -> None:
        known = interp.objects[value]
        if not isinstance(known, ConstantObject):
            if site.target >= 0:
                interp.solver.add(site.target, UNKNOWN)
            return
        name = known.value
        if isinstance(name, str) and not name.startswith("."):
            _import(interp, name, site)
        elif isinstance(name, str) and package >= 0:
            interp.solver.listen(package, lambda base: _import_below(interp, name, base, site))

    interp.solver.listen(site.positional[0][0], found)


def _import_below(interp: AbstractInterpreter, name: str, package: int, site: CallSite) -> None:
    base = text_of(interp.objects, package)
    if base is not None:
        below = name.lstrip(".")
        _import(interp, absolute(base, len(name) - len(below), below), site)


def _import(interp: AbstractInterpreter, name: str, site: CallSite) -> None:
    target = site.target if site.target >= 0 else interp.solver.new()
    interp.import_name(name, "", site._replace(target=target, positional=(), keywords=()))


def _import_function(interp: AbstractInterpreter, site: CallSite) -> None:
    _import_module(interp, site._replace(target=-1))
    if site.target < 0 or not site.positional:
        return

    def found(value: int) -> None:
        text = text_of(interp.objects, value)
        if text is None:
            interp.solver.add(site.target, UNKNOWN)
        elif text and not text.startswith("."):
            whole = text if len(site.positional) > _PLACE_OF_NAMES else text.partition(".")[0]
            interp.import_name(whole, "", site._replace(positional=(), keywords=()))

    interp.solver.listen(site.positional[0][0], found)


MODELS: Final[dict[str, Model]] = {"importlib.import_module": _import_module}
BUILTINS: Final[dict[str, Model]] = {"__import__": _import_function}
