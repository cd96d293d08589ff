"""Change an argument a little: what a search for branches that nothing reached yet is made of; and make it smaller."""

from __future__ import annotations

import ast
import math
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from vendorize.verify.differential.material import (
    bytes_of,
    floats_of,
    kinds_of_letters,
    lengths_of,
    letters_of,
    numbers_of,
    pieces_of,
    separators_of,
    texts_of,
)
from vendorize.verify.differential.strategies import literal, made_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from vendorize.verify.differential.strategies import Argument

_NEAR = 20
"""How far a letter's neighbours go: alphabets stand together."""
_LONGEST = 6000
_SURROGATES = range(0xD800, 0xE000)
_MANY = 64
_SMALL = 200


class Material(NamedTuple):
    """What is put into arguments."""

    letters: tuple[str, ...]
    texts: tuple[str, ...]
    numbers: tuple[int, ...]
    floats: tuple[float, ...]
    bytes: tuple[bytes, ...]
    lengths: tuple[int, ...]
    kinds: tuple[str, ...]
    """A letter of each kind."""
    own: tuple[str, ...]
    """Texts that stand in the code."""


def material_of(constants: Sequence[object]) -> Material:
    """Return what stands in some code, and what is odd anyway."""
    texts = tuple(dict.fromkeys((*pieces_of(constants), *texts_of(constants))))
    numbers, floats = tuple(numbers_of(constants)), tuple(floats_of(constants))
    more = tuple(bytes_of(constants)), tuple(lengths_of(constants)), kinds_of_letters()[0]
    return Material(tuple(letters_of(constants)), texts, numbers, floats, *more, tuple(separators_of(constants)))


