"""What may run when Python ends, and what it reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, cast

import pytest

from vendorize_analysis.deferral.ending import endings_in
from vendorize_analysis.deferral.finishing import read_at_the_end

if TYPE_CHECKING:
    from vendorize_analysis.linking import Program


class Unlinked:
    """A program in which no name leads anywhere: what is left are names."""

    def follow(self, module: str, chain: tuple[str, ...]) -> tuple[tuple[()], tuple[str, ...]]:
        return (), (module, *chain)[1:]


def at_the_end(text: str) -> set[str]:
    """Return which of the names W and V are read when Python ends."""
    told = read_at_the_end({"m": endings_in(ast.parse(text))}, cast("Program", Unlinked()))
    return {name for _, name in told} & {"W", "V"}


CALLED = "class K:\n    def __call__(self): W\n"
FINALLY = "def f():\n    try: yield\n    finally: "


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("class C:\n    def __del__(self): self.close()\n    def close(self): W\ndef h(): V", "W"),
        (
            "class C:\n    def f(self): self.a = self.close\n    def __del__(self): self.a()\n    def close(self): W",
            "W",
        ),
        ("class B:\n    def close(self): W\nclass C(B):\n    def __del__(self): self.close()", "W"),
        ("class C:\n    def __del__(self): self.close()\nclass D(C):\n    def close(self): W", "W"),
        ("class B:\n    def close(self): V\nclass C:\n    def __del__(self): self.close()", ""),
        ("class C:\n    def __init__(self, f): self.f = f\n    def __del__(self): self.f()\ndef g(): W\nC(g)", "W"),
        ("class C:\n    def __del__(self): self.a\n    @property\n    def a(self): W\n    def b(self): V", "W"),
        ("import weakref\ndef f(ref): W\nweakref.ref(x, f)", "W"),
        ("import weakref\ndef f(ref): W\nweakref.WeakMethod(x, callback=f)", "W"),
        ("import weakref\nweakref.ref(x, lambda ref: W)", "W"),
        ("import weakref\ndef f(ref): V\nweakref.ref(x)", ""),
        ("import sys\ndef f(frame, event, arg): W\nsys.setprofile(f)", "W"),
        ("import sys\ndef f(told): W\nsys.unraisablehook = f", "W"),
        ("import gc\ndef f(phase, info): W\ngc.callbacks.append(f)", "W"),
        (f"{FINALLY}W", "W"),
        (f"{FINALLY}g()\ndef g(): W", "W"),
        (f"{FINALLY}list(map(g, ()))\ndef g(): W", "W"),
        ("def f():\n    try: yield\n    except GeneratorExit: W; raise\n    V", "W"),
        ("def f():\n    try: yield\n    except BaseException: pass\n    W", "W"),
        ("def f():\n    try: yield\n    except ValueError: V", ""),
        ("def f():\n    try: V\n    finally: V", ""),
        ("async def f():\n    try: await x\n    finally: W", "W"),
        ("class C:\n    def __exit__(self, *a): W\ndef f():\n    with C(): yield", "W"),
        ("class C:\n    def __exit__(self, *a): W\ndef f(c):\n    with c: yield", "W"),
        ("class C:\n    def __exit__(self, *a): V\nclass D:\n    pass\ndef f():\n    with D(): yield", ""),
        ("class C:\n    def close(self): W\ndef f():\n    with closing(C()): yield", "W"),
        ("def g(): W\ndef f():\n    with ExitStack() as s:\n        s.callback(g)\n        yield", "W"),
        ("@contextmanager\ndef c():\n    V\n    try: yield\n    finally: W\ndef f():\n    with c(): yield", "W"),
        ("@contextmanager\ndef c():\n    try: yield\n    finally: V\ndef f():\n    with c(): pass", ""),
        ("@contextmanager\ndef c():\n    try: yield\n    finally: W\nkept = c()", "W"),
        ("import sys\ndef f(event, args): W\nsys.addaudithook(f)", "W"),
        ("class C:\n    __slots__ = ()\n    def __del__(self): W", "W"),
        ("class C:\n    a = lambda self: self()\n    def __del__(self): self.a()\n    def __call__(self): W\nC()", "W"),
        (f"{CALLED}class C:\n    def __init__(self, f): self.f = f\n    def __del__(self): self.f()\nC(K())", "W"),
        ("import weakref\nweakref.ref(x, lambda self: self())\ndef g(): W\nuse(g)", "W"),
        ("import weakref\nweakref.ref(x, lambda ref: [one() for one in ref.all])\ndef g(): W\nuse(g)", "W"),
        ("import weakref\nself = f\nweakref.ref(x, self)\ndef g(): W\nuse(g)", "W"),
        ("def f(): V", ""),
    ],
)
def test_what_may_run_when_python_ends(text: str, read: str) -> None:
    assert at_the_end(text) == set(read)


BOX = "class C:\n    def __del__(self): hook()\ndef f(): W\n"
MINE = "def f(*_): W\nclass C:\n    def __del__(self): self.hook()\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{BOX}match [f]:\n    case [hook]: pass",
        f"{BOX}match [f]:\n    case [*hook]: pass",
        f"{BOX}match {{1: f}}:\n    case {{**hook}}: pass",
        f"{BOX}try: g(f)\nexcept E as hook: pass",
        f"{BOX}def g():\n    global hook\n    for hook in (f,): pass",
        f"{BOX}def g():\n    global hook\n    hook, other = f, 1",
        f"{BOX}def g():\n    global hook\n    from other import f as hook",
        f"{MINE}    def __init__(self): self.hook, self.other = f, 1",
        f"{MINE}    def __init__(self):\n        for self.hook in (f,): pass",
        f"{MINE}    for hook in (f,): pass",
        f"{MINE}    hook, other = f, 1",
        f"{MINE}    with g(f) as hook: pass",
        f"{MINE}    from other import f as hook",
        f"{MINE}    def __init__(self): setattr(self, 'hook', f)",
        f"{MINE}    def __init__(self): self.__dict__['hook'] = f",
        f"{MINE}    def __init__(self, **k): vars(self).update(k)\nC(hook=f)",
        f"{MINE}    def __getattr__(self, name): return g(f)",
        f"{MINE}    hook: object\nC(f)",
        f"{MINE.replace('C:', 'C(namedtuple(1, 2)):')}C(f)",
        f"{MINE.replace('C:', 'C(SimpleNamespace):')}C(hook=f)",
        f"{MINE}def g():\n    one = C()\n    one.hook, one.other = f, 1",
        "def f(): W\nclass C:\n    hook = property(lambda self: f())\n    def __del__(self): self.hook",
        "def f(*_): W\nclass C: pass\nsetattr(C, '__del__', f)",
        "def f(*_): W\nC = type('C', (), {'__del__': lambda self: f()})",
        "def f(*_): W\nclass C:\n    for __del__ in (f,): pass",
        "def f(*_): W\nclass C:\n    __del__, other = f, 1",
        "def f(*_): W\nclass C:\n    from other import f as __del__",
        "def f(*_): W\ndef g(self): self.hook()\nC = type('C', (), {'__del__': g, 'hook': f})",
    ],
)
def test_values_that_are_no_plain_assignments_are_followed(text: str) -> None:
    assert at_the_end(text) == {"W"}


@pytest.mark.parametrize(
    "text",
    [
        f"{BOX}def hook(): pass\nmatch [f]:\n    case [other]: pass",
        f"{BOX}def hook(): pass\ndef g():\n    for hook in (f,): pass",
        f"{MINE}    def hook(self): other\n    def __getattr__(self, name): return g(f)",
        "def f(*_): W\nclass C:\n    for close in (f,): pass",
    ],
)
def test_values_of_other_names_are_not(text: str) -> None:
    assert at_the_end(text) == set()
