"""What a sandboxed process may use and see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Mode = Literal["auto", "required"]
"""`required`: only a sandbox that the kernel enforces will do."""
Tier = Literal["bubblewrap", "landlock", "audit"]
"""From the strongest to the weakest."""


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """Most of everything that one process may use."""

    memory: int = 1 << 30
    """Bytes of address space."""
    cpu: int = 60
    """Seconds of processor time."""
    file: int = 16 << 20
    """Bytes of one written file, output included."""
    descriptors: int = 256


@dataclass(frozen=True, slots=True)
class View:
    """The folders and files that the process may see, absolute; everything else is not there."""

    readable: tuple[Path, ...]
    scratch: Path
    """The one folder that it may write to."""
