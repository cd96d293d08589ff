"""Say calls, endings and differences in short lines for people."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_CALL = 300
_WORD = 80
_END = 120
_ABSENT = object()


def spell_call(record: Mapping[str, Any], end: Mapping[str, Any]) -> str:
    """Return a recorded call as Python would say it; objects are shown by type and state."""
    given, keywords = _arguments(end.get("before"))
    name = f"{record['module']}.{record['name']}"
    if record["kind"] == "constructor" and given:
        name, given = spell(given[0]), given[1:]
    words = [shorten(word, _WORD) for word in map(spell, given)]
    words += [f"{key}={shorten(spell(value), _WORD)}" for key, value in keywords]
    return shorten(f"{name}({', '.join(words)})", _CALL)


def spell_end(end: Mapping[str, Any]) -> str:
    """Return how a call ended."""
    match end["end"]:
        case "returned":
            return shorten(f"returned {spell(end.get('value'))}", _END)
        case "raised" | "unresolved":
            value = end.get("value") or {}
            return shorten(f"raised {value.get('raises')}: {value.get('message')}", _END)
        case "refused":
            return f"needs {end.get('why')}"
        case other:
            return f"{other}: {end.get('why', '')}"


def first_difference(one: Mapping[str, Any], two: Mapping[str, Any]) -> str:
    """Return the first place where two endings differ, with both values."""
    for name in ("end", "value", "arguments", "printed", "noticed"):
        found = _differ(one.get(name), two.get(name), name)
        if found:
            return found
    return "what is returned shares objects with arguments, or within itself, otherwise" if _shares(one, two) else ""


def _shares(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    return bool(one.get("shared") != two.get("shared"))


def spell(described: object) -> str:
    """Return a description as something like Python."""
    if not isinstance(described, dict):
        return repr(described)
    kind: str
    content: Any
    kind, content = next(iter(described.items()), ("", ""))
    match kind:
        case "list" | "tuple" | "set" | "frozenset" | "yields":
            words = ", ".join(map(spell, content))
            around = {"list": "[%s]", "tuple": "(%s)", "yields": "iter([%s])"}.get(kind, "{%s}")
            return around % (words + "," if kind == "tuple" and len(content) == 1 else words)
        case "dict":
            pairs = ", ".join(f"{spell(key)}: {spell(value)}" for key, value in content)
            return f"{{{pairs}}}"
        case "float" | "bytes" | "bytearray" | "complex" | "name":
            return str(content)
        case "type":
            return f"{content}({_inside(described)})"
        case _:
            return f"<{kind} {content}>"


def _inside(described: Mapping[str, Any]) -> str:
    words = [spell(described["value"])] if "value" in described else []
    state = described.get("state")
    if isinstance(state, dict):
        words += [f"{key}={spell(value)}" for key, value in state.items()]
    if "made" in described:
        words.append("…")
    return ", ".join(words)


def _arguments(before: object) -> tuple[list[Any], list[tuple[str, Any]]]:
    match before:
        case {"list": [{"list": list(given)}, {"dict": list(keywords)}]}:
            return given, [(str(key), value) for key, value in keywords]
        case _:
            return [], []


def _differ(one: object, two: object, place: str) -> str:
    # For Python 1, 1.0 and True are equal; for JSON they are not.
    if one is two or (_ABSENT not in (one, two) and json.dumps(one) == json.dumps(two)):
        return ""
    if isinstance(one, dict) and isinstance(two, dict) and one.keys() == two.keys():
        pairs = [(one[key], two[key], f"{place}.{key}") for key in one]
    elif isinstance(one, list) and isinstance(two, list):
        longer = zip_longest(one, two, fillvalue=_ABSENT)
        pairs = [(left, right, f"{place}[{number}]") for number, (left, right) in enumerate(longer)]
    else:
        return f"{place}: {_say(one)} on the original, {_say(two)} on the result"
    return next(filter(None, (_differ(*pair) for pair in pairs)), "")


def _say(described: object) -> str:
    return "nothing" if described is _ABSENT else shorten(spell(described), _END)


def shorten(text: str, most: int) -> str:
    """Return a text on one line, cut where it is too long."""
    line = " ".join(text.split("\n"))
    return line if len(line) <= most else f"{line[: most - 1]}…"
