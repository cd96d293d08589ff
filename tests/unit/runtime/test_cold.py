"""Functions whose bodies come at their first call do what they did in the module: one program, before and after."""

# ruff: noqa: E501 - a program stands on one line

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.runtime import cold_programs
from tests.unit.runtime.cold_programs import BODIES, NOTHING_RAN, run
from vendorize import workflow
from vendorize.check.walking import is_cached
from vendorize.report.extraction import extraction_object, render
from vendorize.report.look import Look
from vendorize.report.text import remarks
from vendorize.transform.words import cold_name
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.request import Request

DEP = '''"""Shapes."""
from __future__ import annotations
import functools
import inspect
import warnings

LIMIT = 3

def area(a: int, b: int = 2, /, c=1, *rest, d: str = "d", **more) -> int:
    """Area."""
    values = {"a": a, "b": b, "c": c, "rest": rest, "text": "which makes this long enough"}
    total = a * b * c + len(values) * 0 + sum(rest) + len(d) + len(more)
    return total * LIMIT

def factorial(n):
    text = "a recursive one"
    return 1 if n < 2 else n * factorial(n - 1) * len(text) // len(text)

def counter():
    count = 0
    def more():
        nonlocal count
        count += 1
        return count
    values = {"text": "which makes this long enough", "more": "of the same"}
    return more, "with a function inside"

def looked_at(function):
    function.seen = (inspect.getsource(function), str(inspect.signature(function)))
    return function

def hidden(function):
    table = {"function": function}
    return lambda *args: table["function"](*args)

@looked_at
def seen(x, *, y: int = 4):
    """Seen."""
    # a comment
    values = [x, y, "and what else there may be"]

    return values

@hidden
def behind(x):
    values = {"value": x, "text": "behind a decorator that hides it"}
    return values["value"]

@functools.lru_cache
def cached(x):
    values = {"value": x, "text": "behind a decorator that hides it"}
    return values["value"]

def joined(folder):
    """A call of what an imported module has."""
    pieces = [folder, "and", "a text that makes it long enough"]
    return functools.reduce(lambda one, two: one + "/" + two, pieces)

def warned():
    warnings.warn("the line of the caller counts here", stacklevel=2)
    return "warned, with text that makes it long enough"

def generated(n):
    for one in range(n):
        yield one, "and a text that makes it long enough to be a stub, if it could be one"

async def waited(n):
    values = {"value": n, "text": "and a text that makes it long enough to be a stub"}
    return values["value"]

def piled(stack, more=("text that makes it", "long enough")):
    stack = [*stack, *more]
    return [one for one in stack if one is not stack]

def looking(more="text that makes it long enough"):
    stack = inspect.stack()
    return stack[1].function, more

def raising(x):
    value = {"one": x}
    raise ValueError("of a cold function: " + repr(value))

class Base:
    def name(self, prefix="the base class, "):
        values = [prefix, "of all that there is here"]
        return "".join(values)

class Shape(Base):
    def name(self, *args):
        values = [super().name(*args), __class__.__name__, self.__private("text")]
        return " ".join(values)

    def __private(self, text):
        values = {"text": text, "more": text * 2, "most": text * 3}
        return ",".join(values.values())

    @property
    def size(self):
        """Size."""
        numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
        return sum(numbers)

    @classmethod
    def make(cls, *args):
        made = cls(*args)
        return made, "and a text that makes it long enough"

    @staticmethod
    def plain(x=3):
        values = [x, x + 1, x + 2, "and a text that makes it long enough"]
        return values

    class Inner:
        def deep(self):
            values = [type(self).__qualname__, "and a text that makes it long enough"]
            return values

EARLY, EARLY_ERRORS = [], []

def early(function):
    """Call what is not in its class yet."""
    try:
        function(None)
    except RuntimeError as error:
        EARLY_ERRORS.append(str(error))
    return function

class Sized(Base):
    @hidden
    def sizes(self, count):
        values = [super().name("and a text that makes it long enough")] * count
        return values

    @hidden
    def each(self):
        values = [super().name("and a text that makes it long enough"), __class__.__name__]
        yield from values

    @early
    def soon(self):
        values = [super().name("and a text that makes it long enough"), __class__.__name__]
        return values
'''

