"""Modules that share a scope: what is merged, what is not and why, and that lines and names lead back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tests.schemas import conform
from vendorize.cli.main import main
from vendorize.emit.literals import read_back
from vendorize.hoisting.joining import NotRenamedError, renamed
from vendorize.mapping import read_map, retrace
from vendorize.mapping.retracing import original_place

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = {
    "main.py": "import dep\nprint(dep.use(3))\n",
    "site/dep/__init__.py": "from .low import use\n",
    "site/dep/low.py": "LIMIT = 2\n\n\ndef use(n):\n    return n * LIMIT\n",
}


def extracted(folder: Path, files: dict[str, str]) -> dict[str, Any]:
    """Return the answer of an extraction of `main.py`, whose libraries lie in `site`, to `out`."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    given = ("--search-path", folder / "site", "--python", sys.executable, "--no-cache", "--no-smoke")
    form = ("--layout", "file", "--hoist", "safe", "--out", folder / "out", "--output-format", "json")
    done = CliRunner().invoke(main, [str(one) for one in ("extract", folder / "main.py", *given, *form)])
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def reason(folder: Path, files: dict[str, str], module: str = "dep.low") -> str:
    """Return why a module is not merged; nothing where it is."""
    told = {one["module"]: one for one in extracted(folder, {**PLAIN, **files})["hoisted"]}
    assert bool(told[module]["into"]) != bool(told[module]["reason"])
    return str(told[module]["reason"])


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code that may import what the file has."""
    first = "import runpy, sys; sys.path.insert(0, '.'); runpy.run_path('main.py', run_name='__vendorize__')\n"
    command = [sys.executable, "-S", "-c", first + code]
    return subprocess.run(command, cwd=folder / "out", capture_output=True, encoding="utf-8", check=False)


def test_the_configuration_asks_for_it_too_and_locks_say_who_asked(tmp_path: Path) -> None:
    for name, text in PLAIN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    config = tmp_path / "settings.toml"

    def lock(settings: str, *more: str) -> dict[str, Any]:
        config.write_text(f"[tool.vendorize]\n{settings}\n", encoding="utf-8")
        given = ("--search-path", tmp_path / "site", "--python", sys.executable, "--no-cache", "--no-smoke", "--force")
        asked = ("extract", tmp_path / "main.py", *given, "--config", config, "--out", tmp_path / "out", *more)
        done = CliRunner().invoke(main, [str(one) for one in asked])
        assert done.exit_code == 0, done.output
        (found,) = (tmp_path / "out").rglob("*.lock")
        return tomllib.loads(found.read_text(encoding="utf-8"))

    configured = lock('layout = "file"\nhoist = "safe"')
    assert ('hoist="safe"' in configured["settings"], configured["options"]) == (True, [])
    merged = (tmp_path / "out" / "main.py").read_text(encoding="utf-8")
    asked = lock('layout = "file"', "--hoist", "safe")
    assert asked["options"] == ["hoist=safe"]
    assert (tmp_path / "out" / "main.py").read_text(encoding="utf-8") == merged
    assert "hoist" not in str(lock('layout = "site"')["settings"])


def test_a_layout_that_merges_nothing_leaves_the_key_alone_and_refuses_the_option(tmp_path: Path) -> None:
    for name, text in PLAIN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    config = tmp_path / "settings.toml"
    config.write_text('[tool.vendorize]\nhoist = "safe"\n', encoding="utf-8")
    given = ("--search-path", tmp_path / "site", "--python", sys.executable, "--no-cache", "--no-smoke")
    asked = ["extract", tmp_path / "main.py", *given, "--config", config, "--layout", "site", "--out", tmp_path / "out"]
    assert CliRunner().invoke(main, [str(one) for one in asked]).exit_code == 0
    refused = CliRunner().invoke(main, [str(one) for one in (*asked, "--hoist", "safe")])
    assert (refused.exit_code, "leave out --hoist" in refused.output) == (2, True)


def test_a_plain_module_is_merged_and_the_answer_fits_its_schema(tmp_path: Path) -> None:
    info = "site/dep-1.dist-info"
    files = [name.removeprefix("site/") for name in PLAIN if name.startswith("site/")]
    record = "".join(f"{name},,\n" for name in [*files, "dep-1.dist-info/METADATA", "dep-1.dist-info/RECORD"])
    metadata = "Metadata-Version: 2.1\nName: dep\nVersion: 1\n"
    answer = extracted(tmp_path, {**PLAIN, f"{info}/METADATA": metadata, f"{info}/RECORD": record})
    conform("extract", answer)
    assert {"module": "dep.low", "into": "dep", "reason": ""} in answer["hoisted"]
    held = dict(read_back((tmp_path / "out/main.py").read_bytes()))
    assert "dep/low.py" not in held
    assert "dep/low.py" not in held["dep-1.dist-info/RECORD"].decode()
    assert b"LIMIT = 2" in held["dep/__init__.py"]
    assert run(tmp_path, "import dep; print(dep.use(3))").stdout == "6\n"


ASKED = "import dep\nprint(dep.use(3))\n"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"main.py": f"{ASKED}import dep.low\nprint(dep.low)\n"}, "binds the module itself"),
        ({"main.py": f"{ASKED}print(dep.low.LIMIT)\n"}, "main asks for low"),
        ({"main.py": f"{ASKED}print(getattr(dep, 'low'))\n"}, "main looks at dep as an object"),
        ({"main.py": f"{ASKED}print(vars(dep))\n"}, "main looks at dep as an object"),
        ({"main.py": f"{ASKED}print(dep.__dict__)\n"}, "main looks at dep as an object"),
        ({"main.py": f"{ASKED}from dep import *\n"}, "takes all names of dep"),
        ({"main.py": f"{ASKED}import sys\nprint(list(sys.modules))\n"}, "looks at sys.modules"),
        ({"main.py": f"{ASKED}import pkgutil\nprint(pkgutil.iter_modules())\n"}, "listed, watched or found otherwise"),
        ({"main.py": f"{ASKED}import sys\n__import__(sys.argv[0])\n"}, "imports by a computed name"),
        ({"main.py": f"{ASKED}import pickle\nprint(pickle)\n"}, "code asks where such are: pickle"),
        ({"main.py": f"{ASKED}print(dep.use.__module__)\n"}, "code asks where such are: __module__"),
        ({"main.py": f"{ASKED}import sys\nprint(sys._getframe())\n"}, "code asks where such are: _getframe"),
        ({"main.py": f"{ASKED}import inspect\nprint(inspect.stack())\n"}, "code asks where such are: inspect.stack"),
        ({"main.py": f"{ASKED}dep.use = None\n"}, "use may be given another value"),
        ({"site/dep/__init__.py": "def first(): return 1\nfrom .low import use\nfirst()\n"}, ""),
        ({"site/dep/__init__.py": "def first():\n    class A: pass\nfrom .low import use\nfirst()\n"}, "stands before"),
        ({"main.py": f"{ASKED}from dep.low import LIMIT\nprint(LIMIT)\n"}, "several modules import it (dep, main)"),
        ({"site/dep/__init__.py": "from .low import use\nfrom .low import LIMIT as most\nprint(most)\n"}, ""),
        (
            {"site/dep/low.py": "import dep.two\ndef use(n): return n\n", "site/dep/two.py": "from dep import use\n"},
            "it leads back to dep, for use",
        ),
        (
            {"site/dep/low.py": "import re\ndef use(n): return re.escape(n)\ndel re\n"},
            "it deletes re, which a function uses",
        ),
        ({"site/dep/low.py": "import re\nLIMIT = re.escape('a')\ndel re\ndef use(n): return n\n"}, ""),
        ({"site/dep/low.py": "def use(n): return '\u2028'\n"}, "its lines end otherwise"),
        ({"site/dep/low.py": "class A:\n    def __getattr__(self, name): return 1\ndef use(n): return A\n"}, ""),
        ({"site/dep/low.py": "def __getattr__(name): return 1\ndef use(n): return n\n"}, "binds __getattr__"),
        ({"main.py": f"{ASKED}import logging\nprint(logging.getLogger('dep.low').name)\n"}, ""),
        ({"main.py": f"{ASKED}print('dep.low')\n"}, "has its name in a text"),
        ({"main.py": f"{ASKED}print('low')\n"}, ""),
        ({"main.py": f"{ASKED}import sys\nprint(sys.modules['dep'])\n"}, "main has the name of dep in a text"),
        (
            {
                "site/dep/__init__.py": "from .mid import use\nprint(dir(use))\n",
                "site/dep/mid.py": "from .low import use\n",
            },
            "dep may look at its own names (dir)",
        ),
        (
            {"site/dep/__init__.py": "try:\n    from .low import use\nexcept OSError:\n    use = 1\n"},
            "in a function, class",
        ),
        ({"site/dep/__init__.py": "from . import low\nuse = low.use\n"}, "binds the module itself"),
        ({"site/dep/__init__.py": "from .low import use; print(1)\n"}, "does not stand alone"),
        ({"site/dep/__init__.py": "from .low import use\n\ndef own(): return LIMIT\nLIMIT = own\n"}, ""),
        ({"site/dep/__init__.py": "from .low import use as name\n\ndef use(n): return name(n)\n"}, "dep has that name"),
        ({"site/dep/__init__.py": "from .low import use\nprint(globals())\n"}, "uses globals"),
        ({"site/dep/low.py": "import dep\ndef use(n): return dep\n"}, "looks at dep as an object"),
        ({"site/dep/low.py": "def use(n): return __name__\n"}, "uses __name__ in a function"),
        ({"site/dep/low.py": "def use(n): return __file__\n"}, "uses __file__"),
        (
            {"site/dep/low.py": "def use(n):\n    class Inner: pass\n    return Inner\n"},
            "may make a class in a function",
        ),
        ({"site/dep/low.py": "LIMIT: int = 2\ndef use(n): return LIMIT\n"}, ""),
        (
            {
                "main.py": f"{ASKED}print(dep.__annotations__)\n",
                "site/dep/low.py": "LIMIT: int = 2\ndef use(n): return LIMIT\n",
            },
            "annotates a global name, and code looks at annotations",
        ),
        ({"site/dep/__init__.py": "from .low import __doc__ as text\n"}, "__doc__ is no name that it binds itself"),
        ({"site/dep/low.py": "from os import *\ndef use(n): return sep\n"}, "takes all names of a module"),
        ({"site/dep/low.py": "from __future__ import annotations\ndef use(n): return n\n"}, "features from __future__"),
        ({"site/dep/low.py": "def use(n):\r\n    return n\r\n"}, "its lines end otherwise"),
        (
            {
                "site/dep/__init__.py": "from .low import use\n\ndef max(*n): return 1\nprint(max(1))\n",
                "site/dep/low.py": "def use(n): return max(n, 1)\n",
            },
            "it uses max, which dep has too",
        ),
        (
            {
                "main.py": f"{ASKED}import dep.tools\nprint(dep.tools)\n",
                "site/dep/tools.py": "kind = 1\n",
                "site/dep/low.py": "def tools(): return 1\ndef use(n): return tools()\n",
            },
            "tools is the name of a function or class, and dep has that name",
        ),
    ],
)
def test_what_could_be_seen_is_not_merged(tmp_path: Path, files: dict[str, str], why: str) -> None:
    found = reason(tmp_path, files)
    assert why in found if why else not found, found


def test_what_lies_beside_or_cannot_be_read_proves_nothing(tmp_path: Path) -> None:
    odd = {"main.py": f"{ASKED}try:\n    import odd\nexcept SyntaxError:\n    pass\n", "site/odd.py": "this is no (\n"}
    assert reason(tmp_path, odd) == "odd.py cannot be read"


def test_modules_that_tests_load_again_stay(tmp_path: Path) -> None:
    text = "import importlib\nimport dep.low\nimportlib.reload(dep.low)\n"
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "main"\nversion = "1"\n')
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_low.py").write_text(text)
    for name, content in PLAIN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    given = ("--search-path", tmp_path / "site", "--python", sys.executable, "--no-cache", "--no-smoke", "--dry-run")
    form = ("--layout", "file", "--hoist", "safe", "--output-format", "json")
    done = CliRunner().invoke(main, [str(one) for one in ("extract", tmp_path, *given, *form)])
    told = {one["module"]: one["reason"] for one in json.loads(done.stdout)["hoisted"]}
    assert told["dep.low"] == "a test of the project imports it and loads modules again"


DEEP = {
    "main.py": "import dep\nprint(dep.fail, dep.Low, dep.limit)\n",
    "site/dep/__init__.py": "'''Text.'''\n\nfrom .a import (\n    fail,\n    Low,\n)\n\nlimit = 1\n",
    "site/dep/a.py": "from .b import low as _low, Low\n\nlimit = 2\n\n\ndef fail(n):\n    return _low(n + limit)\n",
    "site/dep/b.py": "# a comment\nimport os\n\nlimit = 3\n\n\nclass Low(Exception):\n    pass\n\n\n"
    "def low(n):\n    if n:\n        raise Low(n + limit, os.sep)\n",
}


def test_each_line_of_merged_modules_leads_to_its_original(tmp_path: Path) -> None:
    answer = extracted(tmp_path, DEEP)
    assert [one["module"] for one in answer["hoisted"] if one["into"]] == ["dep.a", "dep.b"]
    text = dict(read_back((tmp_path / "out/main.py").read_bytes()))["dep/__init__.py"].decode()
    origin = read_map(tmp_path / "out/vendorize.map").files["main.py/dep/__init__.py"].origin
    seen = []
    for number, line in enumerate(text.splitlines(), 1):
        where, original = original_place(origin, number)
        if original:
            theirs = (tmp_path / "site" / where.relative).read_text().splitlines()[original - 1]
            assert re.sub(r"\b_?(limit|os)_of_[ab]\b", r"\1", line.replace(" as _os_of_b", "")) == theirs
            seen.append((where.relative, original))
    for name in ("dep/a.py", "dep/b.py"):
        code = (tmp_path / "site" / name).read_text().splitlines()
        wanted = {(name, number) for number, line in enumerate(code, 1) if line.strip() and line[0] != "#"}
        wanted.discard(("dep/a.py", 1))  # the import that the other module stands for
        assert wanted <= set(seen)
    done = run(tmp_path, "import dep; dep.fail(1)")
    told = "".join(retrace(done.stderr.splitlines(keepends=True), read_map(tmp_path / "out/vendorize.map")))
    assert 'File "dep/a.py", line 7 [dep 0], in fail' in told
    assert 'File "dep/b.py", line 13 [dep 0], in low' in told
    assert told.endswith("dep.b.Low: (6, '/')\n")


def test_who_imports_a_merged_module_all_the_same_has_a_view_of_its_names(tmp_path: Path) -> None:
    extracted(tmp_path, DEEP)
    code = """
