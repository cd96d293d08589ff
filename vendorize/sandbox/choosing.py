"""Find the strongest sandbox that works here, by trying it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.sandbox.bubblewrap import bubblewrap_words
from vendorize.sandbox.limits import SandboxLimits, View
from vendorize.sandbox.policy import policy_text
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.model.sandbox import Wanted
    from vendorize.sandbox.limits import Mode, Tier

_INSIDE = "vendorize.sandbox.inside"
_SCRIPTS = ("vendorize_confine.py", "vendorize_filter.py", "vendorize_walls.py")
_TRIAL_SECONDS = 30.0
_TRIAL = """
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
_TIERS: tuple[Tier, ...] = ("bubblewrap", "landlock", "audit")
_WHAT = {
    "bubblewrap": "bubblewrap: namespaces, a file system of its own, seccomp and limits",
    "landlock": "Landlock, seccomp and limits, in a network namespace where the system gives one",
    "audit": "an audit hook of Python and limits: no wall against hostile code",
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

    def command(self, python: Sequence[str], script: Path, *arguments: object) -> list[str]:
        """Return the command line that runs a script inside."""
        return [*self.launcher, *python, *self.hook, str(script), *map(str, arguments)]

    @property
    def description(self) -> str:
        """Return for people what holds the code."""
        return _WHAT[self.tier]


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
        sandbox = made(tier, view, limits, python, folder)
        why = "not on this system" if sandbox is None else _fault(sandbox, python, folder, limits)
        if sandbox is not None and not why:
            return sandbox
        refused.append(f"{tier}: {why}")
    raise UserError(
        f"no sandbox works here that would do ({'; '.join(refused)})",
        hint="install bubblewrap (bwrap), or allow user namespaces; without --sandbox required a weaker one is taken",
    )


def made(tier: Tier, view: View, limits: SandboxLimits, python: Path, folder: Path) -> Sandbox | None:
    """Return a sandbox of one tier, not tried; None where the system has nothing of the kind."""
    if tier != "audit" and sys.platform != "linux":
        return None
    confine, _, audit = (_script(name, folder) for name in _SCRIPTS)
    policy = folder / f"{tier}.json"
    seen = (*view.readable, *_prefixes(python), folder)
    if not limits.processes:
        # Inside, another user may write there; the folder around it is ours alone.
        view.scratch.chmod(0o777)
    policy.write_text(policy_text(tier, view, limits, seen), encoding="utf-8")
    if tier == "audit":
        return Sandbox(tier, view, (), (str(audit), str(policy)))
    # Our own interpreter raises the walls, untouched by variables, and is gone when the command starts.
    raiser = (sys.executable, "-I", "-S", str(confine), str(policy))
    if tier == "landlock":
        return Sandbox(tier, view, raiser)
    program = shutil.which("bwrap")
    if program is None:
        return None
    return Sandbox(tier, view, (*bubblewrap_words(program, seen, view, limits), *raiser))


def _prefixes(python: Path) -> tuple[Path, ...]:
    """Return where an interpreter lives: its environment, and the installation behind that."""
    return tuple(dict.fromkeys((python.absolute().parent.parent, python.resolve().parent.parent)))


def _script(name: str, folder: Path) -> Path:
    path = folder / name
    path.write_text(resources.files(_INSIDE).joinpath(name).read_text(encoding="utf-8"), encoding="utf-8")
    return path


def _fault(sandbox: Sandbox, python: Path, folder: Path, limits: SandboxLimits) -> str:
    """Say why a sandbox will not do; empty for one that runs a script, and keeps it from files and the network."""
    script = folder / "trial.py"
    script.write_text(_TRIAL, encoding="utf-8")
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            sandbox.command((str(python),), script),
            cwd=sandbox.view.scratch,
            env=clean_environment(sandbox.view.scratch),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TRIAL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode or done.stdout.strip() not in ("held", "open" if limits.network == "open" else "held"):
        return (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1][:200]
    return ""


def clean_environment(scratch: Path) -> dict[str, str]:
    """Return all variables that a sandboxed process gets: none of the user's."""
    fixed = {"HOME": str(scratch), "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    path = os.defpath if os.name != "nt" else os.environ.get("PATH", "")
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"PATH": path, "PYTHONHASHSEED": "0", **fixed, **kept}
