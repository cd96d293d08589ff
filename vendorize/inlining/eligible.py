"""What a statement must not do if it is to do the same in another module."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards import DESCRIPTIONS
from vendorize_analysis.reachability.construction import Construction
from vendorize_analysis.reachability.hierarchy import Hierarchy
from vendorize_analysis.reachability.purity import Purity, extends_property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.inlining.ground import Ground
    from vendorize.model.inlined import Obstacle
    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.summary import Part

MOVABLE: Final = frozenset({"def", "class", "assign", "annotation"})
_OF_THE_MODULE: Final = frozenset(
    {
        "__annotations__", "__builtins__", "__cached__", "__dict__", "__doc__", "__file__", "__loader__", "__name__",
        "__package__", "__path__", "__spec__",
    }
)  # fmt: skip
"""Names that each module has of its own."""
_BY_CALLER: Final = frozenset({"__import__", "eval", "exec", "globals"})
"""Built-ins that ask in which module their caller stands."""
_PLACED: Final = (
    "copyreg", "gettext.translation", "importlib", "inspect.currentframe", "inspect.getframeinfo", "inspect.getmodule",
    "inspect.getsource", "inspect.stack", "inspect.trace", "logging", "pickle", "pkgutil", "shelve", "sys._getframe",
    "sys._getframemodulename", "sys.modules", "sys.settrace", "traceback", "warnings.warn", "warnings.warn_explicit",
)  # fmt: skip
"""Modules and functions of the standard library that see in which module, file or line their caller stands."""
_PLACED_TOPS: Final = frozenset(one.partition(".")[0] for one in _PLACED)


def judge(program: Program) -> Purity:
    """Return what tells whether a statement does more than bind its name."""
    hierarchy = Hierarchy(program)
    return Purity(program, hierarchy, Construction(program, hierarchy), (extends_property,))


def family(linked: LinkedModule, index: int) -> Iterator[Part]:
    """Yield a part and all parts in it."""
    inside = {index}
    yield linked.parts[index]
    for part in linked.parts[index + 1 :]:
        if part.parent in inside:
            inside.add(part.index)
            yield part


def unfit(ground: Ground, purity: Purity, module: str, index: int, node: ast.stmt) -> Iterator[Obstacle]:
    """Yield the reasons why a part cannot stand in another module."""
    linked = ground.linked(module)
    part = linked.parts[index]
    name = part.binds[0] if part.binds else ""
    for inner in family(linked, index):
        for hazard in inner.hazards:
            said = DESCRIPTIONS[hazard.code].title
            yield ground.obstacle(module, hazard.line, f"{name}: what it needs cannot be read ({hazard.code}: {said})")
    if purity.has_effect(linked, part) or part.execution.mutates:
        yield ground.obstacle(module, part.span.line, f"{name} does more than bind its name when it runs")
    for child in ast.walk(node):
        if isinstance(child, ast.Global):
            yield ground.obstacle(module, child.lineno, f"{name} binds a name of its module: {', '.join(child.names)}")
        yield from _imports(ground, module, child, name)


def _imports(ground: Ground, module: str, node: ast.AST, name: str) -> Iterator[Obstacle]:
    """Refuse imports inside of functions and classes that mean something else elsewhere, or that lead back."""
    match node:
        case ast.Import(names=aliases):
            wanted = [alias.name for alias in aliases]
        case ast.ImportFrom(level=0, module=str(given)):
            wanted = [given]
        case ast.ImportFrom():
            wanted = [""]
        case _:
            return
    for one in wanted:
        top = one.partition(".")[0]
        if ground.program.kind(top) != "stdlib" or top in _PLACED_TOPS:
            what = one or "a relative name"
            yield ground.obstacle(module, getattr(node, "lineno", 0), f"{name} imports {what} when it runs")


def misplaced(name: str) -> str:
    """Return why a global name that is bound nowhere in its module must not be used; empty if it may."""
    if name in _OF_THE_MODULE:
        return f"asks its module for {name}"
    if name in _BY_CALLER:
        return f"uses {name}, which sees the module of its caller"
    return ""


def sees_place(dotted: str) -> str:
    """Return why a name of the standard library must not be used; empty if it may."""
    return f"uses {dotted}, which sees in which module or line its caller stands" if _is_placed(dotted) else ""


def _is_placed(dotted: str) -> bool:
    return any(dotted == one or dotted.startswith(f"{one}.") for one in _PLACED)
