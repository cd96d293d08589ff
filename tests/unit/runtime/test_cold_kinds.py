"""Cold generators, coroutines and asynchronous generators: what a call of one gives is what it gave."""

# ruff: noqa: E501 - a program stands on one line

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.unit.runtime.cold_programs import run, write

if TYPE_CHECKING:
    from pathlib import Path

DEP = '''"""Streams."""
import functools
import re
import sys
import types
from contextlib import asynccontextmanager, contextmanager

LOG = []
LONG = "a text of which there are many, since a stub has to be shorter than what it stands for"

def numbers(n: int, step: "int" = 1, *, start=0):
    """Numbers.

    With an empty line above.
    """

    for one in range(start, n, step):
        got = yield one, "and a text that makes it long enough to be a stub, as it can be one"
        LOG.append(got)
    return "ended, with a text that makes it long enough"

async def waited(n, *more, key="k", **rest):
    values = {"value": n, "more": more, "key": key, "rest": rest, "text": "long enough to be a stub"}
    await nothing(1)
    return values["value"]

@types.coroutine
def nothing(n):
    """Yield to who runs all."""
    values = [n, "and a text that makes it long enough to be a stub, as it can be one"]
    for _ in range(n):
        yield
    return len(values)

async def counted(n):
    """Count, after a while."""
    for one in range(n):
        await nothing(one)
        yield one, "and a text that makes it long enough to be a stub, as it can be one"

def cleaned():
    try:
        yield "first, and a text that makes it long enough to be a stub, as it can be one"
        yield "second, and a text that makes it long enough to be a stub, as it can be one"
    except ValueError as error:
        LOG.append(repr(error))
        yield "caught, and a text that makes it long enough to be a stub"
    finally:
        LOG.append("cleaned")

def tree(depth):
    if depth:
        yield from tree(depth - 1)
    values = [depth, "and a text that makes it long enough to be a stub, as it can be one"]
    yield values[0]

def caller():
    values = ["a text that makes it long enough to be a stub, as it can be one"]
    yield sys._getframe(1).f_code.co_name, len(values)

def failing(n):
    values = [n, "and a text that makes it long enough to be a stub, as it can be one"]
    yield values[0]
    raise KeyError(values[0])

@contextmanager
def managed(what):
    LOG.append(("enter", what, "a text that makes it long enough to be a stub"))
    yield what
    LOG.append(("exit", what, "a text that makes it long enough to be a stub"))

@asynccontextmanager
async def amanaged(what):
    LOG.append(("enter", what, "a text that makes it long enough to be a stub"))
    yield what
    LOG.append(("exit", what, "a text that makes it long enough to be a stub"))

def renamed(function):
    function.__name__, function.__qualname__ = "other", "Else.other"
    return function

@renamed
def named():
    values = ["a text that makes it long enough to be a stub, as it can be one"]
    yield values

def hidden(function):
    table = {"function": function}
    return lambda *args: table["function"](*args)

@hidden
def behind(x):
    values = {"value": x, "text": "behind a decorator that hides it, and long enough"}
    yield values["value"]

class Base:
    def items(self):
        yield "base", "and a text that makes it long enough to be a stub, as it can be one"
        yield "base", "and a text that makes it long enough to be a stub, as it can be one"

    async def name(self):
        await nothing(2)
        return "base", "and a text that makes it long enough to be a stub, as it can be one"

class Shape(Base):
    def items(self):
        yield __class__.__name__, "and a text that makes it long enough to be a stub", LONG
        await_ = "a text that makes it long enough to be a stub, with the two cells that it has"
        yield from super().items()

    async def name(self):
        values = [await super().name(), "and a text that makes it long enough to be a stub"]
        values.append("and a text that makes it long enough to be a stub, as it can be one")
        return values, self.__private

    __private = 3

    @classmethod
    def made(cls, *args):
        """Made."""
        yield None, args, "and a text that makes it long enough to be a stub, as it can be one"
        yield cls, args, "and a text that makes it long enough to be a stub, as it can be one"

    @staticmethod
    async def plain(x=3):
        values = [x, x + 1, x + 2, "and a text that makes it long enough to be a stub"]
        return values

    def __iter__(self):
        yield "iterated, and a text that makes it long enough to be a stub, as it can be one"
        yield LONG, "and a text that makes it long enough to be a stub, as it can be one"

    def __await__(self):
        values = ["awaited, and a text that makes it long enough to be a stub, as it can be one"]
        yield from nothing(1).__await__() if hasattr(nothing(1), "__await__") else nothing(1)
        return values
'''
ALL = "dep.numbers, dep.waited, dep.nothing, dep.counted, dep.cleaned, dep.tree, dep.Shape.items, dep.Shape.name, dep.Shape.plain"
PROGRAMS = {
    "kinds": (
        "import inspect, asyncio, operator\n"
        f"for f in ({ALL}, dep.Shape.made):\n"
        "    print([getattr(inspect, 'is' + kind)(f) for kind in ('function', 'generatorfunction', 'coroutinefunction', 'asyncgenfunction', 'awaitable')])\n"
        "    print(asyncio.iscoroutinefunction(f), f.__name__, f.__qualname__, f.__module__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__dict__)\n"
        "    print(inspect.signature(f), f.__code__.co_flags, f.__code__.co_freevars, f.__code__.co_argcount, f.__code__.co_varnames[:f.__code__.co_argcount])"
    ),
    "a call runs nothing": (
        "import inspect\nfor _ in range(2):\n    g = dep.numbers(3)\n"
        "    print(inspect.getgeneratorstate(g), g.gi_code is dep.numbers.__code__, g.gi_frame.f_lineno - g.gi_code.co_firstlineno, g.gi_frame.f_locals, g.gi_running, g.gi_yieldfrom, dep.LOG)\n"
        "    print(next(g), g.send('x'), inspect.getgeneratorstate(g), dep.LOG, g.gi_frame.f_lineno - g.gi_code.co_firstlineno, list(g), g.gi_frame)"
    ),
    "names of objects": (
        "g = dep.named(); print(g.__name__, g.__qualname__, dep.named.__qualname__); g = dep.Shape().items(); print(g.__name__, g.__qualname__)\n"
        "c = dep.waited(1); print(c.__name__, c.__qualname__, c.cr_code.co_name, c.cr_frame.f_lineno - c.cr_code.co_firstlineno, c.cr_await, c.cr_origin); c.close()"
    ),
    "thrown before the start": (
        "for throw in (ValueError('x'), GeneratorExit(), StopIteration(3)):\n"
        "    for f in (dep.cleaned, dep.numbers):\n"
        "        g = f() if f is dep.cleaned else f(3)\n"
        "        try: print(g.throw(throw))\n"
        "        except BaseException as error: print(type(error), error, g.gi_frame)\n"
        "g = dep.cleaned(); print(g.close(), dep.LOG, list(g)); g = dep.cleaned(); next(g); print(g.throw(ValueError('y')), g.close(), dep.LOG)"
    ),
    "coroutines": (
        "import asyncio, inspect\nc = dep.waited(1, 2, a=3); print(inspect.getcoroutinestate(c), c.cr_frame.f_locals, inspect.isawaitable(c)); c.close(); print(inspect.getcoroutinestate(c))\n"
        "async def main():\n    print(await dep.waited(2), await dep.nothing(2), [x async for x in dep.counted(3)], await dep.Shape().name(), await dep.Shape.plain(), await dep.Shape())\n"
        "    print(await asyncio.gather(*(dep.waited(n) for n in range(4)), asyncio.create_task(dep.waited(9))))\n"
        "    a = dep.counted(2); print(a.ag_code is dep.counted.__code__, a.ag_running, await a.__anext__(), await a.aclose())\n"
        "    async with dep.amanaged(1) as x: print(x, dep.LOG)\n"
        "    try: await dep.counted(2).athrow(KeyError(1))\n    except KeyError as error: print(repr(error))\n"
        "asyncio.run(main()); print(dep.LOG)"
    ),
    "not awaited": (
        "import warnings, gc\nwith warnings.catch_warnings(record=True) as found:\n    warnings.simplefilter('always')\n    dep.waited(1); dep.Shape().name(); gc.collect()\n"
        "print([str(one.message) for one in found])"
    ),
    "wrong calls": (
        "for call in (lambda: dep.numbers(), lambda: dep.waited(m=1), lambda: dep.Shape().items(1), lambda: dep.counted(1, 2)):\n"
        "    try: call()\n    except TypeError as error: print(error)"
    ),
    "recursion and delegation": "print(list(dep.tree(4)), list(dep.Shape().items()), list(dep.Shape.made(1, 2))[0][1:], list(dep.Shape())[0], [list(dep.behind(n)) for n in (1, 2, 3)])",
    "callers": "print(*dep.caller()); g = dep.caller()\ndef asking(): return next(g)\nprint(asking())",
    "tracebacks": (
        "import traceback\nfor _ in range(2):\n    try: list(dep.failing(1))\n"
        "    except KeyError: last = [line for line in traceback.format_exc().splitlines() if '^' not in line]; print(last[0], [one.split(', ')[2:] or one for one in last[1:]])"
    ),
    "contexts": "with dep.managed(1) as x: print(x)\nwith dep.managed(2) as x: print(x)\nprint(dep.LOG)",
    "source": (
        f"import inspect\nfor _ in range(2):\n    for f in ({ALL}, dep.named): print(inspect.getsource(f), len(inspect.getsourcelines(f)[0]))\n"
        "    print(inspect.getsource(dep.Shape)); list(dep.numbers(1)); list(dep.tree(1)); list(dep.Shape().items())"
    ),
    "identity and copies": (
        "import types, pickle\nbefore = dep.numbers; code = before.__code__; copy = types.FunctionType(code, {'range': range, 'LOG': []}, 'copy', (1,)); copy.__kwdefaults__ = {'start': 1}\n"
        "print(list(copy(2))[0][0], list(before(1))[0][0], dep.numbers is before, pickle.loads(pickle.dumps(before)) is before, list(copy(3))[0][0])\n"
        "dep.tree.__code__ = (lambda a: a).__code__; print(dep.tree(4))"
    ),
    "warnings are errors": "import warnings, types\nwarnings.simplefilter('error')\nprint(list(dep.numbers(1)), types.coroutine(dep.tree) is dep.tree, dep.tree.__code__.co_flags & 0x100, dep.tree(1).gi_code.co_flags & 0x100)",
    "threads": (
        "from concurrent.futures import ThreadPoolExecutor\nfrom threading import Barrier\nbarrier = Barrier(8)\n"
        "def run(n): barrier.wait(); return [one[0] for one in dep.numbers(n)], list(dep.Shape().items()), next(dep.tree(n))\n"
        "with ThreadPoolExecutor(8) as pool: print(list(pool.map(run, range(8))))"
    ),
    "listings": "print(dir(dep), list(vars(dep)), list(vars(dep.Shape)))",
}
NAMES = f"{ALL}, dep.caller, dep.failing, dep.managed, dep.amanaged, dep.named, dep.behind, dep.Shape.made, iter(dep.Shape()), dep.Shape().__await__"