PROGRAMS = {
    "calls": "print(dep.area(2), dep.area(2), dep.area(1, 2, 3, 4, d='', e=5)); print(dep.factorial(5))",
    "a variable called stack": "print(dep.piled([1]), dep.looking())",
    "wrong calls": (
        "for call in (lambda: dep.area(), lambda: dep.area(a=1, b=2), lambda: dep.Shape().name(x=1)):\n"
        "    try: call()\n    except TypeError as error: print(error)"
    ),
    "identity": (
        "before, f = dep.area, dep.area\nprint(f(1), dep.area is before, f.__name__, f.__qualname__, f.__module__,\n"
        "  f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__dict__, f.__closure__)"
    ),
    "code objects": (
        "import operator\nget = operator.attrgetter('co_name', 'co_qualname', 'co_flags', 'co_argcount', 'co_freevars',\n"
        "  'co_posonlyargcount', 'co_kwonlyargcount')\n"
        "for f in (dep.area, dep.Shape.name, dep.generated, dep.waited, dep.Shape.Inner.deep): print(get(f.__code__))\n"
        "dep.area(1); dep.Shape().name()\nfor f in (dep.area, dep.Shape.name): print(get(f.__code__))"
    ),
    "cells": "print(dep.counter()[0](), dep.Shape().name(), dep.Shape().name('x'), dep.Shape().name())",
    "members": "print(dep.Shape().size, dep.Shape.make()[1], dep.Shape.plain(), dep.Shape.Inner().deep())",
    "decorators": "print(dep.seen.seen, dep.seen(1), [dep.behind(n) for n in (1, 2, 3)], dep.cached(1), dep.cached(2))",
    "source": (
        "import inspect\nprint(inspect.getsource(dep.area), inspect.getsource(dep.Shape.name)); dep.area(1)\n"
        "print(inspect.getsource(dep.area), inspect.signature(dep.area), inspect.getsource(dep.Shape))"
    ),
    "imported": (
        "import inspect, linecache\nprint(dep.joined('x'), inspect.getsource(dep.joined), dep.joined('y'))\n"
        "print([number for number in range(1, 9) if linecache.getline(dep.__file__, number).startswith('import functools,')])"
    ),
    "listings": (
        "print(dir(dep), dir(dep.Shape), sorted(vars(dep.Shape)), list(vars(dep)))\ndep.area(1)\nprint(dir(dep), list(vars(dep)))"
    ),
    "generators": "import asyncio; print(list(dep.generated(3)), asyncio.run(dep.waited(2)))",
    "tracebacks": (
        "import traceback\nfor _ in range(2):\n    try: dep.raising(1)\n"
        "    except ValueError: last = traceback.format_exc().splitlines()[-3:]\n    print(last[1:], last[0].split(',')[2:])"
    ),
    "warnings": (
        "import warnings\nwith warnings.catch_warnings(record=True) as found:\n    warnings.simplefilter('always')\n"
        "    dep.warned(); dep.warned()\nprint([(one.filename == __file__, one.lineno) for one in found])"
    ),
    "pickles": "import pickle; f = pickle.loads(pickle.dumps(dep.area)); print(f is dep.area, f(3)); print(pickle.loads(pickle.dumps(dep.area))(3))",
    "patched before": (
        "from unittest import mock\nwith mock.patch.object(dep, 'area', lambda x: 'patched'): print(dep.area(1))\nprint(dep.area(1))\n"
        "old = dep.factorial; dep.factorial = lambda n: 7; print(old(3)); dep.factorial = old; print(dep.factorial(3))"
    ),
    "patched after": "dep.area(1)\nold = dep.area; dep.area = lambda: 1; print(dep.area(), old(1))",
    "patched code": "dep.area.__code__ = (lambda a: a).__code__; print(dep.area(4))",
    "patched builtins": (
        "from unittest import mock\nwith mock.patch('builtins.open', mock.mock_open(read_data='x')):\n    print(dep.area(1))\n"
        "with mock.patch('builtins.__import__', side_effect=ImportError): print(dep.factorial(3))"
    ),
    "copies": (
        "import types\nf = types.FunctionType(dep.area.__code__, {'LIMIT': 100}, 'copy', (2,))\nf.__kwdefaults__ = {'d': 'd'}\n"
        "print(f(1, 2), f(1, 2), f.__name__, dep.area(1))\n"
        "g = types.FunctionType(dep.Shape.name.__code__, dep.__dict__, 'c', None, dep.Shape.name.__closure__)\n"
        "print(g(dep.Shape()), g(dep.Shape()))"
    ),
    "threads": (
        "from concurrent.futures import ThreadPoolExecutor\nfrom threading import Barrier\nbarrier = Barrier(8)\n"
        "def run(n): barrier.wait(); return dep.area(n), dep.Shape().name()\n"
        "with ThreadPoolExecutor(8) as pool: print(list(pool.map(run, range(8))))"
    ),
    "another class in the cell": (
        "import types\nclass Other(dep.Base):\n    name, _Shape__private = dep.Shape.name, lambda self, text: text\n"
        "f = dep.Shape.name; f.__closure__[0].cell_contents = Other; print(f(Other()), f(Other()))"
    ),
    "cells of a copy": (
        "import types\nclass Other(dep.Base): _Shape__private = lambda self, text: text\n"
        "f = types.FunctionType(dep.Shape.name.__code__, vars(dep), 'c', None, (types.CellType(Other),)); Other.name = f\n"
        "print(Other().name(), Other().name(), dep.Shape().name(), Other().name('x'))"
    ),
    "cells behind decorators": "s = dep.Sized(); print([len(s.sizes(n)) for n in (1, 2, 3)], list(s.each()), list(s.each()))",
    "a cell that is not there yet": "print(list(dep.EARLY), dep.EARLY_ERRORS)",
    "another folder": "import os; os.chdir('/'); print(dep.area(1))",
}
STUB = r"return _\d\w{3}\.[A-Z]\w+\("
NAMES = (
    "dep.area, dep.factorial, dep.counter, dep.seen, dep.behind, dep.cached, dep.joined, dep.piled, dep.looking, dep.warned, dep.generated, dep.waited, "
    "dep.raising, dep.Shape().name, dep.Shape.size, dep.Shape.make, dep.Shape.plain, dep.Shape.Inner().deep"
)


