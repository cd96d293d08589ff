"""Attributes that are asked for by a name that is a value (VZ201, VZ302)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.attributes import AttributeGetter, ComputedAttribute
from vendorize_analysis.model.hazards.code import DynamicCode
from vendorize_analysis.model.patterns import ANYTHING
from vendorize_analysis.model.rules import LITERALS
from vendorize_analysis.summarizing.hazards.arguments import callee_name, literal
from vendorize_analysis.summarizing.hazards.files import location_by_name
from vendorize_analysis.summarizing.references.computed_names import ask_by, names_definition, respells
from vendorize_analysis.summarizing.syntax.chains import chain_of
from vendorize_analysis.summarizing.syntax.string_domain import fold
from vendorize_analysis.summarizing.syntax.strings import is_name

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_MAKES_CODE: Final = frozenset({"exec", "eval"})
_TELLING: Final = frozenset({"__dict__", "__globals__", "__subclasses__", "f_globals", "modules"})
"""Attributes whose being read matters, whatever is asked of them."""


def attribute_by_name(collector: ReferenceCollector, node: ast.Call) -> None:
    """`getattr(x, name)`: a literal is an attribute, the rest a pattern of names."""
    if len(node.args) < 2 or isinstance(node.args[0], ast.Starred):  # noqa: PLR2004 (not the built-in function)
        return
    receiver, name = node.args[0], node.args[1]
    if literal(receiver):  # `monkeypatch.setattr("a.b", value)`: the string says it
        return
    for choice in (name.body, name.orelse) if isinstance(name, ast.IfExp) else (name,):
        _attribute_by_name(collector, node, choice)


def _attribute_by_name(collector: ReferenceCollector, node: ast.Call, name: ast.expr) -> None:
    receiver = node.args[0]
    pattern = fold(name)
    chain = chain_of(receiver)
    if pattern.exact and pattern.prefix and "<" not in pattern.prefix:
        literal_attribute(collector, chain, pattern.prefix, node.lineno)
        if callee_name(node) != "hasattr":
            location_by_name(collector, chain, pattern.prefix, node.lineno)
        if chain and _TELLING.isdisjoint(chain) and LITERALS not in collector.target.without:
            collector.followed = receiver
        return
    own = len(chain) == 1 and collector.is_owner(chain[0])
    joined = not pattern.useful and isinstance(name, ast.Call) and callee_name(name) == "join"
    where = ".".join(chain) if chain and not (own or joined or collector.is_local(chain[0])) else ""
    found = ComputedAttribute(
        node.lineno,
        own=own,
        joined=joined,
        receiver=where,
        definition=names_definition(name),
        respelled=not pattern.useful and respells(name),
    )
    unbounded = not ask_by(collector, name, found) and own and not pattern.useful
    collector.hazard(found._replace(name=ANYTHING if pattern.exact else pattern, unbounded=unbounded))


def literal_attribute(collector: ReferenceCollector, chain: tuple[str, ...], text: str, line: int) -> None:
    """Note an attribute that is asked for by a literal name; an empty chain is a receiver that is not known."""
    if chain:
        collector.load((*chain, text), line)
    else:
        collector.attribute(text, line)
    if text in _MAKES_CODE:
        collector.hazard(DynamicCode(line, "given"))


def passed_getter(collector: ReferenceCollector, node: ast.Name) -> None:
    """`reduce(getattr, names, x)`: the function is a value."""
    if node is not collector.callee and not collector.is_local(node.id):
        collector.hazard(ComputedAttribute(node.lineno))


def getter_method(collector: ReferenceCollector, node: ast.Call) -> None:
    """`object.__getattribute__(x, "a")`: a literal is an attribute; any other name was asked for somewhere."""
    if node.args and literal(node.args[-1]):
        collector.attribute(literal(node.args[-1]), node.lineno)


def attribute_getter(collector: ReferenceCollector, node: ast.Call) -> None:
    """`operator.attrgetter("a.b", "c")`: the names are attributes."""
    for item in node.args:
        _dotted_attribute(collector, item, node.lineno)


def method_caller(collector: ReferenceCollector, node: ast.Call) -> None:
    """`operator.methodcaller("a", …)`: the first argument is an attribute."""
    for item in node.args[:1]:
        _dotted_attribute(collector, item, node.lineno)


def _dotted_attribute(collector: ReferenceCollector, node: ast.expr, line: int) -> None:
    text = literal(node)
    for name in filter(None, text.split(".")):
        collector.attribute(name, line)
    pattern = fold(node)
    if not text and pattern.useful and "." not in pattern.text:
        collector.hazard(ComputedAttribute(line, pattern))
    elif not text:
        collector.hazard(AttributeGetter(line, respelled=respells(node)))


def split_text(collector: ReferenceCollector, node: ast.Call) -> None:
    """`"load save".split()`: each word is a text of its own."""
    match node.func:
        case ast.Attribute(value=ast.Constant(value=str(text))):
            collector.strings.update(filter(is_name, text.replace(",", " ").split()))
        case _:
            pass


CALLS: Final = {
    "getattr": attribute_by_name,
    "hasattr": attribute_by_name,
    "setattr": attribute_by_name,
    "delattr": attribute_by_name,
    "getattr_static": attribute_by_name,
    "object": attribute_by_name,  # mock.patch.object
    "__getattribute__": getter_method,
    "__getattr__": getter_method,
    "attrgetter": attribute_getter,
    "methodcaller": method_caller,
    "split": split_text,
}
"""By the last name of the callee."""


NAMES: Final = {
    "getattr": passed_getter,
    "hasattr": passed_getter,
    "setattr": passed_getter,
    "delattr": passed_getter,
}
"""Functions by whose name a rule knows a call, where they are no callee but a value."""
