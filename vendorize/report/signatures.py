"""What differs between two signatures."""

from __future__ import annotations

import ast


def parameters_changed(before: str, after: str) -> str:
    """Return which parameters go, come and have another default; nothing where that is not all that differs.

    What is given by position must be what it was as far as both have it.
    """
    old, new = _arguments(before), _arguments(after)
    if old is None or new is None or before.partition("(")[0] != after.partition("(")[0]:
        return ""
    first, second = _by_place(old), _by_place(new)
    both = min(len(first), len(second))
    if first[:both] != second[:both] or len(old.posonlyargs) != len(new.posonlyargs):
        return ""
    was, is_now = _texts(old), _texts(new)
    if (is_now.keys() & first) - set(second) or (was.keys() & second) - set(first):
        return ""  # by name alone now, or no longer
    said = [f"no {text}" for name, text in was.items() if name not in is_now]
    said += [f"new {text}" for name, text in is_now.items() if name not in was]
    said += [f"{was[name]} is now {text}" for name, text in is_now.items() if was.get(name, text) != text]
    return ", ".join(said)


def _arguments(signature: str) -> ast.arguments | None:
    try:
        function = ast.parse(f"def f({signature.partition('(')[2]}: pass").body[0]
    except (SyntaxError, ValueError):
        return None
    return function.args if isinstance(function, ast.FunctionDef) else None


def _by_place(given: ast.arguments) -> list[str]:
    return [one.arg for one in (*given.posonlyargs, *given.args)]


def _texts(given: ast.arguments) -> dict[str, str]:
    """Return each parameter as it is written, by its name."""
    ordered = [*given.posonlyargs, *given.args]
    defaults = [*[None] * (len(ordered) - len(given.defaults)), *given.defaults, *given.kw_defaults]
    pairs = zip((*ordered, *given.kwonlyargs), defaults, strict=True)
    found = {one.arg: f"{one.arg}={ast.unparse(default)}" if default else one.arg for one, default in pairs}
    starred = ((given.vararg, "*"), (given.kwarg, "**"))
    return found | {one.arg: f"{stars}{one.arg}" for one, stars in starred if one is not None}
