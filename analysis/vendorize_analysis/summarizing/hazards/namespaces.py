"""Namespaces that are used as dictionaries (VZ202), and the names that are asked of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.model.hazards.members import MemberListing
from vendorize_analysis.model.hazards.modules import ImportHook
from vendorize_analysis.model.hazards.namespaces import NamespaceRead, ReplacedModule
from vendorize_analysis.model.patterns import ANYTHING, Pattern, beginning
from vendorize_analysis.model.rules import LISTINGS, NAMESPACES
from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.hazards.arguments import argument, literal
from vendorize_analysis.summarizing.hazards.attributes import literal_attribute
from vendorize_analysis.summarizing.hazards.elsewhere import asked_elsewhere, is_own_module
from vendorize_analysis.summarizing.hazards.members import listed_members, may_be_class
from vendorize_analysis.summarizing.references.computed_names import respells
from vendorize_analysis.summarizing.references.local_values import found_globals, is_imported, is_loaded, known_chain
from vendorize_analysis.summarizing.syntax.chains import begins_with, chain_of, conjuncts
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def namespace(collector: ReferenceCollector, node: ast.Call) -> None:
    """`globals()` and, outside functions, `locals()` and `vars()`: the namespace as a dictionary."""
    name = getattr(node.func, "id", "")
    if any(node is item for item in collector.settled) or node in collector.looked_up:
        return
    if name == "vars" and node.args:
        listed_members(collector, node)
    elif name == "globals" and collector.lists_itself and NAMESPACES not in collector.target.without:
        return
    elif name == "globals" or (name in {"locals", "vars"} and not collector.depth):
        collector.hazard(NamespaceRead(node.lineno))


def key_asked_for(collector: ReferenceCollector, node: ast.Call) -> None:
    """`cls.__dict__.get("x")`, `sys.modules.get("x")`: one key is asked for."""
    _loaded_module(collector, node)
    if isinstance(node.func, ast.Attribute) and node.args:
        asked_elsewhere(collector, node.func.value, node.args[0])
        inspect_key(collector, node.func.value, node.args[0])


def inspect_key(collector: ReferenceCollector, container: ast.expr, key: ast.expr) -> bool:
    """`x.__dict__["a"]`, `"a" in vars(x)`, `globals()[f"_{name}"]`: names that are asked for in a namespace.

    Tells whether the container is a variable of which no more is asked.
    """
    pattern = fold(key)
    match container:
        case ast.Name(id=name) if name in (collector.scope.namespaces or ()):
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                collector.attribute(pattern.prefix, container.lineno)
                return True
            collector.scope.revealed = {*(collector.scope.revealed or ()), name}
        case (
            ast.Attribute(value=receiver, attr="__dict__")
            | ast.Call(func=ast.Name(id="vars"), args=[receiver], keywords=[])
        ):
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                collector.looked_up.append(container)
                literal_attribute(collector, chain_of(receiver), pattern.prefix, container.lineno)
            elif (chain := chain_of(receiver)) and LISTINGS not in collector.target.without:
                collector.looked_up.append(container)
                _member_by_name(collector, container, chain, key)
        case ast.Attribute(attr="f_globals" | "__globals__"):
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                collector.looked_up.append(container)
                collector.attribute(pattern.prefix, container.lineno)
        case ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]) if _is_missing_name(collector, key):
            collector.looked_up.append(container)
        case ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]) if pattern.useful:
            collector.looked_up.append(container)
            collector.hazard(NamespaceRead(container.lineno, pattern))
        case _:
            pass
    return False


def _is_missing_name(collector: ReferenceCollector, key: ast.expr) -> bool:
    """Recognise the name that a module's `__getattr__` is asked for: no statement of the module binds that one."""
    if NAMESPACES in collector.target.without:
        return False
    return isinstance(key, ast.Name) and key.id == collector.missing_name and collector.is_local(key.id)


def _member_by_name(collector: ReferenceCollector, container: ast.expr, chain: tuple[str, ...], key: ast.expr) -> None:
    """`name in cls.__dict__`: as `getattr(cls, name)`, where the receiver may be a class or a module.

    `name in vars(module)` is `name in module.__dict__`: all names of it, where nothing is known of that one.
    """
    if not fold(key).useful:
        _any_name_of(collector, chain, container)
    is_owner = collector.is_owner(chain[0])
    of_class = is_owner and (chain[1:] == ("__class__",) or (len(chain) == 1 and chain[0] != "self"))
    if of_class or may_be_class(collector, chain):
        pattern = fold(key)
        name = ANYTHING if pattern.exact else pattern
        collector.hazard(ComputedAttribute(key.lineno, name, of_class, respelled=respells(key)))


def _any_name_of(collector: ReferenceCollector, chain: tuple[str, ...], container: ast.expr) -> None:
    """Note that all names of a module may be asked for; what a variable holds is one where it was imported there."""
    of_module = isinstance(container, ast.Call) and not collector.is_local(chain[0])
    if of_module or collector.imported_as(chain):
        collector.load((*chain, "__dict__"), container.lineno)
    elif len(chain) == 1 and is_imported(collector, chain[0]):
        collector.hazard(MemberListing(container.lineno, "imported"))


