"""Turn an answer into plain values and back: tuples, texts, numbers, and nothing that a class could hide behind."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

_TUPLE, _PATH, _MAPPING = -1, -2, -3
"""What stands first in a tuple that is no dataclass of ours."""


class Codec:
    """Turns answers that are made of certain dataclasses into plain values and back."""

    def __init__(self, kinds: Sequence[type[Any]]) -> None:
        """Take the dataclasses; what is stored names each by its place among them."""
        self._kinds: Final = tuple(kinds)
        self._numbers: Final = {kind: number for number, kind in enumerate(kinds)}

    def encode(self, value: Any) -> Any:  # noqa: ANN401 - any field
        """Return a value as plain ones; raises `TypeError` or `KeyError` for what would come back as another type."""
        if isinstance(value, tuple):
            if type(value) is not tuple:
                raise TypeError(f"{type(value).__name__} would come back as a plain tuple")
            return (_TUPLE, *map(self.encode, value))
        if isinstance(value, Path):
            return (_PATH, str(value))
        if isinstance(value, dict):
            return (_MAPPING, *(self.encode(each) for each in value.items()))
        if is_dataclass(value):
            return (
                self._numbers[cast("Any", type(value))],
                *(self.encode(getattr(value, f.name)) for f in fields(value)),
            )
        return value

    def decode(self, value: Any) -> Any:  # noqa: ANN401
        """Return what `encode` was given."""
        if not isinstance(value, tuple):
            return value
        kind, *inner = value
        if kind == _PATH:
            return Path(inner[0])
        held = map(self.decode, inner)
        if kind == _TUPLE:
            return tuple(held)
        return dict(held) if kind == _MAPPING else self._kinds[kind](*held)


def in_order(value: object) -> object:
    """Return a value in which equal ones look alike: sets have no order that can be relied on."""
    if is_dataclass(value):
        return [in_order(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [in_order(item) for item in value]
    return str(value) if isinstance(value, Path) else value
