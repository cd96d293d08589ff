"""Programs that no `pyproject.toml` declares: each is analysed and extracted where it lies, and runs as before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import DEPENDENCY, World, install, run_site, write

if TYPE_CHECKING:
    from pathlib import Path

RUN = "import dep\nfrom lib import text\n\nprint(dep.used(20), text())\n"
LIB = {
    "lib/__init__.py": (
        "from pathlib import Path\n\n\ndef text():\n    return Path(__file__).with_name('a.txt').read_text()\n"
    ),
    "lib/a.txt": "kept",
}
CODE = {"run.py": RUN, **LIB}
MANAGE = 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "lib")\nexec(open("run.py").read())\n'
KINDS = {
    "setup.cfg": {
        **CODE,
        "setup.cfg": "[metadata]\nname = app\n[options]\npackages = lib\npy_modules = run\ninstall_requires = dep\n",
    },
    "setup.py": {
        **CODE,
        "setup.py": (
            "import os\nfrom setuptools import setup\n\nneeded = os.environ.get('NEEDED', 'dep').split()\n"
            "setup(name='app', packages=['lib'], py_modules=['run'], install_requires=needed)\n"
        ),
    },
    "requirements.txt": {**CODE, "requirements.txt": "dep==1.0\n"},
    "requirements.in": {**CODE, "requirements.in": "dep\n"},
    "folder of scripts": CODE,
    "script": {**CODE, "run.py": f"# /// script\n# dependencies = ['dep']\n# ///\n{RUN}"},
    "manage.py": {**CODE, "manage.py": MANAGE},
}


@pytest.fixture
def empty(tmp_path: Path) -> World:
    made = World(tmp_path, tmp_path / "project", tmp_path / "installed")
    install(made.site, "dep", DEPENDENCY)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_program_of_each_kind_is_found_extracted_and_runs(empty: World, kind: str) -> None:
    write(empty.project, KINDS[kind])
    start = empty.project / "run.py" if kind == "script" else empty.project
    common = (start, "--search-path", empty.site, "--no-cache")
    answer = empty.run("analyze", *common, "--output-format", "json")
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    assert found["project"]["taken_as"] == kind
    assert [(each["name"], each["verdict"]) for each in found["distributions"]] == [("dep", "extract")]
    out = empty.folder / "out"
    done = empty.run("extract", *common, "--layout", "site", "--out", out)
    assert done.code == 0, done.err
    assert run_site(out, "-m", "run").out == "42 kept\n"
    assert not (out / "dep" / "lonely.py").exists()
    # What nothing builds has no metadata: it could be taken for that of a distribution of the same name.
    infos = {path.name for path in out.glob("*.dist-info")}
    assert infos == {"dep-1.0.dist-info"} | ({"app-0.dist-info"} if kind.startswith("setup") else set())


@pytest.mark.slow
def test_a_package_folder_is_extracted_with_its_data(empty: World) -> None:
    write(
        empty.project, {"lib/__main__.py": "import dep\nfrom lib import text\n\nprint(dep.used(20), text())\n", **LIB}
    )
    out = empty.folder / "out"
    for start in (empty.project, empty.project / "lib"):
        done = empty.run("extract", start, "--search-path", empty.site, "--no-cache", "--layout", "site", "--out", out)
        assert done.code == 0, done.err
        assert run_site(out, "-m", "lib").out == "42 kept\n"


@pytest.mark.slow
def test_the_report_says_in_one_line_what_was_taken(empty: World) -> None:
    write(empty.project, KINDS["requirements.txt"])
    done = empty.call("analyze")
    assert [line.strip() for line in done.out.splitlines() if "taken as" in line] == [
        "taken as the project: requirements.txt in project"
    ]


@pytest.mark.slow
def test_data_beside_the_code_of_a_folder_goes_along(empty: World) -> None:
    files = {"data/a.txt": "x", "settings.ini": "y", ".env": "secret", "tests/b.txt": "z", "old/.vendorize.json": "{}"}
    write(empty.project, {**KINDS["requirements.txt"], **files})
    done = empty.extract("out")
    assert done.code == 0, done.err
    there = {path.relative_to(empty.folder / "out").as_posix() for path in (empty.folder / "out").rglob("*")}
    assert {"data/a.txt", "settings.ini"} <= there
    assert not {".env", "tests", "old"} & there


@pytest.mark.slow
def test_the_home_of_a_name_is_no_symbol_of_its_own(empty: World) -> None:
    install(empty.site, "twice", {"twice/__init__.py": "from .name import name\n", "twice/name.py": "name = 1\n"})
    install(empty.site, "pip", {"pip/__init__.py": "unused = 1\n"})
    write(empty.project, {"run.py": "import twice\n\nprint(twice.name)\n"})
    found = json.loads(empty.call("analyze", "--output-format", "json").out)
    assert [(each["name"], each["used_symbols"]) for each in found["distributions"]] == [
        ("dep", []),
        ("twice", ["twice.name"]),
    ]
