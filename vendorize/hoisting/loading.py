"""Where a module has others by names: computed ones that it imports, and all of them in `sys.modules`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.hoisting.texts import ASKING
from vendorize.hoisting.words import LOADERS
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.hoisting.texts import ModuleText

_BY_TEXT = frozenset({"delattr", "getattr", "hasattr", "setattr"})
RUNNING = frozenset({"eval", "exec"})
"""What runs a text, which may import anything, and set any name."""


def why_table(module: ModuleText) -> str:
    """Return where a module looks at `sys.modules` otherwise than by a constant or its own name."""
    allowed = {id(node) for found in ast.walk(module.tree) for node in _plain_looks(found)}
    for node in ast.walk(module.tree):
        match node:
            case ast.ImportFrom(module="sys", names=names):
                is_look = any(one.name == "modules" for one in names)
            case ast.Attribute(attr="modules", value=value) if id(node) not in allowed:
                is_look = _is_sys(value, module)
            case ast.Name() if "sys" in module.named.get(node.id, ()):
                is_look = id(node) not in allowed
            case ast.Constant(value="modules"):
                is_look = not module.words.isdisjoint(ASKING) and "sys" in module.words
            case _:
                is_look = False
        if is_look:
            return f"{module.name}:{getattr(node, 'lineno', 0)} looks at sys.modules, or may"
    return ""


def _is_sys(node: ast.expr, module: ModuleText) -> bool:
    base = chain_of(node)
    return not base or base[-1].lstrip("_") == "sys" or (len(base) == 1 and "sys" in module.named.get(base[0], ()))


def _plain_looks(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Attribute(value=ast.Name() as table, attr=name) if name not in {"__dict__", "__getattribute__"}:
            yield table
        case ast.Call(func=ast.Name(id=asking), args=[table, ast.Constant(), *_]) if asking in _BY_TEXT:
            yield table  # which one is a text as any other
        case ast.Subscript(value=table, slice=key) if _is_plain(key):
            yield table
        case ast.Call(func=ast.Attribute(value=table, attr="get" | "pop"), args=[key, *_]) if _is_plain(key):
            yield table
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[table]) if _is_plain(key):
            yield table
        case _:
            pass


def _is_plain(key: ast.expr) -> bool:
    return isinstance(key, ast.Constant) or chain_of(key) == ("__name__",)


def computed_in(module: ModuleText) -> Iterator[tuple[str, str]]:
    """Yield what the names begin with that a module computes and imports something by, with where."""
    called = {id(node.func): node for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.alias) and node.asname and node.name.rpartition(".")[2] in LOADERS:
            yield "", f"{module.name}:{node.lineno}"
        if not isinstance(node, ast.Name | ast.Attribute) or chain_of(node)[-1:] == ():
            continue
        if chain_of(node)[-1] not in LOADERS and not (isinstance(node, ast.Name) and node.id in RUNNING):
            continue
        call = called.get(id(node))
        where = f"{module.name}:{node.lineno}"
        if call is None or not call.args:
            yield "", where
        elif not isinstance(call.args[0], ast.Constant):
            yield _beginning(call.args[0]), where
        elif str(call.args[0].value).startswith("."):
            continue  # its text is seen as any other
    yield from (("", f"{module.name} ({one})") for one in sorted((module.told - module.words) & LOADERS))


def _beginning(node: ast.expr) -> str:
    """Return what the name that an expression computes begins with: a package, or nothing."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) | ast.BinOp(left=ast.Constant(value=str(text))):
            text = text.partition("%")[0]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            text = text.partition("{")[0]
        case _:
            text = ""
    return text if "." in text and not text.startswith(".") else ""
