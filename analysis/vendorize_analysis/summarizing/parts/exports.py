"""What a module exports to `from module import *`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.summarizing.effects.effect import Effect
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_ALL: Final = "__all__"
_CHANGES: Final = frozenset({"append", "extend", "insert", "remove", "pop", "clear"})


class Exports:
    """Collects `__all__` over the statements of a module body; mutable, never leaves the summarizing stage."""

    def __init__(self) -> None:
        self.names: list[str] | None = None
        self.is_open = False
        """More than literals make it."""

    def add(self, node: ast.stmt, collector: ReferenceCollector, effect: Effect) -> None:
        """Take up what a statement does to `__all__`, if anything."""
        if _ALL in collector.strings or _ALL in collector.words:  # `globals()["__all__"] = names`, and code that is run
            self.is_open = True
        mentioned = collector.reads_exports or collector.exports_change
        if not mentioned and _ALL not in collector.top.bound and _ALL not in effect.mutates:
            return
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                self._take(value)
            case ast.AnnAssign(target=ast.Name(id="__all__"), value=value):
                if value is not None:
                    self._take(value)
            case ast.AugAssign(target=ast.Name(id="__all__"), op=ast.Add(), value=value):
                self._take(value)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr="extend"), args=[value])
            ):
                self._take(value)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr="append"), args=[value])
            ):
                self._take(ast.List([value]))
            case ast.Delete():
                self.is_open |= any(chain[0] == _ALL for chain in collector.top.loads)
            case _:
                self.is_open |= _ALL in collector.top.bound or _ALL in effect.mutates or _is_changed(collector)

    def _take(self, value: ast.expr) -> None:
        found = literal_names(value)
        self.is_open |= found is None
        self.names = [*(self.names or ()), *(found or ())]

    def result(self) -> tuple[str, ...] | None:
        """Return the literal names without repetitions; None where the module has no `__all__`."""
        return None if self.names is None else tuple(dict.fromkeys(self.names))


def _is_changed(collector: ReferenceCollector) -> bool:
    """Tell whether `__all__` is changed by a method, inside a function or a larger statement."""
    if collector.exports_change or not collector.reads_exports:
        return collector.exports_change
    chains: Iterable[tuple[str, ...]] = (*collector.top.loads, *collector.deferred)
    return any(chain[0] == _ALL and chain[-1] in _CHANGES for chain in chains)


def literal_names(node: ast.expr) -> list[str] | None:
    """Return the names in a literal list or tuple of strings, or in a sum of these; None for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = literal_names(node.left), literal_names(node.right)
        return None if left is None or right is None else [*left, *right]
    if not isinstance(node, (ast.List, ast.Tuple)):
        return None
    names = [item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return names if len(names) == len(node.elts) else None