import dep, dep.b, importlib
from dep import a
print(dep.b.limit, a.limit, dep.limit, dep.b.Low is dep.Low, "limit" in dir(dep.b), hasattr(dep.b, "none"))
dep.b.limit = 30
try:
    dep.fail(1)
except dep.b.Low as error:
    print(error.args[0])
del a.limit
print(hasattr(a, "limit"), dep.limit)
try:
    importlib.reload(dep.b)
except ImportError as error:
    print(error)
"""
    done = run(tmp_path, code)
    assert done.stdout.splitlines() == [
        "3 2 1 True True False",
        "33",
        "False 1",
        "dep.b shares the scope of dep.a, and cannot be loaded again",
    ], done.stderr


def test_other_layouts_have_nothing_to_merge(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print(1)\n")
    given = ["extract", str(tmp_path / "app.py"), "--python", sys.executable, "--layout", "site", "--dry-run"]
    done = CliRunner().invoke(main, [*given, "--hoist", "safe"])
    assert done.exit_code == 2
    assert "nothing is merged" in done.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\nos.sep\n", "import os as new\nnew.sep\n"),
        ("from a import os\n", "from a import os as new\n"),
        ("from a import b as os, c\n", "from a import b as new, c\n"),
        ("os = 1\ndef f(os): return os\n", "new = 1\ndef f(os): return os\n"),
        ("os = 1\ndef f(a=os): return lambda: os\n", "new = 1\ndef f(a=new): return lambda: new\n"),
        ("os = 1\ndef f():\n    global os\n    os = 2\n", "new = 1\ndef f():\n    global new\n    new = 2\n"),
        ("os = 1\nclass A:\n    x = os\n    def os(self): return 1\n", None),
        ("os = 1\nf(os=os, x=a.os, y={'os': os})\n", "new = 1\nf(os=new, x=a.os, y={'os': new})\n"),
        ("os = [os for os in range(3)]\n", "new = [os for os in range(3)]\n"),
        ("os = 1\nx = [os for _ in y if (os := 2)]\n", None),
        ("try:\n    import os\nexcept E as os:\n    os\n", "try:\n    import os as new\nexcept E as new:\n    new\n"),
        ("import os.path\n", None),
        ("os = 1\nf'{os} {os!r:>{os}}'\n", "new = 1\nf'{new} {new!r:>{new}}'\n"),
        ("os = 1\nmatch x:\n    case [os, *_]: os\n", None),
        ("os = 1\ndef f(new): return os\n", None),
    ],
)
def test_global_names_change_in_all_scopes_or_not_at_all(before: str, after: str | None) -> None:
    try:
        found = renamed(before, {"os": "new", "f": "f"})
    except NotRenamedError:
        found = None
    assert found == after
