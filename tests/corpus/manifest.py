"""The applications of the manifest, as types."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).with_name("apps.toml")
HERE = MANIFEST.parent


@dataclass(frozen=True, slots=True)
class Application:
    """One application: where its source is, what it needs and what its tests do."""

    name: str
    version: str
    kind: str
    """What it stands for among the others, in a few words."""
    package: str
    main: str
    tests: tuple[str, ...]
    command: tuple[str, ...]
    passed: int
    skipped: int
    runtime: tuple[str, ...]
    """What the application needs, pinned."""
    test: tuple[str, ...]
    """What only its tests need, pinned."""
    sdist: str = ""
    """File name on the package index; empty for a program of our own."""
    sha256: str = ""
    source: str = ""
    """Folder beside the manifest that holds the tree of a program of our own; stands in for `sdist`."""
    extras: tuple[str, ...] = ()
    deselect: tuple[tuple[str, str], ...] = ()
    """Test and reason: tests that fail or change their outcome without vendorize."""
    env: tuple[tuple[str, str], ...] = ()
    editable: bool = True
    """False where the tests ask for a real installation."""
    roots: tuple[str, ...] = ()
    """Passed to vendorize as `--root`; a library has no entry point of its own."""
    python: str = ""
    """Version of Python of its environment, as `3.13`; empty for the one that runs us."""
    files: tuple[tuple[str, str], ...] = ()
    """File of the tree, and name of a copy of it beside it, percent-encoded: a name that not every system can have."""

    def __post_init__(self) -> None:
        if bool(self.source) == bool(self.sdist) or bool(self.sdist) != bool(self.sha256):
            raise ValueError(f"{self.name}: the manifest needs either source, or sdist and sha256")

    def tree(self) -> Path | None:
        """Return the folder of a program of our own, None for one of the package index."""
        return HERE / self.source if self.source else None

    def tests_command(self) -> list[str]:
        """Return the command line of the tests, without those that are left out."""
        return [*self.command, *(f"--deselect={test}" for test, _ in self.deselect)]


def applications(manifest: Path = MANIFEST) -> dict[str, Application]:
    """Read the manifest; the order is its own."""
    entries = tomllib.loads(manifest.read_text(encoding="utf-8"))["app"]
    return {entry["name"]: _application(entry) for entry in entries}


def _application(entry: dict[str, Any]) -> Application:
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    plain["deselect"] = tuple((one["test"], one["reason"]) for one in entry.get("deselect", ()))
    plain["env"] = tuple(entry.get("env", {}).items())
    plain["files"] = tuple(entry.get("files", {}).items())
    return Application(**plain)
