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
