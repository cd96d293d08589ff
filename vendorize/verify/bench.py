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
from vendorize.verify.tree import copy_project, place_result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.sides import Side
    from vendorize_analysis.model.events import Listener


@dataclass(slots=True)
class Bench:
    """One side with what its runs need."""

    request: VerifyRequest
    side: Side
    launcher: tuple[str, ...]
    start: Path
    """Folder of what every Python process does first."""
    is_result: bool = field(kw_only=True)
    runs: int = field(default=0, kw_only=True)

    def run(self, tell: Listener, *, only: Sequence[str] | None = None) -> RunRecord:
        """Give the record of one run; every run finds the tree as the first one did."""
        folder = self.side.folder
        return self._run(tell, self.side, folder.with_name(f"{folder.name}-run{self.runs + 1}"), only)

    def run_as(self, tell: Listener, side: Side, scratch: Path) -> RunRecord:
        """Give the record of a run in which the same side has other variables; it has a folder of its own."""
        return self._run(tell, side, scratch, None)

    def _run(self, tell: Listener, side: Side, scratch: Path, only: Sequence[str] | None) -> RunRecord:
        if self.runs:
            self._renew()
        self.runs += 1
        path = [str(self.start), side.variables.get("PYTHONPATH", "")]
        variables = {**side.variables, "PYTHONPATH": os.pathsep.join(filter(None, path))}
        place = Place(side.tree, variables, scratch, self.request.timeout, self.launcher)
        return run(adapt(self.request, replace(side, variables=variables)), place, only=only, tell=tell)

    def _renew(self) -> None:
        """Make the tree and the side's folders anew: a test that writes into them must not meet its own traces."""
        tree = self.side.tree
        for folder in (tree, self.side.folder):
            shutil.rmtree(folder)
        copy_project(self.request, tree)
        if self.is_result:
            place_result(self.request, tree)
        own_folders(self.side.folder)
