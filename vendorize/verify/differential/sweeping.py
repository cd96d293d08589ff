"""Before chance decides: each odd value once in each parameter, with plain values in the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.verify.differential.material import FLOATS, numbers_of, texts_of
from vendorize.verify.differential.strategies import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vendorize.verify.differential.fuzzing import Campaign

_MOST = 120
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
    "dict": {},
}


def sweep(campaign: Campaign, answer: Mapping[str, Any], constants: Sequence[object]) -> None:
    """Make these calls; none where a required parameter has no plain value. Raises what `Campaign.try_one` does."""
    kinds = {one["name"]: _kinds(one["type"]) for one in answer["parameters"]}
    required = [one.name for one in campaign.target.parameters if not one.optional]
    plain = {name: _PLAIN[kind] for name in required for kind in kinds.get(name, ())[:1] if kind in _PLAIN}
    if len(plain) != len(required):
        return
    base = {name: literal(value) for name, value in plain.items()}
    for one in campaign.target.parameters:
        for value in _values(kinds.get(one.name, ()), constants)[:_MOST]:
            campaign.try_one({**base, one.name: literal(value)})


def _kinds(described: Mapping[str, Any] | None) -> tuple[str, ...]:
    if described is None:
        return ()
    if described["kind"] == "union":
        return tuple(kind for one in described["of"] for kind in _kinds(one))
    return (described["kind"],)


def _values(kinds: Sequence[str], constants: Sequence[object]) -> list[object]:
    found: list[object] = []
    for kind in kinds:
        if kind in {"str", "any"}:
            found += texts_of(constants)
        if kind in {"int", "any"}:
            found += numbers_of(constants)
        if kind == "float":
            found += FLOATS
        if kind == "bool":
            found += [True, False]
    return found
