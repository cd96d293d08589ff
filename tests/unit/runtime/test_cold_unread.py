"""Docstrings of functions, and comments, leave altogether with cold code where nobody reads them."""

# ruff: noqa: E501 - a program stands on one line

from __future__ import annotations

import ast
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.runtime.cold_programs import project, run
from vendorize import workflow

if TYPE_CHECKING:
    from pathlib import Path

DEP = '''"""Of the module."""

class Shape:
    """Of the class."""

    # Above a method.
    def size(self, x=0):
        """Of a method.

        More.
        """
        # Inside.
        values = [
            self,  # behind
            # in brackets
            "and some text that is long enough to go",
        ]
        return values

    def nothing(self):
        """Of nothing."""

def hot(x):
    """Of a hot one."""
    return len("a text") + x

def also():
    "On one line."; return ["another text that is long enough", hot(1)]

def rights(x):
    """Do something.

    Copyright 2001 A. Writer, all rights reserved.
    """
    return [x, "and some text that is long enough to go"]
'''
GOING = ("Of a method.", "More.", "Of nothing.", "Of a hot one.", "On one line.", "Do something.")
KEPT = ('"""Of the module."""', '"""Of the class."""', "Copyright 2001 A. Writer")
USES = "dep.Shape().size, dep.Shape().nothing, dep.also, dep.rights"
SAYS = "print(dep.hot(1), dep.Shape().size()[1:], dep.Shape().nothing(), dep.also(), dep.rights(1), dep.Shape.__doc__)"
KEEP = '\n[[keep]]\nsymbol = "dep.hot"\nreason = "hot"\n'
READERS = {
    "of a value": "for one in [dep.hot]: print(one.__doc__)",
    "of what a function gets": "def show(one): return one.__doc__\nshow(dep.hot)",
    "inspect": "import inspect\ndef show(one): return inspect.getdoc(one)",
    "help": "help(dep)",
    "pydoc": "import pydoc",
    "doctest": "from doctest import testmod",
    "a name in a text": "for name in ['__doc__']: getattr(dep.hot, name)",
    "a name that is put together": "for name in ['doc']: getattr(dep.hot, f'__{name}__')",
    "a name that is filled in": "for name in ['doc']: getattr(dep.hot, '__%s__' % name)",
    "a name that is formatted": "for name in ['doc']: getattr(dep.hot, '__{}__'.format(name))",
    "a name that was put together before": "for name in ['doc']:\n    full = f'__{name}__'\n    getattr(dep.hot, full)",
    "a text that is filled in": "FULL = '__%s__'\nfor name in ['doc']: getattr(dep.hot, FULL % name)",
    "names that are put together": "for name in ['__' + one + '__' for one in ['doc']]: getattr(dep.hot, name)",
    "a part of a name": "getattr(dep.hot, '__d' + 'oc__')",
    "parts that are joined": "getattr(dep.hot, ''.join(['__', 'doc', '__']))",
    "attrgetter": "import operator\nfor name in ['doc']: operator.attrgetter(f'__{name}__')(dep.hot)",
    "a format with a name": "for name in ['doc']: ('{0.__' + name + '__}').format(dep.hot)",
    "getattr of builtins": "import builtins\nfor one in [dep.hot]: builtins.getattr(one, '__doc__')",
    "a key": "for name, label in {'__doc__': 'Help'}.items(): getattr(dep.hot, name)",
    "help beside a parameter": "def option(help=None): return help\nhelp(dep.hot)",
    "help with a space": "help (dep.hot)",
    "help of builtins": "import builtins\nbuiltins.help(dep.hot)",
    "getattr of inspect": "import inspect\nfor one in [dep.hot]: getattr(inspect, 'getdoc')(one)",
    "a module of a package": "from xmlrpc import server",
    "a module by its name": "import importlib\nimportlib.import_module('pydoc')",
    "a copy on what has one": "import functools\nfunctools.update_wrapper(dep.also, dep.hot)\nprint(dep.also.__doc__)",
    "a copy by assignment": "for one in [dep.hot]: dep.also.__doc__ = one.__doc__\nprint(dep.also.__doc__)",
    "a copy on a parameter": "def put(a, b): a.__doc__ = b.__doc__\nput(dep.also, dep.hot)\nprint(dep.also.__doc__)",
    "what decides": "for a in [dep.hot]:\n    if not a.__doc__: dep.also.__doc__ = 'other'\nprint(dep.also.__doc__)",
    "another value": "dep.also = dep.hot\nprint(dep.also.__doc__)",
    "another value by a text": "setattr(dep, 'also', dep.hot)\nprint(dep.also.__doc__)",
    "another value of a key": "vars(dep)['also'] = dep.hot\nprint(dep.also.__doc__)",
    "another value for a while": "from unittest import mock\nwith mock.patch('dep.also', dep.hot): print(dep.also.__doc__)",
    "another value beside one": "dep.also, other = dep.hot, 1\nprint(dep.also.__doc__)",
    "a copy by a keyword": "import functools\nfunctools.update_wrapper(wrapper=dep.also, wrapped=dep.hot)\nprint(dep.also.__doc__)",
    "a copy by another name": "from functools import update_wrapper as up\nup(dep.also, dep.hot)\nprint(dep.also.__doc__)",
    "a part with a name": "PART = '__'\ngetattr(dep.hot, PART + 'doc' + PART)",
    "the main module": "import __main__\nprint(__main__.hot.__doc__)",
    "a pattern": "match [dep.hot]:\n    case [object(__doc__=text)]: print(text)",
    "an assertion": "assert dep.hot.__doc__\nfor one in [dep.hot]: assert one.__doc__",
    "constants of code": "for one in [dep.hot]: print(one.__code__.co_consts)",
}
AROUND = {
    "linecache": "import linecache",
    "getsource": "import inspect\ndef show(one): return inspect.getsource(one)",
    "getcomments": "from inspect import getcomments",
    "cgitb": "import cgitb",
    "a function of frames by another name": "from inspect import stack as frames\nprint(frames(5)[0].code_context)",
    "a function of frames handed on": "import inspect, functools\nprint(functools.partial(inspect.stack, 5)())",
    "lines of frames": "import inspect\nprint(inspect.stack(5)[0].code_context)",
}


