"""An import that is installed is used, declared or not, by the program or by a library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, run, variables, write

if TYPE_CHECKING:
    from tests.end_to_end.command import World

LAYOUTS = ("site", "package")


def write_app(world: World, text: str) -> None:
    """Write the program: a module with `main`, and what starts it."""
    write(
        world.project,
        {"app/__init__.py": "", "app/cli.py": text, "app/__main__.py": "from app.cli import main\nmain()\n"},
    )


def add_undeclared(world: World) -> None:
    """Let the program import `more`, and its dependency `twin`, which requires `third`; nobody declares these."""
    install(world.site, "dep", {"dep/__init__.py": "import twin\ndef used(): return twin.value()\n"})
    install(world.site, "twin", {"twin.py": "import third\ndef value(): return third.V\n"}, requires=("third",))
    install(world.site, "third", {"third.py": "V = 3\n"})
    install(world.site, "more", {"more.py": "def extra(): return 4\ndef unused(): pass\n"})
    write_app(
        world,
        "import more\nimport more as again\nfrom dep import used\n\n\ndef main():\n    print(used(), more.extra())\n",
    )


@pytest.mark.slow
def test_what_is_imported_is_analysed_and_named_once(world: World) -> None:
    add_undeclared(world)
    done = world.call("analyze", "--output-format", "json")
    verdicts = {one["name"]: one["verdict"] for one in json.loads(done.out)["distributions"]}
    assert verdicts == dict.fromkeys(("dep", "more", "third", "twin"), "extract")
    missing = [line for line in done.err.splitlines() if "missing from the dependency definitions" in line]
    by_library = [line for line in done.err.splitlines() if "not required by" in line]
    assert len(missing) == 1
    assert "cli.py:1: 'more'" in missing[0]
    assert "(and 1 more)" in missing[0]
    assert len(by_library) == 1
    assert "'twin'" in by_library[0]


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_result_has_it(world: World, layout: str) -> None:
    add_undeclared(world)
    out = world.folder / "out"
    assert world.extract(out, layout=layout).code == 0
    env = {**variables(), "PYTHONPATH": str(out)}
    done = run(["python", "-S", "-m", "app"], out, env)
    assert (done.code, done.out) == (0, "3 4\n")


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_result_has_what_a_list_of_names_imports(world: World, layout: str) -> None:
    add_undeclared(world)
    install(world.site, "plain", {"plain.py": "V = 5\n"})
    install(world.site, "nested", {"nested/__init__.py": "", "nested/sub.py": "V = 6\n"})
    install(world.site, "other", {"other.py": "V = 7\n"})
    listed = (
        'from importlib import import_module\n\nTITLE = "other"\n\n\ndef main():\n'
        '    for name in ("plain", "nested.sub", "never_there"):\n        try:\n'
        "            print(import_module(name).V)\n        except ImportError:\n            print(None)\n"
    )
    write(world.project, {"app/cli.py": listed})
    out = world.folder / "out"
    made = world.extract(out, layout=layout)
    assert made.code == 0
    told = [line for line in made.err.splitlines() if "missing from the dependency definitions" in line]
    assert [("plain" in line, "nested.sub" in line, "other" in line) for line in told] == [
        (False, True, False),
        (True, False, False),
    ]
    done = run(["python", "-S", "-m", "app"], out, {**variables(), "PYTHONPATH": str(out)})
    assert (done.code, done.out) == (0, "5\n6\nNone\n")


@pytest.mark.slow
def test_what_only_tests_inside_of_the_package_import_stays_out(world: World) -> None:
    add_undeclared(world)
    install(world.site, "runner", {"runner.py": "def check(): pass\n"})
    tests = {"app/tests/__init__.py": "", "app/tests/test_cli.py": "def test():\n    import runner\n    import more\n"}
    write(world.project, tests)
    done = world.call("analyze", "--output-format", "json")
    assert {one["name"] for one in json.loads(done.out)["distributions"]} == {"dep", "more", "third", "twin"}
    (told,) = [line for line in done.err.splitlines() if "'runner'" in line]
    assert "only tests import it" in told
    asked = world.call("analyze", "--output-format", "json", "--root", "app/tests")
    assert "runner" in {one["name"] for one in json.loads(asked.out)["distributions"]}


@pytest.mark.slow
def test_a_module_named_as_a_test_that_the_program_imports_is_the_program(world: World) -> None:
    add_undeclared(world)
    install(world.site, "runner", {"runner.py": "V = 1\n"})
    write(world.project, {"app/test_mode.py": "import runner\n", "app/again.py": "from app import test_mode\n"})
    done = world.call("analyze", "--output-format", "json")
    assert "runner" in {one["name"] for one in json.loads(done.out)["distributions"]}


@pytest.mark.slow
def test_what_an_unreached_module_of_a_compiled_distribution_imports_stays_out(world: World) -> None:
    install(
        world.site,
        "dep",
        {
            "dep/__init__.py": "from dep import _fast, twice\ndef used(): return twice.value()\n",
            "dep/_fast.abi3.so": b"\x7fELF",
            "dep/twice.py": "import twin\ndef value(): return twin.V\ndef unused():\n    import other\n",
            "dep/testing/__init__.py": "import runner\n",
        },
    )
    for name in ("twin", "other", "runner"):
        install(world.site, name, {f"{name}.py": "V = 1\n"})
    done = world.call("analyze", "--output-format", "json")
    verdicts = {one["name"]: one["verdict"] for one in json.loads(done.out)["distributions"]}
    # What stays imports it by its own name, which moves otherwise.
    assert verdicts == {"dep": "external", "twin": "external"}


def add_tests_with_data(world: World, more: str = "") -> None:
    """Let `dep` read data in the folder of its tests, which import what nobody requires; `more` is in `dep`, too."""
    reads = "from pathlib import Path\nHERE = Path(__file__).parent\n"
    reads += 'def used(name): return (HERE / "tests" / name).read_text()\n'
    install(
        world.site,
        "dep",
        {
            "dep/__init__.py": reads + more,
            "dep/tests/__init__.py": "",
            "dep/tests/one.txt": "one",
            "dep/tests/test_dep.py": "import runner\nfrom dep.tests import helpers\n",
            "dep/tests/helpers.py": "import runner\nV = runner.V\n",
        },
    )
    install(world.site, "runner", {"runner.py": "V = 1\n"})
    write_app(world, "from dep import used\n\n\ndef main():\n    print(used('one.txt'))\n")


@pytest.mark.slow
def test_what_only_tests_beside_data_of_a_library_import_stays_out(world: World) -> None:
    add_tests_with_data(world)
    out = world.folder / "out"
    made = world.extract(out, layout="site")
    (told,) = [line for line in made.err.splitlines() if "'runner'" in line]
    assert "only tests import it, so the result does without" in told
    assert not (out / "runner.py").exists()
    assert (out / "dep" / "tests" / "test_dep.py").exists()
    done = run(["python", "-S", "-m", "app"], out, {**variables(), "PYTHONPATH": str(out)})
    assert (done.code, done.out) == (0, "one\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        "def value():\n    from dep.tests import helpers\n    return helpers.V\n",
        'import runpy\ndef value(name): return runpy.run_path(HERE / "tests" / name)\n',
        'import subprocess\nimport sys\ndef value(name): subprocess.run([sys.executable, HERE / "tests" / name])\n',
    ],
    ids=["imported", "run", "started"],
)
def test_what_tests_of_a_library_import_that_it_uses_or_runs_is_in_the_result(world: World, more: str) -> None:
    add_tests_with_data(world, more)
    write(
        world.project,
        {"app/cli.py": "from dep import used, value\n\n\ndef main():\n    print(used('one.txt'), value)\n"},
    )
    done = world.call("analyze", "--output-format", "json")
    assert "runner" in {one["name"] for one in json.loads(done.out)["distributions"]}
