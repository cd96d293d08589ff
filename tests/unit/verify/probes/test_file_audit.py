from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from vendorize.verify.startup_hook import Probe, place_start

if TYPE_CHECKING:
    from pathlib import Path

OPENING = {
    "open": "open('data/one.txt').close()",
    "pathlib": "import pathlib; pathlib.Path('data/../data/one.txt').read_text()",
    "the descriptor": "import os; os.close(os.open('data/one.txt', os.O_RDONLY))",
    "bytes": "open(b'data/one.txt').close()",
    "a child": "import subprocess, sys; subprocess.check_call([sys.executable, '-c', 'open(\\'data/one.txt\\')'])",
    "a thread": "import threading; t = threading.Thread(target=open, args=('data/one.txt',)); t.start(); t.join()",
}


def opened(tmp_path: Path, code: str) -> list[str]:
    (tmp_path / "data").mkdir()
    files = [tmp_path / "data" / name for name in ("one.txt", "two.txt")]
    for file in files:
        file.write_text("", encoding="utf-8")
    report = tmp_path / "report"
    probe = Probe("vendorize_file_audit_probe", {"files": list(map(str, files)), "report": str(report)})
    start = place_start(tmp_path / "start", {"redirected": [], "refuse": False}, [probe])
    variables = {**os.environ, "PYTHONPATH": str(start)}
    subprocess.run([sys.executable, "-c", code], env=variables, cwd=tmp_path, check=True)
    return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()] if report.exists() else []


@pytest.mark.parametrize("way", OPENING)
def test_a_file_that_is_opened_in_any_way_is_noted(tmp_path: Path, way: str) -> None:
    assert opened(tmp_path, OPENING[way]) == [str(tmp_path / "data" / "one.txt")]


def test_a_file_is_noted_once_and_others_not_at_all(tmp_path: Path) -> None:
    code = "import os\nfor _ in range(2): open('data/two.txt').close()\nos.mkdir('x')\nopen('x/one.txt', 'w').close()"
    assert opened(tmp_path, code) == [str(tmp_path / "data" / "two.txt")]


def test_what_is_asked_of_the_file_system_otherwise_is_no_opening(tmp_path: Path) -> None:
    code = "import os\nos.listdir('data')\nos.path.exists('data/one.txt')\ntry: open('data/none.txt')\n"
    assert opened(tmp_path, code + "except OSError: pass") == []
