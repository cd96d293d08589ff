"""What moving an extracted function or class into the project's own module changes, or why it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.model.verdict import Difference


@dataclass(frozen=True, slots=True, order=True)
class Obstacle:
    """One reason why a symbol is not moved."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class NeededImport:
    """An import that moved code needs."""

    module: str
    name: str
    """What is taken from the module; empty for `import module`, `.` for `import module as binds`."""
    binds: str

    def source(self) -> str:
        """Return the statement."""
        if self.name in {"", "."}:
            return f"import {self.module}" + (f" as {self.binds}" if self.name else "")
        return f"from {self.module} import {self.name}" + (f" as {self.binds}" if self.binds != self.name else "")


@dataclass(frozen=True, slots=True)
class MovedPart:
    """A statement at the top of a module that is moved, as it is."""

    module: str
    index: int
    """Of the part in its module's summary."""
    name: str
    """The one name that it binds."""
    kind: str
    """As of a part: `def`, `class`, `assign` or `annotation`."""
    path: Path
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class MovedCode:
    """A symbol with all that it needs, in an order in which it can be executed."""

    symbol: MovedPart
    parts: tuple[MovedPart, ...]
    imports: tuple[NeededImport, ...]
    builtins: frozenset[str]
    """Names that must mean the built-ins where the code goes."""
    future_annotations: bool | None
    """The code counts on `from __future__ import annotations`, or on its absence; None: it has no annotations."""
    needs: Mapping[tuple[str, int], frozenset[tuple[str, int]]] = field(default_factory=dict)
    """For each part (module and index) those that it names."""

    @property
    def names(self) -> frozenset[str]:
        """Return the names that the moved code binds."""
        return frozenset(part.name for part in self.parts)


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """Where moved code is from."""

    distribution: str
    version: str
    licenses: tuple[str, ...]
    relative: str
    """POSIX path of the file in its distribution."""
    texts: tuple[str, ...] = ()
    """Licence texts that the distribution ships."""


@dataclass(frozen=True, slots=True)
class TestRuns:
    """What the tests said of the project as it was and as it would be."""

    passed: tuple[int, int]
    """Before and after."""
    failed: tuple[int, int]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Inlined:
    """A move that was planned, and carried out unless it was only shown; or the reasons why not."""

    symbol: str
    target: str
    """Dotted name of the module that has the code now."""
    moved: tuple[str, ...] = ()
    """Dotted names of all that is moved, the symbol last."""
    imports: tuple[str, ...] = ()
    """Statements that the module needs for it, and did not have."""
    origins: tuple[MovedFrom, ...] = ()
    changed: Mapping[str, tuple[bytes | None, bytes]] = field(default_factory=dict)
    """Contents before (None: no file) and after, by POSIX path in the project."""
    patch: bytes = b""
    """All of it as one unified diff, as `git apply` reads it."""
    places: int = 0
    """How many references of the project mean the new place."""
    obstacles: tuple[Obstacle, ...] = ()
    """Why nothing was changed."""
    notes: tuple[str, ...] = ()
    """What people should know of it."""
    tests: TestRuns | None = None
    """None where no tests were run."""
    written: bool = False

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing may be changed."""
        return bool(self.obstacles) or (self.tests is not None and bool(self.tests.differences))
