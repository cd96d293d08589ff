"""End what a run of the tool has started and remove its folders once that is dead: `python -c TEXT MARK`.

Runs in a small process of its own, which outlives the tool; reads what there is from standard input, a line each
(`+group 12`, `-group 12`, `+folder PATH`, `-folder PATH`), until the tool ends in whatever way, and with it the input.
What was made by then and not taken back goes. The functions serve the living tool too.

`MARK` is what every process of the run has in its environment. It finds those that have left the process group; only
Linux shows the environment of processes.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

MARKED = "VENDORIZE_RUN"
"""The variable with the marks of the runs that a process belongs to; a test may run the tool itself."""
_PROCESSES = Path("/proc")
_SHOWN = 200
"""Most characters of a command line."""
_ROUNDS = 20
_PAUSE = 0.05


def end_marked(mark: str, but: frozenset[int] = frozenset()) -> list[str]:
    """End every process of a run, and return `number: command line` of each; members of the groups `but` stay."""
    found: dict[int, str] = {}
    for _ in range(_ROUNDS):
        # One that is just being started is not there yet, one that is being ended still is.
        new = {number: line for number in _numbers() if (line := _end(number, mark, but))}
        if not new:
            break
        found = {**new, **found}
        time.sleep(_PAUSE)
    return list(found.values())


def end_group(group: int) -> None:
    """End a process group; one without members is no error."""
    # macOS says "not permitted" for a group that holds only zombies.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def remove(folder: str) -> bool:
    """Remove a folder, whatever the modes in it, and tell whether it is gone; a process may still be writing there."""
    for count in range(_ROUNDS):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(folder):
            return True
        _allow(folder)
        time.sleep(_PAUSE * count)
    return False


def _allow(folder: str) -> None:
    """Let us remove what is in a folder; links are not followed."""
    for parent, names, _ in os.walk(folder):
        for path in (Path(parent), *(Path(parent, name) for name in names)):
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(0o700)


def _numbers() -> list[int]:
    try:
        names = [path.name for path in _PROCESSES.iterdir()] if hasattr(os, "pidfd_open") else []
    except OSError:
        return []
    return [int(name) for name in names if name.isdecimal() and int(name) != os.getpid()]


def _end(number: int, mark: str, but: frozenset[int]) -> str:
    """End a process if it has the mark, and return what it was; empty where it has not."""
    try:
        # The number may be given to another process between a look and the end; what is open stays the same one.
        process = os.pidfd_open(number)
    except OSError:
        return ""
    try:
        if not _is_marked(number, mark) or os.getpgid(number) in but:
            return ""
        line = _command(number)
        signal.pidfd_send_signal(process, signal.SIGKILL)
    except OSError:
        return ""
    finally:
        os.close(process)
    return line


def _is_marked(number: int, mark: str) -> bool:
    prefix = f"{MARKED}=".encode()
    entries = (_PROCESSES / str(number) / "environ").read_bytes().split(b"\0")
    return any(entry.startswith(prefix) and mark.encode() in entry[len(prefix) :].split(b".") for entry in entries)


def _command(number: int) -> str:
    words = (_PROCESSES / str(number) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    return f"{number}: {words[:_SHOWN] or '?'}"


def main() -> None:
    """Read to the end, then clear."""
    known: dict[str, set[str]] = {"group": set(), "folder": set()}
    for line in sys.stdin.buffer:
        kind, _, value = line.decode("utf-8", "surrogateescape").rstrip("\n").partition(" ")
        (known[kind[1:]].add if kind[0] == "+" else known[kind[1:]].discard)(value)
    for group in known["group"]:
        end_group(int(group))
    end_marked(sys.argv[1])
    for folder in known["folder"]:
        remove(folder)


if __name__ == "__main__":
    main()
