"""Members that are listed, of classes that are listed or made (VZ203, VZ204, VZ205)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Literal

from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.model.hazards.members import DynamicClass, MemberListing, SubclassListing
from vendorize_analysis.model.hazards.modules import ComputedImport
from vendorize_analysis.model.hazards.namespaces import NamespaceRead
from vendorize_analysis.model.patterns import beginning
from vendorize_analysis.model.rules import LISTINGS, NAMESPACES
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_name
from vendorize_analysis.summarizing.hazards.elsewhere import listed_module
from vendorize_analysis.summarizing.references.local_values import (
    held_by,
    is_imported,
    is_variable_of_sys,
    key_of_loaded,
)
from vendorize_analysis.summarizing.syntax.chains import begins_with, chain_of, conjuncts

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_ONLY_CLASSES: Final = frozenset(
    {"__class__", "base", "class_", "clazz", "cls", "klass", "kls", "superclass", "supercls"}
)
"""Names of local variables that never hold a module."""
_CLASS_NAMES: Final = frozenset(
    {
        "__class__",
        "b",
        "base",
        "c",
        "class_",
        "clazz",
        "cls",
        "klass",
        "kls",
        "mod",
        "module",
        "owner",
        "parent",
        "superclass",
        "supercls",
        "t",
        "target_cls",
        "typ",
        "type_",
    }
)
"""Names of local variables that often hold a class or module, not an instance."""


def inspect_filter(collector: ReferenceCollector, generator: ast.comprehension) -> None:
    """`name for name in dir(x) if name.startswith("on_")`: only names with that beginning may be asked for."""
    match generator:
        case ast.comprehension(
            target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="dir"), args=[receiver]) as call, ifs=tests
        ):
            chain = chain_of(receiver)
            conditions = [each for test in tests for each in conjuncts(test)]
            prefix = next(filter(None, (begins_with(name, condition) for condition in conditions)), "")
            confined = LISTINGS not in collector.target.without and (not chain or collector.is_local(chain[0]))
            if prefix and confined:
                collector.looked_up.append(call)
                own = len(chain) == 1 and collector.is_owner(chain[0])
                collector.hazard(ComputedAttribute(call.lineno, beginning(prefix), own))
        case _:
            pass


def inspect_text(collector: ReferenceCollector, value: ast.expr) -> None:
    """`f"{dir(self)}"`: the names become text, and classes keep the names of removed members."""
    match value:
        case ast.Call(func=ast.Name(id="dir"), args=[ast.Name(id=name)]) as call if (
            collector.is_owner(name) and LISTINGS not in collector.target.without
        ):
            collector.looked_up.append(call)
        case _:
            pass


def listed_members(collector: ReferenceCollector, node: ast.Call) -> None:
    """`dir(x)`, `vars(x)`, `inspect.getmembers(x)`: every member may be asked for."""
    if node in collector.looked_up:
        return
    if not node.args:
        if getattr(node.func, "id", "") == "dir" and not collector.depth:
            collector.hazard(NamespaceRead(node.lineno))
        return
    receiver = node.args[0]
    is_vars = callee_name(node) == "vars"
    if not is_vars:
        listed_module(collector, receiver)
    chain = chain_of(receiver)
    if not chain:
        _of_expression(collector, receiver, node.lineno, is_vars=is_vars)
    elif is_vars:
        _namespace_of(collector, chain, node.lineno)
    elif chain[1:] in {(), ("__class__",)} and collector.is_owner(chain[0]):
        collector.hazard(MemberListing(node.lineno, "own"))
    else:
        _listed(collector, chain, node.lineno)


def _of_expression(collector: ReferenceCollector, receiver: ast.expr, line: int, *, is_vars: bool) -> None:
    """Note that the members are listed of what has no name."""
    if _mentions_modules(collector, receiver):
        collector.hazard(NamespaceRead(line))
        _any_loaded(collector, key_of_loaded(collector, receiver), line)
    elif not is_vars:
        collector.hazard(MemberListing(line, "unknown"))
    elif isinstance(receiver, ast.Call):
        _of_call(collector, receiver)


def _listed(collector: ReferenceCollector, chain: tuple[str, ...], line: int) -> None:
    """Note that an object's members are listed; of a module that a function imported its namespace is read."""
    imported = collector.imported_as(chain)
    if imported:
        collector.load((*chain, "__dict__"), line)
    if imported or not collector.is_local(chain[0]):
        collector.hazard(MemberListing(line, "named", imported or ".".join(chain)))
    else:
        collector.hazard(MemberListing(line, _local_receiver(collector, chain)))
        for key in _keys(collector, chain[0]) if len(chain) == 1 else ():
            _any_loaded(collector, key, line)
            if isinstance(key, ast.Name) and not collector.is_local(key.id):
                collector.hazard(NamespaceRead(line))  # a name that the module has made may be its own


