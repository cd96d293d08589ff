from __future__ import annotations

import os
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.verify.child import Place, run_child
from vendorize.verify.compare import compare
from vendorize.verify.frameworks import instrument, run
from vendorize.verify.reported import read_report
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from vendorize.model.verdict import RunRecord

SUITE = """
import pytest, unittest

def test_passes(): pass
def test_fails(): assert 1 == 2
@pytest.mark.skip(reason="not today")
def test_skipped(): pass
@pytest.mark.xfail
def test_expected(): assert False
@pytest.mark.xfail
def test_unexpected(): pass
@pytest.fixture
def broken(): raise OSError("set-up")
def test_setup(broken): pass
@pytest.fixture
def leaving():
    yield
    raise OSError("teardown")
def test_teardown(leaving): pass
"""


def variables() -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def run_here(tmp_path: Path, *arguments: str, timeout: float = 60, **options: Any) -> RunRecord:  # noqa: ANN401
    return run(
        [sys.executable, *arguments],
        Place(tmp_path, variables(), tmp_path.with_name(f"{tmp_path.name}-scratch"), timeout),
        **options,
    )


def outcomes(record: RunRecord) -> dict[str, str]:
    return {test: outcome.outcome for test, outcome in record.outcomes.items()}


@pytest.mark.parametrize(
    ("command", "framework", "expected"),
    [
        pytest.param("python -m pytest -q", "pytest", "python -m pytest -p vendorize_pytest_probe -q", id="module"),
        pytest.param("pytest tests", "pytest", "pytest -p vendorize_pytest_probe tests", id="script"),
        pytest.param(
            "python -W error -m pytest", "pytest", "python -W error -m pytest -p vendorize_pytest_probe", id="W"
        ),
        pytest.param(
            "python -m coverage run -m pytest -x",
            "pytest",
            "python -m coverage run -m pytest -p vendorize_pytest_probe -x",
            id="wrapped",
        ),
        pytest.param("python -m unittest -v", "unittest", "python -m vendorize_unittest_probe -v", id="unittest"),
        pytest.param("python check.py -m pytest-like", "command", "python check.py -m pytest-like", id="another"),
        pytest.param("make", "command", "make", id="plain"),
    ],
)
def test_a_command_gets_the_probe_that_fits(command: str, framework: str, expected: str) -> None:
    found = instrument(command.split())
    assert (found.framework, " ".join(found.command)) == (framework, expected)


def test_pytest_outcomes_are_told_as_its_summary_names_them(tmp_path: Path) -> None:
    (tmp_path / "test_all.py").write_text(SUITE, encoding="utf-8")
    found = run_here(tmp_path, "-m", "pytest", "-q")
    assert outcomes(found) == {
        "test_all.py::test_passes": "passed",
        "test_all.py::test_fails": "failed",
        "test_all.py::test_skipped": "skipped",
        "test_all.py::test_expected": "xfailed",
        "test_all.py::test_unexpected": "xpassed",
        "test_all.py::test_setup": "error",
        "test_all.py::test_teardown": "error",
    }
    assert "not today" in found.outcomes["test_all.py::test_skipped"].message
    assert "assert 1 == 2" in found.outcomes["test_all.py::test_fails"].message
    assert found.exit_code == 1


def test_files_that_cannot_be_collected_are_outcomes(tmp_path: Path) -> None:
    (tmp_path / "test_broken.py").write_text("import nothing_like_this", encoding="utf-8")
    (tmp_path / "test_skipped.py").write_text(
        "import pytest; pytest.importorskip('nothing_like_this')", encoding="utf-8"
    )
    (tmp_path / "test_fine.py").write_text("def test_it(): pass", encoding="utf-8")
    found = outcomes(run_here(tmp_path, "-m", "pytest", "--continue-on-collection-errors"))
    assert found == {"test_broken.py": "error", "test_skipped.py": "skipped", "test_fine.py::test_it": "passed"}


