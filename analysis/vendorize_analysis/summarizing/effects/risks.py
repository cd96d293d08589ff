"""Operations of a statement that may raise when it runs, though all names that it reads are bound.

`os.environ["X"]`, `library.name`, `a + b`: nobody notices that such a statement goes, unless somebody who imports the
module catches the error and goes another way. So these are no effects; the search counts them where that may be.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, Final

from vendorize_analysis.model.summary import SUBSCRIPTED
from vendorize_analysis.newer.nodes import TypeAlias
from vendorize_analysis.summarizing.effects.hooks import may_refuse_fields
from vendorize_analysis.summarizing.syntax.chains import chain_of, conjuncts, last_name, parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.model.summary import Chain

ANY_RISK: Final[tuple[Chain, ...]] = ((),)
"""What may raise, whatever its names turn out to be."""
_EVERYWHERE: Final = frozenset(
    {
        *("Any", "Callable", "ClassVar", "Dict", "FrozenSet", "Generic", "Iterable", "Iterator", "List", "Mapping"),
        *("Optional", "Protocol", "Sequence", "Set", "TYPE_CHECKING", "Tuple", "Type", "Union"),
        *("dict", "frozenset", "list", "platform", "set", "tuple", "type", "version_info"),
    }
)
"""Names that every Python has and very much code asks for: types, which may be subscripted, and what tests ask."""
_ADDING: Final = frozenset({"add", "append", "clear", "discard", "setdefault"})
_TAKES_ANYTHING: Final = frozenset(
    {"NewType", "ParamSpec", "TypeVar", "callable", "cast", "classmethod", "hasattr", "property", "staticmethod"}
)
"""Functions that raise for no argument, other than where these raise."""
_LATE_FLAGS: Final = re.compile(r".\(\?[aiLmsux]+\)", re.DOTALL)  # inside of regular expressions: refused since 3.11
_DISPLAYS: Final = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict)
_SAFE_COMPARISONS: Final = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)
_NAMES_OF_MODULE: Final = frozenset({"__file__", "__name__", "__package__"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Risks:
    """Goes through what one statement evaluates."""

    __slots__ = ("annotations", "chains", "waiting")

    def __init__(self, *, annotations: bool) -> None:
        self.annotations = annotations
        self.chains: dict[Chain, None] = {}
        self.waiting: list[ast.AST | None] = []

    def look(self, node: ast.AST) -> tuple[Chain, ...]:
        """Return the operations of a node and all below it that is evaluated with it."""
        self.waiting.append(node)
        while self.waiting:
            each = self.waiting.pop()
            judge = _JUDGES.get(each.__class__)
            if judge is None or judge(self, each):
                return ANY_RISK
        return tuple(self.chains)


def risks_of(node: ast.stmt, *, annotations: bool) -> tuple[Chain, ...]:
    """Return what a part evaluates that may raise: dotted names that may lack an attribute, or `ANY_RISK`.

    A chain that ends in `SUBSCRIPTED` is a subscript of what it names. With `annotations` those are evaluated. Of an
    `if` that is a container the test counts, of a class its header: what is in them are parts of their own.
    """
    risks = _Risks(annotations=annotations)
    match node:
        case ast.If(test=test):
            return risks.look(test)
        case ast.ClassDef():
            risks.waiting += (*node.bases, *(each.value for each in node.keywords), *_decorations(node.decorator_list))
            return ANY_RISK if may_refuse_fields(node) else risks.look(ast.Pass())
        case ast.Try() | ast.TryStar() | ast.Import() | ast.ImportFrom():
            return ()
        case _:
            return risks.look(node)


def names_tested(test: ast.expr) -> frozenset[Chain]:
    """Return the dotted names that are there where a condition holds: `hasattr(typing, "Self")`."""
    found: set[Chain] = set()
    for each in conjuncts(test):
        match each:
            case ast.Call(func=ast.Name(id="hasattr"), args=[owner, ast.Constant(value=str(name))]):
                found.add((*chain_of(owner), name))
            case _:
                pass
    return frozenset(found)


def _decorations(nodes: list[ast.expr]) -> list[ast.expr]:
    """Return what decorators are called with; whether they are there at all is asked when it is asked what they do."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return [value for call in calls for value in (*call.args, *(keyword.value for keyword in call.keywords))]


# -- judges: each tells whether there is a risk that nothing more is known of -------------------------------------


def _quiet(_risks: _Risks, _node: object) -> bool:
    return False


