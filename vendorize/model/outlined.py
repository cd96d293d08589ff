"""Modules with their parts, and what keeps each: what HTML pages show beyond figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class KeptBy(NamedTuple):
    """What first reached a part or a module (`Witness`), by names."""

    kind: str
    module: str
    """Where it comes from; empty for a root."""
    part: int
    """-1: the execution of that module."""
    detail: str
    certain: bool


class OutlinedPart(NamedTuple):
    """A part of a module; lines from 1, both ends included."""

    name: str
    """As people know it; empty for what binds no name."""
    kind: str
    line: int
    end_line: int
    parent: int
    """Index of the part around it, -1 at the top level."""
    kept: bool
    edge: KeptBy | None
    """None for what is dropped, or kept without a witness of its own."""


@dataclass(frozen=True, slots=True)
class OutlinedModule:
    """A module; one that nothing reads has no parts."""

    name: str
    owner: str
    """Name of the distribution; empty for first-party code."""
    relative: str
    path: Path
    kept: bool
    functions: tuple[int, int]
    """As installed, and kept."""
    bytes: tuple[int, int]
    parts: tuple[OutlinedPart, ...]
    edge: KeptBy | None
    hazards: tuple[tuple[int, str, str], ...]
    """Line, code and message."""
    source: str | None = None
    """Its text, where the file may change before it is shown: the project's own; else the file has it."""
