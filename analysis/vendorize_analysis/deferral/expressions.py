"""What single expressions say."""

from __future__ import annotations

import ast

from vendorize_analysis.summarizing.syntax.below import children_of
from vendorize_analysis.summarizing.syntax.chains import chain_of

ANY = "*"
"""Stands for a name that is computed, and for whatever gives one."""
SETTERS = frozenset({"setattr", "delattr"})
_LOADERS = frozenset({"__import__", "import_module", "reload", "get", "pop"})
"""Calls that give a module; the last two are those of `sys.modules`."""
_FIXED = frozenset({"NewType", "ParamSpec", "TypeVar", "TypeVarTuple", "compile", "frozenset", "namedtuple", "object"})
"""Calls whose result nobody changes."""


def gives_module(node: ast.expr) -> bool:
    """Tell whether an expression gives a module that is not named by a statement."""
    if isinstance(node, ast.Subscript):
        return dotted(node.value).endswith("modules")
    name = dotted(node.func) if isinstance(node, ast.Call) else ""
    last = name.rpartition(".")[2]
    return last in _LOADERS and (last not in {"get", "pop"} or name.endswith(f"modules.{last}"))


def is_constant(node: ast.expr) -> bool:
    """Tell whether nothing can change the value of an expression once it is made."""
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp() | ast.BinOp() | ast.Tuple():
            return all(is_constant(one) for one in children_of(node) if isinstance(one, ast.expr))
        case ast.Call(func=function):
            return dotted(function).rpartition(".")[2] in _FIXED
        case ast.Subscript(value=value):
            # `List[int]`, `Type["X"]`; a table has a name in capitals
            return bool(chain_of(value)) and chain_of(value)[-1][:1].isupper() and not _is_table(chain_of(value)[-1])
        case _:
            return False


def _is_table(name: str) -> bool:
    return len(name) > 1 and name.isupper()


def namespace_of(node: ast.expr) -> ast.expr | None:
    """Return the `x` of `vars(x)` or `x.__dict__`."""
    match node:
        case ast.Call(func=ast.Name(id="vars"), args=[owner]) | ast.Attribute(value=owner, attr="__dict__"):
            return owner
        case _:
            return None


def compares_identity(operators: list[ast.cmpop]) -> bool:
    """Tell whether a comparison asks which objects it is given, and nothing of them."""
    return all(isinstance(one, ast.Is | ast.IsNot) for one in operators)


def constants_in(tree: ast.Module) -> set[str]:
    """Return the names of a module that it gives nothing but constants, in branches too; imports are left out."""
    fixed, others, waiting = set[str](), set[str](), list[ast.AST](tree.body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                continue
            case ast.Assign(targets=targets, value=value) if is_constant(value):
                fixed.update(one.id for one in targets if isinstance(one, ast.Name))
                continue
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is None or is_constant(value):
                fixed.update((name,) if value else ())
                continue
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                others.add(name)
            case _:
                pass
        waiting += children_of(node)
    return fixed - others


def text(node: ast.expr) -> str:
    """Return a constant as text; `ANY` for another expression."""
    return str(node.value) if isinstance(node, ast.Constant) else ANY


def dotted(node: ast.AST) -> str:
    """Return a dotted name as text; nothing for another expression."""
    return ".".join(chain_of(node))