def _expression(risks: _Risks, node: ast.Expr) -> bool:
    """Judge an expression by itself: methods that change a container may not find what they take out."""
    risks.waiting.append(node.value)
    function = node.value.func if isinstance(node.value, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr not in _ADDING


def _below(risks: _Risks, node: ast.AST) -> bool:
    risks.waiting += ast.iter_child_nodes(node)
    return False


def _function(risks: _Risks, node: _Function) -> bool:
    args = node.args
    risks.waiting += (*args.defaults, *args.kw_defaults, *_decorations(node.decorator_list))
    if risks.annotations:
        risks.waiting += (parameter.annotation for parameter in parameters(args))
        risks.waiting.append(node.returns)
    return False


def _lambda(risks: _Risks, node: ast.Lambda) -> bool:
    risks.waiting += (*node.args.defaults, *node.args.kw_defaults)
    return False


def _assign(risks: _Risks, node: ast.Assign) -> bool:
    risks.waiting += (node.value, *node.targets)
    return False


def _annotated(risks: _Risks, node: ast.AnnAssign) -> bool:
    risks.waiting += (node.value, node.target, node.annotation if risks.annotations else None)
    return False


def _loop(risks: _Risks, node: ast.For) -> bool:
    risks.waiting += (node.iter, node.target, *node.body, *node.orelse)
    return not isinstance(node.iter, _DISPLAYS)


def _attribute(risks: _Risks, node: ast.Attribute) -> bool:
    if isinstance(node.ctx, ast.Store):
        risks.waiting.append(node.value)
        return False
    chain = chain_of(node)
    if node.attr not in _EVERYWHERE or chain[-2:-1] == ("collections",):  # that has no types since Python 3.10
        risks.chains[chain] = None
    return not chain


def _subscript(risks: _Risks, node: ast.Subscript) -> bool:
    risks.waiting.append(node.slice)
    if isinstance(node.ctx, ast.Store):
        risks.waiting.append(node.value)
        return False
    chain = chain_of(node.value)
    if chain and chain[-1] not in _EVERYWHERE:
        risks.chains[(*chain, SUBSCRIPTED)] = None
    return not chain


def _sequence(risks: _Risks, node: ast.Tuple | ast.List) -> bool:
    """Judge a display, or targets: a value may have another number of items than these."""
    risks.waiting += node.elts
    return isinstance(node.ctx, ast.Store)


def _call(risks: _Risks, node: ast.Call) -> bool:
    """Judge a call: of what is called it is asked elsewhere what it does; with plain arguments it does not raise."""
    given = (*node.args, *(keyword.value for keyword in node.keywords))
    risks.waiting += given
    if not chain_of(node.func):
        risks.waiting.append(node.func)
    return last_name(node.func) not in _TAKES_ANYTHING and not all(map(_is_plain, given))


def _is_plain(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return all(map(_is_plain, node.elts))
    if isinstance(node, ast.Constant):
        return not (isinstance(node.value, str) and _LATE_FLAGS.search(node.value))
    return isinstance(node, ast.Lambda) or (isinstance(node, ast.Name) and node.id in _NAMES_OF_MODULE)


def _comparison(risks: _Risks, node: ast.Compare) -> bool:
    risks.waiting += (node.left, *node.comparators)
    of_version = chain_of(node.left) == ("sys", "version_info")
    return not of_version and not all(isinstance(each, _SAFE_COMPARISONS) for each in node.ops)


def _operation(risks: _Risks, node: ast.UnaryOp) -> bool:
    risks.waiting.append(node.operand)
    return not isinstance(node.op, ast.Not) and not isinstance(node.operand, ast.Constant)


def _formatted(risks: _Risks, node: ast.FormattedValue) -> bool:
    risks.waiting.append(node.value)
    return node.format_spec is not None


def _comprehension(risks: _Risks, node: Any) -> bool:  # noqa: ANN401 (four node classes with the same fields)
    for generator in node.generators:
        risks.waiting += (generator.iter, generator.target, *generator.ifs)
    risks.waiting += (getattr(node, field, None) for field in ("elt", "key", "value"))
    return not all(isinstance(generator.iter, _DISPLAYS) for generator in node.generators)


_JUDGES: Final[dict[type, Callable[[_Risks, Any], bool]]] = {
    **dict.fromkeys((type(None), ast.Constant, ast.Name, ast.Load, ast.Store, ast.And, ast.Or, ast.Pass), _quiet),
    **dict.fromkeys((ast.Import, ast.ImportFrom, TypeAlias), _quiet),
    ast.Expr: _expression,
    ast.If: _below,
    ast.BoolOp: _below,
    ast.IfExp: _below,
    ast.Set: _below,
    ast.Dict: _below,
    ast.Slice: _below,
    ast.JoinedStr: _below,
    ast.NamedExpr: _below,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _lambda,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.For: _loop,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Tuple: _sequence,
    ast.List: _sequence,
    ast.Call: _call,
    ast.Compare: _comparison,
    ast.UnaryOp: _operation,
    ast.FormattedValue: _formatted,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
}
"""Classes of nodes that need not raise; all others may (`a + b`, `x += 1`, `*args`)."""
