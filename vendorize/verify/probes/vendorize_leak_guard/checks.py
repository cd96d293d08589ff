"""What the checks in released code do: look at an object before it is read, and never change it."""

from __future__ import annotations

import builtins
import operator
import sys
from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from .frames import CLEAR, OVERLAY, OWN, THIRD, Frames, Source, caller

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

PREFIX = "_vendorize_leak_"
"""How the names of the checks begin, which are found among the built-in ones."""
_MISSING = object()
_getattr, _hasattr, _isinstance, _issubclass, _type = getattr, hasattr, isinstance, issubclass, type
_space = type.__dict__["__dict__"].__get__
_mro = type.__dict__["__mro__"].__get__
_contents: Callable[[object], dict[str, Any]] = ModuleType.__dict__["__dict__"].__get__  # type: ignore[index]
"""The namespace of a class and its bases, whatever its metaclass says, and that of a module that may load late."""


class Guard:
    """The checks, with what they know."""

    def __init__(self, frames: Frames, vocabulary: frozenset[str]) -> None:
        self.frames = frames
        self.vocabulary = vocabulary
        self.safe: dict[str, set[int]] = {name: set() for name in vocabulary}
        self.lasting: dict[int, object] = {}
        """What ids in `safe` stand for: an id is only good for as long as its object lives."""
        self.owners: dict[int, tuple[Source, str]] = {}
        self.originals: dict[tuple[str, str, str], object] = {}
        """What the overlay's statements bound: what a test puts in its place is the test's."""

    # -- called by released code

    def attribute(self, base: object, name: str) -> object:
        """Check an object whose attribute is about to be read, and give it back."""
        known = self.safe[name]
        if id(_type(base)) in known or id(base) in known:
            return base
        try:
            symbol = self.find(base, name)
            if symbol:
                self.frames.report(symbol, caller(), computed=False)
        except Exception as error:  # noqa: BLE001 - the program must not notice that it is looked at
            self.frames.failed("attribute", error)
        return base

    def name(self, value: object, name: str) -> object:
        """Check a global name that was read, and give its value back."""
        try:
            self._global(name, value, caller(), computed=False)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("name", error)
        return value

    def imported(self, level: int, module: str, names: tuple[str, ...]) -> None:
        """Check what an import statement has just found."""
        frame = caller()
        try:
            absolute = _absolute(level, module, frame.f_globals)
            parts = absolute.split(".")
            for size in range(1, len(parts) + 1):
                symbol = self.only_in_overlay(sys.modules.get(".".join(parts[:size])))
                if symbol:
                    self.frames.report(symbol, frame, computed=False)
                    return
            for name in names:
                symbol = self.find(sys.modules.get(absolute), name)
                if symbol:
                    self.frames.report(symbol, frame, computed=False)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("imported", error)

    def arguments(self, function: object, values: tuple[Any, ...], literal: bool) -> tuple[Any, ...]:  # noqa: FBT001
        """Check what `getattr` or `hasattr` is about to look up, and give its arguments back."""
        if function is _getattr or function is _hasattr:
            name = values[1]
            if _type(name) is str and name in self.vocabulary:
                self._look_up(values[0], name, caller(), computed=not literal)
        return values

    def key(self, key: object, literal: bool) -> object:  # noqa: FBT001
        """Check a key of `globals()`, and give it back."""
        frame = caller()
        try:
            if _type(key) is str and key in frame.f_globals:
                self._global(key, frame.f_globals[key], frame, computed=not literal)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("key", error)
        return key

    def result(self, value: object) -> object:
        """Check an object that was found by a computed name, and give it back."""
        try:
            symbol = self.only_in_overlay(value) or self.defined_in_overlay(value)
            if symbol:
                self.frames.report(symbol, caller(), computed=True)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("result", error)
        return value

    def getter(self, value: object) -> object:
        """Give a function like that of `attrgetter` or `methodcaller`, which checks; any other value as it is."""
        if _type(value) is operator.attrgetter or _type(value) is operator.methodcaller:
            names = value.__reduce__()[1]
            names = names[:1] if _type(value) is operator.methodcaller else names
            if any(part in self.vocabulary for name in names for part in str(name).split(".")):
                return _Getter(self, value, tuple(map(str, names)))  # type: ignore[arg-type]
        return value

    def entered(self, owner: str, name: str) -> None:
        """Check who calls a method that only the overlay's copy of a released class has.

        Python calls special methods itself, and the standard library reads others: then no released code reads them.
        """
        try:
            self._entered(owner, name, caller())
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("entered", error)

    def loaded(self, space: dict[str, Any]) -> None:
        """Remember what a module's own statements have bound, now that it is complete."""
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

    def module_loads(self, source: Source) -> None:
        """Check who loads a module that only the overlay has."""
        kind, frame = self.frames.asker(sys._getframe(2))  # noqa: SLF001 - as in caller()
        if frame is not None and kind in (OWN, THIRD):
            self.frames.report(source.name, frame, computed=True)

    # -- what is what

    def find(self, base: object, name: str) -> str:
        """Give the symbol that only the overlay has and that reading the attribute would give; empty for none."""
        kind = _type(base)
        if kind is super:
            if base.__self_class__ is None:  # type: ignore[attr-defined]
                return ""
            owner, value = _provider(_after(base), name)
            return self.member(owner, name, value)
        if _issubclass(kind, ModuleType):
            return self._find_in_module(base, name)
        is_class = _issubclass(kind, _type)
        classes = (*_mro(base), *_mro(kind)) if is_class else _mro(kind)
        self._remember(base if is_class else kind, name, classes)
        owner, value = _provider(classes, name)
        if not is_class and name in _instance_space(base) and not _is_data_descriptor(value):
            return ""
        return self.member(owner, name, value)

    def member(self, owner: Any, name: str, value: object) -> str:  # noqa: ANN401 - a class or None
        """Give the symbol of a class member that only the overlay has."""
        if owner is None:
            return ""
        source, qualified = self._owner(owner)
        if source is None or name not in source.members.get(qualified, ()):
            return ""
        return f"{source.name}.{qualified}.{name}" if self.is_original(source, qualified, name, value) else ""

    def only_in_overlay(self, module: object) -> str:
        """Give the name of a module that only the overlay has."""
        if not _issubclass(_type(module), ModuleType):
            return ""
        source = self.frames.source(_contents(module).get("__file__"))
        return source.name if source is not None and source.kind == OVERLAY else ""

    def defined_in_overlay(self, value: object) -> str:
        """Give the symbol of a function or class that only the overlay has."""
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

    def is_original(self, source: Source, owner: str, name: str, value: object) -> bool:
        """Tell whether a value is what the overlay's own statements bound; while the module runs, it is."""
        return self.originals.get((source.name, owner, name), value) is value

    def _global(self, name: str, value: object, frame: FrameType, *, computed: bool) -> None:
        source = self.frames.source(frame.f_code.co_filename)
        if source is not None and name in source.names and self.is_original(source, "", name, value):
            self.frames.report(f"{source.name}.{name}", frame, computed=computed)

    def _entered(self, owner: str, name: str, method: FrameType) -> None:
        back = method.f_back
        if name == "__del__" or back is None:
            return
        special = name.startswith("__") and name.endswith("__")
        if not special and (self.frames.kind(back) != CLEAR or name not in back.f_code.co_names):
            return
        kind, frame = self.frames.asker(back)
        source = self.frames.source(method.f_code.co_filename)
        if frame is not None and source is not None and kind in (OWN, THIRD):
            self.frames.report(f"{source.name}.{owner}.{name}", frame, computed=False)

    def _find_in_module(self, module: Any, name: str) -> str:  # noqa: ANN401
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

    def _owner(self, owner: Any) -> tuple[Source | None, str]:  # noqa: ANN401
        found = self.owners.get(id(owner))
        if found is not None:
            return found
        space = _space(owner)
        name = space.get("__module__")
        module = sys.modules.get(name) if _isinstance(name, str) else None
        if not _issubclass(_type(module), ModuleType):
            return None, ""
        return self.frames.source(_contents(module).get("__file__")), owner.__qualname__

    def _look_up(self, base: object, name: str, frame: FrameType, *, computed: bool) -> None:
        try:
            symbol = self.find(base, name)
            if symbol:
                self.frames.report(symbol, frame, computed=computed)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("arguments", error)

    def _remember(self, kind: Any, name: str, classes: tuple[type, ...]) -> None:  # noqa: ANN401 - a class
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


