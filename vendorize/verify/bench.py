"""Run the tests on one side: in a fresh tree and with a home of its own, offline, as often as asked."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vendorize.verify.child import Place
from vendorize.verify.isolation import own_folders
from vendorize.verify.runner import run
from vendorize.verify.sides import adapt
from vendorize.verify.starting import write_start
from vendorize.verify.tree import copy_project, place_result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.sides import Side
    from vendorize.verify.starting import Probe
    from vendorize_analysis.model.events import Listener


@dataclass(slots=True)
class Bench:
    """One side with what its runs need."""

    request: VerifyRequest
    side: Side
    launcher: tuple[str, ...]
    is_result: bool = field(kw_only=True)
    probes: tuple[Probe, ...] = field(default=(), kw_only=True)
    """Started by every process of every run."""
    runs: int = field(default=0, kw_only=True)
    records: list[RunRecord] = field(default_factory=list, kw_only=True)
    """Runs of the whole command that may be asked for again."""

    def nth(self, number: int, tell: Listener) -> RunRecord:
        """Return the record of the n-th run of the whole command; one that has been made is not made again."""
        while len(self.records) <= number:
            self.records.append(self.run(tell))
        return self.records[number]

    def run(
        self, tell: Listener, *, only: Sequence[str] | None = None, probe: Probe | None = None, shake: int = 0
    ) -> RunRecord:
        """Return the record of one run; every run finds the tree as the first one did.

        With a probe, every process of the run starts it; with a number, hashes and addresses are others than without.
        """
        if self.runs:
            self.renew()
        self.runs += 1
        path = [str(self.start(probe, shake)), self.side.variables.get("PYTHONPATH", "")]
        variables = {**self.side.variables, "PYTHONPATH": os.pathsep.join(filter(None, path))}
        if shake and "PYTHONHASHSEED" not in {**os.environ, **dict(self.request.variables)}:
            variables["PYTHONHASHSEED"] = str(shake)
        place = Place(self.side.tree, variables, self._beside(f"run{self.runs}"), self.request.timeout, self.launcher)
        return run(adapt(self.request, replace(self.side, variables=variables)), place, only=only, tell=tell)

    @property
    def refuses(self) -> bool:
        """Tell whether each Python process must refuse other machines itself."""
        return not (self.request.network or self.launcher)

    def start(self, probe: Probe | None = None, shake: int = 0) -> Path:
        """Return the folder of what every Python process does first."""
        folder = self._beside(f"{'start' if probe is None else probe.name}{shake}")
        if not folder.is_dir():
            probes = (*self.probes, *([probe] if probe is not None else []))
            write_start(self.request, folder, refuse=self.refuses, probes=probes, shake=shake)
        return folder

    def _beside(self, name: str) -> Path:
        folder = self.side.folder
        return folder.with_name(f"{folder.name}-{name}")

    def renew(self) -> None:
        """Make the tree and the side's folders anew: a test that writes into them must not meet its own traces."""
        tree = self.side.tree
        for folder in (tree, self.side.folder):
            shutil.rmtree(folder)
        copy_project(self.request, tree)
        if self.is_result:
            place_result(self.request, tree)
        own_folders(self.side.folder)
