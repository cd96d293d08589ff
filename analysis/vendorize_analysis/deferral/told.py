"""Names anywhere in a module that matter for when others are loaded."""

from __future__ import annotations

import ast
import re

from vendorize_analysis.deferral.expressions import ANY
from vendorize_analysis.model.names import absolute
from vendorize_analysis.summarizing.syntax.below import children_of, nodes_in
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_called

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
_LOADERS = frozenset({"__import__", "import_module"})
EVALUATORS = frozenset({"ForwardRef", "__globals__", "_eval_type", "evaluate_forward_ref", "f_globals"})
"""Names of what evaluates texts among the names of another module, or has these."""
SEES_ALL = frozenset({"get_objects", "get_referents", "get_referrers"})
"""Functions of `gc` that find any object."""
SUBCLASSES = "__subclasses__"
STARTS = "start()"
"""Stands for threads that a module may start while it is imported."""
_STARTERS = frozenset({"run_in_executor", "start", "start_new_thread", "submit"})
_NAMES = EVALUATORS | SEES_ALL | {SUBCLASSES, "start_new_thread"}


def matters(item: ast.Subscript) -> bool:
    """Tell whether somebody reads an item, or gives one with a name that is known another value."""
    return isinstance(item.ctx, ast.Load) or isinstance(item.slice, ast.Constant)


def told_by(tree: ast.Module) -> frozenset[str]:
    """Return what a module names that matters for others: variables of OpenSSL, starts of threads, `EVALUATORS`."""
    found = {STARTS} if _starts_threads(tree) else set[str]()
    for node in nodes_in(tree):
        match node:
            case ast.Constant(value=str(text)) if text.startswith("OPENSSL_"):
                found.add(text)
            case ast.Attribute(attr=name) | ast.alias(name=name) if name in _NAMES:
                found.add(name)
            case ast.Name(id=name) if name in EVALUATORS:
                found.add(name)
            case _:
                pass
    return frozenset(found)


def _starts_threads(tree: ast.Module) -> bool:
    """Tell whether a module may start a thread while it is imported, by a function or class of its own too."""
    if not any(isinstance(node, ast.Call) and last_called(node) in _STARTERS for node in nodes_in(tree)):
        return False
    own, waiting = set[str](), list[ast.AST](tree.body)
    called = set[str]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            own.add(node.name)
        elif not isinstance(node, ast.Lambda) and not (isinstance(node, ast.If) and _asks_for_main(node.test)):
            called.update([last_called(node)] if isinstance(node, ast.Call) else ())
            waiting += children_of(node)
    return not called.isdisjoint(own | _STARTERS)


def _asks_for_main(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == "__main__" for node in nodes_in(test))


def names_in_texts(tree: ast.Module) -> frozenset[str]:
    """Return the texts of a module that are dotted names, or words."""
    texts = (node.value for node in nodes_in(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return frozenset(text for text in texts if _DOTTED.match(text))


def had_by_text(tree: ast.Module, package: str) -> frozenset[str]:
    """Return `name.*` for each module that code loads by a constant text: it has that, and may ask it for any name."""
    found = set[str]()
    for node in nodes_in(tree):
        match node:
            case ast.Call(func=called, args=[ast.Constant(value=str(text)), *_]) if _LOADERS & {*chain_of(called)[-1:]}:
                name = text.lstrip(".")
                found.add(f"{absolute(package, len(text) - len(name), name)}.{ANY}")
            case _:
                pass
    return frozenset(found)