def _local_receiver(collector: ReferenceCollector, chain: tuple[str, ...]) -> Literal["unknown", "class", "imported"]:
    """Say what is known of a receiver that is a variable: nothing, as a rule."""
    if LISTINGS in collector.target.without:
        return "unknown"
    if len(chain) == 1 and is_imported(collector, chain[0]):
        return "imported"
    return "class" if chain[-1] in _ONLY_CLASSES else "unknown"


def dictionary(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`x.__dict__`: of an instance it holds no member of a class; of a class or module it holds them all."""
    chain = chain_of(node.value)
    if node in collector.looked_up:
        return
    if chain:
        _namespace_of(collector, chain, node.lineno)
    elif isinstance(node.value, ast.Subscript) and _mentions_modules(collector, node.value):
        chain = chain_of(node.value.slice)
        given = (
            NAMESPACES not in collector.target.without
            and chain[1:] == ("__module__",)
            and collector.is_local(chain[0])
            and not collector.is_owner(chain[0])
        )
        collector.hazard(NamespaceRead(node.lineno, elsewhere=given))
        _any_loaded(collector, node.value.slice, node.lineno)
    elif isinstance(node.value, ast.Call):
        _of_call(collector, node.value)


def _namespace_of(collector: ReferenceCollector, chain: tuple[str, ...], line: int) -> None:
    is_owner = collector.is_owner(chain[0])
    if is_owner and (chain[1:] == ("__class__",) or (len(chain) == 1 and chain[0] != "self")):
        collector.hazard(MemberListing(line, "own"))
    elif may_be_class(collector, chain):
        _listed(collector, chain, line)


def may_be_class(collector: ReferenceCollector, chain: tuple[str, ...]) -> bool:
    """Tell whether a receiver may be a class or a module, and not only an instance."""
    return (
        chain[-1] in _CLASS_NAMES
        or not collector.is_local(chain[0])
        or bool(collector.imported_as(chain))
        or (len(chain) == 1 and (is_imported(collector, chain[0]) or bool(_keys(collector, chain[0]))))
    )


def _keys(collector: ReferenceCollector, name: str) -> list[ast.expr]:
    """Return the keys by which a variable is looked up in `sys.modules`."""
    return [key for value in held_by(collector, name) if (key := key_of_loaded(collector, value)) is not None]


def _any_loaded(collector: ReferenceCollector, key: ast.expr | None, line: int) -> None:
    """Note that the members of `sys.modules[key]` are listed: of a key that is handed in, texts may be the value."""
    if isinstance(key, ast.Constant):
        collector.hazard(MemberListing(line, "imported"))
    given = isinstance(key, ast.Name) and collector.is_local(key.id) and not held_by(collector, key.id)
    if given and LISTINGS not in collector.target.without:
        collector.hazard(ComputedImport(line))
        collector.hazard(MemberListing(line, "imported"))


def _of_call(collector: ReferenceCollector, receiver: ast.Call) -> None:
    """`type(x).__dict__` holds the members of a class; what other calls give is taken for an instance."""
    match receiver:
        case ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=name)]) if collector.is_owner(name):
            collector.hazard(MemberListing(receiver.lineno, "own"))
        case ast.Call(func=ast.Name(id="type")) | ast.Call(func=ast.Name(id="import_module")):
            collector.hazard(MemberListing(receiver.lineno, "unknown"))
        case ast.Call(func=ast.Attribute(attr="import_module")):
            collector.hazard(MemberListing(receiver.lineno, "unknown"))
        case _:
            pass


def _mentions_modules(collector: ReferenceCollector, node: ast.expr) -> bool:
    return any(
        item.attr == "modules" if isinstance(item, ast.Attribute) else is_variable_of_sys(collector, item)
        for item in ast.walk(node)
    )


def subclasses(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`Base.__subclasses__()`: every subclass may be asked for."""
    chain = chain_of(node.value)
    known = chain and not collector.is_owner(chain[0]) and not collector.is_local(chain[0])
    collector.hazard(SubclassListing(node.lineno, ".".join(chain) if known else ""))


def made_class(collector: ReferenceCollector, node: ast.Call) -> None:
    """`type(name, bases, namespace)`, `types.new_class`: a class whose bases are not written down."""
    if callee_name(node) == "type" and not (len(node.args) == 3 and isinstance(node.func, ast.Name)):  # noqa: PLR2004
        return
    bases = argument(node, 1, "bases")
    if not (isinstance(bases, ast.Tuple) and len(bases.elts) <= 1):
        collector.hazard(DynamicClass(node.lineno))


CALLS: Final = {
    "dir": listed_members,
    "getmembers": listed_members,
    "getmembers_static": listed_members,
    "classify_class_attrs": listed_members,
    "type": made_class,
    "new_class": made_class,
}
"""By the last name of the callee."""


ATTRIBUTES: Final = {
    "__subclasses__": subclasses,
    "__dict__": dictionary,
}
"""By the attribute's name."""
