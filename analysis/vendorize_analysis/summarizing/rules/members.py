"""Attributes and members that are asked for by a name that is a value (VZ2xx, VZ302)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import ELSEWHERE, IMPORTED_HERE, SOME_CLASS
from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.held import found_globals, is_imported
from vendorize_analysis.summarizing.prefixes import Pattern, fold
from vendorize_analysis.summarizing.rules.arguments import argument, callee_name, literal
from vendorize_analysis.summarizing.rules.modules import loaded_module

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer

_COMPUTED: Final = "reads an attribute by a computed name"
_LISTED: Final = "lists members at run time"
_NAMESPACE: Final = "reads a namespace as a dictionary"
_MAKES_CODE: Final = frozenset({"exec", "eval"})
_ONLY_CLASSES: Final = frozenset({"__class__", "base", "class_", "clazz", "cls", "klass", "kls", "superclass", "supercls"})
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


ATTRIBUTES_SEEN: Final = frozenset({"__dict__", "__globals__", "__subclasses__", "f_globals", "modules"})
"""Attributes whose being read matters, whatever is asked of them."""


def attribute_by_name(gatherer: Gatherer, node: ast.Call) -> None:
    """`getattr(x, name)`: a literal is an attribute, the rest a pattern of names."""
    if len(node.args) < 2 or isinstance(node.args[0], ast.Starred):  # noqa: PLR2004 (not the built-in function)
        return
    receiver, name = node.args[0], node.args[1]
    if literal(receiver):  # `monkeypatch.setattr("a.b", value)`: the string says it
        return
    pattern = fold(name)
    chain = chain_of(receiver)
    if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
        _literal_attribute(gatherer, chain, pattern.prefix, node.lineno)
        if chain and ATTRIBUTES_SEEN.isdisjoint(chain):
            gatherer.followed = receiver
        return
    own = len(chain) == 1 and gatherer.is_owner(chain[0])
    where = "own" if own else ".".join(chain) if chain and not gatherer.is_local(chain[0]) else ""
    if not pattern.useful and isinstance(name, ast.Call) and callee_name(name) == "join":
        where = "pieces"
    known = pattern.encode() if pattern.useful and not pattern.exact else ""
    gatherer.hazard("VZ201", node.lineno, f"{where}:{known}", _COMPUTED)


def _literal_attribute(gatherer: Gatherer, chain: tuple[str, ...], text: str, line: int) -> None:
    if chain:
        gatherer.load((*chain, text), line)
    else:
        gatherer.attribute(text, line)
    if text in _MAKES_CODE:
        gatherer.hazard("VZ301", line, "", "makes code at run time")


def passed_getter(gatherer: Gatherer, node: ast.Name) -> None:
    """`reduce(getattr, names, x)`: the function is a value."""
    if node is not gatherer.callee and not gatherer.is_local(node.id):
        gatherer.hazard("VZ201", node.lineno, ":", _COMPUTED)


def getter_method(gatherer: Gatherer, node: ast.Call) -> None:
    """`object.__getattribute__(x, "a")`: a literal is an attribute; any other name was asked for somewhere."""
    if node.args and literal(node.args[-1]):
        gatherer.attribute(literal(node.args[-1]), node.lineno)


def attribute_getter(gatherer: Gatherer, node: ast.Call) -> None:
    """`operator.attrgetter("a.b", "c")`: the names are attributes."""
    for item in node.args:
        _dotted_attribute(gatherer, item, node.lineno)


def method_caller(gatherer: Gatherer, node: ast.Call) -> None:
    """`operator.methodcaller("a", …)`: the first argument is an attribute."""
    for item in node.args[:1]:
        _dotted_attribute(gatherer, item, node.lineno)


def _dotted_attribute(gatherer: Gatherer, node: ast.expr, line: int) -> None:
    text = literal(node)
    for name in filter(None, text.split(".")):
        gatherer.attribute(name, line)
    pattern = fold(node)
    if not text and pattern.useful and "." not in pattern.encode():
        gatherer.hazard("VZ201", line, f":{pattern.encode()}", _COMPUTED)
    elif not text:
        gatherer.hazard("VZ302", line, "", _COMPUTED)


def namespace(gatherer: Gatherer, node: ast.Call) -> None:
    """`globals()` and, outside functions, `locals()` and `vars()`: the namespace as a dictionary."""
    name = getattr(node.func, "id", "")
    if any(node is item for item in gatherer.settled) or node in gatherer.looked_up:
        return
    if name == "vars" and node.args:
        listed_members(gatherer, node)
    elif name == "globals" and gatherer.lists_itself:
        return
    elif name == "globals" or (name in {"locals", "vars"} and not gatherer.depth):
        gatherer.hazard("VZ202", node.lineno, "", _NAMESPACE)


def key_asked_for(gatherer: Gatherer, node: ast.Call) -> None:
    """`cls.__dict__.get("x")`, `sys.modules.get("x")`: one key is asked for."""
    loaded_module(gatherer, node)
    if isinstance(node.func, ast.Attribute) and node.args:
        inspect_key(gatherer, node.func.value, node.args[0])


def inspect_key(gatherer: Gatherer, container: ast.expr, key: ast.expr) -> bool:
    """`x.__dict__["a"]`, `"a" in vars(x)`, `globals()[f"_{name}"]`: names that are asked for in a namespace.

    Tells whether the container is a variable of which no more is asked.
    """
    pattern = fold(key)
    match container:
        case ast.Name(id=name) if name in gatherer.scope.namespaces:
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                gatherer.attribute(pattern.prefix, container.lineno)
                return True
            gatherer.scope.revealed.add(name)
        case (
            ast.Attribute(value=receiver, attr="__dict__")
            | ast.Call(func=ast.Name(id="vars"), args=[receiver], keywords=[])
        ):
            if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
                gatherer.looked_up.append(container)
                _literal_attribute(gatherer, chain_of(receiver), pattern.prefix, container.lineno)
            elif chain := chain_of(receiver):
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
            gatherer.hazard("VZ202", container.lineno, f"names:{pattern.encode()}", _NAMESPACE)
        case _:
            pass
    return False


def _is_missing_name(gatherer: Gatherer, key: ast.expr) -> bool:
    """Recognise the name that a module's `__getattr__` is asked for: no statement of the module binds that one."""
    return isinstance(key, ast.Name) and key.id == gatherer.missing_name and gatherer.is_local(key.id)


