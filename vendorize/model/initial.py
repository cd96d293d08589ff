"""What `init` found, and the configuration that it makes of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FoundSetting:
    """A setting, or only a remark, with where it comes from."""

    key: str
    """Key in `[tool.vendorize]`, with a dot in a table below it; empty for a remark."""
    value: object
    """Text, list of texts, or None where the key is only shown."""
    why: str
    """What the comment says."""


@dataclass(frozen=True, slots=True)
class Initial:
    """The answer of `init`."""

    file: Path
    table: str
    """The commented table."""
    content: str
    """The whole file with it."""
    sources: tuple[str, ...]
    """What it was made of: `project`, `vendoring`, `deptry`, `requirements`."""
    written: bool = False
