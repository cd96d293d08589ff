"""Keep both runs from the network, from the user's folders, and from each other."""

from __future__ import annotations

import os
import sys
from importlib import resources
from typing import TYPE_CHECKING

from vendorize.verify.child import PROBES, Place, run_child

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest

_OFFLINE = "vendorize_offline.py"
_HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_PROBE_TIMEOUT = 60.0


def find_launcher(request: VerifyRequest, scratch: Path) -> tuple[str, ...]:
    """Return the words that start a command offline; none where the network is allowed or the system cannot."""
    return () if request.network else offline_launcher(scratch)


def offline_launcher(scratch: Path) -> tuple[str, ...]:
    """Return the words that start a command in a network namespace of its own; none where the system cannot.

    `scratch` is a folder that does not exist yet; it has to stay as long as the words are used.
    """
    if sys.platform != "linux" or not sys.executable:
        return ()
    scratch.mkdir()
    script = scratch / _OFFLINE
    script.write_text(resources.files(PROBES).joinpath(_OFFLINE).read_text(encoding="utf-8"), encoding="utf-8")
    # Our own interpreter, untouched by the variables of the run: it is gone when the command starts.
    launcher = (sys.executable, "-I", "-S", str(script))
    tried = run_child(launcher, Place(scratch, dict(os.environ), scratch, _PROBE_TIMEOUT))
    return () if tried.exit_code else launcher


def own_folders(folder: Path) -> dict[str, str]:
    """Return the variables that name a variant's home and temporary folder; the folders are made."""
    home, temporary = folder / "h", folder / "t"
    for path in (home, temporary):
        path.mkdir(parents=True, exist_ok=True)
    return {name: str(home if name in _HOMES else temporary) for name in own_names()}


def without_user(variables: Mapping[str, str]) -> dict[str, str]:
    """Drop the variables that lead to the user's own folders past their home (XDG base directories)."""
    return {name: value for name, value in variables.items() if not name.startswith("XDG_")}


def own_names() -> tuple[str, ...]:
    """Return the variables of home and temporary folders."""
    return (*_HOMES, *_TEMPORARY) if os.name == "nt" else (_HOMES[0], _TEMPORARY[0])


def reading(variables: Mapping[str, str]) -> dict[str, str]:
    """Return variables with which Python reads bytecode from where it lies, and writes none: for steps of our own."""
    kept = {name: value for name, value in variables.items() if name != "PYTHONPYCACHEPREFIX"}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}
