"""Run the tests once more in the original environment, and note which code runs that the result does not have."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vendorize.ending import temporary_folder
from vendorize.model.trace import Entry, TracedCall
from vendorize.verify.child import Place, run_child
from vendorize.verify.startup_hook import Probe
from vendorize.verify.tree import copy_project, is_test
from vendorize.verify.variant_runner import VariantRunner
from vendorize.verify.variants import baseline_variant, common_variables
from vendorize.verify.walls import walls_for_tests
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize.model.trace import Ranges
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.variants import Variant
    from vendorize_analysis.model.events import Listener

PROBE = "vendorize_learn_probe"
WATCHING = "vendorize_watching"
"""What it stands on."""
_SLOWER = 4.0
"""The traced run may take that many times as long as a run that counts."""
_ASK_STDLIB = "import json, sysconfig; print(json.dumps(sorted({*map(sysconfig.get_path, ('stdlib', 'platstdlib'))})))"
_ASK_TIMEOUT = 60.0


def trace(request: VerifyRequest, watched: Mapping[str, Ranges], progress: Listener | None = None) -> tuple[Entry, ...]:
    """Return what runs of the watched lines; the outcomes of this run count for nothing."""
    progress = progress or Silent()
    progress.stage_started("learn")
    with temporary_folder("vendorize-learn-") as scratch:
        variables = common_variables(request, scratch / "pycache")
        # As long as the paths of the comparison, in case a test depends on that.
        tree = copy_project(request, scratch / "one" / request.project.root.name)
        variant = baseline_variant(request, tree=tree, scratch=scratch / "ask", variables=variables)
        out = scratch / "traced" / "trace.jsonl"
        out.parent.mkdir()
        settings = {"out": str(out), "watched": watched, "through": False, **_places(request, variant, scratch)}
        walls = walls_for_tests(request, scratch / "offline")
        slow = replace(request, timeout=request.timeout * _SLOWER)
        probe = Probe(PROBE, settings, (WATCHING,), out.parent)
        (scratch / "pycache").mkdir(exist_ok=True)
        runner = VariantRunner(slow, variant, walls, is_result=False, writable=(scratch / "pycache",))
        ran = runner.run(progress, probe=probe)
        if ran.timed_out:
            progress.warned(
                f"the traced run was stopped after {slow.timeout:g} seconds: the proposals are those found until then"
            )
        return tuple(sorted(set(read_trace(out, tree, request.project.root))))


def read_trace(file: Path, tree: Path, root: Path) -> Iterator[Entry]:
    """Yield what was noted; files of the copy under test are named as in the project, tests relative to it."""
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield _entry(json.loads(line), (f"{tree}{os.sep}", f"{root.resolve()}{os.sep}"))
        except (ValueError, KeyError, TypeError):
            # A child that was ended while it wrote leaves half a line.
            continue


def _entry(said: dict[str, Any], folders: tuple[str, str]) -> Entry:
    tree, root = folders

    def original(file: str) -> str:
        real = os.path.realpath(file)
        return root + real.removeprefix(tree) if real.startswith(tree) else real

    return Entry(
        file=original(said["file"]),
        line=said["line"],
        name=said["name"],
        function=said["function"],
        way=said["way"],
        is_body=said["place"] is not None,
        chain=tuple(TracedCall(original(file), line, name, first) for file, line, name, first in said["chain"]),
        test=said["test"].removeprefix(tree).replace(os.sep, "/"),
    )


def _places(request: VerifyRequest, variant: Variant, scratch: Path) -> dict[str, list[str]]:
    """Tell the standard library, the application and the tests apart, in the copy and in the original tree."""
    root = request.project.root
    tests = [test.relative_to(root).as_posix() for test in request.project.tests if test.is_relative_to(root)]
    own = [module.path for module in request.plan.first_party if module.path.is_relative_to(root)]
    inside = [path.relative_to(root) for path in own]
    trees = (variant.tree, root)
    return {
        "stdlib": [f"{path}{os.sep}" for path in _ask_stdlib(variant, scratch)],
        "app": [str(tree / path) for tree in trees for path in inside],
        "tests": [
            *(f"{tree / test}{'' if test.endswith('.py') else os.sep}" for tree in trees for test in tests),
            *(str(tree / path) for tree in trees for path in inside if is_test(path.as_posix(), tests)),
        ],
    }


def _ask_stdlib(variant: Variant, scratch: Path) -> list[str]:
    place = Place(scratch, variant.variables, scratch, _ASK_TIMEOUT)
    asked = run_child([str(variant.python), "-c", _ASK_STDLIB], place)
    if asked.exit_code:
        raise UserError(
            f"{variant.python} does not start: {asked.stderr.strip()}", hint="name another interpreter with --python"
        )
    found: list[str] = json.loads(asked.stdout.splitlines()[-1])
    return found
