"""Files beside code that a result does without: by their kind, and by `data.drop` and `data.keep`."""

from __future__ import annotations

import json
import sysconfig
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import World, install, make_world, run_site, write

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
READER = "import pathlib\n\nHERE = pathlib.Path(__file__).parent\n\n\ndef used(name):\n    {}\n"
NATIVE = {
    "dep/__init__.py": READER.format("return (HERE / 'store' / name).read_text()"),
    "dep/__init__.pyi": "def used(name: str) -> str: ...\n",
    f"dep/_speed{SUFFIX}": b"\x7fELF truncated",
    "dep/_speed.pyx": "def f(): pass\n",
    "dep/_speed.c": "int f;\n",
    "dep/include/dep.h": "int f;\n",
    "dep/libdep.a": b"!<arch>\n",
    "dep/store/one.txt": "1",
    "dep/store/two.txt": "2",
    "dep/tests/test_dep.py": "NAME = 'dep.h'\n",
}
KINDS = ("__init__.pyi", "_speed.pyx", "_speed.c", "include/dep.h", "libdep.a")
USES = "import dep\n\ntry:\n    import dep._speed\nexcept ImportError:\n    pass\n\n\ndef main():\n    print({})\n"


@pytest.fixture
def native(tmp_path: Path) -> World:
    """A program with a distribution that stays, for its compiled module."""
    world = make_world(tmp_path)
    install(world.site, "dep", NATIVE)
    write(world.project, {"app/cli.py": USES.format("dep.used('one.txt')")})
    return world


def configure(world: World, table: str) -> None:
    text = (world.project / "pyproject.toml").read_text()
    write(world.project, {"pyproject.toml": f"{text}\n[tool.vendorize]\n{table}\n"})


def left(out: Path) -> set[str]:
    return {path.relative_to(out / "dep").as_posix() for path in (out / "dep").rglob("*") if path.is_file()}


@pytest.mark.slow
def test_what_only_compilers_and_checkers_read_goes_and_is_listed(native: World) -> None:
    out = native.folder / "out"
    done = native.extract(out, "--output-format", "json")
    assert done.code == 0, done.err
    assert left(out) == {path.removeprefix("dep/") for path in NATIVE} - set(KINDS)
    record = (out / "dep-1.0.dist-info/RECORD").read_text()
    assert not any(f"dep/{path}," in record for path in KINDS)
    (dropped,) = (one["dropped"] for one in json.loads(done.out)["distributions"])
    kinds = {"C headers": 7, "C sources": 7, "Cython sources": 14, "static libraries": 8}
    stubs = len(NATIVE["dep/__init__.pyi"])
    assert {one["kind"]: one["bytes"] for one in dropped} == {**kinds, "type stubs": stubs}
    assert run_site(out, "-m", "app").out == "1\n"
    # The layout `package` leaves what is installed alone.
    assert "type stubs (" in native.call("analyze", "--config", layout(native, "site")).out
    assert "type stubs (" not in native.call("analyze", "--config", layout(native, "package")).out


def layout(world: World, name: str) -> Path:
    write(world.folder, {f"{name}.toml": f'layout = "{name}"\n'})
    return world.folder / f"{name}.toml"


@pytest.mark.slow
@pytest.mark.parametrize("mention", ["f'{name}.pyi'", '"*.PYI"'])
def test_what_code_that_runs_mentions_stays(native: World, mention: str) -> None:
    write(native.project, {"app/stubs.py": f"name = 'x'\nSTUB = {mention}\n"})
    out = native.folder / "out"
    assert native.extract(out).code == 0
    assert "__init__.pyi" in left(out)
    assert "_speed.pyx" not in left(out)


@pytest.mark.slow
def test_keep_switches_a_kind_off_and_drop_takes_more(native: World) -> None:
    configure(native, 'data.keep = ["dep/include/**", "**/*.pyx"]\ndata.drop = ["dep/tests/**", "dep/store/t*"]')
    out = native.folder / "out"
    assert native.extract(out).code == 0
    there = left(out)
    assert {"include/dep.h", "_speed.pyx", "store/one.txt"} <= there
    assert not {"tests/test_dep.py", "store/two.txt", "libdep.a"} & there
    assert native.call("check", "--result", out).code == 0


@pytest.mark.slow
def test_a_store_of_an_extracted_distribution_is_narrowed(world: World) -> None:
    files = {path: text for path, text in NATIVE.items() if not path.endswith(SUFFIX)}
    install(world.site, "dep", files)
    write(world.project, {"app/cli.py": "import dep\n\n\ndef main():\n    print(dep.used('one.txt'))\n"})
    out = world.folder / "out"
    assert world.extract(out).code == 0
    # Without compiled modules sources are what the distribution may read.
    assert {"_speed.c", "include/dep.h", "store/two.txt"} <= left(out)
    configure(world, 'data.drop = ["dep/**"]\ndata.keep = ["dep/store/one.txt"]')
    assert world.extract(out).code == 0
    # What is Python is code, and none of this.
    assert left(out) == {"__init__.py", "store/one.txt", "tests/test_dep.py"}
    assert run_site(out, "-m", "app").out == "1\n"


@pytest.mark.slow
def test_verify_names_the_rule_for_a_file_that_was_opened(native: World) -> None:
    configure(native, 'layout = "site"\ndata.drop = ["dep/store/**"]')
    test = "import dep\n\n\ndef test_it():\n    try:\n        dep.used('one.txt')\n    except OSError:\n        pass\n"
    write(native.project, {"tests/test_app.py": test})
    done = native.call("verify")
    assert done.code == 1, done.out + done.err
    assert "data file dep/store/one.txt" in done.out
    assert 'data.keep = ["dep/store/one.txt"]' in done.out


@pytest.mark.slow
def test_rules_that_cannot_be_or_fit_nothing_are_told(native: World) -> None:
    configure(native, 'data.keep = ["nowhere/**"]')
    assert "'nowhere/**' matches no file" in native.extract(native.folder / "out").err
    write(
        native.project,
        {"pyproject.toml": '[project]\nname = "app"\n[tool.vendorize.data]\nkeep = ["../x"]\nlose = 1\n'},
    )
    done = native.extract(native.folder / "other")
    assert done.code == 2
    assert "data.keep[0]: '../x' is no pattern" in done.err
    assert "data.lose: unknown key" in done.err
