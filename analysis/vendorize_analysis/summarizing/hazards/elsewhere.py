"""Whose module or namespace an expression is: one's own, or around what was handed in, or who calls (VZ203)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Literal

from vendorize_analysis.model.hazards.members import MemberListing
from vendorize_analysis.model.rules import NAMESPACES
from vendorize_analysis.summarizing.references.local_values import key_of_loaded, known_chain
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

Whose = Literal["given", "caller", ""]

_GOING: Final = frozenset({"sorted", "list", "tuple", "set", "frozenset", "enumerate", "iter", "filter", "map"})
"""Functions that go through what they are given, the last argument; of `sorted` the first."""
_COPYING: Final = _GOING | {"dict"}
"""A dictionary by itself is rather one to evaluate text in."""
_VIEWS: Final = frozenset({"items", "keys", "values", "copy"})
_MAY_BE: Final = frozenset({ast.Attribute, ast.BinOp, ast.BoolOp, ast.Call, ast.Dict, ast.IfExp, ast.Name})
_LISTING: Final = frozenset({"dir", "vars", "getmembers"})
_LABELS: Final = frozenset({"__module__", "__name__", "__qualname__"})
"""Attributes that say what something is called, and where it is."""
_GLOBALS: Final = frozenset({"f_globals", "__globals__"})
_OWN_FRAMES: Final = frozenset({"_getframe", "currentframe"})
_DEEPEST: Final = 4
"""Steps that are followed: views, copies, variables."""


def gone_through(collector: ReferenceCollector, node: ast.expr) -> None:
    """`for name in function.__globals__`: whoever goes through names may ask for each of them."""
    if node.__class__ in _MAY_BE and NAMESPACES not in collector.target.without:
        _note(collector, _namespace(collector, node, 0), node)


def gone_through_by(collector: ReferenceCollector, node: ast.For | ast.AsyncFor) -> None:
    """`for value in function.__globals__.values():`, unless that only says of each value where it is from.

    `value.__module__ = public` for all that is there: what is not there needs it not.
    """
    if not _only_relabels(node):
        gone_through(collector, node.iter)


def _only_relabels(node: ast.For | ast.AsyncFor) -> bool:
    names = {item.id for item in ast.walk(node.target) if isinstance(item, ast.Name)}
    below = [item for each in node.body for item in ast.walk(each)]
    known = {id(item.value) for item in below if isinstance(item, ast.Attribute) and item.attr in _LABELS}
    for item in below:
        match item:
            case ast.Call(func=ast.Name(id="getattr" | "setattr"), args=[of, ast.Constant(value=label), *_]):
                known |= {id(of)} if label in _LABELS else set()
            case _:
                pass
    return all(id(item) in known for item in below if isinstance(item, ast.Name) and item.id in names)


def listed_module(collector: ReferenceCollector, node: ast.expr) -> None:
    """`dir(sys.modules[function.__module__])`: the same for the members of the module around something."""
    if NAMESPACES not in collector.target.without:
        _note(collector, _module(collector, node, 0), node)


def asked_elsewhere(collector: ReferenceCollector, container: ast.expr, key: ast.expr) -> None:
    """`frame.f_globals[name]`: any name of a caller may be asked for."""
    if isinstance(container, ast.Attribute):
        of_code = container.attr in _GLOBALS
    else:
        of_code = isinstance(container, ast.Name) and container.id in (collector.scope.namespaces or ())
    if of_code and NAMESPACES not in collector.target.without and not fold(key).exact:
        _note(collector, _namespace(collector, container, 0), container)


def through_call(collector: ReferenceCollector, node: ast.Call) -> None:
    """`sorted(function.__globals__)`: as a loop. `map(vars, modules)`: each of them is listed."""
    match node:
        case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id=name), *_]) if name in _LISTING:
            collector.hazard(MemberListing(node.lineno, "unknown"))
        case _:
            pass
    if node.args:
        gone_through(collector, node.args[0 if last_name(node.func) == "sorted" else -1])


def _note(collector: ReferenceCollector, whose: Whose, node: ast.expr) -> None:
    if whose:
        collector.hazard(MemberListing(node.lineno, whose))


def _namespace(collector: ReferenceCollector, node: ast.expr, depth: int) -> Whose:
    """Say whose namespace an expression is, if it is one of code elsewhere, or a view or copy of it."""
    found: Whose = ""
    match node:
        case _ if depth > _DEEPEST:
            pass
        case ast.Attribute(attr="f_globals"):
            found = "" if _is_own_frame(node.value) else "caller"
        case ast.Attribute(attr="__globals__"):
            chain = chain_of(node)
            # Of a plain name that is no variable it is the module around, as a rule.
            found = "" if len(chain) == 2 and not collector.is_local(chain[0]) else "given"  # noqa: PLR2004
        case ast.Attribute(value=module, attr="__dict__") | ast.Call(func=ast.Name(id="vars"), args=[module]):
            found = _module(collector, module, depth + 1)
        case _:
            found = _any(_namespace(collector, value, depth + 1) for value in _copied(collector, node))
    return found


def _copied(collector: ReferenceCollector, node: ast.expr) -> Iterable[ast.expr]:
    """Return what an expression has its keys from: what it is a view or copy of, what a variable was given."""
    found: Sequence[ast.expr] = ()
    match node:
        case ast.Call(func=ast.Attribute(value=held, attr=view), args=[]) if view in _VIEWS:
            found = [held]
        case ast.Call(func=ast.Name(id=name), args=[_, *_]) if name in _COPYING:
            found = [node.args[0 if name == "sorted" else -1]]
        case ast.Dict(keys=keys, values=values):
            found = [value for key, value in zip(keys, values, strict=True) if key is None]
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            found = [one, other]
        case ast.BoolOp(values=values):
            found = values
        case ast.Name(id=name):
            found = _values(collector, name)
        case _:
            pass
    return found


def _is_own_frame(node: ast.expr) -> bool:
    """Recognise `sys._getframe()` and `inspect.currentframe()`, whose globals are those of the module around."""
    if not isinstance(node, ast.Call) or last_name(node.func) not in _OWN_FRAMES:
        return False
    return not node.args or (isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)


def _module(collector: ReferenceCollector, node: ast.expr, depth: int) -> Whose:
    """Say around what a module is found."""
    if depth > _DEEPEST:
        return ""
    key = key_of_loaded(collector, node)
    if key is not None:
        return _key(collector, key, depth + 1)
    called = known_chain(collector, node.func)[-1:] if isinstance(node, ast.Call) and node.args else ()
    if called == ("getmodule",):
        return "given"
    if called in {("import_module",), ("__import__",)}:
        return _key(collector, node.args[0], depth + 1)  # type: ignore[attr-defined]
    if isinstance(node, ast.Name):
        return _any(_module(collector, value, depth + 1) for value in _values(collector, node.id))
    return ""


def _key(collector: ReferenceCollector, node: ast.expr, depth: int) -> Whose:
    """Say of what an expression is the name of its module."""
    match node:
        case _ if depth > _DEEPEST:
            return ""
        case ast.Attribute(attr="__module__"):
            return "given"
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value="__module__"), *_]):
            return "given"
        case (
            ast.Subscript(value=held, slice=ast.Constant(value="__name__"))
            | ast.Call(func=ast.Attribute(value=held, attr="get"), args=[ast.Constant(value="__name__"), *_])
        ):
            return _namespace(collector, held, depth + 1)
        case ast.Name(id=name):
            return _any(_key(collector, value, depth + 1) for value in _values(collector, name))
        case _:
            return ""


def _values(collector: ReferenceCollector, name: str) -> list[ast.expr]:
    """Return what assignments have given a variable of a function so far."""
    for scope in collector.inner_scopes():
        if name in scope.bound and not scope.is_class:
            return (scope.texts or {}).get(name, [])
    return []


def _any(found: Iterable[Whose]) -> Whose:
    return next(filter(None, found), "")


def is_own_module(collector: ReferenceCollector, name: ast.expr) -> bool:
    """Tell whether an expression is the name of the module that it stands in, as far as can be seen."""
    match name:
        case ast.Name(id="__name__") | ast.Attribute(value=ast.Name(id="__spec__"), attr="name"):
            return True
        case ast.Attribute(value=ast.Name(id=holder), attr="__module__"):
            return collector.is_owner(holder) or not collector.is_local(holder)
        case (
            ast.Attribute(value=ast.Attribute(value=ast.Name(id=holder), attr="__class__"), attr="__module__")
            | ast.Attribute(value=ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=holder)]), attr="__module__")
        ):
            return collector.is_owner(holder)
        case _:
            return False


CALLS: Final = dict.fromkeys(sorted(_GOING), through_call)
"""By the last name of the callee."""
