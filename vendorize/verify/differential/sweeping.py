"""Before chance decides: each odd value once in each parameter, with plain values in the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.verify.differential.material import (
    NO_NUMBERS,
    bytes_of,
    floats_of,
    kinds_of_letters,
    numbers_of,
    texts_of,
)
from vendorize.verify.differential.strategies import literal, made_into

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize.verify.differential.fuzzing import Arguments, Campaign
    from vendorize.verify.differential.strategies import Argument

_MOST = 700
"""Most values of one parameter."""
_PLAIN = {
    "str": "a",
    "int": 1,
    "float": 1.0,
    "bool": True,
    "bytes": b"a",
    "none": None,
    "any": "a",
    "list": [],
    "tuple": (),
    "dict": {},
}


def sweep(campaign: Campaign, answer: Mapping[str, Any], constants: Sequence[object]) -> Iterator[Arguments]:
    """Yield these calls; none where a required parameter has no plain value."""
    kinds = {one["name"]: _kinds(one["type"]) for one in answer["parameters"]}
    required = [one.name for one in campaign.target.parameters if not one.optional]
    plain = {name: _PLAIN[kind] for name in required for kind in kinds.get(name, ())[:1] if kind in _PLAIN}
    if len(plain) != len(required):
        return
    base = {name: literal(value) for name, value in plain.items()}
    yield base
    for one in campaign.target.parameters:
        for value in _values(kinds.get(one.name, ()), constants)[:_MOST]:
            yield {**base, one.name: value}


def _kinds(described: Mapping[str, Any] | None) -> tuple[str, ...]:
    if described is None:
        return ()
    if described["kind"] == "union":
        return tuple(kind for one in described["of"] for kind in _kinds(one))
    return (described["kind"],)


def _values(kinds: Sequence[str], constants: Sequence[object]) -> list[Argument]:
    found: list[object] = []
    made: list[Argument] = []
    for kind in kinds:
        if kind in {"str", "any"}:
            found += [*texts_of(constants), *kinds_of_letters()[0]]
        if kind in {"int", "any"}:
            # To a type checker these are numbers too.
            found += [*numbers_of(constants), True, False]
        if kind == "float":
            found += floats_of(constants)
            made += [made_into(one, "float") for one in NO_NUMBERS]
        if kind in {"bytes", "any"}:
            found += bytes_of(constants)
        if kind == "bool":
            found += [True, False]
        if kind == "none":
            found.append(None)
    return [*made, *map(literal, found)]
