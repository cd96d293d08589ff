"""Put checks into the syntax tree of released code, where it uses names that only the overlay has.

The statements keep their lines, values stay what they are, and files on disk are not touched. Not looked at are class
patterns of `match`, annotations that Python does not evaluate, reads by C code, and `getattr` under another name.
"""

# ruff: noqa: N802 - the names of visiting methods are given by ast

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from .checks import PREFIX
from .scoped import Scoped, evaluates_annotations
from .scopes import FUNCTIONS, mangled, own_nodes

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from .frames import GuardedModule

_GETTERS = frozenset({"getattr", "hasattr", "setattr", "delattr"})
_BY_CONTEXT = {ast.Load: "attribute", ast.Store: "stored", ast.Del: "deleted"}
_FINDERS = frozenset({"import_module", "__import__", "import_", "resolve_name", "load", "get", "pop"})
_MAKERS = frozenset({"attrgetter", "methodcaller"})
_SPACES = frozenset({"globals", "vars", "locals"})
WORDS = frozenset({*_GETTERS, *_FINDERS, *_MAKERS, *_SPACES, "__dict__", "modules"})
"""Without one of these, or a name that only the overlay has, a module has nothing to check."""


def instrument(tree: ast.Module, source: GuardedModule, attributes: Container[str]) -> bool:
    """Put the checks into a tree; give whether there are any. `attributes` may be looked for in something."""
    checks = Checks(source, attributes, eager=evaluates_annotations(tree))
    tree.body = checks.block(tree.body)
    return checks.found > 0


def ending(tree: ast.Module) -> None:
    """Let a module say when it is loaded."""
    node = ast.Expr(_call("loaded", []))
    if tree.body:
        _place(node, tree.body[-1])
    tree.body.append(ast.fix_missing_locations(node))


