from __future__ import annotations

import shutil
import tempfile
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import CORE, make_request, write
from vendorize import verify as package
from vendorize.transform.support import support_source
from vendorize.verify import verify
from vendorize.verify.walls import Walls
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from vendorize.verify import Shortcomings, VerifyRequest

pytestmark = pytest.mark.slow

LAYOUTS = ["site", "package"]


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary folders be made where a test can look at what is left of them."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_result_that_behaves_the_same_is_the_same_and_nothing_is_written_anywhere(
    tmp_path: Path, scratch: Path, layout: str
) -> None:
    request = make_request(tmp_path, layout)
    before = snapshot(tmp_path)
    found = verify(request)
    assert found.differences == ()
    assert found.same
    assert {outcome.outcome for outcome in found.result.outcomes.values()} == {"passed"}
    assert len(found.result.outcomes) == 4
    assert found.absent == ("Lib",)
    assert 0 < found.result_bytes < found.baseline_bytes
    assert found.baseline_startup_ms > 0 < found.result_startup_ms
    assert snapshot(tmp_path) == before
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("layout", ["site", pytest.param("package", marks=pytest.mark.release)])
def test_a_function_that_is_missing_shows_in_the_tests_that_need_it(tmp_path: Path, layout: str) -> None:
    request = make_request(tmp_path, layout)
    (shipped,) = request.result.rglob("lib.py")
    shipped.write_text("def greeting(name): ...\n", encoding="utf-8")
    found = verify(request)
    assert {one.test.partition("::")[2]: (one.baseline, one.result) for one in found.differences} == {
        "test_main": ("passed", "failed"),
        "test_patched": ("passed", "failed"),
        "test_child": ("passed", "failed"),
    }
    assert not found.same


