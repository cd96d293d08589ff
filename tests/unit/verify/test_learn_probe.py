from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.learning.runs import lines, run

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.trace import Entry

DEP = "def f(): return 1\ndef g(): return f()\ndef many(): yield from (f() for _ in range(3))\n"
WHOLE = [[0, 1000]]


def traced(root: Path, tests: str, ranges: object = WHOLE, **settings: object) -> list[Entry]:
    root = root.resolve()
    (root / "dep.py").write_text(DEP, encoding="utf-8")
    (root / "app.py").write_text("import dep\ndef run(function): return function()\n", encoding="utf-8")
    return run(root, {"watched": {str(root / "dep.py"): ranges}, **settings}, tests)


def seen(entries: list[Entry]) -> set[tuple[str, str]]:
    return {(entry.name.rpartition(".")[2], entry.way) for entry in entries}


def test_each_kind_of_caller_is_noted_once(tmp_path: Path) -> None:
    found = traced(tmp_path, "import app, dep\nfor _ in range(3): app.run(dep.g)\ndep.g()")
    assert seen(found) == {("<module>", "app"), ("g", "app"), ("g", "tests"), ("f", "third")}
    (inner,) = [entry for entry in found if entry.name == "f"]
    assert [(call.name, call.line, call.first) for call in inner.chain] == [("g", 2, 2)]
    assert len(lines(tmp_path.resolve() / "trace.jsonl")) == len(found)


def test_callers_in_watched_files_can_be_passed_over(tmp_path: Path) -> None:
    assert ("f", "app") in seen(traced(tmp_path, "import app, dep\napp.run(dep.g)", through=True))


def test_only_the_lines_asked_for_are_noted(tmp_path: Path) -> None:
    assert seen(traced(tmp_path, "import app, dep\napp.run(dep.g)", [[1, 1]])) == {("f", "third")}


def test_the_standard_library_is_no_caller(tmp_path: Path) -> None:
    tests = """
        import sched, threading, dep, app
        queue = sched.scheduler()
        queue.enter(0, 0, dep.f)
        app.run(queue.run)
        thread = threading.Thread(target=dep.g)
        thread.start(); thread.join()
    """
    found = traced(tmp_path, tests)
    assert {("f", "app"), ("g", "thread")} <= seen(found)
    (entry,) = [entry for entry in found if (entry.name, entry.way) == ("f", "app")]
    assert entry.chain[-1].name == "run"
    assert entry.chain[-1].file.endswith("app.py")


def test_child_processes_are_noted_however_they_start(tmp_path: Path) -> None:
    tests = """
        import multiprocessing, os, subprocess, sys, dep

        def work():
            dep.g()
            os._exit(0)

        if __name__ == '__main__':
            subprocess.run([sys.executable, '-c', 'import app, dep; app.run(dep.many().__next__)'], check=True)
            process = multiprocessing.get_context('spawn').Process(target=work)
            process.start(); process.join()
    """
    assert {("many", "app"), ("g", "tests")} <= seen(traced(tmp_path, tests))


def test_the_test_that_runs_is_named(tmp_path: Path) -> None:
    tests = """
        import subprocess, sys, unittest, dep

        class Case(unittest.TestCase):
            def test_it(self):
                dep.f()

        unittest.main(exit=False)
        import os
        os.environ['PYTEST_CURRENT_TEST'] = 'tests/test_x.py::test_y[a b] (call)'
        subprocess.run([sys.executable, '-c', 'import dep; dep.g()'], check=True)
    """
    named = {(entry.name, entry.way): entry.test for entry in traced(tmp_path, tests)}
    assert (named["f", "tests"], named["g", "thread"]) == ("__main__.Case.test_it", "tests/test_x.py::test_y[a b]")


def test_the_sitecustomize_that_is_hidden_runs_too(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import builtins\nbuiltins.customized = True\n", encoding="utf-8")
    assert seen(traced(tmp_path, "assert customized\nimport dep\ndep.f()")) >= {("f", "tests")}


def test_tests_that_replace_what_the_probe_uses_do_not_break_it(tmp_path: Path) -> None:
    tests = """
        import json, os, dep
        from unittest import mock
        with mock.patch('os.open'), mock.patch('os.path.realpath'), mock.patch('json.dumps'):
            dep.f()
    """
    assert ("f", "tests") in seen(traced(tmp_path, tests))