def _member_by_name(gatherer: Gatherer, chain: tuple[str, ...], pattern: Pattern, line: int) -> None:
    """`name in cls.__dict__`: as `getattr(cls, name)`, where the receiver may be a class or a module."""
    is_owner = gatherer.is_owner(chain[0])
    of_class = is_owner and (chain[1:] == ("__class__",) or (len(chain) == 1 and chain[0] != "self"))
    if of_class or _may_be_class(gatherer, chain):
        known = pattern.encode() if pattern.useful and not pattern.exact else ""
        gatherer.hazard("VZ201", line, f"{'own' if of_class else ''}:{known}", _COMPUTED)


def inspect_stored_key(gatherer: Gatherer, container: ast.expr) -> None:
    """`globals()[name] = value`: gives a name to a value, and reads none."""
    if isinstance(container, ast.Call):
        gatherer.looked_up.append(container)


def changed_namespace(gatherer: Gatherer, node: ast.Call) -> None:
    """`globals().update(names)`: gives names to values, and reads none."""
    match node.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]) as container):
            gatherer.looked_up.append(container)
        case _:
            pass


def passed_namespace(gatherer: Gatherer, node: ast.Name) -> None:
    """`namespace = globals`: the function is a value."""
    if node is not gatherer.callee and not gatherer.is_local(node.id):
        gatherer.hazard("VZ202", node.lineno, "", _NAMESPACE)


