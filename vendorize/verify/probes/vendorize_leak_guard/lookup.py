"""Whose is what an attribute gives: where a class or module has a name from, without running any of its code."""

from __future__ import annotations

import sys
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from .frames import OVERLAY, Frames, GuardedModule

if TYPE_CHECKING:
    from collections.abc import Callable

_MISSING = object()
_DESCRIPTORS = (GetSetDescriptorType, MemberDescriptorType)
_getattr, _isinstance, _issubclass, _type = getattr, isinstance, issubclass, type
_space = type.__dict__["__dict__"].__get__
_mro = type.__dict__["__mro__"].__get__
_contents: Callable[[object], dict[str, Any]] = ModuleType.__dict__["__dict__"].__get__  # type: ignore[index]
"""The namespace of a class and its bases, whatever its metaclass says, and that of a module that may load late."""


class Lookup:
    """What is known about the classes and modules of this process."""

    def __init__(self, frames: Frames, vocabulary: frozenset[str]) -> None:
        self.frames = frames
        self.vocabulary = vocabulary
        self.safe: dict[str, set[int]] = {name: set() for name in vocabulary}
        self.lasting: dict[int, object] = {}
        """What ids in `safe` stand for: an id is only good for as long as its object lives."""
        self.owners: dict[int, tuple[GuardedModule, str]] = {}
        self.originals: dict[tuple[str, str, str], object] = {}
        """What the overlay's statements bound: what a test puts in its place is the test's."""

    def loaded(self) -> None:
        """Remember what the statements of the module that calls have bound, now that it is complete."""
        # Not an argument: a module may have a `globals` of its own.
        space = sys._getframe(1).f_globals  # noqa: SLF001 - there is no public way to see who calls
        source = self.frames.source(space.get("__file__"))
        if source is None:
            return
        for name in source.names & space.keys():
            self.originals[source.name, "", name] = space[name]
        for owner, names in source.members.items():
            found = _resolve(space, owner)
            if _isinstance(found, _type):
                self.lasting[id(found)] = found
                self.owners[id(found)] = (source, owner)
                members = _space(found)
                for name in names & members.keys():
                    self.originals[source.name, owner, name] = members[name]

    def find(self, base: object, name: str) -> str:
        """Return the symbol that only the overlay has and that reading the attribute would give; empty for none."""
        kind = _type(base)
        if kind is super:
            if base.__self_class__ is None:  # type: ignore[attr-defined]
                return ""
            owner, value = _provider(_after(base), name)
            return self.member(owner, name, value)
        if _issubclass(kind, ModuleType):
            return self._find_in_module(base, name)
        is_class = _issubclass(kind, _type)
        classes = self._classes(base, name)
        owner, value = _provider(classes, name)
        if not is_class and name in _instance_space(base) and not _is_data_descriptor(value):
            return ""
        return self.member(owner, name, value)

    def find_changed(self, base: object, name: str, *, deletes: bool) -> str:
        """Return the symbol that only the overlay has and that setting or deleting the attribute meets; empty for none.

        A plain value in a class does not see that an instance gets one of its own; a property does.
        """
        kind = _type(base)
        if _issubclass(kind, ModuleType):
            return self._find_in_module(base, name)
        self._classes(base, name)
        owner, value = _provider(_mro(kind), name)
        if _is_data_descriptor(value):
            return self.member(owner, name, value)
        if deletes and _issubclass(kind, _type) and name in _space(base):
            return self.member(base, name, _space(base)[name])
        return ""

    def member(self, owner: Any, name: str, value: object) -> str:
        """Return the symbol of a class member that only the overlay has."""
        if owner is None:
            return ""
        source, qualified = self._owner(owner)
        if source is None or name not in source.members.get(qualified, ()):
            return ""
        return f"{source.name}.{qualified}.{name}" if self.is_original(source, qualified, name, value) else ""

    def only_in_overlay(self, module: object) -> str:
        """Return the name of a module that only the overlay has."""
        if not _issubclass(_type(module), ModuleType):
            return ""
        source = self.frames.source(_contents(module).get("__file__"))
        return source.name if source is not None and source.kind == OVERLAY else ""

    def defined_in_overlay(self, value: object) -> str:
        """Return the symbol of a function or class that only the overlay has."""
        # Not isinstance(): a proxy says that it is what it stands for.
        found: Any = value.__func__ if type(value) is MethodType else value
        if not issubclass(type(found), (type, FunctionType)):
            return ""
        module = sys.modules.get(found.__module__)
        source = self.frames.source(getattr(module, "__file__", None))
        if source is None or "<locals>" in found.__qualname__:
            return ""
        first, *rest = found.__qualname__.split(".")
        if source.kind == OVERLAY or first in source.names:
            return f"{source.name}.{first}"
        for size in range(len(rest)):
            if rest[size] in source.members.get(".".join([first, *rest[:size]]), ()):
                return ".".join([source.name, first, *rest[: size + 1]])
        return ""

    def is_original(self, source: GuardedModule, owner: str, name: str, value: object) -> bool:
        """Tell whether a value is what the overlay's own statements bound; while the module runs, it is."""
        return self.originals.get((source.name, owner, name), value) is value

    def _find_in_module(self, module: Any, name: str) -> str:
        space = _contents(module)
        value = space.get(name, _MISSING)
        if value is _MISSING:
            return ""
        source = self.frames.source(space.get("__file__"))
        if source is not None and name in source.names:
            return f"{source.name}.{name}" if self.is_original(source, "", name, value) else ""
        if source is not None and source.kind == OVERLAY:
            return ""
        inner = self.only_in_overlay(value)
        if inner.rpartition(".")[2] == name:
            return inner
        if not _issubclass(_type(value), ModuleType):
            self._keep_safe(module, name)
        return ""

    def _owner(self, owner: Any) -> tuple[GuardedModule | None, str]:
        found = self.owners.get(id(owner))
        if found is not None:
            return found
        space = _space(owner)
        name = space.get("__module__")
        module = sys.modules.get(name) if _isinstance(name, str) else None
        if not _issubclass(_type(module), ModuleType):
            return None, ""
        return self.frames.source(_contents(module).get("__file__")), owner.__qualname__

    def _classes(self, base: Any, name: str) -> tuple[type, ...]:
        """Return where attributes of an object are looked up, and remember it where none of these can have the name."""
        kind = _type(base)
        is_class = _issubclass(kind, _type)
        classes = (*_mro(base), *_mro(kind)) if is_class else _mro(kind)
        self._remember(base if is_class else kind, name, classes)
        return classes

    def _remember(self, kind: Any, name: str, classes: tuple[type, ...]) -> None:
        """Remember that instances of a class (or that class) are safe, unless it may go away."""
        if "<locals>" in _getattr(kind, "__qualname__", ""):
            return
        for one in classes:
            source, qualified = self._owner(one)
            if source is not None and name in source.members.get(qualified, ()):
                return
        self._keep_safe(kind, name)

    def _keep_safe(self, thing: object, name: str) -> None:
        self.lasting[id(thing)] = thing
        self.safe[name].add(id(thing))


def _provider(classes: tuple[type, ...], name: str) -> tuple[Any, object]:
    for owner in classes:
        value = _space(owner).get(name, _MISSING)
        if value is not _MISSING:
            return owner, value
    return None, None


def _after(base: Any) -> tuple[type, ...]:
    classes: tuple[type, ...] = base.__self_class__.__mro__
    return classes[classes.index(base.__thisclass__) + 1 :]


def _is_data_descriptor(value: object) -> bool:
    return any("__set__" in _space(one) or "__delete__" in _space(one) for one in _type(value).__mro__)


def _instance_space(base: object) -> Any:
    # A proxy has a property of that name, whose code is the program's: we ask what the interpreter put there alone.
    for one in _mro(_type(base)):
        found = _space(one).get("__dict__")
        if _type(found) in _DESCRIPTORS:
            return found.__get__(base)
    return ()


def _resolve(space: dict[str, Any], qualified: str) -> object:
    first, *rest = qualified.split(".")
    found = space.get(first)
    for name in rest:
        found = _space(found).get(name) if _isinstance(found, _type) else None
    return found
