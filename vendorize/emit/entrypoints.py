"""Entry points of a result: only those whose module is there, under its name there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ENTRY = re.compile(r"(?P<name>[^=#;\[][^=]*?)(?P<sign>\s*=\s*)(?P<module>[\w.]+)(?P<rest>.*)")


def reduced_entry_points(text: str, *, exists: Callable[[str], bool], rename: Callable[[str], str]) -> bytes:
    """Return an `entry_points.txt` (entry points specification) without the entries whose module is not there."""
    sections: list[tuple[str, list[str]]] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            sections.append((line, []))
        elif sections and (entry := _ENTRY.fullmatch(line)) and exists(entry["module"]):
            sections[-1][1].append(f"{entry['name']}{entry['sign']}{rename(entry['module'])}{entry['rest']}")
    shown = ["\n".join([head, *entries]) + "\n" for head, entries in sections if entries]
    return "\n".join(shown).encode("utf-8")
