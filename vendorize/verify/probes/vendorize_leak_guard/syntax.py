"""Put checks into the syntax tree of released code, where it reads names that only the overlay has.

The statements keep their lines, values stay what they are, and files on disk are not touched. Not looked at are class
patterns of `match`, annotations that Python does not evaluate, reads by C code, and `getattr` under another name.
"""

# ruff: noqa: N815 - the names of visiting methods are given by ast

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Any

from .checks import PREFIX
from .scopes import FUNCTIONS, bound, mangled, own_nodes, parameters

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from .frames import Source

_GETTERS = frozenset({"getattr", "hasattr"})
_FINDERS = frozenset({"import_module", "__import__", "import_", "resolve_name", "load", "get", "pop"})
_MAKERS = frozenset({"attrgetter", "methodcaller"})
_SPACES = frozenset({"globals", "vars", "locals"})
WORDS = frozenset({*_GETTERS, *_FINDERS, *_MAKERS, *_SPACES, "__dict__", "modules"})
"""Without one of these, or a name that only the overlay has, a module has nothing to check."""


def instrument(tree: ast.Module, source: Source, attributes: Container[str]) -> bool:
    """Put the checks into a tree; give whether there are any. `attributes` may be looked for in something."""
    checks = Checks(source, attributes, eager=_evaluates_annotations(tree))
    tree.body = checks.block(tree.body)
    ast.fix_missing_locations(tree)
    return checks.found > 0


def ending(tree: ast.Module) -> None:
    """Let a module say when it is loaded."""
    node = ast.Expr(_call("loaded", [ast.Call(ast.Name("globals", ast.Load()), [], [])]))
    if tree.body:
        ast.copy_location(node, tree.body[-1])
    tree.body.append(node)
    ast.fix_missing_locations(tree)


def _evaluates_annotations(tree: ast.Module) -> bool:
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    future = any(alias.name == "annotations" for node in imports for alias in node.names)
    return not future and sys.version_info < (3, 14)


class _Scope:
    def __init__(self, kind: str, names: Iterable[str] = (), name: str = "") -> None:
        self.kind = kind
        self.names = frozenset(names)
        self.globals: set[str] = set()
        self.name = name