def project(folder: Path, policy: str, dep: str = DEP) -> Request:
    return cold_programs.project(folder, policy, dep, NAMES)


def make(folder: Path, policy: str, layout: str = "site", dep: str = DEP) -> Path:
    return cold_programs.write(folder, policy, dep, NAMES, layout=layout)


UNPACKED = '[[keep]]\nsymbol = "dep.LIMIT"\nreason = "its module stays in its file"\n'


@pytest.fixture(scope="module", params=["site", "package"])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp(request.param), f'cold = "load"\n{UNPACKED}', request.param)


@pytest.fixture(scope="module", params=["site", "package"])
def packed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp(request.param), 'cold = "load"\n', request.param)


@pytest.fixture(scope="module", params=["site", "package"])
def module_result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "trace.json").write_text(NOTHING_RAN, encoding="utf-8")
    return make(folder, 'cold = "load"\ntraces = ["trace.json"]\n', request.param)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_cold_function_does_what_it_did(result: Path, program: str) -> None:
    before = run(program, result.parent / "app.py", result.parent / "site")
    assert before.returncode == 0, before.stderr
    after = run(program, result / "app.py")
    printed = after.stdout.replace("_vendor.dep", "dep").replace(str(result), str(result.parent))
    assert (printed, after.returncode) == (before.stdout, 0), after.stderr


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_cold_module_does_what_it_did(module_result: Path, program: str) -> None:
    test_a_cold_function_does_what_it_did(module_result, program)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_cold_function_of_a_packed_module_does_what_it_did(packed: Path, program: str) -> None:
    test_a_cold_function_does_what_it_did(packed, program)


def test_of_a_packed_module_one_line_stays_and_its_text_has_stubs(packed: Path) -> None:
    (module,) = packed.rglob("dep/__init__.py")
    (stub,) = module.read_text(encoding="utf-8").splitlines()
    assert stub.startswith("__import__(")
    assert stub.endswith("  # Vendored by vendorize from dep 1")
    (archive,) = packed.rglob("_vendorize_cold.zip")
    with zipfile.ZipFile(archive) as opened:
        (info,) = opened.infolist()
        begin = int(info.comment.split()[4])
        functions, text = opened.read(info)[:begin].decode("utf-8"), opened.read(info)[begin:].decode("utf-8")
    assert "a * b * c" in functions
    assert "LIMIT = 3" not in functions
    assert "a * b * c" not in text
    assert "LIMIT = 3" in text
    assert re.search(STUB, text)


def test_of_a_cold_module_one_line_stays(module_result: Path) -> None:
    (module,) = module_result.rglob("dep/__init__.py")
    (stub,) = module.read_text(encoding="utf-8").splitlines()
    assert stub.startswith("__import__(")
    assert stub.endswith("  # Vendored by vendorize from dep 1")
    (archive,) = module_result.rglob("_vendorize_cold.zip")
    with zipfile.ZipFile(archive) as opened:
        (name,) = opened.namelist()
        assert name.endswith("dep/__init__.py")
        assert DEP in opened.read(name).decode("utf-8")