@pytest.mark.slow
def test_workers_of_xdist_do_not_report_twice(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    (tmp_path / "test_all.py").write_text("def test_a(): pass\ndef test_b(): assert 0", encoding="utf-8")
    found = run_here(tmp_path, "-m", "pytest", "-p", "xdist", "-n", "2")
    assert outcomes(found) == {"test_all.py::test_a": "passed", "test_all.py::test_b": "failed"}
    report = (tmp_path.with_name(f"{tmp_path.name}-scratch") / "outcomes.jsonl").read_text(encoding="utf-8")
    assert sum('"test"' in line for line in report.splitlines()) == 2


@pytest.mark.slow
def test_a_pytest_that_a_test_starts_is_not_recorded(tmp_path: Path) -> None:
    text = """
    import subprocess, sys
    def test_outer(tmp_path):
        (tmp_path / "test_inner.py").write_text("def test_inner(): assert 0")
        command = [sys.executable, "-m", "pytest", "-p", "vendorize_pytest_probe", str(tmp_path)]
        assert subprocess.run(command).returncode == 1
    """
    (tmp_path / "test_outer.py").write_text(textwrap.dedent(text), encoding="utf-8")
    assert outcomes(run_here(tmp_path, "-m", "pytest")) == {"test_outer.py::test_outer": "passed"}


def test_unittest_outcomes_are_told(tmp_path: Path) -> None:
    text = """
    import unittest
    class Cases(unittest.TestCase):
        def test_a(self): pass
        def test_b(self): self.fail("no")
        def test_c(self): raise OSError
        def test_d(self): self.skipTest("why")
        def test_e(self):
            with self.subTest(1): self.fail("part")
        @unittest.expectedFailure
        def test_f(self): self.fail()
    """
    (tmp_path / "test_it.py").write_text(textwrap.dedent(text), encoding="utf-8")
    found = outcomes(run_here(tmp_path, "-m", "unittest"))
    names = dict(zip("abcdef", ["passed", "failed", "error", "skipped", "failed", "xfailed"], strict=True))
    assert found == {f"test_it.Cases.test_{letter}": outcome for letter, outcome in names.items()}


PATCHED = """
import builtins, json, os, unittest
from unittest import mock
import pytest

PATCHES = [mock.patch.object(one, name, mock.Mock(return_value=None))
           for one, name in ((builtins, "open"), (json, "dumps"), (os, "getpid"))]
"""
UNITTEST_PATCHED = f"""{PATCHED}
class TestPatched(unittest.TestCase):
    def setUp(self):
        for patch in PATCHES:
            patch.start()
            self.addCleanup(patch.stop)
    def test_passes(self): pass
    def test_fails(self): self.fail("so")
"""
PYTEST_PATCHED = f"""{PATCHED}
@pytest.fixture
def patched():
    for patch in PATCHES: patch.start()
    yield
    for patch in PATCHES: patch.stop()
def test_passes(patched): pass
def test_fails(patched): assert False
"""


@pytest.mark.parametrize(
    ("text", "command"),
    [
        pytest.param(PYTEST_PATCHED, ("-m", "pytest", "-q", "--tb=no"), id="pytest"),
        pytest.param(UNITTEST_PATCHED, ("-m", "unittest"), id="unittest"),
    ],
)
def test_outcomes_are_told_while_a_test_has_patched_what_tells_them(
    tmp_path: Path, text: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "test_patched.py").write_text(text, encoding="utf-8")
    found = outcomes(run_here(tmp_path, *command))
    assert {test.replace("::", ".").rpartition(".")[2]: outcome for test, outcome in found.items()} == {
        "test_passes": "passed",
        "test_fails": "failed",
    }


def test_another_command_is_one_pseudo_test(tmp_path: Path) -> None:
    found = run_here(tmp_path, "-c", "import sys; print('out'); sys.exit(3)")
    assert outcomes(found) == {"command": "failed"}
    assert found.outcomes["command"].message.strip() == "out"
    assert found.exit_code == 3


def test_a_run_past_its_time_keeps_what_was_reported_and_ends_with_its_children(tmp_path: Path) -> None:
    text = """
    import pathlib, subprocess, sys
    def test_first(): pass
    def test_hangs():
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path("pid").write_text(str(child.pid))
        child.wait()
    """
    (tmp_path / "test_slow.py").write_text(textwrap.dedent(text), encoding="utf-8")
    found = run_here(tmp_path, "-m", "pytest", timeout=4)
    assert found.timed_out
    assert outcomes(found) == {"test_slow.py::test_first": "passed"}
    assert is_gone(int((tmp_path / "pid").read_text(encoding="utf-8")))


@pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")
def test_a_process_left_behind_ends_with_the_run(tmp_path: Path) -> None:
    code = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid)"
    done = run_child([sys.executable, "-c", code], Place(tmp_path, variables(), tmp_path, 30))
    assert done.exit_code == 0
    assert done.seconds < 20
    assert is_gone(int(done.stdout))


