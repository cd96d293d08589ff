"""The words of bubblewrap: a file system with nothing in it but what was named. Source: bwrap(1)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.sandbox.policy import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.sandbox.limits import SandboxLimits, View

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/alternatives")
_NAMESPACES = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")


def bubblewrap_words(program: str, readable: Iterable[Path], view: View, limits: SandboxLimits) -> list[str]:
    """Return the words that start a command in a file system of its own, where only some folders are writable.

    As root no user namespace is made where no processes may be started: the script inside changes to another user,
    because the kernel does not count the processes of root. Tests stay who they are: their files are.
    """
    words = [program, *(one for one in _NAMESPACES if limits.network != "open" or one != "--unshare-net")]
    # Who starts it has made a session without a terminal; one more would make it a process that has left our group.
    words += ["--die-with-parent", "--cap-drop", "ALL"]
    if limits.processes:
        words += ["--unshare-user", "--uid", str(os.geteuid()), "--gid", str(os.getegid())]
    else:
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if os.geteuid() == 0 else ["--unshare-user"]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 - of the sandbox
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            words += ["--symlink", os.readlink(name), name]  # noqa: PTH115 - the text of the link
        elif path.exists():
            words += ["--ro-bind", name, name]
    services = [Path(one) for one in SERVICES if one.startswith("/etc/")] if limits.processes else []
    for path in outermost((*_interpreter(), *services, *readable)):
        words += [*_way_to(path), "--ro-bind-try", str(path), str(path)]
    for path in (view.scratch, *view.writable):
        words += [*_way_to(path), "--bind-try", str(path), str(path)]
    return [*words, "--"]


def _way_to(path: Path) -> list[str]:
    """Return the words that make the folders above a path, which bubblewrap else makes for root alone."""
    above = [one for one in reversed(path.absolute().parents) if len(one.parts) > 1 and str(one) != "/tmp"]  # noqa: S108
    return [word for one in above for word in ("--perms", "0755", "--dir", str(one))]


def outermost(paths: Iterable[Path]) -> list[Path]:
    """Return paths without those inside of others: a mount cannot be made in one that is read-only."""
    found = sorted({path.absolute() for path in paths}, key=lambda path: len(path.parts))
    known: list[Path] = []
    for path in found:
        if not any(path.is_relative_to(one) for one in (*known, *map(Path, _SYSTEM))):
            known.append(path)
    return known


def _interpreter() -> tuple[Path, ...]:
    """Return where our own interpreter lives, which raises the walls."""
    found = (sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parent))
    return tuple(Path(one) for one in dict.fromkeys(found) if not one.startswith("/usr/"))
