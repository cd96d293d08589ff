"""Which symbols a record names: the shapes in which databases write them, for the schema leaves that to each.

PyPA (`imports[]` with `attribute` and `modules`), Go (`imports[]` with `path` and `symbols`), GitHub
(`affected_functions`), RustSec (`affects.functions`), and plain lists of names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACES = ("ecosystem_specific", "database_specific")
_LISTS = ("symbols", "functions", "affected_functions", "affected_symbols", "vulnerable_functions")
_MODULES = ("modules", "module", "path", "paths")
_NAMES = ("symbols", "symbol", "attributes", "attribute", "functions", "function", "names", "name")
MOST_LETTERS = 500
"""Of a name that is looked for; a longer one is nowhere."""
_CALL = re.compile(r"\s*\(.*\)\s*$", re.DOTALL)
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def symbols_named(affected: dict[str, Any]) -> tuple[str, ...]:
    """Return what an `affected[]` names, sorted: `module:name`, `module:`, or what may be either (`a.b.c`)."""
    found: set[str] = set()
    for place in _PLACES:
        fields = affected.get(place)
        if isinstance(fields, dict):
            found.update(_listed(fields))
            found.update(_imported(fields.get("imports")))
            affects = fields.get("affects")
            found.update(_listed(affects) if isinstance(affects, dict) else ())
    return tuple(sorted(found))


def spelled_symbol(text: str) -> str:
    """Return a name as we write it: without calls, quotes and the separators of other languages.

    What is no name after that is returned as it is: whoever looks for it finds nothing.
    """
    if len(text) > MOST_LETTERS:
        return f"{' '.join(text[:MOST_LETTERS].split())}..."
    name = _CALL.sub("", text.strip().strip("`'\"").strip())
    for separator in ("::", "#", "/"):
        name = name.replace(separator, ".")
    module, colon, rest = name.partition(":")
    right = _DOTTED.fullmatch(module) and (not rest or _DOTTED.fullmatch(rest))
    return f"{module}{colon}{rest}" if right else " ".join(text.split())


def _listed(fields: dict[str, Any]) -> Iterator[str]:
    for key in _LISTS:
        for text in _texts(fields.get(key)):
            yield spelled_symbol(text)


def _imported(imports: Any) -> Iterator[str]:  # noqa: ANN401 (whatever a database has there)
    for one in imports if isinstance(imports, list) else ():
        if isinstance(one, str):
            yield spelled_symbol(one)
        if not isinstance(one, dict):
            continue
        modules = [spelled_symbol(text) for key in _MODULES for text in _texts(one.get(key))]
        names = [spelled_symbol(text) for key in _NAMES for text in _texts(one.get(key))]
        if modules:
            yield from (f"{module}:{name}" for module in modules for name in names or [""])
        else:
            yield from names


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 (whatever a database has there)
    """Yield the texts of a list, a text, or the keys of a table (RustSec: functions with their versions)."""
    for one in [value] if isinstance(value, str) else value if isinstance(value, list | dict) else ():
        if isinstance(one, str):
            if one.strip():
                yield one
        elif isinstance(one, dict):
            yield from (text for key in _NAMES for text in _texts(one.get(key)))