def test_half_a_line_of_a_report_is_left_out(tmp_path: Path) -> None:
    report = tmp_path / "outcomes.jsonl"
    report.write_text(
        '{"n": 1, "test": "a", "outcome": "passed", "message": ""}\n{"n": 2, "test": "b", "outc', encoding="utf-8"
    )
    assert list(read_report(report).outcomes) == ["a"]


FIVE = """
import os, unittest

class TestFive(unittest.TestCase):
    def test_1(self): pass
    def test_2(self): os._exit(0)
    def test_3(self): pass
    def test_4(self): pass
    def test_5(self): pass
"""


@pytest.mark.parametrize("framework", ["pytest", "unittest"])
def test_a_run_that_ends_behind_the_runners_back_is_cut_short(tmp_path: Path, framework: str) -> None:
    (tmp_path / "test_five.py").write_text(FIVE, encoding="utf-8")
    found = run_here(tmp_path, "-m", framework)
    assert found.exit_code == 0
    assert found.cut_short == "the session did not end; 1 of 5 tests were reported"


@pytest.mark.parametrize(("framework", "option"), [("pytest", "-x"), ("unittest", "-f")])
def test_a_session_that_stops_at_the_first_failure_is_cut_short(tmp_path: Path, framework: str, option: str) -> None:
    (tmp_path / "test_five.py").write_text(FIVE.replace("os._exit(0)", "assert 0"), encoding="utf-8")
    found = run_here(tmp_path, "-m", framework, option)
    assert found.cut_short == "the session was stopped; 2 of 5 tests were reported"


@pytest.mark.parametrize("framework", ["pytest", "unittest"])
def test_a_child_that_falls_back_into_the_session_reports_nothing(tmp_path: Path, framework: str) -> None:
    text = FIVE.replace("os._exit(0)", "(os.fork() and os.wait())")
    (tmp_path / "test_five.py").write_text(text, encoding="utf-8")
    found = run_here(tmp_path, "-m", framework)
    assert (found.cut_short, len(found.outcomes)) == ("", 5)


