"""What expressions may be: read off annotations and assignments when somebody asks, without regard to order.

A variable is all that it is ever given; a function gives what its annotation says, else what it returns.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.hotness.annotations import annotated
from vendorize_analysis.hotness.expressions import choices, class_of, items_written, parameters
from vendorize_analysis.hotness.lookup import Names, as_type
from vendorize_analysis.hotness.scopes import NamedScope, Value, own_nodes
from vendorize_analysis.hotness.types import (
    UNKNOWN,
    ClassItself,
    FunctionItself,
    HolderOf,
    InstanceOf,
    ModuleItself,
    ParentOf,
    items_of,
    joined,
)

if TYPE_CHECKING:
    from vendorize_analysis.hotness.types import ClassKey, Type, Types
    from vendorize_analysis.model.hot import FunctionKey

PROPERTIES: Final = frozenset({"property", "cached_property", "abstractproperty", "reify", "cachedproperty"})
_ENTERED: Final = frozenset({"contextmanager", "asynccontextmanager"})


class Inference:
    """Types of expressions; forgets what it found when something new was learnt of parameters."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.derived: dict[ClassKey, set[ClassKey]] = defaultdict(set)
        """For each class those derived from it, itself included, of which hot code makes objects."""
        self.given: dict[tuple[FunctionKey, str], Types] = {}
        """What hot calls give to parameters."""
        self._known: dict[tuple[int, int], Types] = {}
        self._returned: dict[NamedScope, Types] = {}

    def forget(self) -> None:
        """Begin another round: what is known of parameters has grown."""
        self._known.clear()
        self._returned.clear()

    def types(self, expression: ast.expr, scope: NamedScope) -> Types:
        """Return what an expression may be; nothing where that is not known."""
        key = id(expression), id(scope)
        if key not in self._known:
            self._known[key] = UNKNOWN  # it may depend on itself
            self._known[key] = self._types(expression, scope)
        return self._known[key]

    def _types(self, expression: ast.expr, scope: NamedScope) -> Types:
        match expression:
            case ast.Name(id=name):
                return self.name(name, scope)
            case ast.Attribute(value=value, attr=name):
                return joined(*(self.member(one, name) for one in self.types(value, scope)))
            case ast.Call():
                return self.called(expression, scope)
            case ast.Await(value=value):
                types = self.types(value, scope)
                return items_of(types) or types
            case ast.Subscript(value=value):
                types = self.types(value, scope)
                return items_of(types) or frozenset(one for one in types if isinstance(one, ClassItself))
            case _:
                types = joined(*(self.types(each, scope) for each in choices(expression)))
                items = joined(*(self.types(each, scope) for each in items_written(expression)))
                return types | {HolderOf(items)} if items else types

    # -- names --------------------------------------------------------------------------------------------------

    def name(self, name: str, scope: NamedScope) -> Types:
        """Return what a name may be."""
        function: NamedScope | None = scope
        while function is not None and name not in function.names and name not in parameters(function):
            function = function.outer
        found = [self.bound(each, scope) for each in self.names.visible(name, scope)]
        if function is not None and name in parameters(function):
            found.append(self.parameter(name, function))
        return joined(*found)

    def bound(self, binding: NamedScope | Value | Type, scope: NamedScope) -> Types:
        """Return what a binding gives."""
        if isinstance(binding, NamedScope):
            return frozenset({as_type(binding)})
        if not isinstance(binding, Value):
            return frozenset({binding})
        if binding.part == "annotation":
            return annotated(binding.expression, binding.scope, self.types, class_of(scope))
        types = self.types(binding.expression, binding.scope)
        return types if binding.part == "" else self.item(types)

    def item(self, types: Types) -> Types:
        """Return what is got by iterating over something, or by entering it."""
        entered = [
            self.returned(holder, one.cls)
            for one in types
            if isinstance(one, InstanceOf)
            for method in ("__enter__", "__aenter__", "__next__", "__iter__")
            for holder in self.functions(one.cls, method)
        ]
        return joined(items_of(types), *(items_of(each) or each for each in entered))

    def parameter(self, name: str, function: NamedScope) -> Types:
        """Return what a parameter may be: by its annotation, as the receiver, else by hot calls."""
        around = function.around
        if around is not None and name == function.first_parameter() and "staticmethod" not in function.decorators():
            is_class = "classmethod" in function.decorators() or name in {"cls", "mcs"}
            return frozenset({ClassItself(around.key) if is_class else InstanceOf(around.key)})
        annotation = parameters(function)[name]
        named = annotated(annotation, function.outer or function, self.types, class_of(function))
        return named or self.given.get((function.key, name), UNKNOWN)

    # -- members ------------------------------------------------------------------------------------------------

    def functions(self, cls: ClassKey, name: str) -> list[NamedScope]:
        """Return the functions that answer for a member of a class."""
        holders = self.holders(cls, name)
        return [
            each
            for holder in holders
            for each in holder.names.get(name, ())
            if isinstance(each, NamedScope) and each.is_function
        ]

    def holders(self, cls: ClassKey, name: str) -> list[NamedScope]:
        """Return the classes that have a member: the class or an ancestor, else, for a mixin, relatives of objects."""
        found = self.names.holders(cls, name, self.types)
        if found:
            return found
        relatives = sorted(self.derived.get(cls, ()))
        return list(dict.fromkeys(each for one in relatives for each in self.names.holders(one, name, self.types)))

    def member(self, one: Type, name: str) -> Types:
        """Return what an attribute of a thing may be."""
        match one:
            case ModuleItself(module):
                scope = self.names.module(module)
                found = self.names.imported(module, name)
                return joined(*(self.bound(each, scope) for each in found)) if scope is not None else UNKNOWN
            case InstanceOf(cls) | ClassItself(cls) | ParentOf(cls):
                behind = isinstance(one, ParentOf)
                holders = self.names.holders(cls, name, self.types, behind=True) if behind else self.holders(cls, name)
                receiver = cls
                return joined(*(self._held(holder, name, receiver, one) for holder in holders))
            case HolderOf():
                return frozenset({one}) if name in {"values", "copy", "items"} else UNKNOWN
            case _:
                return UNKNOWN

    def _held(self, holder: NamedScope, name: str, receiver: ClassKey, one: Type) -> Types:
        """Return what a class has under a name, for an object of a class."""
        found: list[Types] = []
        for binding in [*holder.names.get(name, ()), *holder.attributes.get(name, ())]:
            if isinstance(binding, NamedScope) and binding.is_function:
                if PROPERTIES.intersection(binding.decorators()) and not isinstance(one, ClassItself):
                    found.append(self.returned(binding, receiver))
                else:
                    found.append(frozenset({FunctionItself(binding.key, receiver)}))
            elif isinstance(binding, NamedScope | Value):
                found.append(self.bound(binding, holder))
        return joined(*found)

    # -- calls --------------------------------------------------------------------------------------------------

    def called(self, call: ast.Call, scope: NamedScope) -> Types:
        """Return what a call gives."""
        match call.func:
            case ast.Name(id="super"):
                around = class_of(scope)
                return frozenset({ParentOf(around)}) if around is not None else UNKNOWN
            case ast.Name(id="cast") | ast.Attribute(attr="cast") if len(call.args) == 2:  # noqa: PLR2004
                return annotated(call.args[0], scope, self.types, class_of(scope))
            case ast.Name(id="type") if len(call.args) == 1:
                objects = self.types(call.args[0], scope)
                return frozenset(ClassItself(one.cls) for one in objects if isinstance(one, InstanceOf))
            case ast.Name(id="iter" | "next" | "list" | "tuple" | "sorted" | "reversed" | "set" | "enumerate") if (
                call.args
            ):
                types = self.types(call.args[0], scope)
                return items_of(types) if call.func.id == "next" else types
            case _:
                return joined(*(self.result(one) for one in self.types(call.func, scope)))

    def result(self, one: Type) -> Types:
        """Return what calling a thing gives."""
        match one:
            case ClassItself(cls):
                return frozenset({InstanceOf(cls)})
            case FunctionItself(key, receiver):
                return joined(*(self.returned(each, receiver) for each in self.names.all(key)))
            case InstanceOf(cls):
                return joined(*(self.returned(each, cls) for each in self.functions(cls, "__call__")))
            case HolderOf():
                return frozenset({one})  # `d.values()`
            case _:
                return UNKNOWN

    def returned(self, function: NamedScope, receiver: ClassKey | None) -> Types:
        """Return what a function gives: as annotated, in the stub beside it too, else as it returns."""
        node = function.node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return UNKNOWN
        named = annotated(node.returns, function, self.types, receiver) or self._stubbed(function, receiver)
        if not named and node.returns is None:
            named = self._read_off(function)
        if _ENTERED.intersection(function.decorators()) and not any(isinstance(one, HolderOf) for one in named):
            return frozenset({HolderOf(named)}) if named else UNKNOWN
        return named

    def _stubbed(self, function: NamedScope, receiver: ClassKey | None) -> Types:
        stub = self.names.modules.stub(function.key[0])
        for each in function.key[1].split("."):
            found = stub.names.get(each, ()) if stub is not None else ()
            stub = next((one for one in found if isinstance(one, NamedScope)), None)
        node = stub.node if stub is not None else None
        if stub is None or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return UNKNOWN
        return annotated(node.returns, stub, self.types, receiver)

    def _read_off(self, function: NamedScope) -> Types:
        if function not in self._returned:
            self._returned[function] = UNKNOWN
            found = [
                self.types(node.value, at)
                for node, at in own_nodes(function)
                if isinstance(node, ast.Return | ast.Yield) and node.value is not None and at is function
            ]
            self._returned[function] = joined(*found)
        return self._returned[function]
