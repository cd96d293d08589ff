"""Abstract objects, and their numbers: what a variable may hold.

Each kind is a class; variables hold numbers of objects, and equal objects have one number. Fields that hold other
abstract objects, variables, scopes or frames hold their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeVarTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.ir.operations import Key

CallString = tuple[int, ...]
"""Numbers of call sites (or, negative, of receivers), innermost first: a frame's context."""
Wrapping = Literal["staticmethod", "classmethod", "property", "setter", "deleter"]
Fields = TypeVarTuple("Fields")


class AnyObject(NamedTuple):
    """The top element: anything that the program has."""


class FunctionObject(NamedTuple):
    """A function made in a frame."""

    scope: int
    frame: int


class ClassObject(NamedTuple):
    """A class with the frame of its body."""

    scope: int
    frame: int


class InstanceObject(NamedTuple):
    """An object of a class of the program, by the place that makes it (-1: any)."""

    cls: int
    site: int
    context: CallString


class BoundMethod(NamedTuple):
    """A method of an object."""

    function: int
    receiver: int


class WrappedFunction(NamedTuple):
    """A `staticmethod`, a `classmethod`, or one function of a `property`."""

    how: str
    """`Wrapping`, where `property` is the getter."""
    function: int


class SuperObject(NamedTuple):
    """What `super()` gives: the classes of a receiver after one."""

    cls: int
    receiver: int


class ModuleObject(NamedTuple):
    """A module of the program."""

    name: str


class BuiltinObject(NamedTuple):
    """A built-in function or type."""

    name: str


class ExternalObject(NamedTuple):
    """Something that is not read, by its dotted name."""

    name: str


class ExternalResult(NamedTuple):
    """What a call of something that is not read gives."""

    name: str
    """Dotted name of what is called."""
    site: int = -1
    """Where each object is told from others; else all objects of the name are one."""


class PlainObject(NamedTuple):
    """An object of a built-in type that holds nothing of the program."""

    type: str


class ConstantObject(NamedTuple):
    """A string or number, or a tuple of such."""

    value: Key


class TextPattern(NamedTuple):
    """A string of which only the beginning and the end are known."""

    first: str
    last: str


class CollectionObject(NamedTuple):
    """A collection, by the place that makes it."""

    type: str
    """`list`, `tuple`, `set`, `dict`, `generator`, `exception`, `queue`, `future` or `reference`."""
    site: int | str
    context: CallString


class BuiltinMethod(NamedTuple):
    """A method that no code of the program defines, of an object."""

    receiver: int
    name: str


class PartialObject(NamedTuple):
    """A callable with some of its arguments (`functools.partial`)."""

    site: int
    context: CallString


class PartialMethod(NamedTuple):
    """A method with some of its arguments (`functools.partialmethod`)."""

    site: int
    context: CallString


class NamespaceObject(NamedTuple):
    """The names of a module or object as a dict."""

    holder: int


class LocalsObject(NamedTuple):
    """The local variables of a frame, as what a namespace belongs to."""

    frame: int


class GetterObject(NamedTuple):
    """What `operator.attrgetter` and its like give."""

    how: str
    """`attrgetter`, `itemgetter` or `methodcaller`."""
    site: int
    context: CallString


class GenericFunction(NamedTuple):
    """A function with an implementation for each type (`functools.singledispatch`)."""

    function: int


class WrapsDecorator(NamedTuple):
    """What `functools.wraps` gives."""

    variable: int
    """Holds the wrapped functions."""


class FieldFactory(NamedTuple):
    """A field of a data class whose default a function makes."""

    variable: int
    """Holds the functions."""


AbstractObject = (
    AnyObject
    | FunctionObject
    | ClassObject
    | InstanceObject
    | BoundMethod
    | WrappedFunction
    | SuperObject
    | ModuleObject
    | BuiltinObject
    | ExternalObject
    | ExternalResult
    | PlainObject
    | ConstantObject
    | TextPattern
    | CollectionObject
    | BuiltinMethod
    | PartialObject
    | PartialMethod
    | NamespaceObject
    | LocalsObject
    | GetterObject
    | GenericFunction
    | WrapsDecorator
    | FieldFactory
)
Kind = type[AbstractObject]
KINDS: Final[tuple[Kind, ...]] = get_args(AbstractObject)
UNKNOWN: Final = 0
"""The number of the top element."""
OPAQUE: Final = (AnyObject, ExternalObject, ExternalResult)
"""Kinds of which nobody knows what they do with what they get."""
CONSTANTS: Final = 1
_GROUPS: Final[dict[Kind, int]] = {
    ConstantObject: CONSTANTS,
    TextPattern: CONSTANTS,
    ExternalObject: 2,
    ExternalResult: 2,
    CollectionObject: 3,
    BuiltinMethod: 4,
    NamespaceObject: 4,
    InstanceObject: 5,
}
"""Kinds by what is limited together; all others are group 0."""
FINE: Final = (128, 12, 16, 12, 12, 24)
COARSE: Final = (48, 6, 3, 6, 4, 16)
"""Widening thresholds: how many objects of each group one variable holds before it counts as unknown.

The coarse ones are for large programs, where what holds many objects says little: 11 kinds of results are any result.
"""


class ObjectTable:
    """Numbers abstract objects, in the order in which they turn up."""

    def __init__(self) -> None:
        self._all: list[AbstractObject] = [AnyObject()]
        self.groups = bytearray(1)
        """Of each object the group whose number is limited."""
        self._numbers: dict[tuple[object, ...], int] = {}

    def number(self, kind: Callable[[*Fields], AbstractObject], *fields: *Fields) -> int:
        """Return the number of the object of a kind with these fields (by position); at least one."""
        # 1 and True are equal, and so are 1 and 1.0: the type tells them apart.
        key = (kind, *fields, type(fields[-1]))  # type: ignore[misc]  # there is at least one
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._all)
            made = kind(*fields)
            self._all.append(made)
            self.groups.append(_GROUPS.get(type(made), 0))
        return found

    def __getitem__(self, number: int) -> AbstractObject:
        return self._all[number]

    def kind(self, number: int) -> Kind:
        """Return the kind of an object."""
        return type(self._all[number])