@pytest.mark.parametrize(
    "line", ["nonsense", "[1]", '{"total": "many"}', '{"n": 2, "test": [], "outcome": "passed"}', "[" * 50_000]
)
def test_a_conftest_that_writes_into_the_report_is_an_error(tmp_path: Path, line: str) -> None:
    text = f"""
        def pytest_runtest_setup(item):
            with open(item.config.pluginmanager.get_plugin("vendorize-probe").path, "a") as stream:
                stream.write({line!r} + chr(10))
    """
    (tmp_path / "conftest.py").write_text(textwrap.dedent(text), encoding="utf-8")
    (tmp_path / "test_one.py").write_text("def test_one(): pass\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"written to by others than our probe \(line 2"):
        run_here(tmp_path, "-m", "pytest", progress=Silent())


def is_gone(pid: int) -> bool:
    """Wait a little for a killed process to vanish, or to stay only as a zombie of somebody else."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("plugins", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "xdist"])
def test_only_the_tests_that_were_asked_for_run(tmp_path: Path, plugins: tuple[str, ...]) -> None:
    if plugins:
        pytest.importorskip("xdist")
    (tmp_path / "test_all.py").write_text(SUITE, encoding="utf-8")
    chosen = ["test_all.py::test_passes", "test_all.py::test_fails"]
    assert sorted(outcomes(run_here(tmp_path, "-m", "pytest", *plugins, only=chosen))) == sorted(chosen)


def test_only_the_unittests_that_were_asked_for_run(tmp_path: Path) -> None:
    text = """
    import unittest
    class Cases(unittest.TestCase):
        def test_a(self): pass
        def test_b(self): pass
    """
    (tmp_path / "test_it.py").write_text(textwrap.dedent(text), encoding="utf-8")
    found = run_here(tmp_path, "-m", "unittest", only=["test_it.Cases.test_b"])
    assert outcomes(found) == {"test_it.Cases.test_b": "passed"}


@pytest.mark.slow
def test_plugins_that_shuffle_get_the_same_seed_each_time(tmp_path: Path) -> None:
    # The two ways in which known plugins choose their seed while they are loaded and configured.
    plugin = """
    import random
    DRAWN = random.randint(1, 10**9)
    def pytest_addoption(parser): parser.addoption("--randomly-seed", dest="randomly_seed", default="default")
    def pytest_configure(config): open("seeds", "a").write(f"{DRAWN} {config.option.randomly_seed} ")
    """
    (tmp_path / "shuffling.py").write_text(textwrap.dedent(plugin), encoding="utf-8")
    (tmp_path / "test_it.py").write_text("import random\ndef test(): print(random.random())\n", encoding="utf-8")
    for number in range(2):
        place = Place(tmp_path, variables(), tmp_path.with_name(f"{tmp_path.name}-scratch{number}"), 60)
        assert run([sys.executable, "-m", "pytest", "-p", "shuffling"], place).exit_code == 0
    first, second, third, fourth = (tmp_path / "seeds").read_text(encoding="utf-8").split()
    assert (first, second) == (third, fourth)
    assert second != "default"


def test_the_listener_hears_each_test_and_how_many_there_are(tmp_path: Path) -> None:
    heard: list[tuple[int, int, str]] = []

    class Hearing(Silent):
        def progressed(self, done: int, total: int, what: str) -> None:
            heard.append((done, total, what))

    text = "import pytest, time\n@pytest.mark.parametrize('n', range(3))\ndef test(n): time.sleep(0.5)\n"
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    run_here(tmp_path, "-m", "pytest", progress=Hearing())
    assert heard[:2] == [(1, 3, "test_it.py::test[0]"), (2, 3, "test_it.py::test[1]")]


def test_what_a_command_writes_to_which_stream_counts(tmp_path: Path) -> None:
    found = run_here(tmp_path, "-c", "import sys; print('out'); print('err', file=sys.stderr)")
    assert found.outcomes["command"].message.splitlines() == ["out", "", "--- standard error", "err"]


@pytest.mark.slow
@pytest.mark.parametrize(("was", "now", "same"), [("a", "a", True), ("a", "b", False)])
def test_the_beginning_of_a_long_output_counts(tmp_path: Path, was: str, now: str, same: bool) -> None:  # noqa: FBT001
    def printing(first: str, scratch: str) -> RunRecord:
        code = f"print({first!r}); print('a line\\n' * 200_000)"
        return run([sys.executable, "-c", code], Place(tmp_path, variables(), tmp_path / scratch, 60))

    assert (compare(printing(was, "one"), printing(now, "two")) == []) == same
