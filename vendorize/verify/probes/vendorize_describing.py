"""Describe values as plain data that two processes can compare (Python 3.8+).

A description goes by type and state, never by `repr` or equality of the program, so that little of its code runs.
Where state cannot be seen (locks, files, sockets) it says so with the type's name.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import json
import re
import types
from collections.abc import Iterator, Sequence
from typing import Any

_ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]{7,16}\b")
"""As `object.__repr__` has it; other numbers in a text are what the program says."""
_PLAIN = (type(None), bool, int, float)
_BUILT_IN: tuple[type, ...] = (str, bytes, bytearray, list, tuple, dict, set, frozenset, int, float, complex)
BY_NAME = (
    type,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.ModuleType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
)
_DEPTH = 40
_TEXT = 20_000
_DRAINED = 200


class Describer:
    """Describes values of one process."""

    def __init__(self, replacements: Sequence[Sequence[str]], nodes: int = 4000) -> None:
        self.replacements = replacements
        """Pairs of what this variant alone has in its texts (folders, the private namespace) and what both have."""
        self.nodes = nodes
        self.left = nodes
        self.path: list[int] = []

    def describe(self, value: object) -> Any:
        """Return plain data; every call may use as much as it was made for."""
        self.left = self.nodes
        return self._describe(value)

    def iterate(self, value: Any, items: list[Any]) -> Any:
        """Return what an iterator yields, up to a limit, and how it ended; the values themselves go to `items`."""
        found: list[Any] = []
        self.left = self.nodes
        try:
            for item in value:
                items.append(item)
                found.append(self._describe(item))
                if len(found) >= _DRAINED or self.left <= 0:
                    break
        except BaseException as error:  # noqa: BLE001 - the end of an iterator is part of what it is
            found.append(self.exception(error))
        return {"yields": found}

    def exception(self, error: BaseException) -> Any:
        """Return type, message, arguments and own attributes: texts that read the same may be of others."""
        try:
            text = str(error)
        except BaseException as other:  # noqa: BLE001 - a program's own method
            text = f"<{type(other).__name__} in __str__>"
        # A program may hide the arguments behind an attribute of its own.
        given = BaseException.__dict__["args"].__get__(error, type(error))
        if not self.path:
            self.left = self.nodes
        said = {"raises": self.name(type(error)), "message": self.text(text), "args": self._describe(given)}
        state = self._state(error)
        return {**said, "state": state} if state else said

    def text(self, text: str) -> str:
        """Return a text without what differs between the variants."""
        for own, common in self.replacements:
            text = text.replace(own, common)
        if len(text) > _TEXT:
            rest = text[_TEXT:].encode("utf-8", "surrogatepass")
            text = f"{text[:_TEXT]}… {len(text)} letters {hashlib.sha256(rest).hexdigest()}"
        return _ADDRESS.sub("0x…", text)

    def name(self, value: Any) -> str:
        """Return the dotted name of a class, function or module, as the original has it."""
        if isinstance(value, types.ModuleType):
            return self.text(str(value.__dict__.get("__name__")))
        name = getattr(value, "__qualname__", None) or getattr(value, "__name__", "")
        module = getattr(value, "__module__", None)
        return self.text(f"{module}.{name}" if module else str(name))

    def _describe(self, value: object) -> Any:
        self.left -= 1
        kind = type(value)
        if kind in _PLAIN:
            return value if kind is not float else {"float": repr(value)}
        if kind is str:
            return self.text(value)  # type: ignore[arg-type]
        if self.left <= 0 or len(self.path) > _DEPTH:
            return {"cut": self.name(kind)}
        if id(value) in self.path:
            return {"cycle": len(self.path) - self.path.index(id(value))}
        self.path.append(id(value))
        try:
            return self._composed(value, kind)
        finally:
            self.path.pop()

    def _composed(self, value: Any, kind: type) -> Any:
        if isinstance(value, (types.FunctionType, types.MethodType)):
            return {"name": self.name(value), **self._held(value)}
        if isinstance(value, BY_NAME):
            return {"name": self.name(value)}
        if kind in _BUILT_IN:
            return self._built_in(value, kind)
        if isinstance(value, BaseException):
            return self.exception(value)
        base = next((known for known in _BUILT_IN if isinstance(value, known)), None)
        described: dict[str, Any] = {"type": self.name(kind)}
        if base is not None:
            described["value"] = self._built_in(_content(value, base), base)
        state = self._state(value)
        if state is None and base is None:
            return self._reduced(value, described)
        return {**described, "state": state}

    def _held(self, value: Any) -> dict[str, Any]:
        """Describe what a bound method or a function that was made inside another one carries along."""
        if isinstance(value, types.MethodType):
            return {"self": self._describe(value.__self__)}
        if not value.__closure__:
            return {}
        found = []
        for cell in value.__closure__:
            try:
                found.append(self._describe(cell.cell_contents))
            except ValueError:
                found.append({"empty": ""})
        return {"closure": found}

    def _built_in(self, value: Any, kind: type) -> Any:
        if kind in (list, tuple):
            return {kind.__name__: [self._describe(item) for item in value]}
        if kind is dict:
            return {"dict": [[self._describe(key), self._describe(item)] for key, item in value.items()]}
        if kind in (set, frozenset):
            return {kind.__name__: sorted((self._describe(item) for item in value), key=_order)}
        if kind in _PLAIN:
            return repr(value)
        return self.text(value) if kind is str else {kind.__name__: self.text(repr(value))}

    def _state(self, value: Any) -> Any:
        """Return the attributes that an object has of its own, by name; None for an object without place for them."""
        found = {}
        places = False
        for owner in type.mro(type(value)):
            # Members of classes written in C are not all that these hold.
            slots = list(owner.__dict__.items()) if "__slots__" in owner.__dict__ else ()
            for name, entry in slots:
                if isinstance(entry, types.MemberDescriptorType) and name not in ("__dict__", "__weakref__"):
                    places = True
                    try:
                        found[name] = entry.__get__(value, type(value))
                    except AttributeError:
                        continue
        try:
            found.update(object.__getattribute__(value, "__dict__"))
            places = True
        except (AttributeError, TypeError):
            pass
        if not places:
            return None
        return {str(name): self._describe(found[name]) for name in sorted(found, key=str)}

    def _reduced(self, value: Any, described: dict[str, Any]) -> Any:
        """Describe an object of C by what would make it again: dates, decimals, patterns, queues."""
        if not isinstance(value, io.IOBase):
            try:
                known = copyreg.dispatch_table.get(type(value))
                reduced = value.__reduce_ex__(4) if known is None else known(value)
            except BaseException:  # noqa: BLE001 - no way to see inside
                reduced = None
            if isinstance(reduced, str):
                return {**described, "made": self.text(reduced)}
            if isinstance(reduced, tuple) and not _is_empty(reduced):
                parts = [list(part) if isinstance(part, Iterator) else part for part in reduced]
                return {**described, "made": [self._describe(part) for part in parts]}
        return {"opaque": self.name(type(value))}


def _content(value: Any, base: type) -> Any:
    """Return what an object is as an instance of a built-in type, past methods that the program overrides."""
    if base is dict:
        return dict(dict.items(value))
    if base in (list, tuple, set, frozenset):
        return base(base.__iter__(value))
    if base is str:
        return str.__str__(value)
    convert = {int: int.__int__, float: float.__float__, bytes: bytes.__getitem__, bytearray: bytearray.__getitem__}
    if base in (bytes, bytearray):
        return convert[base](value, slice(None))  # type: ignore[operator]
    return convert[base](value) if base in convert else complex(value)  # type: ignore[operator]


def _is_empty(reduced: Sequence[Any]) -> bool:
    """Tell whether an object would be made again from its class alone: then what it holds, if anything, is hidden."""
    made, given, *rest = reduced
    return getattr(made, "__name__", "") == "__newobj__" and len(given) == 1 and not any(map(_is_there, rest))


def _is_there(part: object) -> bool:
    return part is not None


def _order(described: Any) -> str:
    return json.dumps(described, sort_keys=True)