def make(folder: Path, policy: str, *, dep: str = DEP, app: str = "") -> tuple[Path, str, str]:
    """Return the result, and the texts of the module and of the archive."""
    request = project(folder, f'cold = "{policy}"\n{KEEP}', dep, USES, reads="")
    (folder / "app.py").write_text((folder / "app.py").read_text(encoding="utf-8") + app, encoding="utf-8")
    workflow.extract(replace(request, layout="site"), out=folder / "out", smoke=False)
    archive = folder / "out/_vendorize_cold.zip"
    if not archive.exists():
        return folder / "out", (folder / "out/dep/__init__.py").read_text(encoding="utf-8"), ""
    with zipfile.ZipFile(archive) as opened:
        cold = opened.read(*opened.namelist()).decode("utf-8")
    return folder / "out", (folder / "out/dep/__init__.py").read_text(encoding="utf-8"), cold


def test_they_are_neither_in_the_file_nor_in_the_archive(tmp_path: Path) -> None:
    out, text, cold = make(tmp_path, "load")
    assert not any(one in text + cold for one in (*GOING, "# Above a method.", "# Inside."))
    assert all(one in text for one in KEPT)
    assert "# in brackets" in cold  # a traceback may print it
    before, after = run(SAYS, tmp_path / "app.py", tmp_path / "site"), run(SAYS, out / "app.py")
    assert (after.stdout, after.returncode) == (before.stdout, 0), after.stderr


def test_lines_have_the_numbers_of_before(tmp_path: Path) -> None:
    _, text, _ = make(tmp_path, "load")
    lines = [
        {node.name: node.lineno for node in ast.walk(ast.parse(one)) if isinstance(node, ast.FunctionDef)}
        for one in (DEP, text)
    ]
    assert {lines[1][name] - line for name, line in lines[0].items()} == {lines[1]["size"] - lines[0]["size"]}


def test_of_denied_code_they_go_with_their_lines(tmp_path: Path) -> None:
    out, text, cold = make(tmp_path, "deny")
    assert not any(one in text for one in GOING)
    assert not cold
    assert "" not in text.split("\n")[:-1]
    assert (
        run("print(dep.hot(1), dep.Shape.__doc__, dep.__doc__)", out / "app.py").stdout
        == "7 Of the class. Of the module.\n"
    )


@pytest.mark.parametrize("policy", ["load", "deny"])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_docstrings_stay_where_somebody_may_read_them(tmp_path: Path, reader: str, policy: str) -> None:
    _, text, _ = make(
        tmp_path, policy, app=f"if len(sys.argv) > 98:\n    {reader.replace(chr(10), chr(10) + '    ')}\n"
    )
    assert all(one in text for one in GOING)


