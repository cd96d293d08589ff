"""Collect from expressions that read or bind names: names, attributes, calls, strings, imports."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.hazards import (
    ATTRIBUTES,
    CALLS,
    NAMES,
    asked_elsewhere,
    inspect_command,
    inspect_key,
    inspect_line,
    inspect_stored_key,
    inspect_subscript,
    inspect_text,
)
from vendorize_analysis.summarizing.references.annotations import quoted
from vendorize_analysis.summarizing.references.computed_names import note_parts, note_text
from vendorize_analysis.summarizing.references.conditions import is_none_check, test_name
from vendorize_analysis.summarizing.references.local_values import (
    HELD,
    hold,
    is_none_test,
    is_renamed,
    is_variable_of_sys,
    known_as,
    respelled,
)
from vendorize_analysis.summarizing.syntax.chains import last_name
from vendorize_analysis.summarizing.syntax.string_domain import JOINING, joins_texts
from vendorize_analysis.summarizing.syntax.strings import STARTING, handed_on

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.hazards import CallRule
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_HELD_BY_SYS: Final = frozenset({"modules", "path"})
"""Attributes of `sys` whose subscripts say something of imports."""
_NAMES_OF_MODULES: Final = frozenset({"__name__", "__module__"})
"""Keys by which somebody looks a module up."""


def name(collector: ReferenceCollector, node: ast.Name) -> None:
    """Collect from a name by itself; one that is deleted counts as read."""
    identifier = node.id
    if node.ctx.__class__ is ast.Store:
        collector.scope.bind(identifier)
        return
    chain, loads = (identifier,), collector.scope.loads
    if chain not in loads:
        if identifier[:2] == "__":
            collector.load(chain, node.lineno)
        else:
            loads[chain] = node.lineno
    if identifier in NAMES:
        NAMES[identifier](collector, node)
    elif identifier in collector.spellings:
        _passed(collector, node)


def _passed(collector: ReferenceCollector, node: ast.Name) -> None:
    """Collect from a function as a value that is imported under another name."""
    own = known_as(collector, node.id)[-1:]
    if own and own[0] in NAMES and node is not collector.callee:
        NAMES[own[0]](collector, ast.copy_location(ast.Name(own[0], node.ctx), node))


def attribute(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """Collect from `a.b.c`, a dotted name as a whole, or attributes of some other expression."""
    value: ast.expr = node.value
    if value.__class__ is ast.Name:
        if node.attr in ATTRIBUTES:
            ATTRIBUTES[node.attr](collector, node)
        chain, loads = (value.id, node.attr), collector.scope.loads
        if chain not in loads:
            if chain[0][:2] == "__":
                collector.load(chain, node.lineno)
            else:
                loads[chain] = node.lineno
        return
    value = node
    names: list[str] = []
    while value.__class__ is ast.Attribute:
        identifier = value.attr
        if identifier in ATTRIBUTES:
            ATTRIBUTES[identifier](collector, value)
        names.append(identifier)
        value = value.value
    if value.__class__ is ast.Name:
        names.append(value.id)
        names.reverse()
        collector.load(tuple(names), node.lineno)
        return
    if value.__class__ is ast.Call and is_own_receiver(collector, value):
        collector.own_attribute(names.pop(), node.lineno)
    for identifier in names:
        collector.attribute(identifier, node.lineno)
    collector.handlers[value.__class__](collector, value)


def is_own_receiver(collector: ReferenceCollector, call: ast.Call) -> bool:
    """Recognise `super()`, `super(A, self)` and `type(self)` in a method of a class part."""
    match call:
        case ast.Call(func=ast.Name(id="super"), args=[]):
            return collector.in_method()
        case ast.Call(func=ast.Name(id="super"), args=[_, ast.Name(id=first)]):
            return collector.is_owner(first)
        case ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=first)]):
            return collector.is_owner(first)
        case _:
            return False


def call(collector: ReferenceCollector, node: ast.Call) -> None:
    """Collect from a call."""
    function = node.func
    name = function.attr if function.__class__ is ast.Attribute else getattr(function, "id", "")
    if rule := CALLS.get(name) or _rule_of_renamed(collector, name, function):
        rule(collector, respelled(collector, node))
        collector.callee = function
    if name in JOINING and function.__class__ is ast.Attribute and joins_texts(node, name):
        collector.joins = True
    handlers = collector.handlers
    handlers[function.__class__](collector, function)
    for argument in node.args:
        if _is_executable(collector, argument):
            inspect_command(collector, node.args[node.args.index(argument) :])
        elif argument.__class__ is ast.Constant and argument.value in STARTING and (items := handed_on(node)):
            inspect_command(collector, items)
        if argument is not collector.followed:
            handlers[argument.__class__](collector, argument)
    for keyword in node.keywords:
        handlers[keyword.value.__class__](collector, keyword.value)


def _rule_of_renamed(collector: ReferenceCollector, name: str, function: ast.expr) -> CallRule | None:
    """Return the rule of a function that is called under a name which an import gave it."""
    if function.__class__ is not ast.Name or not is_renamed(collector, name):
        return None
    return CALLS.get("".join(known_as(collector, name)[-1:]))


def _is_executable(collector: ReferenceCollector, node: ast.expr) -> bool:
    """Tell whether an expression may be the path of the interpreter."""
    return node.attr == "executable" if isinstance(node, ast.Attribute) else is_variable_of_sys(collector, node)


def expression(collector: ReferenceCollector, node: ast.Expr | ast.Return) -> None:
    """Collect from a statement that is an expression, or gives one back."""
    value = node.value
    if value is not None:
        if node.__class__ is ast.Expr:
            collector.unused = value
        collector.handlers[value.__class__](collector, value)


def assignment(collector: ReferenceCollector, node: ast.Assign) -> None:
    """Collect from `a = b = v`."""
    handlers = collector.handlers
    value = node.value
    for target in node.targets:
        if target.__class__ is ast.Name and collector.depth:
            note_text(collector.scope, target.id, value)
        elif target.__class__ is ast.Tuple and collector.depth:
            note_parts(collector.scope, target, value)
        if target.__class__ is ast.Name and value.__class__ in HELD:
            hold(collector, target.id, value)
        elif target.__class__ is ast.Name:
            collector.scope.bind(target.id)
        else:
            handlers[target.__class__](collector, target)
    handlers[value.__class__](collector, value)


def operation(collector: ReferenceCollector, node: ast.BinOp) -> None:
    """Collect from `a + b + c`, however long; without recursion into the left operand."""
    if node.op.__class__ is ast.Add or node.op.__class__ is ast.Mod:
        collector.joins = True
    operands = [node.right]
    left = node.left
    while isinstance(left, ast.BinOp):
        operands.append(left.right)
        left = left.left
    operands.append(left)
    collector.visit_all(reversed(operands))


def constant(collector: ReferenceCollector, node: ast.Constant) -> None:
    """Collect from a literal."""
    if node.value.__class__ is str:
        collector.text(node.value, node.lineno)
        if "m " in node.value and " -" in f" {node.value}":
            inspect_line(collector, node.value, node.lineno)
        if collector.is_annotation:
            quoted(collector, node.value, node.lineno)


def formatted(collector: ReferenceCollector, node: ast.FormattedValue) -> None:
    """Collect from a value inside an f-string."""
    collector.joins = True
    if node.value.__class__ is ast.Call:
        inspect_text(collector, node.value)
    collector.visit(node.value)
    collector.visit(node.format_spec)


def sequence(collector: ReferenceCollector, node: ast.List | ast.Tuple) -> None:
    """Collect from a list or tuple, which may be a command line."""
    handlers = collector.handlers
    command = bool(node.elts) and (
        node.elts[0].__class__ is ast.Attribute or is_variable_of_sys(collector, node.elts[0])
    )
    for item in node.elts:
        if item.__class__ is ast.Constant and item.value.__class__ is str and item.value[:1] == "-":
            command = True
        handlers[item.__class__](collector, item)
    if command:
        inspect_command(collector, node.elts)


def subscript(collector: ReferenceCollector, node: ast.Subscript) -> None:
    """Collect from `a[b]`."""
    holder = node.value
    held = holder.attr in _HELD_BY_SYS if isinstance(holder, ast.Attribute) else is_variable_of_sys(collector, holder)
    if held or last_name(node.slice) in _NAMES_OF_MODULES:
        inspect_subscript(collector, node)
    if node.ctx.__class__ is ast.Store:
        inspect_stored_key(collector, node.value)
    elif node.ctx.__class__ is ast.Load:
        asked_elsewhere(collector, holder, node.slice)
    if not inspect_key(collector, node.value, node.slice):
        collector.visit(node.value)
    collector.visit(node.slice)


def comparison(collector: ReferenceCollector, node: ast.Compare) -> None:
    """Collect from a comparison, which may ask for a key."""
    if node.ops[0].__class__ in {ast.In, ast.NotIn}:
        asked_elsewhere(collector, node.comparators[0], node.left)
        inspect_key(collector, node.comparators[0], node.left)
    elif is_none_test(collector, node):
        return
    if is_none_check(node):
        test_name(collector, node.left)  # type: ignore[arg-type]
        return
    collector.visit(node.left)
    collector.visit_all(node.comparators)
