"""What stands around the commands of a comparison: walls of the kernel where they are asked for, else no network."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.model.verdict import Isolation
from vendorize.sandbox import SandboxLimits, View, choose, made
from vendorize.verify.isolation import find_launcher, own_names
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize.model.sandbox import Wanted
    from vendorize.sandbox.limits import Tier
    from vendorize.verify.request import VerifyRequest

_MORE_SECONDS = 60
_KEPT = frozenset(
    (
        *("PATH", "LANG", "LANGUAGE", "TZ", "TERM", "COLUMNS", "LINES", "NO_COLOR", "CI", "USER", "LOGNAME"),
        *("SOURCE_DATE_EPOCH", "LD_LIBRARY_PATH"),
    )
)
_KEPT_STARTS = ("LC_", "PYTHON")


@dataclass(slots=True)
class WalledStart:
    """A kind of sandbox that has been tried, for commands that may each write to other folders."""

    tier: Tier
    limits: SandboxLimits
    python: Path
    readable: tuple[Path, ...]
    folder: Path
    """Ours alone: what is in it starts the next command."""
    number: int = 0

    def words(self, writable: tuple[Path, ...]) -> tuple[str, ...]:
        """Return the words in front of a command that may write to these folders."""
        self.number += 1
        place = self.folder / str(self.number)
        place.mkdir()
        view = View(self.readable, writable[0], writable[1:])
        found = made(self.tier, view, self.limits, self.python, place)
        return () if found is None else found.launcher


@dataclass(frozen=True, slots=True)
class Walls:
    """Starts commands."""

    offline: tuple[str, ...] = ()
    """Words that take the network away, where nothing else does."""
    box: WalledStart | None = None

    @property
    def held(self) -> bool:
        """Tell whether the system itself keeps commands from other machines, where that is wanted."""
        return bool(self.offline or self.box)

    @property
    def tier(self) -> str:
        """Return the sandbox; empty for none."""
        return "" if self.box is None else self.box.tier

    @property
    def counting(self) -> str:
        """Return what holds the number of processes; empty for nothing."""
        return "" if self.box is None else self.box.limits.counting

    def words(self, *writable: Path) -> tuple[str, ...]:
        """Return the words in front of a command; behind walls it may write to these folders and to no others."""
        return self.offline if self.box is None else self.box.words(writable)


def walls_for_tests(request: VerifyRequest, folder: Path) -> Walls:
    """Return what the tests run behind; `folder` does not exist yet, and nothing that runs may write to it.

    Raises `UserError` where walls are required and there are none.
    """
    return _walls(request, folder, request.sandbox or "off")


def walls_for_calls(request: VerifyRequest, folder: Path, tests: Walls) -> Walls:
    """Return the same for calls that are repeated or made up: these are held wherever that is possible."""
    return tests if tests.box or request.sandbox == "off" else _walls(request, folder, request.sandbox or "auto")


def isolation_of(request: VerifyRequest, walls: Walls) -> Isolation:
    """Say which isolation is used for the tests."""
    network = "open" if request.network else "namespace" if walls.held else "python"
    given = {name for name, _ in request.variables}
    return Isolation(network, tuple(name for name in own_names() if name not in given), walls.tier, walls.counting)


def without_secrets(request: VerifyRequest, variables: Mapping[str, str]) -> dict[str, str]:
    """Return variables without those of the user that no program needs to start; what is configured stays."""
    given = dict(request.variables)
    return {
        name: value
        for name, value in variables.items()
        if name in given or _is_plain(name) or os.environ.get(name) != value
    }


def _is_plain(name: str) -> bool:
    return name in _KEPT or name.startswith(_KEPT_STARTS)


def _walls(request: VerifyRequest, folder: Path, wanted: Wanted) -> Walls:
    if wanted != "off":
        try:
            return Walls(box=_box(request, folder.with_name(f"{folder.name}-box")))
        except UserError:
            if wanted == "required":
                raise
    return Walls(find_launcher(request, folder))


def _box(request: VerifyRequest, folder: Path) -> WalledStart:
    """Return the strongest sandbox with walls of the kernel that works here; raises `UserError` where there is none."""
    python, readable = request.environment.interpreter.executable, tuple(dict.fromkeys(_readable(request, folder)))
    limits = SandboxLimits(
        memory=8 << 30,
        cpu=int(request.timeout) + _MORE_SECONDS,
        file=1 << 30,
        descriptors=4096,
        processes=1024,
        network="open" if request.network else "loopback",
    )
    folder.mkdir()
    trial = folder / "trial"
    trial.mkdir()
    found = choose("required", View(readable, trial), limits, python, folder / "tried")
    held = replace(limits, counting=found.counting or limits.counting)
    return WalledStart(found.tier, held, python, readable, folder)


def _readable(request: VerifyRequest, folder: Path) -> Iterator[Path]:
    """Yield the folders that tests read: what is installed, the results, and all that is made for the comparison."""
    yield folder.parent
    yield from (request.result, request.served, request.shipped, request.running)
    yield from request.environment.interpreter.search_path
    for distribution in request.environment.distributions:
        yield distribution.location
        yield from {module.location for module in distribution.modules}
