"""The smoke start: a result on which the program's imports fail is an error, and is kept aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import contents, install, write

if TYPE_CHECKING:
    from tests.end_to_end.command import World

LAYOUTS = ("site", "package")


def hide_a_module(world: World) -> None:
    """Let the dependency load a module in a way that the analysis cannot see."""
    source = (
        "import os, sys\nfrom importlib.machinery import PathFinder\nimport importlib.util\n"
        "_spec = PathFinder.find_spec('dep._' + ''.join(map(chr, (104, 105))), __path__)\n"
        "_module = importlib.util.module_from_spec(_spec)\n_spec.loader.exec_module(_module)\n"
        "def used(): return _module.value\n"
    )
    write(world.site, {"dep/__init__.py": source, "dep/_hi.py": "value = 7\n"})
    write(world.project, {"app/__init__.py": "from dep import used\n\n\ndef main():\n    print(used())\n"})


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_result_that_does_not_start_is_an_error_and_is_kept_aside(world: World, layout: str) -> None:
    hide_a_module(world)
    before = contents(world.project)
    done = world.call("extract", "--layout", layout, "--out", world.folder / "out")
    assert done.code == 2
    assert "does not start" in done.err
    assert "from dep import used" in done.err
    assert "--no-smoke" in done.err
    assert not (world.folder / "out").exists()
    assert (world.folder / "out.rejected").is_dir()
    assert contents(world.project) == before


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("asking", ["__init__", "first"])
def test_a_removed_module_that_a_package_asks_for_while_it_is_imported_says_so(
    world: World, layout: str, asking: str
) -> None:
    # Who believes the comment lets `dep._hi` go; its error must be none that `except ImportError` catches.
    source = (
        "from importlib import import_module\n"
        "try:\n    found = import_module('dep._' + ''.join(map(chr, (104, 105))))  # vendorize: ignore[VZ101]\n"
        "except ImportError:\n    found = None\n"
    )
    used = "def used(): return found\n"
    files = {"dep/__init__.py": "from dep.first import found\n" + used, "dep/_hi.py": "value = 7\n"}
    install(world.site, "dep", {**files, f"dep/{asking}.py": source + used * (asking == "__init__")})
    write(world.project, {"app/__init__.py": "from dep import used\n\n\ndef main():\n    print(used())\n"})
    done = world.call("extract", "--layout", layout, "--out", world.folder / "out")
    assert done.code == 2
    assert "dep._hi" in done.err
    assert "which vendorize removed" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_program_finds_its_own_metadata_as_where_it_is_installed(world: World, layout: str) -> None:
    source = "from importlib.metadata import version\nfrom dep import used\n__version__ = version('app')\n"
    write(world.project, {"app/__init__.py": f"{source}\n\ndef main():\n    print(used())\n"})
    install(world.site, "app", {"app/__init__.py": source}, requires=("dep",))
    done = world.call("extract", "--layout", layout, "--out", world.folder / "out")
    assert done.code == 0, done.err


@pytest.mark.slow
def test_the_metadata_of_an_unpacked_sdist_is_found_too(world: World) -> None:
    # Most back ends put no `egg-info` into an sdist, and a file `PKG-INFO` beside `pyproject.toml`.
    source = "from importlib.metadata import version\nfrom dep import used\nassert version('app') == '7.1'\n"
    write(world.project, {"app/__init__.py": f"{source}\n\ndef main():\n    print(used())\n"})
    write(world.project, {"PKG-INFO": "Metadata-Version: 2.4\nName: app\nVersion: 7.1\nRequires-Dist: dep\n"})
    done = world.call("extract", "--layout", "package", "--out", world.folder / "out")
    assert done.code == 0, done.err


@pytest.mark.slow
def test_in_place_nothing_changes(world: World) -> None:
    hide_a_module(world)
    before = contents(world.project)
    done = world.call("extract", "--in-place")
    assert done.code == 2
    assert "nothing was changed" in done.err
    assert contents(world.project) == before


@pytest.mark.slow
def test_the_result_can_be_had_without(world: World) -> None:
    hide_a_module(world)
    done = world.call("extract", "--layout", "site", "--no-smoke", "--out", world.folder / "out")
    assert done.code == 0, done.err
    assert (world.folder / "out").is_dir()


@pytest.mark.slow
def test_an_import_that_fails_in_the_original_too_is_no_failure(world: World) -> None:
    install(world.site, "dep", {"dep/__init__.py": "", "dep/broken.py": "raise RuntimeError('never')\n"})
    write(world.project, {"app/late.py": "from dep import broken\n"})
    done = world.call("extract", "--layout", "site", "--out", world.folder / "out")
    assert done.code == 0, done.err


@pytest.mark.slow
def test_a_script_is_not_run(world: World) -> None:
    write(world.site, {"dep/__init__.py": "def used(): return 1\n"})
    script = world.project / "once.py"
    script.write_text("from dep import used\nopen('ran', 'w').close()\nprint(used())\n", encoding="utf-8")
    done = world.run("extract", script, "--search-path", world.site, "--layout", "site", "--out", world.folder / "out")
    assert done.code == 0, done.err
    assert not list(world.project.parent.rglob("ran"))


@pytest.mark.slow
def test_a_removed_name_that_the_program_asks_for_and_catches_is_a_failure(world: World) -> None:
    write(world.site, {"dep/__init__.py": "def used(): return 1\ndef unused(): return 2\n"})
    hidden = "sys.modules[''.join(map(chr, (100, 101, 112)))].unused"
    text = f"import sys\nimport dep\n\ntry:\n    {hidden}\nexcept BaseException:\n    pass\n\n\n"
    write(world.project, {"app/__init__.py": text + "def main():\n    print(dep.used())\n"})
    done = world.call("extract", "--layout", "site", "--out", world.folder / "out")
    assert done.code == 2
    assert "dep.unused was removed, and the program asks for it when it starts" in done.err