def foreign_namespace(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`frame.f_globals`, `function.__globals__`: some module's namespace, most likely this one's."""
    if node not in gatherer.looked_up:
        found_globals(gatherer, node)


def inspect_filter(gatherer: Gatherer, generator: ast.comprehension) -> None:
    """`name for name in dir(x) if name.startswith("on_")`: only names with that beginning may be asked for."""
    match generator:
        case ast.comprehension(
            target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="dir"), args=[receiver]) as call, ifs=tests
        ):
            chain = chain_of(receiver)
            conditions = [each for test in tests for each in _conjuncts(test)]
            prefix = next(filter(None, (_beginning(name, condition) for condition in conditions)), "")
            if prefix and (not chain or gatherer.is_local(chain[0])):
                gatherer.looked_up.append(call)
                own = len(chain) == 1 and gatherer.is_owner(chain[0])
                gatherer.hazard("VZ201", call.lineno, f"{'own' if own else ''}:{prefix}*", _COMPUTED)
        case _:
            pass


def _conjuncts(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


def _beginning(name: str, condition: ast.expr) -> str:
    match condition:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=tested), attr="startswith"), args=[ast.Constant(value=str(prefix))]
        ) if tested == name:
            return prefix
        case _:
            return ""


def listed_members(gatherer: Gatherer, node: ast.Call) -> None:
    """`dir(x)`, `vars(x)`, `inspect.getmembers(x)`: every member may be asked for."""
    if node in gatherer.looked_up:
        return
    if not node.args:
        if getattr(node.func, "id", "") == "dir" and not gatherer.depth:
            gatherer.hazard("VZ202", node.lineno, "", _NAMESPACE)
        return
    receiver = node.args[0]
    is_vars = callee_name(node) == "vars"
    chain = chain_of(receiver)
    if not chain:
        if _mentions_modules(receiver):
            gatherer.hazard("VZ202", node.lineno, "", _NAMESPACE)
        elif not is_vars:
            gatherer.hazard("VZ203", node.lineno, "", _LISTED)
        elif isinstance(receiver, ast.Call):
            _of_call(gatherer, receiver)
    elif is_vars:
        _namespace_of(gatherer, chain, node.lineno)
    elif chain[1:] in {(), ("__class__",)} and gatherer.is_owner(chain[0]):
        gatherer.hazard("VZ203", node.lineno, "own", _LISTED)
    else:
        _listed(gatherer, chain, node.lineno)


def _listed(gatherer: Gatherer, chain: tuple[str, ...], line: int) -> None:
    """Note that an object's members are listed; of a module that a function imported its namespace is read."""
    is_local = gatherer.is_local(chain[0])
    imported = gatherer.imported_as(chain)
    if imported:
        gatherer.load((*chain, "__dict__"), line)
    gatherer.hazard("VZ203", line, imported or (_local_receiver(gatherer, chain) if is_local else ".".join(chain)), _LISTED)


def _local_receiver(gatherer: Gatherer, chain: tuple[str, ...]) -> str:
    """Say what is known of a receiver that is a variable: nothing, as a rule."""
    if len(chain) == 1 and is_imported(gatherer, chain[0]):
        return IMPORTED_HERE
    return SOME_CLASS if chain[-1] in _ONLY_CLASSES else ""


def dictionary(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`x.__dict__`: of an instance it holds no member of a class; of a class or module it holds them all."""
    chain = chain_of(node.value)
    if node in gatherer.looked_up:
        return
    if chain:
        _namespace_of(gatherer, chain, node.lineno)
    elif isinstance(node.value, ast.Subscript) and _mentions_modules(node.value):
        chain = chain_of(node.value.slice)
        given = chain[1:] == ("__module__",) and gatherer.is_local(chain[0]) and not gatherer.is_owner(chain[0])
        gatherer.hazard("VZ202", node.lineno, ELSEWHERE if given else "", _NAMESPACE)
    elif isinstance(node.value, ast.Call):
        _of_call(gatherer, node.value)


def _namespace_of(gatherer: Gatherer, chain: tuple[str, ...], line: int) -> None:
    is_owner = gatherer.is_owner(chain[0])
    if is_owner and (chain[1:] == ("__class__",) or (len(chain) == 1 and chain[0] != "self")):
        gatherer.hazard("VZ203", line, "own", _LISTED)
    elif _may_be_class(gatherer, chain):
        _listed(gatherer, chain, line)


def _may_be_class(gatherer: Gatherer, chain: tuple[str, ...]) -> bool:
    return chain[-1] in _CLASS_NAMES or not gatherer.is_local(chain[0]) or bool(gatherer.imported_as(chain))


def _of_call(gatherer: Gatherer, receiver: ast.Call) -> None:
    """`type(x).__dict__` holds the members of a class; what other calls give is taken for an instance."""
    match receiver:
        case ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=name)]) if gatherer.is_owner(name):
            gatherer.hazard("VZ203", receiver.lineno, "own", _LISTED)
        case ast.Call(func=ast.Name(id="type")) | ast.Call(func=ast.Name(id="import_module")):
            gatherer.hazard("VZ203", receiver.lineno, "", _LISTED)
        case ast.Call(func=ast.Attribute(attr="import_module")):
            gatherer.hazard("VZ203", receiver.lineno, "", _LISTED)
        case _:
            pass


def _mentions_modules(node: ast.expr) -> bool:
    return any(isinstance(item, ast.Attribute) and item.attr == "modules" for item in ast.walk(node))


def subclasses(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`Base.__subclasses__()`: every subclass may be asked for."""
    chain = chain_of(node.value)
    known = chain and not gatherer.is_owner(chain[0]) and not gatherer.is_local(chain[0])
    gatherer.hazard("VZ204", node.lineno, ".".join(chain) if known else "", "lists subclasses at run time")


def made_class(gatherer: Gatherer, node: ast.Call) -> None:
    """`type(name, bases, namespace)`, `types.new_class`: a class whose bases are not written down."""
    if callee_name(node) == "type" and not (len(node.args) == 3 and isinstance(node.func, ast.Name)):  # noqa: PLR2004
        return
    bases = argument(node, 1, "bases")
    if not (isinstance(bases, ast.Tuple) and len(bases.elts) <= 1):
        gatherer.hazard("VZ205", node.lineno, "", "makes a class at run time")
