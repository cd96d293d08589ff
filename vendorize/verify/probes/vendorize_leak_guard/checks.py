"""What the checks in released code do: look at an object before it is used, and never change it."""

from __future__ import annotations

import builtins
import operator
import sys
from typing import TYPE_CHECKING, Any

from .frames import CLEAR, OWN, THIRD, Frames, GuardedModule, caller
from .lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

PREFIX = "_vendorize_leak_"
"""How the names of the checks begin, which are found among the built-in ones."""
CHECKS = (
    "attribute",
    "stored",
    "deleted",
    "name",
    "imported",
    "arguments",
    "key",
    "result",
    "getter",
    "entered",
    "served",
)
_getattr, _hasattr, _setattr, _delattr, _type = getattr, hasattr, setattr, delattr, type
"""Bound now: tests replace what they find in modules."""


class Guard:
    """The checks, with what they know."""

    def __init__(self, frames: Frames, vocabulary: frozenset[str]) -> None:
        self.frames = frames
        self.vocabulary = vocabulary
        self.look = look = Lookup(frames, vocabulary)
        self.safe = look.safe
        self.find = look.find

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

    def stored(self, base: object, name: str) -> object:
        """Check an object whose attribute is about to be set, and give it back."""
        known = self.safe[name]
        if id(_type(base)) not in known and id(base) not in known:
            self._change(base, name, caller(), deletes=False)
        return base

    def deleted(self, base: object, name: str) -> object:
        """Check an object whose attribute is about to be deleted, and give it back."""
        known = self.safe[name]
        if id(_type(base)) not in known and id(base) not in known:
            self._change(base, name, caller(), deletes=True)
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
                symbol = self.look.only_in_overlay(sys.modules.get(".".join(parts[:size])))
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
        """Check what `getattr`, `hasattr`, `setattr` or `delattr` is about to look up, and give its arguments back."""
        reads, changes = function is _getattr or function is _hasattr, function is _setattr or function is _delattr
        if (reads or changes) and _type(values[1]) is str and values[1] in self.vocabulary:
            if reads:
                self._look_up(values[0], values[1], caller(), computed=not literal)
            else:
                deletes = function is _delattr
                self._change(values[0], values[1], caller(), deletes=deletes, computed=not literal)
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
            symbol = self.look.only_in_overlay(value) or self.look.defined_in_overlay(value)
            if symbol:
                self.frames.report(symbol, caller(), computed=True)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("result", error)
        return value

    def getter(self, value: object) -> object:
        """Return a function like that of `attrgetter` or `methodcaller`, which checks; any other value as it is."""
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

    def served(self, value: object) -> object:
        """Check for whom a module's `__getattr__`, which only the overlay has, gives a value; and give it back."""
        frame = caller()
        try:
            kind, asker = self.frames.asker(frame.f_back)
            source = self.frames.source(frame.f_code.co_filename)
            if asker is not None and source is not None and kind in (OWN, THIRD):
                self.frames.report(f"{source.name}.__getattr__", asker, computed=False)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("served", error)
        return value

    def module_loads(self, source: GuardedModule) -> None:
        """Check who loads a module that only the overlay has."""
        kind, frame = self.frames.asker(sys._getframe(2))  # noqa: SLF001 - as in caller()
        if frame is not None and kind in (OWN, THIRD):
            self.frames.report(source.name, frame, computed=True)

    def _global(self, name: str, value: object, frame: FrameType, *, computed: bool) -> None:
        source = self.frames.source(frame.f_code.co_filename)
        if source is not None and name in source.names and self.look.is_original(source, "", name, value):
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

    def _look_up(self, base: object, name: str, frame: FrameType, *, computed: bool) -> None:
        try:
            symbol = self.find(base, name)
            if symbol:
                self.frames.report(symbol, frame, computed=computed)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("arguments", error)

    def _change(self, base: object, name: str, frame: FrameType, *, deletes: bool, computed: bool = False) -> None:
        try:
            symbol = self.look.find_changed(base, name, deletes=deletes)
            if symbol:
                self.frames.report(symbol, frame, computed=computed)
        except Exception as error:  # noqa: BLE001 - as in attribute()
            self.frames.failed("changed", error)


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

    def __reduce__(self) -> Any:
        return self._real.__reduce__()

    def __repr__(self) -> str:
        return repr(self._real)


def install(guard: Guard) -> None:
    """Put the checks among the built-in names: modules keep the namespaces that they have."""
    for name in CHECKS:
        setattr(builtins, PREFIX + name, getattr(guard, name))
    setattr(builtins, f"{PREFIX}loaded", guard.look.loaded)


def _absolute(level: int, module: str, space: dict[str, Any]) -> str:
    if level == 0:
        return module
    package = str(space.get("__package__") or getattr(space.get("__spec__"), "parent", ""))
    base = package.rsplit(".", level - 1)[0] if level > 1 else package
    return f"{base}.{module}" if module else base
