"""Try a sandbox before anything else runs in it: it is believed to hold only what it was seen to hold."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.sandbox.limits import SandboxLimits

_SECONDS = 30.0
_WALLS = """
try:
    open(__file__, "a").close()
except OSError:
    try:
        import socket
        # Nothing is sent; who has a network with others in it knows a way there (an address of RFC 5737).
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
    except BaseException:
        print("held")
    else:
        print("open")
"""
_MOST = 3
_STARTS = """
import os
inlet, outlet = os.pipe()
made = 0
for _ in range(5):
    try:
        child = os.fork()
    except OSError:
        break
    if not child:
        os.close(outlet)
        os.read(inlet, 1)
        os._exit(0)
    made += 1
print("made", made)
"""
"""Five processes that end with this one, where three in all are allowed."""


def fault_of(start: Callable[[Path, SandboxLimits], list[str]], limits: SandboxLimits, cwd: Path, folder: Path) -> str:
    """Say why a sandbox will not do; empty for one that runs Python, and keeps it from what it shall be kept from.

    `start` returns the command that runs a script under limits; `cwd` is the folder that may be written to, and
    `folder` an existing one of our own.
    """
    why = _tried(
        start, limits, cwd, folder, ("walls", _WALLS, ("held", "open" if limits.network == "open" else "held"))
    )
    if why or not limits.processes:
        return why
    few = replace(limits, processes=_MOST)
    return _tried(start, few, cwd, folder, ("starts", _STARTS, tuple(f"made {number}" for number in range(1, _MOST))))


def _tried(
    start: Callable[[Path, SandboxLimits], list[str]],
    limits: SandboxLimits,
    cwd: Path,
    folder: Path,
    trial: tuple[str, str, tuple[str, ...]],
) -> str:
    name, code, wanted = trial
    script = folder / f"trial-{name}.py"
    script.write_text(code, encoding="utf-8")
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            start(script, limits),
            cwd=cwd,
            env=clean_environment(cwd),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = done.stdout.strip()
    if done.returncode or said not in wanted:
        failed = f"of {name}: {said or f'ended with {done.returncode}'}"
        return (done.stderr.strip().splitlines() or [failed])[-1][:200]
    return ""


def clean_environment(scratch: Path) -> dict[str, str]:
    """Return all variables that a sandboxed process gets: none of the user's."""
    fixed = {"HOME": str(scratch), "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    path = os.defpath if os.name != "nt" else os.environ.get("PATH", "")
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"PATH": path, "PYTHONHASHSEED": "0", **fixed, **kept}
