"""Abstract objects, and their numbers: what a variable may hold.

Each kind is a class; variables hold numbers of objects, and equal objects have one number. Fields that hold other
abstract objects, variables, scopes or frames hold their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.keys import Key

CallString = tuple[int, ...]
"""Numbers of call sites (or, negative, of receivers), innermost first: a frame's context."""


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
    """`staticmethod`, `classmethod`, `setter`, `deleter`, or `property` for its getter."""
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
