"""What scripts rely on: exit codes, JSON fields, streams, and the same bytes each time."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.command import (
    PYPROJECT,
    World,
    command_line,
    contents,
    install,
    run,
    run_package,
    run_site,
    snapshot,
    variables,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYOUTS = ["site", "package"]
TESTS = {
    "test_app.py": (
        "import unittest\n\nimport dep.other\nfrom app import cli\n\n\n"
        "class Test(unittest.TestCase):\n"
        "    def test_used(self):\n        self.assertEqual(cli.dep.used(20), 42)\n\n"
        "    def test_only_in_tests(self):\n        self.assertEqual(dep.other.helper(), 'help')\n\n"
        "    @unittest.skip('no reason')\n    def test_skipped(self):\n        pass\n"
    )
}
UNITTEST = ("--", "python", "-m", "unittest", "-q", "test_app")
COUNTS = {"total": int, "kept": int}
HAZARD = {"code": str, "path": str, "line": int, "message": str}
ANALYZE: dict[str, Any] = {
    "schema": int,
    "project": {"name": str, "root": str, "python": str},
    "distributions": [
        {
            "name": str,
            "version": str,
            "direct": bool,
            "required_by": [str],
            "verdict": str,
            "why": str,
            "licenses": [str],
            "native": str,
            "modules": COUNTS,
            "functions": COUNTS,
            "lines": COUNTS,
            "bytes": COUNTS,
            "used_symbols": [str],
            "capabilities": [str],
            "hazards": [HAZARD],
        }
    ],
    "totals": {
        "distributions": {"total": int, "after": int},
        "modules": COUNTS,
        "functions": COUNTS,
        "lines": COUNTS,
        "bytes": COUNTS,
    },
    "roots": [str],
    "seconds": {"total": float, "parse": float, "summarize": float, "link": float, "reach": float},
    "files": {"read": int, "lines": int, "cached": int},
}
RUN = {"passed": int, "failed": int, "skipped": int, "seconds": float}
VERIFY: dict[str, Any] = {
    "schema": int,
    "baseline": RUN,
    "result": RUN,
    "differences": [{"test": str, "baseline": str, "result": str, "message": str}],
    "leaks": [{"symbol": str, "path": [str]}],
    "absent": [str],
    "foreign_imports": [str],
    "size": {"baseline_bytes": int, "result_bytes": int},
    "startup_ms": {"baseline": float, "result": float},
    "same": bool,
}


def check_shape(value: object, shape: Any, where: str = "") -> None:  # noqa: ANN401 - a type, or a nest of them
    """Check that every field of the contract is there with its type; more fields are free."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        for key, inner in shape.items():
            assert key in value, f"{where}.{key} is missing"
            check_shape(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for index, item in enumerate(value):
            check_shape(item, shape[0], f"{where}[{index}]")
    else:
        assert type(value) is shape, f"{where} is {value!r}"


def report(world: World, *more: object) -> dict[str, Any]:
    done = world.call("analyze", "--output-format", "json", *more)
    assert done.code == 0, done.err
    return dict(json.loads(done.out))


# -- analyze --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_json_of_analyze_has_every_field_of_its_contract(world: World) -> None:
    install(world.site, "idle", {"idle.py": "def f():\n    return getattr(1, 'x')\n"})
    write(world.project, {"pyproject.toml": PYPROJECT.replace('["dep"]', '["dep", "idle"]')})
    found = report(world)
    check_shape(found, ANALYZE)
    assert found["schema"] == 1
    assert found["project"] == {
        "name": "app",
        "root": world.project.as_posix(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "taken_as": "pyproject.toml",
    }
    dep, idle = found["distributions"]
    assert (dep["name"], dep["version"], dep["direct"], dep["required_by"]) == ("dep", "1.0", True, [])
    assert (dep["verdict"], dep["native"], dep["licenses"]) == ("extract", "none", ["MIT"])
    assert (dep["modules"], dep["functions"]) == ({"total": 4, "kept": 3}, {"total": 6, "kept": 2})
    assert dep["used_symbols"] == ["dep.core.used", "dep.used"]
    assert (idle["verdict"], idle["functions"]) == ("unused", {"total": 1, "kept": 0})
    assert found["totals"]["distributions"] == {"total": 2, "after": 0}
    assert found["totals"]["functions"]["kept"] == 2
    sizes = [path.stat().st_size for path in world.site.rglob("*") if path.is_file()]
    assert found["totals"]["bytes"]["total"] == sum(sizes)
    assert "kept" not in dep


@pytest.mark.slow
def test_kept_symbols_are_added_on_demand(world: World) -> None:
    (dep,) = report(world, "--kept-symbols")["distributions"]
    assert dep["kept"] == ["dep.core:inner", "dep.core:used"]


@pytest.mark.slow
def test_hazards_are_reported_with_their_place(world: World) -> None:
    core = "import importlib\n\n\ndef used(name):\n    return importlib.import_module(str(name)) and 42\n"
    write(world.site, {"dep/core.py": core, "dep/__init__.py": "from dep.core import used\n"})
    (dep,) = report(world)["distributions"]
    check_shape(dep["hazards"], [HAZARD])
    assert [(one["code"], one["path"], one["line"]) for one in dep["hazards"]] == [("VZ101", "dep/core.py", 5)]


@pytest.mark.slow
def test_the_figures_are_those_of_what_is_written(world: World) -> None:
    (dep,) = report(world)["distributions"]
    world.extract("out")
    written = [path.read_text(encoding="utf-8") for path in (world.folder / "out/dep").rglob("*.py")]
    assert len(written) == dep["modules"]["kept"]
    assert sum(text.count("def ") for text in written) == dep["functions"]["kept"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--max-kept", "100"), 0),
        (("--max-kept", "17"), 0),
        (("--max-kept", "16.5"), 1),
        (("--max-kept", "0", "--exit-zero"), 0),
        (("--fail-on", "VZ101"), 1),
        (("--fail-on", "vz101", "--exit-zero"), 0),
        (("--fail-on", "VZ403"), 0),
        (("--fail-on", "VZ403", "--fail-on", "VZ101"), 1),
        (("--max-kept", "101"), 2),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_exit_codes_of_analyze(world: World, options: tuple[str, ...], code: int, form: str) -> None:
    core = "def used(number):\n    __import__(str(number))\n    return 42\n"
    rest = "".join(f"\n\ndef f{number}():\n    pass\n" for number in range(5))
    write(world.site, {"dep/core.py": core + rest, "dep/__init__.py": "from dep.core import used\n"})
    for name in ("other", "lonely"):
        (world.site / f"dep/{name}.py").unlink()
    done = world.call("analyze", "--output-format", form, *options)
    assert done.code == code, done.out + done.err
    assert ("finding: " in done.err) == (code == 1 or "--exit-zero" in options)


# -- why ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("symbol", ["dep.core.used", "dep.core:used", "dep.core.inner", "dep.core", "app.cli.main"])
def test_why_shows_the_path_to_what_is_kept(world: World, symbol: str) -> None:
    done = world.run("why", symbol, world.project, "--search-path", world.site, "--output-format", "json")
    found = json.loads(done.out)
    assert (done.code, found["kept"]) == (0, True)
    assert found["steps"]
    assert found["steps"][-1]["symbol"] == symbol.replace(":", ".")


@pytest.mark.slow
def test_why_shows_who_would_need_what_is_not_kept(world: World) -> None:
    done = world.run("why", "dep.core.never", world.project, "--search-path", world.site)
    assert done.code == 1
    assert "is not kept" in done.out
    assert "dep.core.unused" in done.out
    zero = world.run("why", "dep.core.never", world.project, "--search-path", world.site, "--exit-zero")
    assert zero.code == 0


@pytest.mark.parametrize("symbol", ["dep.core.nothing", "nowhere.at.all", "dep.core:used.inside"])
def test_why_refuses_a_name_that_nothing_has(world: World, symbol: str) -> None:
    done = world.run("why", symbol, world.project, "--search-path", world.site)
    assert (done.code, done.out) == (2, "")
    assert symbol in done.err
    assert "hint: " in done.err


@pytest.mark.slow
def test_why_shows_the_reason_of_a_keep_rule(world: World) -> None:
    rule = '[[tool.vendorize.keep]]\nsymbol = "dep.core.never"\nreason = "our plugins call it"\n'
    write(world.project, {"pyproject.toml": f"{PYPROJECT}{rule}"})
    done = world.run("why", "dep.core.never", world.project, "--search-path", world.site)
    assert (done.code, "our plugins call it" in done.out) == (0, True)


@pytest.mark.slow
def test_why_says_by_which_way_code_comes_to_a_capability(world: World) -> None:
    write(world.project, {"app/extra.py": "import subprocess\n\n\ndef go():\n    subprocess.run(['true'])\n"})
    options = ("--search-path", world.site, "--output-format", "json")
    done = world.run("why", "--capability", "subprocess", world.project, *options)
    answer = json.loads(done.out)
    assert (done.code, [way["steps"][-1]["symbol"] for way in answer["ways"]]) == (0, ["subprocess.run"])
    for words, code in (
        (("dep", world.project, "--capability", "subprocess"), 1),
        (("nowhere.at.all", world.project, "--capability", "subprocess"), 2),
        (("--capability", "flying", world.project), 2),
        ((), 2),
    ):
        assert world.run("why", *words, "--search-path", world.site).code == code


# -- verify ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_json_of_verify_has_every_field_of_its_contract(world: World, layout: str) -> None:
    write(world.project, TESTS)
    before = snapshot(world.folder)
    done = world.call("verify", "--layout", layout, "--output-format", "json", *UNITTEST)
    assert done.code == 0, done.out + done.err
    found = json.loads(done.out)
    check_shape(found, VERIFY)
    counts = {"passed": 2, "failed": 0, "skipped": 1}
    assert {name: found["baseline"][name] for name in counts} == counts
    assert {name: found["result"][name] for name in counts} == counts
    assert (found["schema"], found["same"], found["differences"], found["leaks"]) == (1, True, [], [])
    assert (found["absent"], found["foreign_imports"]) == (["dep"], [])
    assert found["size"]["result_bytes"] > 0
    assert found["startup_ms"]["baseline"] > 0 < found["startup_ms"]["result"]
    assert snapshot(world.folder) == before


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_result_that_is_not_what_extraction_gives_is_a_finding(world: World, layout: str) -> None:
    write(world.project, {**TESTS, "test_app.py": TESTS["test_app.py"].replace("dep.other.helper()", "'help'")})
    world.extract("out", layout=layout)
    (cut,) = (world.folder / "out").rglob("core.py")
    cut.write_text(cut.read_text(encoding="utf-8").replace("number * 2", "number * 3"), encoding="utf-8")
    options = ("--result", "out", "--output-format", "json")
    done = world.call("verify", *options, *UNITTEST)
    assert done.code == 1, done.out + done.err
    found = json.loads(done.out)
    check_shape(found, VERIFY)
    assert not found["same"]
    (difference,) = found["differences"]
    assert difference["test"].startswith("file ")
    assert difference["test"].endswith("dep/core.py")
    assert world.call("verify", *options, "--exit-zero", *UNITTEST).code == 0


# -- streams --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_without_a_terminal_there_are_no_colours_and_no_progress(world: World) -> None:
    done = world.call("analyze")
    assert ("\x1b" in done.out, done.err) == (False, "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of POSIX")
@pytest.mark.parametrize(
    ("options", "env", "colored"),
    [((), {}, True), ((), {"NO_COLOR": "1"}, False), (("--no-color",), {}, False), ((), {"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals_that_want_them(
    world: World, options: tuple[str, ...], env: Mapping[str, str], *, colored: bool
) -> None:
    import pty  # noqa: PLC0415 - only there on POSIX
    import subprocess  # noqa: PLC0415 - as above

    ours, theirs = pty.openpty()
    command = command_line(*world.arguments("analyze", *options))
    everything = {**variables(), "TERM": "xterm-256color", **env}
    with subprocess.Popen(
        command, stdout=theirs, stderr=subprocess.DEVNULL, cwd=world.folder, env=everything
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        process.wait()
    os.close(ours)
    assert b"functions" in shown
    assert (b"\x1b[" in shown) == colored


@pytest.mark.slow
def test_an_answer_can_go_to_a_file(world: World) -> None:
    done = world.call("analyze", "--output-format", "json", "--output", "reports/a.json")
    assert (done.code, done.out) == (0, "")
    check_shape(json.loads((world.folder / "reports/a.json").read_text(encoding="utf-8")), ANALYZE)


@pytest.mark.slow
def test_options_may_stand_before_the_command(world: World) -> None:
    done = world.run("--output-format", "json", "--search-path", world.site, "analyze", world.project)
    assert (done.code, json.loads(done.out)["schema"]) == (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_cannot_show_a_name_does_not_matter(world: World, encoding: str) -> None:
    write(world.project, {"pyproject.toml": PYPROJECT.replace('"app"', '"äpp→"', 1)})
    done = run(
        command_line(*world.arguments("analyze")), world.folder, variables(PYTHONIOENCODING=f"{encoding}:strict")
    )
    assert (done.code, done.err) == (0, "")


# -- the same bytes -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_input_gives_the_same_bytes(world: World, layout: str) -> None:
    assert world.extract("first", layout=layout).code == 0
    again = world.call("extract", "--out", "second", "--layout", layout, PYTHONHASHSEED="1")
    third = world.call("extract", "--out", "below/third", "--layout", layout, PYTHONHASHSEED="4242", LC_ALL="C", TZ="X")
    assert (again.code, third.code) == (0, 0)
    first = contents(world.folder / "first")
    assert contents(world.folder / "second") == first
    assert contents(world.folder / "below/third") == first


@pytest.mark.slow
@pytest.mark.parametrize("hashes", ["1", "4242"])
def test_the_report_does_not_depend_on_hashes(world: World, hashes: str) -> None:
    plain = report(world)
    done = world.call("analyze", "--output-format", "json", PYTHONHASHSEED=hashes)
    found = json.loads(done.out)
    del plain["seconds"], found["seconds"]
    assert found == plain


# -- layouts --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_site_runs_without_site_packages(world: World) -> None:
    world.extract("out")
    done = run_site(world.folder / "out", "-m", "app")
    assert (done.code, done.out) == (0, "42\n")
    code = "from importlib.metadata import version; print(version('app'), version('dep'))"
    assert run_site(world.folder / "out", "-c", code).out == "0.1 1.0\n"


@pytest.mark.slow
def test_a_package_has_no_dependencies_any_more(world: World) -> None:
    world.extract("out", layout="package")
    pyproject = (world.folder / "out/pyproject.toml").read_text(encoding="utf-8")
    assert "dependencies = []" in pyproject
    assert '[project.scripts]\napp = "app.cli:main"' in pyproject
    done = run_package(world.folder / "out", "-m", "app")
    assert (done.code, done.out) == (0, "42\n")


@pytest.mark.slow
def test_a_project_can_be_changed_in_place(world: World) -> None:
    before = contents(world.project)
    done = world.call("extract", "--in-place")
    assert done.code == 0, done.err
    after = contents(world.project)
    assert before.keys() < after.keys()
    assert {path for path in before if before[path] != after[path]} == {"pyproject.toml", "app/cli.py"}
    done = run_package(world.project, "-m", "app")
    assert (done.code, done.out) == (0, "42\n")


@pytest.mark.slow
def test_a_project_that_was_changed_in_place_has_nothing_left_to_extract(world: World) -> None:
    world.call("extract", "--in-place")
    before = contents(world.project)
    found = report(world)
    assert [one["verdict"] for one in found["distributions"] if one["direct"]] == []
    done = world.call("extract", "--in-place")
    assert "Traceback" not in done.err
    assert contents(world.project) == before


@pytest.mark.slow
def test_a_removed_name_says_what_to_do(world: World) -> None:
    world.extract("out")
    done = run_site(world.folder / "out", "-c", "import dep.core; dep.core.unused")
    assert done.code == 1
    assert "dep.core.unused" in done.err
    assert "[[tool.vendorize.keep]]" in done.err
    probing = "import dep.core; print(getattr(dep.core, 'nothing', 'default'), hasattr(dep.core, 'unused'))"
    done = run_site(world.folder / "out", "-c", probing)
    assert (done.code, done.out) == (1, "")
    assert "dep.core.unused" in done.err