@pytest.mark.parametrize("reader", AROUND.values(), ids=AROUND.keys())
def test_text_stays_in_the_archive_where_somebody_may_read_around_lines(tmp_path: Path, reader: str) -> None:
    _, text, cold = make(
        tmp_path, "load", app=f"if len(sys.argv) > 98:\n    {reader.replace(chr(10), chr(10) + '    ')}\n"
    )
    assert all(one in text for one in GOING)
    assert "# Inside." in cold
    assert "# Above a method." in cold


@pytest.mark.parametrize(
    "reader",
    ["from dep import __doc__", "class A:\n    __slots__ = ('__doc__',)", "dep.hot.__doc__ = dep.also.__doc__"],
    ids=["of a module", "a place for one", "a copy"],
)
def test_what_reads_none_of_a_function_does_not_count(tmp_path: Path, reader: str) -> None:
    _, text, _ = make(tmp_path, "load", app=f"{reader}\n")
    assert not any(one in text for one in GOING if one != "On one line.")


def test_what_is_asked_for_by_name_stays(tmp_path: Path) -> None:
    _, text, _ = make(tmp_path, "load", app="print(dep.also.__doc__)\n")
    assert "On one line." in text
    assert "Of a method." not in text


def test_a_reader_that_shares_its_line_counts(tmp_path: Path) -> None:
    dep = DEP + "\nSHOWN = [one.__doc__ for one in (hot, also)]; UNUSED = 3\n"
    _, text, _ = make(tmp_path, "load", dep=dep, app="print(dep.SHOWN)\n")
    assert "Of a hot one." in text


@pytest.mark.parametrize(
    "made",
    [
        "class B:\n    def __init_subclass__(cls): setattr(cls, 'size' + '', hot)\nclass S(B):",
        "class M(type):\n    def __new__(c, n, b, d): return super().__new__(c, n, b, {**d, **TAKEN})\nclass S(metaclass=M):",
    ],
    ids=["a class that it is derived from", "a metaclass"],
)
def test_members_of_a_class_that_others_change_may_be_anything(tmp_path: Path, made: str) -> None:
    dep = f"{DEP}\nTAKEN = {{'size': hot}}\n{made}\n    def size(self):\n        'Own.'\n"
    _, text, _ = make(tmp_path, "load", dep=dep, app="print(dep.S.size.__doc__)\n")
    assert "Of a hot one." in text


@pytest.mark.parametrize(
    "other",
    [
        "def show(one): return getattr(one, f'visit_{one}'), f'{one}__{one}', getattr(one, '__visit_' + one)",
        "import functools\ndef wrap(one):\n    def inner(): pass\n    inner.__doc__ = one.__doc__\n    return inner",
        "def option(help=None): return help",
        "print('a text with help')",
    ],
)
def test_what_reads_none_takes_none(tmp_path: Path, other: str) -> None:
    _, text, _ = make(tmp_path, "load", app=f"print(dep.also.__doc__)\n{other}\n")
    assert "Of a hot one." not in text


READING = """
def read(one):
    return [one.__doc__, "and some text that is long enough to go"]
"""


def test_who_is_denied_reads_nothing(tmp_path: Path) -> None:
    app = "print(dep.read(dep.hot))\n"
    _, text, _ = make(tmp_path / "deny", "deny", dep=DEP + READING, app=app)
    assert not any(one in text for one in GOING)
    _, text, _ = make(tmp_path / "load", "load", dep=DEP + READING, app=app)
    assert all(one in text for one in GOING)


@pytest.mark.parametrize(
    "reading",
    [
        READING.replace("one):", "one, of=(lambda one: one.__doc__)(hot)):").replace("one.__doc__, ", ""),
        READING.replace("def read(one):", "class Reads:\n  def __del__(self):")
        .replace("one.", "one.")
        .replace("[one", "[hot.x"),
        READING + READING.replace("and some", "or some"),
    ],
    ids=["in its head", "that cannot be denied", "one of two"],
)
def test_a_reader_that_may_run_all_the_same_counts(tmp_path: Path, reading: str) -> None:
    _, text, _ = make(tmp_path, "deny", dep=DEP + reading, app="print(dep.read, dep.Reads)\n")
    assert all(one in text for one in GOING)