class Mutator:
    """Changes values by chance; the same seed makes the same changes."""

    def __init__(self, material: Material, random: Random) -> None:
        self.material = material
        self.random = random

    def argument(self, one: Argument, others: Sequence[Argument]) -> Argument:
        """Return an argument near another one, or one of those that were there before."""
        if "literal" not in one.wire or (others and self.random.random() < 0.15):  # noqa: PLR2004 - now and then
            return self.random.choice(others) if others else one
        if one.wire.get("as") == "float":
            return literal(self.random.choice(self.material.floats))
        value, other = value_of(one), value_of(self.random.choice(others)) if others else None
        for _ in range(self.random.choice((1, 1, 1, 2, 4))):
            value = self.value(value, other)
        return with_value(one, value)

    def value(self, value: Any, other: Any) -> Any:  # noqa: ANN401 - any literal
        """Return a value near another one, and of its type or one that passes for it."""
        changed: dict[type, Callable[[Any, Any], Any]] = {
            str: self._text,
            bytes: self._bytes,
            bool: lambda one, _: not one,
            int: self._number,
            float: self._float,
            list: self._list,
            tuple: lambda one, two: tuple(self._list(list(one), list(two) if type(two) is tuple else [])),
            set: lambda one, _: set(self._list(sorted(one, key=repr), [])) or one,
            dict: self._dict,
        }
        change = changed.get(type(value))
        return value if change is None else change(value, other)

    def _text(self, text: str, other: Any) -> str:  # noqa: ANN401, PLR0911 - any literal; a way each
        where, end = self._slice(len(text))
        match self.random.randrange(9):
            case 0 | 1:
                return text[:where] + self._letter(text) + text[where:]
            case 2 | 3:
                return text[:where] + self._letter(text) + text[where + 1 :]
            case 4:
                return text[:where] + text[end:]
            case 5:
                return (text[:where] + self._word() + text[where:])[:_LONGEST]
            case 6:
                return (text[:where] + text[where:end] * 2 + text[end:])[:_LONGEST]
            case 7:
                return text[:where] + (text[where:end].swapcase() or self._letter(text)) + text[end:]
            case _:
                mixed = other if isinstance(other, str) else text[::-1]
                return (text[:where] + mixed)[: self.random.choice((_LONGEST, *self.material.lengths))]

    def _word(self) -> str:
        return self.random.choice(self.random.choice((self.material.own, self.material.texts)))

    def _letter(self, text: str) -> str:
        turn = self.random.random()
        if turn > 0.8:  # noqa: PLR2004 - of ten letters two
            return self.random.choice(self._word() or "a")
        if text and turn < 0.3:  # noqa: PLR2004 - of ten letters three
            near = ord(self.random.choice(text)) + self.random.randint(-_NEAR, _NEAR)
            return chr(min(max(near, 0), sys.maxunicode)) if near not in _SURROGATES else "a"
        return self.random.choice(self.random.choice((self.material.kinds, self.material.letters)))

    def _slice(self, size: int) -> tuple[int, int]:
        where = self.random.randint(0, size)
        return where, min(size, where + self.random.choice((1, 1, 2, 3, 8)))

    def _bytes(self, one: bytes, other: Any) -> bytes:  # noqa: ANN401 - any literal
        where, end = self._slice(len(one))
        match self.random.randrange(4):
            case 0:
                rest = self.random.choice((where, end))
                return one[:where] + bytes([self.random.randrange(256)]) + one[rest:]
            case 1:
                return one[:where] + one[end:]
            case 2:
                return (one[:where] + self.random.choice(self.material.bytes) + one[where:])[:_LONGEST]
            case _:
                return (one[:where] + (other if isinstance(other, bytes) else one[::-1]))[:_LONGEST]

    def _number(self, one: int, _: Any) -> int:  # noqa: ANN401 - any literal
        near = self.random.choice((one + 1, one - 1, -one, one * 2, one // 2, one ^ (1 << self.random.randrange(16))))
        if self.random.random() < 0.04:  # noqa: PLR2004 - seldom
            return self.random.random() < 0.5  # noqa: PLR2004 - a `bool` is an `int`
        return self.random.choice((near, self.random.choice(self.material.numbers), self.random.randint(-12, 130)))

    def _float(self, one: float, _: Any) -> float:  # noqa: ANN401 - any literal
        near: tuple[float, ...] = (-one,)
        if abs(one) < 1e15:  # noqa: PLR2004 - exact numbers
            near += (one + 1, one * 10, one / 3, math.floor(one) + 0.5, int(one))
        return self.random.choice((*near, *self.random.sample(self.material.floats, 3)))

    def _list(self, one: list[Any], other: Any) -> list[Any]:  # noqa: ANN401 - any literal
        where, end = self._slice(len(one))
        more = other if type(other) is list and other else one
        match self.random.randrange(7):
            case 0 | 1 | 2 if where < len(one):
                return [*one[:where], self.value(one[where], self.random.choice(more)), *one[where + 1 :]]
            case 3:
                return one[:where] + one[end:]
            case 4 if more:
                return [*one[:where], self.value(self.random.choice(more), None), *one[where:]][:_MANY]
            case 5:
                return (one[:where] + more[: self.random.randint(0, len(more))])[:_MANY]
            case _:
                return one[::-1]

    def _dict(self, one: dict[Any, Any], other: Any) -> dict[Any, Any]:  # noqa: ANN401 - any literal
        more = other if isinstance(other, dict) and other else one
        if not more:
            return one
        key = self.random.choice(list(more))
        match self.random.randrange(5):
            case 0 | 1:
                return {**one, key: self.value(more[key], None)}
            case 2:
                return {name: value for name, value in one.items() if name != key}
            case 3:
                return {**one, self.value(key, None): more[key]}
            case _:
                return {**more, **one}


def value_of(one: Argument) -> Any:  # noqa: ANN401 - any literal
    """Return the value of an argument; None for one that is not made of a literal."""
    return ast.literal_eval(one.wire["literal"]) if "literal" in one.wire else None


def with_value(one: Argument, value: object) -> Argument:
    """Return an argument of another value, made into the same type."""
    made = one.wire.get("as")
    return literal(value) if made is None else made_into(value, made)


def smaller(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any literal
    """Yield simpler values of the same type, the simplest first."""
    if isinstance(value, str | bytes | list | tuple):
        yield from _shorter(value)
    if isinstance(value, str):
        yield from (value[:at] + "a" + value[at + 1 :] for at, one in enumerate(value[:_SMALL]) if one not in "a0")
    elif isinstance(value, list | tuple):
        kind = type(value)
        yield from (kind([*value[:at], one, *value[at + 1 :]]) for at, old in enumerate(value) for one in smaller(old))
    elif isinstance(value, dict):
        yield from ({key: value[key] for key in value if key != gone} for gone in value)
    elif type(value) in (int, float) and value not in (0, 1):
        yield from (type(value)(one) for one in (0, 1, -1, value // 2) if abs(one) < abs(value))


def _shorter(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any sequence
    step = len(value)
    while step:
        for at in range(0, len(value) if len(value) < _SMALL else 1, step):
            yield value[:at] + value[at + step :]
        step //= 2
