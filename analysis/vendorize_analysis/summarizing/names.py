"""Gather from expressions that read or bind names: names, attributes, calls, strings, imports."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import Chain, ImportRef
from vendorize_analysis.summarizing.annotations import quoted
from vendorize_analysis.summarizing.rules import ATTRIBUTES, CALLS, NAMES, inspect_pair, inspect_subscript

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer


def name(gatherer: Gatherer, node: ast.Name) -> None:
    """Gather from a name by itself; one that is deleted counts as read."""
    identifier = node.id
    if node.ctx.__class__ is ast.Store:
        gatherer.scope.bind(identifier)
        return
    gatherer.load((identifier,), node.lineno)
    if identifier in NAMES:
        NAMES[identifier](gatherer, node)


def attribute(gatherer: Gatherer, node: ast.Attribute) -> None:
    """Gather from `a.b.c`, a dotted name as a whole, or attributes of some other expression."""
    value: ast.expr = node
    names: list[str] = []
    while value.__class__ is ast.Attribute:
        identifier = value.attr  # type: ignore[attr-defined]
        if identifier in ATTRIBUTES:
            ATTRIBUTES[identifier](gatherer, value)
        names.append(identifier)
        value = value.value  # type: ignore[attr-defined]
    if value.__class__ is ast.Name:
        names.append(value.id)  # type: ignore[attr-defined]
        names.reverse()
        gatherer.load(tuple(names), node.lineno)
        return
    if value.__class__ is ast.Call and is_own_receiver(gatherer, value):  # type: ignore[arg-type]
        gatherer.own_attribute(names.pop(), node.lineno)
    for identifier in names:
        gatherer.attribute(identifier, node.lineno)
    gatherer.visit(value)


def is_own_receiver(gatherer: Gatherer, call: ast.Call) -> bool:
    """Recognise `super()`, `super(A, self)` and `type(self)` in a method of a class part."""
    match call:
        case ast.Call(func=ast.Name(id="super"), args=[]):
            return gatherer.in_method()
        case ast.Call(func=ast.Name(id="super"), args=[_, ast.Name(id=first)]):
            return gatherer.is_owner(first)
        case ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=first)]):
            return gatherer.is_owner(first)
        case _:
            return False


def call(gatherer: Gatherer, node: ast.Call) -> None:
    """Gather from a call."""
    function = node.func
    if function.__class__ is ast.Name:
        rule = CALLS.get(function.id)  # type: ignore[attr-defined]
    else:
        rule = CALLS.get(function.attr) if function.__class__ is ast.Attribute else None  # type: ignore[attr-defined]
    if rule is not None:
        rule(gatherer, node)
        gatherer.callee = function
    visit = gatherer.visit
    visit(function)
    for argument in node.args:
        visit(argument)
    for keyword in node.keywords:
        visit(keyword.value)


def constant(gatherer: Gatherer, node: ast.Constant) -> None:
    """Gather from a literal."""
    if node.value.__class__ is str:
        gatherer.text(node.value, node.lineno)  # type: ignore[arg-type]
        if gatherer.is_annotation:
            quoted(gatherer, node.value, node.lineno)  # type: ignore[arg-type]


def sequence(gatherer: Gatherer, node: ast.List | ast.Tuple) -> None:
    """Gather from a list or tuple, which may be a command line."""
    before: object = None
    for item in node.elts:
        if item.__class__ is ast.Constant:
            value = item.value  # type: ignore[attr-defined]
            if before == "-m":
                inspect_pair(gatherer, value, item.lineno)
            before = value
        gatherer.visit(item)


def subscript(gatherer: Gatherer, node: ast.Subscript) -> None:
    """Gather from `a[b]`."""
    if node.value.__class__ is ast.Attribute and node.value.attr == "modules":  # type: ignore[attr-defined]
        inspect_subscript(gatherer, node)
    gatherer.visit(node.value)
    gatherer.visit(node.slice)


def import_(gatherer: Gatherer, node: ast.Import) -> None:
    """Gather from `import a.b` and `import a.b as c`."""
    for alias in node.names:
        if alias.asname:
            _bind(gatherer, ImportRef(0, alias.name, ".", alias.asname, node.lineno))
        else:
            _bind(gatherer, ImportRef(0, alias.name, "", alias.name.partition(".")[0], node.lineno))


def import_from(gatherer: Gatherer, node: ast.ImportFrom) -> None:
    """Gather from `from a import b`."""
    for alias in node.names:
        binds = "" if alias.name == "*" else alias.asname or alias.name
        _bind(gatherer, ImportRef(node.level, node.module or "", alias.name, binds, node.lineno))


def _bind(gatherer: Gatherer, reference: ImportRef) -> None:
    gatherer.imports.append(reference)
    name, scope = reference.binds, gatherer.scope
    if not name:
        return
    if name in scope.bound and name not in scope.imported:
        scope.rebound.add(name)
    scope.bound.add(name)
    scope.imported.setdefault(name, []).append(reference)
    if name in scope.elsewhere or scope.is_class or (scope is gatherer.top and gatherer.class_names):
        # Who reads the name is not seen from here: it counts as passed around.
        gatherer.imports.append(use_import(reference, (name,), reference.line))


def use_import(reference: ImportRef, chain: Chain, line: int) -> ImportRef:
    """Turn a use of a name that a function imported into a use of what was imported."""
    rest = chain[1:]
    module = reference.module
    if reference.name == "":
        module = module.partition(".")[0]
    elif reference.name != ".":
        rest = (reference.name, *rest)
    return ImportRef(reference.level, module, ".".join(rest) or ".", "", line)
