"""Names and members: what a name in a scope is bound to, and which class answers for a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.hotness.scopes import Imported, NamedScope, Value
from vendorize_analysis.hotness.types import ClassItself, FunctionItself, ModuleItself

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator

    from vendorize_analysis.hotness.reading import Modules
    from vendorize_analysis.hotness.types import ClassKey, Type, Types
    from vendorize_analysis.model.hot import FunctionKey

    Evaluate = Callable[[ast.expr, NamedScope], Types]

_MOST_HOPS = 20
"""Of a name that is imported from where it is imported from …"""


class Names:
    """Follows names through scopes, imports and classes."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.scopes: dict[FunctionKey, list[NamedScope]] = {}
        """Functions and classes by key; several where a name is defined more than once."""
        self._known: set[str] = set()
        self._orders: dict[ClassKey, tuple[NamedScope, ...]] = {}

    def module(self, name: str) -> NamedScope | None:
        """Return the scope of a module, whose functions and classes are known then."""
        found = self.modules.find(name)
        if found is not None and name not in self._known:
            self._known.add(name)
            self._register(found)
        return found

    def _register(self, scope: NamedScope) -> None:
        for bindings in scope.names.values():
            for each in bindings:
                if isinstance(each, NamedScope):
                    self.scopes.setdefault(each.key, []).append(each)
                    self._register(each)

    def all(self, key: FunctionKey) -> list[NamedScope]:
        """Return the functions or classes of that name."""
        self.module(key[0])
        return self.scopes.get(key, [])

    # -- names --------------------------------------------------------------------------------------------------

    def visible(self, name: str, scope: NamedScope) -> Iterator[NamedScope | Value | Type]:
        """Yield what a name in a scope is bound to; classes around a function are passed over."""
        at: NamedScope | None = scope
        while at is not None:
            if name in at.names and (at is scope or not at.is_class):
                yield from self.bound(at, name)
                return
            at = at.outer
        yield from self.bound(scope.module, name)

    def bound(self, scope: NamedScope, name: str, hops: int = 0) -> Iterator[NamedScope | Value | Type]:
        """Yield what a scope binds a name to, imports followed."""
        for binding in scope.names.get(name, ()):
            if isinstance(binding, Imported):
                yield from self.imported(binding.module, binding.name, hops + 1)
            else:
                yield binding
        if name not in scope.names and hops < _MOST_HOPS:
            for star in scope.stars:
                yield from self.imported(star, name, hops + 1)

    def imported(self, module: str, name: str, hops: int = 0) -> Iterator[NamedScope | Value | Type]:
        """Yield what a module has under a name; the module itself for an empty one."""
        if hops > _MOST_HOPS:
            return
        found = self.module(module)
        if not name:
            if found is not None:
                yield ModuleItself(module)
            return
        if found is not None and (name in found.names or found.stars):
            yield from self.bound(found, name, hops)
        elif self.modules.exists(f"{module}.{name}"):
            yield ModuleItself(f"{module}.{name}")

    # -- members ------------------------------------------------------------------------------------------------

    def order(self, cls: ClassKey, evaluate: Evaluate) -> tuple[NamedScope, ...]:
        """Return a class and its ancestors, nearest first, as far as they are known."""
        if cls not in self._orders:
            self._orders[cls] = ()  # a class that derives from itself ends here
            found: dict[NamedScope, None] = dict.fromkeys(self.all(cls))
            for scope in self.all(cls):
                for base in getattr(scope.node, "bases", ()):
                    for one in self.base(base, scope, evaluate):
                        found.update(dict.fromkeys(self.order(one, evaluate)))
            self._orders[cls] = tuple(found)
        return self._orders[cls]

    def base(self, expression: ast.expr, scope: NamedScope, evaluate: Evaluate) -> Iterator[ClassKey]:
        """Yield the classes that a base names; `Generic[T]` is subscripted."""
        expression = getattr(expression, "value", expression) if hasattr(expression, "slice") else expression
        for one in evaluate(expression, scope.outer or scope):
            if isinstance(one, ClassItself):
                yield one.cls

    def holders(self, cls: ClassKey, name: str, evaluate: Evaluate, *, behind: bool = False) -> list[NamedScope]:
        """Return the nearest class that has a member, `behind` a class if asked so; several where it is made twice."""
        order = self.order(cls, evaluate)
        order = tuple(each for each in order if each.key != cls) if behind else order
        first = next((each.key for each in order if name in each.names or name in each.attributes), None)
        return [each for each in order if each.key == first]


def as_type(scope: NamedScope, receiver: ClassKey | None = None) -> Type:
    """Return the type of a class or function."""
    return ClassItself(scope.key) if scope.is_class else FunctionItself(scope.key, receiver)
