"""All small arguments: most faults show in some small case, and chance alone does not meet each of these.

Texts are put together of few letters (those of the code's own patterns and separators first), lists of few values, and
of each two parameters all pairs of their first values are given.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from vendorize.verify.differential.material import numbers_of, separators_of, telling_letters
from vendorize.verify.differential.strategies import literal, made_into

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize.verify.differential.fuzzing import Arguments, Campaign

_LETTERS = 10
_LONG = 3
"""Most letters of a text, and most values of a list."""
_FIRST = 12
"""Values of a parameter that are given with those of another."""
_INNER = 5
"""Values that lists are put together of."""
_WIDE = 1500
"""Most values of one parameter."""


def small_calls(campaign: Campaign, answer: Mapping[str, Any], constants: Sequence[object]) -> Iterator[Arguments]:
    """Yield calls; none where a required parameter is of a type that has no small values here."""
    types = {one["name"]: one["type"] for one in answer["parameters"]}
    small = {one.name: list(_values(types.get(one.name), constants))[:_WIDE] for one in campaign.target.parameters}
    required = [one.name for one in campaign.target.parameters if not one.optional]
    if not all(small[name] for name in required):
        return
    base = {name: literal(small[name][len(small[name]) > 1]) for name in required}
    for name, values in small.items():
        also = (types.get(name) or {}).get("also", ())
        yield from ({**base, name: made_into(value, kind)} for kind in also for value in values[:_FIRST])
        yield from ({**base, name: literal(value)} for value in values)
    for one, two in combinations(small, 2):
        for pair in product(_spread(small[one]), _spread(small[two])):
            yield {**base, one: literal(pair[0]), two: literal(pair[1])}


def _spread(values: list[Any]) -> list[Any]:
    """Return the first values, and some of the others."""
    rest = values[_FIRST // 2 :]
    return [*values[: _FIRST // 2], *rest[:: max(1, len(rest) // (_FIRST // 2))]]


def _values(described: Mapping[str, Any] | None, constants: Sequence[object]) -> Iterator[Any]:
    """Yield the small values of a type, the smallest first; nothing for one that has none."""
    match described:
        case {"kind": "union", "of": several}:
            yield from (value for one in several for value in _values(one, constants))
        case {"kind": "str" | "any"}:
            yield from _texts(constants)
        case {"kind": "bytes"}:
            yield from (text.encode("latin-1", "ignore") for text in _texts(constants))
        case {"kind": "int"}:
            yield from (0, 1, 2, -1, 3, -2, 4, -3, *numbers_of(constants))
        case {"kind": "float"}:
            yield from (0.0, 1.0, -1.0, 0.5, 2, -0.5, 1.5, 2.5, 1e16, 0.1)
        case {"kind": "bool"}:
            yield from (False, True)
        case {"kind": "none"}:
            yield None
        case {"kind": "list" | "tuple" | "dict" as kind, "of": inner}:
            fixed = bool(described.get("fixed"))  # type: ignore[union-attr]
            yield from _holders(kind, [list(_values(one, constants)) for one in inner] or [[1, "a"]], fixed=fixed)
        case _:
            pass


def _texts(constants: Sequence[object]) -> Iterator[str]:
    letters = telling_letters(constants)[:_LETTERS]
    for size in range(_LONG + 1):
        yield from map("".join, product(letters, repeat=size))
    own = separators_of(constants)[:_FIRST]
    yield from (f"{one}{between}{two}" for one, two in product(own, repeat=2) for between in ("", "a"))
    yield from (text for one in own for text in (one, f"a{one}b", f"{one}a", f"a{one}", f"ab{one}cd"))


def _holders(kind: str, inner: list[list[Any]], *, fixed: bool) -> Iterator[Any]:
    few = [values[:: max(1, len(values) // 200)][:_INNER] for values in inner]
    if not all(few):
        return
    if kind == "dict":
        keys = [one for one in few[0] if not isinstance(one, list | dict)]
        for size in range(_LONG):
            for chosen in combinations(keys, size):
                yield from (dict(zip(chosen, values, strict=True)) for values in product(few[-1][:3], repeat=size))
        return
    if fixed:
        yield from product(*few)
        return
    make = list if kind == "list" else tuple
    for size in range(_LONG + 1):
        yield from map(make, product(few[0], repeat=size))
