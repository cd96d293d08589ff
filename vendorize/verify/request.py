"""What the verify stage is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, TypedDict

from vendorize.layouts import layout_named

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.layouts.protocol import Layout
    from vendorize.model.plan import Plan
    from vendorize.model.request import VerifyOptions
    from vendorize.model.sandbox import Wanted
    from vendorize.model.settings import Mask, VerifySettings
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project

DEFAULT_COMMAND = ("python", "-m", "pytest")
DEFAULT_TIMEOUT = 1800.0


class Tests(TypedDict):
    """Those fields of a request that say how the tests run."""

    command: tuple[str, ...]
    timeout: float
    variables: tuple[tuple[str, str], ...]
    runs: int
    network: bool
    masks: tuple[Mask, ...]
    replay: bool
    fuzz: float
    sandbox: Wanted


class Opened(TypedDict):
    """Those fields of a request that say where the results are."""

    result: Path
    overlay: Path
    written: tuple[Path, Path]


def tests_of(options: VerifyOptions, settings: VerifySettings) -> Tests:
    """Return how the tests run: as the command line says, else the configuration, else the defaults."""
    return Tests(
        command=options.command or settings.command or DEFAULT_COMMAND,
        timeout=float(min(options.timeout or settings.timeout or DEFAULT_TIMEOUT, options.within or inf)),
        variables=settings.variables,
        runs=options.runs or settings.runs or 1,
        network=settings.network if options.network is None else options.network,
        masks=settings.masks,
        replay=options.replay or settings.replay,
        fuzz=options.fuzz or settings.fuzz,
        sandbox=options.sandbox or settings.sandbox,
    )


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """A result, its original, and the tests that compare them."""

    project: Project
    environment: Environment
    plan: Plan
    result: Path
    """The folder that extraction wrote; never written to."""
    overlay: Path | None = None
    """A result of the same layout that also has what only the tests need; where given, its modules are what runs."""
    written: tuple[Path, Path] | None = None
    """Result and overlay as they were written, where `result` and `overlay` are folders of what one file holds."""
    command: tuple[str, ...] = DEFAULT_COMMAND
    """A leading `python`, `python3` or the original interpreter stands for the interpreter of each variant."""
    timeout: float = DEFAULT_TIMEOUT
    """Seconds for one run of the tests."""
    variables: tuple[tuple[str, str], ...] = ()
    """Environment variables that both variants get on top of the current ones."""
    runs: int = 1
    """How often the whole command runs on each variant."""
    network: bool = False
    """Let the tests reach other machines."""
    masks: tuple[Mask, ...] = ()
    """What does not count in output and messages, besides what never does."""
    replay: bool = False
    """Also record calls of vendored code while the tests run, and repeat them on both variants."""
    fuzz: float = 0.0
    """Seconds for calls with made-up arguments; 0: none."""
    sandbox: Wanted = ""
    """Walls of the kernel around tests and calls."""
    by_values: bool = False
    """The result has what the program's values lead to: what tests make third-party code ask for is no leak."""
    boundary: tuple[str, ...] = ()
    """Dotted names of vendored code that first-party code refers to."""
    beside: frozenset[str] = frozenset()
    """Keys of the distributions that stay as installed for the overlay alone: the tests reach their compiled code."""

    @property
    def is_walled(self) -> bool:
        """Tell whether the tests are to run behind walls."""
        return self.sandbox in ("auto", "required")

    @property
    def layout(self) -> Layout:
        """Return the layout of the result."""
        return layout_named(self.plan.layout)

    @property
    def served(self) -> Path:
        """Return the folder whose modules the tests run on."""
        return self.result if self.overlay is None else self.overlay

    @property
    def shipped(self) -> Path:
        """Return the folder that extraction wrote."""
        return self.result if self.written is None else self.written[0]

    @property
    def running(self) -> Path:
        """Return the folder that was written of what the tests run on."""
        return self.served if self.written is None else self.written[1]

    @property
    def absent(self) -> tuple[str, ...]:
        """Return the names of the distributions that must not exist in the result's environment."""
        return tuple(sorted(one.name for one in self.plan.distributions if one.key in self.absent_keys))

    @property
    def untested(self) -> tuple[str, ...]:
        """Return the names of those that the tests run on as installed, though the result has code of them."""
        extracted = (one for one in self.plan.distributions if one.verdict == "extract")
        return tuple(sorted(one.name for one in extracted if one.key in self.beside))

    @property
    def absent_keys(self) -> frozenset[str]:
        """Return the same as normalised names."""
        vendored = frozenset(one.key for one in self.plan.distributions if one.verdict != "external")
        return vendored - self.beside

    @property
    def source_roots(self) -> tuple[str, ...]:
        """Return the folders that first-party names are imported from, as POSIX paths inside the project."""
        return self.project.inner_roots
