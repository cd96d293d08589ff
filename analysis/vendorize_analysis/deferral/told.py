"""Names anywhere in a module that matter for when others are loaded."""

from __future__ import annotations

import ast
import re

from vendorize_analysis.deferral.expressions import ANY
from vendorize_analysis.model.names import absolute
from vendorize_analysis.summarizing.syntax.chains import chain_of

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
_LOADERS = frozenset({"__import__", "import_module"})
EVALUATORS = frozenset({"ForwardRef", "__globals__", "_eval_type", "evaluate_forward_ref", "f_globals"})
"""Names of what evaluates texts among the names of another module, or has these."""
_NAMES = EVALUATORS | {"start_new_thread"}


def matters(item: ast.Subscript) -> bool:
    """Tell whether somebody reads an item, or gives one with a name that is known another value."""
    return isinstance(item.ctx, ast.Load) or isinstance(item.slice, ast.Constant)


def told_by(tree: ast.Module) -> frozenset[str]:
    """Return what a module names that matters for others: variables of OpenSSL, starts of threads, `EVALUATORS`."""
    found = set[str]()
    for node in ast.walk(tree):
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


def names_in_texts(tree: ast.Module) -> frozenset[str]:
    """Return the texts of a module that are dotted names, or words."""
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return frozenset(text for text in texts if _DOTTED.match(text))


def had_by_text(tree: ast.Module, package: str) -> frozenset[str]:
    """Return `name.*` for each module that code loads by a constant text: it has that, and may ask it for any name."""
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=called, args=[ast.Constant(value=str(text)), *_]) if _LOADERS & {*chain_of(called)[-1:]}:
                name = text.lstrip(".")
                found.add(f"{absolute(package, len(text) - len(name), name)}.{ANY}")
            case _:
                pass
    return frozenset(found)
