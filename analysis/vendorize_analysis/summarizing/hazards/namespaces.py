"""Namespaces that are used as dictionaries (VZ202), and the names that are asked of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.model.hazards.namespaces import NamespaceRead, ReplacedModule
from vendorize_analysis.model.patterns import ANYTHING, Pattern
from vendorize_analysis.model.rules import LISTINGS, NAMESPACES
from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.hazards.arguments import literal
from vendorize_analysis.summarizing.hazards.attributes import literal_attribute
from vendorize_analysis.summarizing.hazards.members import listed_members, may_be_class
from vendorize_analysis.summarizing.held import found_globals
from vendorize_analysis.summarizing.prefixes import fold

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer


def namespace(gatherer: Gatherer, node: ast.Call) -> None:
    """`globals()` and, outside functions, `locals()` and `vars()`: the namespace as a dictionary."""
    name = getattr(node.func, "id", "")
    if any(node is item for item in gatherer.settled) or node in gatherer.looked_up:
        return
    if name == "vars" and node.args:
        listed_members(gatherer, node)
    elif name == "globals" and gatherer.lists_itself and NAMESPACES not in gatherer.target.without:
        return
    elif name == "globals" or (name in {"locals", "vars"} and not gatherer.depth):
        gatherer.hazard(NamespaceRead(node.lineno))


def key_asked_for(gatherer: Gatherer, node: ast.Call) -> None:
    """`cls.__dict__.get("x")`, `sys.modules.get("x")`: one key is asked for."""
    _loaded_module(gatherer, node)
    if isinstance(node.func, ast.Attribute) and node.args:
        inspect_key(gatherer, node.func.value, node.args[0])


def inspect_key(gatherer: Gatherer, container: ast.expr, key: ast.expr) -> bool:
    """`x.__dict__["a"]`, `"a" in vars(x)`, `globals()[f"_{name}"]`: names that are asked for in a namespace.

    Tells whether the container is a variable of which no more is asked.
    """
    pattern = fold(key)
    match container:
        case ast.Name(id=name) if name in (gatherer.scope.namespaces or ()):
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                gatherer.attribute(pattern.prefix, container.lineno)
                return True
            gatherer.scope.revealed = {*(gatherer.scope.revealed or ()), name}
        case (
            ast.Attribute(value=receiver, attr="__dict__")
            | ast.Call(func=ast.Name(id="vars"), args=[receiver], keywords=[])
        ):
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                gatherer.looked_up.append(container)
                literal_attribute(gatherer, chain_of(receiver), pattern.prefix, container.lineno)
            elif (chain := chain_of(receiver)) and LISTINGS not in gatherer.target.without:
                gatherer.looked_up.append(container)
                _member_by_name(gatherer, chain, pattern, container.lineno)
        case ast.Attribute(attr="f_globals"):
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                gatherer.looked_up.append(container)
                gatherer.attribute(pattern.prefix, container.lineno)
        case ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]) if _is_missing_name(gatherer, key):
            gatherer.looked_up.append(container)
        case ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]) if pattern.useful:
            gatherer.looked_up.append(container)
            gatherer.hazard(NamespaceRead(container.lineno, pattern))
        case _:
            pass
    return False


def _is_missing_name(gatherer: Gatherer, key: ast.expr) -> bool:
    """Recognise the name that a module's `__getattr__` is asked for: no statement of the module binds that one."""
    if NAMESPACES in gatherer.target.without:
        return False
    return isinstance(key, ast.Name) and key.id == gatherer.missing_name and gatherer.is_local(key.id)


def _member_by_name(gatherer: Gatherer, chain: tuple[str, ...], pattern: Pattern, line: int) -> None:
    """`name in cls.__dict__`: as `getattr(cls, name)`, where the receiver may be a class or a module."""
    is_owner = gatherer.is_owner(chain[0])
    of_class = is_owner and (chain[1:] == ("__class__",) or (len(chain) == 1 and chain[0] != "self"))
    if of_class or may_be_class(gatherer, chain):
        gatherer.hazard(ComputedAttribute(line, ANYTHING if pattern.exact else pattern, of_class))


def inspect_stored_key(gatherer: Gatherer, container: ast.expr) -> None:
    """`globals()[name] = value`: gives a name to a value, and reads none."""
    if NAMESPACES not in gatherer.target.without and isinstance(container, ast.Call):
        gatherer.looked_up.append(container)


def changed_namespace(gatherer: Gatherer, node: ast.Call) -> None:
    """`globals().update(names)`: gives names to values, and reads none."""
    match node.func:
        case _ if NAMESPACES in gatherer.target.without:
            pass
        case ast.Attribute(value=ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]) as container):
            gatherer.looked_up.append(container)
        case _:
            pass


def passed_namespace(gatherer: Gatherer, node: ast.Name) -> None:
    """`namespace = globals`: the function is a value."""
    if node is not gatherer.callee and not gatherer.is_local(node.id):
        gatherer.hazard(NamespaceRead(node.lineno))


def foreign_namespace(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`frame.f_globals`, `function.__globals__`: some module's namespace, most likely this one's."""
    if node not in gatherer.looked_up:
        found_globals(gatherer, node)


def inspect_subscript(gatherer: Gatherer, node: ast.Subscript) -> None:
    """`sys.modules[x]`: the module as an object, or a replacement for it."""
    if chain_of(node.value)[-2:] != ("sys", "modules"):
        return
    if isinstance(node.ctx, ast.Store):
        gatherer.hazard(ReplacedModule(node.lineno))
    else:
        _loaded(gatherer, node.slice)


def _loaded_module(gatherer: Gatherer, node: ast.Call) -> None:
    """`sys.modules.get(x)`: as `sys.modules[x]`."""
    if isinstance(node.func, ast.Attribute) and node.args and chain_of(node.func.value)[-2:] == ("sys", "modules"):
        _loaded(gatherer, node.args[0])


def _loaded(gatherer: Gatherer, name: ast.expr) -> None:
    if chain_of(name) == ("__name__",):
        gatherer.hazard(NamespaceRead(name.lineno, form="module"))
    elif literal(name):
        gatherer.imports.append(ImportRef(0, literal(name), ".", "", name.lineno))