class Checks(Scoped):
    """Wraps reads in checks; one visitor per module."""

    def __init__(self, source: GuardedModule, attributes: Container[str], *, eager: bool) -> None:
        self.names = source.names
        self.added = source.places
        self.dropped = source.dropped
        self.attributes = attributes
        super().__init__(eager=eager)
        self.found = 0

    def statement(self, node: Any) -> Any:
        """Return a statement with checks; one that is not released stays as it is."""
        if isinstance(node, ast.stmt) and (node.lineno, node.col_offset) in self.added:
            return self._entered(node)
        return self.visit(node)

    def check(self, name: str, arguments: list[ast.expr], place: ast.AST) -> ast.expr:
        """Return the call of a check at the place of a node."""
        self.found += 1
        call: ast.expr = _place(_call(name, arguments), place)
        return call

    # -- reads, and what may look like a plain store

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Check the read of a global name that only the overlay has."""
        if node.id in self.names and isinstance(node.ctx, ast.Load) and self.is_global(node.id):
            return self.check("name", [node, ast.Constant(node.id)], node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Check the object whose attribute is read, set or deleted; that itself stays in its frame."""
        self._attribute(node, _BY_CONTEXT[type(node.ctx)])
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Check an attribute that is read before it is written: what stands in the way of the one does of the other."""
        if not isinstance(node.target, ast.Attribute):
            return self.generic_visit(node)
        self._attribute(node.target, "attribute")
        node.value = self.visit(node.value)
        return node

    def _attribute(self, node: ast.Attribute, check: str) -> None:
        node.value = self.visit(node.value)
        name = mangled(self.owner(), node.attr)
        if name in self.attributes:
            node.value = self.check(check, [node.value, ast.Constant(name)], node.value)

    def visit_MatchClass(self, node: Any) -> Any:
        """Leave the class alone: a pattern must be a plain name there."""
        node.patterns = [self.visit(one) for one in node.patterns]
        node.kwd_patterns = [self.visit(one) for one in node.kwd_patterns]
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Check calls that look up by name."""
        self.generic_visit(node)
        called = _last(node.func)
        if called in _GETTERS and isinstance(node.func, ast.Name) and len(node.args) > 1 and not node.keywords:
            return self._getter(node)
        if called in _MAKERS:
            return self.check("getter", [node], node)
        if called in _FINDERS and (called not in ("get", "pop") or _is_space(_receiver(node.func))):
            return self.check("result", [node], node)
        return node

    def _getter(self, node: ast.Call) -> ast.expr:
        name = node.args[1]
        if any(isinstance(one, ast.Starred) for one in node.args):
            return node
        literal = isinstance(name, ast.Constant)
        if literal and getattr(name, "value", None) not in self.attributes:
            return node
        values = ast.Tuple(node.args, ast.Load())
        again = ast.Name(node.func.id, ast.Load())  # type: ignore[attr-defined]
        checked = self.check("arguments", [again, values, ast.Constant(literal)], node)
        node.args = [_place(ast.Starred(checked, ast.Load()), node)]
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Check what is taken from a namespace."""
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or not _is_space(node.value):
            return node
        if _last(getattr(node.value, "func", None)) == "globals":
            # Python 3.8 has a node around the key.
            holder, field = (node.slice, "value") if type(node.slice).__name__ == "Index" else (node, "slice")
            key = getattr(holder, field)
            setattr(holder, field, self.check("key", [key, ast.Constant(isinstance(key, ast.Constant))], key))
            return node
        return self.check("result", [node], node)

    def visit_Import(self, node: ast.Import) -> Any:
        """Check modules after they were imported."""
        gone = self.dropped.get((node.lineno, node.col_offset), ())
        released = [one.name for one in node.names if one.name not in gone]
        wanted = [name for name in released if any(part in self.attributes for part in name.split("."))]
        calls = [self.check("imported", [ast.Constant(0), ast.Constant(name), _texts(())], node) for name in wanted]
        return [node, *(_place(ast.Expr(call), node) for call in calls)]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        """Check names after they were imported."""
        module = node.module or ""
        gone = self.dropped.get((node.lineno, node.col_offset), ())
        names = [one.name for one in node.names if one.name in self.attributes and one.name not in gone]
        if module == "__future__" or not (names or any(part in self.attributes for part in module.split("."))):
            return node
        call = self.check("imported", [ast.Constant(node.level), ast.Constant(module), _texts(names)], node)
        return [node, _place(ast.Expr(call), node)]

    # -- what is not released

    def _entered(self, node: ast.stmt) -> ast.stmt:
        """Let a method that only the overlay has say by whom it was called, and a module's `__getattr__` for whom."""
        if self.scopes[-1].kind == "module" and isinstance(node, ast.FunctionDef) and node.name == "__getattr__":
            return self._serving(node)
        if self.scopes[-1].kind != "class" or not isinstance(node, FUNCTIONS):
            return node
        owner = ".".join(scope.name for scope in self.scopes[1:])
        if any(scope.kind != "class" for scope in self.scopes[1:]):
            return node
        call = self.check("entered", [ast.Constant(owner), ast.Constant(mangled(owner, node.name))], node.body[0])
        start = 1 if ast.get_docstring(node, clean=False) is not None else 0
        node.body.insert(start, _place(ast.Expr(call), node.body[0]))
        return node

    def _serving(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Check for whom a value is; that every import asks for `__path__` in vain means nothing."""
        for one in list(own_nodes(node.body)):
            if isinstance(one, ast.Return) and one.value is not None:
                one.value = self.check("served", [one.value], one.value)
        return node


def _place(node: Any, at: ast.AST) -> Any:
    """Return a new node, and all that is new in it, at the place of another; to look through whole trees takes long.

    What has a place already was in the text, with all that is below it.
    """
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (ast.expr, ast.stmt)) and not hasattr(each, "lineno"):
            ast.copy_location(each, at)
            waiting += ast.iter_child_nodes(each)
    return node


def _call(name: str, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Name(PREFIX + name, ast.Load()), arguments, [])


def _texts(names: Iterable[str]) -> ast.Tuple:
    return ast.Tuple([ast.Constant(name) for name in names], ast.Load())


def _last(node: ast.AST | None) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _receiver(node: ast.AST) -> ast.AST | None:
    return getattr(node, "value", None)


def _is_space(node: ast.AST | None) -> bool:
    """Tell whether an expression gives a namespace as a mapping."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _SPACES
    return isinstance(node, ast.Attribute) and node.attr in ("__dict__", "modules")
