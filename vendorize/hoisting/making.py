"""Whether functions make classes: such say that they are of the module whose code calls, by its `__name__` then."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.hoisting.words import free_names
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.hoisting.texts import ModuleText

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LATER = (*_FUNCTIONS, ast.GeneratorExp)
_CALLED = frozenset(
    {"NamedTuple", "NewType", "ParamSpec", "TypeVar", "TypeVarTuple", "TypedDict", "make_dataclass", "namedtuple"}
    | {"new_class", "prepare_class"}
)
"""What makes something that says of which module it is: that of whoever calls."""
_ENUMS = frozenset({"Enum", "Flag", "IntEnum", "IntFlag", "ReprEnum", "StrEnum"})
"""The same with two arguments or more."""
_METACLASSES = frozenset({"ABCMeta", "EnumMeta", "EnumType", "type"})
_OF_TYPE = 3
"""Arguments of `type` that make a class; `type.__new__` has one more."""
_ASKED = frozenset({"isinstance", "issubclass"})


class Makers:
    """What makes classes in some modules, under the names that their code has for it."""

    def __init__(self, modules: Mapping[str, ModuleText]) -> None:
        self._modules = modules

    def later(self, module: ModuleText) -> int:
        """Return a line in a function where a class may be made, which is of the module around then; 0 without."""
        own = {node.name for node in module.tree.body if isinstance(node, (*_FUNCTIONS[:2], ast.ClassDef))}
        own |= module.named.keys()
        for function in (node for node in ast.walk(module.tree) if isinstance(node, _LATER)):
            for node in ast.walk(function):
                is_array = self._has_ctypes and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
                is_made = isinstance(node, ast.ClassDef) or is_array
                if is_made or (isinstance(node, ast.Call) and self._makes(node, own, module)):
                    return int(getattr(node, "lineno", 0))
        return 0

    def _makes(self, node: ast.Call, own: set[str], module: ModuleText) -> bool:
        last, count = last_name(node.func), _count(node)
        if last in self._called:
            return True
        if last in self._enums | self._metaclasses:
            return count > 1 or any(one.arg in {"names", None} for one in node.keywords)
        if last in {"__new__", "__call__"} and (chain_of(node.func)[:1] == ("type",) or self._has_metaclass(module)):
            return count > _OF_TYPE
        if isinstance(node.func, ast.Name) and node.func.id in own:
            return False
        if isinstance(node.func, ast.Call) or last == "__class__":
            given = node.func.args[:1] if isinstance(node.func, ast.Call) else [getattr(node.func, "value", None)]
            if not any(isinstance(one, ast.Name) and one.id == "self" for one in given):
                return count >= _OF_TYPE
        least = {self._called: 1, self._enums: 2, self._metaclasses: _OF_TYPE}
        return any(count >= number and self._is_loose(names) for names, number in least.items())

    @cached_property
    def _has_ctypes(self) -> bool:
        """Tell whether a number of times a type may be a new one."""
        return any("ctypes" in module.words or "_ctypes" in module.words for module in self._modules.values())

    def _has_metaclass(self, module: ModuleText) -> bool:
        bases = (base for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef) for base in node.bases)
        return any(last_name(base) in self._metaclasses for base in bases)

    @cached_property
    def _called(self) -> frozenset[str]:
        return self._aliases(_CALLED)

    @cached_property
    def _enums(self) -> frozenset[str]:
        return self._aliases(_ENUMS, are_bases=True)

    @cached_property
    def _metaclasses(self) -> frozenset[str]:
        return self._aliases(_METACLASSES, are_bases=True)

    def _aliases(self, names: frozenset[str], *, are_bases: bool = False) -> frozenset[str]:
        """Return some names with those that code has for the same, and for classes made from them."""
        while True:
            more = names | {one for module in self._modules.values() for one in _named(module, names, are_bases)}
            if more == names:
                return names
            names = more

    def _is_loose(self, names: frozenset[str]) -> bool:
        """Tell whether one of these is handed on as a value, and may be called by any name."""
        return any(name in names for name in self._values)

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(name for module in self._modules.values() for name in _values_in(module.tree))


def _count(node: ast.Call) -> int:
    """Return how many arguments a call has by their places; many where the text does not say."""
    return _OF_TYPE + 1 if any(isinstance(one, ast.Starred) for one in node.args) else len(node.args)


def _named(module: ModuleText, names: frozenset[str], are_bases: bool) -> Iterator[str]:  # noqa: FBT001 - internal
    for node in ast.walk(module.tree):
        match node:
            case ast.alias(name=name, asname=str(asname)) if name.rpartition(".")[2] in names:
                yield asname
            case ast.Assign(targets=targets, value=value) if last_name(value) in names or (
                "type" in names and _is_unknown_type(value)
            ):
                yield from filter(None, map(last_name, targets))
            case ast.AnnAssign(target=target, value=ast.expr() as value) if last_name(value) in names:
                yield last_name(target)
            case ast.NamedExpr(target=target, value=value) if last_name(value) in names:
                yield target.id
            case ast.ClassDef(name=name, bases=bases) if are_bases and any(last_name(one) in names for one in bases):
                if not any(isinstance(one, ast.Assign) for one in node.body) or _is_metaclass(bases, names):
                    yield name  # an enumeration with members makes no other
            case _:
                pass


def _is_metaclass(bases: list[ast.expr], names: frozenset[str]) -> bool:
    return "type" in names and any(last_name(one) in names for one in bases)


def _values_in(tree: ast.Module) -> Iterator[str]:
    """Yield the names that are used as values: not just called, named, derived from, asked for, or compared."""
    plain = {id(one) for node in ast.walk(tree) for one in _plainly(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in plain and isinstance(node.ctx, ast.Load):
            # Many things have a `type`.
            yield from {node.attr} - ({"type"} if chain_of(node)[:1] != ("builtins",) else set())
    for name, node in free_names(tree):
        if id(node) not in plain:
            yield name


def _is_unknown_type(node: ast.expr) -> bool:
    """Tell whether a value is the type of something that may be a class."""
    match node:
        case ast.Call(func=ast.Name(id="type"), args=[one]) | ast.Attribute(value=one, attr="__class__"):
            return not (isinstance(one, ast.Name) and one.id == "self")
        case _:
            return False


def _plainly(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below one that are no values for anybody."""
    match node:
        case ast.Call(func=func, args=args):
            yield func
            if last_name(func) in _ASKED:
                yield from (inner for one in args[1:] for inner in ast.walk(one))
        case ast.ClassDef(bases=bases, keywords=keywords):
            yield from bases
            yield from (one.value for one in keywords if one.arg == "metaclass")
        case ast.Attribute(value=value):
            yield value
        case ast.Assign(targets=targets, value=value) if all(map(last_name, targets)):
            yield value
        case ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
            yield value
        case ast.Compare(left=left, comparators=others):
            yield from (left, *others)
        case _:
            pass
    annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
    yield from ast.walk(annotation) if isinstance(annotation, ast.expr) else ()
