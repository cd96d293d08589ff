"""Which imports wait, asked of the command line: names with several values, and tables that a module fills."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, World, install, write
from tests.end_to_end.interpreters import VARIABLE, interpreters

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
USER = "from dep.made import name\n\n\ndef use(): return name\n"
LATER = "\n\ndef later():\n    return user\n"
CALL = "def use(): return constructor.Kinds.known\n"
USED = "late.slow, late.K, late.f, late.x"
TABLE = """\
class Kinds:
    known = {}
    most = 1e300
    while repr(most) != repr(most * most):
        most *= most

    @classmethod
    def add_constructor(cls, name, kind):
        cls.known[name] = kind


"""


def reasons(tmp_path: Path, files: dict[str, str], package: str = "dep") -> dict[str, str]:
    """Return the reason of each import in a package, by module and what it imports; empty ones wait."""
    world = World(tmp_path, tmp_path / "project", tmp_path / "site")
    main = f"import {package}.entry\n\n\ndef main(): return {package}.entry.use()\n"
    write(
        world.project, {"pyproject.toml": PYPROJECT, "app/__init__.py": "", "app/__main__.py": "", "app/cli.py": main}
    )
    install(world.site, "dep", {f"{package}/{name}": text for name, text in files.items()})
    done = world.call("why", "--deferred", "--defer-imports", "--output-format", "json")
    assert done.code in (0, 1), done.out + done.err  # 1: none waits
    return {f"{one['module']} {one['target']}": one["reason"] for one in json.loads(done.out)["imports"]}


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("if bool():\n    name = 1\nelse:\n    name = 2\n", ""),
        ("try:\n    from not_installed_anywhere import name\nexcept ImportError:\n    name = None\n", ""),
        (
            "import typing\n@typing.overload\ndef name(a): ...\ndef name(*a): ...\n",
            "",
        ),
        ("name = 1\nfrom dep import other\nname = 2\n", "binds that more than once"),
        ("name = 1\ndef change(): return 2\nname = change()\n", "binds that more than once"),
    ],
    ids=["branches", "absent", "overloads", "import-between", "call-between"],
)
def test_a_name_with_several_values_in_a_circle(tmp_path: Path, made: str, why: str) -> None:
    files = {
        "__init__.py": "",
        "other.py": "",
        "entry.py": "from dep import user\n\n\ndef use(): return user.use()\n",
        "user.py": USER,
        "made.py": f"{made}from dep import user{LATER}",
    }
    found = reasons(tmp_path, files)
    assert not found["dep.entry dep:user"] or "change" in made
    assert bool(found["dep.user dep.made:name"]) == bool(why)
    assert why in found["dep.user dep.made:name"]


def test_a_module_that_fills_its_own_table(tmp_path: Path) -> None:
    """What a method does is known of the modules of the table alone."""
    add = 'Kinds.add_constructor("own", int)\n'
    files = {
        "__init__.py": "",
        "entry.py": f"from yaml import constructor, filling, other\n\n\n{CALL}",
        "constructor.py": TABLE + add,
        "filling.py": f"from yaml.constructor import Kinds\n{add}",
        "other.py": TABLE + add,
    }
    files["entry.py"] = "".join(f"from yaml import {one}\n" for one in ("constructor", "filling", "other"))
    files["entry.py"] += "def use(): return constructor, filling, other\n"
    found = reasons(tmp_path, files, "yaml")
    assert found["yaml.entry yaml:constructor"] == ""
    assert "may do more than bind names" in found["yaml.entry yaml:filling"]
    assert "may do more than bind names" in found["yaml.entry yaml:other"]


@pytest.mark.parametrize(
    "statement",
    [
        "    most = other()\n    while most != 1:\n        most *= most\n",
        "    most = 1.5\n    while most != 2:\n        most = other(most)\n",
        "    most = 1.5\n    while repr(most) != repr:\n        repr = other(most)\n",
        "    most = 1.5\n    most = thing\n    while most != 2:\n        most *= most\n",
    ],
)
def test_a_loop_that_does_more_than_reckon(tmp_path: Path, statement: str) -> None:
    text = f"import math as thing\n\n\ndef other(*a): print(a)\n\n\nclass Kinds:\n{statement}"
    files = {"__init__.py": "", "entry.py": "from dep import late\ndef use(): return late\n", "late.py": text}
    assert "may do more than bind names" in reasons(tmp_path, files)["dep.entry dep:late"]


@pytest.mark.parametrize(
    ("late", "why"),
    [
        ("from .flags import error\nslow = error is None\n", ""),
        ("from .flags import table\nslow = table is None or not table\n", "reads table, which may change"),
        ("from .flags import same\nclass K:\n    @same\n    def f(self): pass\n", ""),
        ("from .flags import mark\n@mark('old')\ndef f(): pass\n", ""),
        ("from .flags import counts\n@counts\ndef f(): pass\n", "may do more than bind names"),
        ("try:\n    import not_there\n    not_there.go()\nexcept ImportError: pass\nelse: not_there.set()\n", ""),
        ("try:\n    import json\nexcept ImportError: pass\nelse: json.set()\n", "may do more than bind names"),
        ("from . import given\nx = given.ONE\n", "reads given.ONE, which may change"),
        ("from . import given\nx = given.TWO\n", ""),
    ],
    ids=["none", "table", "same", "mark", "counts", "missing", "there", "set", "constant"],
)
def test_what_can_be_seen_of_a_module_that_is_loaded_later(tmp_path: Path, late: str, why: str) -> None:
    flags = (
        "import functools\ntable = []\ntry:\n    import not_there\n    error = None\nexcept ImportError as e:\n"
        "    error = e.with_traceback(None)\ndef same(f, /): return f\n"
        "def counts(f):\n    table.append(f)\n    return f\n"
        "def mark(word):\n    def inner(f):\n        @functools.wraps(f)\n        def made(): return f()\n"
        "        return made\n    return inner\n"
    )
    setting = "from dep import given\ndef set_one(): vars(given)['ONE'] = 3\n"
    files = {
        "__init__.py": "",
        "entry.py": f"from . import setting\nfrom . import late\ndef use(): return {USED}, setting.set_one()\n",
        "late.py": late,
        "flags.py": flags,
        "given.py": "ONE = 1\nTWO = 2\n",
        "setting.py": setting,
    }
    found = reasons(tmp_path, files)["dep.entry dep:late"]
    assert found.endswith(why) if why else not found, found


def test_a_table_that_a_package_fills_while_it_starts(tmp_path: Path) -> None:
    files = {
        "__init__.py": "from . import patterns\n",
        "util.py": "_known = {}\ndef register_pattern(name, kind): _known[name] = kind\n",
        "patterns.py": "from . import util\nutil.register_pattern('own', int)\n",
        "late.py": "from . import util\nutil.register_pattern('late', int)\n",
        "entry.py": "from . import late\ndef use(): return late\n",
    }
    found = reasons(tmp_path, files, "pathspec")
    assert found["pathspec pathspec:patterns"].endswith("fills a table of its package")
    assert found["pathspec.entry pathspec:late"].endswith("fills a table of its package")


@pytest.mark.parametrize("layout", ["site", "package", "file"])
def test_lazy_imports_where_python_has_them(tmp_path: Path, layout: str) -> None:
    """The form of PEP 810: `-v` of Python says what is loaded when."""
    if "3.15" not in interpreters():
        pytest.skip(f"no Python 3.15 here; {VARIABLE} may name one")
    python = str(interpreters()["3.15"])
    write(tmp_path, {"main.py": "import sys, dep\nif sys.argv[1:]:\n    print(dep.dump([1]), dep.other)\n"})
    text = "import json\nfrom .low import value as other\ndef dump(x): return json.dumps(x), other\n"
    write(tmp_path, {"site/dep/__init__.py": text, "site/dep/low.py": "value = 2\n"})
    world = World(tmp_path, tmp_path / "main.py", tmp_path / "site")
    out = tmp_path / "out"
    given = ("--python", python, "--defer-imports", "--layout", layout, "--out", str(out), "--no-cache")
    done = world.call("extract", *given)
    assert done.code == 0, done.out + done.err

    def run(*more: str) -> tuple[str, bool]:
        found = subprocess.run(
            [python, "-s", "-S", "-v", "main.py", *more], cwd=out, capture_output=True, text=True, check=True
        )
        return found.stdout, "import 'json'" in found.stderr

    assert run() == ("", False)
    assert run("use") == ("('[1]', 2) 2\n", True)
    written = "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.py"))
    assert "lazy import json\nlazy from .low import value as other\n" in written
