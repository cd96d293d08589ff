"""Hostile projects: their metadata, their configuration, and files that would be run if anybody imported them."""

from __future__ import annotations

from tests.attack.hostile import ENDLESS, SING, Folder, Gone, Hostile, Link, Pipe, both
from tests.end_to_end.command import PROGRAM, PYPROJECT

PROJECT = "place/project"
TOML = f"{PROJECT}/pyproject.toml"
CLI = PROGRAM["app/cli.py"]


def _with(old: str, new: str) -> str:
    assert old in PYPROJECT
    return PYPROJECT.replace(old, new)


def _configured(text: str) -> str:
    return f"{PYPROJECT}\n[tool.vendorize]\n{text}\n"


REFUSED = both(
    "pyproject.toml",
    TOML,
    {
        "no TOML": PYPROJECT + "x = = 1\n",
        "the same key twice": PYPROJECT + "app = 'app.cli:main'\n",
        "no UTF-8": PYPROJECT.encode() + b"# caf\xe9\n",
        "a NUL": PYPROJECT + "x = '\0'\n",
        "UTF-16": PYPROJECT.encode("utf-16"),
        "brackets without end": PYPROJECT + "x = " + "[" * 100_000,
        "nested arrays": PYPROJECT + "x = " + "[" * 20_000 + "]" * 20_000 + "\n",
        "nested tables": PYPROJECT + "x = " + "{a = " * 20_000 + "1" + "}" * 20_000 + "\n",
        "an endless device": ENDLESS,
        "a pipe": Pipe(),
        "a folder": Folder(),
        "a link to itself": Link("pyproject.toml"),
        "project is a text": 'project = "app"\n',
        "project is a list": "[[project]]\nname = 'app'\n",
        "name is a number": _with('"app"', "3"),
        "dependencies is a text": _with('["dep"]', '"dep"'),
        "dependencies of numbers": _with('["dep"]', "[3]"),
        "a requirement that is none": _with('["dep"]', '["dep =="]'),
        "requires-python is a list": _with('">=3.11"', "[3]"),
        "scripts is a list": _with("[project.scripts]\napp =", "[[project.scripts]]\napp ="),
        "a script that is a number": _with('"app.cli:main"', "3"),
        "an unknown key": _configured("lay-out = 'site'"),
        "an unknown layout": _configured("layout = 'zip'"),
        "keep is a number": _configured("keep = 3"),
        "keep without a reason": _configured("[[tool.vendorize.keep]]\nsymbol = 'dep.core'"),
        "keep of a number": _configured("[[tool.vendorize.keep]]\nsymbol = 3\nreason = 'x'"),
        "external is a table": _configured("external = {dep = 1}"),
        "roots of numbers": _configured("roots = [1, 2]"),
        "tool is a number": "tool = 3\n" + PYPROJECT,
        "vendorize is a list": PYPROJECT + "[[tool.vendorize]]\nlayout = 'site'\n",
    },
    "refused",
)
ODD = both(
    "pyproject.toml",
    TOML,
    {
        "a mark at its beginning": b"\xef\xbb\xbf" + PYPROJECT.encode(),
        "ends of lines of Windows": PYPROJECT.replace("\n", "\r\n"),
        "requires-python that is none": _with('">=3.11"', '">>3"'),
        "no line end": PYPROJECT.rstrip("\n"),
        "a long comment": PYPROJECT + "#" + "x" * 1_000_000 + "\n",
        "other tools' nonsense": PYPROJECT + "[tool.other]\nx = 'y'\n'a b' = 1979-05-27T07:32:00Z\nnan = nan\n",
        "a build back end of its own": PYPROJECT + "[build-system]\nbuild-backend = 'evil'\nbackend-path = ['.']\n",
        "names of other alphabets": PYPROJECT + '[tool.other]\n"\\u202e" = "\\u0007"\n',
        "a version with an escape": _with('"0.1"', '"0.1\\u001b[31m"'),
        "a description with escapes": _with('version = "0.1"', 'version = "0.1"\ndescription = "\\u001b[2J\\u202e"'),
    },
)
RUN = [
    Hostile(f"code that runs: {name}", {f"{PROJECT}/{name}": SING, f"{PROJECT}/app/data.txt": "x"})
    for name in (
        "setup.py", "evil.py", "conftest.py", "sitecustomize.py", "usercustomize.py", "noxfile.py", "manage.py",
        "click.py", "tomlkit.py", "packaging/__init__.py", "libcst/__init__.py", "vendorize/__init__.py",
        "vendorize_analysis/__init__.py", "rich.py", "encodings/utf_8.py", "app/not_imported.py", "tests/__init__.py",
    )
]  # fmt: skip
FILES = [
    Hostile("a link to itself", {f"{PROJECT}/app/loop.py": Link("loop.py")}),
    Hostile("a link to nothing", {f"{PROJECT}/app/nothing.py": Link("nowhere.py")}),
    Hostile("a folder that links to the one around it", {f"{PROJECT}/app/again": Link("..")}),
    Hostile("a module outside, by a link", {f"{PROJECT}/app/secret.py": Link("../../../outside/secret.py")}),
    Hostile("a module that is a pipe", {f"{PROJECT}/app/pipe.py": Pipe()}),
    Hostile("a module that is an endless device", {f"{PROJECT}/app/zero.py": ENDLESS}),
    Hostile("data that is a pipe", {f"{PROJECT}/app/data.txt": Pipe()}),
    Hostile("data that is an endless device", {f"{PROJECT}/app/data.bin": ENDLESS}),
    Hostile("a module that is a folder", {f"{PROJECT}/app/folder.py": Folder()}),
    Hostile("a module called as a keyword", {f"{PROJECT}/app/class.py": "x = 1\n"}),
    Hostile("a module with a line end in its name", {f"{PROJECT}/app/new\nline.py": "x = 1\n"}),
    Hostile("a module with an escape in its name", {f"{PROJECT}/app/red\x1b[31m.py": "x = = 1\n"}),
    Hostile("a module that is no UTF-8 in its name", {f"{PROJECT}/app/caf\udce9.py": "x = 1\n"}),
    Hostile("a module with the longest name", {f"{PROJECT}/app/{'m' * 240}.py": "x = 1\n"}),
    Hostile("folders in folders", {f"{PROJECT}/app/{'/'.join(['d'] * 100)}/m.py": "x = 1\n"}),
    Hostile(
        "modules that differ in case",
        {f"{PROJECT}/app/One.py": "x = 1\n", f"{PROJECT}/app/one.py": "x = 2\n"},
        "refused",
        "case",
    ),
    Hostile("a compiled module that is none", {f"{PROJECT}/app/fast.cpython-311-x86_64-linux-gnu.so": b"\x7fELF"}),
    Hostile("compiled code that is none", {f"{PROJECT}/app/__pycache__/cli.cpython-311.pyc": b"\0" * 99}),
    Hostile("code without source", {f"{PROJECT}/app/only.pyc": b"\x6f\x0d\x0d\x0a" + b"\0" * 12}),
    Hostile("a folder for pytest that is a file", {f"{PROJECT}/tests": "no folder\n"}),
    Hostile("no first-party code", {f"{PROJECT}/app": Gone()}, "refused", "app"),
    Hostile("a script that is not there", {TOML: _with('"app.cli:main"', '"app.nowhere:main"')}, "refused", "nowhere"),
    Hostile("a script of two objects", {TOML: _with('"app.cli:main"', '"app.cli:main:more"')}, "refused", ":more"),
    Hostile("a journal that is none", {f"{PROJECT}/.vendorize/journal": "{}"}),
    Hostile("nested requirements files", {f"{PROJECT}/requirements.txt": "-r requirements.txt\n-c nowhere.txt\n\0\n"}),
    Hostile("a setup.cfg that is none", {f"{PROJECT}/setup.cfg": "[metadata\nname = \0\n"}, "refused", "setup.cfg:1"),
    Hostile("an ignore file of bytes", {f"{PROJECT}/.gitignore": b"\xff\xfe\0"}),
]  # fmt: skip
CASES = (*REFUSED, *ODD, *RUN, *FILES)
