"""`prune-first-party`: the project's own code is cut from its entry points, in every layout, and never in its place."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, Done, World, run, run_package, run_site, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURED = f"{PYPROJECT}\n[tool.vendorize]\nprune-first-party = true\n"
PROGRAM = {
    "pyproject.toml": CONFIGURED,
    "app/cli.py": (
        "import dep\nfrom app.shapes import Square\n\n\n"
        "def main():\n    print(dep.used(20), Square().draw())\n\n\n"
        "def other():\n    from app.late import late\n    return late() + dep.unused(1)\n"
    ),
    "app/shapes.py": (
        "class Square:\n    def draw(self):\n        return '[]'\n\n    def area(self):\n        return 4\n\n\n"
        "def circle():\n    return '()'\n"
    ),
    "app/late.py": "def late():\n    return 'late'\n",
    "tests/test_app.py": (
        "from app import cli, shapes\nfrom app.late import late\n\n\n"
        "def test_main(capsys):\n    cli.main()\n    assert capsys.readouterr().out == '42 []\\n'\n\n\n"
        "def test_what_the_program_never_uses():\n    assert (shapes.Square().area(), late()) == (4, 'late')\n"
    ),
}
SETUPTOOLS = "[tool.setuptools]\npackages = ['app']\npy-modules = ['run']\n"
MAIN = "from app.cli import main; main()"


@pytest.fixture
def pruned(world: World) -> World:
    write(world.project, PROGRAM)
    return world


def run_file(out: Path, *arguments: str) -> Done:
    return run([sys.executable, "-I", "-S", str(next(out.glob("*.py"))), *arguments], out, {})


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_code_that_no_entry_point_leads_to_goes(pruned: World, layout: str) -> None:
    out = pruned.folder / "out"
    done = pruned.extract(out, layout=layout)
    assert done.code == 0, done.err
    start = run_site if layout == "site" else run_package
    assert start(out, "-c", MAIN).out == "42 []\n"
    assert start(out, "-m", "app").out == "42 []\n"
    assert not (out / "app/late.py").exists()
    assert "circle" not in (out / "app/shapes.py").read_text().replace("'circle'", "")
    for asked in ("from app.cli import other", "from app.shapes import circle", "import app.late"):
        refused = start(out, "-c", asked)
        assert refused.code == 1
        assert "which vendorize removed because nothing reached it" in refused.err
    area = start(out, "-c", "from app.shapes import Square; Square().area()")
    assert "app.shapes.Square.area (app itself)" in area.err


@pytest.mark.slow
def test_one_file_is_cut_too(pruned: World) -> None:
    out = pruned.folder / "out"
    assert pruned.extract(out, layout="file").code == 0
    assert run_file(out).out == "42 []\n"
    assert "def late" not in next(out.glob("*.py")).read_text()


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package", "file"])
def test_tests_of_what_went_run_on_the_overlay(pruned: World, layout: str) -> None:
    done = pruned.call("verify", "--layout", layout, "--output-format", "json")
    verdict = json.loads(done.out)
    assert (verdict["same"], verdict["leaks"], verdict["result"]["passed"]) == (True, [], 2), done.err


@pytest.mark.slow
def test_released_code_that_reaches_what_went_is_a_leak(pruned: World) -> None:
    write(
        pruned.project,
        {
            "app/cli.py": (
                "import sys\nimport dep\nfrom app.shapes import Square\n\n\n"
                "def main():\n    run(sys.argv[1])\n\n\n"
                "def run(name):\n    return dep.used(1), getattr(Square(), name[::-1])()\n"
            ),
            "tests/test_app.py": (
                "from app import cli, shapes\n\n\n"
                "def test_run():\n    assert cli.run('aera') == (4, shapes.Square().area())\n"
            ),
        },
    )
    done = pruned.call("verify", "--layout", "site", "--output-format", "json")
    assert (done.code, [leak["symbol"] for leak in json.loads(done.out)["leaks"]]) == (1, ["app.shapes.Square.area"])


@pytest.mark.slow
def test_roots_and_keep_rules_keep_first_party_code(pruned: World) -> None:
    rules = 'roots = ["app.late"]\n[[tool.vendorize.keep]]\nsymbol = "app.shapes.circle"\nreason = "plugins"\n'
    write(pruned.project, {"pyproject.toml": CONFIGURED + rules})
    out = pruned.folder / "out"
    assert pruned.extract(out).code == 0
    assert run_site(out, "-c", "from app.late import late; from app.shapes import circle").code == 0


@pytest.mark.slow
def test_why_speaks_of_first_party_code(pruned: World) -> None:
    assert pruned.run("why", "app.shapes.circle", pruned.project, "--search-path", pruned.site).code == 1
    done = pruned.run("why", "app.shapes.Square.draw", pruned.project, "--search-path", pruned.site)
    assert (done.code, "root: asked for as app.cli:main" in done.out) == (0, True)


@pytest.mark.slow
def test_a_project_is_not_cut_where_it_stands(pruned: World) -> None:
    before = snapshot(pruned.project)
    done = pruned.call("extract", "--in-place")
    assert (done.code, snapshot(pruned.project)) == (2, before)
    assert "prune-first-party: changed in place, the project would lose code of its own\nhint: " in done.err


@pytest.mark.slow
def test_without_a_start_nothing_is_cut(pruned: World) -> None:
    no_start = CONFIGURED.replace('[project.scripts]\napp = "app.cli:main"\n', "")
    write(pruned.project, {"pyproject.toml": no_start})
    (pruned.project / "app/__main__.py").unlink()
    done = pruned.extract(pruned.folder / "out")
    assert (done.code, (pruned.folder / "out").exists()) == (2, False)
    assert "prune-first-party: nothing says where the project starts\nhint: " in done.err


@pytest.mark.slow
def test_a_file_that_runs_as_a_program_is_a_start(pruned: World) -> None:
    write(pruned.project, {"run.py": "from app.late import late\n\nif __name__ == '__main__':\n    print(late())\n"})
    write(
        pruned.project,
        {"pyproject.toml": f"{CONFIGURED}\n{SETUPTOOLS}"},
    )
    out = pruned.folder / "out"
    assert pruned.extract(out).code == 0
    assert run_site(out, "-m", "run").out == "late\n"


SETTINGS = """
import configparser
import importlib


def main():
    settings = configparser.ConfigParser()
    settings.read("settings.ini")
    print(importlib.import_module(settings["plugins"]["first"]).late())
"""


@pytest.mark.slow
def test_what_settings_beside_the_packages_name_stays(pruned: World) -> None:
    write(pruned.project, {"app/cli.py": SETTINGS, "settings.ini": "[plugins]\nfirst = app.late\n"})
    out = pruned.folder / "out"
    assert pruned.extract(out).code == 0
    write(out.parent, {"settings.ini": "[plugins]\nfirst = app.late\n"})
    assert run_site(out, "-c", MAIN).out == "late\n"