class Checks(ast.NodeTransformer):
    """Wraps reads in checks; one visitor per module."""

    def __init__(self, source: Source, attributes: Container[str], *, eager: bool) -> None:
        self.names = source.names
        self.added = source.places
        self.dropped = source.dropped
        self.attributes = attributes
        self.eager = eager
        self.scopes = [_Scope("module")]
        self.found = 0

    def block(self, body: list[Any]) -> list[Any]:
        """Give the statements of a block with checks; one that is not released stays as it is."""
        done: list[Any] = []
        for node in body:
            if isinstance(node, ast.stmt) and (node.lineno, node.col_offset) in self.added:
                done.append(self._entered(node))
                continue
            new = self.visit(node)
            done += new if isinstance(new, list) else [new]
        return done

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit the children, blocks as blocks."""
        for field, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, field, self.block(value))
            elif isinstance(value, list):
                setattr(node, field, [self.visit(one) if isinstance(one, ast.AST) else one for one in value])
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node

    def check(self, name: str, arguments: list[ast.expr], place: ast.AST) -> ast.expr:
        """Give the call of a check at the place of a node."""
        self.found += 1
        return ast.copy_location(_call(name, arguments), place)

    # -- scopes

    def visit_FunctionDef(self, node: Any) -> Any:  # noqa: ANN401 - both kinds of functions
        """Visit what is evaluated around a function there, and its body in a scope of its own."""
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        self._arguments(node.args)
        if self.eager and node.returns is not None:
            node.returns = self.visit(node.returns)
        names = parameters(node.args) | bound(node.body) | {one.name for one in getattr(node, "type_params", ())}
        scope = _Scope("function", names)
        for one in own_nodes(node.body):
            if isinstance(one, ast.Global):
                scope.globals.update(one.names)
        self.scopes.append(scope)
        node.body = self.block(node.body)
        self.scopes.pop()
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """Visit the body in a scope of its own."""
        self._arguments(node.args)
        self.scopes.append(_Scope("function", parameters(node.args)))
        node.body = self.visit(node.body)
        self.scopes.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Visit bases and decorators around the class, and its body in a scope of its own."""
        for field in ("decorator_list", "bases", "keywords"):
            setattr(node, field, [self.visit(one) for one in getattr(node, field)])
        self.scopes.append(_Scope("class", bound(node.body), node.name))
        node.body = self.block(node.body)
        self.scopes.pop()
        return node

    def _comprehension(self, node: Any) -> Any:  # noqa: ANN401 - four kinds
        first = node.generators[0]
        first.iter = self.visit(first.iter)
        self.scopes.append(_Scope("function", bound(one.target for one in node.generators)))
        for number, one in enumerate(node.generators):
            one.target = self.visit(one.target)
            one.iter = one.iter if number == 0 else self.visit(one.iter)
            one.ifs = [self.visit(test) for test in one.ifs]
        for field in ("elt", "key", "value"):
            if hasattr(node, field):
                setattr(node, field, self.visit(getattr(node, field)))
        self.scopes.pop()
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def _arguments(self, node: ast.arguments) -> None:
        node.defaults = [self.visit(one) for one in node.defaults]
        node.kw_defaults = [one and self.visit(one) for one in node.kw_defaults]
        if self.eager:
            every = [*node.posonlyargs, *node.args, *node.kwonlyargs, node.vararg, node.kwarg]
            for one in every:
                if one is not None and one.annotation is not None:
                    one.annotation = self.visit(one.annotation)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Leave an annotation alone that Python does not evaluate."""
        node.target = self.visit(node.target)
        if self.eager and self.scopes[-1].kind != "function":
            node.annotation = self.visit(node.annotation)
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    # -- reads

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Check the read of a global name that only the overlay has."""
        if isinstance(node.ctx, ast.Load) and node.id in self.names and self._is_global(node.id):
            return self.check("name", [node, ast.Constant(node.id)], node)
        return node

    def _is_global(self, name: str) -> bool:
        for depth, scope in enumerate(reversed(self.scopes)):
            if name in scope.globals or scope.kind == "module":
                return True
            if name in scope.names and (scope.kind == "function" or depth == 0):
                return False
        return True

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Check the object whose attribute is read; the read itself stays in its frame."""
        node.value = self.visit(node.value)
        name = mangled(self._class(), node.attr)
        if isinstance(node.ctx, ast.Load) and name in self.attributes:
            self._wrap(node, name)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Check an attribute that is read before it is written."""
        self.generic_visit(node)
        if isinstance(node.target, ast.Attribute):
            name = mangled(self._class(), node.target.attr)
            if name in self.attributes:
                self._wrap(node.target, name)
        return node

    def _wrap(self, node: ast.Attribute, name: str) -> None:
        node.value = self.check("attribute", [node.value, ast.Constant(name)], node.value)

    def _class(self) -> str:
        return next((scope.name for scope in reversed(self.scopes) if scope.kind == "class"), "")

    def visit_MatchClass(self, node: Any) -> Any:  # noqa: ANN401 - new in Python 3.10
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
        node.args = [ast.copy_location(ast.Starred(checked, ast.Load()), node)]
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

    def visit_Import(self, node: ast.Import) -> Any:  # noqa: ANN401
        """Check modules after they were imported."""
        gone = self.dropped.get((node.lineno, node.col_offset), ())
        released = [one.name for one in node.names if one.name not in gone]
        wanted = [name for name in released if any(part in self.attributes for part in name.split("."))]
        calls = [self.check("imported", [ast.Constant(0), ast.Constant(name), _texts(())], node) for name in wanted]
        return [node, *(ast.copy_location(ast.Expr(call), node) for call in calls)]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:  # noqa: ANN401
        """Check names after they were imported."""
        module = node.module or ""
        gone = self.dropped.get((node.lineno, node.col_offset), ())
        names = [one.name for one in node.names if one.name in self.attributes and one.name not in gone]
        if module == "__future__" or not (names or any(part in self.attributes for part in module.split("."))):
            return node
        call = self.check("imported", [ast.Constant(node.level), ast.Constant(module), _texts(names)], node)
        return [node, ast.copy_location(ast.Expr(call), node)]

    # -- what is not released

    def _entered(self, node: ast.stmt) -> ast.stmt:
        """Let a method that only the overlay has say by whom it was called."""
        if self.scopes[-1].kind != "class" or not isinstance(node, FUNCTIONS):
            return node
        owner = ".".join(scope.name for scope in self.scopes[1:])
        if any(scope.kind != "class" for scope in self.scopes[1:]):
            return node
        call = self.check("entered", [ast.Constant(owner), ast.Constant(mangled(owner, node.name))], node.body[0])
        start = 1 if ast.get_docstring(node, clean=False) is not None else 0
        node.body.insert(start, ast.copy_location(ast.Expr(call), node.body[0]))
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
