"""Tell which objects that can change are met more than once in some values (Python 3.8+)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_describing import BY_NAME  # type: ignore[import-not-found]  # beside it where it runs

if TYPE_CHECKING:
    from collections.abc import Sequence


def shared(roots: Sequence[object], most: int = 2000) -> list[list[str]]:
    """Return where one object that can change is met twice: place of the first and of each other time."""
    places: dict[int, str] = {}
    found: list[list[str]] = []
    waiting: list[tuple[str, object]] = [(str(number), root) for number, root in reversed(list(enumerate(roots)))]
    while waiting and most > 0:
        most -= 1
        place, value = waiting.pop()
        inner = _inner(value)
        if inner is None:
            continue
        if type(value) is not tuple:
            if id(value) in places:
                found.append([places[id(value)], place])
                continue
            places[id(value)] = place
        waiting.extend((f"{place}.{name}", one) for name, one in reversed(inner))
    return found


def _inner(value: object) -> list[tuple[str, object]] | None:
    """Return what an object that can change holds, by places; None for one that cannot, or cannot be looked into."""
    if isinstance(value, (*BY_NAME, BaseException)):
        return None
    if type(value) in (list, tuple):
        return [(str(number), one) for number, one in enumerate(value)]  # type: ignore[arg-type, var-annotated]
    if type(value) is dict:
        return [(str(number), one) for number, one in enumerate(value.values())]
    if type(value) in (set, bytearray):
        return []
    try:
        state = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        return None
    return [(str(name), state[name]) for name in sorted(state, key=str)] if type(state) is dict else None
