"""Find the regular expressions that a module compiles while it is imported, and what it imports then (Python 3.8+)."""

from __future__ import annotations

import ast
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from vendorize_constants import Constants, UnknownValueError  # type: ignore[import-not-found]  # beside it where it runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize_constants import Values

    Resolve = Callable[[int, str, str], Any]
    """Level and module of an import, and a name: its value; raises `UnknownValueError`."""
    Assigned = ast.Assign | ast.AnnAssign | ast.AugAssign

MOST = 512
"""Expressions that `re` keeps."""
_OURS = frozenset({"prepared", "removed", "removed_members", "removed_modules"})
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class ModuleReading:
    """What was found in a module, in order; what branches and handlers of errors import is not certain to be."""

    def __init__(self, tree: ast.Module, resolve: Resolve) -> None:
        self.expressions: list[tuple[str | bytes, int]] = []
        """Text and flags."""
        self.imports: list[tuple[int, str, str]] = []
        """Level, module, and the name that comes from it; empty for the module itself."""
        self.opening, self.harmless = _opening(tree.body)
        """Those of them that come before anything else happens; whether nothing else happens."""
        self.values: Values = {}
        self._re: dict[str, str] = {}
        """Names of what is from `re`, by its own name there; that of the module is empty."""
        self._resolve = resolve
        self._constants = Constants(self._of_re)
        self._block(tree.body, self.values, certain=True)

    def _block(self, body: Iterable[ast.stmt], values: Values, *, certain: bool) -> None:
        for node in body:
            if isinstance(node, ast.Import):
                self._imported(node, certain=certain)
            elif isinstance(node, ast.ImportFrom):
                self._imported_from(node, values, certain=certain)
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                self._assigned(node, values)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._look(values, *node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults))
            elif isinstance(node, ast.ClassDef):
                self._look(values, *node.decorator_list, *node.bases, *(one.value for one in node.keywords))
                self._block(node.body, dict(values), certain=certain)
            else:
                self._compound(node, values, certain=certain)

    def _compound(self, node: ast.stmt, values: Values, *, certain: bool) -> None:
        sure = certain and isinstance(node, (ast.Try, ast.With))
        if certain and isinstance(node, ast.If):
            other = _opening(node.orelse)[0]
            self.imports += [one for one in _opening(node.body)[0] if one in other]
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr):
                self._look(values, value)
            elif field == "handlers":
                for handler in value:
                    self._block(handler.body, values, certain=False)
            elif isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                self._block(value, values, certain=sure and field == "body")

    def _imported(self, node: ast.Import, *, certain: bool) -> None:
        for one in node.names if certain else ():
            self.imports.append((0, one.name, ""))
            if one.name == "re":
                self._re[one.asname or one.name] = ""

    def _imported_from(self, node: ast.ImportFrom, values: Values, *, certain: bool) -> None:
        for one in node.names:
            found, name = (node.level, node.module or "", one.name), one.asname or one.name
            values.pop(name, None)
            if found[:2] == (0, "re"):
                if certain:
                    self._re[name] = one.name
            else:
                with suppress(UnknownValueError):
                    values[name] = self._resolve(*found)
            if certain:
                self.imports.append(found)

    def _assigned(self, node: Assigned, values: Values) -> None:
        if node.value is None:
            return
        self._look(values, node.value)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value = ast.BinOp(node.target, node.op, node.value) if isinstance(node, ast.AugAssign) else node.value
        try:
            found = [self._constants.value(value, values)]
        except UnknownValueError:
            found = []
        for target in targets:
            for one in ast.walk(target):
                if isinstance(one, ast.Name):
                    values.pop(one.id, None)
            if found and isinstance(target, ast.Name):
                values[target.id] = found[0]

    def _look(self, values: Values, *nodes: ast.AST) -> None:
        """Find the calls that compile, outside of functions."""
        waiting = [(node, values) for node in reversed(nodes)]
        while waiting:
            node, known = waiting.pop()
            if isinstance(node, _COMPREHENSIONS):
                turns = list(islice(self._constants.turns(node, known), MOST)) or [known]
                parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
                waiting += [(part, turn) for turn in reversed(turns) for part in parts]
            elif not isinstance(node, ast.Lambda):
                if isinstance(node, ast.Call) and self._of_re(node.func) == "compile":
                    self._compiled(node, known)
                waiting += [(one, known) for one in ast.iter_child_nodes(node)]

    def _compiled(self, node: ast.Call, values: Values) -> None:
        given = {**dict(zip(("pattern", "flags"), node.args)), **{one.arg or "": one.value for one in node.keywords}}
        try:
            pattern = self._constants.value(given.get("pattern"), values)
            flags = self._constants.value(given["flags"], values) if "flags" in given else 0
        except UnknownValueError:
            return
        if isinstance(pattern, (str, bytes)) and isinstance(flags, int):
            self.expressions.append((pattern, flags))

    def _of_re(self, node: ast.expr) -> str:
        """Return what of `re` an expression names; empty for nothing of it."""
        if isinstance(node, ast.Name):
            return self._re.get(node.id, "")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return node.attr if self._re.get(node.value.id) == "" else ""
        return ""


def _opening(body: Iterable[ast.stmt]) -> tuple[list[tuple[int, str, str]], bool]:
    """Return what is imported before a statement that may do something else, and whether there is no such statement."""
    found: list[tuple[int, str, str]] = []
    for node in body:
        if isinstance(node, ast.Import):
            found += [(0, one.name, "") for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.level, node.module or "", one.name) for one in node.names]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.decorator_list or node.args.defaults or any(node.args.kw_defaults) or _annotated(node):
                return found, False
        elif _is_ours(node):
            continue
        elif not isinstance(getattr(node, "value", None), ast.Constant) or not _binds_names(node):
            return found, False
    return found, True


def _is_ours(node: ast.stmt) -> bool:
    """Tell whether a statement calls what our support module has for the beginning of modules."""
    call = node.value if isinstance(node, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    if not isinstance(function, ast.Attribute) or function.attr not in _OURS:
        return False
    found = function.value
    return isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and found.func.id == "__import__"


def _annotated(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    every = (one for one in ast.walk(node.args) if isinstance(one, ast.arg))
    return node.returns is not None or any(one.annotation is not None for one in every)


def _binds_names(node: ast.stmt) -> bool:
    """Tell whether a statement with a constant does no more than to give it names."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return isinstance(node, (ast.Expr, ast.Assign)) and all(isinstance(one, ast.Name) for one in targets)