def test_data_that_the_result_does_not_ship_is_missed(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    (request.result / "app" / "who.txt").unlink()
    assert "tests/test_app.py::test_main" in {one.test for one in verify(request).differences}


@pytest.mark.parametrize("layout", [pytest.param("site", marks=pytest.mark.release), "package"])
def test_data_that_is_opened_before_and_missing_after_is_a_difference_though_no_test_sees_it(
    tmp_path: Path, layout: str
) -> None:
    lib = "from pathlib import Path\nfound = [one.read_text() for one in Path(__file__).parent.glob('lib-*.txt')]\n"
    lib += "def greet(name): return f'Hello {name}'\n"
    request = make_request(tmp_path, layout)
    (shipped,) = request.result.rglob("lib.py")
    for folder in (tmp_path / "site", shipped.parent):
        write(folder, {"lib.py": lib, "lib-data.txt": "x", "lib-more.txt": "x"})
    write(tmp_path / "site", {"lib-unused.md": "x"})
    distributions = tuple(
        replace(one, files=("lib.py", "lib-data.txt", "lib-more.txt", "lib-unused.md")) if one.key == "lib" else one
        for one in request.environment.distributions
    )
    request = replace(request, environment=replace(request.environment, distributions=distributions))
    assert verify(request).same
    (shipped.parent / "lib-more.txt").unlink()
    (found,) = verify(request).differences
    assert (found.test, found.baseline, found.result) == ("data file lib-more.txt", "opened", "missing")


def test_released_code_that_still_says_the_original_name_does_not_pass(tmp_path: Path) -> None:
    request = make_request(tmp_path, "package")
    (request.result / "src/app/core.py").write_text(CORE, encoding="utf-8")
    found = verify(request).differences
    assert found[0].test == "import app.core"
    assert "lib" in found[0].message
    assert len(found) > 1


def test_a_module_from_the_original_environment_is_foreign_also_in_a_child(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    (request.result / "lib.py").unlink()
    text = f"import sys\nsys.path.append({str(tmp_path / 'site')!r})\nfrom app.core import main\n\nmain()\n"
    write(request.result, {"app/__main__.py": text})
    found = verify(replace(request, command=("python", "-m", "app")))
    assert found.result.foreign_imports == ("lib",)
    assert not found.same


def test_every_run_finds_a_fresh_tree_and_figures_are_of_both_sides(tmp_path: Path) -> None:
    found = verify(make_request(tmp_path, "site", runs=2))
    # One of the tests writes a file that must not be there.
    assert (found.differences, found.flaky) == ((), ())
    figures = found.measurements
    assert figures is not None
    assert (figures.distributions.baseline, figures.distributions.result) == (1, 0)
    assert (figures.files.baseline, figures.files.result) == (1, 1)
    assert figures.modules_at_start.baseline == figures.modules_at_start.result != 0
    assert found.isolation.network in ("namespace", "python")


def test_a_test_that_is_not_steady_is_listed_and_no_difference(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    count = tmp_path / "count"
    # Outcomes by the number of the run over both variants: it fails on the result first, and later on the original too.
    text = f"""
    import pathlib
    def test_unsteady():
        path = pathlib.Path({str(count)!r})
        number = int(path.read_text()) + 1 if path.exists() else 1
        path.write_text(str(number))
        assert number not in (2, 5)
    """
    write(request.project.root, {"tests/test_unsteady.py": textwrap.dedent(text)})
    found = verify(request)
    (flaky,) = found.flaky
    assert flaky.test == "tests/test_unsteady.py::test_unsteady"
    assert flaky.baseline == ("passed", "passed", "failed", "passed")
    assert flaky.result == ("failed", "passed", "passed", "passed")
    assert found.differences == ()
    assert found.same


def test_the_original_runs_once_for_all_results_and_repair_begins_with_the_tests_that_failed(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site", runs=2)
    runs = tmp_path / "runs"
    text = f"def test_run():\n    with open({str(runs)!r}, 'a') as stream: print(__file__, file=stream)\n"
    write(request.project.root, {"tests/test_run.py": text})
    repaired = replace(request, result=tmp_path / "repaired")
    shutil.copytree(request.result, repaired.result)
    (request.result / "lib.py").write_text("def greet(name): return name\n", encoding="utf-8")
    results = iter([repaired])
    seen: list[tuple[Shortcomings, list[str]]] = []
    stages = Stages()

    def following(draft: Shortcomings) -> VerifyRequest | None:
        variants = [Path(path).parts[-4] for path in runs.read_text(encoding="utf-8").split()]
        seen.append((draft, variants))
        return next(results, None)

    found = verify(request, stages, following)
    assert found.same
    assert [bool(draft.differences) for draft, _ in seen] == [True, False, False, False]
    # This test does not differ: it runs neither again on what is not right, nor with those that failed there.
    assert [variants for _, variants in seen[:3]] == [["one", "r00"], ["one", "r00"], ["one", "r00", "r01"]]
    assert (seen[3][0], sorted(seen[3][1])) == (found, ["one", "one", "r00", "r01", "r01"])
    assert stages.names[0] == "verify"
    assert "verify: result, repair 1" in stages.names


class Stages(Silent):
    """Remembers what it hears."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def stage_started(self, name: str) -> None:
        self.names.append(name)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_start_is_offline_too_where_python_has_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    monkeypatch.setattr(package, "walls_for_tests", lambda *_: Walls())
    asks = """\
import sys
try:
    sys.audit("socket.connect", None, ("192.0.2.1", 9))
except OSError:
    def main(): pass
else:
    raise ImportError("another machine may be reached")
"""
    request = make_request(tmp_path, layout)
    own = request.result / ("app" if layout == "site" else "src/app")
    for folder in (request.project.root / "src/app", own):
        write(folder, {"core.py": asks})
    for folder in (request.project.root, *([request.result] if layout == "package" else [])):
        write(folder, {"tests/test_app.py": "import app.core\n\ndef test_main(): app.core.main()\n"})
    found = verify(request)
    assert found.isolation.network == "python"
    assert found.differences == ()
    assert found.baseline_startup_ms > 0 < found.result_startup_ms


def test_tests_that_do_not_pass_before_prove_nothing(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site", command=("python", "-m", "pytest", "nowhere"))
    with pytest.raises(UserError, match="no test passed in the original environment"):
        verify(request)


def test_a_result_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    with pytest.raises(UserError, match="there is no result"):
        verify(replace(request, result=tmp_path / "nowhere"))


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, scratch: Path) -> None:
    class Impatient:
        def stage_started(self, name: str) -> None: ...
        def progressed(self, done: int, total: int, what: str) -> None:  # noqa: ARG002
            if done == 1:
                raise KeyboardInterrupt

        def warned(self, message: str) -> None: ...

    with pytest.raises(KeyboardInterrupt):
        verify(make_request(tmp_path, "site"), Impatient())
    assert list(scratch.iterdir()) == []


def test_a_run_that_is_cut_short_on_both_sides_proves_nothing(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    tests = "def test_1(): pass\ndef test_2(): __import__('os')._exit(0)\ndef test_3(): pass\n"
    (request.project.root / "tests" / "test_app.py").write_text(tests, encoding="utf-8")
    with pytest.raises(UserError, match=r"cut short in the original environment.*1 of 3 tests"):
        verify(request)


def test_a_removed_name_that_is_asked_for_is_a_leak_though_the_test_catches_the_error(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    support = support_source("app").decode("utf-8")
    shipped = "\nimport support\n__getattr__ = support.removed('lib', 'Lib 1.0', 'unused')\n"
    text = (request.result / "lib.py").read_text(encoding="utf-8") + shipped
    write(request.result, {"support.py": support, "lib.py": text})
    tests = "import lib\n\ndef test():\n    try:\n        lib.unused\n    except BaseException:\n        pass\n"
    write(request.project.root, {"tests/test_app.py": tests})
    found = verify(request)
    assert found.differences == ()
    assert [(leak.symbol, leak.path[0]) for leak in found.leaks] == [("lib.unused", "tests/test_app.py:5")]
    assert not found.same


def test_the_start_is_measured_in_a_tree_that_no_test_has_used(tmp_path: Path) -> None:
    request = make_request(tmp_path, "package")
    tests = "import pathlib, app.core\n\ndef test(): pathlib.Path(app.core.__file__).write_text('raise OSError')\n"
    write(request.project.root, {"tests/test_app.py": tests})
    assert verify(request).baseline_startup_ms > 0
