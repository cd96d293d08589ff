"""Find the strongest sandbox that works here, by trying it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.sandbox.bubblewrap import bubblewrap_words
from vendorize.sandbox.limits import SandboxLimits, View
from vendorize.sandbox.policy import policy_text
from vendorize.sandbox.trying import fault_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.model.sandbox import Wanted
    from vendorize.sandbox.limits import Counting, Mode, Tier

_INSIDE = "vendorize.sandbox.inside"
_SCRIPTS = ("vendorize_confine.py", "vendorize_counting.py", "vendorize_filter.py", "vendorize_walls.py")
_TIERS: tuple[Tier, ...] = ("bubblewrap", "landlock", "audit")
_WHAT = {
    "bubblewrap": "bubblewrap: namespaces, a file system of its own, seccomp and limits",
    "landlock": "Landlock, seccomp and limits, in a network namespace where the system gives one",
    "audit": "an audit hook of Python and limits: no wall against hostile code",
}
_COUNTED: dict[Counting, str] = {
    "supervisor": "a supervisor counts processes",
    "rlimit": "RLIMIT_NPROC limits processes",
}


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One kind of sandbox, ready to run Python scripts under one policy."""

    tier: Tier
    view: View
    launcher: tuple[str, ...]
    """Words in front of a command, where the walls stand around a process."""
    hook: tuple[str, ...] = ()
    """Words between the interpreter and its script, where the walls are in the interpreter itself."""
    counting: Counting | None = None
    """What holds the number of processes; None: none may be started."""

    def command(self, python: Sequence[str], script: Path, *arguments: object) -> list[str]:
        """Return the command line that runs a script inside."""
        return [*self.launcher, *python, *self.hook, str(script), *map(str, arguments)]

    @property
    def description(self) -> str:
        """Return for people what holds the code."""
        return f"{_WHAT[self.tier]}; {_COUNTED[self.counting] if self.counting else 'no process may be started'}"


def refuse_weak(mode: Wanted) -> None:
    """Raise `UserError` where `mode` asks for walls of the kernel and there are none.

    To be asked before anything of others is started: only a script of our own is, in each sandbox.
    """
    if mode == "required":
        with temporary_folder("vendorize-walls-") as folder:
            scratch = folder / "scratch"
            scratch.mkdir()
            choose(mode, View((), scratch), SandboxLimits(), Path(sys.executable), folder / "box")


def choose(mode: Mode, view: View, limits: SandboxLimits, python: Path, folder: Path) -> Sandbox:
    """Return the strongest sandbox that runs Python here and holds.

    `folder` is a new folder for the scripts of the sandbox. Raises `UserError` where `mode` asks for walls of the
    kernel and there are none, or where not even the weakest works.
    """
    folder.mkdir(parents=True)
    refused: list[str] = []
    for tier in _TIERS:
        if tier == "audit" and mode == "required":
            break
        for each in _counted(limits):
            sandbox = made(tier, view, each, python, folder)
            why = "not on this system" if sandbox is None else _fault(sandbox, python, folder, each)
            if sandbox is not None and not why:
                return sandbox
            refused.append(f"{tier}: {why}")
    raise UserError(
        f"no sandbox works here that would do ({'; '.join(refused)})",
        hint="install bubblewrap (bwrap), or allow user namespaces; without --sandbox required a weaker one is taken",
    )


def _counted(limits: SandboxLimits) -> tuple[SandboxLimits, ...]:
    """Return the limits with what may hold the number of processes, the stronger first."""
    return (limits, replace(limits, counting="rlimit")) if limits.processes else (limits,)


def made(tier: Tier, view: View, limits: SandboxLimits, python: Path, folder: Path) -> Sandbox | None:
    """Return a sandbox of one tier, not tried; None where the system has nothing of the kind."""
    if tier != "audit" and sys.platform != "linux":
        return None
    confine, _, _, audit = (_script(name, folder) for name in _SCRIPTS)
    policy = folder / f"{tier}.json"
    seen = (*view.readable, *_prefixes(python), folder)
    if not limits.processes:
        # Inside, another user may write there; the folder around it is ours alone.
        view.scratch.chmod(0o777)
    policy.write_text(policy_text(tier, view, limits, seen), encoding="utf-8")
    if tier == "audit":
        return Sandbox(tier, view, (), (str(audit), str(policy)))
    counting = limits.counting if limits.processes else None
    # Our own interpreter raises the walls, untouched by variables, and is gone when the command starts.
    raiser = (sys.executable, "-I", "-S", str(confine), str(policy))
    if tier == "landlock":
        return Sandbox(tier, view, raiser, counting=counting)
    program = shutil.which("bwrap")
    if program is None:
        return None
    return Sandbox(tier, view, (*bubblewrap_words(program, seen, view, limits), *raiser), counting=counting)


def _prefixes(python: Path) -> tuple[Path, ...]:
    """Return where an interpreter lives: its environment, and the installation behind that."""
    return tuple(dict.fromkeys((python.absolute().parent.parent, python.resolve().parent.parent)))


def _script(name: str, folder: Path) -> Path:
    path = folder / name
    path.write_text(resources.files(_INSIDE).joinpath(name).read_text(encoding="utf-8"), encoding="utf-8")
    return path


def _fault(sandbox: Sandbox, python: Path, folder: Path, limits: SandboxLimits) -> str:
    """Say why a sandbox will not do; empty for one that was seen to hold."""

    def start(script: Path, less: SandboxLimits) -> list[str]:
        """Return the command of a script in a sandbox like this one, with other limits."""
        if less == limits:
            return sandbox.command((str(python),), script)
        place = folder / script.stem
        place.mkdir(exist_ok=True)
        view = replace(sandbox.view, readable=(*sandbox.view.readable, folder))
        like = made(sandbox.tier, view, less, python, place)
        return [] if like is None else like.command((str(python),), script)

    return fault_of(start, limits, sandbox.view.scratch, folder)
