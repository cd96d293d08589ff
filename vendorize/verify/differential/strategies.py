"""Make arguments: from annotations, from the types of defaults, and from what recorded calls had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

_NUMBER = 1 << 16
"""Large enough for borders of formats, small enough for what makes a list of that length."""
_SIZE = 5
_PATHS = st.text("ab./-_ é", min_size=1, max_size=12)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, for the wire and for people."""

    wire: Mapping[str, Any]
    spelled: str


def literal(value: object) -> Argument:
    """Return a value that its own `repr` makes, as an argument."""
    return Argument({"literal": repr(value)}, repr(value))


def made_into(value: object, kind: str) -> Argument:
    """Return a value that a worker makes a `float`, `tuple` or `iterator` of, as an argument."""
    said = "iter" if kind == "iterator" else kind
    return Argument({"literal": repr(value), "as": kind}, f"{said}({value!r})")


def argument(described: Mapping[str, Any] | None, seeds: Sequence[Argument]) -> SearchStrategy[Argument] | None:
    """Return a strategy for one parameter, or None where there is nothing to make an argument of."""
    made = _made(described) if described is not None else None
    kinds = [kind for kind in (made, st.sampled_from(list(seeds)) if seeds else None) if kind is not None]
    return st.one_of(kinds) if kinds else None


def _made(described: Mapping[str, Any]) -> SearchStrategy[Argument] | None:
    match described["kind"]:
        case "enum":
            place = {"module": described["module"], "class": described["class"]}
            members = [
                Argument({**place, "member": name}, f"{described['class']}.{name}") for name in described["members"]
            ]
            return st.sampled_from(members) if members else None
        case "path":
            return _PATHS.map(lambda path: Argument({"path": path, "pure": described["pure"]}, f"Path({path!r})"))
        case "literal":
            return st.sampled_from([Argument({"literal": text}, text) for text in described["of"]])
        case "union":
            kinds = [kind for kind in map(_made, described["of"]) if kind is not None]
            return st.one_of(kinds) if kinds else None
        case _:
            plain = _literal(described)
            if plain is None:
                return None
            # Who says `Iterable` may be handed what is gone through once.
            others = [_made_of(plain, name) for name in described.get("also", ())]
            return st.one_of(plain.map(literal), *others)


def _made_of(plain: SearchStrategy[Any], kind: str) -> SearchStrategy[Argument]:
    return plain.map(lambda value: made_into(value, kind))


def _literal(described: Mapping[str, Any]) -> SearchStrategy[Any] | None:
    """Return a strategy whose values are what `ast.literal_eval` gives for their `repr`."""
    kind = described["kind"]
    simple = _SIMPLE.get(kind)
    if simple is not None:
        return simple
    if kind == "literal":
        return None
    inner = [_literal(each) for each in described.get("of", ())]
    if None in inner:
        return None
    filled = [each for each in inner if each is not None] or [_ANY, _ANY]
    return _holder(kind, filled, fixed=bool(described.get("fixed")))


def _holder(kind: str, inner: Sequence[SearchStrategy[Any]], *, fixed: bool) -> SearchStrategy[Any] | None:
    many = st.lists(inner[0], max_size=_SIZE)
    keys = inner[0].filter(_hashable)
    holders = {
        "union": st.one_of(*inner),
        "list": many,
        "tuple": st.tuples(*inner) if fixed else many.map(tuple),
        "dict": st.dictionaries(keys, inner[-1], max_size=_SIZE),
        # The empty set has no literal.
        "set": st.sets(keys, min_size=1, max_size=_SIZE),
    }
    return holders.get(kind)


def _hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_SIMPLE: dict[str, SearchStrategy[Any]] = {
    "int": st.integers(-_NUMBER, _NUMBER),
    "float": _FLOATS,
    "complex": st.complex_numbers(allow_nan=False, allow_infinity=False),
    "str": st.text(max_size=40),
    "bytes": st.binary(max_size=40),
    "bool": st.booleans(),
    "none": st.none(),
}
_ANY = st.one_of(st.none(), st.booleans(), st.integers(-_NUMBER, _NUMBER), _FLOATS, st.text(max_size=20))
_SIMPLE["any"] = st.one_of(
    _ANY, st.lists(_ANY, max_size=_SIZE), st.dictionaries(st.text(max_size=5), _ANY, max_size=_SIZE)
)
