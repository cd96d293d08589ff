"""Names anywhere in a module that matter for when others are loaded."""

from __future__ import annotations

import ast

EVALUATORS = frozenset({"ForwardRef", "__globals__", "_eval_type", "evaluate_forward_ref", "f_globals"})
"""Names of what evaluates texts among the names of another module, or has these."""
_NAMES = EVALUATORS | {"start_new_thread"}


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