def test_a_module_of_which_anything_ran_is_not_cold(tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text(BODIES, encoding="utf-8")
    text = (make(tmp_path, f'cold = "load"\ntraces = ["trace.json"]\n{UNPACKED}') / "dep/__init__.py").read_text(
        "utf-8"
    )
    assert "LIMIT = 3" in text
    assert "a * b * c" not in text


def test_a_cold_module_that_is_denied_names_itself_and_one_that_a_rule_keeps_stays(tmp_path: Path) -> None:
    policy = 'cold = "deny"\ntraces = ["../trace.json"]\n'
    (tmp_path / "trace.json").write_text(NOTHING_RAN, encoding="utf-8")
    out = make(tmp_path / "a", policy)
    done = run("", out / "app.py")
    assert done.returncode == 1
    assert "uses dep, which is cold, and this result denies cold code" in done.stderr
    assert not list(out.rglob("_vendorize_cold.zip"))
    kept = make(tmp_path / "b", policy + '[[keep]]\nsymbol = "dep.area"\nreason = "hot"\n')
    assert "LIMIT = 3" in (kept / "dep/__init__.py").read_text("utf-8")


def test_a_cold_module_runs_again_when_it_is_reloaded_and_its_text_can_be_read(module_result: Path) -> None:
    code = (
        "import importlib, inspect; dep.extra = 1; again = importlib.reload(dep); print(again is dep, dep.extra)\n"
        "print(inspect.getsource(dep).count('def area'), inspect.getsource(dep.Shape).splitlines()[0])"
    )
    before = run(code, module_result.parent / "app.py", module_result.parent / "site")
    done = run(code, module_result / "app.py")
    assert (done.stdout, before.stdout) == ("True 1\n1 class Shape(Base):\n",) * 2, done.stderr


def test_a_module_that_looks_at_its_importers_stays(tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text(NOTHING_RAN, encoding="utf-8")
    looking = DEP + "\ndef who():\n    import sys\n    return sys._getframe(2).f_globals['__name__']\n\nWHO = who()\n"
    text = (make(tmp_path, 'cold = "load"\ntraces = ["trace.json"]\n', dep=looking) / "dep/__init__.py").read_text()
    assert "WHO = who()" in text


def test_what_cannot_be_cold_stays_and_the_rest_is_in_the_archive(result: Path) -> None:
    (module,) = result.rglob("dep/__init__.py")
    text = module.read_text(encoding="utf-8")
    assert "stacklevel=2" in text
    assert "a * b * c" not in text
    assert "nonlocal count" not in text
    assert "one is not stack" not in text
    assert "stack = inspect.stack()" in text
    assert "functools.reduce" not in text
    assert list(result.rglob("_vendorize_cold.zip"))


def test_two_results_with_one_name_in_a_process_are_a_loud_error(result: Path) -> None:
    name = re.search(STUB, next(result.rglob("dep/__init__.py")).read_text(encoding="utf-8"))
    assert name is not None
    code = (
        "import builtins, runpy, sys, types; setattr(builtins, sys.argv[1], types.SimpleNamespace(support='other._vendor._support'))\n"
        "sys.path.insert(0, sys.argv[2]); sys.argv[1:] = ['']; runpy.run_module('app', run_name='__main__')"
    )
    arguments = [name.group()[len("return ") :].partition(".")[0], str(result)]
    command = [sys.executable, "-S", "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "other._vendor._support and " in done.stderr
    assert "cannot be in one process" in done.stderr


def test_a_module_that_has_the_name_of_stubs_has_none(tmp_path: Path) -> None:
    name = cold_name("_vendorize_support")
    out = make(tmp_path, 'cold = "load"\n', dep=DEP + f"\n{name} = 3\n")
    assert "a * b * c" in (out / "dep/__init__.py").read_text(encoding="utf-8")


def test_a_zipped_and_a_read_only_result_load_too(result: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "app"), "zip", result)
    code = "import sys; sys.path[0] = sys.argv[1]; import runpy; sys.argv[1:] = ['print(dep.area(1))']; runpy.run_module('app', run_name='__main__')"
    zipped = [sys.executable, "-S", "-c", code, str(tmp_path / "app.zip")]
    done = subprocess.run(zipped, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "9\n", done.stderr


def test_a_packed_module_runs_zipped_and_in_processes_that_are_spawned_and_is_checked(
    packed: Path, tmp_path: Path
) -> None:
    test_a_zipped_and_a_read_only_result_load_too(packed, tmp_path / "zipped")
    test_processes_that_are_spawned_load_too(packed, tmp_path / "spawned")
    for damage in ("gone", "changed"):
        test_an_archive_that_is_not_what_was_written_is_a_loud_error(packed, tmp_path / damage, damage)


def test_a_packed_module_runs_again_when_it_is_reloaded_and_its_text_can_be_read(packed: Path) -> None:
    test_a_cold_module_runs_again_when_it_is_reloaded_and_its_text_can_be_read(packed)


def test_processes_that_are_spawned_load_too(result: Path, tmp_path: Path) -> None:
    shutil.copytree(result, tmp_path / "out")
    app = tmp_path / "out/app.py"
    more = "import multiprocessing as m\n    print(m.get_context('spawn').Pool(1).map(dep.factorial, [3, 4]))\n"
    app.write_text(app.read_text(encoding="utf-8").replace("exec(sys.argv[1])", more), encoding="utf-8")
    done = run("", app)
    assert done.stdout == "[6, 24]\n", done.stderr


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_an_archive_that_is_not_what_was_written_is_a_loud_error(result: Path, tmp_path: Path, damage: str) -> None:
    shutil.copytree(result, tmp_path / "out")
    (archive,) = (tmp_path / "out").rglob("_vendorize_cold.zip")
    if damage == "gone":
        archive.unlink()
    else:
        content = bytearray(archive.read_bytes())
        content[60] ^= 1
        archive.write_bytes(content)
    done = run("print(dep.area(1))", tmp_path / "out/app.py")
    assert done.returncode == 1
    assert "Unloadable: " in done.stderr
    assert "_vendorize_cold.zip" in done.stderr


def test_warn_says_which_cold_function_was_used_once_and_by_which_way(tmp_path: Path) -> None:
    done = run("print(dep.area(1), dep.area(1))", make(tmp_path, 'cold = "warn"\n') / "app.py")
    assert done.stdout == "9 9\n"
    (line,) = [one for one in done.stderr.splitlines() if "cold code was used: dep.area <- " in one]
    assert "app.py:7" in line


def test_deny_names_what_was_called_and_the_result_does_not_have_it(tmp_path: Path) -> None:
    run_at_import = "".join(
        f'[[keep]]\nsymbol = "dep.{one}"\nreason = "import"\n' for one in ("hidden", "looked_at", "early", "Sized.soon")
    )
    out = make(tmp_path, f'cold = "deny"\n{run_at_import}')
    assert not list(out.rglob("_vendorize_cold.zip"))
    done = run("dep.area(1)", out / "app.py")
    assert done.returncode == 1
    assert "uses dep.area, which is cold, and this result denies cold code" in done.stderr
    text = (out / "dep/__init__.py").read_text(encoding="utf-8")
    assert re.search(r"^    _\d\w{3}\.[A-Z]\w+$", text, re.MULTILINE)  # what raises is handed no arguments
    assert not re.search(STUB, text)


def test_what_a_trace_or_a_keep_rule_names_is_hot(tmp_path: Path) -> None:
    trace = (
        '{"schema": 1, "kind": "vendorize trace", "distributions": {"dep": {"files": {"dep/__init__.py": ["area"]}}}}'
    )
    (tmp_path / "trace.json").write_text(trace, encoding="utf-8")
    keep = '[[keep]]\nsymbol = "dep.Shape"\nreason = "hot"\n'
    text = (make(tmp_path, 'cold = "load"\ntraces = ["trace.json"]\n' + keep) / "dep/__init__.py").read_text("utf-8")
    assert "a * b * c" in text
    assert "of all that there is here" not in text
    assert "__class__.__name__" in text


ENDING = """\
import sys
import weakref


def hook(event, args):
    words = [event, "and a text of an audit hook"]
    return None


def told(what):
    words = [what, "and a text of another hook"]
    return None


def watch():
    sys.addaudithook(hook)
    sys.unraisablehook = told


class Registry:
    def __init__(self):
        self.refs = set()

    def add(self, item):
        self.refs.add(weakref.ref(item, self.drop))

    def drop(self, ref):
        self.refs.discard(ref)


class Held:
    def __del__(self):
        self.close()

    def close(self, say=print):
        say("closed", "and a text that makes it long enough")


def other(x):
    values = [x, "and a text that makes it long enough"]
    return values
"""


@pytest.mark.parametrize("policy", ["load", "deny"])
def test_what_python_may_call_when_it_ends_is_hot(tmp_path: Path, policy: str) -> None:
    out = cold_programs.write(
        tmp_path, f'cold = "{policy}"\n{UNPACKED}', ENDING, "dep.Registry().add(dep.Held()), dep.other(1), dep.watch()"
    )
    text = (out / "dep/__init__.py").read_text(encoding="utf-8")
    assert "self.refs.discard(ref)" in text
    assert 'say("closed"' in text
    assert "of an audit hook" in text
    assert "of another hook" in text
    assert "values = [x" not in text
    done = run("dep.held = dep.Held()", out / "app.py")
    assert (done.stdout, done.stderr) == ("closed and a text that makes it long enough\n", "")


READING = """\
import logging
import os
import warnings


def after(lines):
    with open(os.path.join(os.path.dirname(__file__), "plug.py")) as stream:
        text = stream.read()
    space = {}
    exec(compile("\\n" * lines + text, "plug.py", "exec"), space)
    return space


class Handler(logging.Handler):
    def emit(self, record):
        text = "handled: " + record.getMessage().partition(":")[0]
        print(text)


def old(text, kind=DeprecationWarning):
    warnings.warn(text + " and a text that makes it long enough", kind, 2)

"""


PLUG = """\
def f(x):
    found = ["this is f, which is rather long", x]
    return found
def g(x):
    found = ["this is g, which is rather long", x]
    return found
"""


@pytest.fixture(scope="module", params=["load", "warn"])
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    names = "dep.after(0), dep.Handler().emit, dep.old"
    asked = cold_programs.project(folder, f'cold = "{request.param}"\n', READING, names)
    (folder / "site/dep/plug.py").write_text(PLUG, encoding="utf-8")
    record = folder / "site/dep-1.dist-info/RECORD"
    record.write_text(f"dep/plug.py,,\n{record.read_text(encoding='utf-8')}", encoding="utf-8")
    workflow.extract(asked, out=folder / "out", smoke=False)
    return folder / "out"


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        pytest.param(
            "print(dep.after(0)['g'](1)); print(dep.after(3)['f'](1))", "is g is f", id="one line, two functions"
        ),
        pytest.param(
            "import logging; logging.basicConfig(level='WARNING', handlers=[dep.Handler()]); logging.error('x: y')",
            "handled: x",
            id="what writes the log is cold itself",
        ),
        pytest.param(
            "import warnings\nwith warnings.catch_warnings(record=True) as w: warnings.simplefilter('always'); dep.old('x')\n"
            "print(w[0].filename)",
            "<string>",
            id="a warning that names the caller by position",
        ),
    ],
)
def test_a_cold_function_is_the_one_that_was_called(reading: Path, program: str, printed: str) -> None:
    done = run(program, reading / "app.py")
    assert done.returncode == 0, done.stderr
    found = done.stdout.splitlines()
    if printed == "is g is f":
        assert ["this is g" in found[0], "this is f" in found[1]] == [True, True]
    else:
        assert printed in found


def test_a_distribution_has_its_own_policy(tmp_path: Path) -> None:
    text = (make(tmp_path, 'cold = "deny"\n[distribution.dep]\ncold = "drop"\n') / "dep/__init__.py").read_text("utf-8")
    assert text.endswith(DEP)


def test_one_file_has_no_place_for_cold_code(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the layout file does not hold cold code"):
        make(tmp_path, 'cold = "load"\n', "file")


def test_a_result_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = (make(tmp_path / name, 'cold = "load"\n') for name in ("a", "b"))
    for one in first.rglob("*"):
        if one.is_file():
            assert one.read_bytes() == (second / one.relative_to(first)).read_bytes()


def test_an_extraction_says_how_much_is_cold_and_why_the_rest_is_not(tmp_path: Path) -> None:
    found = workflow.extract(project(tmp_path, f'cold = "load"\n{UNPACKED}'), out=tmp_path / "out", smoke=False)
    (one,) = found.cold
    assert (one.distribution, one.policy) == ("dep", "load")
    defined = sum(line.lstrip().startswith(("def ", "async def ")) for line in DEP.splitlines())
    assert one.functions + one.hot == defined - 1  # one in a function is no part
    assert dict(one.stays) == {f"it may look at who called it: {name}": 1 for name in ("stack", "stacklevel")}
    (module,) = (tmp_path / "out").rglob("dep/__init__.py")
    assert len(re.findall(STUB, module.read_text(encoding="utf-8"))) == one.functions
    assert extraction_object(found)["cold"][0]["functions"] == one.functions
    # All functions have a fate, those in functions included.
    assert extraction_object(found)["fates"] == {"hot": defined - one.defined, "cold": one.defined, "gone": 0}
    assert one.defined == one.functions + 1
    assert f"functions {defined} → {defined - one.defined} hot, {one.defined} cold (0 gone)" in render(found, Look())
    assert f"dep: {one.functions} of {defined - 1} functions" in render(found, Look())


def test_an_analysis_says_how_many_functions_are_hot_cold_and_gone(tmp_path: Path) -> None:
    request = project(tmp_path, 'cold = "load"\n[[keep]]\nsymbol = "dep.area"\nreason = "hot"\n')
    (one,) = workflow.analyze(request).distributions
    assert one.cold == one.functions.kept - 1
    assert f"functions 1 hot, {one.cold} cold, 0 gone" in " ".join(remarks(one, Look()))


def test_bytecode_of_a_cold_module_is_kept_where_bytecode_is(tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text(NOTHING_RAN, encoding="utf-8")
    plain = DEP.replace("@looked_at\n", "")  # who asks for source has the archive read
    make(tmp_path, 'cold = "load"\ntraces = ["trace.json"]\n', dep=plain)
    app, code = tmp_path / "out/app.py", "print(dep.area(1), dep.area.__code__.co_filename == dep.__file__)"
    (archive,) = (tmp_path / "out").rglob("_vendorize_cold.zip")
    cache = archive.parent / "__pycache__"
    assert run(code, app).stdout == "9 True\n"
    assert not list(cache.glob("_vendorize_cold.*"))
    assert run(code, app, kept=True).stdout == "9 True\n"
    (kept,) = cache.glob("_vendorize_cold.*.pyc")
    assert is_cached(kept)
    written = archive.read_bytes()
    archive.write_bytes(written[:60] + bytes([written[60] ^ 1]) + written[61:])  # its text is not read now
    assert run(code, app).stdout == "9 True\n"
    archive.write_bytes(written)
    content = kept.read_bytes()
    for damaged in (b"", content[:-9], content[:50] + bytes([content[50] ^ 1]) + content[51:]):
        kept.write_bytes(damaged)
        assert run(code, app).stdout == "9 True\n"
    assert run(code, app, kept=True).stdout == "9 True\n"
    assert kept.read_bytes() == content
    (tmp_path / "out").rename(tmp_path / "moved")
    assert run(code, tmp_path / "moved/app.py").stdout == "9 True\n"


def test_without_a_trace_what_names_and_types_lead_to_is_hot(tmp_path: Path) -> None:
    request = project(tmp_path, 'cold = "load"\ntraces = []\n')
    program = "# /// script\n# dependencies = ['dep']\n# ///\nimport dep\n"
    program += "shape: dep.Shape = dep.Shape.make()[0]\nprint(dep.factorial(3), shape.size, getattr(dep, 'area')(1))\n"
    (tmp_path / "app.py").write_text(program, encoding="utf-8")
    workflow.extract(request, out=tmp_path / "out", smoke=False)
    (module,) = (tmp_path / "out").rglob("dep/__init__.py")
    text = module.read_text(encoding="utf-8")
    assert "n * factorial(n - 1)" in text  # a name
    assert "sum(numbers)" in text  # a type
    assert "which makes this long enough" not in text.partition("def factorial")[0]  # nothing known
    printed = run("", tmp_path / "out/app.py").stdout
    assert printed == run("", tmp_path / "app.py", tmp_path / "site").stdout != ""


READER = "import inspect\n\ndef text(value):\n    return inspect.getsource(value)\n"
LOADER = "import sys\n\ndef text(value):\n    return value.__loader__.get_source(value.__name__)\n"


@pytest.mark.parametrize(("reader", "cold"), [(READER, True), (LOADER, False)], ids=["inspect", "a loader"])
def test_a_module_whose_text_is_asked_for_is_cold_where_it_comes_from_the_archive(
    tmp_path: Path, reader: str, *, cold: bool
) -> None:
    (tmp_path / "trace.json").write_text(NOTHING_RAN, encoding="utf-8")
    request = replace(project(tmp_path, 'cold = "load"\ntraces = ["trace.json"]\n', reader), layout="site")
    worker = tmp_path / "site/dep/worker.py"
    worker.write_text(DEP, encoding="utf-8")
    with (tmp_path / "site/dep-1.dist-info/RECORD").open("a") as record:
        record.write("\ndep/worker.py,,\n")
    program = "# /// script\n# dependencies = ['dep']\n# ///\nimport dep.worker\nprint(dep.text(dep.worker))\n"
    (tmp_path / "app.py").write_text(program, encoding="utf-8")
    found = workflow.extract(request, out=tmp_path / "out", smoke=False)
    written = (tmp_path / "out/dep/worker.py").read_text(encoding="utf-8")
    stays = dict(found.cold[0].stays)
    assert ("the file of its module may be read, or run by its path" in stays) is not cold
    assert ("exec(" in written) is cold
    assert (
        run("", tmp_path / "out/app.py").stdout == run("", tmp_path / "app.py", tmp_path / "site").stdout == f"{DEP}\n"
    )


HEAD = '"""Shapes."""\nfrom __future__ import annotations\n'
TEXTS = {
    "a simple statement first": DEP,
    "nothing before": DEP.replace(HEAD, "", 1),
    "a compound one first": DEP.replace(f"{HEAD}import functools", "if True:\n    import functools", 1),
    "one line for several": DEP.replace("annotations\nimport functools", "annotations; import functools", 1),
}


def asked_for(folder: Path, policy: str, reader: str, text: str, more: str = "") -> Path:
    """Return the result of a program that asks for the text of a module of which no function ran, and of parts of it."""
    ran = BODIES.replace('"dep/__init__.py"', '"dep/__init__.py": ["text"], "dep/worker.py"')
    (folder / "trace.json").write_text(ran, encoding="utf-8")
    request = replace(project(folder, f'cold = "{policy}"\ntraces = ["trace.json"]\n{more}', reader), layout="site")
    (folder / "site/dep/worker.py").write_text(text, encoding="utf-8")
    with (folder / "site/dep-1.dist-info/RECORD").open("a") as record:
        record.write("\ndep/worker.py,,\n")
    program = "# /// script\n# dependencies = ['dep']\n# ///\nimport dep.worker\nprint(dep.text(w := dep.worker))\n"
    if reader == READER:
        program += "for one in (w.Shape, w.Shape.name, w.area, w.generated): print(dep.text(one))\n"
    (folder / "app.py").write_text(program, encoding="utf-8")
    workflow.extract(request, out=folder / "out", smoke=False)
    return folder / "out"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_functions_of_a_module_whose_text_is_asked_for_leave_it_and_the_text_is_what_it_was(
    tmp_path: Path, text: str
) -> None:
    out = asked_for(tmp_path, "load", READER, text, UNPACKED.replace("dep.LIMIT", "dep.worker.LIMIT"))
    written = (out / "dep/worker.py").read_text(encoding="utf-8")
    assert re.search(STUB, written)
    assert "LIMIT = 3" in written
    assert "a * b * c" not in written
    expected = run("", tmp_path / "app.py", tmp_path / "site").stdout
    # Loading has a line of its own where a module begins with a compound statement.
    assert run("", out / "app.py").stdout == "\n" * text.startswith("if") + expected != ""


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_packed_module_whose_text_is_asked_for_has_the_text_that_it_had(tmp_path: Path, text: str) -> None:
    out = asked_for(tmp_path, "load", READER, text)
    assert "exec(" in (out / "dep/worker.py").read_text(encoding="utf-8")
    expected = run("", tmp_path / "app.py", tmp_path / "site").stdout
    assert run("", out / "app.py").stdout == "\n" * text.startswith("if") + expected != ""


RUNNER = (
    "import os, runpy\n\ndef go(name):\n    return runpy.run_path(os.path.join(os.path.dirname(__file__), name))\n\n"
)


@pytest.mark.parametrize(
    ("policy", "reader"),
    [("deny", READER), ("load", RUNNER + LOADER), ("deny", RUNNER + READER)],
    ids=["denied", "run here and asked by a loader", "run here and denied"],
)
def test_a_text_that_nobody_could_give_back_stays(tmp_path: Path, policy: str, reader: str) -> None:
    out = asked_for(tmp_path, policy, reader, DEP)
    assert (out / "dep/worker.py").read_text(encoding="utf-8") == DEP
    expected = run("", tmp_path / "app.py", tmp_path / "site").stdout
    assert run("", out / "app.py").stdout == expected != ""
