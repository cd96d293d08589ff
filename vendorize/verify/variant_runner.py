"""Run the tests on one variant: in a fresh tree and with a home of its own, offline, as often as asked."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vendorize.verify.child import Place
from vendorize.verify.frameworks import run
from vendorize.verify.isolation import own_folders
from vendorize.verify.placing import place_result
from vendorize.verify.startup_hook import write_start
from vendorize.verify.tree import copy_project
from vendorize.verify.variants import adapt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.startup_hook import Probe
    from vendorize.verify.variants import Variant
    from vendorize.verify.walls import Walls
    from vendorize_analysis.model.events import Listener


@dataclass(slots=True)
class VariantRunner:
    """One variant with what its runs need."""

    request: VerifyRequest
    variant: Variant
    walls: Walls
    is_result: bool = field(kw_only=True)
    probes: tuple[Probe, ...] = field(default=(), kw_only=True)
    """Started by every process of every run."""
    writable: tuple[Path, ...] = field(default=(), kw_only=True)
    """Folders for reports and bytecode, which every run writes to beside its own."""
    runs: int = field(default=0, kw_only=True)
    records: list[RunRecord] = field(default_factory=list, kw_only=True)
    """Runs of the whole command that may be asked for again."""

    def nth(self, number: int, progress: Listener) -> RunRecord:
        """Return the record of the n-th run of the whole command; one that has been made is not made again."""
        while len(self.records) <= number:
            self.records.append(self.run(progress))
        return self.records[number]

    def run(
        self, progress: Listener, *, only: Sequence[str] | None = None, probe: Probe | None = None, perturb: int = 0
    ) -> RunRecord:
        """Return the record of one run; every run finds the tree as the first one did.

        With a probe, every process of the run starts it; with a number, hashes and addresses are others than without.
        """
        if self.runs:
            self.renew()
        self.runs += 1
        path = [str(self.start(probe, perturb)), self.variant.variables.get("PYTHONPATH", "")]
        variables = {**self.variant.variables, "PYTHONPATH": os.pathsep.join(filter(None, path))}
        if perturb and "PYTHONHASHSEED" not in {**os.environ, **dict(self.request.variables)}:
            variables["PYTHONHASHSEED"] = str(perturb)
        scratch = self._beside(f"run{self.runs}")
        reports = [one.writes for one in (*self.probes, probe) if one is not None and one.writes is not None]
        words = self.walls.words(self.variant.tree, self.variant.folder, scratch, *self.writable, *reports)
        place = Place(self.variant.tree, variables, scratch, self.request.timeout, words)
        return run(adapt(self.request, replace(self.variant, variables=variables)), place, only=only, progress=progress)

    @property
    def refuses(self) -> bool:
        """Tell whether each Python process must refuse other machines itself."""
        return not (self.request.network or self.walls.held)

    def start(self, probe: Probe | None = None, perturb: int = 0) -> Path:
        """Return the folder of what every Python process does first."""
        folder = self._beside(f"{'start' if probe is None else probe.name}{perturb}")
        if not folder.is_dir():
            probes = (*self.probes, *([probe] if probe is not None else []))
            write_start(self.request, folder, refuse=self.refuses, probes=probes, perturb=perturb)
        return folder

    def _beside(self, name: str) -> Path:
        folder = self.variant.folder
        return folder.with_name(f"{folder.name}-{name}")

    def renew(self) -> None:
        """Make the tree and the variant's folders anew: a test that writes into them must not meet its own traces."""
        tree = self.variant.tree
        for folder in (tree, self.variant.folder):
            shutil.rmtree(folder)
        copy_project(self.request, tree)
        if self.is_result:
            place_result(self.request, tree)
        own_folders(self.variant.folder)
