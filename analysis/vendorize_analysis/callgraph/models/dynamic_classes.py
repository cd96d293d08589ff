"""Classes without a `class` statement: `type(name, bases, members)` and `collections.namedtuple`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.ir.scopes import CodeScope
from vendorize_analysis.callgraph.models.arguments import items_of
from vendorize_analysis.callgraph.semantics.class_definitions import define_class
from vendorize_analysis.callgraph.semantics.strings import text_of
from vendorize_analysis.callgraph.solver.objects import CollectionObject, ExternalObject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model


def class_of_three(interp: AbstractInterpreter, site: CallSite) -> None:
    """Make a class of a name, a tuple of bases and a dict of members."""
    name, bases, members = (site.argument(place) for place in range(3))
    base = items_of(interp, bases, site)
    cls = _define(interp, name, (base,), (), site)

    def put(key: object, variable: int) -> None:
        if isinstance(key, str):
            interp.solver.add_edge(variable, interp.heap.classes.field(cls, key))

    def found(value: int) -> None:
        if interp.objects.kind(value) is CollectionObject:
            interp.heap.containers.listen(value, put)

    if members >= 0:
        interp.solver.listen(members, found)


def _named_tuple(interp: AbstractInterpreter, site: CallSite) -> None:
    """Make a named tuple of a name and the names of its fields."""
    solver, objects = interp.solver, interp.objects
    name, fields = site.argument(0), site.argument(1, "field_names")
    texts = solver.points_to(fields) if fields >= 0 else ()
    known: list[str] = []
    for value in texts:
        known += (text_of(objects, value) or "").replace(",", " ").split()
        if objects.kind(value) is CollectionObject:
            held = solver.points_to(interp.heap.containers.values(value))
            known += [text_of(objects, each) or "" for each in held]
    base = solver.singleton(objects.number(ExternalObject, "typing.NamedTuple"))
    _define(interp, name, (base,), [each for each in known if each.isidentifier()], site)


def _define(
    interp: AbstractInterpreter, name: int, bases: tuple[int, ...], fields: Sequence[str], site: CallSite
) -> int:
    held = interp.solver.points_to(name) if name >= 0 else ()
    texts = [text_of(interp.objects, value) for value in held]
    made = interp.heap.callables.made_classes
    key = (site.frame.scope.number, site.site)
    scope = made.get(key)
    if scope is None:
        body: list[ast.stmt] = [
            ast.AnnAssign(ast.Name(field, ast.Store()), ast.Name("object", ast.Load()), None, 1) for field in fields
        ]
        node = ast.ClassDef(texts[0] if texts and texts[0] else "<class>", [], [], body, [], lineno=site.line)
        scope = CodeScope("class", f"{site.frame.scope.name}.{node.name}", node, site.frame.scope)
        scope.operations = []
        made[key] = scope
    frame = interp.enter(scope, site.frame, site.frame.context)
    define_class(interp, frame, bases, -1, site)
    return frame.owner


MODELS: Final[dict[str, Model]] = {"collections.namedtuple": _named_tuple}
