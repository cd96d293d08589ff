"""What is hot, and of which classes hot code makes objects: both only grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.hotness.inference import Inference
from vendorize_analysis.hotness.lookup import Names
from vendorize_analysis.hotness.operators import OPERATORS
from vendorize_analysis.hotness.types import ClassItself, FunctionItself, joined
from vendorize_analysis.model.hot import HotReason

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.hotness.living import Living
    from vendorize_analysis.hotness.reading import Modules
    from vendorize_analysis.hotness.scopes import NamedScope
    from vendorize_analysis.hotness.types import ClassKey, Types
    from vendorize_analysis.model.hot import FunctionKey

MADE: Final = ("__init__", "__new__", "__post_init__", "__attrs_post_init__")
_ASKED: Final = "protocol"
"""Kind of witness: the language or its library asks objects for it. What a computed name asks for is not believed."""
_RARE: Final = (
    *("__repr__", "__reduce", "__getstate__", "__setstate__", "__copy__", "__deepcopy__", "__getnewargs", "__format__"),
    "__sizeof__",
)


class HotFunctions:
    """What has been found to be hot."""

    def __init__(self, modules: Modules, living: Living) -> None:
        self.names = Names(modules)
        self.inference = Inference(self.names)
        self.living = living
        self.reasons: dict[FunctionKey, HotReason] = {}
        self.units: dict[NamedScope, None] = {}
        self.made: dict[ClassKey, FunctionKey | None] = {}
        """Classes of which hot code makes objects, each with who first did."""
        self.nodes: dict[NamedScope, list[tuple[ast.AST, NamedScope]]] = {}
        self.current: FunctionKey | None = None
        self.grown = False

    def heat(self, key: FunctionKey, reason: HotReason) -> None:
        """Make a function hot if it is live, and the body of its module."""
        if key in self.reasons or not (self.living.holds(key) if key[1] else self.living.runs(key[0])):
            return
        self.reasons[key] = reason
        self.grown = True
        if not key[1]:
            self.heat_parents(key[0])
            scope = self.names.module(key[0])
            self.units.update(dict.fromkeys([scope] if scope is not None else []))
            return
        self.heat((key[0], ""), HotReason("import", key, key[0]))
        self.units.update(dict.fromkeys(each for each in self.names.all(key) if each.is_function))

    def heat_parents(self, module: str) -> None:
        """Make the bodies of the packages around a module hot."""
        parent = module.rpartition(".")[0]
        if parent:
            self.heat((parent, ""), HotReason("import", (module, ""), module))

    def load(self, module: str) -> None:
        """Make the body of a module hot."""
        self.heat((module, ""), HotReason("import", self.current, module))

    def use(self, types: Types, name: str) -> None:
        """Make functions hot."""
        for one in types:
            if isinstance(one, FunctionItself) and one.receiver is None:
                self.heat(one.key, HotReason("edge", self.current, name))
            elif isinstance(one, FunctionItself) and one.receiver is not None:
                self.method(one.key, one.receiver)

    def method(self, key: FunctionKey, receiver: ClassKey) -> None:
        """Make a method hot, and those that stand in its place in classes that are made."""
        name = key[1].rpartition(".")[2]
        detail = f"{'.'.join(filter(None, receiver))}.{name}"
        self.heat(key, HotReason("type", self.current, detail))
        for cls in sorted(self.inference.derived.get(receiver, ())):
            for each in self.inference.functions(cls, name):
                self.heat(each.key, HotReason("type", self.current, detail))

    def member(self, cls: ClassKey, name: str, kind: str) -> None:
        """Make a member of a class hot that Python itself calls."""
        for each in self.inference.functions(cls, name):
            self.heat(each.key, HotReason(kind, self.current, f"{'.'.join(filter(None, cls))}.{name}"))

    def make_all(self, types: Types) -> None:
        """Make objects of classes."""
        for one in types:
            if isinstance(one, ClassItself):
                self.make(one.cls)

    def make(self, cls: ClassKey) -> None:
        """Make an object of a class: its constructors run, and Python may call what it calls by itself."""
        if cls in self.made:
            return
        self.made[cls] = self.current
        self.grown = True
        seen: set[str] = set()
        for scope in self.names.order(cls, self.inference.types):
            self.inference.derived[scope.key].add(cls)
            for name in scope.names:
                if name not in seen:
                    seen.add(name)
                    self.called_by_others(cls, scope, name)

    def called_by_others(self, cls: ClassKey, scope: NamedScope, name: str) -> None:
        """Make a member hot that Python or its standard library calls."""
        key = scope.key[0], f"{scope.key[1]}.{name}"
        witness = self.living.witness(key)
        if name in MADE or (
            witness is not None
            and witness.kind == _ASKED
            and name not in OPERATORS  # where one stands, on what it stands
            and not name.startswith(_RARE)
        ):
            self.member(cls, name, "language")

    def give(self, function: NamedScope, name: str, types: Types) -> None:
        """Let a parameter be one of these."""
        before = self.inference.given.get((function.key, name), frozenset())
        after = joined(before, types) or before
        if after != before:
            self.inference.given[function.key, name] = after
            self.grown = True
