"""Gather from expressions that read or bind names: names, attributes, calls, strings, imports."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import Chain, ImportRef
from vendorize_analysis.summarizing.annotations import quoted
from vendorize_analysis.summarizing.hazards import (
    ATTRIBUTES,
    CALLS,
    NAMES,
    inspect_key,
    inspect_pair,
    inspect_stored_key,
    inspect_subscript,
    inspect_text,
)
from vendorize_analysis.summarizing.held import HELD, hold, is_none_test
from vendorize_analysis.summarizing.testing import is_none_check, test_name
from vendorize_analysis.summarizing.variables import TEXTS, note_text

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer


def name(gatherer: Gatherer, node: ast.Name) -> None:
    """Gather from a name by itself; one that is deleted counts as read."""
    identifier = node.id
    if node.ctx.__class__ is ast.Store:
        gatherer.scope.bind(identifier)
        return
    chain, loads = (identifier,), gatherer.scope.loads
    if chain not in loads:
        if identifier[:2] == "__":
            gatherer.load(chain, node.lineno)
        else:
            loads[chain] = node.lineno
    if identifier in NAMES:
        NAMES[identifier](gatherer, node)


def attribute(gatherer: Gatherer, node: ast.Attribute) -> None:
    """Gather from `a.b.c`, a dotted name as a whole, or attributes of some other expression."""
    value: ast.expr = node.value
    if value.__class__ is ast.Name:
        if node.attr in ATTRIBUTES:
            ATTRIBUTES[node.attr](gatherer, node)
        chain, loads = (value.id, node.attr), gatherer.scope.loads
        if chain not in loads:
            if chain[0][:2] == "__":
                gatherer.load(chain, node.lineno)
            else:
                loads[chain] = node.lineno
        return
    value = node
    names: list[str] = []
    while value.__class__ is ast.Attribute:
        identifier = value.attr
        if identifier in ATTRIBUTES:
            ATTRIBUTES[identifier](gatherer, value)
        names.append(identifier)
        value = value.value
    if value.__class__ is ast.Name:
        names.append(value.id)
        names.reverse()
        gatherer.load(tuple(names), node.lineno)
        return
    if value.__class__ is ast.Call and is_own_receiver(gatherer, value):
        gatherer.own_attribute(names.pop(), node.lineno)
    for identifier in names:
        gatherer.attribute(identifier, node.lineno)
    gatherer.handlers[value.__class__](gatherer, value)


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
        rule = CALLS.get(function.id)
    else:
        rule = CALLS.get(function.attr) if function.__class__ is ast.Attribute else None
    if rule is not None:
        rule(gatherer, node)
        gatherer.callee = function
    handlers = gatherer.handlers
    handlers[function.__class__](gatherer, function)
    for argument in node.args:
        if argument is not gatherer.followed:
            handlers[argument.__class__](gatherer, argument)
    for keyword in node.keywords:
        handlers[keyword.value.__class__](gatherer, keyword.value)


def expression(gatherer: Gatherer, node: ast.Expr | ast.Return) -> None:
    """Gather from a statement that is an expression, or gives one back."""
    value = node.value
    if value is not None:
        gatherer.handlers[value.__class__](gatherer, value)


def assignment(gatherer: Gatherer, node: ast.Assign) -> None:
    """Gather from `a = b = v`."""
    handlers = gatherer.handlers
    value = node.value
    for target in node.targets:
        if value.__class__ in TEXTS and target.__class__ is ast.Name and gatherer.depth:
            note_text(gatherer.scope, target.id, value)
        if target.__class__ is ast.Name and value.__class__ in HELD:
            hold(gatherer, target.id, value)
        elif target.__class__ is ast.Name:
            gatherer.scope.bind(target.id)
        else:
            handlers[target.__class__](gatherer, target)
    handlers[value.__class__](gatherer, value)


def operation(gatherer: Gatherer, node: ast.BinOp) -> None:
    """Gather from `a + b + c`, however long; without recursion into the left operand."""
    operands = [node.right]
    left = node.left
    while isinstance(left, ast.BinOp):
        operands.append(left.right)
        left = left.left
    operands.append(left)
    gatherer.visit_all(reversed(operands))


def constant(gatherer: Gatherer, node: ast.Constant) -> None:
    """Gather from a literal."""
    if node.value.__class__ is str:
        gatherer.text(node.value, node.lineno)
        if gatherer.is_annotation:
            quoted(gatherer, node.value, node.lineno)


def formatted(gatherer: Gatherer, node: ast.FormattedValue) -> None:
    """Gather from a value inside an f-string."""
    if node.value.__class__ is ast.Call:
        inspect_text(gatherer, node.value)
    gatherer.visit(node.value)
    gatherer.visit(node.format_spec)


def sequence(gatherer: Gatherer, node: ast.List | ast.Tuple) -> None:
    """Gather from a list or tuple, which may be a command line."""
    handlers = gatherer.handlers
    before: object = None
    for item in node.elts:
        if before == "-m":
            inspect_pair(gatherer, item)
        before = item.value if item.__class__ is ast.Constant else None
        handlers[item.__class__](gatherer, item)


def subscript(gatherer: Gatherer, node: ast.Subscript) -> None:
    """Gather from `a[b]`."""
    if node.value.__class__ is ast.Attribute and node.value.attr == "modules":
        inspect_subscript(gatherer, node)
    if node.ctx.__class__ is ast.Store:
        inspect_stored_key(gatherer, node.value)
    if not inspect_key(gatherer, node.value, node.slice):
        gatherer.visit(node.value)
    gatherer.visit(node.slice)


def comparison(gatherer: Gatherer, node: ast.Compare) -> None:
    """Gather from a comparison, which may ask for a key."""
    if node.ops[0].__class__ in {ast.In, ast.NotIn}:
        inspect_key(gatherer, node.comparators[0], node.left)
    elif is_none_test(gatherer, node):
        return
    if is_none_check(node):
        test_name(gatherer, node.left)  # type: ignore[arg-type]
        return
    gatherer.visit(node.left)
    gatherer.visit_all(node.comparators)


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