UNPACKED = '[[keep]]\nsymbol = "dep.LOG"\nreason = "its module stays in its file"\n'


@pytest.fixture(scope="module", params=["site", "package"])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    policy = f'cold = "load"\n{UNPACKED}'
    return write(tmp_path_factory.mktemp(request.param), policy, DEP, NAMES, layout=request.param)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("packed"), 'cold = "load"\n', DEP, NAMES)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_a_call_gives_is_what_it_gave(result: Path, program: str) -> None:
    before = run(program, result.parent / "app.py", result.parent / "site")
    assert before.returncode == 0, before.stderr
    after = run(program, result / "app.py")
    printed = after.stdout.replace("_vendor.dep", "dep").replace(str(result), str(result.parent))
    assert (printed, after.stderr) == (before.stdout, before.stderr)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_a_call_gives_is_what_it_gave_where_the_module_is_packed(packed: Path, program: str) -> None:
    assert "exec(" in (packed / "dep/__init__.py").read_text(encoding="utf-8")
    test_what_a_call_gives_is_what_it_gave(packed, program)


def test_their_bodies_left_the_module(result: Path) -> None:
    (module,) = result.rglob("dep/__init__.py")
    text = module.read_text(encoding="utf-8")
    assert "await " not in text
    assert "yield " not in text
    for kind in ("gen", "coro", "agen"):
        assert re.search(rf"@_\d\w{{3}}\.{kind}\n", text)


