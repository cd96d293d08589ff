"""What the benchmark of cold code asks of pytest."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_some_tests_run_in_place_of_the_folders_that_a_command_names(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from cold import selected  # noqa: PLC0415 - a script

    (tmp_path / "tests").mkdir()
    command = ["/usr/bin/python", "-m", "pytest", "-q", "-o", "tests", "--ignore=tests", "tests"]
    assert selected(command, [], tmp_path) == command
    assert selected(command, ["tests/a.py::b"], tmp_path) == [*command[:-1], "tests/a.py::b"]


def test_functions_that_ran_are_no_classes_and_compiled_modules_have_none(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from cold import functions_in  # noqa: PLC0415 - a script

    source = "class Box:\n    def size(self): ...\ndef used(): ...\n"
    ran = {"box.py": ["<module>", "Box", "Box.size", "used"], "_fast.so": ["<module>"]}
    (tmp_path / "box.py").write_text(source, encoding="utf-8")
    (tmp_path / "_fast.so").write_bytes(b"\x7fELF\0")
    trace = tmp_path / "trace.json"
    said = {"distributions": {"box": {"files": ran}, "other": {"files": {"box.py": ["used"]}}}}
    trace.write_text(json.dumps(said), encoding="utf-8")
    assert functions_in(trace, {"Box"}, tmp_path) == 2