class _Getter:
    """Stands in for an `attrgetter` or `methodcaller`."""

    def __init__(self, guard: Guard, real: Callable[[object], object], names: tuple[str, ...]) -> None:
        self._guard, self._real, self._names = guard, real, names

    def __call__(self, base: object) -> object:
        frame = self._guard.frames.asker(caller())[1] or caller()
        for name in self._names:
            value = base
            for part in name.split("."):
                if part in self._guard.vocabulary:
                    self._guard._look_up(value, part, frame, computed=True)  # noqa: SLF001
                try:
                    value = _getattr(value, part) if "." in name else None
                except Exception:  # noqa: BLE001 - the real one raises it where it belongs
                    break
        return self._real(base)

    def __reduce__(self) -> Any:  # noqa: ANN401
        return self._real.__reduce__()

    def __repr__(self) -> str:
        return repr(self._real)


def install(guard: Guard) -> None:
    """Put the checks among the built-in names: modules keep the namespaces that they have."""
    for name in ("attribute", "name", "imported", "arguments", "key", "result", "getter", "entered", "loaded"):
        setattr(builtins, PREFIX + name, getattr(guard, name))


def _provider(classes: tuple[type, ...], name: str) -> tuple[Any, object]:
    for owner in classes:
        value = _space(owner).get(name, _MISSING)
        if value is not _MISSING:
            return owner, value
    return None, None


def _after(base: Any) -> tuple[type, ...]:  # noqa: ANN401 - a super object
    classes: tuple[type, ...] = base.__self_class__.__mro__
    return classes[classes.index(base.__thisclass__) + 1 :]


def _is_data_descriptor(value: object) -> bool:
    return any("__set__" in _space(one) or "__delete__" in _space(one) for one in _type(value).__mro__)


def _instance_space(base: object) -> Any:  # noqa: ANN401
    try:
        return object.__getattribute__(base, "__dict__")
    except AttributeError:
        return ()


def _absolute(level: int, module: str, space: dict[str, Any]) -> str:
    if level == 0:
        return module
    package = str(space.get("__package__") or getattr(space.get("__spec__"), "parent", ""))
    base = package.rsplit(".", level - 1)[0] if level > 1 else package
    return f"{base}.{module}" if module else base


def _resolve(space: dict[str, Any], qualified: str) -> object:
    first, *rest = qualified.split(".")
    found = space.get(first)
    for name in rest:
        found = _space(found).get(name) if _isinstance(found, _type) else None
    return found