ONE_LINE = (
    'def short(): yield "a text that makes it long enough to be a stub, if there were a line for the mark", 1, 2, 3\n'
)


def test_one_without_a_line_to_spare_stays(tmp_path: Path) -> None:
    out = write(tmp_path, 'cold = "load"\n', ONE_LINE, "dep.short")
    assert "yield" in (out / "dep/__init__.py").read_text(encoding="utf-8")


DENIED = {
    "numbers": "g = dep.numbers(1); print(inspect.isgenerator(g)); g.close(); next(dep.numbers(1))",
    "waited": "c = dep.waited(1); print(inspect.iscoroutine(c)); c.close(); asyncio.run(dep.waited(1))",
    "counted": "a = dep.counted(1); print(inspect.isasyncgen(a)); asyncio.run(dep.counted(1).__anext__())",
    "Shape.items": "g = dep.Shape().items(); print(inspect.isgenerator(g)); list(g)",
}


@pytest.mark.parametrize("name", DENIED)
def test_a_denied_one_says_so_when_it_begins_to_run(tmp_path: Path, name: str) -> None:
    out = write(tmp_path, 'cold = "deny"\n', DEP.replace("@renamed\n", "").replace("@hidden\n", ""), ALL)
    done = run(f"import asyncio, inspect; {DENIED[name]}", out / "app.py")
    assert done.stdout == "True\n"
    assert f"uses dep.{name}, which is cold, and this result denies cold code" in done.stderr


def test_a_denied_one_needs_no_line_for_a_mark(tmp_path: Path) -> None:
    out = write(tmp_path, 'cold = "deny"\n', ONE_LINE, "dep.short")
    assert "a text" not in (out / "dep/__init__.py").read_text(encoding="utf-8")
    assert "uses dep.short, which is cold" in run("list(dep.short())", out / "app.py").stderr


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_newer_versions_take_the_marks_too(result: Path, version: str) -> None:
    python = shutil.which(f"python{version}")
    if python is None:
        pytest.skip(f"no Python {version}")
    for name, program in PROGRAMS.items():
        before = run(program, result.parent / "app.py", result.parent / "site", python=python)
        if before.returncode and "No module named" in before.stderr:
            pytest.skip(before.stderr)
        after = run(program, result / "app.py", python=python)
        printed = after.stdout.replace("_vendor.dep", "dep").replace(str(result), str(result.parent))
        assert (name, printed, after.stderr) == (name, before.stdout, before.stderr)
