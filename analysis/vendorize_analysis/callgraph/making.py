"""Classes without a `class` statement: `type(name, bases, members)` and `collections.namedtuple`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


class Making:
    """Makes classes whose body is no code."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._scopes: dict[tuple[int, int], Scope] = {}

    def class_of_three(self, request: Request) -> None:
        """Make a class of a name, a tuple of bases and a dict of members."""
        machine = self.machine
        name, bases, members = (machine.natives.argument(request, place) for place in range(3))
        base = machine.natives.items(bases, request)
        cls = self._class(name, (base,), (), request)

        def put(key: object, variable: int) -> None:
            if isinstance(key, str):
                machine.solver.link(variable, machine.classes.field(cls, key))

        def found(value: int) -> None:
            if machine.values.kind(value) == "container":
                machine.containers.listen(value, put)

        if members >= 0:
            machine.solver.watch(members, found)

    def named_tuple(self, request: Request) -> None:
        """Make a named tuple of a name and the names of its fields."""
        machine = self.machine
        name, fields = machine.natives.argument(request, 0), machine.natives.argument(request, 1, "field_names")
        texts = machine.solver.held(fields) if fields >= 0 else ()
        known: list[str] = []
        for value in texts:
            text = machine.strings.text(value)
            known += (text or "").replace(",", " ").split()
            if machine.values.kind(value) == "container":
                known += [
                    machine.strings.text(each) or "" for each in machine.solver.held(machine.containers.values(value))
                ]
        base = machine.solver.holder(machine.number("external", "typing.NamedTuple"))
        self._class(name, (base,), [each for each in known if each.isidentifier()], request)

    def _class(self, name: int, bases: tuple[int, ...], fields: Sequence[str], request: Request) -> int:
        machine = self.machine
        texts = [machine.strings.text(value) for value in (machine.solver.held(name) if name >= 0 else ())]
        key = (request.frame.scope.number, request.site)
        scope = self._scopes.get(key)
        if scope is None:
            body: list[ast.stmt] = [
                ast.AnnAssign(ast.Name(field, ast.Store()), ast.Name("object", ast.Load()), None, 1) for field in fields
            ]
            node = ast.ClassDef(texts[0] if texts and texts[0] else "<class>", [], [], body, [], lineno=request.line)
            scope = Scope("class", f"{request.frame.scope.name}.{node.name}", node, request.frame.scope)
            scope.operations = []
            self._scopes[key] = scope
        body_frame = machine.frames.enter(scope, request.frame, request.frame.context)
        machine.classes.define(body_frame, bases, -1, request)
        return body_frame.owner
