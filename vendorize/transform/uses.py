"""Which global names a module needs while it is imported, and which functions need later."""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeGuard

from vendorize.transform.forms import Function
from vendorize_analysis.summarizing.syntax.below import features
from vendorize_analysis.summarizing.syntax.chains import last_called, parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

_BUILTINS = frozenset(dir(builtins))
_NAMESPACES = frozenset({"eval", "exec", "globals"})
"""Functions that see which names the module around them has; `dir` and `vars` do without arguments."""
_IMPORTERS = frozenset(
    {
        "create_module",
        "exec_module",
        "find_distributions",
        "find_module",
        "find_spec",
        "get_code",
        "get_data",
        "load_module",
    }
)
"""Functions that Python calls while it imports: what they import themselves would call them again."""
_PLAIN_DECORATORS = frozenset(
    {
        "abstractmethod",
        "asynccontextmanager",
        "cached_property",
        "classmethod",
        "contextmanager",
        "getter",
        "lru_cache",
        "overload",
        "override",
        "property",
        "setter",
        "staticmethod",
        "wraps",
    }
)
"""Decorators that leave annotations alone; `register` of a generic function, say, evaluates them."""
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(slots=True)
class Uses:
    """What is read and bound where; mutable while it is gathered."""

    now: set[str] = field(default_factory=set)
    """Names that are read outside of functions, or in an annotation, which somebody may evaluate."""
    bound: Counter[str] = field(default_factory=Counter)
    """How often the module gives each of its names a value."""
    text_only: bool = False
    """Annotations of functions are text, which nobody evaluates."""
    functions: list[tuple[Function, frozenset[str]]] = field(default_factory=list)
    """The outermost functions, with the names that they and those in them may read of the module."""

    def why_now(self, name: str) -> str:
        """Return why a name has to be bound when the module has run; empty where it may be bound later."""
        reasons = {
            f"{name} is used when the module is imported": name in self.now,
            f"{name} is bound more than once": self.bound[name] > 1,
            f"{name} is the name of a built-in": name in _BUILTINS,
            f"{name} is a name of the language": name.startswith("__"),
        }
        return next((why for why, holds in reasons.items() if holds), "")


def why_none(tree: ast.Module, uses: Uses, *, by_path: bool) -> str:
    """Return why no import of a module may wait."""
    if by_path:
        return "the text of its module may be read"
    own = {"__getattr__", "__dir__"} & uses.bound.keys()
    if own:
        return f"its module has {min(own)} of its own"
    return next(filter(None, map(_hindrance, ast.walk(tree))), "")


def _hindrance(node: ast.AST) -> str:
    """Return why an expression or statement somewhere in a module keeps all its imports where they stand."""
    why = ""
    match node:
        case ast.Name(id=name) if name in _NAMESPACES:
            why = f"line {node.lineno} may see which names its module has ({name})"
        case ast.Call(func=ast.Name(id="dir" | "locals" | "vars" as name), args=[]):
            why = f"line {node.lineno} may see which names its module has ({name})"
        case ast.Attribute(value=ast.Name(id="sys"), attr="path" | "path_hooks" | "meta_path"):
            why = f"line {node.lineno} may change where modules are found"
        case ast.FunctionDef(name=name) if name in _IMPORTERS:
            why = f"line {node.lineno} defines {name}, which runs while something is imported"
        case ast.ImportFrom(names=[ast.alias(name="*")]):
            why = f"line {node.lineno} may bind any name"
        case _:
            pass
    return why


def is_function(node: ast.AST) -> TypeGuard[Function]:
    """Tell whether a node is the definition of a function."""
    return isinstance(node, Function)


def bound_by(node: ast.Import | ast.ImportFrom) -> tuple[str, ...]:
    """Return the names that an import statement binds."""
    plain = isinstance(node, ast.Import)
    return tuple(one.asname or (one.name.partition(".")[0] if plain else one.name) for one in node.names)


def uses_in(tree: ast.Module, *, annotated: bool = True) -> Uses:
    """Return the uses of a module; `annotated`: somebody may evaluate annotations that are text."""
    uses = Uses(text_only=not annotated and "annotations" in features(tree))
    _look(uses, tree.body, in_class=False)
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            uses.bound.update(dict.fromkeys(node.names, 2))
    return uses


def _look(uses: Uses, nodes: Iterable[ast.AST], *, in_class: bool) -> None:
    for node in nodes:
        if is_function(node):
            _function(uses, node, in_class=in_class)
            continue
        match node:
            case ast.Import() | ast.ImportFrom():
                _bind(uses, bound_by(node), in_class=in_class)
            case ast.Name(id=name, ctx=ast.Load()):
                uses.now.add(name)
            case ast.Name(id=name):
                _bind(uses, (name,), in_class=in_class)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                _bind(uses, (name,), in_class=in_class)
            case ast.AnnAssign(annotation=inner) | ast.Subscript(slice=inner):
                _annotation(uses, inner)
            case ast.ClassDef(name=name):
                _bind(uses, (name,), in_class=in_class)
                _look(uses, [*node.bases, *node.keywords, *node.decorator_list], in_class=in_class)
                _look(uses, [*getattr(node, "type_params", ()), *node.body], in_class=True)
                continue
            case _:
                pass
        _look(uses, ast.iter_child_nodes(node), in_class=in_class)


def _bind(uses: Uses, names: Iterable[str], *, in_class: bool) -> None:
    if not in_class:
        uses.bound.update(names)


def _annotation(uses: Uses, node: ast.AST) -> None:
    """Note what an annotation may mean, in texts too."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            uses.now.add(one.id)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            uses.now.update(_WORD.findall(one.value))


def _function(uses: Uses, node: Function, *, in_class: bool) -> None:
    arguments = node.args
    every = parameters(arguments)
    _bind(uses, (node.name,), in_class=in_class)
    head = [*node.decorator_list, *arguments.defaults, *filter(None, arguments.kw_defaults)]
    _look(uses, [*head, *getattr(node, "type_params", ())], in_class=in_class)
    if not (uses.text_only and _is_plain(node)):
        for annotation in (node.returns, *(one.annotation for one in every)):
            if annotation is not None:
                _annotation(uses, annotation)
    inner = [one for child in node.body for one in ast.walk(child)]
    for one in inner:
        if is_function(one) and not (uses.text_only and _is_plain(one)):
            annotated = [one.returns, *(each.annotation for each in ast.walk(one.args) if isinstance(each, ast.arg))]
            for annotation in filter(None, annotated):
                _annotation(uses, annotation)
    local = {one.arg for one in every}
    local |= {one.id for one in _own(node.body) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    read = {one.id for one in inner if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)} - local
    uses.functions.append((node, frozenset(read)))


def _is_plain(node: Function) -> bool:
    """Tell whether no decorator of a function asks for its annotations."""
    return _PLAIN_DECORATORS.issuperset(map(last_called, node.decorator_list))


def _own(body: Iterable[ast.AST]) -> Iterable[ast.AST]:
    """Yield the nodes of a function's own scope."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not is_function(node) and not isinstance(
            node, ast.ClassDef | ast.Lambda | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
        ):
            waiting += ast.iter_child_nodes(node)
