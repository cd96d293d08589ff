"""Which names of a module stay what they are."""

from __future__ import annotations

import ast


def stable_names(tree: ast.Module) -> frozenset[str]:
    """Return the names of a module that a proposal may share: its functions and classes, and what nobody can change.

    Imported names are not among them: what a module can do is not what the original did with it.
    """
    found = [one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    for one in tree.body:
        if isinstance(one, ast.Assign) and _is_fixed(one.value):
            found += [target.id for target in one.targets if isinstance(target, ast.Name)]
        elif isinstance(one, ast.AnnAssign) and one.value and _is_fixed(one.value) and isinstance(one.target, ast.Name):
            found.append(one.target.id)
    return frozenset(found)


def _is_fixed(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(map(_is_fixed, node.elts))
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in {"object", "re.compile", "frozenset"}
    return isinstance(node, ast.Constant) or (isinstance(node, ast.UnaryOp) and _is_fixed(node.operand))
