"""Imports that may wait for the first use of what they bind, and why others may not."""

from __future__ import annotations

from typing import NamedTuple


class Deferral(NamedTuple):
    """An import statement at the top of a module that runs."""

    module: str
    part: int
    """Index of its part."""
    line: int
    target: str
    """What it imports, as `a.b` or `a.b:c`; several with commas."""
    why: str = ""
    """Why what it loads has to be loaded where it stands; empty where nobody can tell."""
    annotated: bool = True
    """Somebody may evaluate annotations of its module that are text."""
    lazy: bool = False
    """It waits in the form that Python itself has for that (`lazy import`, PEP 810), if it waits."""