def inspect_stored_key(collector: ReferenceCollector, container: ast.expr) -> None:
    """`globals()[name] = value`: gives a name to a value, and reads none."""
    if NAMESPACES not in collector.target.without and isinstance(container, ast.Call):
        collector.looked_up.append(container)


def changed_namespace(collector: ReferenceCollector, node: ast.Call) -> None:
    """`globals().update(names)`: gives names to values, and reads none."""
    match node.func:
        case _ if NAMESPACES in collector.target.without:
            pass
        case ast.Attribute(value=ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]) as container):
            collector.looked_up.append(container)
        case _:
            pass


def passed_namespace(collector: ReferenceCollector, node: ast.Name) -> None:
    """`namespace = globals`: the function is a value."""
    if node is not collector.callee and not collector.is_local(node.id):
        collector.hazard(NamespaceRead(node.lineno))


def passed_builtin(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`namespace = builtins.globals`: the function is a value, as in `passed_namespace`."""
    if node is not collector.callee and known_chain(collector, node) == ("builtins", "globals"):
        collector.hazard(NamespaceRead(node.lineno))


def own_annotations(collector: ReferenceCollector, node: ast.Name) -> None:
    """`__annotations__` of the module: each statement with an annotation of its own adds one."""
    if collector.depth or not collector.class_names:
        collector.hazard(NamespaceRead(node.lineno))


def foreign_namespace(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`frame.f_globals`, `function.__globals__`: some module's namespace, most likely this one's."""
    if node not in collector.looked_up:
        found_globals(collector, node)


def found_module(collector: ReferenceCollector, node: ast.Call) -> None:
    """`inspect.getmodule(f)`: a module that is loaded."""
    collector.hazard(NamespaceRead(node.lineno, form="loaded"))


def inspect_subscript(collector: ReferenceCollector, node: ast.Subscript) -> None:
    """`sys.modules[x]`: the module as an object, or a replacement for it; `sys.path[:0] = folders`: more is found."""
    if isinstance(node.ctx, ast.Store) and known_chain(collector, node.value) == ("sys", "path"):
        collector.hazard(ImportHook(node.lineno, of_path=True))
    if not is_loaded(collector, node.value):
        # `modules[__name__]`: most likely what is elsewhere called `sys.modules`.
        if isinstance(node.ctx, ast.Load) and is_own_module(collector, node.slice):
            collector.hazard(NamespaceRead(node.lineno, form="loaded"))
        return
    if isinstance(node.ctx, ast.Store):
        collector.hazard(ReplacedModule(node.lineno))
    else:
        _loaded(collector, node.slice)


def _loaded_module(collector: ReferenceCollector, node: ast.Call) -> None:
    """`sys.modules.get(x)`: as `sys.modules[x]`."""
    if isinstance(node.func, ast.Attribute) and node.args and is_loaded(collector, node.func.value):
        _loaded(collector, node.args[0])


def _loaded(collector: ReferenceCollector, name: ast.expr) -> None:
    if chain_of(name) == ("__name__",):
        collector.hazard(NamespaceRead(name.lineno, form="module"))
    elif literal(name):
        collector.imports.append(ImportRef(0, literal(name), ".", "", name.lineno))
    else:
        collector.hazard(NamespaceRead(name.lineno, form="loaded"))


def converted(collector: ReferenceCollector, node: ast.Call) -> None:
    """`IntEnum._convert_("Kind", __name__, test)`: names of a module become members of an enumeration."""
    module, source = argument(node, 1, "module"), argument(node, 3, "source")
    if module is not None and literal(module):
        collector.imports.append(ImportRef(0, literal(module), ".", "", node.lineno))
        collector.hazard(MemberListing(node.lineno, "imported"))
    elif module is not None:
        found = NamespaceRead(node.lineno, _tested(argument(node, 2, "filter")))
        collector.hazard(found._replace(form="module") if is_own_module(collector, module) else found)
    if source is not None:
        listing = ast.Call(ast.Name("dir", ast.Load()), [source], [])
        listed_members(collector, ast.copy_location(listing, node))


def _tested(test: ast.expr | None) -> Pattern:
    """Return what is known of names for which a function answers yes."""
    match test:
        case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=name)])):
            begun = filter(None, (begins_with(name, each) for each in conjuncts(test.body)))
            return beginning(prefix) if (prefix := next(begun, "")) else ANYTHING
        case _:
            return ANYTHING


CALLS: Final = {
    "get": key_asked_for,
    "_convert": converted,
    "_convert_": converted,
    "update": changed_namespace,
    "getmodule": found_module,
    "globals": namespace,
    "locals": namespace,
    "vars": namespace,
}
"""By the last name of the callee."""


ATTRIBUTES: Final = {
    "__globals__": foreign_namespace,
    "f_globals": foreign_namespace,
    "globals": passed_builtin,
}
"""By the attribute's name."""


NAMES: Final = {
    "__annotations__": own_annotations,
    "globals": passed_namespace,
}
"""Functions by whose name a rule knows a call, where they are no callee but a value."""
