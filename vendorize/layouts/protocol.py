"""What a layout is asked: by the writer where files go, by `verify` how to try the result out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vendorize.emit.surroundings import Surroundings
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.project import Project


class TrialResult(Protocol):
    """A written result with its original: what `verify` knows of it."""

    @property
    def project(self) -> Project:
        """The original."""

    @property
    def plan(self) -> Plan:
        """What the result was made from."""

    @property
    def result(self) -> Path:
        """The folder that was written; where one file holds the rest, a folder of these files."""

    @property
    def running(self) -> Path:
        """The folder that was written of what the tests run on."""

    @property
    def served(self) -> Path:
        """The folder whose modules the tests run on: the overlay, or the result itself."""

    @property
    def source_roots(self) -> tuple[str, ...]:
        """Folders that first-party names are imported from, as POSIX paths inside the project."""


Owner = Literal["program", "distribution", "neither"]
"""Whose code a module is; `neither`: our own, or that of an external distribution."""


@dataclass(frozen=True, slots=True)
class ResultModule:
    """One module file of a result."""

    relative: str
    """POSIX path in the result."""
    name: str
    """Original dotted name."""
    owner: Owner
    places: tuple[str, ...]
    """POSIX paths under the tree that the tests run in, or (with a leading slash) under site-packages."""


class Layout(Protocol):
    """One form of results. A layout has no state: all it knows comes with the question."""

    @property
    def name(self) -> str:
        """The name in options, configuration and manifests."""

    @property
    def is_project(self) -> bool:
        """Whether the result is the project itself, path for path, so that it can be applied in place."""

    @property
    def lies_on_path(self) -> bool:
        """Whether modules lie as files under their original names in a folder on the search path."""

    @property
    def moves_whole_names(self) -> bool:
        """Whether distributions that share a top-level name (a namespace package) must move or stay together."""

    @property
    def in_site_packages(self) -> bool:
        """Whether the whole result is put into site-packages to be tried; else it replaces a copy of the project."""

    @property
    def carries_externals(self) -> bool:
        """Whether external distributions are copied into the result; else an environment must have them."""

    @property
    def holds_bytecode(self) -> bool:
        """Whether compiled modules can lie in the result, where Python looks for them and nobody else makes them."""

    @property
    def holds_data_as_files(self) -> bool:
        """Whether data files of a result lie in folders, where anybody can see whether one is there."""

    @property
    def holds_cold(self) -> bool:
        """Whether cold code can lie beside the result, to be loaded from there."""

    @property
    def merges_modules(self) -> bool:
        """Whether modules can share the scope of another one."""

    @property
    def interpreter_options(self) -> tuple[str, ...]:
        """Options of Python under which the result is complete as it is shipped (`-S`: without site-packages)."""

    def namespace(self, plan: Plan) -> str:
        """Return the dotted name of the package that vendored code moves into; empty if nothing moves."""

    def moved(self, plan: Plan) -> frozenset[str]:
        """Return the top-level import names that move into the namespace."""

    def support(self, plan: Plan) -> str:
        """Return the dotted name of the support module."""

    def lay_out(self, plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
        """Return the complete result for the code of it; raises `UserError` for what cannot be laid out."""

    def opened(self, result: Path, folder: Path) -> Path:
        """Return a folder with all files of a written result one by one: the result itself, or one made in `folder`."""

    def file_of(self, result: Path) -> Path | None:
        """Return the file that makes the modules of a written result importable when it runs; None where folders do.

        It runs under the name `__vendorize__` then, and nothing of the program does.
        """

    def has_beside(self, result: Path) -> bool:
        """Tell whether a written result has what stays as it is installed in a folder beside its one file."""

    def import_roots(self, result: TrialResult) -> tuple[str, ...]:
        """Return the folders of the result to import from, as POSIX paths in it."""

    def first_party_copies(self, result: TrialResult) -> Iterator[tuple[Path, str]]:
        """Find what of the result replaces first-party code in a copy of the project, in order: source, path there."""

    def data_places(self, result: TrialResult, relative: str) -> tuple[str, ...]:
        """Return where a data file may lie in the result; `relative` and answers are POSIX paths, under its root."""

    def seen_at(self, result: TrialResult, relative: str) -> str:
        """Return where code sees a file of the served folder: a path below site-packages, or below the tests' tree."""

    def third_party_files(self, result: TrialResult) -> Iterable[Path]:
        """Find all files of the result that are not the program's own, bytecode and links left out."""

    def module_files(self, result: TrialResult, own: Sequence[tuple[ModulePlan, str]]) -> Iterator[ResultModule]:
        """Find all module files in the served folder.

        `own` are the first-party modules to look at (tests are not), each with its POSIX path in the project.
        """
