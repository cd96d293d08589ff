"""A project that is changed in place: again, back, in the same bytes, from whatever was edited in between."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import (
    PROGRAM,
    PYPROJECT,
    World,
    contents,
    install,
    run_package,
    snapshot,
    vendorize,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

CHANGE = ("extract", "--in-place")
UNDO = (*CHANGE, "--undo")
LATER = "def used(number):\n    return number * 3 + added()\n\n\ndef added():\n    return 1\n"


@pytest.mark.slow
def test_a_changed_project_runs_without_its_dependency_and_comes_back_in_every_byte(world: World) -> None:
    before = snapshot(world.project)
    assert world.call(*CHANGE).code == 0
    assert run_package(world.project, "-m", "app").out == "42\n"
    assert 'dependencies = ["dep"]' not in (world.project / "pyproject.toml").read_text(encoding="utf-8")
    done = world.call(*UNDO)
    assert (done.code, done.err) == (0, "")
    assert snapshot(world.project) == before
    assert world.call(*UNDO).code == 2


@pytest.mark.slow
def test_again_gives_the_same_bytes(world: World) -> None:
    world.call(*CHANGE)
    before = contents(world.project)
    for _ in range(2):
        done = world.call(*CHANGE)
        assert (done.code, done.err) == (0, "")
        assert contents(world.project) == before


@pytest.mark.slow
def test_again_gives_what_a_first_time_would_give_now(world: World) -> None:
    original = contents(world.project)
    world.call(*CHANGE)
    write(world.site, {"dep/core.py": LATER, "dep/__init__.py": "from dep.core import used\n"})
    done = world.call(*CHANGE)
    assert (done.code, done.err) == (0, "")
    assert run_package(world.project, "-m", "app").out == "61\n"
    again = contents(world.project)
    world.call(*UNDO)
    assert contents(world.project) == original
    world.call(*CHANGE)
    assert contents(world.project) == again


@pytest.mark.slow
def test_edits_and_new_modules_are_carried_over(world: World) -> None:
    world.call(*CHANGE)
    changed = (world.project / "app/cli.py").read_text(encoding="utf-8")
    edited = changed.replace("    print(", "    from app import more\n\n    more.f()\n    print(")
    write(
        world.project, {"app/cli.py": edited, "app/more.py": "import dep.other\n\n\ndef f():\n    dep.other.helper()\n"}
    )
    done = world.call(*CHANGE)
    assert (done.code, done.err) == (0, "")
    assert run_package(world.project, "-m", "app").out == "42\n"
    assert "def helper" in (world.project / "app/_vendor/dep/other.py").read_text(encoding="utf-8")
    assert world.call(*UNDO).code == 0
    original = PROGRAM["app/cli.py"].replace("    print(", "    from app import more\n\n    more.f()\n    print(")
    assert (world.project / "app/cli.py").read_text(encoding="utf-8") == original
    assert (world.project / "app/more.py").read_text(encoding="utf-8").startswith("import dep.other\n")


@pytest.mark.slow
def test_undo_names_edited_files_and_changes_nothing(world: World) -> None:
    world.call(*CHANGE)
    write(world.project, {"app/cli.py": "print('mine')\n"})
    before = snapshot(world.project)
    done = world.call(*UNDO)
    assert (done.code, "app/cli.py" in done.err, "hint: " in done.err) == (2, True, True)
    assert snapshot(world.project) == before


@pytest.mark.slow
def test_an_edit_of_a_rewritten_line_is_an_error_that_names_it(world: World) -> None:
    world.call(*CHANGE)
    changed = (world.project / "app/cli.py").read_text(encoding="utf-8")
    write(world.project, {"app/cli.py": changed.replace("import dep", "import dep as d").replace("dep.u", "d.u")})
    before = snapshot(world.project)
    done = world.call(*CHANGE)
    assert (done.code, "app/cli.py:1: " in done.err, "--undo" in done.err) == (2, True, True)
    assert snapshot(world.project) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "import app._vendor.dep\n",
        "\nfrom app._vendor import dep\n",
        "from ._vendor.dep import used\n",
        "from . import _vendor\n",
    ],
)
def test_new_code_that_imports_from_the_private_package_is_an_error(world: World, text: str) -> None:
    world.call(*CHANGE)
    write(world.project, {"app/more.py": text})
    before = snapshot(world.project)
    done = world.call(*CHANGE)
    line = 2 if text.startswith("\n") else 1
    assert (done.code, f"app/more.py:{line}" in done.err, "original names" in done.err) == (2, True, True), done.err
    assert snapshot(world.project) == before


@pytest.mark.slow
def test_another_namespace_takes_the_place_of_the_first(world: World) -> None:
    original = contents(world.project)
    world.call(*CHANGE)
    text = (world.project / "pyproject.toml").read_text(encoding="utf-8")
    write(world.project, {"pyproject.toml": f'[tool.vendorize]\nnamespace = "app.third"\n\n{text}'})
    done = world.call(*CHANGE)
    assert (done.code, done.err) == (0, "")
    assert not (world.project / "app/_vendor").exists()
    assert run_package(world.project, "-m", "app").out == "42\n"
    world.call(*UNDO)
    changed = {path for path, content in contents(world.project).items() if original.get(path) != content}
    assert changed == {"pyproject.toml"}


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_a_trial_on_a_changed_project_writes_nothing(world: World, option: str) -> None:
    world.call(*CHANGE)
    before = snapshot(world.folder)
    done = world.call(*CHANGE, option)
    assert (done.code, done.err) == (0, "")
    assert snapshot(world.folder) == before
    done = world.call(*UNDO, "--dry-run")
    assert (done.code, "Would take back" in done.out) == (0, True)
    assert snapshot(world.folder) == before


@pytest.mark.slow
def test_warnings_and_answers_name_the_project_and_not_the_copy(world: World) -> None:
    write(world.project, {"app/cli.py": f"import missing_thing\n{PROGRAM['app/cli.py']}"})
    first = world.call(*CHANGE, "--output-format", "json")
    again = world.call(*CHANGE, "--output-format", "json")
    assert (again.code, again.err, json.loads(again.out)) == (0, first.err, json.loads(first.out))
    assert str(world.project / "app/cli.py") in again.err


@pytest.mark.slow
def test_files_of_the_configuration_and_of_options_are_those_of_the_project(world: World) -> None:
    table = '\n[tool.vendorize]\nroots = ["scripts/a.py"]\n'
    scripts = {"scripts/a.py": "import dep.other\n\ndep.other.helper()\n", "scripts/b.py": "import dep.lonely\n"}
    write(world.project, {"pyproject.toml": PYPROJECT + table, **scripts})
    arguments = (*CHANGE, "--root", world.project / "scripts/b.py", "--output-format", "json")
    first = world.call(*arguments)
    before = contents(world.project)
    again = world.call(*arguments)
    assert (again.code, again.err, json.loads(again.out)) == (0, first.err, json.loads(first.out))
    assert contents(world.project) == before
    record = json.loads((world.project / ".vendorize/in-place.json").read_bytes())
    assert [one["path"] for one in record["files"]][-4:] == [
        "scripts/a.py",
        "scripts/b.py",
        "vendorize.lock",
        "vendorize.map",
    ]


@pytest.mark.slow
def test_a_script_is_changed_again_and_back_and_its_neighbours_are_left_alone(world: World) -> None:
    folder = write(
        world.folder / "home",
        {
            "run.py": "import dep\nimport beside\n\nprint(dep.used(beside.N))\n",
            "beside.py": "N = 20\n",
            "other/x.py": "",
        },
    )
    before = snapshot(folder)
    arguments = ("extract", folder / "run.py", "--search-path", world.site, "--no-cache", "--in-place")
    for _ in range(2):
        done = world.run(*arguments)
        assert (done.code, done.err) == (0, "")
        assert run_package(folder, "run.py").out == "42\n"
    after = snapshot(folder)
    assert world.run(*arguments).code == 0
    assert snapshot(folder) == after
    assert world.run(*arguments, "--undo").code == 0
    assert snapshot(folder) == before


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_what_is_ours_is_no_content_of_a_result(world: World, layout: str) -> None:
    world.extract("plain", layout=layout)
    leftovers = {
        ".vendorize-run/new/0": "x", ".vendorize-gone/app/y.py": "x", ".vendorize-sources/project/pyproject.toml": "x",
        "app/.cli.py.vendorize-part": "x", "app/.out.vendorize-old/z.py": "x", "app/.vendorize.json": "{}",
        "sub/.vendorize.json": "{}", "sub/code.py": "x", ".vendorize/objects/aa": "x",
    }  # fmt: skip
    write(world.project, leftovers)
    done = world.extract("other", layout=layout)
    assert (done.code, done.err) == (0, "")
    assert contents(world.folder / "other") == contents(world.folder / "plain")


@pytest.mark.slow
def test_a_project_that_is_half_changed_is_refused_by_every_command(world: World) -> None:
    write(world.project, {".vendorize-run/journal.json": "{}"})
    before = snapshot(world.project)
    for command in (("analyze",), ("why", "dep.used"), ("extract", "--out", world.folder / "out"), (*CHANGE, "--diff")):
        arguments = world.arguments(command[0], *command[1:])
        if command[0] == "why":
            arguments = ["why", "dep.used", *arguments[1:-1]]
        done = world.run(*arguments)
        assert (done.code, "stopped half way" in done.err, "--undo" in done.err) == (2, True, True), command
    assert snapshot(world.project) == before


@pytest.mark.slow
def test_an_editable_install_of_the_project_is_known_in_the_copy_too(tmp_path: Path) -> None:
    world = World(tmp_path, tmp_path / "project", tmp_path / "env")
    code = {path: text for path, text in PROGRAM.items() if path.startswith("app/")}
    write(world.project, {f"src/{path}": text for path, text in code.items()})
    write(world.project, {"pyproject.toml": PYPROJECT.replace('name = "app"', 'name = "app"\ndynamic = []')})
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(world.project / ".venv")], check=True)
    (site,) = (world.project / ".venv").glob("lib/python*/site-packages")
    install(site, "dep", {"dep/__init__.py": "def used(number):\n    return number + 22\n"})
    info = install(site, "app", {"_app.pth": f"{world.project / 'src'}\n"}, requires=("dep",))
    link = {"url": world.project.as_uri(), "dir_info": {"editable": True}}
    write(info, {"direct_url.json": json.dumps(link)})
    states = []
    for _ in range(2):
        done = vendorize(*CHANGE, "--no-cache", cwd=world.project)
        assert (done.code, done.err) == (0, "")
        ours = contents(world.project)
        states.append({path: content for path, content in ours.items() if not path.startswith(".venv/")})
    assert states[0] == states[1]
    assert "src/app/_vendor/dep/__init__.py" in states[0]
