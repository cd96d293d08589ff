"""What a traced program executed, named so that it means the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass

MODULE = "<module>"
"""Name of the body of a module."""
OPENED = "<file>"
"""Stands for the file itself, which was opened to be read."""
LOCALS = ".<locals>"
"""Between a function and what is inside of it, in a qualified name."""


@dataclass(frozen=True, slots=True, order=True)
class ExecutedCode:
    """A function, or the body of a module or class, that ran."""

    owner: str
    """Normalised name of the distribution (PEP 503); empty for the project's own code."""
    file: str
    """Relative POSIX path: from where imports of the distribution start, or from the project's folder."""
    name: str
    """Qualified name, `<locals>` and `<lambda>` as in `__qualname__`; `<module>` for the body of a module, and for a
    compiled module that was loaded; `<file>` for a file that was opened."""


@dataclass(frozen=True, slots=True)
class Executed:
    """What one traced run executed, or several."""

    code: frozenset[ExecutedCode] = frozenset()
    versions: frozenset[tuple[str, str]] = frozenset()
    """Distributions by normalised name with the versions that ran; none for what has no metadata."""
    pythons: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    """As `sys.platform` has them."""
    complete: bool = True
    """Whether all of the runs noted compiled modules and opened files; older versions did not."""

    def __or__(self, other: Executed) -> Executed:
        """Return what either of the two executed."""
        return Executed(
            self.code | other.code,
            self.versions | other.versions,
            self.pythons | other.pythons,
            self.platforms | other.platforms,
            self.complete and other.complete,
        )


@dataclass(frozen=True, slots=True)
class TracedRun:
    """How a traced command ended."""

    executed: Executed
    exit_code: int
    """As `subprocess` has it: below 0 for the signal that ended it."""
    asked: bool
    """We were told to end it (Ctrl-C, SIGTERM), and told it so."""
    processes: int
    """Python processes that were traced."""
    lost: int
    """Those of them that had no room left to note all."""
    unplaced: tuple[str, ...]
    """Source files that are neither the project's nor those of a distribution."""
    running: tuple[int, ...] = ()
    """Numbers of traced processes that have outlived the command."""
    lapsed: int = 0
    """Traced processes in which nothing was noted for a time."""

    @property
    def failed(self) -> bool:
        """Tell whether the command failed; one that ended because it was told to did not."""
        return self.exit_code != 0 and not self.asked
