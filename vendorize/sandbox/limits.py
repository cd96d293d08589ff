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
Counting = Literal["supervisor", "rlimit"]
"""What holds the number of processes: a process of ours lets each start pass, or RLIMIT_NPROC, which spares root."""
Network = Literal["none", "loopback", "open"]
"""`none`: no sockets at all; `loopback`: a network with nobody else in it."""


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
    processes: int = 0
    """Most processes and threads together; 0: no process may be started."""
    counting: Counting = "supervisor"
    """Counts where processes may be started."""
    network: Network = "none"


@dataclass(frozen=True, slots=True)
class View:
    """The folders and files that the process may see, absolute; everything else is not there."""

    readable: tuple[Path, ...]
    scratch: Path
    """The folder that it may write to."""
    writable: tuple[Path, ...] = ()
    """Further ones."""
