"""Whether code of a result may run a module as a program, so that what is under `__name__ == "__main__"` runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan

_RUNS = re.compile(rb"""\brunpy\b|["']-m[\w.]*["']|\bpython[\d.]*[ \t]+-m\b|["']__name__["'][ \t]*[:\]]""")
"""`runpy`, an interpreter that is told a module, and a name that is given to a namespace."""
_NAMED = re.compile(rb"""["']__main__["']""")
_COMPARED = re.compile(rb"""\b__name__[ \t]*[=!]=[ \t]*["']__main__["']|["']__main__["'][ \t]*[=!]=[ \t]*__name__\b""")


def runs_programs(plan: Plan, code: Bundle) -> bool:
    """Tell whether a result, or what stays as installed beside it, may run one of its modules as a program.

    A text with that name otherwise than to compare it counts, too: it may be the name of what is run.
    """
    return any(_RUNS.search(text) or _names_it(text) for text in _texts(plan, code))


def _names_it(text: bytes) -> bool:
    return len(_NAMED.findall(text)) > len(_COMPARED.findall(text))


def _texts(plan: Plan, code: Bundle) -> Iterator[bytes]:
    for file in code.files:
        if file.origin and file.relative.endswith(".py"):
            yield file.content if isinstance(file.content, bytes) else read_bytes(file.content)
            yield file.cold.text if file.cold is not None else b""
    for one in plan.distributions:
        if one.verdict == "external":
            files = (one.location / name for name in one.files if name.endswith(".py"))
            yield from (read_bytes(path) for path in files if path.is_file())
