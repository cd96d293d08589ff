"""Run the tests once in the original environment, and return the calls of vendored code that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.verify.differential.recording import record
from vendorize.verify.tree import copy_project
from vendorize.verify.variant_runner import VariantRunner
from vendorize.verify.variants import baseline_variant, common_variables
from vendorize.verify.walls import walls_for_tests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.startup_hook import Probe
    from vendorize_analysis.model.events import Listener


def observe(request: VerifyRequest, progress: Listener) -> tuple[Mapping[str, object], ...]:
    """Return calls as the recorder writes them; their pickles are for processes behind walls, never for ours.

    Outcomes of the tests count for nothing. Raises `UserError` where the tests cannot be started.
    """
    progress.stage_started("observe")
    with temporary_folder("vendorize-observe-") as scratch:
        pycache = scratch / "pycache"
        pycache.mkdir()
        walls = walls_for_tests(request, scratch / "offline")
        tree = copy_project(request, scratch / "one" / request.project.root.name)
        variables = common_variables(request, pycache)
        variant = baseline_variant(request, tree=tree, scratch=scratch / "ask", variables=variables)
        runner = VariantRunner(request, variant, walls, is_result=False, writable=(pycache,))

        def run(probe: Probe) -> RunRecord:
            return runner.run(progress, probe=probe)

        return record(request, variant, scratch / "recording", run).calls
