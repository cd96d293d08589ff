from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.verify.samples import make_request, write
from vendorize.verify.child import Place, run_child
from vendorize.verify.differential.recording import read_records, record
from vendorize.verify.startup_hook import Probe, place_start
from vendorize.verify.variants import Variant

if TYPE_CHECKING:
    from pathlib import Path


CALL: dict[str, Any] = {"module": "lib", "name": "f", "kind": "function", "call": "AA==", "returned": True}


def test_the_same_call_of_two_processes_counts_once_and_half_a_line_not_at_all(tmp_path: Path) -> None:
    skipped = {"skipped": "argument too large", "function": "lib:f"}
    other = {**CALL, "call": "BB=="}
    for name, lines in (("1", [CALL, skipped]), ("2", [CALL, other, skipped])):
        text = "".join(json.dumps(line) + "\n" for line in lines) + '{"module": "li'
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="ascii")
    found = read_records(tmp_path)
    assert found.calls == (CALL, other)
    assert found.skipped == {"argument too large": 2}


@pytest.mark.parametrize("customized", [True, False])
def test_recording_starts_in_every_process_and_leaves_the_startup_file_of_the_user_alone(
    tmp_path: Path, *, customized: bool
) -> None:
    request = make_request(tmp_path, "site")
    tree = tmp_path / "tree"
    started = tmp_path / "started"
    write(tree / "src", {"app/__init__.py": "", "app/core.py": "import lib\n\ndef main(): lib.greet('you')\n"})
    if customized:
        write(tree / "src", {"sitecustomize.py": f"open({str(started)!r}, 'a').write(__file__)\n"})
    child = "subprocess.check_call([sys.executable, '-c', 'import app.core as c; c.main()'])"
    text = f"import app.core, subprocess, sys\n{child}"

    def run(probe: Probe) -> None:
        start = place_start(tmp_path / "start", {"redirected": [], "refuse": False}, [probe])
        path = os.pathsep.join(map(str, (start, tree / "src", tmp_path / "site")))
        finished = run_child([sys.executable, "-c", text], Place(tree, {"PYTHONPATH": path}, tmp_path, 60))
        assert finished.exit_code == 0, finished.stderr

    variant = Variant(tmp_path / "bin/python", tree, {}, (tree,), tmp_path / "own")
    found = record(request, variant, tmp_path / "scratch", run)
    assert [(one["module"], one["name"]) for one in found.calls] == [("lib", "greet")]
    # Twice: the parent process and its child.
    assert not customized or started.read_text(encoding="utf-8") == str(tree / "src/sitecustomize.py") * 2
