"""Code that Python runs when it starts, in an environment of its own: it runs in the result too, and users are told."""

from __future__ import annotations

import json
import os
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import Done, install, run, variables, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.command import World

BOOT = "import builtins\n\n\ndef install():\n    builtins.greeting = 'hello'\n"
CLI = "import builtins\nimport dep\n\n\ndef main():\n    print(getattr(builtins, 'greeting', 'nobody'), dep.word())\n"


@pytest.fixture
def python(world: World) -> Path:
    """Return the interpreter of an environment that has `dep`, and `boot` with its start-up line."""
    home = world.folder / "home"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    site = home / ("Lib/site-packages" if os.name == "nt" else f"lib/{version}/site-packages")
    install(site, "dep", {"dep.py": "def word():\n    return 'word'\n"}, requires=("boot",))
    install(site, "boot", {"boot.pth": "import boot; boot.install()\n", "boot.py": BOOT})
    install(site, "idle", {"idle.py": "x = 1\n"})
    project = (world.project / "pyproject.toml").read_text(encoding="utf-8")
    write(world.project, {"app/cli.py": CLI, "pyproject.toml": project.replace('["dep"]', '["dep", "idle"]')})
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(world: World, python: Path, *arguments: object) -> Done:
    command, *more = arguments
    return world.run(command, world.project, "--python", python, "--no-cache", *more)


@pytest.mark.slow
def test_a_start_up_line_is_reported_with_its_place(world: World, python: Path) -> None:
    report = json.loads(call(world, python, "analyze", "--output-format", "json").out)
    found = {one["name"]: one for one in report["distributions"]}
    assert {name: one["verdict"] for name, one in found.items()} == {
        "boot": "external",
        "dep": "extract",
        "idle": "unused",
    }
    assert [(one["path"], one["line"], one["code"]) for one in found["boot"]["hazards"]] == [("boot.pth", 1, "VZ603")]


@pytest.mark.slow
def test_a_site_result_starts_itself_without_site(world: World, python: Path) -> None:
    out = world.folder / "out"
    done = call(world, python, "extract", "--out", out, "--layout", "site")
    assert done.code == 0, done.err
    assert "idle 1.0 is required by the project, but nothing that runs imports it" in done.err
    env = {**variables(), "PYTHONPATH": str(out)}
    for options in ([], ["-S"]):
        ran = run([sys.executable, *options, "-m", "app"], world.folder, env)
        assert (ran.code, ran.out) == (0, "hello word\n"), ran.err


@pytest.mark.slow
def test_start_up_code_beside_one_file_may_wait_for_the_end_of_site(world: World, python: Path) -> None:
    boot = (
        "import site\n\n\ndef install():\n    last = site.execsitecustomize\n\n    def call():\n        last()\n"
        "        import builtins\n        builtins.greeting = 'late'\n    site.execsitecustomize = call\n"
    )
    (place,) = world.folder.rglob("boot.py")
    place.write_text(boot, encoding="utf-8")
    out = world.folder / "out"
    done = call(world, python, "extract", "--out", out, "--layout", "file", "--external")
    assert done.code == 0, done.err
    ran = run([sys.executable, "-S", str(next(out.glob("*.py")))], world.folder, {**variables(), "PYTHONPATH": ""})
    assert (ran.code, ran.out) == (0, "late word\n"), ran.err


@pytest.mark.slow
def test_what_starts_stays_a_dependency_of_a_package(world: World, python: Path) -> None:
    out = world.folder / "out"
    assert call(world, python, "extract", "--out", out, "--layout", "package").code == 0
    assert '"boot' in (out / "pyproject.toml").read_text(encoding="utf-8")
    ran = run([str(python), "-m", "app"], out, {**variables(), "PYTHONPATH": ""})
    assert (ran.code, ran.out) == (0, "hello word\n"), ran.err


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_verify_finds_no_difference(world: World, python: Path, layout: str) -> None:
    done = call(world, python, "verify", "--layout", layout, "--", str(python), "-m", "app")
    assert done.code == 0, done.out + done.err
